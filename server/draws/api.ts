// Draws as JSON.
import type { Actor } from '../access/access.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { abortDraw, createDraw, observeDraw, revealDraw, type DrawsDeps, type StoredDraw } from './draw.ts'
import { findDraw, listDraws, recordOf, sightOf } from './entitlement.ts'
import { handInNonce } from './nonces.ts'
import { abortForm, drawForm, drawsAnswer, drawsQuery, nonceForm, recordAnswer, revealForm } from './schema.ts'

export function drawsEndpoints(deps: DrawsDeps): AnyEndpoint[] {
  const answer = (draw: StoredDraw, actor: Actor) => recordOf(draw, sightOf(actor, draw), deps.now?.() ?? new Date())
  const one = { query: nothing, params: idParams, response: recordAnswer } as const
  return [
    endpoint({ method: 'get', path: '/api/draws', summary: 'All draws, newest first, aborted ones too', permission: 'draw:read', query: drawsQuery, params: nothing, response: drawsAnswer, problems: [], handle: ({ query, actor }) => listDraws(deps, actor, query) }),
    endpoint({
      method: 'post',
      path: '/api/draws',
      summary: 'Freezes a list and commits to it; a second draw for the same matter names the last one',
      permission: 'draw:create',
      query: nothing,
      params: nothing,
      body: drawForm,
      status: 201,
      response: recordAnswer,
      problems: ['conflict'],
      handle: async ({ body, actor, requestId }) => answer(await createDraw(deps, actor, body, requestId), actor),
    }),
    endpoint({ method: 'get', path: '/api/draws/{id}/record', summary: 'The record from which the draw can be replayed; the list only to those entitled', permission: 'draw:read', ...one, problems: ['not-found'], handle: async ({ params, actor }) => answer(await findDraw(deps, actor, params.id), actor) }),
    endpoint({
      method: 'post',
      path: '/api/draws/{id}/nonces',
      summary: 'Hands in the hash of a party’s nonce, or, once hashes are closed, the nonce itself',
      permission: 'draw:nonce',
      ...one,
      body: nonceForm,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => answer(await handInNonce(deps, actor, params.id, body, requestId), actor),
    }),
    endpoint({ method: 'post', path: '/api/draws/{id}/observe', summary: 'An auditor confirms to be present', permission: 'draw:observe', ...one, problems: ['not-found', 'conflict'], handle: async ({ params, actor, requestId }) => answer(await observeDraw(deps, actor, params.id, requestId), actor) }),
    endpoint({
      method: 'post',
      path: '/api/draws/{id}/reveal',
      summary: 'Publishes the secret and the result; 409 when it cannot be done yet or was done already',
      permission: 'draw:reveal',
      ...one,
      body: revealForm,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => answer(await revealDraw(deps, actor, params.id, body, requestId), actor),
    }),
    endpoint({
      method: 'post',
      path: '/api/draws/{id}/abort',
      summary: 'Ends a draw without a result; it stays on record with the reason',
      permission: 'draw:abort',
      ...one,
      body: abortForm,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => answer(await abortDraw(deps, actor, params.id, body, requestId), actor),
    }),
  ]
}
