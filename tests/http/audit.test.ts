// The audit trail over HTTP: who may read it, filters, pages, and the table to keep.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM, VISITOR, type Actor, type Role, type Scope } from '../../server/access/access.ts'
import { auditEndpoints } from '../../server/audit/api.ts'
import { appendAudit, recordAudit, type AuditEvent } from '../../server/audit/audit.ts'
import { GENESIS, hashOf } from '../../server/audit/chain.ts'
import { COLUMNS } from '../../server/audit/csv.ts'
import { auditPages } from '../../server/audit/pages.ts'
import { auditAnswer } from '../../server/audit/schema.ts'
import { routerOf } from '../../server/http/endpoint.ts'
import { pagesRouter } from '../../server/http/page.ts'
import { problemHandler } from '../../server/http/problem.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { testDatabase } from '../support/database.ts'

const { prisma } = await testDatabase()
const person = (role: Role): Actor => ({ ...VISITOR, kind: 'person', id: 'reader', userId: 'reader', grants: [{ role, organisationId: null }] })
const key = (...scopes: Scope[]): Actor => ({ ...person('auditor'), kind: 'key', id: 'key-one', scopes })
const AUDITOR = person('auditor')

/** Whoever the next requests come from. */
let actor: Actor = AUDITOR
const server = createHttpServer()
let url = ''
const get = (path: string): Promise<Response> => fetch(url + path, { redirect: 'manual' })
const json = async (query: string) => auditAnswer.parse(await (await get(`/api/audit${query}`)).json())
const page = async (query: string): Promise<string> => (await get(`/audit${query}`)).text()
const subjects = async (query: string) => (await json(query)).items.map(({ subjectId }) => subjectId)

const add = (id: string | null, more: Partial<AuditEvent> = {}) => recordAudit(prisma, { actor: { kind: 'person', id: 'user-one' }, action: 'key:create', subject: { kind: 'key', id }, outcome: 'DONE', ...more })

beforeAll(async () => {
  await add('first', { requestId: 'request-one', detail: { fields: ['name', 'scopes'] } })
  await add('second', { action: 'key:revoke', actor: { kind: 'key', id: 'key-one' } })
  await add('third', { action: 'key:revoke', outcome: 'DENIED', actor: { kind: 'visitor', id: null } })
  await add('user-two', { action: 'account:erase', subject: { kind: 'user', id: 'user-two' }, outcome: 'FAILED', actor: { kind: 'system', id: null } })
  await add('=HYPERLINK("http://evil/")', { action: 'unknown:deed', subject: { kind: '<b>bold</b>', id: '=HYPERLINK("http://evil/")' }, detail: { text: 'line one\nline "two", <script>' } })
  const rules = { requireSecondFactor: false }
  const app = express()
  app.set('query parser', 'simple')
  app.use((_, response, next) => ((response.locals.actor = actor), (response.locals.formToken = () => 'token'), next()))
  app.use(routerOf(auditEndpoints({ prisma }), rules))
  app.use(pagesRouter(auditPages({ prisma }), { ...rules, tokens: { check: () => {} } }))
  app.use(problemHandler(pino({ level: 'silent' })))
  server.on('request', app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})

describe('who may read it', () => {
  const outcome = async (who: Actor) => {
    actor = who
    const statuses = await Promise.all(['/api/audit', '/audit', '/audit.csv'].map(async (path) => (await get(path)).status))
    actor = AUDITOR
    return statuses
  }
  test('auditors and administrators, and keys of theirs that are made for it', async () => {
    for (const who of [AUDITOR, person('admin'), key('admin'), SYSTEM]) expect(await outcome(who)).toEqual([200, 200, 200])
  })
  test('nobody else: visitors are asked to sign in, the others refused', async () => {
    expect(await outcome(VISITOR)).toEqual([401, 303, 303])
    for (const who of [person('enterprise'), person('bureau_leader'), person('expert'), key('read:public', 'match')]) expect(await outcome(who)).toEqual([403, 403, 403])
  })
})

describe('GET /api/audit', () => {
  test('answers newest first, with every field', async () => {
    const { items, ...paging } = await json('')
    expect(paging).toEqual({ total: 5, page: 1, size: 50 })
    expect(items.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1])
    expect(items.at(-1)).toEqual({ seq: 1, at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/), actorKind: 'person', actorId: 'user-one', action: 'key:create', subjectKind: 'key', subjectId: 'first', outcome: 'DONE', detail: { fields: ['name', 'scopes'] }, requestId: 'request-one', previousHash: GENESIS, hash: items.at(-2)?.previousHash })
  })

  test.each([
    ['?actor=user-one', ['=HYPERLINK("http://evil/")', 'first']],
    ['?actor=visitor', ['third']],
    ['?action=key:revoke', ['third', 'second']],
    ['?action=key', ['third', 'second', 'first']],
    ['?action=ke', []],
    ['?subject=key', ['third', 'second', 'first']],
    ['?subject=user:user-two', ['user-two']],
    ['?subject=user-two', ['user-two']],
    ['?outcome=DENIED', ['third']],
    ['?actor=key-one&action=key&outcome=DONE', ['second']],
    ['?actor=%00', []],
    ['?actor=%25', []],
    ['?from=2000-01-01&to=2000-12-31', []],
    ['?page=2&size=2', ['third', 'second']],
    ['?page=9', []],
  ])('%s', async (query, expected) => {
    expect(await subjects(query)).toEqual(expected)
  })

  test('days are those of Shanghai, both included', async () => {
    const at = (await prisma.auditEntry.findFirstOrThrow({ where: { seq: 5 } })).at.getTime()
    const dayOf = (time: number) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10)
    const [day, before, after] = [dayOf(at), dayOf(at - 86_400_000), dayOf(at + 86_400_000)]
    expect((await json(`?from=${day}&to=${day}`)).items[0]?.seq).toBe(5)
    expect((await json(`?to=${day}`)).items[0]?.seq).toBe(5)
    expect((await json(`?from=${after}`)).total).toBe(0)
    expect((await json(`?to=${before}`)).items.map(({ seq }) => seq)).not.toContain(5)
  })

  test('tells everything that is wrong with the query at once', async () => {
    const response = await get('/api/audit?outcome=MAYBE&from=2026-02-30&size=9999&nonsense=1')
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as { errors: { pointer: string }[] }
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(['#/query/from', '#/query/nonsense', '#/query/outcome', '#/query/size'])
    expect((await get('/api/audit?from=2026-02-02&to=2026-02-01')).status).toBe(400)
  })
})

describe('GET /audit', () => {
  test('shows actions by their Chinese names and everything that was written as text', async () => {
    const html = await page('')
    for (const words of ['共 5 条', '停用接口密钥', '注销账户并删除个人信息', 'unknown:deed', '被拒绝', '未登录者', '系统', '&lt;b&gt;bold&lt;/b&gt;', '&lt;script&gt;']) expect(html).toContain(words)
    expect(html).not.toMatch(/<b>bold|line "two", <script>/)
    expect(await page('?lang=en')).toContain('Revoke an API key')
  })

  test('is filtered by a form that keeps what was chosen', async () => {
    const html = await page('?action=key%3Arevoke&outcome=DENIED&actor=visitor&subject=&from=2020-01-01')
    expect(html).toContain('共 1 条')
    expect(html).toContain('<option value="key:revoke" selected>')
    expect(html).toContain('<option value="DENIED" selected>')
    expect(html).toMatch(/name="actor" type="text" value="visitor"/)
    expect(html).toContain('href="/audit.csv?actor=visitor&amp;action=key%3Arevoke&amp;outcome=DENIED&amp;from=2020-01-01"')
  })

  test('a filter that cannot be read is said at its field, with status 422 and the value kept', async () => {
    const response = await get('/audit?from=2026-03-02&to=2026-03-01&outcome=MAYBE')
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('<a href="#from">开始的一天不能晚于结束的一天</a>')
    expect(html).toContain('<a href="#outcome">')
    expect(html).toMatch(/id="from"[^>]*value="2026-03-02"[^>]*aria-invalid="true"/)
    expect(html).not.toContain('<table')
    expect((await get('/audit.csv?from=yesterday')).status).toBe(422)
  })

  test('nothing found is said with what to do; an action that the form does not know is kept', async () => {
    const html = await page('?action=no%3Asuch')
    expect(html).toContain('没有符合条件的记录')
    expect(html).toContain('<option value="no:such" selected>')
  })
})

describe('GET /audit.csv', () => {
  /** Cells of every line, as RFC 4180 reads them. */
  function parse(csv: string): string[][] {
    const rows: string[][] = [[]]
    for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/g)) {
      rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
      if (end === '\r\n') rows.push([])
      if (end === '') break
    }
    return rows.slice(0, -1)
  }

  test('begins with a byte order mark, ends lines with CRLF, and leaves no formula to run', async () => {
    const response = await get('/audit.csv')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="?audit-\d{4}-\d\d-\d\d\.csv"?$/)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [header, ...rows] = parse(bytes.subarray(3).toString())
    expect(header).toEqual(Object.values(COLUMNS))
    expect(rows).toHaveLength(5)
    expect(rows[0]).toContain(`'=HYPERLINK("http://evil/")`)
    expect(rows[0]).toContain('{"text":"line one\\nline \\"two\\", <script>"}')
  })

  test.each(['=1', '+1', '-1', '@a', '\tx', '\rx', '＝1'])('text that begins as %j stands behind an apostrophe', async (start) => {
    await add(start, { actor: { kind: 'person', id: start }, requestId: start })
    const [, newest] = parse(await (await get('/audit.csv?subject=key')).text())
    expect(newest?.filter((cell) => cell === `'${start}`)).toHaveLength(3)
  })

  test.each(['a\r=1', 'a\n=1', 'a\r\n=1', 'a,=1', 'a"b', '商业,"秘密"'])('%j stays one cell', async (text) => {
    await add(text)
    const [, newest] = parse(await (await get('/audit.csv?subject=key')).text())
    expect(newest).toHaveLength(Object.keys(COLUMNS).length)
    expect(newest).toContain(text)
  })

  test('holds what the filters leave, over several batches, and the chain can be checked with it', async () => {
    await prisma.$transaction(
      async (tx) => {
        for (let n = 0; n < 1_100; n += 1) await appendAudit(tx, { actor: { kind: 'person', id: 'busy' }, action: 'consent:change', subject: { kind: 'user', id: `u${n}` }, outcome: 'DONE', detail: { n, b: '乙', a: n / 3 } })
      },
      { timeout: 60_000 },
    )
    const rows = parse(await (await get('/audit.csv?action=consent')).text()).slice(1)
    expect(rows).toHaveLength(1_100)
    for (const [seq = '', at = '', actorKind = '', actorId = '', action = '', subjectKind = '', subjectId = '', outcome = '', detail = '', requestId = '', previousHash = '', hash] of rows) {
      expect(hashOf({ seq: BigInt(seq), at: new Date(at), actorKind, actorId, action, subjectKind, subjectId, outcome, detail: JSON.parse(detail) as unknown, requestId: requestId || null, previousHash })).toBe(hash)
    }
    expect(rows.map((row) => row[10]).slice(0, -1)).toEqual(rows.map((row) => row[11]).slice(1))
    const html = await page('?action=consent&page=2')
    expect(html).toContain('href="/audit?action=consent&amp;page=3"')
    expect(html).toContain('aria-current="page">2<')
  })

  test('a download that is stopped in the middle does no harm', async () => {
    const stopping = new AbortController()
    const response = await fetch(`${url}/audit.csv`, { signal: stopping.signal })
    await response.body!.getReader().read()
    stopping.abort()
    expect((await get('/api/audit?size=1')).status).toBe(200)
  })
})
