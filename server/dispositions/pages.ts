// Comments and their answers as HTML, for editors and secretaries of the association.
import type { Request, Response } from 'express'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { TYPES, type CommentType } from '../drafting/disposition.ts'
import { subjectOf, type DraftingDeps } from '../drafting/projects.ts'
import { requestIdOf } from '../http/actor.ts'
import { fields, pageNumberOf, send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { answerComment, answerComments } from './answers.ts'
import { closedBecause, findInternal, listComments, mayAnswer } from './comments.ts'
import { readTable } from './files.ts'
import { importTable, type ImportReport } from './import.ts'
import { onePageForm, pastedForm, severalPageForm } from './schema.ts'
import { addressOf, commentsPage, importPage, type Asked } from './views.ts'

const SIZE = 100

/** `-` stands for comments on the whole draft, since an empty choice is every clause. */
function askedOf({ query }: Request): Asked {
  const clause = typeof query.clause === 'string' && query.clause ? query.clause : undefined
  return { open: query.open === 'yes', clause: clause === '-' ? '' : clause, type: (Object.keys(TYPES) as CommentType[]).find((type) => type === query.type) }
}

export function dispositionsPages(deps: DraftingDeps): Page[] {
  type Asking = Request<{ id: string }>

  async function comments(request: Asking, response: Response, actor: Actor, { state, of }: { state: FormState; of: string | null }): Promise<string> {
    const asked = askedOf(request as unknown as Request)
    const list = await listComments(deps, actor, request.params.id, { ...asked, page: pageNumberOf(request as unknown as Request), size: SIZE })
    return commentsPage(readerOf(request as unknown as Request, response), { list, asked, mayAnswer: mayAnswer(actor, list.project), closed: closedBecause(list.project.state), state, of, chosen: of === 'several' ? fields(request as unknown as Request, 'chosen') : [] })
  }

  async function importing(request: Asking, response: Response, actor: Actor, { state, report }: { state: FormState; report: ImportReport | null }): Promise<string> {
    const project = await findInternal(deps, actor, request.params.id)
    demand(actor, 'comment:answer', subjectOf(actor, project))
    return importPage(readerOf(request as unknown as Request, response), { project, state, report })
  }

  return [
    { method: 'get', path: '/drafting/:id/comments', permission: 'standard:read-all', handle: async (request, response, actor) => send(response, await comments(request, response, actor, { state: EMPTY, of: null })) },
    {
      method: 'post',
      path: '/drafting/:id/comments',
      permission: 'comment:answer',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: severalPageForm,
          lists: ['chosen'],
          again: (state) => comments(request, response, actor, { state, of: 'several' }),
          done: async ({ chosen, ...answer }) => {
            await answerComments(deps, actor, request.params.id, { ...answer, comments: chosen }, requestIdOf(response))
            response.redirect(303, addressOf(request.params.id, askedOf(request)))
          },
        }),
    },
    { method: 'get', path: '/drafting/:id/comments/import', permission: 'comment:answer', handle: async (request, response, actor) => send(response, await importing(request, response, actor, { state: EMPTY, report: null })) },
    {
      method: 'post',
      path: '/drafting/:id/comments/import',
      permission: 'comment:answer',
      largest: '3mb',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: pastedForm,
          again: (state) => importing(request, response, actor, { state, report: null }),
          done: async ({ table }) => {
            const report = await importTable(deps, actor, request.params.id, await readTable('csv', Buffer.from(table)), requestIdOf(response))
            send(response, await importing(request, response, actor, { state: EMPTY, report }))
          },
        }),
    },
    {
      method: 'post',
      path: '/drafting/:id/comments/:commentId',
      permission: 'comment:answer',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: onePageForm,
          again: (state) => comments(request, response, actor, { state, of: request.params.commentId }),
          done: async (form) => {
            const { number } = await answerComment(deps, actor, request.params.id, request.params.commentId, form, requestIdOf(response))
            response.redirect(303, `${addressOf(request.params.id, askedOf(request), pageNumberOf(request))}#comment-${number}`)
          },
        }),
    },
  ]
}
