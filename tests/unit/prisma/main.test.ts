// The command line as an operator uses it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readMigrations } from '../../../prisma/migrate.ts'
import { testDatabase } from '../../support/database.ts'
import { serverPid, temporaryFolder } from './places.ts'

const program = fileURLToPath(new URL('../../../prisma/main.ts', import.meta.url))
const folder = temporaryFolder()
const { ownerUrl: url, prisma } = await testDatabase()
const { url: target, prisma: restored } = await testDatabase({ migrated: false })

/** Runs `npm run db -- ...` in an empty working directory and returns what it said. */
async function db(args: string[], environment: Record<string, string>) {
  const env = { PATH: process.env.PATH, ...environment }
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...args], {
    cwd: folder,
    env,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

describe('npm run db', { timeout: 30_000 }, () => {
  test('without a command it knows: how to use it, and exit code 2', async () => {
    for (const args of [['backup'], ['status', 'x']]) {
      const { code, output } = await db(args, { DATABASE_URL: url })
      expect(output).toContain('npm run db -- COMMAND')
      expect(code).toBe(2)
    }
  })

  test('status: what is there and what is missing', async () => {
    await prisma.jobRun.create({ data: { name: 'x' } })
    const { code, output } = await db(['status'], { DATABASE_URL: url })
    expect(output).toMatch(/^PostgreSQL \d+\.\d+.*, at DATABASE_URL/)
    expect(output).toContain('job_run: 1 rows')
    expect(output).toContain(`${readMigrations().length} migrations applied, 0 missing`)
    expect(output).not.toContain(url)
    expect(code).toBe(0)
  })

  test('status of an embedded database that is quite new: all migrations are missing, and none is applied by it', async () => {
    const { code, output } = await db(['status'], { DATA_DIR: folder })
    expect(output).toContain(`0 migrations applied, ${readMigrations().length} missing`)
    expect(code).toBe(1)
    expect(serverPid(folder)).toBeUndefined()
  })

  test('backup from a server, restore into the embedded one, copy from there to a server', async () => {
    await prisma.documentAddress.create({ data: { kind: 'cases', slug: '商业-秘密', documentId: 'abc' } })
    const file = join(folder, 'x.backup')
    const backup = await db(['backup', file], { DATABASE_URL: url })
    expect(backup).toMatchObject({
      code: 0,
      output: expect.stringMatching(/document_address: 1 rows\n[^]*done: \d+ tables, 2 rows\n$/),
    })
    const restore = await db(['restore', file], { DATA_DIR: folder })
    expect(restore).toMatchObject({ code: 0, output: expect.stringMatching(/done: \d+ tables, 2 rows/) })
    const copy = await db(['copy', target], { DATA_DIR: folder })
    expect(copy).toMatchObject({ code: 0, output: expect.stringMatching(/done: \d+ tables, 2 rows/) })
    expect(await restored.documentAddress.findMany()).toEqual(await prisma.documentAddress.findMany())
    expect(await restored.jobRun.findMany()).toEqual(await prisma.jobRun.findMany())
    expect(serverPid(folder)).toBeUndefined()
  })

  test('a failure is one sentence without a stack, and exit code 1', async () => {
    const { code, output } = await db(['restore', join(folder, 'x.backup')], { DATABASE_URL: url })
    expect(output).toMatch(/The target is not empty: \w+ has rows; use a database of its own for this\n$/)
    expect(output).not.toContain('    at ')
    expect(code).toBe(1)
  })

  test('check: schema and migrations agree', async () => {
    const { code, output } = await db(['check'], {})
    expect(output).toBe('prisma/schema.prisma and prisma/migrations agree\n')
    expect(code).toBe(0)
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })
})
