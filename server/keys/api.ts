// Keys and their usage as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import type { Allowance } from '../http/rate-limit.ts'
import { callerOf } from '../http/session.ts'
import { createKey, listKeys, revokeKey, type KeysDeps } from './keys.ts'
import { keyAnswer, keyParams, keyRequest, keysAnswer, keysQuery, newKeyAnswer, usageAnswer } from './schema.ts'
import { readUsage, type UsageDeps } from './usage.ts'

export interface KeysApiDeps extends KeysDeps, UsageDeps {
  /** What is left of a key's limit in the running minute. */
  allowanceOf: (key: { id: string; perMinute: number | null }) => Promise<Allowance>
}

export function keysEndpoints(deps: KeysApiDeps): AnyEndpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/keys',
      summary: "The caller's keys, newest first; administrators and auditors may ask for those of others",
      permission: 'key:read',
      query: keysQuery,
      params: nothing,
      response: keysAnswer,
      problems: ['not-allowed'],
      handle: ({ query, actor }) => listKeys(deps, actor, query),
    }),
    endpoint({
      method: 'post',
      path: '/api/keys',
      summary: 'Makes a key; its text is in this answer and never again',
      permission: 'key:create',
      query: nothing,
      params: nothing,
      body: keyRequest,
      status: 201,
      response: newKeyAnswer,
      problems: ['invalid-input', 'not-allowed', 'not-found', 'conflict'],
      handle: ({ body, actor, request, response }) => {
        response.set('Cache-Control', 'no-store')
        return createKey(deps, actor, body, callerOf(request, response))
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/keys/{id}',
      summary: 'Revokes a key for good; it stays in the list',
      permission: 'key:revoke',
      query: nothing,
      params: keyParams,
      response: keyAnswer,
      problems: ['not-allowed', 'not-found', 'conflict'],
      handle: ({ params, actor, request, response }) => revokeKey(deps, actor, params.id, callerOf(request, response)),
    }),
    endpoint({
      method: 'get',
      path: '/api/usage',
      summary: 'What the calling key (for a person: each of their keys) was used for, and what is left of its limit; itself never refused for asking too often',
      permission: 'usage:read',
      query: nothing,
      params: nothing,
      response: usageAnswer,
      problems: [],
      handle: async ({ actor }) => ({ items: await Promise.all((await readUsage(deps, actor)).map(async ({ perMinute, ...usage }) => ({ ...usage, ...(await deps.allowanceOf({ id: usage.id, perMinute })) }))) }),
    }),
  ]
}
