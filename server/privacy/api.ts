// Consents, holds and erasure as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { FIELD_GROUPS } from './consent.ts'
import { eraseAccount } from './erasure.ts'
import { giveConsent, listConsents, listHolds, placeHold, releaseHold, withdrawConsent, type Hold, type PrivacyDeps } from './privacy.ts'
import { accountParams, consentBody, consentsAnswer, erasureAnswer, groupParams, holdAnswer, holdBody, holdParams, holdsAnswer } from './schema.ts'
import type { Actor } from '../access/access.ts'


export function privacyEndpoints(deps: PrivacyDeps): AnyEndpoint[] {
  const consents = async (actor: Actor) => ({
    items: (await listConsents(deps, actor)).map(({ group, audience, version, givenAt, outdated }) => {
      const { name, holds, purpose } = FIELD_GROUPS[group]
      return { group, name, holds, purpose, audience, version, givenAt: givenAt?.toISOString() ?? null, outdated }
    }),
  })
  return [
    endpoint({
      method: 'get',
      path: '/api/account/consents',
      summary: 'The groups of personal fields, what each is for, and who may see them by the consent of the person who asks',
      permission: 'account:read',
      query: nothing,
      params: nothing,
      response: consentsAnswer,
      problems: ['not-allowed'],
      handle: ({ actor }) => consents(actor),
    }),
    endpoint({
      method: 'put',
      path: '/api/account/consents/{group}',
      summary: 'Consents to show one group of fields; replaces an earlier consent to it',
      permission: 'consent:change',
      query: nothing,
      params: groupParams,
      body: consentBody,
      response: consentsAnswer,
      problems: ['not-allowed', 'gone'],
      handle: async ({ params, body, actor, requestId }) => {
        await giveConsent(deps, actor, { group: params.group, audience: body.audience }, requestId)
        return consents(actor)
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/account/consents/{group}',
      summary: 'Withdraws the consent to one group; the index follows within a minute',
      permission: 'consent:change',
      query: nothing,
      params: groupParams,
      response: consentsAnswer,
      problems: ['not-allowed', 'gone'],
      handle: async ({ params, actor, requestId }) => {
        await withdrawConsent(deps, actor, params.group, requestId)
        return consents(actor)
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/accounts/{id}/holds',
      summary: 'Why the data of an account may not be erased; released holds too',
      permission: 'hold:place',
      query: nothing,
      params: accountParams,
      response: holdsAnswer,
      problems: ['not-allowed'],
      handle: async ({ params, actor }) => ({ items: (await listHolds(deps, actor, params.id)).map(presentHold) }),
    }),
    endpoint({
      method: 'post',
      path: '/api/accounts/{id}/holds',
      summary: 'Keeps the data of an account from being erased, for a reason that the law gives',
      permission: 'hold:place',
      query: nothing,
      params: accountParams,
      body: holdBody,
      status: 201,
      response: holdAnswer,
      problems: ['not-allowed', 'not-found', 'gone'],
      handle: async ({ params, body, actor, requestId }) => presentHold(await placeHold(deps, actor, { userId: params.id, ...body }, requestId)),
    }),
    endpoint({
      method: 'delete',
      path: '/api/holds/{id}',
      summary: 'Releases a hold; it stays on record',
      permission: 'hold:place',
      query: nothing,
      params: holdParams,
      response: holdAnswer,
      problems: ['not-allowed', 'not-found', 'conflict'],
      handle: async ({ params, actor, requestId }) => presentHold(await releaseHold(deps, actor, params.id, requestId)),
    }),
    endpoint({
      method: 'post',
      path: '/api/accounts/{id}/erasure',
      summary: 'Erases an account for good; 409 with the reason and its basis while the law keeps the data',
      permission: 'account:erase',
      query: nothing,
      params: accountParams,
      response: erasureAnswer,
      problems: ['not-allowed', 'not-found', 'conflict', 'gone'],
      handle: async ({ params, actor, requestId }) => {
        await eraseAccount(deps, actor, params.id, requestId)
        return { erased: true as const }
      },
    }),
  ]
}

const presentHold = ({ id, reason, basis, placedAt, releasedAt }: Hold) => ({ id, reason, basis, placedAt: placedAt.toISOString(), releasedAt: releasedAt?.toISOString() ?? null })
