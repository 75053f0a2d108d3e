// Takedowns as HTML: the request from a document's page, the decision, and the list of both.
import type { Request, Response } from 'express'
import type { z } from 'zod'
import { can, type Actor } from '../access/access.ts'
import { NotFound } from '../errors.ts'
import { requestIdOf } from '../http/actor.ts'
import { send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { gonePage } from '../web/problems.ts'
import { readerOf } from '../web/reader.ts'
import { decisionForm, declineForm, requestForm } from './schema.ts'
import { declineRequest, findDocument, isWaiting, liftTakedown, listTakedowns, requestTakedown, takeDown, type TakedownsDeps } from './takedowns.ts'
import { askPage, askedPage, decisionPage, takedownsPage } from './views.ts'

const ASK = '/documents/:id/takedown'
const DECIDE = `${ASK}/decision`

export function takedownPages(deps: TakedownsDeps): Page[] {
  const { ledger } = deps
  const idOf = (request: Request): string => (request.params as { id: string }).id
  const titleOf = (id: string) => ledger.whole().documents.get(id)?.title

  const ask = (request: Request, response: Response, actor: Actor, state: FormState): string => askPage(readerOf(request, response), { document: findDocument(deps, idOf(request)), mayDecide: can(actor, 'takedown:decide'), state })

  async function decide(request: Request, response: Response, actor: Actor, state: FormState): Promise<string> {
    const id = idOf(request)
    const { requests, takedowns } = await listTakedowns(deps, actor, id)
    // What was taken down can be lifted even while its file is away.
    if (!takedowns.length && !titleOf(id)) throw new NotFound('没有这个编号的文档')
    return decisionPage(readerOf(request, response), { id, title: titleOf(id), requests, standing: takedowns.find(({ liftedAt }) => !liftedAt), state })
  }

  /** The form of a decision: shown again with what is wrong, or back to the page. */
  const deciding = <S extends z.ZodObject>(path: string, form: S, run: (actor: Actor, id: string, data: z.output<S>, requestId: string | undefined) => Promise<unknown>): Page => ({
    method: 'post',
    path,
    permission: 'takedown:decide',
    handle: (request, response, actor) =>
      submit(request, response, {
        form,
        again: (state) => decide(request, response, actor, state),
        done: async (data) => {
          await run(actor, idOf(request), data, requestIdOf(response))
          response.redirect(303, `/documents/${idOf(request)}/takedown/decision`)
        },
      }),
  })

  return [
    {
      method: 'get',
      path: ASK,
      permission: 'takedown:request',
      handle: async (request, response, actor) => {
        const reader = readerOf(request, response)
        const gone = ledger.library().withdrawn.get(idOf(request))
        if (gone) {
          response.status(410).type('html').send(gonePage(reader, gone))
          return
        }
        const document = findDocument(deps, idOf(request))
        send(response, (await isWaiting(deps, actor, document.id)) ? askedPage(reader, document) : ask(request, response, actor, EMPTY))
      },
    },
    {
      method: 'post',
      path: ASK,
      permission: 'takedown:request',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: requestForm,
          again: (state) => ask(request, response, actor, state),
          done: async (data) => {
            await requestTakedown(deps, actor, idOf(request), data, requestIdOf(response))
            response.redirect(303, `/documents/${idOf(request)}/takedown`)
          },
        }),
    },
    { method: 'get', path: DECIDE, permission: 'takedown:decide', handle: async (request, response, actor) => send(response, await decide(request, response, actor, EMPTY)) },
    deciding(DECIDE, decisionForm, (actor, id, data, requestId) => takeDown(deps, actor, id, data, requestId)),
    deciding(`${DECIDE}/decline`, declineForm, (actor, id, { request, kept }, requestId) => declineRequest(deps, actor, id, { request, reason: kept }, requestId)),
    {
      method: 'post',
      path: `${DECIDE}/lift`,
      permission: 'takedown:decide',
      handle: async (request, response, actor) => {
        await liftTakedown(deps, actor, idOf(request), requestIdOf(response))
        response.redirect(303, `/documents/${idOf(request)}/takedown/decision`)
      },
    },
    {
      method: 'get',
      path: '/takedowns',
      permission: 'takedown:decide',
      handle: async (request, response, actor) => send(response, takedownsPage(readerOf(request, response), { ...(await listTakedowns(deps, actor)), titleOf })),
    },
  ]
}
