// The whole application on one screen: the order of middleware, and which feature answers where.
import compression from 'compression'
import express, { type Express } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Engine, Library } from '../indexer/index.ts'
import type { StandardDraft, StandardProject } from '../prisma/client.ts'
import { accountPages } from './accounts/pages.ts'
import { adoptionsEndpoints } from './adoptions/api.ts'
import { summariseAdoptions } from './adoptions/adoptions.ts'
import { adoptionsPages } from './adoptions/pages.ts'
import { auditEndpoints } from './audit/api.ts'
import { auditPages } from './audit/pages.ts'
import type { Transaction } from './audit/audit.ts'
import { consultationsEndpoints } from './consultations/api.ts'
import { carryComments } from './consultations/comments.ts'
import { openConsultations } from './consultations/consultations.ts'
import { consultationsPages } from './consultations/pages.ts'
import { coverageEndpoints } from './coverage/api.ts'
import { coveragePages } from './coverage/pages.ts'
import { dispositionsEndpoints } from './dispositions/api.ts'
import { dispositionsPages } from './dispositions/pages.ts'
import { draftingEndpoints } from './drafting/api.ts'
import { draftingPages } from './drafting/pages.ts'
import { drawsEndpoints } from './draws/api.ts'
import { drawsPages } from './draws/pages.ts'
import { enquiriesEndpoints } from './enquiries/api.ts'
import { checkExperts } from './enquiries/matches.ts'
import { moveEnquiryWithin } from './enquiries/moves.ts'
import { enquiriesPages } from './enquiries/pages.ts'
import { expertsEndpoints } from './experts/api.ts'
import { onConsentChanged } from './experts/listing.ts'
import { expertsPages } from './experts/pages.ts'
import { homePages } from './home/pages.ts'
import { auditRefusals } from './http/audit-refusals.ts'
import { endpoint, nothing, routerOf, type AnyEndpoint } from './http/endpoint.ts'
import { healthEndpoints, type HealthDeps } from './http/health.ts'
import { createMetrics, fromHere, type MetricsDeps } from './http/metrics.ts'
import { openApi } from './http/openapi.ts'
import { pagesRouter, type Page } from './http/page.ts'
import { notFound, problemHandler } from './http/problem.ts'
import { requestLog } from './http/request-log.ts'
import { requestId, security } from './http/security.ts'
import { identify } from './http/session.ts'
import { invitationsEndpoints } from './invitations/api.ts'
import { invitationsPages } from './invitations/pages.ts'
import { proposePanelWithin } from './invitations/proposal.ts'
import { keysEndpoints } from './keys/api.ts'
import { keysPages } from './keys/pages.ts'
import { libraryEndpoints } from './library/api.ts'
import { libraryPages } from './library/pages.ts'
import { mailPages } from './mail/pages.ts'
import { matchingEndpoints } from './matching/api.ts'
import { organisationsEndpoints } from './organisations/api.ts'
import { organisationsPages } from './organisations/pages.ts'
import { panelsEndpoints } from './panels/api.ts'
import type { ProposedPanel } from './panels/apply.ts'
import { panelsPages } from './panels/pages.ts'
import { peopleEndpoints } from './people/api.ts'
import { peoplePages } from './people/pages.ts'
import { privacyEndpoints } from './privacy/api.ts'
import { privacyPages } from './privacy/pages.ts'
import { publicationEndpoints } from './publication/api.ts'
import { publicationPages } from './publication/pages.ts'
import { followMove } from './publication/republish.ts'
import type { Registry } from './registry.ts'
import { reviewsEndpoints } from './reviews/api.ts'
import { reviewsPages } from './reviews/pages.ts'
import { searchEndpoints } from './search/api.ts'
import { applyOutbox } from './search/outbox.ts'
import { searchPages } from './search/pages.ts'
import type { QueryLogger } from './search/query-log.ts'
import { searchLibrary } from './search/search.ts'
import { takedownEndpoints } from './takedowns/api.ts'
import { createTakedownLedger, type TakedownLedger } from './takedowns/ledger.ts'
import { takedownPages } from './takedowns/pages.ts'
import { ASSETS_DIRECTORY } from './web/assets.ts'

export interface AppDeps extends HealthDeps {
  library: () => Library
  engine: Engine
  queryLog: QueryLogger
  registry: Registry
  metrics: MetricsDeps
  log: Logger
  production: boolean
  /** Whose X-Forwarded-For is believed. */
  trustProxy?: string
  /** Brings library and index to what is published now. */
  refresh: () => Promise<unknown>
  /** `YYYY-MM-DD`, for tests. */
  today?: () => string
}

/** Everything that answers, with the permission it asks for; `createApp` mounts these and nothing else but files. */
export function routesOf(deps: AppDeps, ledger: TakedownLedger = ledgerOf(deps)): { endpoints: AnyEndpoint[]; pages: Page[] } {
  const { queryLog, registry, today } = deps
  // What is taken down is there for those who decide only.
  const { library, engine } = ledger
  const { prisma, baseUrl, usage, keyCache, rateLimit } = registry
  const search = { engine, log: queryLog }
  const keys = { prisma, cache: keyCache, usage }
  const privacy = { prisma, sealing: registry.sealing, onConsentChanged }
  const applyChanges = () => applyOutbox({ prisma, engine: deps.engine, signal: new AbortController().signal })
  const experts = { prisma, applyOutbox: applyChanges, ...(today && { today }) }
  const { matcher } = registry
  const enquiries = { prisma, sealing: registry.sealing, matcher }
  const panels = { prisma, runner: registry.panels, proposePanel: (tx: Transaction, { enquiryId, actor, members, alternates }: ProposedPanel) => proposePanelWithin(tx, actor, enquiryId, { members, alternates }) }
  const invitations = { prisma, baseUrl, moveEnquiry: moveEnquiryWithin, checkGate: (id: string, expertIds: readonly string[]) => checkExperts(enquiries, id, expertIds) }
  const takedowns = { prisma, ledger, baseUrl }
  const reviews = { prisma, baseUrl, matcher, ...(today && { today }) }
  const drafting = { prisma, refresh: deps.refresh, onMoved: followMove, onDraftKept: (tx: Transaction, { id }: StandardProject, draft: StandardDraft) => carryComments(tx, id, draft), ...(today && { today }) }
  const consultations = { prisma, baseUrl, ...(today && { today }) }
  const publication = { prisma, library, refresh: deps.refresh, ...(today && { today }) }
  const adoptions = { prisma, library, ...(today && { today }) }
  const reading = { library, baseUrl, ...(today && { today }) }
  const endpoints: AnyEndpoint[] = [
    ...healthEndpoints(deps),
    ...searchEndpoints({ ...search, library }),
    ...libraryEndpoints({ library, engine }),
    ...peopleEndpoints({ prisma }),
    ...organisationsEndpoints({ prisma, baseUrl }),
    ...keysEndpoints({ ...keys, allowanceOf: rateLimit.allowanceOf }),
    ...privacyEndpoints(privacy),
    // Before the experts: it is no expert's id.
    ...coverageEndpoints({ prisma, ...(today && { today }) }),
    ...expertsEndpoints(experts),
    ...matchingEndpoints({ matcher }),
    ...enquiriesEndpoints(enquiries),
    ...invitationsEndpoints(invitations),
    ...panelsEndpoints(panels),
    ...drawsEndpoints({ prisma, sealing: registry.sealing }),
    ...auditEndpoints({ prisma }),
    ...takedownEndpoints(takedowns),
    ...reviewsEndpoints(reviews),
    ...draftingEndpoints(drafting),
    ...consultationsEndpoints(consultations),
    ...dispositionsEndpoints(drafting),
    ...publicationEndpoints(publication),
    ...adoptionsEndpoints(adoptions),
  ]
  const description = endpoint({ method: 'get', path: '/api/openapi.json', permission: 'operations:probe', summary: 'This description', query: nothing, params: nothing, response: z.record(z.string(), z.unknown()), problems: [], handle: (): Record<string, unknown> => ({ ...openApi([...endpoints, description]) }) })
  const pages = [
    ...homePages({ ...reading, consultations: () => openConsultations(consultations) }),
    ...searchPages({ ...reading, search: (query, asker) => searchLibrary(search, query, asker), suggest: (text, limit) => engine.suggest(text, limit) }),
    ...libraryPages({ ...reading, search: (query) => searchLibrary(search, query), similar: (id, limit) => engine.similar(id, limit), adoptionsOf: (id) => summariseAdoptions(adoptions, id) }),
    ...accountPages(registry),
    ...organisationsPages({ prisma, baseUrl }),
    ...peoplePages({ prisma }),
    ...mailPages({ prisma }),
    ...keysPages(keys),
    ...privacyPages(privacy),
    ...coveragePages({ prisma, ...(today && { today }) }),
    ...expertsPages({ ...experts, search: (query) => searchLibrary(search, query) }),
    ...enquiriesPages(enquiries),
    ...invitationsPages(invitations),
    ...panelsPages(panels),
    ...drawsPages({ prisma, sealing: registry.sealing }),
    ...auditPages({ prisma }),
    ...takedownPages(takedowns),
    ...reviewsPages(reviews),
    ...draftingPages(drafting),
    ...consultationsPages(consultations),
    ...dispositionsPages(drafting),
    ...publicationPages(publication),
    ...adoptionsPages(adoptions),
  ]
  return { endpoints: [...endpoints, description], pages }
}

const ledgerOf = ({ registry: { prisma }, library, engine, log }: AppDeps): TakedownLedger => createTakedownLedger({ prisma, library, engine, log })

export function createApp(deps: AppDeps): Express {
  const { registry, log, production } = deps
  const ledger = ledgerOf(deps)
  const { endpoints, pages } = routesOf(deps, ledger)
  const metrics = createMetrics(deps.metrics)
  const rules = { ...registry.rules, tokens: registry.tokens }

  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', deps.trustProxy ?? 'loopback')
  app.set('query parser', 'simple')
  app.use(requestId, requestLog(log), metrics.metricsMiddleware, security(production), compression())
  app.use('/assets', express.static(ASSETS_DIRECTORY, { immutable: true, maxAge: '1y', index: false }))
  app.use(identify({ secure: registry.secure, openSession: registry.accounts.openSession, authenticateKey: registry.authenticateKey }), registry.rateLimit, registry.tokens.offer)
  app.use(async (_request, _response, next) => {
    await ledger.keepFresh()
    next()
  })
  app.use(routerOf(endpoints, rules))
  app.get('/metrics', fromHere(metrics.metricsHandler))
  app.use(pagesRouter([...pages, { method: 'get', path: '/metrics', permission: 'metrics:read', handle: (request, response) => metrics.metricsHandler(request, response, () => {}) }], rules))
  app.use(notFound)
  app.use(auditRefusals({ prisma: registry.prisma, log }))
  app.use(problemHandler(log))
  return app
}
