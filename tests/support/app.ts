// The real application on a loopback port: real content, real engine, real database.
import type { AddressInfo } from 'node:net'
import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import { createEmbeddedEngine, loadLibrary, sync, type Engine } from '../../indexer/index.ts'
import { createApp, routesOf } from '../../server/app.ts'
import { loadListed } from '../../server/experts/pool.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { createRefresher } from '../../server/library/refresh.ts'
import { createRegistry, type Registry, type RegistrySettings } from '../../server/registry.ts'
import { readKeys } from '../../server/sealing/keys.ts'
import { createSealing } from '../../server/sealing/sealing.ts'
import { createQueryLog } from '../../server/search/query-log.ts'
import { testDatabase } from './database.ts'

export interface RunningApp {
  url: string
  engine: Engine
  library: Awaited<ReturnType<typeof loadLibrary>>
  database: Awaited<ReturnType<typeof testDatabase>>
  queryLog: ReturnType<typeof createQueryLog>
  registry: Registry
  routes: ReturnType<typeof routesOf>
  get: (path: string, init?: RequestInit) => Promise<Response>
  close: () => Promise<void>
}

export interface AppOptions {
  content?: string
  today?: string
  /** Stands before the engine, for tests of failure. */
  wrap?: (engine: Engine) => Engine
  oidc?: RegistrySettings['oidc']
  requireSecondFactor?: boolean
  limits?: Partial<RegistrySettings['limits']>
  log?: Logger
}

export async function startApp({ content = 'content', today, wrap = (engine) => engine, oidc = null, requireSecondFactor = false, limits, log = pino({ level: 'silent' }) }: AppOptions = {}): Promise<RunningApp> {
  const database = await testDatabase()
  const library = await loadLibrary(content, { git: false })
  const real = await createEmbeddedEngine({ directory: null })
  await sync({ library, engine: real })
  const published = join(tmpdir(), `published-${randomUUID()}`)
  const refresher = await createRefresher({ directory: content, published, git: false, engine: real, database, log: pino({ level: 'silent' }), library, others: () => loadListed({ prisma: database.prisma }) })
  const engine = wrap(real)
  const queryLog = createQueryLog({ prisma: database.prisma, report: (error) => console.error(error) })
  const server = createHttpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const registry = createRegistry({
    prisma: database.prisma,
    url: database.url,
    ...(today && { today: () => today }),
    log: pino({ level: 'silent' }),
    baseUrl: url,
    secret: 'a secret of the tests, long enough',
    sealing: createSealing(readKeys(`test:${randomBytes(32).toString('base64')}`)),
    oidc,
    requireSecondFactor,
    limits: { perAddress: 100_000, perKey: 100_000, ...limits },
  })
  const metrics = { documents: () => library.documents.size, outboxBacklog: () => database.prisma.outbox.count(), indexRefreshedAt: () => new Date(), databaseUp: async () => true }
  const checks = {
    database: async () => (await database.prisma.$queryRaw`SELECT 1`, null),
    engine: async () => ((await engine.isReady()) ? null : 'not built'),
    index: async () => null,
  }
  const deps = { library: refresher.library, refresh: () => refresher.refresh(), engine, queryLog, registry, metrics, log, checks, production: true, ...(today && { today: () => today }) }
  server.on('request', createApp(deps))
  return {
    url,
    engine,
    library,
    database,
    queryLog,
    registry,
    routes: routesOf(deps),
    get: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await refresher.close()
      await rm(published, { recursive: true, force: true })
      await Promise.all([queryLog.flush(), registry.usage.close(), registry.panels.close()])
      await engine.close()
    },
  }
}
