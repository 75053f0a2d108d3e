// Root of `npm run db -- new NAME | check | status | backup FILE | restore FILE | copy TARGET_URL`.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { backUp, restore } from './backup.ts'
import { copyDatabase } from './copy.ts'
import { defaultDirectory } from './directory.ts'
import { startEmbedded } from './embedded.ts'
import { readStatus } from './migrate.ts'
import { findSchemaChanges, writeMigration } from './schema-changes.ts'
import { listTables, withSnapshot } from './tables.ts'

const USAGE = `npm run db -- COMMAND

  status            what the database holds and which migrations are missing
  backup FILE       write the whole database to a new file, while it is in use
  restore FILE      read a backup into an empty database
  copy TARGET_URL   copy the whole database into another, empty one

  new NAME          write a migration for what has changed in prisma/schema.prisma
  check             say whether schema and migrations agree

The database is the one at DATABASE_OWNER_URL, or else DATABASE_URL, or else the embedded one in DATA_DIR.`

if (existsSync('.env')) process.loadEnvFile()
const { DATABASE_URL, DATABASE_OWNER_URL, DATA_DIR: dataDir, ...environment } = process.env
const url = DATABASE_OWNER_URL || DATABASE_URL
const directory = defaultDirectory({ dataDir, isRoot: process.getuid?.() === 0 })
const interruption = new AbortController()
const { signal } = interruption
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interruption.abort(new Error('Interrupted; nothing was changed')))
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

async function run(): Promise<number> {
  const [command, argument, ...excess] = parseArgs({ allowPositionals: true }).positionals
  if (!excess.length) {
    if (command === 'status' && !argument) return withDatabase(printStatus)
    if (command === 'check' && !argument) return check()
    if (command === 'new' && argument) return writeNew(argument)
    if (command === 'backup' && argument) {
      return withDatabase((source) => backUp({ url: source, file: argument, report, signal }).then(summarise))
    }
    if (command === 'restore' && argument) {
      return withDatabase((target) => restore({ url: target, file: argument, report, signal }).then(summarise))
    }
    if (command === 'copy' && argument) {
      return withDatabase((from) => copyDatabase({ from, to: argument, report, signal }).then(summarise))
    }
  }
  console.error(USAGE)
  return 2
}

/** Never migrates: a backup is worth most just before an upgrade. */
async function withDatabase(use: (url: string) => Promise<number>): Promise<number> {
  if (url) return use(url)
  const server = await startEmbedded({ directory, report })
  try {
    return await use(server.url())
  } finally {
    await server.stop()
  }
}

async function printStatus(target: string): Promise<number> {
  const { applied, pending } = await readStatus(target)
  await withSnapshot(target, async (client) => {
    const { rows } = await client.query<{ version: string; size: string }>(
      `SELECT current_setting('server_version') AS version, pg_size_pretty(pg_database_size(current_database())) AS size`,
    )
    console.log(
      `PostgreSQL ${rows[0]?.version}, ${url ? `at ${DATABASE_OWNER_URL ? 'DATABASE_OWNER_URL' : 'DATABASE_URL'}` : `embedded in ${directory}`}, ${rows[0]?.size}`,
    )
    for (const { name } of await listTables(client)) {
      const count = await client.query<{ count: string }>(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`)
      console.log(`${name}: ${count.rows[0]?.count} rows`)
    }
  })
  console.log(`${applied.length} migrations applied, ${pending.length} missing`)
  for (const name of pending) console.log(`missing: ${name} (applied by the next start)`)
  return pending.length ? 1 : 0
}

async function check(): Promise<number> {
  const changes = await findSchemaChanges({ environment })
  if (changes === undefined) console.log('prisma/schema.prisma and prisma/migrations agree')
  else console.error(`prisma/migrations lacks this; run "npm run db -- new NAME":\n\n${changes}`)
  return changes === undefined ? 0 : 1
}

async function writeNew(name: string): Promise<number> {
  const folder = await writeMigration({ name, environment })
  console.log(
    folder ? `wrote prisma/migrations/${folder}/migration.sql: read it before you commit it` : 'nothing has changed',
  )
  return 0
}

function report(message: string): void {
  console.error(message)
}

function summarise(counts: Record<string, number>): number {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  console.log(`done: ${Object.keys(counts).length} tables, ${total} rows`)
  return 0
}
