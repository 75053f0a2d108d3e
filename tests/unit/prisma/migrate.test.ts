// The start-up runner of migrations, and what it refuses.
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate, MIGRATIONS, readMigrations, readStatus } from '../../../prisma/migrate.ts'
import { testDatabase } from '../../support/database.ts'

const { url } = await testDatabase({ migrated: false })
const client = new pg.Client({ connectionString: url })
await client.connect()
afterAll(() => client.end())

const one = { name: '20260101000000_one', sql: 'CREATE TABLE one (id int PRIMARY KEY);\nINSERT INTO one VALUES (1);\n' }
const two = { name: '20260102000000_two', sql: 'ALTER TABLE one ADD COLUMN name text;\n' }

async function tables(): Promise<string[]> {
  const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
  return rows.map(({ tablename }) => tablename)
}

async function names(): Promise<string[]> {
  const { rows } = await client.query('SELECT migration_name FROM _prisma_migrations ORDER BY 1')
  return rows.map(({ migration_name }) => migration_name)
}

beforeEach(() => client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'))

describe('migrate', () => {
  test('applies what is missing, in order, once', async () => {
    expect(await migrate(url, [one])).toEqual([one.name])
    expect(await migrate(url, [one, two])).toEqual([two.name])
    expect(await migrate(url, [one, two])).toEqual([])
    expect(await readStatus(url, [one, two])).toEqual({ applied: [one.name, two.name], pending: [] })
  })

  test('called by five at once, lets one of them do it', async () => {
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => migrate(url, [one, two])))
    expect(results.filter((applied) => applied.length)).toEqual([[one.name, two.name]])
  })

  test('runs functions and string literals with semicolons as they are', async () => {
    const sql = `CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END; $$;`
    await migrate(url, [{ name: '20260101000000_f', sql }])
    expect((await client.query('SELECT f()')).rows).toEqual([{ f: 'a;b' }])
  })

  test('leaves nothing of a migration that fails, says which and why, and can go on once it is mended', async () => {
    const sql = 'CREATE TABLE half (id int);\nINSERT INTO half VALUES (1);\nINSERT INTO nowhere VALUES (1);\n'
    const broken = { name: '20260103000000_broken', sql }
    await expect(migrate(url, [one, two, broken])).rejects.toThrow(
      'Migration 20260103000000_broken failed at line 3 and was rolled back: relation "nowhere" does not exist',
    )
    expect(await tables()).toEqual(['_prisma_migrations', 'one'])
    expect(await names()).toEqual([one.name, two.name])
    const mended = { ...broken, sql: 'CREATE TABLE half (id int);' }
    expect(await migrate(url, [one, two, mended])).toEqual([mended.name])
  })

  test('refuses a migration that was edited after it had been applied', async () => {
    await migrate(url, [one])
    const edited = { ...one, sql: `${one.sql}-- a word\n` }
    const message = `Migration ${one.name} was edited after it had been applied: restore it and write a new migration`
    await expect(migrate(url, [edited, two])).rejects.toThrow(message)
    await expect(readStatus(url, [edited, two])).rejects.toThrow(message)
    expect(await names()).toEqual([one.name])
  })

  test('accepts other line endings, whichever way they were changed', async () => {
    const windows = { ...one, sql: one.sql.replaceAll('\n', '\r\n') }
    await migrate(url, [one])
    expect(await migrate(url, [windows])).toEqual([])
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    await migrate(url, [windows])
    expect(await migrate(url, [one])).toEqual([])
  })

  test('refuses a database that a newer version has used', async () => {
    await migrate(url, [one, two])
    await expect(migrate(url, [one])).rejects.toThrow(
      `The database has migration ${two.name}, which this version does not know: start the newer version`,
    )
  })

  test('refuses a database where a migration by other means has failed, and ignores one that was resolved', async () => {
    await migrate(url, [one])
    const insert = 'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)'
    await client.query(insert, ['a', 'b', two.name])
    await expect(migrate(url, [one, two])).rejects.toThrow(`Migration ${two.name} failed earlier`)
    await client.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = $1', ['a'])
    expect(await migrate(url, [one, two])).toEqual([two.name])
  })

  test('refuses a database with tables of somebody else', async () => {
    await client.query('CREATE TABLE theirs (id int)')
    await expect(migrate(url, [one])).rejects.toThrow('has tables (theirs) but no record of migrations')
    expect(await tables()).toEqual(['theirs'])
  })
})

describe('readMigrations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('reads folders in the order of their names, and leaves files alone', () => {
    for (const { name, sql } of [two, one]) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'migration.sql'), sql)
    }
    writeFileSync(join(folder, 'migration_lock.toml'), '')
    expect(readMigrations(folder)).toEqual([one, two])
  })

  test('refuses a folder without a script', () => {
    mkdirSync(join(folder, '20260104000000_empty'))
    expect(() => readMigrations(folder)).toThrow('Migration 20260104000000_empty has no migration.sql')
  })

  test('of the project: the names are timestamps, and the scripts end with a line feed', () => {
    for (const { name, sql } of readMigrations()) {
      expect(name).toMatch(/^\d{14}_[a-z0-9_]+$/)
      expect(sql).toMatch(/\n$/)
    }
    expect(readMigrations()).not.toEqual([])
  })
})

test('a script in the folder that was edited on disk is refused like any other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  cpSync(MIGRATIONS, folder, { recursive: true })
  await migrate(url, readMigrations(folder))
  const script = join(folder, readMigrations(folder)[0]!.name, 'migration.sql')
  appendFileSync(script, '\n')
  expect(readFileSync(script, 'utf8')).not.toBe(readMigrations()[0]!.sql)
  await expect(migrate(url, readMigrations(folder))).rejects.toThrow('was edited after it had been applied')
  rmSync(folder, { recursive: true })
})
