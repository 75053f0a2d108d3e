// The pages as a site on a loopback port, over the project's own content and the embedded engine, with the headers of production.
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express from 'express'
import helmet from 'helmet'
import { EngineUnavailable, createEmbeddedEngine, loadLibrary, sync, type Library } from '../../indexer/index.ts'
import { homePages } from '../../server/home/pages.ts'
import { libraryPages } from '../../server/library/pages.ts'
import { searchPages } from '../../server/search/pages.ts'
import { ASSETS_DIRECTORY } from '../../server/web/assets.ts'
import { renderProblem } from '../../server/web/problems.ts'
import { readerOf } from '../../server/web/reader.ts'

export interface Site {
  url: string
  library: Library
  /** Paths asked for since the start, in order. */
  asked: string[]
  /** From now on the engine cannot be reached, or can again. */
  breakEngine(broken: boolean): void
  close(): Promise<void>
}

const FIXTURES = fileURLToPath(new URL('../fixtures/pages/', import.meta.url))
const SELF = ["'self'"]

export async function openSite({ content = FIXTURES, today = '2026-11-24' } = {}): Promise<Site> {
  const library = await loadLibrary(content, { git: false })
  const engine = await createEmbeddedEngine({ directory: null })
  await sync({ library, engine })
  let broken = false
  const whole = <T>(work: () => Promise<T>): Promise<T> => (broken ? Promise.reject(new EngineUnavailable('switched off by a test')) : work())
  const asked: string[] = []

  const app = express()
  app.use((request, _, next) => {
    asked.push(request.originalUrl)
    next()
  })
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], scriptSrc: SELF, styleSrc: SELF, imgSrc: SELF, connectSrc: SELF, formAction: SELF, baseUri: ["'none'"] } } }))
  app.use('/assets', express.static(ASSETS_DIRECTORY))
  const deps = {
    library: () => library,
    search: (query: Parameters<typeof engine.search>[0]) => whole(() => engine.search(query)),
    suggest: (text: string, limit: number) => whole(() => engine.suggest(text, limit)),
    similar: (id: string, limit: number) => whole(() => engine.similar(id, limit)),
    baseUrl: 'http://127.0.0.1',
    today: () => today,
  }
  app.use(homePages(deps), searchPages(deps), libraryPages(deps))
  app.use((request, response) => void response.status(404).type('html').send(renderProblem(readerOf(request, response, today), { code: 'not-found', status: 404 })))

  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    library,
    asked,
    breakEngine: (state) => void (broken = state),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await engine.close()
    },
  }
}
