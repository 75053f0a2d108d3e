// A real PostgreSQL of our own: a child process behind a private Unix socket. Several processes may use one
// directory at once: the first starts the server, the last one out stops it.
import { spawn, type ChildProcess } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { initialiseData, installBinaries, OWNER, refuseIncomplete } from './binaries.ts'
import { explainNoEntry, isAlive, preparePlace, type Place } from './directory.ts'

export interface EmbeddedServer {
  /** Connection string for `pg`, adapter-pg and Prisma's CLI: of the database `app` as its owner, unless told otherwise. */
  url: (as?: { database?: string; role?: string }) => string
  /** Leaves the server; stops it if no other process uses it. Close every connection before. */
  stop: () => Promise<void>
}

export interface EmbeddedOptions {
  /** The service's data directory; the server keeps its files in `postgres/` there. */
  directory: string
  /** Settings of postgresql.conf, over ours. */
  settings?: Record<string, string>
  /** How long starting may take, crash recovery included. */
  patienceMs?: number
  /** Told when the server is lost and when it is back. */
  report?: (message: string) => void
}

/** Held shared by each process that uses the server: whoever gets it exclusively is the last one. */
const IN_USE = [0x7067, 1]
const DATABASE = 'app'
const LOG_LIMIT = 5_000_000

/** Left at their defaults, because nothing acknowledged may be lost: fsync, synchronous_commit, full_page_writes. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // the log shows starts, stops and crashes, never a failed statement: its text or detail may hold personal data
  log_min_messages: 'log',
  log_checkpoints: 'off',
}

/**
 * Starts the server of this directory, or joins it if it runs. Should it die under us it is started again. Throws an
 * Error that says what to do: no binaries, folder closed to PostgreSQL's account, half-made data, wrong version, time.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { settings = {}, patienceMs = 300_000, report = () => {} } = options
  const place = preparePlace(options.directory)
  const stopping = new AbortController()
  let keeper: Promise<pg.Client | undefined> = Promise.resolve(watch(await enter(place, settings, patienceMs)))
  let stopped: Promise<void> | undefined
  return { url: ({ database = DATABASE, role = OWNER } = {}) => urlOf(place, database, role), stop: () => (stopped ??= stop()) }

  function watch(client: pg.Client): pg.Client {
    client.once('end', () => {
      if (stopping.signal.aborted) return
      report('PostgreSQL has gone away; starting it again')
      keeper = regain()
    })
    return client
  }

  async function regain(): Promise<pg.Client | undefined> {
    while (!stopping.signal.aborted) {
      try {
        const client = watch(await enter(place, settings, patienceMs))
        report('PostgreSQL is back')
        return client
      } catch (error) {
        report((error as Error).message)
        await sleep(5_000, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
    return undefined
  }

  async function stop(): Promise<void> {
    stopping.abort()
    const client = await keeper
    if (client) await leave(client, place)
  }
}

function urlOf({ socket }: Place, database: string, role = OWNER): string {
  return `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(socket)}`
}

/** Connects, starting the server whenever it does not run, until the directory is ours to use. */
async function enter(place: Place, settings: Record<string, string>, patienceMs: number): Promise<pg.Client> {
  const deadline = Date.now() + patienceMs
  let server: Server | undefined
  for (;;) {
    const attempt = await connect(urlOf(place, 'postgres'))
    if (attempt instanceof pg.Client) return attempt
    if (Date.now() > deadline) {
      const reason = `${attempt.message}; see ${place.log}`
      throw new Error(`PostgreSQL did not start within ${patienceMs / 1000} s: ${reason}`)
    }
    if (!server || server.hasExited()) {
      server?.refuseUnlessBusy()
      server = await launch(place, settings)
    }
    await sleep(server.hasExited() ? 100 : 20)
  }
}

/** A connection that marks the server as used by us, or why there is none. Waits while the last one is leaving. */
async function connect(connectionString: string): Promise<pg.Client | Error> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // `end` follows
  try {
    await client.connect()
    await client.query('SELECT pg_advisory_lock_shared($1, $2)', IN_USE)
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`).catch(unlessItExists)
    return client
  } catch (error) {
    await client.end().catch(() => {})
    return error as Error
  }
}

function unlessItExists(error: Error & { code?: string }): void {
  if (error.code !== '42P04' && error.code !== '23505') throw error
}

interface Server {
  hasExited: () => boolean
  /** Another server starting, stopping or just killed is worth waiting for; nothing else is. */
  refuseUnlessBusy: () => void
}

async function launch(place: Place, settings: Record<string, string>): Promise<Server> {
  const { directory, data, socket, log, account } = place
  refuseIncomplete(place)
  const binaries = await installBinaries(place)
  mkdirSync(socket, { recursive: true, mode: 0o700 })
  if (account.uid !== undefined) chownSync(socket, account.uid, account.gid!)
  await initialiseData(place, binaries)

  if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`)
  const output = openSync(log, 'a', 0o600)
  const start = fstatSync(output).size
  const all = { ...SETTINGS, unix_socket_directories: `"${socket.replaceAll('"', '""')}"`, ...settings }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const options = { ...account, cwd: directory, env: { LC_ALL: 'C' }, detached: true }
  const child: ChildProcess = spawn(join(binaries, 'postgres'), ['-D', data, ...args], {
    ...options,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let failure: Error | undefined
  child.once('error', (error) => (failure = error)).unref()

  return {
    hasExited: () => failure !== undefined || child.exitCode !== null || child.signalCode !== null,
    refuseUnlessBusy() {
      if (child.exitCode === 0) return // another process has joined it, and was the last one out
      const lines = readFileSync(log).subarray(start).toString().trimEnd().split('\n')
      const own = lines.filter((line) => line.includes(` [${child.pid}] `)).join('\n')
      if (/lock file .* already exists|is still in use/.test(own)) return
      if (/lock file .* is empty/.test(own) && isFresh(join(data, 'postmaster.pid'))) return
      const reason = failure?.message ?? `the end of ${log}:\n${lines.slice(-8).join('\n')}`
      throw new Error(`PostgreSQL does not start: ${reason}${explainNoEntry(directory, account)}`)
    },
  }
}

/** A server that is starting writes its lock file at once; an older empty one was left by a crash. */
function isFresh(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false })
  return !stat || Date.now() - stat.mtimeMs < 5_000
}

async function leave(keeper: pg.Client, { data, log }: Place): Promise<void> {
  const question = 'SELECT pg_advisory_unlock_shared($1, $2), pg_try_advisory_lock($1, $2) AS "isLast"'
  const answer = keeper.query<{ isLast: boolean }>(question, IN_USE)
  const isLast = await answer.then(
    ({ rows }) => rows[0]?.isLast,
    () => false,
  )
  if (isLast) await shutDown(join(data, 'postmaster.pid'), log)
  await keeper.end().catch(() => {})
}

/** A "fast" shutdown: sessions are ended, a checkpoint is written, then the server exits. */
async function shutDown(file: string, log: string): Promise<void> {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
  if (!(pid > 1) || !isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let waited = 0; existsSync(file) && isAlive(pid); waited += 20) {
    if (waited > 60_000) throw new Error(`PostgreSQL (process ${pid}) did not stop within 60 s; see ${log}`)
    await sleep(20)
  }
}
