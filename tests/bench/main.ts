// The performance table: build, open, memory and latency of the embedded engine, and of the HTTP server beside a bare JSON route.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, get, Agent } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { FACETS, createEmbeddedEngine, loadLibrary, sync, type Engine, type SearchDocument, type SearchQuery } from '../../indexer/index.ts'
import { toSearchDocument } from '../../indexer/documents/section.ts'
import { createApp } from '../../server/app.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { readQuestions, sharedData } from '../support/shared-data.ts'

const rows: { what: string; figure: string; goal: string }[] = []
const note = (what: string, figure: string, goal = '') => rows.push({ what, figure, goal })
const percentile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
const rss = () => Math.round(process.memoryUsage.rss() / 1e6)

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

/** Requests at a steady pace over kept connections, answers' times in milliseconds; CPU milliseconds a request of this process. */
async function load(url: (i: number) => string, count: number, perSecond: number): Promise<{ p95: number; cpu: number }> {
  const agent = new Agent({ keepAlive: true })
  const before = process.cpuUsage()
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
  const { user, system } = process.cpuUsage(before)
  agent.destroy()
  return { p95: percentile(times, 0.95), cpu: (user + system) / 1000 / count }
}

async function http(engine: Engine, texts: readonly string[]): Promise<void> {
  const library = await loadLibrary('content', { git: false })
  const ok = async () => null
  const server = createHttpServer()
  server.on('request', createApp({ library: () => library, engine, queryLog: { note: () => {}, flush: async () => {} }, log: pino({ level: 'silent' }), checks: { database: ok, engine: ok, index: ok }, baseUrl: 'http://127.0.0.1', production: true }))
  const bare = createServer(express().get('/', (_, response) => void response.json({ ok: true })))
  for (const it of [server, bare]) await new Promise<void>((resolve) => it.listen(0, '127.0.0.1', resolve))
  const at = (it: typeof bare) => `http://127.0.0.1:${(it.address() as AddressInfo).port}`
  const search = (i: number) => `${at(server)}/api/search?q=${encodeURIComponent(texts[i % texts.length]!.slice(0, 500))}`
  await load(search, 40, 40)
  const answered = await load(search, 200, 20)
  const plain = await load(() => at(bare), 200, 20)
  note('GET /api/search at 20/s, p95 ms', answered.p95.toFixed(1), '≤ 15')
  note('CPU of a search to a bare Express JSON route, both with their client', (answered.cpu / plain.cpu).toFixed(1))
  for (const it of [server, bare]) {
    it.closeAllConnections()
    await new Promise((resolve) => it.close(resolve))
  }
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
  await http(opened, texts)
  note('RSS of this process after building, MB', String(rss()))
  await opened.close()
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
