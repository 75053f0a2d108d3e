// Consultations as HTML: for everybody to read and comment, for the association to open and extend.
import type { Request, Response } from 'express'
import { z } from 'zod'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { earliestClose } from '../drafting/guards.ts'
import { clausesOf, dayOf, findProject, subjectOf } from '../drafting/projects.ts'
import { readRules } from '../drafting/rules.ts'
import { requestIdOf } from '../http/actor.ts'
import { field, pageNumberOf, send, submit, type Page, type Submission } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { projectNav } from '../web/project-nav.ts'
import { readerOf } from '../web/reader.ts'
import { confirmComment, findWaiting, listComments, makeComment, withdrawComment } from './comments.ts'
import { extendConsultation, findConsultation, isOpen, listConsultations, openConsultation, type ConsultationDeps } from './consultations.ts'
import { explanationOf } from './explanation.ts'
import { commentForm, extendForm, openForm } from './schema.ts'
import { confirmPage, consultationPage, consultationsPage, managePage } from './views.ts'

const SIZE = 20
const NOTES = ['sent', 'mailed'] as const
type One = Request<{ id: string }>

export function consultationsPages(deps: ConsultationDeps): Page[] {
  const { prisma } = deps

  async function consultation(request: One, response: Response, actor: Actor, state: FormState, asked = request.query.clause): Promise<string> {
    const found = await findConsultation(deps, actor, request.params.id)
    const ids = actor.grants.flatMap(({ organisationId }) => organisationId ?? [])
    const [comments, organisations, owner, explanation] = await Promise.all([
      listComments(deps, actor, found),
      prisma.organisation.findMany({ where: { id: { in: ids } }, select: { id: true, name: true }, orderBy: { name: 'asc' } }),
      prisma.organisation.findUnique({ where: { id: found.project.organisationId }, select: { name: true } }),
      explanationOf(deps, found.projectId),
    ])
    const sections = clausesOf(found.draft.text)
    const chosen = typeof asked !== 'string' ? null : asked === '' || sections.some(({ anchor }) => anchor === asked) ? asked : null
    const today = dayOf(deps)
    return consultationPage(readerOf(request as unknown as Request, response, today), { id: found.id, projectId: found.projectId, title: found.project.title, organisation: owner?.name ?? '', opensOn: found.opensOn, closesOn: found.closesOn, isOpen: isOpen(found, today), draft: found.draft.number, explanation, sections, comments, chosen, signedIn: actor.userId !== null, organisations, note: NOTES.find((one) => one === request.query.note) ?? null, today, state })
  }

  async function manage(request: One, response: Response, actor: Actor, state: FormState): Promise<string> {
    const project = await findProject(deps, actor, request.params.id)
    demand(actor, 'standard:read-all', subjectOf(actor, project))
    const running = await prisma.consultation.findFirst({ where: { projectId: project.id, closedAt: null }, orderBy: { createdAt: 'desc' }, select: { id: true, closesOn: true } })
    const { parameters } = await readRules(prisma, project.organisationId)
    const today = dayOf(deps)
    const reader = readerOf(request as unknown as Request, response)
    return managePage(reader, { id: project.id, title: project.title, version: project.version, running, suggested: { opensOn: today, closesOn: earliestClose(today, parameters) }, nav: projectNav(reader, project.id), mayMove: can(actor, 'standard:move', subjectOf(actor, project)), state })
  }

  const managing = <S extends z.ZodObject>(path: string, form: S, work: (actor: Actor, id: string, data: z.output<S>, requestId: string | undefined) => Promise<unknown>): Page => ({
    method: 'post',
    path,
    permission: 'standard:move',
    handle: (request, response, actor) =>
      submit(request, response, {
        form,
        again: (state) => manage(request, response, actor, state),
        done: async (data) => {
          await work(actor, request.params.id, data, requestIdOf(response))
          response.redirect(303, `/drafting/${request.params.id}`)
        },
      } satisfies Submission<S>),
  })

  return [
    { method: 'get', path: '/consultations', permission: 'standard:read', handle: async (request, response, actor) => send(response, consultationsPage(readerOf(request, response), { ...(await listConsultations(deps, actor, { page: pageNumberOf(request), size: SIZE })), today: dayOf(deps) })) },
    { method: 'get', path: '/consultations/confirm/:token', permission: 'comment:make', handle: async (request, response) => send(response, confirmPage(readerOf(request as unknown as Request, response), { ...(await findWaiting(deps, request.params.token)), token: request.params.token, state: EMPTY })) },
    {
      method: 'post',
      path: '/consultations/confirm/:token',
      permission: 'comment:make',
      handle: (request, response) =>
        submit(request, response, {
          form: z.object({}),
          again: async (state) => confirmPage(readerOf(request as unknown as Request, response), { ...(await findWaiting(deps, request.params.token)), token: request.params.token, state }),
          done: async () => {
            const { consultationId } = await confirmComment(deps, request.params.token, requestIdOf(response))
            response.redirect(303, `/consultations/${consultationId}?note=sent`)
          },
        }),
    },
    { method: 'get', path: '/consultations/:id', permission: 'standard:read', handle: async (request, response, actor) => send(response, await consultation(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/consultations/:id/comments',
      permission: 'comment:make',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: commentForm,
          again: (state) => consultation(request, response, actor, state, field(request as unknown as Request, 'clause')),
          done: async ({ organisationId, body, email, ...given }) => {
            const { state } = await makeComment(deps, actor, request.params.id, { ...given, ...(organisationId && { organisationId }), ...(body && { body }), ...(email && { email }) }, requestIdOf(response))
            response.redirect(303, `/consultations/${request.params.id}?clause=${encodeURIComponent(given.clause)}&note=${state === 'counted' ? 'sent' : 'mailed'}#${given.clause || 'comments'}`)
          },
        }),
    },
    {
      method: 'post',
      path: '/consultations/:id/comments/:commentId/withdraw',
      permission: 'comment:make',
      handle: async (request, response, actor) => {
        await withdrawComment(deps, actor, request.params.id, request.params.commentId, requestIdOf(response))
        response.redirect(303, `/consultations/${request.params.id}`)
      },
    },
    { method: 'get', path: '/drafting/:id/consultation', permission: 'standard:read-all', handle: async (request, response, actor) => send(response, await manage(request, response, actor, EMPTY)) },
    managing('/drafting/:id/consultation', openForm, (actor, id, form, requestId) => openConsultation(deps, actor, id, { ...form, public: form.public === 'yes' }, requestId)),
    managing('/drafting/:id/consultation/extension', extendForm, (actor, id, form, requestId) => extendConsultation(deps, actor, id, form, requestId)),
  ]
}
