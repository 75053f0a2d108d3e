// Starts the service: settings, database, library, index, pages, jobs; stops it in the opposite order, losing nothing.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadLibrary, openEngine, PUBLISHED_FOLDER } from '../indexer/index.ts'
import { openDatabase } from '../prisma/client.ts'
import { createApp } from './app.ts'
import { EnvironmentInvalid, readEnvironment, type Environment } from './env.ts'
import { advanceConsultations } from './consultations/consultations.ts'
import { seedDrafting } from './drafting/demo.ts'
import { seedExperts } from './experts/demo.ts'
import { expireTerms } from './experts/lifecycle.ts'
import { loadListed } from './experts/pool.ts'
import { createHttpServer } from './http/server.ts'
import { noteHead } from './audit/audit.ts'
import { purgeAttempts } from './http/rate-limit.ts'
import { expireInvitations } from './invitations/invitations.ts'
import { ensureBootstrapKey } from './keys/keys.ts'
import { isMailDue, purgeMail, sendQueuedMail } from './mail/mail.ts'
import { openMailTransport } from './mail/transport.ts'
import { ensureAdmin } from './people/first-admin.ts'
import { createRegistry } from './registry.ts'
import { keptSecret } from './kept-secret.ts'
import { openKeys } from './sealing/keys.ts'
import { createSealing } from './sealing/sealing.ts'
import { advanceStandards } from './publication/advance.ts'
import { purgeJobRuns, startSchedule, type Job } from './jobs/schedule.ts'
import { buildElsewhere } from './library/build-elsewhere.ts'
import { createRefresher } from './library/refresh.ts'
import { applyOutbox } from './search/outbox.ts'
import { todayInShanghai } from './calendar.ts'
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
  const published = join(env.data.directory, PUBLISHED_FOLDER)
  // The first start of a database is mostly waiting for other processes: the content is read meanwhile.
  const [database, engine, library] = await Promise.all([
    openDatabase({ url: env.database.url, ownerUrl: env.database.ownerUrl, directory: env.data.directory, report: (message) => log.warn(message) }),
    openEngine({ directory: env.data.directory, meilisearch: env.meilisearch }),
    loadLibrary(env.content.directory, { beside: [published] }),
  ])
  const refresher = await createRefresher({ directory: env.content.directory, published, engine, database, log, library, others: () => loadListed({ prisma: database.prisma }), ...(engine.name === 'embedded' && { buildElsewhere }) })
  // What it writes to the outbox is in the first refresh already.
  if (env.seed) await seedExperts({ prisma: database.prisma, applyOutbox: async () => {} }).catch((error: unknown) => log.error({ err: error }, 'the demonstration roster could not be written'))
  const queryLog = createQueryLog({ prisma: database.prisma, report: (error) => log.warn({ err: error }, 'the query log could not be written') })
  await refresher.refresh().catch((error: unknown) => log.error({ err: error }, 'the index is not up to date; the schedule tries again'))
  if (env.seed) await seedDrafting({ prisma: database.prisma, library: refresher.library, today: todayInShanghai }).catch((error: unknown) => log.error({ err: error }, 'the demonstration association could not be written'))

  const { prisma } = database
  const transport = openMailTransport({ smtpUrl: env.mail.smtpUrl, from: env.mail.from, directory: env.data.directory, log })
  const noteAuditHead = async () => {
    const head = await noteHead(prisma)
    log.info(head, 'head of the audit trail')
    return head
  }
  const jobs: Job[] = [
    { name: 'refresh', cron: env.content.refreshCron, run: async (signal) => ({ ...(await refresher.refresh(signal)) }) },
    // People wait for these: a link by mail, a withdrawn consent.
    { name: 'mail', cron: '*/10 * * * * *', isDue: () => isMailDue(prisma, new Date()), run: (signal) => sendQueuedMail({ prisma, transport, signal }) },
    { name: 'outbox', cron: '*/10 * * * * *', isDue: async () => (await prisma.outbox.count({ where: { appliedAt: null }, take: 1 })) > 0, run: (signal) => applyOutbox({ prisma, engine, signal }) },
    { name: 'expire-terms', cron: '5 0 * * *', run: async () => ({ ...(await expireTerms(prisma, todayInShanghai())) }) },
    {
      // Every hour, so that a night on which nothing ran is made up for.
      name: 'advance-standards',
      cron: '10 * * * *',
      run: async () => {
        const done = await advanceStandards({ prisma, baseUrl: env.server.baseUrl ?? '' }, todayInShanghai())
        if (done.inForce || done.replaced) await refresher.refresh()
        return { ...done }
      },
    },
    { name: 'purge-query-log', cron: '30 3 * * *', run: async () => ({ queries: await purgeQueryLog(prisma, new Date()), runs: await purgeJobRuns(prisma, new Date(), KEEP_DAYS) }) },
    { name: 'purge-attempts', cron: '40 3 * * *', run: async () => ({ attempts: await purgeAttempts(prisma, new Date()) }) },
    { name: 'purge-mail', cron: '45 3 * * *', run: async () => ({ mails: await purgeMail(prisma, new Date()) }) },
    { name: 'expire-invitations', cron: '*/10 * * * *', run: () => expireInvitations({ prisma, baseUrl: env.server.baseUrl ?? '' }, new Date()) },
    { name: 'advance-consultations', cron: '*/5 * * * *', run: async () => ({ ...(await advanceConsultations({ prisma, baseUrl: env.server.baseUrl ?? '' }, todayInShanghai())) }) },
    { name: 'note-audit-head', cron: '50 3 * * *', run: noteAuditHead },
    { name: 'weekly-gaps', cron: '0 8 * * 1', run: async () => ({ gaps: await topGaps(prisma, new Date()) }) },
  ]
  const schedule = startSchedule(jobs, { database, log })
  const stopWatching = env.content.watch ? refresher.watch() : () => {}

  const secret = env.secrets.auth ?? keptSecret(env.data.directory, 'auth.secret', () => randomBytes(48).toString('base64url'))
  const sealing = createSealing(openKeys({ setting: env.secrets.sealing, directory: env.data.directory, production: env.server.production }))
  if (env.accounts.bootstrapKey) await ensureBootstrapKey({ prisma }, env.accounts.bootstrapKey)
  const admin = await ensureAdmin({ prisma }, env.accounts.admin)

  const server = createHttpServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(env.server.port, env.server.host, resolve))
  const address = server.address()
  const url = `http://${env.server.host.includes(':') ? `[${env.server.host}]` : env.server.host}:${typeof address === 'object' && address ? address.port : env.server.port}`
  const baseUrl = env.server.baseUrl ?? url
  const registry = createRegistry({ prisma, url: database.url, log, baseUrl, secret, sealing, oidc: env.accounts.oidc, requireSecondFactor: env.accounts.requireSecondFactor, limits: env.limits })
  // What was being solved when a process was killed is told as failed.
  void registry.panels.wake()
  const databaseUp = async () => (await prisma.$queryRaw`SELECT 1`, null)
  const checks = { database: databaseUp, engine: async () => ((await engine.isReady()) ? null : 'the index has not been built'), index: refresher.check }
  const metrics = {
    documents: () => refresher.library().documents.size,
    outboxBacklog: () => prisma.outbox.count({ where: { appliedAt: null } }),
    indexRefreshedAt: refresher.refreshedAt,
    databaseUp: async () => (await databaseUp(), true),
  }
  server.on('request', createApp({ library: refresher.library, refresh: () => refresher.refresh(), engine, queryLog, registry, metrics, log, checks, production: env.server.production, trustProxy: env.server.trustProxy }))
  console.log(`商业秘密保护知识库 ${url}   (${refresher.library().documents.size} documents, engine: ${engine.name})`)
  if (admin) console.log(`管理员 ${admin.email}${admin.password ? `   密码（只显示这一次）：${admin.password}` : ''}   登录：${baseUrl}/sign-in`)

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
    await Promise.all([queryLog.flush(), registry.usage.close(), registry.panels.close()])
    transport.close()
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
