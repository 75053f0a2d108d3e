// npm run audit:verify as its user meets it: what it prints, and with which exit code it ends.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connectPrisma, openDatabase, type PrismaClient } from '../../../prisma/client.ts'
import { recordAudit, readHead } from '../../../server/audit/audit.ts'
import { GENESIS } from '../../../server/audit/chain.ts'
import { testDatabase } from '../../support/database.ts'
import { temporaryFolder } from '../prisma/places.ts'

vi.setConfig({ testTimeout: 60_000 })

const program = fileURLToPath(new URL('../../../server/audit/main.ts', import.meta.url))
const ENTRIES = 7

async function run(environment: Record<string, string>, ...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, output, errors }
}

/** A chain of its own, and its owner, who can take the triggers off. */
async function filled(): Promise<{ prisma: PrismaClient; owner: PrismaClient; verify: (...args: string[]) => ReturnType<typeof run> }> {
  const { prisma, url, ownerUrl } = await testDatabase()
  const owner = connectPrisma(ownerUrl)
  owners.push(owner)
  for (let n = 1; n <= ENTRIES; n += 1) await recordAudit(prisma, { actor: { kind: 'system', id: null }, action: 'key:create', subject: { kind: 'key', id: `${n}` }, outcome: 'DONE', detail: { n } })
  return { prisma, owner, verify: (...args) => run({ DATABASE_URL: url }, ...args) }
}
const owners: PrismaClient[] = []
afterAll(() => Promise.all(owners.map((owner) => owner.$disconnect())))

async function tamper(owner: PrismaClient, ...statements: string[]): Promise<void> {
  for (const statement of ['ALTER TABLE audit_entry DISABLE TRIGGER USER', ...statements, 'ALTER TABLE audit_entry ENABLE TRIGGER USER']) await owner.$executeRawUnsafe(statement)
}

describe('a chain in order', () => {
  let chain: Awaited<ReturnType<typeof filled>>
  beforeAll(async () => {
    chain = await filled()
  })

  test('is counted, its head printed, and the exit code is 0', async () => {
    const { seq, hash } = await readHead(chain.prisma)
    const { code, output, errors } = await chain.verify()
    expect({ code, output }).toEqual({ code: 0, output: `${ENTRIES} entries, head ${seq}:${hash}\n` })
    expect(errors).toContain('--head')
  })

  test('is compared with the head that it had earlier', async () => {
    const { hash } = await chain.prisma.auditEntry.findFirstOrThrow({ where: { seq: 3 } })
    expect(await chain.verify('--head', `3:${hash}`)).toMatchObject({ code: 0, errors: expect.stringContaining('与记下的链头一致') })
    const wrong = await chain.verify('--head', `4:${hash}`)
    expect(wrong).toMatchObject({ code: 1, output: expect.stringMatching(/^第 4 条（head-differs）[^]*此前 3 条无误[^]*请停止写入/) })
  })

  test('a head that cannot be read is refused with how to write it', async () => {
    expect(await chain.verify('--head', 'latest')).toMatchObject({ code: 1, errors: expect.stringContaining('--head 应写成 序号:校验值') })
  })
})

describe('a chain that its owner tampered with is refused, naming the first bad entry:', () => {
  test.each([
    ['an edited field', [`UPDATE audit_entry SET actor_id = 'somebody' WHERE seq = 4`], 4, 'edited'],
    ['an edited detail', [`UPDATE audit_entry SET detail = '{"n": 5, "m": 1}' WHERE seq = 5`], 5, 'edited'],
    ['a name that JavaScript hides', [`UPDATE audit_entry SET detail = '{"n": 5, "__proto__": 1}' WHERE seq = 5`], 5, 'edited'],
    ['a millisecond', [`UPDATE audit_entry SET at = at + interval '1 ms' WHERE seq = 2`], 2, 'edited'],
    ['a deleted row', ['DELETE FROM audit_entry WHERE seq = 3'], 3, 'missing'],
    ['a deleted first row', ['DELETE FROM audit_entry WHERE seq = 1'], 1, 'missing'],
    ['two swapped rows', ['UPDATE audit_entry SET seq = 100 WHERE seq = 2', 'UPDATE audit_entry SET seq = 2 WHERE seq = 5', 'UPDATE audit_entry SET seq = 5 WHERE seq = 100'], 2, 'edited'],
    ['a row put before the first', [`INSERT INTO audit_entry SELECT -1, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, detail, request_id, previous_hash, repeat('a', 64) FROM audit_entry WHERE seq = 1`], -1, 'misplaced'],
    ['a row put after the last', [`INSERT INTO audit_entry SELECT 8, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, detail, request_id, hash, repeat('a', 64) FROM audit_entry WHERE seq = 7`], 8, 'edited'],
  ] as const)('%s', async (_, statements, seq, why) => {
    const { owner, verify } = await filled()
    await tamper(owner, ...statements)
    const { code, output } = await verify()
    expect(code).toBe(1)
    expect(output).toMatch(new RegExp(`^第 ${seq} 条（${why}）`))
  })

  test('a cut-off end, which only the noted head shows', async () => {
    const { prisma, owner, verify } = await filled()
    const { seq, hash } = await readHead(prisma)
    await tamper(owner, 'DELETE FROM audit_entry WHERE seq > 5')
    expect(await verify()).toMatchObject({ code: 0 })
    expect(await verify('--head', `${seq}:${hash}`)).toMatchObject({ code: 1, output: expect.stringMatching(/^第 6 条（missing）/) })
  })
})

test('the embedded database is read in DATA_DIR; an empty chain has a head too', async () => {
  const directory = temporaryFolder()
  const { close } = await openDatabase({ directory })
  await close()
  expect(await run({ DATA_DIR: directory })).toMatchObject({ code: 0, output: `0 entries, head 0:${GENESIS}\n` })
})

test('a database without tables is told to be started first', async () => {
  const { url } = await testDatabase({ migrated: false })
  expect(await run({ DATABASE_URL: url })).toMatchObject({ code: 1, errors: expect.stringContaining('先启动一次服务') })
})
