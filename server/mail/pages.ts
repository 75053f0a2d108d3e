// Mail that could not be delivered as HTML, for administrators.
import type { Request } from 'express'
import { requestIdOf } from '../http/actor.ts'
import { send, type Page } from '../http/page.ts'
import { readerOf } from '../web/reader.ts'
import { discardMail, listUndelivered, retryMail, type UndeliveredDeps } from './undelivered.ts'
import { mailPage, type Done } from './views.ts'

export function mailPages(deps: UndeliveredDeps): Page[] {
  const settling = (verb: 'retry' | 'discard', run: typeof retryMail, done: NonNullable<Done>): Page => ({
    method: 'post',
    path: `/mail/:id/${verb}`,
    permission: 'account:administer',
    handle: async (request: Request<{ id: string }>, response, actor) => {
      await run(deps, actor, request.params.id, requestIdOf(response))
      response.redirect(303, `/mail?done=${done}`)
    },
  })
  return [
    {
      method: 'get',
      path: '/mail',
      permission: 'account:administer',
      handle: async (request, response, actor) => {
        const { done } = request.query
        send(response, mailPage(readerOf(request, response), { mails: await listUndelivered(deps, actor), done: done === 'retried' || done === 'discarded' ? done : null }))
      },
    },
    settling('retry', retryMail, 'retried'),
    settling('discard', discardMail, 'discarded'),
  ]
}
