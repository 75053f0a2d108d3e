// Publishing as HTML, for the association's secretary.
import type { Request, Response } from 'express'
import type { Actor } from '../access/access.ts'
import { requestIdOf } from '../http/actor.ts'
import { send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { mayBundle } from './bundle.ts'
import { preparePublication, publishStandard, type PublicationDeps } from './publication.ts'
import { publishForm, requestOf } from './schema.ts'
import { publicationPage } from './views.ts'

export function publicationPages(deps: PublicationDeps): Page[] {
  async function shown(request: Request<{ id: string }>, response: Response, actor: Actor, state: FormState): Promise<string> {
    const preparation = await preparePublication(deps, actor, request.params.id)
    return publicationPage(readerOf(request as unknown as Request, response, deps.today?.()), { ...preparation, mayBundle: mayBundle(actor, preparation.project), state })
  }
  return [
    { method: 'get', path: '/drafting/:id/publish', permission: 'standard:read', handle: async (request, response, actor) => send(response, await shown(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/drafting/:id/publish',
      permission: 'standard:move',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: publishForm,
          again: (state) => shown(request, response, actor, state),
          done: async (form) => {
            await publishStandard(deps, actor, request.params.id, requestOf(form), requestIdOf(response))
            response.redirect(303, `/drafting/${request.params.id}/publish`)
          },
        }),
    },
  ]
}
