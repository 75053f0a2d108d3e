// Accounts as HTML, for administrators; auditors read them.
import type { Request, Response } from 'express'
import { can, type Actor } from '../access/access.ts'
import { requestIdOf } from '../http/actor.ts'
import { pageNumberOf, send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { endRole, findPerson, grantRole, listPeople, restorePerson, suspendPerson, type PeopleDeps } from './people.ts'
import { roleForm } from './schema.ts'
import { peoplePage, personPage } from './views.ts'

const SIZE = 20

export function peoplePages(deps: PeopleDeps): Page[] {

  async function one(request: Request<{ id: string }>, response: Response, actor: Actor, state: FormState): Promise<string> {
    const person = await findPerson(deps, actor, request.params.id)
    return personPage(readerOf(request as unknown as Request, response), { person, mayChange: can(actor, 'account:administer'), state })
  }

  const act = (path: string, run: (request: Request<{ id: string; grant: string }>, actor: Actor, requestId: string | undefined) => Promise<unknown>): Page => ({
    method: 'post',
    path,
    permission: 'account:administer',
    handle: async (request, response, actor) => {
      await run(request, actor, requestIdOf(response))
      response.redirect(303, `/people/${request.params.id}`)
    },
  })

  return [
    {
      method: 'get',
      path: '/people',
      permission: 'account:list',
      handle: async (request, response, actor) => {
        const q = typeof request.query.q === 'string' ? request.query.q.replaceAll('\0', '').slice(0, 100) : ''
        const page = pageNumberOf(request)
        send(response, peoplePage(readerOf(request, response), { q, ...(await listPeople(deps, actor, { q, page, size: SIZE })) }))
      },
    },
    { method: 'get', path: '/people/:id', permission: 'account:list', handle: async (request, response, actor) => send(response, await one(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/people/:id/roles',
      permission: 'account:administer',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: roleForm,
          again: (state) => one(request, response, actor, state),
          done: async (form) => {
            await grantRole(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, `/people/${request.params.id}`)
          },
        }),
    },
    act('/people/:id/roles/:grant/end', ({ params }, actor, requestId) => endRole(deps, actor, params.id, params.grant, requestId)),
    act('/people/:id/suspend', ({ params }, actor, requestId) => suspendPerson(deps, actor, params.id, requestId)),
    act('/people/:id/restore', ({ params }, actor, requestId) => restorePerson(deps, actor, params.id, requestId)),
  ]
}
