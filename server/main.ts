// Starts the service: settings, database, library, index, pages, jobs; stops it in the opposite order, losing nothing.
import { existsSync } from 'node:fs'
import { pino } from 'pino'
import { loadLibrary, openEngine } from '../indexer/index.ts'
import { openDatabase } from '../prisma/client.ts'
import { createApp } from './app.ts'
import { EnvironmentInvalid, readEnvironment, type Environment } from './env.ts'
import { createHttpServer } from './http/server.ts'
import { purgeJobRuns, startSchedule, type Job } from './jobs/schedule.ts'
import { createRefresher } from './library/refresh.ts'
import { applyOutbox } from './search/outbox.ts'
import { createQueryLog, KEEP_DAYS, purgeQueryLog, topGaps } from './search/query-log.ts'

const DRAIN_MS = 10_000

function environment(): Environment {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env')
    return readEnvironment(process.env)
  } catch (error) {
    console.error(error instanceof EnvironmentInvalid ? error.message : error)
    process.exit(1)
  }
}

async function main(): Promise<void> {
  const env = environment()
  const log = pino({ level: env.log.level, redact: ['req', 'headers'] }, pino.destination({ dest: 2, sync: false }))
  // The first start of a database is mostly waiting for other processes: the content is read meanwhile.
  const [database, engine, library] = await Promise.all([
    openDatabase({ url: env.database.url, directory: env.data.directory, report: (message) => log.warn(message) }),
    openEngine({ directory: env.data.directory, meilisearch: env.meilisearch }),
    loadLibrary(env.content.directory),
  ])
  const refresher = await createRefresher({ directory: env.content.directory, engine, database, log, library })
  const queryLog = createQueryLog({ prisma: database.prisma, report: (error) => log.warn({ err: error }, 'the query log could not be written') })
  await refresher.refresh().catch((error: unknown) => log.error({ err: error }, 'the index is not up to date; the schedule tries again'))

  const { prisma } = database
  const jobs: Job[] = [
    { name: 'refresh', cron: env.content.refreshCron, run: async (signal) => ({ ...(await refresher.refresh(signal)) }) },
    { name: 'outbox', cron: '* * * * *', isDue: async () => (await prisma.outbox.count({ where: { appliedAt: null }, take: 1 })) > 0, run: (signal) => applyOutbox({ prisma, engine, signal }) },
    { name: 'purge-query-log', cron: '30 3 * * *', run: async () => ({ queries: await purgeQueryLog(prisma, new Date()), runs: await purgeJobRuns(prisma, new Date(), KEEP_DAYS) }) },
    { name: 'weekly-gaps', cron: '0 8 * * 1', run: async () => ({ gaps: await topGaps(prisma, new Date()) }) },
  ]
  const schedule = startSchedule(jobs, { database, log })
  const stopWatching = env.content.watch ? refresher.watch() : () => {}

  const server = createHttpServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(env.server.port, env.server.host, resolve))
  const address = server.address()
  const url = `http://${env.server.host.includes(':') ? `[${env.server.host}]` : env.server.host}:${typeof address === 'object' && address ? address.port : env.server.port}`
  const checks = {
    database: async () => (await database.prisma.$queryRaw`SELECT 1`, null),
    engine: async () => ((await engine.state()).fingerprint === engine.fingerprint ? null : 'the index has not been built'),
    index: refresher.check,
  }
  server.on('request', createApp({ library: refresher.library, engine, queryLog, log, checks, baseUrl: env.server.baseUrl ?? url, production: env.server.production }))
  console.log(`商业秘密保护知识库 ${url}   (${refresher.library().documents.size} documents, engine: ${engine.name})`)

  let stopping = false
  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    stopWatching()
    const refreshed = refresher.close()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
    await closed
    await Promise.all([schedule.stop(), refreshed])
    await queryLog.flush()
    await engine.close()
    await database.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {
      if (stopping) process.exit(1) // asked twice: at once
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'the service did not stop cleanly')
          process.exit(1)
        },
      )
    })
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
