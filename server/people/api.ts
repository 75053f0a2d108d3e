// Accounts as JSON, for administrators and auditors, and one's own.
import { NotFound } from '../errors.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { endRole, findPerson, grantRole, listPeople, restorePerson, suspendPerson, type PeopleDeps } from './people.ts'
import { accountAnswer, accountsAnswer, accountsQuery, grantParams, roleBody } from './schema.ts'

export function peopleEndpoints(deps: PeopleDeps): AnyEndpoint[] {
  const act = (path: string, summary: string, run: typeof suspendPerson) =>
    endpoint({ method: 'post', path, summary, permission: 'account:administer', query: nothing, params: idParams, response: accountAnswer, problems: ['not-found', 'conflict'], handle: ({ params, actor, requestId }) => run(deps, actor, params.id, requestId) })
  return [
    endpoint({
      method: 'get',
      path: '/api/account',
      summary: 'One’s own account',
      permission: 'account:read',
      query: nothing,
      params: nothing,
      response: accountAnswer,
      problems: ['not-found'],
      handle: ({ actor }) => {
        if (!actor.userId) throw new NotFound('这个密钥不属于任何人的账户')
        return findPerson(deps, actor, actor.userId)
      },
    }),
    endpoint({ method: 'get', path: '/api/accounts', summary: 'Accounts, newest first', permission: 'account:list', query: accountsQuery, params: nothing, response: accountsAnswer, problems: [], handle: ({ query, actor }) => listPeople(deps, actor, query) }),
    endpoint({ method: 'get', path: '/api/accounts/{id}', summary: 'One account', permission: 'account:list', query: nothing, params: idParams, response: accountAnswer, problems: ['not-found'], handle: ({ params, actor }) => findPerson(deps, actor, params.id) }),
    act('/api/accounts/{id}/suspend', 'Ends all sessions and lets nobody in until restored', suspendPerson),
    act('/api/accounts/{id}/restore', 'Lets a suspended account in again', restorePerson),
    endpoint({
      method: 'post',
      path: '/api/accounts/{id}/roles',
      summary: 'Grants a role',
      permission: 'account:administer',
      query: nothing,
      params: idParams,
      body: roleBody,
      status: 201,
      response: accountAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => grantRole(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'delete',
      path: '/api/accounts/{id}/roles/{grantId}',
      summary: 'Ends a role; it stays on record',
      permission: 'account:administer',
      query: nothing,
      params: grantParams,
      response: accountAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, actor, requestId }) => endRole(deps, actor, params.id, params.grantId, requestId),
    }),
  ] satisfies AnyEndpoint[]
}

