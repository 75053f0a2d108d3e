// Reading and filling whole tables, whatever their models are: the ground of `copy`, `backup` and `restore`.
import pg from 'pg'
import { copyIn, copyOut } from './copy-stream.ts'
import { findPending, migrate, readApplied, type AppliedMigration, type Migration } from './migrate.ts'

export interface Table {
  name: string
  /** Those that can be written, in their order. */
  columns: string[]
}

export interface Sequence {
  name: string
  /** The last number given out. */
  value: string
}

/** The text format of a value must not depend on how the two servers are set up. */
const SESSION = `SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'; SET row_security = off;
  SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0`

/** Runs `run` on a connection of its own with one text format for values. */
export async function withSession<T>(connectionString: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 30_000, keepAlive: true })
  client.on('error', () => {}) // the query that is under way fails with it
  await client.connect()
  try {
    await client.query(SESSION)
    return await run(client)
  } finally {
    await client.end()
  }
}

/** Runs `run` on one state of the whole database, while others go on writing. */
export async function withSnapshot<T>(connectionString: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  return withSession(connectionString, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return run(client)
  })
}

/** All tables but the record of migrations, by name. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT relname::text AS name,
       coalesce(array_agg(attname::text ORDER BY attnum) FILTER (WHERE attgenerated = ''), '{}') AS columns
     FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
     GROUP BY relname ORDER BY relname COLLATE "C"`,
  )
  return rows
}

/** The sequences that have been used. Read it after the rows: a sequence does not belong to the snapshot. */
export async function listSequences(client: pg.Client): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `SELECT sequencename::text AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename COLLATE "C"`,
  )
  return rows
}

/** `"name" ("column", ...)`, as COPY wants it. */
export function nameColumns({ name, columns }: Table): string {
  return `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`
}

/** The rows of a table in PostgreSQL's text format. */
export function readRows(client: pg.Client, table: Table): AsyncIterable<Buffer> {
  return copyOut(client, `COPY ${nameColumns(table)} TO STDOUT`)
}

/**
 * Gives a database the schema that another one has: applies the migrations that were applied there and no others.
 * Throws when this code does not know them, or when the database has more of them already.
 */
export async function adoptSchema(
  connectionString: string,
  { applied, migrations }: { applied: AppliedMigration[]; migrations: Migration[] },
): Promise<void> {
  if (!applied.length) throw new Error('The source has no migrations: there is nothing to take from it')
  const missing = new Set(findPending(migrations, applied).map(({ name }) => name))
  const wanted = migrations.filter(({ name }) => !missing.has(name))
  const present = await withSession(connectionString, readApplied)
  const excess = present.find(({ name }) => missing.has(name))
  if (excess) {
    throw new Error(`The target has migration ${excess.name}, which the source lacks: use a database that is quite new`)
  }
  await migrate(connectionString, wanted)
}

/** What `fillDatabase` lends: both write inside its transaction. */
export interface Filling {
  fillTable: (table: Table, rows: AsyncIterable<Buffer>) => Promise<number>
  setSequence: (sequence: Sequence) => Promise<void>
}

/**
 * Fills a migrated database that has no rows, in one transaction: all or nothing. Foreign keys are taken off and put
 * back afterwards, which checks every row, so that tables may refer to each other in a circle; triggers do not fire.
 */
export async function fillDatabase(client: pg.Client, fill: (filling: Filling) => Promise<void>): Promise<void> {
  await client.query('BEGIN')
  const tables = await listTables(client)
  await refuseRows(client, tables)
  const keys = await listForeignKeys(client)
  for (const { on, name } of keys) await client.query(`ALTER TABLE ${on} DROP CONSTRAINT ${pg.escapeIdentifier(name)}`)
  for (const { name } of tables) await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} DISABLE TRIGGER USER`)
  await fill({
    fillTable: (table, rows) => copyIn(client, `COPY ${nameColumns(table)} FROM STDIN`, rows),
    setSequence: async ({ name, value }) => {
      await client.query('SELECT setval($1::regclass, $2)', [pg.escapeIdentifier(name), value])
    },
  })
  for (const { name } of tables) await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} ENABLE TRIGGER USER`)
  for (const { on, name, definition } of keys) {
    await client.query(`ALTER TABLE ${on} ADD CONSTRAINT ${pg.escapeIdentifier(name)} ${definition}`)
  }
  await client.query('COMMIT') // when something throws before, the end of the connection rolls back
  await client.query('ANALYZE')
}

/** Locks the tables as well: nobody may begin to write while they are being filled. */
async function refuseRows(client: pg.Client, tables: Table[]): Promise<void> {
  for (const { name } of tables) {
    const table = pg.escapeIdentifier(name)
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    const { rowCount } = await client.query(`SELECT FROM ${table} LIMIT 1`)
    if (rowCount) throw new Error(`The target is not empty: ${name} has rows; use a database of its own for this`)
  }
}

async function listForeignKeys(client: pg.Client): Promise<{ on: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ on: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS on, conname::text AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname`,
  )
  return rows
}
