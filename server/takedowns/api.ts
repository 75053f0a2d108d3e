// Takedowns as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { decisionBody, declineAnswer, declineParams, requestBody, requestedAnswer, takedownAnswer, takedownsAnswer } from './schema.ts'
import { declineRequest, liftTakedown, listTakedowns, requestTakedown, takeDown, type TakedownsDeps } from './takedowns.ts'

export function takedownEndpoints(deps: TakedownsDeps): AnyEndpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/documents/{id}/takedown-requests',
      permission: 'takedown:request',
      summary: 'Asks for a document to be taken down; those who decide are told by mail',
      query: nothing,
      params: idParams,
      body: requestBody,
      status: 201,
      response: requestedAnswer,
      problems: ['not-found', 'gone', 'conflict'],
      handle: ({ params, body, actor, requestId }) => requestTakedown(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/documents/{id}/takedown-requests/{request}/decline',
      permission: 'takedown:decide',
      summary: 'The document stays; whoever asked is told why',
      query: nothing,
      params: declineParams,
      body: decisionBody,
      response: declineAnswer,
      problems: ['not-found'],
      handle: async ({ params, body, actor, requestId }) => {
        await declineRequest(deps, actor, params.id, { request: params.request, ...body }, requestId)
        return { id: params.request, documentId: params.id, declined: true as const }
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/documents/{id}/takedown',
      permission: 'takedown:decide',
      summary: 'Takes a document down at once: out of search, lists and citations; its address answers 410 with the reason',
      query: nothing,
      params: idParams,
      body: decisionBody,
      status: 201,
      response: takedownAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => takeDown(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'delete',
      path: '/api/documents/{id}/takedown',
      permission: 'takedown:decide',
      summary: 'Lifts the takedown: readable at once, found again after the next refresh of the index',
      query: nothing,
      params: idParams,
      response: takedownAnswer,
      problems: ['conflict'],
      handle: ({ params, actor, requestId }) => liftTakedown(deps, actor, params.id, requestId),
    }),
    endpoint({
      method: 'get',
      path: '/api/takedowns',
      permission: 'takedown:decide',
      summary: 'Open requests, oldest first, and decisions, newest first',
      query: nothing,
      params: nothing,
      response: takedownsAnswer,
      problems: [],
      handle: ({ actor }) => listTakedowns(deps, actor),
    }),
  ]
}
