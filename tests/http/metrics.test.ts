// What a scrape shows: routes as they are declared, numbers read when asked for, and nothing that a visitor wrote.
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import express, { Router } from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { createMetrics, type MetricsDeps } from '../../server/http/metrics.ts'

const CANARY = 'canary-7f3a9'
const READINGS: MetricsDeps = { documents: () => 84, outboxBacklog: async () => 3, indexRefreshedAt: () => new Date(Date.now() - 60_000), databaseUp: async () => true }

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

interface Scrape {
  text: string
  /** Sample lines, with labels, to their values. */
  samples: Map<string, number>
}

interface Service {
  url: string
  scrape: () => Promise<Scrape>
  /** Lets the request that waits in `/slow` end. */
  release: () => void
}

/** A small site put together as the real one is: endpoints, a static folder, pages, and a last word on what is missing. */
async function serve(deps: Partial<MetricsDeps> = {}): Promise<Service> {
  const { metricsMiddleware, metricsHandler } = createMetrics({ ...READINGS, ...deps })
  let release = (): void => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const app = express()
  app.get('/metrics', metricsHandler)
  app.use(metricsMiddleware)
  app.use('/assets', (request, response, next) => (request.path === '/site.css' ? void response.send('') : next()))
  const pages = Router()
  pages.get('/search', (_, response) => void response.send('found'))
  pages.get('/documents/:id', (request, response) => void response.sendStatus(request.params.id === 'gone' ? 410 : 200))
  pages.get('/broken', () => {
    throw new Error('broken')
  })
  pages.get('/slow', async (_, response) => {
    await released
    response.send('slow')
  })
  app.use(pages)
  const orders = Router()
  orders.get('/by/:id', (_, response) => void response.send('one'))
  app.use('/:city/orders', orders)
  app.use((_, response) => void response.sendStatus(404))
  app.use(((_error, _request, response, _next) => void response.sendStatus(500)) satisfies express.ErrorRequestHandler)

  const server = createServer(app)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, scrape: () => scrape(url), release }
}

async function scrape(url: string): Promise<Scrape> {
  const answer = await fetch(`${url}/metrics`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const text = await answer.text()
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
  return { text, samples: new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))])) }
}

const counted = ({ samples }: Scrape): Record<string, number> =>
  Object.fromEntries([...samples].flatMap(([name, value]) => {
    const labels = /^http_request_duration_seconds_count\{method="(.*)",route="(.*)",status="(.*)"\}$/.exec(name)
    return labels ? [[labels.slice(1).join(' '), value]] : []
  }))

/** Asks one after another on a few connections, and reads each answer. */
async function ask(url: string, paths: readonly string[]): Promise<void> {
  const rest = paths.values()
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (const path of rest) await (await fetch(url + path)).arrayBuffer()
  }))
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(10)
}

describe('requests', () => {
  test('are counted by the declared route, the method and the class of the status', async () => {
    const { url, scrape: read } = await serve()
    await ask(url, ['/search', '/search?q=x', '/documents/a', '/documents/b', '/documents/gone', '/broken', '/assets/site.css', '/nowhere'])
    await fetch(`${url}/search`, { method: 'HEAD' })
    await fetch(`${url}/search`, { method: 'DELETE' })
    const now = await read()
    expect(counted(now)).toEqual({
      'GET /search 2xx': 2,
      'HEAD /search 2xx': 1,
      'GET /documents/:id 2xx': 2,
      'GET /documents/:id 4xx': 1,
      'GET /broken 5xx': 1,
      'GET /assets/* 2xx': 1,
      'GET other 4xx': 1,
      'DELETE other 4xx': 1,
    })
    expect(now.samples.get('http_requests_in_flight')).toBe(0)
    expect(now.samples.get('http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/search",status="2xx"}')).toBe(2)
  })

  test('of any number of paths that nothing answers add one series', async () => {
    const { url, scrape: read } = await serve()
    const paths = Array.from({ length: 10_000 }, (_, i) => `/${(i * 2_654_435_761 % 2 ** 32).toString(36)}/${i}`)
    await ask(url, paths)
    expect(counted(await read())).toEqual({ 'GET other 4xx': 10_000 })
  })

  test('cannot make up labels by a mount that takes parameters, by letters in another case, or by a method', async () => {
    const { url, scrape: read } = await serve()
    await ask(url, [...Array.from({ length: 50 }, (_, i) => `/${CANARY}${i}/orders/by/1`), '/ASSETS/site.css', '/aSSets/site.css', '/SEARCH'])
    for (const method of ['PROPFIND', 'MKCOL', 'LOCK']) await fetch(`${url}/x`, { method })
    const now = await read()
    expect(counted(now)).toEqual({ 'GET other 2xx': 50, 'GET /assets/* 2xx': 2, 'GET /search 2xx': 1, 'other other 4xx': 3 })
    expect(now.text).not.toContain(CANARY)
  })

  test('leave no word of theirs: path, query, header, address', async () => {
    const { url, scrape: read } = await serve()
    for (const path of [`/search?q=${CANARY}`, `/documents/${CANARY}?${CANARY}=1`, `/${CANARY}`, `/assets/${CANARY}`, `/broken?${CANARY}`]) {
      await fetch(url + path, { headers: { 'user-agent': CANARY, 'x-forwarded-for': '203.0.113.7', cookie: `session=${CANARY}`, referer: `${url}/${CANARY}` } })
    }
    const { text } = await read()
    expect(text).toContain('route="/documents/:id"')
    expect(text).not.toContain(CANARY)
    expect(text).not.toMatch(/203\.0\.113\.7|127\.0\.0\.1/)
  })

  test('are in flight until they end, or until the visitor leaves', async () => {
    const { url, scrape: read, release } = await serve()
    const inFlight = async (): Promise<number | undefined> => (await read()).samples.get('http_requests_in_flight')
    const stays = fetch(`${url}/slow`)
    const leaves = connect(Number(new URL(url).port), '127.0.0.1', () => leaves.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n'))
    await until(async () => (await inFlight()) === 2)
    leaves.destroy()
    await until(async () => (await inFlight()) === 1)
    release()
    await (await stays).text()
    await until(async () => (await inFlight()) === 0)
    expect(counted(await read())).toEqual({ 'GET /slow aborted': 1, 'GET /slow 2xx': 1 })
  })
})

describe('readings', () => {
  test('are taken at the scrape', async () => {
    let documents = 84
    const { scrape: read } = await serve({ documents: () => documents, databaseUp: async () => documents === 84 })
    const first = (await read()).samples
    expect(['registry_documents', 'registry_outbox_backlog', 'registry_database_up'].map((name) => first.get(name))).toEqual([84, 3, 1])
    expect(first.get('registry_index_refresh_age_seconds')).toBeGreaterThanOrEqual(60)
    expect(first.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    documents = 85
    const second = (await read()).samples
    expect([second.get('registry_documents'), second.get('registry_database_up')]).toEqual([85, 0])
  })

  test.each<[string, Partial<MetricsDeps>]>([
    ['registry_documents', { documents: () => { throw new Error(CANARY) } }],
    ['registry_documents', { documents: () => Number.NaN }],
    ['registry_outbox_backlog', { outboxBacklog: () => Promise.reject(new Error(CANARY)) }],
    ['registry_outbox_backlog', { outboxBacklog: () => new Promise(() => {}) }],
    ['registry_index_refresh_age_seconds', { indexRefreshedAt: () => null }],
    ['registry_database_up', { databaseUp: () => Promise.reject(new Error(CANARY)) }],
  ])('that fail or never come are absent, the others are there: %s', async (name, failing) => {
    const { scrape: read } = await serve(failing)
    const { text, samples } = await read()
    const names = ['registry_documents', 'registry_outbox_backlog', 'registry_index_refresh_age_seconds', 'registry_database_up']
    expect(names.filter((it) => !samples.has(it))).toEqual([name])
    expect(text).not.toContain(CANARY)
  })

  test('come back after they have failed', async () => {
    let isUp = true
    const { scrape: read } = await serve({ outboxBacklog: async () => (isUp ? 7 : Promise.reject(new Error('away'))) })
    const seen: (number | undefined)[] = []
    for (isUp of [true, false, true]) seen.push((await read()).samples.get('registry_outbox_backlog'))
    expect(seen).toEqual([7, undefined, 7])
  })

  test('that hang are not asked again by every scrape', async () => {
    let calls = 0
    const { scrape: read } = await serve({ outboxBacklog: () => (calls++, new Promise(() => {})) })
    await Promise.all([read(), read(), read()])
    await read()
    expect(calls).toBe(1)
  })
})

test('two services in one process count apart', async () => {
  const [one, two] = [await serve(), await serve()]
  await ask(one.url, ['/search'])
  expect(counted(await one.scrape())).toEqual({ 'GET /search 2xx': 1 })
  expect(counted(await two.scrape())).toEqual({})
})
