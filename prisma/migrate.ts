// Brings a database up to date at start-up, exactly as `prisma migrate deploy` would: same table, checksums and lock.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** The folder of migrations that belongs to this code. */
export const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url))

/** The lock of Prisma Migrate itself: `prisma migrate deploy` and this runner exclude each other. */
const PRISMA_MIGRATE_LOCK = 72707369

/** The table exactly as Prisma Migrate makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

export interface Migration {
  /** The folder's name: a UTC timestamp, `_`, a few words. */
  name: string
  sql: string
}

/** What was recorded of a migration when it was applied; `checksum` is the hexadecimal SHA-256 of its script. */
export interface AppliedMigration {
  name: string
  checksum: string
}

/** The migrations of a folder in the order in which they are applied. Throws when one has no script. */
export function readMigrations(folder = MIGRATIONS): Migration[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const names = entries.map(({ name }) => name).sort()
  return names.map((name) => {
    const script = join(folder, name, 'migration.sql')
    if (!existsSync(script))
      throw new Error(`Migration ${name} has no migration.sql: restore the file or remove the folder`)
    return { name, sql: readFileSync(script, 'utf8') }
  })
}

/**
 * Applies the migrations that are missing, each in one transaction with its record, and returns their names. Throws
 * an Error that names the migration: it failed (nothing of it is left), it was edited after it had been applied, or
 * the database knows one that this code does not.
 */
export async function migrate(connectionString: string, migrations = readMigrations()): Promise<string[]> {
  return connected(connectionString, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATE_LOCK])
    await refuseStrangeDatabase(client)
    // Only the owner may make tables: a role that may not is welcome as long as nothing is missing.
    if (!(await hasRecord(client))) await client.query(TABLE)
    const pending = findPending(migrations, await readApplied(client))
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  })
}

export interface MigrationStatus {
  applied: string[]
  pending: string[]
}

/** What is applied and what is missing; changes nothing. Throws like `migrate`. */
export async function readStatus(connectionString: string, migrations = readMigrations()): Promise<MigrationStatus> {
  return connected(connectionString, async (client) => {
    const applied = await readApplied(client)
    const pending = findPending(migrations, applied)
    return { applied: applied.map(({ name }) => name), pending: pending.map(({ name }) => name) }
  })
}

/** The record of migrations in a database, oldest first; empty for an empty database. */
export async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  if (!(await hasRecord(client))) return []
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  )
  const failed = rows.find(({ finished }) => !finished)
  if (failed) {
    throw new Error(`Migration ${failed.name} failed earlier: repair the database, then run "prisma migrate resolve"`)
  }
  return rows.map(({ name, checksum }) => ({ name, checksum }))
}

/** The migrations that a database with this record still needs. Throws when the two contradict each other. */
export function findPending(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const migration = known.get(name)
    if (!migration) {
      throw new Error(`The database has migration ${name}, which this version does not know: start the newer version`)
    }
    if (!acceptedChecksums(migration.sql).includes(checksum)) {
      throw new Error(`Migration ${name} was edited after it had been applied: restore it and write a new migration`)
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

/** Like Prisma, accepts a script of which the line endings alone have changed, as git does on Windows. */
function acceptedChecksums(sql: string): string[] {
  const unix = sql.replaceAll('\r\n', '\n')
  return [sql, unix, unix.replaceAll('\n', '\r\n')].map(sha256)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function hasRecord(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  )
  return rows[0]?.found ?? false
}

/** Prisma Migrate refuses it too (P3005): these tables are somebody else's, or their history is lost. */
async function refuseStrangeDatabase(client: pg.Client): Promise<void> {
  if (await hasRecord(client)) return
  const { rows } = await client.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1 LIMIT 3',
  )
  if (!rows.length) return
  const names = rows.map(({ name }) => name).join(', ')
  throw new Error(`The database has tables (${names}) but no record of migrations: give the service one of its own`)
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('BEGIN')
  try {
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())`,
      [id, sha256(sql), name],
    )
    await client.query(sql) // the simple protocol: any number of statements, functions included
    await client.query(
      'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
      [id],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    const { message, position } = error as Error & { position?: string }
    const line = position ? ` at line ${sql.slice(0, Number(position)).split('\n').length}` : ''
    throw new Error(`Migration ${name} failed${line} and was rolled back: ${message}`, { cause: error })
  }
}

async function connected<T>(connectionString: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 30_000 })
  client.on('error', () => {}) // the query that is under way fails with it
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end() // releases the lock
  }
}
