// The JSON interface against its own description: every answer, bad input, failures.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FACETS, type Engine } from '../../indexer/index.ts'
import { STATUS, toProblem } from '../../server/http/problem.ts'
import { PROBLEMS } from '../../server/web/problems.ts'
import { startApp, type RunningApp } from '../support/app.ts'

interface Answer {
  status: number
  type: string
  headers: Headers
  body: any // oxlint-disable-line no-explicit-any
}

let app: RunningApp
let spec: any // oxlint-disable-line no-explicit-any
const validators = new Map<string, ValidateFunction>()
const ajv = new Ajv2020({ strict: false, allErrors: true })

const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
  const response = await app.get(path, init)
  return { status: response.status, type: (response.headers.get('content-type') ?? '').split(';')[0]!, headers: response.headers, body: await response.json() }
}

/** The answer, after it was found to be exactly what the description says of this route, status and type. */
async function described(route: string, path: string, init?: RequestInit): Promise<Answer> {
  const answer = await ask(path, init)
  const schema = spec.paths[route].get.responses[answer.status]?.content[answer.type]?.schema
  expect(schema, `${route} does not describe ${answer.status} ${answer.type}`).toBeDefined()
  const key = `${route} ${answer.status} ${answer.type}`
  const validate = validators.get(key) ?? ajv.compile({ ...schema, components: spec.components })
  validators.set(key, validate)
  expect(validate(answer.body), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`).toBe(true)
  return answer
}

beforeAll(async () => {
  app = await startApp()
  spec = (await ask('/api/openapi.json')).body
})
afterAll(() => app.close())

describe('every answer keeps to /api/openapi.json', () => {
  test('each document, and each of its versions compared with the current one', async () => {
    for (const { id } of app.library.documents.values()) {
      const { body } = await described('/api/documents/{id}', `/api/documents/${id}`)
      for (const version of body.versions) await described('/api/documents/{id}/versions/{a}/diff/{b}', `/api/documents/${id}/versions/${version.id}/diff/current`)
    }
  })

  test.each(['', 'q=保密', 'q=保密&group=section', 'q=（2020）最高法知民终1667号', 'q="商业秘密"', 'q=trade secret&lang=en', 'sort=-date&size=100', 'page=999999', 'kind=expert', 'from=2020-01-01&to=2022-12-31'])('search: %s', async (query) => {
    const { status, body } = await described('/api/search', `/api/search?${query}`)
    expect(status).toBe(200)
    for (const { snippet, highlights } of body.items) for (const [start, end] of highlights) expect(start >= 0 && start < end && end <= snippet.length).toBe(true)
  })

  test('documents in pages: all of them, each once, newest first', async () => {
    const seen: string[] = []
    for (let page = 1; ; page++) {
      const { body } = await described('/api/documents', `/api/documents?size=30&page=${page}`)
      expect(body.total).toBe(app.library.documents.size)
      if (!body.items.length) break
      seen.push(...body.items.map(({ id, date }: { id: string; date: string }) => `${date} ${id}`))
    }
    expect(new Set(seen).size).toBe(app.library.documents.size)
    expect(seen.map((it) => it.slice(0, 10))).toEqual(seen.map((it) => it.slice(0, 10)).toSorted().toReversed())
  })

  test.each([
    ['/api/search', '/api/search?page=x'],
    ['/api/suggest', '/api/suggest'],
    ['/api/documents', '/api/documents?kind=novel&size=0'],
    ['/api/documents/{id}', '/api/documents/zzzzzzzzzz'],
    ['/api/documents/{id}', '/api/documents/zzzzzzzzzz?x=1'],
    ['/api/documents/{id}/versions/{a}/diff/{b}', '/api/documents/zzzzzzzzzz/versions/a/diff/b'],
    ['/healthz', '/healthz'],
    ['/readyz', '/readyz'],
  ])('%s at %s', async (route, path) => {
    await described(route, path)
  })

  test('every operation has a name of its own', () => {
    const names = Object.values<Record<string, { operationId: string }>>(spec.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('facets of GET /api/search', () => {
  test('the count shown at a value is the number of hits after choosing it, whatever else is chosen', async () => {
    const base = 'q=商业秘密&kind=case&kind=overseas&jurisdiction=CN'
    const { body } = await ask(`/api/search?${base}&size=1`)
    let compared = 0
    for (const facet of FACETS.filter((it) => it !== 'kind' && it !== 'jurisdiction')) {
      for (const { value, count } of (body.facets[facet] ?? []).slice(0, 2)) {
        const { body: after } = await ask(`/api/search?${base}&${facet}=${encodeURIComponent(value)}&size=1`)
        expect(after.total, `${facet}=${value}`).toBe(count)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(10)
  })
})

describe('bad input', () => {
  test('an unknown parameter is named, and the known ones beside it', async () => {
    const { body } = await ask('/api/search?colour=red&__proto__=1')
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['#/query/colour', '#/query/__proto__'])
    expect(body.errors[0].detail).toMatch(/colour.*\bq kind status\b.*\blang\b/)
  })

  test('a period that ends before it starts is told beside everything else', async () => {
    const { body } = await ask('/api/search?from=2024-01-02&to=2024-01-01&size=x&sort=best')
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['#/query/from', '#/query/size', '#/query/sort'])
  })

  test.each(['1.5', '1e3', '0x1', '-0', '+1', ' 1', '', '99999999999999999999'])('page=%j is refused', async (page) => {
    expect((await ask(`/api/search?page=${encodeURIComponent(page)}`)).status).toBe(400)
  })

  test('script in a query is text on the page and data in the answer', async () => {
    const attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    const page = await (await app.get(`/search?q=${encodeURIComponent(attack)}&tag=${encodeURIComponent(attack)}`)).text()
    expect(page).not.toMatch(/<script>alert|<img src=x/)
    expect((await ask(`/api/search?q=${encodeURIComponent(attack)}`)).type).toBe('application/json')
  })

  test('another method is 405 and says which are allowed', async () => {
    const { status, headers, type } = await ask('/api/search', { method: 'POST', body: '{' })
    expect([status, headers.get('allow'), type]).toEqual([405, 'GET', 'application/problem+json'])
  })
})

describe('failures', () => {
  test('an unforeseen one is a blank 500 with a number, for programs and people', async () => {
    const broken = await startApp({ wrap: (engine): Engine => ({ ...engine, search: () => Promise.reject(new Error('password=hunter2')) }) })
    try {
      const answer = await broken.get('/api/search?q=x')
      const body = await answer.text()
      expect([answer.status, JSON.parse(body).instance]).toEqual([500, expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/)])
      const page = await broken.get('/search?q=x')
      const text = await page.text()
      expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8'])
      for (const shown of [body, text]) expect(shown).not.toMatch(/hunter2|node_modules|\.ts:\d/)
    } finally {
      await broken.close()
    }
  })

  test('a database that is away is 503, not 500', () => {
    expect(toProblem(Object.assign(new Error('x'), { code: 'P1001' }))).toMatchObject({ code: 'database-unavailable', status: 503 })
  })

  test('the pages that explain problems agree with the statuses sent', () => {
    for (const [code, { status }] of Object.entries(STATUS)) expect(PROBLEMS[code as keyof typeof STATUS].status, code).toBe(status)
  })

  test('every answer has a number of its own', async () => {
    const numbers = await Promise.all(['/', '/healthz', '/api/nowhere'].map(async (path) => (await app.get(path)).headers.get('x-request-id')))
    expect(new Set(numbers).size).toBe(3)
  })
})

describe('the query log', () => {
  test('what is typed on the page is one row', async () => {
    for (const q of ['竞', '竞业', '竞业限制']) await app.get(`/search?fragment=1&q=${encodeURIComponent(q)}`)
    await app.queryLog.flush()
    expect((await app.database.prisma.queryLog.findMany({ where: { text: { startsWith: '竞' } } })).map(({ text }) => text)).toEqual(['竞业限制'])
  })
})
