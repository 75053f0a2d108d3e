// The real application on a loopback port: real content, real engine, real database.
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { createEmbeddedEngine, loadLibrary, sync, type Engine } from '../../indexer/index.ts'
import { createApp } from '../../server/app.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { createQueryLog } from '../../server/search/query-log.ts'
import { testDatabase } from './database.ts'

export interface RunningApp {
  url: string
  engine: Engine
  library: Awaited<ReturnType<typeof loadLibrary>>
  database: Awaited<ReturnType<typeof testDatabase>>
  queryLog: ReturnType<typeof createQueryLog>
  get: (path: string, init?: RequestInit) => Promise<Response>
  close: () => Promise<void>
}

export interface AppOptions {
  content?: string
  today?: string
  /** Stands before the engine, for tests of failure. */
  wrap?: (engine: Engine) => Engine
}

export async function startApp({ content = 'content', today, wrap = (engine) => engine }: AppOptions = {}): Promise<RunningApp> {
  const database = await testDatabase()
  const library = await loadLibrary(content, { git: false })
  const real = await createEmbeddedEngine({ directory: null })
  await sync({ library, engine: real })
  const engine = wrap(real)
  const queryLog = createQueryLog({ prisma: database.prisma, report: (error) => console.error(error) })
  const server = createHttpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const checks = {
    database: async () => (await database.prisma.$queryRaw`SELECT 1`, null),
    engine: async () => ((await engine.state()).fingerprint === engine.fingerprint ? null : 'not built'),
    index: async () => null,
  }
  server.on('request', createApp({ library: () => library, engine, queryLog, log: pino({ level: 'silent' }), checks, baseUrl: url, production: true, ...(today && { today: () => today }) }))
  return {
    url,
    engine,
    library,
    database,
    queryLog,
    get: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await queryLog.flush()
      await engine.close()
    },
  }
}
