// Enquiries and their matches as JSON.
import { conflictDecisionForm } from '../conflicts/schema.ts'
import { NotFound } from '../errors.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { done } from '../http/shapes.ts'
import { changeEnquiry, describeEnquiry, listEnquiries, moveEnquiry, openEnquiry, similarOpen, wallOff } from './enquiries.ts'
import { decideFinding, lastMatch, matchEnquiry, type MatchesDeps } from './matches.ts'
import { enquiriesAnswer, enquiriesQuery, enquiryDetail, enquiryForm, idParams, matchBody, moveBody, similarAnswer, similarBody, storedMatch, wallBody } from './schema.ts'

export function enquiriesEndpoints(deps: MatchesDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams }
  return [
    endpoint({ method: 'get', path: '/api/enquiries', summary: 'Enquiries that the caller may see, newest first', permission: 'enquiry:read', query: enquiriesQuery, params: nothing, response: enquiriesAnswer, problems: [], handle: ({ query, actor }) => listEnquiries(deps, actor, query) }),
    endpoint({ method: 'post', path: '/api/enquiries', summary: 'Opens an enquiry as a draft; its facts and parties are sealed', permission: 'enquiry:create', query: nothing, params: nothing, body: enquiryForm, status: 201, response: enquiryDetail, problems: ['not-found'], handle: ({ body, actor, requestId }) => openEnquiry(deps, actor, body, requestId) }),
    endpoint({ method: 'post', path: '/api/enquiries/similar', summary: 'Open enquiries of the caller that say much the same', permission: 'enquiry:read', query: nothing, params: nothing, body: similarBody, response: similarAnswer, problems: [], handle: async ({ body, actor }) => ({ items: await similarOpen(deps, actor, body) }) }),
    endpoint({ method: 'get', path: '/api/enquiries/{id}', summary: 'An enquiry, its progress and what can be done next', permission: 'enquiry:read', ...one, response: enquiryDetail, problems: ['not-found'], handle: ({ params, actor }) => describeEnquiry(deps, actor, params.id) }),
    endpoint({ method: 'put', path: '/api/enquiries/{id}', summary: 'Changes a draft or a returned enquiry', permission: 'enquiry:change', ...one, body: enquiryForm.extend({ version: moveBody.shape.version }), response: enquiryDetail, problems: ['not-found', 'conflict'], handle: ({ params, body, actor, requestId }) => changeEnquiry(deps, actor, params.id, body, requestId) }),
    endpoint({ method: 'post', path: '/api/enquiries/{id}/moves', summary: 'Moves an enquiry to its next state', permission: 'enquiry:read', ...one, body: moveBody, response: enquiryDetail, problems: ['not-found', 'conflict', 'not-allowed'], handle: ({ params, body, actor, requestId }) => moveEnquiry(deps, actor, params.id, body, requestId) }),
    endpoint({
      method: 'post',
      path: '/api/enquiries/{id}/wall',
      summary: 'Keeps a colleague in conflict away from everything about it',
      permission: 'enquiry:handle',
      ...one,
      body: wallBody,
      response: done,
      problems: ['not-found'],
      handle: async ({ params, body, actor, requestId }) => {
        await wallOff(deps, actor, params.id, body, requestId)
        return { ok: true as const }
      },
    }),
    endpoint({ method: 'post', path: '/api/enquiries/{id}/match', summary: 'Matches experts and keeps the answer', permission: 'enquiry:handle', ...one, body: matchBody, response: storedMatch, problems: ['not-found', 'conflict'], handle: ({ params, body, actor, requestId }) => matchEnquiry(deps, actor, params.id, body, requestId) }),
    endpoint({
      method: 'get',
      path: '/api/enquiries/{id}/match',
      summary: 'The last match that was kept',
      permission: 'enquiry:handle',
      ...one,
      response: storedMatch,
      problems: ['not-found'],
      handle: async ({ params, actor }) => {
        const match = await lastMatch(deps, actor, params.id)
        if (!match) throw new NotFound('还没有匹配过')
        return match
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/enquiries/{id}/decisions',
      summary: 'Decides a finding that a person has to decide, for this enquiry',
      permission: 'conflict:decide',
      ...one,
      body: conflictDecisionForm,
      status: 201,
      response: done,
      problems: ['not-found'],
      handle: async ({ params, body, actor, requestId }) => {
        await decideFinding(deps, actor, params.id, body, requestId)
        return { ok: true as const }
      },
    }),
  ]
}
