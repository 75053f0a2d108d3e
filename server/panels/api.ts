// Searches for panels as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { applyRun, type ApplyDeps } from './apply.ts'
import { findRun, listRuns, presentRun, startRun, stopRun } from './panels.ts'
import { panelAnswer, panelForm, panelsAnswer, panelsQuery } from './schema.ts'

export function panelsEndpoints(deps: ApplyDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams, response: panelAnswer } as const
  return [
    endpoint({ method: 'get', path: '/api/assignments', summary: 'Searches for panels, newest first', permission: 'panel:read', query: panelsQuery, params: nothing, response: panelsAnswer, problems: [], handle: ({ query, actor }) => listRuns(deps, actor, query) }),
    endpoint({
      method: 'post',
      path: '/api/assignments',
      summary: 'Queues a search for the best panels of several enquiries; ask for its id until the state is none of `QUEUED` and `RUNNING`',
      permission: 'enquiry:handle',
      query: nothing,
      params: nothing,
      body: panelForm,
      status: 201,
      response: panelAnswer,
      problems: [],
      handle: ({ body, actor, requestId }) => startRun(deps, actor, body, requestId),
    }),
    endpoint({ method: 'get', path: '/api/assignments/{id}', summary: 'How far a search is, and what it found; nothing is invited by it', permission: 'panel:read', ...one, problems: ['not-found'], handle: async ({ params, actor }) => presentRun(await findRun(deps, actor, params.id)) }),
    endpoint({
      method: 'post',
      path: '/api/assignments/{id}/apply',
      summary: 'Takes all panels over as proposals, or none; 409 when an enquiry, an expert or a load changed since, or somebody was faster',
      permission: 'enquiry:handle',
      ...one,
      problems: ['not-found', 'conflict'],
      handle: ({ params, actor, requestId }) => applyRun(deps, actor, params.id, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/assignments/{id}/stop',
      summary: 'Ends a search that is queued or runs; nothing of it is kept',
      permission: 'enquiry:handle',
      ...one,
      problems: ['not-found', 'conflict'],
      handle: ({ params, actor, requestId }) => stopRun(deps, actor, params.id, requestId),
    }),
  ]
}
