// Organisations, members and invitations as HTML.
import type { Request, Response } from 'express'
import { can, holds, type Actor } from '../access/access.ts'
import { requestIdOf } from '../http/actor.ts'
import { pageNumberOf, send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { acceptInvitation, findInvitation, inviteMember, removeMember, revokeInvitation, type MembersDeps } from './members.ts'
import { confirmOrganisation, findOrganisation, listOrganisations, registerOrganisation } from './organisations.ts'
import { ORGANISATION_KINDS } from './roles.ts'
import { invitationForm, organisationForm } from './schema.ts'
import { invitationPage, organisationPage, organisationsPage, registerPage } from './views.ts'

const SIZE = 20

export function organisationsPages(deps: MembersDeps): Page[] {
  const kindsFor = (actor: Actor) => ORGANISATION_KINDS.filter((kind) => kind !== 'BUREAU' || holds(actor, 'admin'))

  async function one(request: Request<{ id: string }>, response: Response, actor: Actor, state: FormState): Promise<string> {
    const { id } = request.params
    const organisation = await findOrganisation(deps, actor, id)
    const subject = { organisationId: id }
    const rights = { confirm: can(actor, 'organisation:confirm', subject), invite: can(actor, 'member:invite', subject), remove: can(actor, 'member:remove', subject) }
    return organisationPage(readerOf(request as unknown as Request, response), { organisation, rights, state })
  }

  return [
    {
      method: 'get',
      path: '/organisations',
      permission: 'organisation:read',
      handle: async (request, response, actor) => {
        const q = typeof request.query.q === 'string' ? request.query.q.replaceAll('\0', '').slice(0, 100) : ''
        const page = pageNumberOf(request)
        send(response, organisationsPage(readerOf(request, response), { q, ...(await listOrganisations(deps, actor, { q, page, size: SIZE })) }))
      },
    },
    { method: 'get', path: '/organisations/new', permission: 'organisation:register', handle: (request, response, actor) => send(response, registerPage(readerOf(request, response), { kinds: kindsFor(actor), state: EMPTY })) },
    {
      method: 'post',
      path: '/organisations/new',
      permission: 'organisation:register',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: organisationForm,
          again: (state) => registerPage(readerOf(request, response), { kinds: kindsFor(actor), state }),
          done: async (form) => {
            const { id } = await registerOrganisation(deps, actor, form, requestIdOf(response))
            // Its members read it once it is confirmed; until then the account page says that it waits.
            response.redirect(303, can(actor, 'organisation:read', { organisationId: id }) ? `/organisations/${id}` : '/account?saved')
          },
        }),
    },
    { method: 'get', path: '/organisations/:id', permission: 'organisation:read', handle: async (request, response, actor) => send(response, await one(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/organisations/:id/confirm',
      permission: 'organisation:confirm',
      handle: async (request, response, actor) => {
        await confirmOrganisation(deps, actor, request.params.id, requestIdOf(response))
        response.redirect(303, `/organisations/${request.params.id}`)
      },
    },
    {
      method: 'post',
      path: '/organisations/:id/invitations',
      permission: 'member:invite',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: invitationForm,
          again: (state) => one(request, response, actor, state),
          done: async (form) => {
            await inviteMember(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, `/organisations/${request.params.id}`)
          },
        }),
    },
    {
      method: 'post',
      path: '/organisations/:id/invitations/:invitation/revoke',
      permission: 'member:invite',
      handle: async (request, response, actor) => {
        await revokeInvitation(deps, actor, request.params.id, request.params.invitation, requestIdOf(response))
        response.redirect(303, `/organisations/${request.params.id}`)
      },
    },
    {
      method: 'post',
      path: '/organisations/:id/members/:grant/remove',
      permission: 'member:remove',
      handle: async (request, response, actor) => {
        await removeMember(deps, actor, request.params.id, request.params.grant, requestIdOf(response))
        response.redirect(303, `/organisations/${request.params.id}`)
      },
    },
    {
      method: 'get',
      path: '/invitations/:token',
      permission: 'invitation:accept',
      handle: async (request, response, actor) => {
        const { organisation, role } = await findInvitation(deps, actor, request.params.token)
        send(response, invitationPage(readerOf(request, response), { organisation: organisation.name, role, token: request.params.token }))
      },
    },
    {
      method: 'post',
      path: '/invitations/:token',
      permission: 'invitation:accept',
      handle: async (request, response, actor) => {
        const id = await acceptInvitation(deps, actor, request.params.token, requestIdOf(response))
        response.redirect(303, `/organisations/${id}`)
      },
    },
  ]
}
