// Publishing and the proof bundle for programs.
import { z } from 'zod'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { proofBundle } from './bundle.ts'
import { publishStandard, type PublicationDeps } from './publication.ts'
import { idParams, publishAnswer, publishBody } from './schema.ts'

export function publicationEndpoints(deps: PublicationDeps): AnyEndpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/drafting/{id}/publish',
      summary: 'Gives a number and publishes the text with its earlier drafts into the library; found in search when it answers',
      permission: 'standard:move',
      query: nothing,
      params: idParams,
      body: publishBody,
      response: publishAnswer,
      problems: ['not-found', 'conflict', 'not-allowed'],
      handle: ({ params, body, actor, requestId }) => publishStandard(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/bundle',
      summary: 'Proof bundle as ZIP: drafts, papers, comments, votes, minutes, events, rules and SHA256SUMS; the same rows give the same bytes',
      permission: 'standard:read-all',
      query: nothing,
      params: idParams,
      response: z.void(),
      files: ['application/zip'],
      problems: ['not-found', 'not-allowed'],
      handle: async ({ params, actor, response }) => {
        const { fileName, bytes } = await proofBundle(deps, actor, params.id)
        response.type('application/zip').set('Content-Disposition', `attachment; filename="${fileName}"`).send(Buffer.from(bytes))
      },
    }),
  ]
}
