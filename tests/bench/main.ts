// The performance table: build, open, memory and latency of the embedded engine, and of the HTTP server beside a bare JSON route.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get, Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FACETS, createEmbeddedEngine, loadLibrary, sync, type Engine, type SearchDocument, type SearchQuery } from '../../indexer/index.ts'
import { toSearchDocument } from '../../indexer/documents/section.ts'
import { readQuestions, sharedData } from '../support/shared-data.ts'

const rows: { what: string; figure: string; goal: string }[] = []
const note = (what: string, figure: string, goal = '') => rows.push({ what, figure, goal })
const percentile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!

async function timed<T>(run: () => Promise<T>): Promise<[T, seconds: number]> {
  const started = performance.now()
  return [await run(), (performance.now() - started) / 1000]
}

async function latency(engine: Engine, texts: readonly string[]): Promise<{ p50: number; p95: number }> {
  const query = (text: string): SearchQuery => ({ text, filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: 10, facets: FACETS })
  for (const text of texts.slice(0, 50)) await engine.search(query(text))
  const times: number[] = []
  for (const text of texts) {
    const started = performance.now()
    await engine.search(query(text))
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

interface Running {
  url: string
  pid: number
  stop: () => Promise<void>
}

/** A program of ours as a child; resolves when it prints its address. */
async function run(args: readonly string[], env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /https?:\/\/[\w.:]+/.exec(text)?.[0]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)))
  })
  return { url, pid: child.pid!, stop: () => (child.kill('SIGTERM'), ended) }
}

/** Of a process, by the system's books (Linux): CPU seconds so far, resident megabytes now and at most. */
function booksOf(pid: number): { cpu: number; rss: number; peak: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [, , ...fields] = stat.slice(stat.lastIndexOf(')') - 1).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  return { cpu: (Number(fields[10]) + Number(fields[11])) / 100, rss: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

/** Until the process has done what it does beside answering after a start, such as finding citations; a minute at most. */
async function settle({ pid }: Running): Promise<void> {
  for (let second = 0; second < 60; second++) {
    const before = booksOf(pid).cpu
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    if (booksOf(pid).cpu - before < 0.05) return
  }
}

/** Requests at a steady pace over kept connections, answers' times in milliseconds; CPU milliseconds a request of the server. */
async function load({ pid }: Running, url: (i: number) => string, count: number, perSecond: number): Promise<{ p95: number; cpu: number }> {
  const agent = new Agent({ keepAlive: true })
  const before = booksOf(pid).cpu
  const once = (i: number) =>
    new Promise<number>((resolve, reject) => {
      const started = performance.now()
      get(url(i), { agent }, (response) => {
        response.resume()
        response.on('end', () => (response.statusCode === 200 ? resolve(performance.now() - started) : reject(new Error(`status ${response.statusCode}`))))
      }).on('error', reject)
    })
  const pending: Promise<number>[] = []
  for (let i = 0; i < count; i++) {
    pending.push(once(i))
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond))
  }
  const times = (await Promise.all(pending)).sort((a, b) => a - b)
  agent.destroy()
  return { p95: percentile(times, 0.95), cpu: ((booksOf(pid).cpu - before) * 1000) / count }
}

const BARE = `import express from 'express'
const server = express().get('/', (_, response) => void response.json({ ok: true })).listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))`

/** As `npm start` runs it, flags and all. */
const startArguments = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ').slice(1)

/** The whole server, database and all, on the large corpus: started on an empty data folder, then again. */
async function http(texts: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-server-'))
  chmodSync(directory, 0o755)
  const started: Running[] = []
  const start = async (args: readonly string[], env: Record<string, string>) => {
    const one = await run(args, env)
    started.push(one)
    return one
  }
  try {
    await overHttp(texts, directory, start)
  } finally {
    await Promise.all(started.map((one) => one.stop()))
    rmSync(directory, { recursive: true, force: true })
  }
}

async function overHttp(texts: readonly string[], directory: string, run: (args: readonly string[], env: Record<string, string>) => Promise<Running>): Promise<void> {
  const env = { CONTENT_DIR: `${sharedData}/laws`, DATA_DIR: directory, PORT: '0', HOST: '127.0.0.1', WATCH: 'off', LOG_LEVEL: 'error', REQUESTS_PER_MINUTE: '1000000' }
  const start = () => run(startArguments, env)
  const [first, starting] = await timed(start)
  note('first start on the large corpus, s', starting.toFixed(1))
  const search = ({ url }: Running) => (i: number) => `${url}/api/search?q=${encodeURIComponent(texts[i % texts.length]!.slice(0, 500))}`
  await settle(first)
  await load(first, search(first), 100, 20)
  const built = booksOf(first.pid)
  note('RSS of the whole server after building and 100 searches, now / at most, MB', `${built.rss} / ${built.peak}`, '≤ 450')
  await first.stop()
  const [server, again] = await timed(start)
  note('second start, s', again.toFixed(1))
  await settle(server)
  // As a service that has run for a while: every question once, so that the code is compiled.
  await load(server, search(server), texts.length, 100)
  const answered = await load(server, search(server), 400, 20)
  const books = booksOf(server.pid)
  note('RSS of the whole server after some 1,250 searches, now / at most, MB', `${books.rss} / ${books.peak}`, '≤ 450')
  const bare = await run(['--input-type=module', '-e', BARE], {})
  await load(bare, () => bare.url, 100, 100)
  const plain = await load(bare, () => bare.url, 2_000, 200)
  note('GET /api/search at 20/s, p95 ms', answered.p95.toFixed(1), '≤ 15')
  note('CPU of a search, ms, and as a ratio to a bare Express JSON route', `${answered.cpu.toFixed(2)}, ${(answered.cpu / plain.cpu).toFixed(1)}`)
}

/** The corpus `times` over under other ids, made as it is asked for. */
function* copies(documents: readonly SearchDocument[], times: number): Generator<SearchDocument> {
  for (let copy = 0; copy < times; copy++) for (const document of documents) yield copy ? { ...document, id: `${document.id.slice(0, 9)}${'bcdfghjkmn'[copy]}` } : document
}

async function main(): Promise<void> {
  if (!sharedData) return
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const texts = (await readQuestions()).map(({ question }) => question)
  const [library, reading] = await timed(() => loadLibrary(`${sharedData}/laws`, { git: false }))
  const sections = [...library.documents.values()].reduce((sum, document) => sum + document.sections.length, 0)
  note('sections', String(sections))
  note('read and split the content, s', reading.toFixed(1))
  const engine = await createEmbeddedEngine({ directory })
  const [, building] = await timed(() => sync({ library, engine }))
  note('build, s', building.toFixed(1), '≤ 15')
  await engine.close()
  const [opened, opening] = await timed(() => createEmbeddedEngine({ directory }))
  note('open, s', opening.toFixed(2), '≤ 0.3')
  const small = await latency(opened, texts)
  note('search with all facets and highlights, p50 / p95 ms', `${small.p50.toFixed(1)} / ${small.p95.toFixed(1)}`, 'p95 ≤ 5')
  await opened.close()
  await http(texts)
  if (process.argv.includes('--ten')) {
    const documents = [...library.documents.values()].map(toSearchDocument)
    const large = await createEmbeddedEngine({ directory: null })
    const [, seconds] = await timed(() => large.rebuild(copies(documents, 10)))
    const { p50, p95 } = await latency(large, texts.slice(0, 200))
    note('ten times the sections: build, s', seconds.toFixed(0))
    note('ten times the sections: p50 / p95 ms', `${p50.toFixed(1)} / ${p95.toFixed(1)}`)
    note('p95 growth', (p95 / small.p95).toFixed(1))
  }
  console.table(rows)
  rmSync(directory, { recursive: true, force: true })
}

await main()
