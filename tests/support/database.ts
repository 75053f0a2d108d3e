// Databases for tests: each is a clone of one migrated template, on one server that all test processes share.
import { createHash, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll } from 'vitest'
import { connectPrisma, type PrismaClient } from '../../prisma/client.ts'
import { isAlive } from '../../prisma/directory.ts'
import { startEmbedded } from '../../prisma/embedded.ts'
import { migrate, readMigrations } from '../../prisma/migrate.ts'
import { ensureServiceRole, limitRole, rightsOf, SERVICE_ROLE } from '../../prisma/service-role.ts'

export interface TestDatabase {
  /** With the limited rights of the service; with the owner's when not migrated. */
  prisma: PrismaClient
  /** Of the same role. */
  url: string
  /** For migrations, and for what only the owner may do. */
  ownerUrl: string
  /** Drops the database and leaves the server; need not be called. */
  close: () => Promise<void>
}

/** Test processes hold it shared while they clone, exclusively while they make the template. */
const TEMPLATE_LOCK = 0x7465
/** Nothing here outlives the tests. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

const opened: TestDatabase[] = []
if (process.env.VITEST_POOL_ID) afterAll(() => Promise.all(opened.map(({ close }) => close())), 30_000)

/**
 * A database of one's own, empty of rows (with `migrated: false` of tables too), dropped after the file's last test.
 * Takes about 60 ms once the server runs and 2 s the first time. The server is DATABASE_URL_TEST, or an embedded one
 * in the temporary folder, which the last test process stops. Relies on vitest's isolation of test files.
 */
export async function testDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = await openServer()
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  const name = `test_${process.pid}_${randomUUID().slice(0, 8)}`
  if (migrated) await cloneTemplate(admin, server.url, name)
  else await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`)

  const ownerUrl = databaseUrl(server.url, name)
  const url = migrated ? serviceUrl(ownerUrl) : ownerUrl
  const prisma = connectPrisma(url, { poolSize: 4 })
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= drop())
  const database = { prisma, url, ownerUrl, close }
  opened.push(database)
  return database

  async function drop(): Promise<void> {
    await prisma.$disconnect()
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
    await server.stop()
  }
}

/** For vitest's `globalSetup`: keeps the server up between test files, which saves its start for each of them. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await openServer()
  return server.stop
}

async function openServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  if (process.env.DATABASE_URL_TEST) return { url: process.env.DATABASE_URL_TEST, stop: async () => {} }
  const directory = join(tmpdir(), `trade-secret-registry-tests-${process.getuid?.()}`)
  const server = await startEmbedded({ directory, settings: FAST })
  return { url: server.url(), stop: server.stop }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** The service's role has the password of the owner, where the server asks for one. */
function serviceUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  url.username = SERVICE_ROLE
  return url.href
}

async function cloneTemplate(admin: pg.Client, server: string, name: string): Promise<void> {
  const migrations = readMigrations()
  const digest = createHash('sha256').update(JSON.stringify([migrations, rightsOf(SERVICE_ROLE)])).digest('hex').slice(0, 12)
  const template = `template_${digest}`
  for (;;) {
    await admin.query('SELECT pg_advisory_lock_shared($1)', [TEMPLATE_LOCK])
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [template])
    if (rowCount) await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
    await admin.query('SELECT pg_advisory_unlock_shared($1)', [TEMPLATE_LOCK])
    if (rowCount) return
    await makeTemplate(admin, server, template)
  }
}

async function makeTemplate(admin: pg.Client, server: string, template: string): Promise<void> {
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
  const { rows } = await admin.query<{ datname: string }>('SELECT datname FROM pg_database')
  const names = rows.map(({ datname }) => datname)
  if (!names.includes(template)) {
    for (const name of names) if (isLeftOver(name)) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE unfinished_${template} TEMPLATE template0`)
    const url = databaseUrl(server, `unfinished_${template}`)
    await migrate(url)
    await ensureServiceRole(url, { password: decodeURIComponent(new URL(url).password) })
    await limitRole(url, SERVICE_ROLE)
    await admin.query(`ALTER DATABASE unfinished_${template} RENAME TO ${template}`)
  }
  await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK])
}

/** Templates of other migrations, and databases of test processes that were killed. */
function isLeftOver(name: string): boolean {
  const pid = /^test_(\d+)_[0-9a-f]{8}$/.exec(name)?.[1]
  if (pid) return !process.env.DATABASE_URL_TEST && !isAlive(Number(pid))
  return /^(unfinished_)?template_[0-9a-f]{12}$/.test(name)
}
