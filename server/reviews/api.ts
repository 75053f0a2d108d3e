// Reviews of standards as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { castVote, fileMinutes } from './ballots.ts'
import { addMember, removeMember, sendPapers } from './members.ts'
import { closeReview, describeReview, listReviews, sendToReview } from './reviews.ts'
import { closeBody, idParams, memberBody, memberParams, minutesBody, papersBody, reviewBody, reviewDetail, reviewsAnswer, suggestionsAnswer, voteBody } from './schema.ts'
import { suggestMembers, type SuggestionsDeps } from './suggestions.ts'

export function reviewsEndpoints(deps: SuggestionsDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams }
  const managed = { ...one, permission: 'review:manage', response: reviewDetail, problems: ['not-found', 'conflict', 'not-allowed'] } as const
  return [
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/reviews',
      summary: 'Reviews of a project, newest first',
      permission: 'standard:read-all',
      ...one,
      response: reviewsAnswer,
      problems: ['not-found', 'not-allowed'],
      handle: async ({ params, actor }) => ({ items: (await listReviews(deps, actor, params.id)).items }),
    }),
    endpoint({ ...managed, method: 'post', path: '/api/drafting/{id}/reviews', summary: 'Sends to review, or to a further one after a failure: move and review together', body: reviewBody, status: 201, handle: ({ params, body, actor, requestId }) => sendToReview(deps, actor, params.id, body, requestId) }),
    endpoint({ method: 'get', path: '/api/reviews/{id}', summary: 'A review with panel and count; others’ votes are hidden from voters while letters come in', permission: 'standard:read-all', ...one, response: reviewDetail, problems: ['not-found'], handle: ({ params, actor }) => describeReview(deps, actor, params.id) }),
    endpoint({ method: 'get', path: '/api/reviews/{id}/suggestions', summary: 'Experts of the registry for the panel, and who is barred with why; stores nothing', permission: 'review:manage', ...one, response: suggestionsAnswer, problems: ['not-found', 'not-allowed'], handle: ({ params, actor }) => suggestMembers(deps, actor, params.id) }),
    endpoint({ ...managed, method: 'post', path: '/api/reviews/{id}/members', summary: 'Adds a member of the panel from the registry or by hand; drafters and their colleagues are refused', body: memberBody, status: 201, handle: ({ params, body, actor, requestId }) => addMember(deps, actor, params.id, body, requestId) }),
    endpoint({ ...managed, method: 'delete', path: '/api/reviews/{id}/members/{memberId}', summary: 'Takes a member off the panel before the papers are out', params: memberParams, handle: ({ params, actor, requestId }) => removeMember(deps, actor, params, requestId) }),
    endpoint({ ...managed, method: 'post', path: '/api/reviews/{id}/papers', summary: 'Sends the papers and records the day; later with a later day: puts the review off', body: papersBody, handle: ({ params, body, actor, requestId }) => sendPapers(deps, actor, params.id, body, requestId) }),
    endpoint({
      method: 'put',
      path: '/api/reviews/{id}/members/{memberId}/vote',
      summary: 'Votes: by letter one’s own, at a meeting or on paper by the secretary',
      permission: 'review:vote',
      query: nothing,
      params: memberParams,
      body: voteBody,
      response: reviewDetail,
      problems: ['not-found', 'conflict', 'not-allowed'],
      handle: ({ params, body, actor, requestId }) => castVote(deps, actor, params, body, requestId),
    }),
    endpoint({ ...managed, method: 'post', path: '/api/reviews/{id}/minutes', summary: 'Files the minutes', body: minutesBody, handle: ({ params, body, actor, requestId }) => fileMinutes(deps, actor, params.id, body, requestId) }),
    endpoint({ ...managed, method: 'post', path: '/api/reviews/{id}/close', summary: 'Closes as passed or failed, and moves the project', body: closeBody, handle: ({ params, body, actor, requestId }) => closeReview(deps, actor, params.id, body, requestId) }),
  ]
}
