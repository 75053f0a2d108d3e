// Draws as HTML: the list, one with its timeline, and the forms of those who take part.
import type { Request, Response } from 'express'
import type { z } from 'zod'
import { can, type Actor } from '../access/access.ts'
import { requestIdOf } from '../http/actor.ts'
import { pageNumberOf, send, submit, type Page, type Submission } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { abortDraw, observeDraw, revealDraw, type DrawsDeps } from './draw.ts'
import { findDraw, listDraws, recordOf, sightOf } from './entitlement.ts'
import { handInNonce, partiesOf } from './nonces.ts'
import { abortForm, confirmationForm, hashPageForm, PHASES, revealPageForm, valuePageForm } from './schema.ts'
import { verifyRecord } from './verify.ts'
import { drawPage, drawsPage } from './views.ts'

const SIZE = 20

export function drawsPages(deps: DrawsDeps): Page[] {

  async function one(request: Request<{ id: string }>, response: Response, actor: Actor, state: FormState): Promise<string> {
    const draw = await findDraw(deps, actor, request.params.id)
    const record = recordOf(draw, sightOf(actor, draw), deps.now?.() ?? new Date())
    const rights = { parties: can(actor, 'draw:nonce') ? partiesOf(actor, draw) : [], observe: can(actor, 'draw:observe'), reveal: can(actor, 'draw:reveal'), abort: can(actor, 'draw:abort') }
    return drawPage(readerOf(request, response), { record, verdict: verifyRecord(record), rights, state })
  }

  /** A form of the draw's page, which leads back to it. */
  const posted = <S extends z.ZodObject>(verb: string, permission: Page['permission'], form: S, work: (actor: Actor, id: string, data: z.output<S>, requestId: string | undefined) => Promise<unknown>): Page => ({
    method: 'post',
    path: `/draws/:id/${verb}`,
    permission,
    handle: (request, response, actor) => {
      const submission: Submission<S> = {
        form,
        again: (state) => one(request, response, actor, state),
        done: async (data) => {
          await work(actor, request.params.id, data, requestIdOf(response))
          response.redirect(303, `/draws/${request.params.id}`)
        },
      }
      return submit(request, response, submission)
    },
  })

  return [
    {
      method: 'get',
      path: '/draws',
      permission: 'draw:read',
      handle: async (request, response, actor) => {
        const state = PHASES.find((phase) => phase === request.query.state)
        const page = pageNumberOf(request)
        send(response, drawsPage(readerOf(request, response), { state, ...(await listDraws(deps, actor, { state, page, size: SIZE })) }))
      },
    },
    { method: 'get', path: '/draws/:id', permission: 'draw:read', handle: async (request, response, actor) => send(response, await one(request, response, actor, EMPTY)) },
    posted('hashes', 'draw:nonce', hashPageForm, (actor, id, form, requestId) => handInNonce(deps, actor, id, form, requestId)),
    posted('values', 'draw:nonce', valuePageForm, (actor, id, form, requestId) => handInNonce(deps, actor, id, form, requestId)),
    posted('observe', 'draw:observe', confirmationForm, (actor, id, _, requestId) => observeDraw(deps, actor, id, requestId)),
    posted('reveal', 'draw:reveal', revealPageForm, (actor, id, { publicValue }, requestId) => revealDraw(deps, actor, id, { publicValue: publicValue || null }, requestId)),
    posted('abort', 'draw:abort', abortForm, (actor, id, form, requestId) => abortDraw(deps, actor, id, form, requestId)),
  ]
}
