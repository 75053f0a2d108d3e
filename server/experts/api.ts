// Experts as JSON: read, registered, changed, moved, imported and exported.
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { applyAsExpert, changeExpert, changeOwn, createExpert, findExpert, findOwn, listExperts } from './experts.ts'
import { exportExperts, TYPE_OF } from './export.ts'
import { importExperts, type ImportDeps } from './import.ts'
import { moveExpert, type LifecycleDeps } from './lifecycle.ts'
import { readRegister, REGISTER_TYPES } from './register.ts'
import { applicationBody, expertAnswer, expertBody, expertPatch, expertsAnswer, expertsQuery, exportQuery, importAnswer, importQuery, leaveBody, moveBody, ownPatch } from './schema.ts'

export type ExpertsApiDeps = ImportDeps & LifecycleDeps

export function expertsEndpoints(deps: ExpertsApiDeps): AnyEndpoint[] {
  return [
    endpoint({ method: 'get', path: '/api/experts', summary: 'Experts by name: the public roster, for officers every state', permission: 'expert:read', query: expertsQuery, params: nothing, response: expertsAnswer, problems: [], handle: ({ query, actor }) => listExperts(deps, actor, query) }),
    endpoint({
      method: 'post',
      path: '/api/experts',
      summary: 'Enters an expert whom the bureau has chosen',
      permission: 'expert:create',
      query: nothing,
      params: nothing,
      body: expertBody,
      status: 201,
      response: expertAnswer,
      problems: ['conflict'],
      handle: async ({ body, actor, requestId }) => following(deps, await createExpert(deps, actor, body, requestId)),
    }),
    endpoint({
      method: 'post',
      path: '/api/experts/import',
      summary: 'Imports a register (NDJSON, CSV or XLSX, up to 100 MB) by the externalId of its lines and tells of each what became of it; fields that a line leaves out stay as they are; searchable when it answers. With atomic=true 422 and nothing imported when a line is refused',
      permission: 'expert:import',
      query: importQuery,
      params: nothing,
      raw: REGISTER_TYPES,
      response: importAnswer,
      alsoAnswers: [422],
      problems: [],
      handle: async ({ query, actor, request, response, requestId }) => {
        const type = request.is([...REGISTER_TYPES]) || ''
        const report = await importExperts(deps, actor, readRegister(type, request), { atomic: query.atomic === 'true', requestId })
        if (!report.applied) response.status(422)
        return report
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/experts/applications',
      summary: 'Applies for oneself, or nominates somebody for an organisation to which one belongs',
      permission: 'expert:apply',
      query: nothing,
      params: nothing,
      body: applicationBody,
      status: 201,
      response: z.object({ id: z.string() }),
      problems: ['conflict'],
      handle: ({ body, actor, requestId }) => applyAsExpert(deps, actor, body, requestId),
    }),
    endpoint({
      method: 'get',
      path: '/api/experts/export',
      summary: 'The register as a file that the import reads back without a change',
      permission: 'expert:export',
      query: exportQuery,
      params: nothing,
      response: z.void(),
      files: Object.values(TYPE_OF),
      problems: [],
      handle: async ({ query: { format }, actor, response, requestId }) => {
        const file = await exportExperts(deps, actor, format, requestId)
        response.attachment(`experts.${format}`).set('Content-Type', TYPE_OF[format])
        await pipeline(file, response)
      },
    }),
    endpoint({ method: 'get', path: '/api/experts/{id}', summary: 'An expert as far as the caller may see: the public profile, or for officers and the expert the whole file', permission: 'expert:read', query: nothing, params: idParams, response: expertAnswer, problems: ['not-found'], handle: ({ params, actor }) => findExpert(deps, actor, params.id) }),
    endpoint({
      method: 'patch',
      path: '/api/experts/{id}',
      summary: 'Changes what is given; 409 when somebody was faster',
      permission: 'expert:change',
      query: nothing,
      params: idParams,
      body: expertPatch,
      response: expertAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => following(deps, await changeExpert(deps, actor, params.id, body, requestId)),
    }),
    endpoint({
      method: 'post',
      path: '/api/experts/{id}/moves',
      summary: 'Moves an expert on the roster: review, publish, enrol, appoint, suspend, resume, return, remove',
      permission: 'expert:review',
      query: nothing,
      params: idParams,
      body: moveBody,
      response: expertAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await moveExpert(deps, actor, params.id, body, requestId)
        return following(deps, await findExpert(deps, actor, params.id))
      },
    }),
    endpoint({ method: 'get', path: '/api/account/expert', summary: 'The caller’s own file as an expert; null for somebody who is none', permission: 'expert:self', query: nothing, params: nothing, response: z.object({ expert: expertAnswer.nullable() }), problems: [], handle: async ({ actor }) => ({ expert: await findOwn(deps, actor) }) }),
    endpoint({
      method: 'patch',
      path: '/api/account/expert',
      summary: 'Changes one’s own profile, works, ties, and how much work to be asked for',
      permission: 'expert:self',
      query: nothing,
      params: nothing,
      body: ownPatch,
      response: expertAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ body, actor, requestId }) => following(deps, await changeOwn(deps, actor, body, requestId)),
    }),
    endpoint({
      method: 'post',
      path: '/api/experts/{id}/leave',
      summary: 'Leaves the roster by one’s own wish',
      permission: 'expert:self',
      query: nothing,
      params: idParams,
      body: leaveBody,
      response: expertAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await moveExpert(deps, actor, params.id, { ...body, move: 'leave' }, requestId)
        return following(deps, await findExpert(deps, actor, params.id))
      },
    }),
  ]
}

/** The index follows at once where it can; else the outbox's job brings it along. */
async function following<T>({ applyOutbox }: ExpertsApiDeps, answer: T): Promise<T> {
  await applyOutbox().catch(() => {})
  return answer
}
