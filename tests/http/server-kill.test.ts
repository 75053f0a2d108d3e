// The real service is killed while it writes: whatever it acknowledged is there after the restart, with its entry, and the chain holds.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../prisma/client.ts'
import { readChain } from '../../server/audit/audit.ts'
import { verifyChain } from '../../server/audit/chain.ts'
import { FIXTURES } from '../support/site.ts'

/** KILLS=20 for a longer run. */
const KILLS = Number(process.env.KILLS ?? 3)
const KEY = 'a bootstrap key of the tests, only'.replaceAll(/[ ,]+/g, '-')
const LANES = 8
const LEAST = 20

const directory = mkdtempSync(join(tmpdir(), 'server-kill-'))
chmodSync(directory, 0o755) // PostgreSQL's own account goes in
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

interface Running {
  url: string
  child: ChildProcess
  ended: Promise<void>
}

/** Resolves when it says where it listens. */
async function startServer(): Promise<Running> {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, DATA_DIR: directory, CONTENT_DIR: FIXTURES, PORT: '0', WATCH: 'off', LOG_LEVEL: 'error', BOOTSTRAP_API_KEY: KEY, KEY_REQUESTS_PER_MINUTE: '1000000', ADMIN_EMAIL: 'admin@example.cn', ADMIN_PASSWORD: 'not used in this test' }
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += String(chunk)
      const found = /http:\/\/[\w.:]+/.exec(text)?.[0]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)))
  })
  return { url, child, ended }
}

const asKey = { authorization: `Bearer ${KEY}` }

/** The account that everything is written about: the first administrator's. */
async function findAccount({ url }: Running): Promise<string> {
  const { items } = (await (await fetch(`${url}/api/accounts`, { headers: asKey })).json()) as { items: { id: string }[] }
  return items[0]!.id
}

/** Places legal holds, one after another, until the server is gone; answers the ids that were acknowledged. */
async function write({ url }: Running, account: string, acknowledged: string[]): Promise<void> {
  for (;;) {
    const body = JSON.stringify({ reason: `断电试验 ${acknowledged.length}`, basis: '测试' })
    const sent = fetch(`${url}/api/accounts/${account}/holds`, { method: 'POST', headers: { ...asKey, 'content-type': 'application/json' }, body })
    const answer = await sent.then(async (response) => ({ status: response.status, body: (await response.json()) as { id: string } })).catch(() => null)
    if (!answer) return // cut off in the middle
    if (answer.status !== 201) throw new Error(`status ${answer.status}: ${JSON.stringify(answer.body)}`)
    acknowledged.push(answer.body.id)
  }
}

test(`the service is killed ${KILLS} times while it places holds: none that it acknowledged is lost`, { timeout: 120_000 + KILLS * 60_000 }, async () => {
  const acknowledged: string[] = []
  for (let round = 0; round < KILLS; round += 1) {
    const server = await startServer()
    const account = await findAccount(server)
    const before = acknowledged.length
    const lanes = Promise.all(Array.from({ length: LANES }, () => write(server, account, acknowledged)))
    let ended = false
    const over = lanes.finally(() => (ended = true))
    while (acknowledged.length < before + LEAST && !ended) await Promise.race([sleep(5), over])
    await sleep(Math.random() * 300)
    server.child.kill('SIGKILL')
    await Promise.all([server.ended, lanes])
  }

  // Restarted, it knows them all.
  const server = await startServer()
  const answer = await fetch(`${server.url}/api/accounts/${await findAccount(server)}/holds`, { headers: asKey })
  const shown = ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id)
  server.child.kill('SIGTERM')
  await server.ended

  const { prisma, close } = await openDatabase({ directory })
  const kept = (await prisma.legalHold.findMany({ select: { id: true } })).map(({ id }) => id)
  const told = (await prisma.auditEntry.findMany({ where: { action: 'hold:place' }, select: { detail: true } })).map(({ detail }) => (detail as { hold: string }).hold)
  const entries = await prisma.auditEntry.count()
  const verdict = await verifyChain(readChain(prisma))
  await close()
  console.log(`${KILLS} kills: ${acknowledged.length} holds acknowledged, ${kept.length} in the database, ${verdict.count} entries, broken: ${verdict.broken === null ? 'none' : String(verdict.broken.seq)}`)
  expect(shown.toSorted()).toEqual(kept.toSorted())
  expect(verdict).toMatchObject({ count: entries, broken: null })
  expect(told.toSorted()).toEqual(kept.toSorted())
  const known = new Set(kept)
  expect(acknowledged.filter((id) => !known.has(id))).toEqual([])
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * LEAST)
})
