// The whole application on one screen: the order of middleware, and which feature answers where.
import compression from 'compression'
import express, { type Express } from 'express'
import type { Logger } from 'pino'
import type { Engine, Library } from '../indexer/index.ts'
import { homePages } from './home/pages.ts'
import { nothing, endpoint, routerOf } from './http/endpoint.ts'
import { healthEndpoints, type HealthDeps } from './http/health.ts'
import { openApi } from './http/openapi.ts'
import { notFound, problemHandler } from './http/problem.ts'
import { requestLog } from './http/request-log.ts'
import { requestId, security } from './http/security.ts'
import { libraryEndpoints } from './library/api.ts'
import { libraryPages } from './library/pages.ts'
import { searchEndpoints } from './search/api.ts'
import { searchPages } from './search/pages.ts'
import type { QueryLogger } from './search/query-log.ts'
import { searchLibrary } from './search/search.ts'
import { ASSETS_DIRECTORY } from './web/assets.ts'
import { z } from 'zod'

export interface AppDeps extends HealthDeps {
  library: () => Library
  engine: Engine
  queryLog: QueryLogger
  log: Logger
  baseUrl: string
  production: boolean
  /** `YYYY-MM-DD`, for tests. */
  today?: () => string
}

export function createApp(deps: AppDeps): Express {
  const { library, engine, queryLog, log, baseUrl, production, today } = deps
  const search = { engine, log: queryLog }
  const endpoints = [...healthEndpoints(deps), ...searchEndpoints(search), ...libraryEndpoints({ library, engine })]
  const description = endpoint({ method: 'get', path: '/api/openapi.json', summary: 'This description', query: nothing, params: nothing, response: z.record(z.string(), z.unknown()), problems: [], handle: (): Record<string, unknown> => ({ ...openApi([...endpoints, description]) }) })
  const pages = { library, baseUrl, ...(today && { today }) }

  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', 'loopback')
  app.set('query parser', 'simple')
  app.use(requestId, requestLog(log), security(production), compression())
  app.use('/assets', express.static(ASSETS_DIRECTORY, { immutable: true, maxAge: '1y', index: false }))
  app.use(routerOf([...endpoints, description]))
  app.use(homePages(pages))
  app.use(searchPages({ ...pages, search: (query, asker) => searchLibrary(search, query, asker), suggest: (text, limit) => engine.suggest(text, limit) }))
  app.use(libraryPages({ ...pages, search: (query) => searchLibrary(search, query), similar: (id, limit) => engine.similar(id, limit) }))
  app.use(notFound)
  app.use(problemHandler(log))
  return app
}
