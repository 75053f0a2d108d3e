import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { mintId, EngineUnavailable, type Engine } from '../../indexer/index.ts'
import { makeOrganisation, makePerson } from '../support/people.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { caseFile, contentFolder } from '../support/content-folder.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const json = async (path: string) => {
  const response = await app.get(path)
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: (await response.json()) as Record<string, any> } // oxlint-disable-line no-explicit-any
}

describe('GET /api/search', () => {
  test('answers with hits, facets with labels, and what was made of the query', async () => {
    const { body } = await json(`/api/search?q=${encodeURIComponent('离职员工带走客户名单')}&size=3`)
    expect(body.total).toBeGreaterThan(3)
    expect(body.items).toHaveLength(3)
    expect(body).toMatchObject({ page: 1, size: 3, engine: 'embedded' })
    expect(body.items[0].snippet).not.toMatch(/<\w/)
    expect(body.facets.kind.find(({ value }: { value: string }) => value === 'case')).toMatchObject({ label: '案例' })
    expect(body.query.terms).toContain('客户名单')
  })

  test('a case number brings its case first', async () => {
    const { body } = await json(`/api/search?q=${encodeURIComponent('(2020) 最高法知民终 1667 号')}`)
    expect(body.items[0].numbers).toEqual(['（2020）最高法知民终1667号'])
    expect(body.query.identifiers).toEqual(['（2020）最高法知民终1667号'])
  })

  test('OR inside a facet, AND across, in English where asked', async () => {
    const { body: either } = await json('/api/search?kind=case&kind=overseas&lang=en')
    const { body: cases } = await json('/api/search?kind=case')
    const { body: overseas } = await json('/api/search?kind=overseas')
    expect(either.total).toBe(cases.total + overseas.total)
    expect(either.facets.kind.find(({ value }: { value: string }) => value === 'case').label).toBe('Cases')
    const { body: both } = await json('/api/search?kind=case&case_type=criminal')
    expect(both.total).toBe(cases.facets.case_type.find(({ value }: { value: string }) => value === 'criminal').count)
  })

  test('with group=section every item is one section', async () => {
    const { body } = await json(`/api/search?q=${encodeURIComponent('保密措施')}&group=section&size=5`)
    expect(body.items.every((item: object) => !('sections' in item))).toBe(true)
  })

  test('all that is wrong is said at once, as a problem', async () => {
    const { status, type, body } = await json('/api/search?foo=1&page=-1&size=1000&from=2023-02-30&sort=best&group=x')
    expect(status).toBe(400)
    expect(type).toContain('application/problem+json')
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['#/query/foo', '#/query/from', '#/query/group', '#/query/page', '#/query/size', '#/query/sort'])
  })

  test.each([
    ['10,000 characters', `q=${'密'.repeat(10_000)}`, 200],
    ['10,001 characters', `q=${'x'.repeat(10_001)}`, 400],
    ['200 values of a facet', Array.from({ length: 200 }, (_, i) => `tag=${i}`).join('&'), 200],
    ['201 values of a facet', Array.from({ length: 201 }, (_, i) => `tag=${i}`).join('&'), 400],
    ['page 0', 'page=0', 400],
    ['a page far past the end', 'page=100000', 200],
    ['size 101', 'size=101', 400],
    ['a query twice', 'q=a&q=b', 400],
    ['HTML', `q=${encodeURIComponent('<script>alert(1)</script>')}`, 200],
    ['NUL', 'q=%00', 200],
    ['nested parameters', 'q[a]=1', 400],
  ])('%s', async (_name, query, expected) => {
    const { status, body } = await json(`/api/search?${query}`)
    expect(status).toBe(expected)
    expect(JSON.stringify(body)).not.toMatch(/node_modules|at \w+ \(/)
  })

  test('a broken escape is a calm 400', async () => {
    expect((await app.get('/api/documents/%E0%A4%A')).status).toBe(400)
  })
})

describe('GET /api/suggest', () => {
  test('continues what was typed', async () => {
    const { body } = await json(`/api/suggest?q=${encodeURIComponent('香兰素')}`)
    expect(body.items[0]).toMatchObject({ type: 'document', kind: 'case' })
  })
})

describe('GET /api/documents', () => {
  test('each document answers with sections, versions and citations', async () => {
    for (const { id } of app.library.documents.values()) {
      const { status, body } = await json(`/api/documents/${id}`)
      expect(status).toBe(200)
      expect(body.sections.length).toBeGreaterThan(0)
      expect(body.versions[0].id).toBe('current')
    }
  })

  test('two versions are compared clause by clause', async () => {
    const standard = [...app.library.documents.values()].find(({ slug }) => slug === 't-jmts-0001-2024')!
    const versions = await app.library.versions(standard.id)
    const { body } = await json(`/api/documents/${standard.id}/versions/${versions.at(-1)!.id}/diff/current`)
    const states = new Set(body.changes.map(({ state }: { state: string }) => state))
    for (const state of ['same', 'edited', 'added']) expect(states).toContain(state)
    expect((await json(`/api/documents/${standard.id}/versions/1999-01-01/diff/current`)).status).toBe(404)
  })

  test('unknown is 404, withdrawn is 410 with its reason', async () => {
    expect((await json('/api/documents/zzzzzzzzzz')).status).toBe(404)
    const other = await startApp({ content: contentFolder({ 'cases/w.md': caseFile({ status: 'withdrawn', withdrawn: '{ date: "2024-01-01", reason: "当事人申请" }', aliases: '[before]' }) }) })
    try {
      const gone = await other.get('/api/documents/bcdfghjk22')
      expect(gone.status).toBe(410)
      expect(await gone.text()).toContain('当事人申请')
      const page = await other.get('/documents/bcdfghjk22')
      expect([page.status, (await page.text()).includes('当事人申请')]).toEqual([410, true])
      expect((await other.get('/cases/before')).headers.get('location')).toBe('/documents/bcdfghjk22')
    } finally {
      await other.close()
    }
  })
})

describe('GET /api/openapi.json', () => {
  test('describes every route, and the answers keep to it', async () => {
    const { body: spec } = await json('/api/openapi.json')
    expect(Object.keys(spec.paths).sort()).toEqual([...new Set(app.routes.endpoints.map(({ path }) => path))].sort())
    const { browser, id } = await makePerson(app, 'admin')
    await app.database.prisma.roleGrant.create({ data: { id: mintId(), userId: id, role: 'expert' } })
    const organisation = await makeOrganisation(app)
    const ajv = new Ajv2020({ strict: false })
    const [first] = app.library.documents.keys()
    const examples: Record<string, string> = { '/api/search': `/api/search?q=${encodeURIComponent('保密')}`, '/api/suggest': '/api/suggest?q=a', '/api/documents/{id}': `/api/documents/${first}`, '/api/documents/{id}/versions/{a}/diff/{b}': `/api/documents/${first}/versions/current/diff/current`, '/api/accounts/{id}': `/api/accounts/${id}`, '/api/organisations/{id}': `/api/organisations/${organisation}` }
    // Those of one thing that the fixtures do not have are asked for in the tests of their features.
    for (const path of Object.keys(spec.paths).filter((it) => spec.paths[it].get && (!it.includes('{') || examples[it]))) {
      // A file has no shape to hold it to.
      if (!spec.paths[path].get.responses['200'].content['application/json']) continue
      const { status, body } = await browser.api('GET', examples[path] ?? path)
      expect(status, path).toBe(200)
      const validate = ajv.compile({ ...spec.paths[path].get.responses[String(status)].content['application/json'].schema, components: spec.components })
      expect(validate(body), `${path} ${JSON.stringify(validate.errors?.slice(0, 2))}`).toBe(true)
    }
  })
})

describe('operations', () => {
  test('ready names its parts', async () => {
    expect((await json('/readyz')).body).toEqual({ ok: true, database: { ok: true }, engine: { ok: true }, index: { ok: true } })
    expect((await json('/healthz')).body).toEqual({ ok: true })
  })

  test('an unknown address is a problem for programs and a page for people', async () => {
    expect((await json('/api/nowhere')).type).toContain('application/problem+json')
    const page = await app.get('/nowhere')
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  })

  test('pages carry a strict content policy and no inline script or style', async () => {
    for (const path of ['/', '/search?q=a', '/cases', `/documents/${app.library.documents.keys().next().value}`]) {
      const response = await app.get(path)
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
      expect(await response.text()).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/)
    }
  })

  test('what was searched for is noted without the person, and typing is one row', async () => {
    for (const q of ['保', '保密', '保密协', '保密协议']) await app.get(`/api/search?q=${encodeURIComponent(q)}`)
    await app.queryLog.flush()
    const rows = await app.database.prisma.queryLog.findMany({ where: { text: { startsWith: '保' } } })
    expect(rows.map(({ text }) => text)).toContain('保密协议')
    expect(rows.map(({ text }) => text)).not.toContain('保密协')
    expect(JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('127.0.0.1')
  })
})

describe('with the engine away', () => {
  test('programs are told when to try again; pages still render and say so', async () => {
    const down = () => Promise.reject(new EngineUnavailable('gone'))
    const away = await startApp({ wrap: (engine): Engine => ({ ...engine, search: down, suggest: down, similar: down, isReady: down }) })
    try {
      const answer = await away.get('/api/search?q=x')
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
      expect((await away.get('/readyz')).status).toBe(503)
      const [id] = away.library.documents.keys()
      for (const path of ['/', '/search?q=x', '/cases', `/documents/${id}`, `/api/documents/${id}`]) expect((await away.get(path)).status, path).toBe(200)
    } finally {
      await away.close()
    }
  })
})
