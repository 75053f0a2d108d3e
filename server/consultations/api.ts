// Consultations as JSON: the public list, one with its draft and comments, commenting; opening and extending for the association.
import { z } from 'zod'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { listComments, makeComment, withdrawComment } from './comments.ts'
import { extendConsultation, findConsultation, isOpen, listConsultations, openConsultation, type ConsultationDeps } from './consultations.ts'
import { dayOf } from '../drafting/projects.ts'
import { commentBody, consultationAnswer, consultationsAnswer, consultationsQuery, extendBody, madeAnswer, openBody } from './schema.ts'
import { explanationOf } from './explanation.ts'

const ok = z.object({ ok: z.literal(true) })

export function consultationsEndpoints(deps: ConsultationDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams } as const
  return [
    endpoint({ method: 'get', path: '/api/consultations', summary: 'Consultations on drafts, those that are open first', permission: 'standard:read', query: consultationsQuery, params: nothing, response: consultationsAnswer, problems: [], handle: ({ query, actor }) => listConsultations(deps, actor, query) }),
    endpoint({
      method: 'get',
      path: '/api/consultations/{id}',
      summary: 'A consultation with its draft and the comments that count; answers show once the draft has left it',
      permission: 'standard:read',
      ...one,
      response: consultationAnswer,
      problems: ['not-found'],
      handle: async ({ params, actor }) => {
        const found = await findConsultation(deps, actor, params.id)
        const [comment, organisation, explanation] = await Promise.all([listComments(deps, actor, found), deps.prisma.organisation.findUnique({ where: { id: found.project.organisationId }, select: { name: true } }), explanationOf(deps, found.projectId)])
        return { id: found.id, projectId: found.projectId, title: found.project.title, organisation: organisation?.name ?? '', opensOn: found.opensOn, closesOn: found.closesOn, isOpen: isOpen(found, dayOf(deps)), public: found.public, comments: comment.length, draft: found.draft.number, text: found.draft.text, explanationId: explanation?.id ?? null, comment }
      },
    }),
    endpoint({ method: 'post', path: '/api/consultations/{id}/comments', summary: 'Comments; without an account it counts once the link in the mail was opened and confirmed', permission: 'comment:make', ...one, body: commentBody, status: 201, response: madeAnswer, problems: ['not-found', 'conflict', 'too-many'], handle: ({ params, body, actor, requestId }) => makeComment(deps, actor, params.id, body, requestId) }),
    endpoint({
      method: 'delete',
      path: '/api/consultations/{id}/comments/{commentId}',
      summary: 'Withdraws one’s own comment as long as comments are taken',
      permission: 'comment:make',
      query: nothing,
      params: idParams.extend({ commentId: idParams.shape.id }),
      response: ok,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, actor, requestId }) => {
        await withdrawComment(deps, actor, params.id, params.commentId, requestId)
        return { ok: true as const }
      },
    }),
    endpoint({ method: 'post', path: '/api/drafting/{id}/consultation', summary: 'Opens a consultation on the newest draft for consultation; 409 lists every guard that fails', permission: 'standard:move', ...one, body: openBody, status: 201, response: z.object({ id: z.string() }), problems: ['not-found', 'conflict'], handle: async ({ params, body, actor, requestId }) => ({ id: await openConsultation(deps, actor, params.id, body, requestId) }) }),
    endpoint({
      method: 'patch',
      path: '/api/drafting/{id}/consultation',
      summary: 'Moves the closing day later',
      permission: 'standard:move',
      ...one,
      body: extendBody,
      response: ok,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await extendConsultation(deps, actor, params.id, body, requestId)
        return { ok: true as const }
      },
    }),
  ]
}
