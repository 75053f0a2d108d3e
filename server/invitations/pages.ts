// Invitations and panels as HTML: the expert answers, the officer composes, the party learns names and may challenge.
import type { Request, Response } from 'express'
import type { z } from 'zod'
import { can, type Actor } from '../access/access.ts'
import { NotFound } from '../errors.ts'
import { requestIdOf } from '../http/actor.ts'
import { send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { askReconsideration, decideChallenge, makeChallenge } from './challenges.ts'
import { acceptanceForm, buttonForm, challengeForm, decisionForm, declarationForm, proposalForm, readAcceptance, readChallenge, readProposal, readRefusal, recusalForm, refusalForm } from './forms.ts'
import { answerInvitation, completeAssignment, decideDeclaration, recuse } from './invitations.ts'
import { describePanel, findOwn, listInvitations, mayInvite, mayPropose } from './panel.ts'
import { memberPage, panelPage, type PanelRights } from './panel-views.ts'
import { invitePanel, proposePanel } from './proposal.ts'
import type { Panel } from './schema.ts'
import type { InvitationsDeps } from './seats.ts'
import { invitationPage, invitationsPage } from './views.ts'

type Params = Readonly<Record<'id' | 'assignment' | 'challenge', string>>
type Draw = (request: Request, response: Response, actor: Actor, state: FormState) => Promise<string>

export function invitationsPages(deps: InvitationsDeps): Page[] {
  const paramsOf = (request: Request): Params => request.params as unknown as Params
  const rightsOf = (actor: Actor, panel: Panel): PanelRights => {
    const handles = panel.sight === 'officer' && can(actor, 'enquiry:handle')
    return { propose: handles && mayPropose(panel), invite: handles && mayInvite(panel), challenge: can(actor, 'challenge:make') && (handles || panel.sight === 'party'), decide: can(actor, 'challenge:decide'), decideDeclaration: can(actor, 'conflict:decide') }
  }
  /** Ids that the page of a match or a draw hands over. */
  const proposed = ({ query }: Request): FormState => {
    const lines = (name: string): string => (typeof query[name] === 'string' ? query[name].replaceAll('\0', '').slice(0, 2_000).split(',').join('\n') : '')
    return { issues: [], values: { members: lines('members'), alternates: lines('alternates') } }
  }

  const invitation: Draw = async (request, response, actor, state) => invitationPage(readerOf(request, response), { invitation: await findOwn(deps, actor, paramsOf(request).id), state })
  const panel: Draw = async (request, response, actor, state) => {
    const found = await describePanel(deps, actor, paramsOf(request).id)
    return panelPage(readerOf(request, response), { panel: found, rights: rightsOf(actor, found), state })
  }
  const member: Draw = async (request, response, actor, state) => {
    const found = await describePanel(deps, actor, paramsOf(request).id)
    const one = found.members.find(({ id }) => id === paramsOf(request).assignment)
    if (!one || found.sight !== 'officer') throw new NotFound()
    return memberPage(readerOf(request, response), { panel: found, member: one, rights: rightsOf(actor, found), state })
  }

  const shown = (path: string, permission: Page['permission'], draw: Draw, first: (request: Request) => FormState = () => EMPTY): Page => ({ method: 'get', path, permission, handle: async (request, response, actor) => send(response, await draw(request, response, actor, first(request))) })

  interface Posting<S extends z.ZodObject> {
    permission: Page['permission']
    form: S
    draw: Draw
    back: (params: Params) => string
    work: (actor: Actor, params: Params, data: z.output<S>, requestId: string | undefined) => Promise<unknown>
  }
  /** A form of a page, which leads back to it. */
  const posted = <S extends z.ZodObject>(path: string, { permission, form, draw, back, work }: Posting<S>): Page => ({
    method: 'post',
    path,
    permission,
    handle: (request, response, actor) =>
      submit(request, response, {
        form,
        again: (state) => draw(request, response, actor, state),
        done: async (data) => {
          await work(actor, paramsOf(request), data, requestIdOf(response))
          response.redirect(303, back(paramsOf(request)))
        },
      }),
  })

  const PANEL = '/enquiries/:id/panel'
  const MEMBER = `${PANEL}/:assignment`
  const OWN = '/account/invitations/:id'
  const own = { draw: invitation, permission: 'assignment:answer', back: ({ id }: Params) => `/account/invitations/${id}` } as const
  const toPanel = { draw: panel, back: ({ id }: Params) => `/enquiries/${id}/panel` } as const
  const toMember = { draw: member, back: ({ id, assignment }: Params) => `/enquiries/${id}/panel/${assignment}` } as const

  return [
    { method: 'get', path: '/account/invitations', permission: 'assignment:answer', handle: async (request, response, actor) => send(response, invitationsPage(readerOf(request, response), (await listInvitations(deps, actor)).items)) },
    shown(OWN, 'assignment:answer', invitation),
    posted(`${OWN}/accept`, { ...own, form: acceptanceForm, work: (actor, { id }, data, requestId) => answerInvitation(deps, actor, id, readAcceptance(data), requestId) }),
    posted(`${OWN}/decline`, { ...own, form: refusalForm, work: (actor, { id }, data, requestId) => answerInvitation(deps, actor, id, readRefusal(data), requestId) }),
    posted(`${OWN}/recusal`, { ...own, form: recusalForm, work: (actor, { id }, { recusal }, requestId) => recuse(deps, actor, id, { reason: recusal }, requestId) }),
    shown(PANEL, 'enquiry:read', panel, proposed),
    posted(PANEL, { ...toPanel, permission: 'enquiry:handle', form: proposalForm, work: (actor, { id }, data, requestId) => proposePanel(deps, actor, id, readProposal(data), requestId) }),
    posted(`${PANEL}/invitations`, { ...toPanel, permission: 'enquiry:handle', form: buttonForm, work: (actor, { id }, _, requestId) => invitePanel(deps, actor, id, requestId) }),
    posted(`${PANEL}/challenges`, { ...toPanel, permission: 'challenge:make', form: challengeForm, work: (actor, _, data, requestId) => makeChallenge(deps, actor, data.assignment, readChallenge(data), requestId) }),
    shown(MEMBER, 'enquiry:read', member),
    posted(`${MEMBER}/complete`, { ...toMember, permission: 'enquiry:handle', form: buttonForm, work: (actor, { assignment }, _, requestId) => completeAssignment(deps, actor, assignment, requestId) }),
    posted(`${MEMBER}/recusal`, { ...toMember, permission: 'enquiry:handle', form: recusalForm, work: (actor, { assignment }, { recusal }, requestId) => recuse(deps, actor, assignment, { reason: recusal }, requestId) }),
    posted(`${MEMBER}/declaration`, { ...toMember, permission: 'conflict:decide', form: declarationForm, work: (actor, { assignment }, { verdict, verdict_reason: reason }, requestId) => decideDeclaration(deps, actor, assignment, { verdict, reason }, requestId) }),
    posted(`${MEMBER}/challenges/:challenge/decision`, { ...toMember, permission: 'challenge:decide', form: decisionForm, work: (actor, { challenge }, { upheld, grounds }, requestId) => decideChallenge(deps, actor, challenge, { upheld: upheld === 'yes', grounds }, requestId) }),
    posted(`${MEMBER}/challenges/:challenge/reconsideration`, { ...toPanel, permission: 'challenge:make', form: buttonForm, work: (actor, { challenge }, _, requestId) => askReconsideration(deps, actor, challenge, requestId) }),
  ]
}
