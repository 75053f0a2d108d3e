// Enquiries as HTML: for whoever needs experts, and for the officers who find them.
import type { Request, Response } from 'express'
import type { Actor } from '../access/access.ts'
import { requestIdOf } from '../http/actor.ts'
import { fields, pageNumberOf, send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { describeEnquiry, findVisible, listEnquiries, mayHandle, moveEnquiry, openEnquiry, similarOpen } from './enquiries.ts'
import { checkExpert, decideFinding, lastMatch, matchEnquiry, type MatchesDeps } from './matches.ts'
import { checkPage } from './check-views.ts'
import { matchPage } from './match-views.ts'
import { CHOICES, decisionPageForm, enquiryPageForm, movePageForm, NOTHING_CHOSEN, stateNamed, type Chosen } from './schema.ts'
import { enquiriesPage, enquiryFormPage, enquiryPage } from './views.ts'

const SIZE = 20
const SHOWN = 20

/** What was ticked, when the form is shown again. */
const chosenIn = (request: Request): Chosen => ({ needs: fields(request, 'needs'), fields: fields(request, 'fields'), industries: fields(request, 'industries'), jurisdictions: fields(request, 'jurisdictions'), languages: fields(request, 'languages') })

export function enquiriesPages(deps: MatchesDeps): Page[] {
  async function one(request: Request<{ id: string }>, response: Response, actor: Actor, state: FormState): Promise<string> {
    const { id } = request.params
    const [enquiry, row] = await Promise.all([describeEnquiry(deps, actor, id), findVisible(deps, actor, id)])
    const isDraft = enquiry.possible.includes('submit') && enquiry.facts !== null
    const alike = isDraft ? await similarOpen(deps, actor, { title: enquiry.title, facts: enquiry.facts ?? '', except: id }) : []
    return enquiryPage(readerOf(request as unknown as Request, response), { enquiry, alike, handles: mayHandle(actor, row), state })
  }

  async function match(request: Request<{ id: string }>, response: Response, actor: Actor): Promise<string> {
    const { id } = request.params
    const [enquiry, kept] = await Promise.all([findVisible(deps, actor, id), lastMatch(deps, actor, id)])
    const ids = kept ? [...kept.answer.items, ...kept.answer.excluded].map(({ expertId }) => expertId) : []
    const experts = await deps.prisma.expert.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
    return matchPage(readerOf(request as unknown as Request, response), { enquiry, match: kept, names: new Map(experts.map((expert) => [expert.id, expert.name])) })
  }

  const check = async (request: Request<{ id: string; expert: string }>, response: Response, actor: Actor, state: FormState): Promise<string> =>
    checkPage(readerOf(request, response), { ...(await checkExpert(deps, actor, request.params.id, request.params.expert)), state })

  return [
    {
      method: 'get',
      path: '/enquiries',
      permission: 'enquiry:read',
      handle: async (request, response, actor) => {
        const state = stateNamed(request.query.state)
        const list = await listEnquiries(deps, actor, { state, page: pageNumberOf(request), size: SIZE })
        send(response, enquiriesPage(readerOf(request, response), { ...list, state }))
      },
    },
    { method: 'get', path: '/enquiries/new', permission: 'enquiry:create', handle: (request, response) => send(response, enquiryFormPage(readerOf(request, response), { action: '/enquiries/new', state: EMPTY, chosen: NOTHING_CHOSEN, alike: [] })) },
    {
      method: 'post',
      path: '/enquiries/new',
      permission: 'enquiry:create',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: enquiryPageForm,
          lists: CHOICES,
          again: (state) => enquiryFormPage(readerOf(request, response), { action: '/enquiries/new', state, chosen: chosenIn(request), alike: [] }),
          done: async (form) => {
            const organisationId = actor.grants.find((grant) => grant.organisationId !== null)?.organisationId ?? null
            const { id } = await openEnquiry(deps, actor, { ...form, region: null, size: 3, alternates: 2, organisationId }, requestIdOf(response))
            response.redirect(303, `/enquiries/${id}`)
          },
        }),
    },
    { method: 'get', path: '/enquiries/:id', permission: 'enquiry:read', handle: async (request, response, actor) => send(response, await one(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/enquiries/:id/moves',
      permission: 'enquiry:read',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: movePageForm,
          again: (state) => one(request, response, actor, state),
          done: async (form) => {
            await moveEnquiry(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, `/enquiries/${request.params.id}`)
          },
        }),
    },
    { method: 'get', path: '/enquiries/:id/match', permission: 'enquiry:handle', handle: async (request, response, actor) => send(response, await match(request, response, actor)) },
    {
      method: 'post',
      path: '/enquiries/:id/match',
      permission: 'enquiry:handle',
      handle: async (request, response, actor) => {
        await matchEnquiry(deps, actor, request.params.id, { size: SHOWN, explain: true }, requestIdOf(response))
        response.redirect(303, `/enquiries/${request.params.id}/match`)
      },
    },
    { method: 'get', path: '/enquiries/:id/experts/:expert', permission: 'enquiry:handle', handle: async (request, response, actor) => send(response, await check(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/enquiries/:id/experts/:expert',
      permission: 'conflict:decide',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: decisionPageForm,
          again: (state) => check(request, response, actor, state),
          done: async (form) => {
            const { id, expert } = request.params
            await decideFinding(deps, actor, id, { ...form, expertId: expert, matter: id }, requestIdOf(response))
            response.redirect(303, `/enquiries/${id}/experts/${expert}`)
          },
        }),
    },
  ]
}
