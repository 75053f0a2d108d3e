// Sign-ins at once: how many fail, how long the server's event loop is held up, and whether an unknown account answers as slowly as a wrong password.
// `--count N` for another number. A figure beyond its goal is printed, not judged: the machine decides.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mintId } from '../../indexer/index.ts'
import { openDatabase } from '../../prisma/client.ts'
import { hashPassword } from '../../server/accounts/passwords.ts'
import { createVisitor } from '../support/visitor.ts'
import type { LoopDelay } from './loop-delay.ts'

const { values } = parseArgs({ options: { count: { type: 'string', default: '200' } } })
const COUNT = Number(values.count)
const PASSWORD = 'a sentence that is long enough'
const PROBES = 40
const GOAL_MS = 50

const rows: { what: string; figure: string; goal?: string }[] = []
const note = (what: string, figure: string, goal = '') => rows.push({ what, figure, goal })
const at = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
const median = (times: readonly number[]) => at(times.toSorted((a, b) => a - b), 0.5)

interface Server {
  url: string
  child: ChildProcess
}

async function startServer(directory: string): Promise<Server> {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, DATA_DIR: directory, CONTENT_DIR: 'tests/fixtures/pages', PORT: '0', WATCH: 'off', LOG_LEVEL: 'error', ADMIN_EMAIL: 'admin@example.cn', ADMIN_PASSWORD: 'not used in this measurement' }
  const preload = fileURLToPath(new URL('loop-delay.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, ...(process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : []), 'server/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += String(chunk)
      const found = /http:\/\/[\w.:]+/.exec(text)?.[0]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)))
  })
  return { url, child }
}

async function tell<T>({ child }: Server, message: string): Promise<T> {
  const answer = once(child, 'message')
  child.send(message)
  const [told] = (await answer) as [T]
  return told
}

/** Verified accounts that all have the same password. */
async function makeAccounts(directory: string, count: number): Promise<string[]> {
  const { prisma, close } = await openDatabase({ directory })
  const password = await hashPassword(PASSWORD)
  const people = Array.from({ length: count }, () => mintId()).map((id) => ({ id, email: `${id}@example.cn` }))
  await prisma.user.createMany({ data: people.map(({ id, email }) => ({ id, email, name: '并发', emailVerified: true })) })
  await prisma.credential.createMany({ data: people.map(({ id }) => ({ id: mintId(), userId: id, providerId: 'credential', accountId: id, password })) })
  await close()
  return people.map(({ email }) => email)
}

let serial = 0
const visitor = (server: Server) => createVisitor(server, { address: `10.${(serial >> 16) & 255}.${(serial >> 8) & 255}.${serial++ & 255}` })

async function signIns(server: Server, emails: readonly string[]): Promise<void> {
  const visitors = emails.map((email) => ({ email, browser: visitor(server) }))
  await tell(server, 'begin')
  const started = performance.now()
  const answers = await Promise.all(
    visitors.map(async ({ email, browser }) => {
      const from = performance.now()
      const status = await browser.submit('/sign-in', '/sign-in?next=%2Faccount', { email, password: PASSWORD }).then((answer) => answer.status, (error: Error) => error.message)
      return { status, ms: performance.now() - from }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const delay = await tell<LoopDelay>(server, 'end')
  const wrong = answers.filter(({ status }) => status !== 303)
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b)
  note(`of ${emails.length} sign-ins at once failed`, String(wrong.length), '0')
  if (wrong.length) note('how', [...new Set(wrong.map(({ status }) => String(status)))].join(', '))
  note('they took, s; a second', `${seconds.toFixed(1)}; ${(emails.length / seconds).toFixed(0)}`)
  note('one took, p50 / p95 ms', `${at(times, 0.5).toFixed(0)} / ${at(times, 0.95).toFixed(0)}`)
  note('longest hold-up of the event loop, ms', delay.longest.toFixed(1), `≤ ${GOAL_MS}${delay.longest > GOAL_MS ? ' MISSED' : ''}`)
  if (delay.busiest !== null) note('of it by its own work at most, ms', delay.busiest.toFixed(1), `≤ ${GOAL_MS}${delay.busiest > GOAL_MS ? ' MISSED' : ''}`)
  note('hold-ups, p50 / p99 ms', `${delay.p50.toFixed(1)} / ${delay.p99.toFixed(1)}`)
  note('the event loop had work, %', (delay.utilisation * 100).toFixed(0))
  if (delay.starved !== null) note('its thread waited for a processor, ms in all', delay.starved.toFixed(0))
}

/** One after another and in turns, so that whatever slows the machine slows both. */
async function probe(server: Server, emails: readonly string[]): Promise<void> {
  const refused = async (email: string): Promise<number> => {
    const browser = visitor(server)
    await browser.get('/sign-in')
    const from = performance.now()
    const { status } = await browser.submit('/sign-in', '/sign-in?next=%2Faccount', { email, password: 'a sentence that is not the one' })
    if (status !== 422) throw new Error(`a wrong password was answered ${status}`)
    return performance.now() - from
  }
  const [wrong, unknown]: [number[], number[]] = [[], []]
  for (const email of emails.slice(0, PROBES)) {
    wrong.push(await refused(email))
    unknown.push(await refused(`nobody-${email}`))
  }
  note('wrong password / unknown account, median ms', `${median(wrong).toFixed(1)} / ${median(unknown).toFixed(1)}`)
  note('their ratio', (median(unknown) / median(wrong)).toFixed(2), 'near 1')
}

const directory = mkdtempSync(join(tmpdir(), 'bench-sign-ins-'))
chmodSync(directory, 0o755) // PostgreSQL's own account goes in
const server = await startServer(directory)
try {
  const emails = await makeAccounts(directory, COUNT + PROBES)
  await signIns(server, emails.slice(0, 5)) // what is compiled on first use is not measured
  rows.length = 0
  await sleep(1_000)
  await signIns(server, emails.slice(0, COUNT))
  await probe(server, emails.slice(COUNT))
  console.table(rows)
} finally {
  const ended = once(server.child, 'exit')
  server.child.kill('SIGTERM')
  await ended
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
}
