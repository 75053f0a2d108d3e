// A real Meilisearch for tests: one of our own on a loopback port, or the one at MEILI_URL; without either, one loud line.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface MeilisearchServer {
  url: string
  adminKey: string
  /** May only search. */
  searchKey: string
  /** True when the process is ours: only then it may be stopped and started. */
  owned: boolean
  /** Stops the process and keeps its data. */
  stop(): Promise<void>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** An index name that no other test uses. */
  indexName(): string
  /** One request with the admin key, for looking behind the engine. */
  request(method: string, path: string, body?: unknown): Promise<unknown>
  /** Removes the indexes of `indexName`, and the process and its data when they are ours. */
  close(): Promise<void>
}

const STARTED_WITHIN = 20_000

/** Null when there is neither MEILI_URL nor a `meilisearch` on the PATH. */
export async function startMeilisearch(): Promise<MeilisearchServer | null> {
  if (process.env.MEILI_URL) return connect(process.env.MEILI_URL)
  const directory = await mkdtemp(join(tmpdir(), 'meilisearch-test-'))
  const masterKey = randomBytes(24).toString('hex')
  const url = `http://127.0.0.1:${await freePort()}`
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const started = spawn('meilisearch', ['--db-path', join(directory, 'data'), '--dump-dir', join(directory, 'dumps'), '--snapshot-dir', join(directory, 'snapshots'), '--http-addr', new URL(url).host, '--master-key', masterKey, '--no-analytics', '--env', 'production', '--log-level', 'ERROR'], { stdio: 'ignore', cwd: directory })
    child = started
    process.once('exit', () => started.kill('SIGKILL'))
    const failed = new Promise<never>((_, reject) => {
      started.once('error', reject)
      started.once('exit', (code) => reject(new Error(`meilisearch ended with ${code}`)))
    })
    failed.catch(() => {})
    await Promise.race([untilHealthy(url), failed])
  }

  async function stop(): Promise<void> {
    const running = child
    child = null
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGTERM')
    const timer = setTimeout(() => running.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
  }

  try {
    await start()
  } catch (error) {
    await stop()
    await rm(directory, { recursive: true, force: true })
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    process.stderr.write('\n*** SKIPPED: the tests on Meilisearch. Put `meilisearch` on the PATH or set MEILI_URL, MEILI_ADMIN_KEY and MEILI_SEARCH_KEY to run them. ***\n\n')
    return null
  }
  const request = requester(url, masterKey)
  const { key } = (await request('POST', '/keys', { actions: ['search'], indexes: ['*'], expiresAt: null })) as { key: string }
  return {
    url,
    adminKey: masterKey,
    searchKey: key,
    owned: true,
    stop,
    start,
    indexName: newName,
    request,
    async close() {
      await stop()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function connect(url: string): Promise<MeilisearchServer> {
  const adminKey = process.env.MEILI_ADMIN_KEY ?? ''
  const request = requester(url, adminKey)
  const names: string[] = []
  await untilHealthy(url)
  const notOurs = async () => {
    throw new Error('This Meilisearch was not started by the tests and is left alone')
  }
  return {
    url,
    adminKey,
    searchKey: process.env.MEILI_SEARCH_KEY ?? adminKey,
    owned: false,
    stop: notOurs,
    start: notOurs,
    request,
    indexName() {
      const name = newName()
      names.push(name)
      return name
    },
    async close() {
      for (const name of names) for (const uid of [name, `${name}-catalogue`, `${name}-next`, `${name}-catalogue-next`]) await request('DELETE', `/indexes/${uid}`)
    },
  }
}

const newName = (): string => `test-${process.pid}-${randomBytes(4).toString('hex')}`

function requester(url: string, key: string): MeilisearchServer['request'] {
  return async (method, path, body) => {
    const response = await fetch(url + path, { method, headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) }, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await response.text()
    return text ? JSON.parse(text) : null
  }
}

async function untilHealthy(url: string): Promise<void> {
  for (const deadline = Date.now() + STARTED_WITHIN; ; await pause(50)) {
    const isUp = await fetch(`${url}/health`).then(({ ok }) => ok, () => false)
    if (isUp) return
    if (Date.now() > deadline) throw new Error(`Meilisearch at ${url} does not answer within ${STARTED_WITHIN / 1000} s`)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
