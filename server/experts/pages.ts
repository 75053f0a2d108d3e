// Experts as HTML: the roster, a profile, the application, one's own file, and the officers' page of one expert.
import { Readable } from 'node:stream'
import type { Request, Response } from 'express'
import { FACETS, type SearchQuery, type SearchResult } from '../../indexer/index.ts'
import { can, type Actor } from '../access/access.ts'
import { InvalidInput, type Issue } from '../errors.ts'
import { requestIdOf } from '../http/actor.ts'
import { send, submit, type Page } from '../http/page.ts'
import { unlessDown } from '../web/attempt.ts'
import { readChoice } from '../web/choice.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf, type Reader } from '../web/reader.ts'
import { importExperts, type ImportDeps, type ImportReport } from './import.ts'
import { importPage } from './import-views.ts'
import { CSV, readRegister } from './register.ts'
import { pastedForm } from './schema.ts'
import { applyAsExpert, changeOwn, findExpert, findOwn } from './experts.ts'
import { applicationFields, leaveFields, moveFields, ownFields, ownValues, readApplication, readLeave, readMove, readOwn } from './forms.ts'
import { moveExpert, movesFor } from './lifecycle.ts'
import { appliedPage, applicationPage, ownPage, profilePage, reviewPage, rosterPage } from './views.ts'

export interface ExpertsPagesDeps extends ImportDeps {
  search: (query: SearchQuery) => Promise<SearchResult>
}

const SIZE = 20

/** What the schema of the API says of the form: its words, or the form again. */
function bodyOf<T>(read: { body: T } | { issues: Issue[] }): T {
  if ('body' in read) return read.body
  throw new InvalidInput(read.issues)
}

/** What is wrong with a pasted table leads to its field. */
function atTable(error: unknown): never {
  throw error instanceof InvalidInput ? new InvalidInput(error.issues.map(({ detail }) => ({ pointer: '#/body/table', detail }))) : error
}

export function expertsPages(deps: ExpertsPagesDeps): Page[] {
  const reading = (request: Request, response: Response): Reader => readerOf(request, response, deps.today?.())
  /** The index follows at once where it can; else the outbox's job brings it along. */
  const follow = () => deps.applyOutbox().catch(() => {})

  async function application(request: Request, response: Response, actor: Actor, state: FormState): Promise<string> {
    const ids = actor.grants.flatMap(({ organisationId }) => organisationId ?? [])
    const organisations = await deps.prisma.organisation.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
    return applicationPage(reading(request, response), { state, organisations })
  }

  async function own(request: Request, response: Response, actor: Actor, { state, leaving = EMPTY }: { state?: FormState; leaving?: FormState }): Promise<string> {
    const expert = await findOwn(deps, actor)
    return ownPage(reading(request, response), { expert, leaving, saved: Object.hasOwn(request.query, 'saved'), state: state ?? { values: expert ? ownValues(expert) : {}, issues: [] } })
  }

  async function review(request: Request, response: Response, actor: Actor, state: FormState): Promise<string> {
    const id = String(request.params.id)
    const [expert, moves] = await Promise.all([findExpert(deps, actor, id), movesFor(deps, actor, id)])
    return reviewPage(reading(request, response), { expert, moves, state })
  }

  const importing = (request: Request, response: Response, actor: Actor, shown: { state: FormState; report: ImportReport | null }): string => importPage(reading(request, response), { ...shown, mayExport: can(actor, 'expert:export') })

  return [
    {
      method: 'get',
      path: '/experts',
      permission: 'expert:read',
      handle: async (request, response, actor) => {
        const { choice, more } = readChoice(request.query)
        const result = await unlessDown(() => deps.search({ text: choice.q, filters: { ...choice.filters, kind: ['expert'] }, sort: choice.q ? 'relevance' : '-date', group: 'document', offset: (choice.page - 1) * SIZE, limit: SIZE, facets: FACETS }))
        send(response, rosterPage(reading(request, response), { choice, size: SIZE, more, result, mayImport: can(actor, 'expert:import') }))
      },
    },
    { method: 'get', path: '/experts/new', permission: 'expert:apply', handle: async (request, response, actor) => send(response, await application(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/experts/new',
      permission: 'expert:apply',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: applicationFields,
          again: (state) => application(request, response, actor, state),
          done: async (form) => {
            await applyAsExpert(deps, actor, bodyOf(readApplication(form)), requestIdOf(response))
            response.redirect(303, '/experts/new/done')
          },
        }),
    },
    { method: 'get', path: '/experts/new/done', permission: 'expert:apply', handle: (request, response) => send(response, appliedPage(reading(request, response))) },
    // Before one expert: it is nobody's id.
    { method: 'get', path: '/experts/import', permission: 'expert:import', handle: (request, response, actor) => send(response, importing(request, response, actor, { state: EMPTY, report: null })) },
    {
      method: 'post',
      path: '/experts/import',
      permission: 'expert:import',
      largest: '8mb',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: pastedForm,
          again: (state) => importing(request, response, actor, { state, report: null }),
          done: async ({ table, atomic }) => {
            const report = await importExperts(deps, actor, readRegister(CSV, Readable.from([Buffer.from(table)])), { atomic: atomic === 'yes', requestId: requestIdOf(response) }).catch(atTable)
            response.status(report.applied ? 200 : 422)
            send(response, importing(request, response, actor, { state: report.applied ? EMPTY : { values: { table, atomic }, issues: [] }, report }))
          },
        }),
    },
    {
      method: 'get',
      path: '/experts/:id',
      permission: 'expert:read',
      handle: async (request, response, actor) => send(response, profilePage(reading(request as unknown as Request, response), { expert: await findExpert(deps, actor, request.params.id), mayReview: can(actor, 'expert:review') })),
    },
    { method: 'get', path: '/experts/:id/review', permission: 'expert:review', handle: async (request, response, actor) => send(response, await review(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/experts/:id/review',
      permission: 'expert:review',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: moveFields,
          again: (state) => review(request, response, actor, state),
          done: async (form) => {
            await moveExpert(deps, actor, request.params.id, bodyOf(readMove(form)), requestIdOf(response))
            await follow()
            response.redirect(303, `/experts/${request.params.id}/review`)
          },
        }),
    },
    { method: 'get', path: '/account/expert', permission: 'expert:self', handle: async (request, response, actor) => send(response, await own(request, response, actor, {})) },
    {
      method: 'post',
      path: '/account/expert',
      permission: 'expert:self',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: ownFields,
          again: (state) => own(request, response, actor, { state }),
          done: async (form) => {
            await changeOwn(deps, actor, bodyOf(readOwn(form)), requestIdOf(response))
            await follow()
            response.redirect(303, '/account/expert?saved')
          },
        }),
    },
    {
      method: 'post',
      path: '/account/expert/leave',
      permission: 'expert:self',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: leaveFields,
          again: (state) => own(request, response, actor, { leaving: state }),
          done: async (form) => {
            const expert = await findOwn(deps, actor)
            if (expert) await moveExpert(deps, actor, expert.id, { ...bodyOf(readLeave(form)), move: 'leave' }, requestIdOf(response))
            await follow()
            response.redirect(303, '/account/expert')
          },
        }),
    },
  ]
}
