// Schema and migrations agree, by Prisma’s own word.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../../prisma/client.ts'
import { migrate, readMigrations } from '../../../prisma/migrate.ts'
import { findSchemaChanges, runPrisma, writeMigration } from '../../../prisma/schema-changes.ts'
import { testDatabase } from '../../support/database.ts'

const { ownerUrl: url, prisma: migrated } = await testDatabase()
const empty = await testDatabase({ migrated: false })
const options = { environment: process.env, scratch: url }
const { environment } = options
const source = fileURLToPath(new URL('../../../prisma', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'schema-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.concurrent('Prisma’s own command line, through the WebAssembly engine', { timeout: 30_000 }, () => {
  const prisma = (command: string, database: string) => {
    return runPrisma(['migrate', command], { ...environment, DATABASE_URL: database })
  }

  test('what the start-up runner has applied is applied', async () => {
    const status = await prisma('status', url)
    expect(status.output).toContain('Database schema is up to date!')
    expect(status.code).toBe(0)
    expect((await prisma('deploy', url)).output).toContain('No pending migrations to apply')
  })

  test('what it applies itself, the start-up runner need not', async () => {
    const status = await prisma('status', empty.url)
    expect(status.output).toContain(readMigrations()[0]!.name)
    expect(status.code).toBe(1)
    expect((await prisma('deploy', empty.url)).output).toContain('All migrations have been successfully applied')
    expect(await migrate(empty.url)).toEqual([])
    expect(await readRecord(empty.prisma)).toEqual(await readRecord(migrated))
  })

  test('an unreachable server is an error, not a success', async () => {
    const { code, output } = await prisma('deploy', 'postgresql://app@localhost/app?host=%2Fnowhere')
    expect(output).toMatch(/P1001|ENOENT/)
    expect(code).not.toBe(0)
  })
})

describe.concurrent('schema.prisma', { timeout: 30_000 }, () => {
  test('gets a migration for what is changed in it, by Prisma’s own diff', async () => {
    const schema = join(folder, 'changed/schema.prisma')
    const migrations = join(folder, 'changed/migrations')
    cpSync(join(source, 'migrations'), migrations, { recursive: true })
    const text = readFileSync(join(source, 'schema.prisma'), 'utf8')
    writeFileSync(schema, text.replace('model JobRun {', 'model JobRun {\n  host String?'))
    const name = await writeMigration({ name: 'job_host', schema, migrations, ...options })
    expect(name).toMatch(/^\d{14}_job_host$/)
    const sql = readFileSync(join(migrations, name!, 'migration.sql'), 'utf8')
    expect(sql).toContain('ALTER TABLE "job_run" ADD COLUMN     "host" TEXT;')
    expect(await writeMigration({ name: 'again', schema, migrations, ...options })).toBeUndefined()
    expect(readdirSync(join(folder, 'changed')).sort()).toEqual(['migrations', 'schema.prisma'])
  })

  test('gets none for a name that is no name, nor when it cannot be read', async () => {
    await expect(writeMigration({ name: '../x', ...options })).rejects.toThrow('is no name for a migration')
    const schema = join(folder, 'broken.prisma')
    writeFileSync(schema, 'model X {')
    await expect(findSchemaChanges({ schema, ...options })).rejects.toThrow('Prisma could not compare')
  })
})

/** The record of migrations, without what differs from one time to the next. */
async function readRecord(prisma: PrismaClient): Promise<unknown> {
  return prisma.$queryRawUnsafe(
    `SELECT migration_name, checksum, logs, rolled_back_at, applied_steps_count, finished_at IS NULL AS failed
     FROM _prisma_migrations ORDER BY migration_name`,
  )
}
