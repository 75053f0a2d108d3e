// Searches for panels as HTML: the list, the form that begins one, and one with its progress and its plan.
import type { Request, Response } from 'express'
import { can, type Actor } from '../access/access.ts'
import { requestIdOf } from '../http/actor.ts'
import { fields, pageNumberOf, send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { applyRun, type ApplyDeps } from './apply.ts'
import { costTable, type AskedChange } from './changes.ts'
import { findRun, listRuns, listWaiting, namesIn, presentRun, solvedOf, startRun, stopRun } from './panels.ts'
import { confirmationForm, panelPageForm } from './schema.ts'
import { choicePage, runPage, runsPage } from './views.ts'

const SIZE = 20
const REFRESH_SECONDS = 3


export function panelsPages(deps: ApplyDeps): Page[] {
  async function one(request: Request<{ id: string }>, response: Response, actor: Actor, state: FormState): Promise<string> {
    const run = await findRun(deps, actor, request.params.id)
    const [asked, solved] = [readChange(request), solvedOf(run)]
    // Without script, and never when it ended: a page that reloads cannot be read.
    if (run.state === 'QUEUED' || run.state === 'RUNNING') response.set('Refresh', String(REFRESH_SECONDS))
    const change = asked && solved?.plan ? costTable(solved, asked) : null
    return runPage(readerOf(request, response), { run: presentRun(run), names: await namesIn(deps, run), change, mayHandle: can(actor, 'enquiry:handle'), state })
  }

  const choice = async (request: Request, response: Response, actor: Actor, state: FormState, chosen: readonly string[] | null): Promise<string> => choicePage(readerOf(request, response), { waiting: await listWaiting(deps, actor), chosen, state })

  /** A button of the run's page, which leads back to it. */
  const button = (verb: string, work: (actor: Actor, id: string, requestId: string | undefined) => Promise<unknown>): Page => ({
    method: 'post',
    path: `/panels/:id/${verb}`,
    permission: 'enquiry:handle',
    handle: (request, response, actor) =>
      submit(request, response, {
        form: confirmationForm,
        again: (state) => one(request, response, actor, state),
        done: async () => {
          await work(actor, request.params.id, requestIdOf(response))
          response.redirect(303, `/panels/${request.params.id}`)
        },
      }),
  })

  return [
    {
      method: 'get',
      path: '/panels',
      permission: 'panel:read',
      handle: async (request, response, actor) => {
        const page = pageNumberOf(request)
        send(response, runsPage(readerOf(request, response), { ...(await listRuns(deps, actor, { page, size: SIZE })), mayHandle: can(actor, 'enquiry:handle') }))
      },
    },
    { method: 'get', path: '/panels/new', permission: 'enquiry:handle', handle: async (request, response, actor) => send(response, await choice(request, response, actor, EMPTY, null)) },
    {
      method: 'post',
      path: '/panels/new',
      permission: 'enquiry:handle',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: panelPageForm,
          lists: ['enquiries'],
          // The group has one name: whatever is wrong with a box leads there.
          again: ({ values, issues }) => choice(request, response, actor, { values, issues: issues.map(({ detail }) => ({ pointer: '#/body/enquiries', detail })) }, fields(request, 'enquiries')),
          done: async (form) => {
            const { id } = await startRun(deps, actor, form, requestIdOf(response))
            response.redirect(303, `/panels/${id}`)
          },
        }),
    },
    { method: 'get', path: '/panels/:id', permission: 'panel:read', handle: async (request, response, actor) => send(response, await one(request, response, actor, EMPTY)) },
    button('apply', (actor, id, requestId) => applyRun(deps, actor, id, requestId)),
    button('stop', (actor, id, requestId) => stopRun(deps, actor, id, requestId)),
  ]
}

/** `?enquiry=…&leave=…&seat=…`; without `seat` everybody who could take the place. */
function readChange({ query }: Pick<Request, 'query'>): AskedChange | null {
  const [enquiryId, leave, seat] = [query.enquiry, query.leave, query.seat].map((value) => (typeof value === 'string' && value ? value : null))
  return enquiryId && leave ? { enquiryId, leave, seat: seat ?? null } : null
}
