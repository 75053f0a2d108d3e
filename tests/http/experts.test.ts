// Experts over HTTP: imported and found at once, seen as far as consent goes, moved on the roster, changed by themselves.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId, sync } from '../../indexer/index.ts'
import { expireTerms, moveExpert } from '../../server/experts/lifecycle.ts'
import { loadListed, loadPool } from '../../server/experts/pool.ts'
import { ensureBootstrapKey } from '../../server/keys/keys.ts'
import { applyOutbox } from '../../server/search/outbox.ts'
import { invent, toNdjson } from '../fixtures/experts/generate.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

const KEY = 'bootstrap-secret-of-more-than-32-characters'
const bearer = { authorization: `Bearer ${KEY}` }
const NDJSON = 'application/x-ndjson'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

let app: RunningApp
let leader: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  await ensureBootstrapKey({ prisma: app.database.prisma }, KEY)
  leader = await makePerson(app, 'bureau_leader')
})
afterAll(() => app.close())

interface Answer {
  status: number
  body: any // oxlint-disable-line no-explicit-any
}
async function send(body: string | Uint8Array, { type = NDJSON, query = '' } = {}): Promise<Answer> {
  const response = await app.get(`/api/experts/import${query}`, { method: 'POST', headers: { ...bearer, 'content-type': type }, body: body as string })
  return { status: response.status, body: await response.json() }
}
async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await app.get(path, { headers })
  return { status: response.status, body: await response.json() }
}
const found = async (q: string): Promise<string[]> => (await ask(`/api/search?kind=expert&q=${encodeURIComponent(q)}`)).body.items.map(({ title }: { title: string }) => title)
const importOne = async (line: object): Promise<string> => (await send(JSON.stringify(line))).body.lines[0].id

describe('POST /api/experts/import', () => {
  test('creates, then finds nothing to do, then updates only what changed; the works are searched at once', async () => {
    const experts = [...invent(30, { works: 3, length: 80, seed: 7 })]
    experts[4]!.documents[1]!.text = '一种氮化硼散热浆料的分散工艺'
    expect(await send(toNdjson(experts))).toMatchObject({ status: 200, body: { applied: true, created: 30, refused: 0, searchable: true } })
    expect(await found('氮化硼散热浆料')).toEqual([experts[4]!.name])
    expect((await send(toNdjson(experts))).body).toMatchObject({ created: 0, updated: 0, unchanged: 30 })
    experts[4]!.documents[1]!.text = '一种石墨烯导热膜的卷绕工艺'
    const { body } = await send(toNdjson(experts))
    expect(body).toMatchObject({ updated: 1, unchanged: 29 })
    expect(await found('石墨烯导热膜')).toEqual([experts[4]!.name])
    const works = await app.database.prisma.expertDocument.count({ where: { expertId: body.lines[4].id } })
    expect(works).toBe(3)
  })

  test('fields that a line leaves out stay', async () => {
    const id = await importOne({ externalId: 'keep', name: '保留', fields: ['a/b'], documents: [{ title: '一' }] })
    await importOne({ externalId: 'keep', name: '改名' })
    expect((await ask(`/api/experts/${id}`, bearer)).body).toMatchObject({ name: '改名', fields: ['a/b'], works: [{ title: '一' }] })
  })

  test('of good and bad lines each is told its own; all or nothing when asked', async () => {
    const lines = [{ externalId: 'x1', name: '甲' }, { externalId: 'x2' }, { externalId: 'x1', name: '乙' }, { externalId: 'x3', name: '丙', employer: { name: '某校', uscc: '123' } }]
    const atomic = await send(toNdjson(lines), { query: '?atomic=true' })
    expect([atomic.status, atomic.body.applied, atomic.body.refused]).toEqual([422, false, 4])
    expect(await app.database.prisma.expert.count({ where: { externalId: { startsWith: 'x' } } })).toBe(0)
    const { status, body } = await send(toNdjson(lines))
    expect([status, body.lines.map(({ line, result }: { line: number; result: string }) => `${line} ${result}`)]).toEqual([200, ['1 created', '2 refused', '3 refused', '4 refused']])
    expect(body.lines[2].problems[0].detail).toContain('第 1 行')
    expect(body.lines[3].problems[0].field).toBe('employer.uscc')
  })

  test('is one entry of the audit trail, with counts', async () => {
    const before = await app.database.prisma.auditEntry.count({ where: { action: 'expert:import' } })
    await send(toNdjson([{ externalId: 'audit', name: '甲' }, { externalId: 'audit2' }]))
    const entries = await app.database.prisma.auditEntry.findMany({ where: { action: 'expert:import' }, orderBy: { seq: 'asc' } })
    expect(entries.length).toBe(before + 1)
    expect(entries.at(-1)!.detail).toMatchObject({ created: 1, refused: 1 })
  })

  test('two imports of the same register at once do not make anybody twice', async () => {
    const body = toNdjson(invent(10, { works: 1, length: 20, seed: 3 })).replaceAll('"E0', '"P0')
    const [one, two] = await Promise.all([send(body), send(body)])
    expect([one.body.created + two.body.created, one.body.unchanged + two.body.unchanged]).toEqual([10, 10])
  })

  test('another type, a compressed body, and no right to it', async () => {
    expect((await send('{}', { type: 'application/json' })).status).toBe(415)
    expect((await app.get('/api/experts/import', { method: 'POST', headers: { 'content-type': NDJSON }, body: '{}' })).status).toBe(401)
    expect((await app.get('/api/experts/import', { method: 'POST', headers: { ...bearer, 'content-type': NDJSON, 'content-encoding': 'gzip' }, body: 'x' })).status).toBe(415)
  })
})

describe('GET /api/experts/export', () => {
  test.each([['ndjson', NDJSON], ['csv', 'text/csv'], ['xlsx', XLSX]] as const)('what goes out as %s comes in without a change', async (format, type) => {
    await importOne({ externalId: 'round', name: '往返', types: ['legal'], fields: ['secret/technical', '带、号的领域'], languages: ['zh'], employer: { name: '示例大学' }, relations: [{ kind: 'kin', organisation: '示例公司', person: '某人', from: '2020-01-01' }], load: { cap: 2 }, termTo: '2030-01-01', documents: [{ externalId: 'w1', title: '-5 度的题名', text: '第一行\n第二行，“引号”"', year: 2020, kind: 'case' }] })
    const response = await app.get(`/api/experts/export?format=${format}`, { headers: bearer })
    expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([200, type])
    const { body } = await send(new Uint8Array(await response.arrayBuffer()), { type })
    expect({ refused: body.lines.filter(({ result }: { result: string }) => result !== 'unchanged') }).toEqual({ refused: [] })
    expect(body.unchanged).toBeGreaterThan(30)
  })
})

describe('who sees what', () => {
  test('an expert with an account is shown as far as consent goes, and leaves the index with the last consent', async () => {
    const person = await makePerson(app, 'expert')
    const id = await importOne({ externalId: 'consent', name: '同意测试', employer: { name: '某研究院' }, biography: '简介文字', documents: [{ externalId: 'a', title: '稀土永磁论文', kind: 'publication' }, { externalId: 'b', title: '某保密案件', kind: 'case' }] })
    expect((await ask(`/api/experts/${id}`)).body).toMatchObject({ employer: '某研究院', biography: '简介文字', file: null })
    const { version } = (await ask(`/api/experts/${id}`, bearer)).body.file
    const linked = await app.get(`/api/experts/${id}`, { method: 'PATCH', headers: { ...bearer, 'content-type': 'application/json' }, body: JSON.stringify({ version, userId: person.id }) })
    expect(linked.status).toBe(200)
    expect([(await ask(`/api/experts/${id}`)).status, await found('稀土永磁论文')]).toEqual([404, []])

    await person.browser.submit('/account/privacy', '/account/privacy/consents', { group: 'publications', audience: 'PUBLIC' })
    await applyOutbox({ prisma: app.database.prisma, engine: app.engine, signal: new AbortController().signal })
    const shown = (await ask(`/api/experts/${id}`)).body
    expect([shown.employer, shown.biography, shown.works.map(({ title }: { title: string }) => title)]).toEqual([null, null, ['稀土永磁论文']])
    expect(await found('稀土永磁论文')).toEqual(['同意测试'])

    await person.browser.submit('/account/privacy', '/account/privacy/withdrawals', { group: 'publications' })
    await applyOutbox({ prisma: app.database.prisma, engine: app.engine, signal: new AbortController().signal })
    expect([(await ask(`/api/experts/${id}`)).status, await found('稀土永磁论文')]).toEqual([404, []])
    expect((await ask(`/api/experts/${id}`, bearer)).body.file.documents).toHaveLength(2)
  })

  test('visitors are shown no file, no state but the listed, and no text of a work', async () => {
    const id = await importOne({ externalId: 'public', name: '公开', documents: [{ title: '题', text: '只在检索里的文字' }] })
    const text = JSON.stringify((await ask(`/api/experts/${id}`)).body)
    expect(text).not.toContain('只在检索里的文字')
    await importOne({ externalId: 'gone', name: '已出库', state: 'removed' })
    expect((await ask('/api/experts?q=已出库')).body.total).toBe(0)
    expect((await ask('/api/experts?q=已出库', bearer)).body.items[0].state).toBe('REMOVED')
  })

  test('a synchronisation with the listed experts changes nothing', async () => {
    const report = await sync({ library: app.library, engine: app.engine, others: await loadListed({ prisma: app.database.prisma }) })
    expect(report).toMatchObject({ put: 0, dropped: 0, rebuilt: false })
  })
})

describe('PATCH /api/experts/{id}', () => {
  test('the slower of two is told so', async () => {
    const id = await importOne({ externalId: 'patch', name: '修改' })
    const patch = (body: object) => app.get(`/api/experts/${id}`, { method: 'PATCH', headers: { ...bearer, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect((await patch({ version: 1, biography: '一' })).status).toBe(200)
    expect((await patch({ version: 1, biography: '二' })).status).toBe(409)
    expect((await patch({ version: 2, employer: { name: '某校', uscc: 'wrong' } })).status).toBe(400)
  })
})

describe('the roster', () => {
  test('from an application to an appointment and out, with every move on record', async () => {
    const person = await makePerson(app, null)
    const applied = await person.browser.submit('/experts/new', '/experts/new', { nominatedBy: '', name: '申请人', types: '法律', fields: '商业秘密', industries: '', services: '咨询', languages: '英语', jurisdictions: '', region: '江门', biography: '', employer: '', uscc: '', works: '一篇（2021）', confidential: 'yes' })
    expect([applied.status, applied.location]).toEqual([303, '/experts/new/done'])
    const prisma = app.database.prisma
    const { id } = await prisma.expert.findUniqueOrThrow({ where: { userId: person.id } })
    expect((await ask(`/api/experts/${id}`)).status).toBe(404)
    const again = await person.browser.submit('/experts/new', '/experts/new', { nominatedBy: '', name: '申请人', types: '', fields: '', industries: '', services: '', languages: '', jurisdictions: '', region: '', biography: '', employer: '', uscc: '', works: '', confidential: 'yes' })
    expect(again.status).toBe(409)

    const review = (move: string, more = {}) => leader.browser.api('POST', `/api/experts/${id}/moves`, { move, reason: '', ...more })
    const version = async () => (await prisma.expert.findUniqueOrThrow({ where: { id } })).version
    for (const move of ['review', 'publish']) expect((await review(move, { version: await version() })).status).toBe(200)
    const early = await review('enrol', { version: await version() })
    expect([early.status, JSON.stringify(early.body)]).toEqual([400, expect.stringContaining('公示到')])
    await prisma.expertMove.updateMany({ where: { expertId: id, to: 'PUBLICITY' }, data: { at: new Date(Date.now() - 8 * 86_400_000) } })
    expect((await review('enrol', { version: await version() })).status).toBe(200)
    expect((await review('appoint', { version: await version(), termFrom: '2026-01-01', termTo: '2099-12-31' })).body).toMatchObject({ term: { to: '2099-12-31' } })
    expect((await loadPool({ prisma }, '2099-12-31')).find((one) => one.id === id)).toMatchObject({ isSuspended: false })
    expect((await loadPool({ prisma }, '2100-01-01')).find((one) => one.id === id)).toMatchObject({ isSuspended: true })

    const left = await person.browser.submit('/account/expert', '/account/expert/leave', { reason: '不再从事' })
    expect(left.status).toBe(303)
    const moves = await prisma.expertMove.findMany({ where: { expertId: id }, orderBy: { id: 'asc' } })
    expect(moves.map(({ to }) => to)).toEqual(['APPLIED', 'UNDER_REVIEW', 'PUBLICITY', 'ENROLLED', 'APPOINTED', 'REMOVED'])
    expect((await loadPool({ prisma }, '2026-11-24')).some((one) => one.id === id)).toBe(false)
  })

  test('the last day of a term is still served; the day after it ends, once', async () => {
    const { prisma } = app.database
    const id = await importOne({ externalId: 'term', name: '到期', termFrom: '2030-01-01', termTo: '2031-05-31', state: 'appointed' })
    expect(await expireTerms(prisma, '2031-05-31')).toEqual({ expired: expect.any(Number) })
    expect((await prisma.expert.findUniqueOrThrow({ where: { id } })).state).toBe('APPOINTED')
    await expireTerms(prisma, '2031-06-01')
    expect((await prisma.expert.findUniqueOrThrow({ where: { id } })).state).toBe('EXPIRED')
    expect(await expireTerms(prisma, '2031-06-01')).toEqual({ expired: 0 })
    await applyOutbox({ prisma, engine: app.engine, signal: new AbortController().signal })
    expect(await found('到期')).not.toContain('到期')
  })

  test('an officer does not appoint, and nobody moves themselves in', async () => {
    const id = await importOne({ externalId: 'guard', name: '守门' })
    const officer = await makePerson(app, 'bureau_officer')
    const body = { move: 'appoint', termFrom: '2026-01-01', termTo: '2027-01-01', version: 1 }
    expect((await officer.browser.api('POST', `/api/experts/${id}/moves`, body)).status).toBe(403)
    const expert = await makePerson(app, 'expert')
    expect((await expert.browser.api('POST', `/api/experts/${id}/moves`, body)).status).toBe(403)
    const deps = { prisma: app.database.prisma }
    await expect(moveExpert(deps, { kind: 'person', id: expert.id, userId: expert.id, grants: [{ role: 'expert', organisationId: null }], scopes: null, secondFactor: false, sessionId: null }, id, { move: 'leave', reason: '别人', version: 1 })).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

describe('loadPool', () => {
  test('tells facts, load and absence; changes are seen at once', async () => {
    const { prisma } = app.database
    const id = await importOne({ externalId: 'pool', name: '池', fields: ['secret/technical'], load: { cap: 1 }, relations: [{ kind: 'director', organisation: { name: '示例公司' }, from: '2020-01-01' }] })
    const facts = async (at = '2026-11-24') => (await loadPool({ prisma }, at)).find((one) => one.id === id)
    expect(await facts()).toMatchObject({ externalId: 'pool', load: { current: 0, cap: 1 }, isConfidential: true, isSuspended: false, relations: [{ kind: 'director', organisation: { name: '示例公司', uscc: null }, from: '2020-01-01', to: null }] })
    await prisma.enquiry.create({ data: { id: mintId(), title: '测试', requesterId: leader.id, assignments: { create: { id: mintId(), expertId: id, state: 'ACCEPTED', invitedAt: new Date('2026-11-20T02:00:00Z') } } } })
    expect((await facts())!.load.current).toBe(1)
    await prisma.expert.update({ where: { id }, data: { awayUntil: new Date('2026-11-24'), pace: 7, version: { increment: 1 } } })
    expect([(await facts('2026-11-24'))!.isSuspended, (await facts('2026-11-26'))!.isSuspended, (await facts('2026-11-27'))!.isSuspended]).toEqual([true, true, false])
  })
})

describe('pages', () => {
  test('the roster, a profile, the forms and the officers’ page show, in both languages', async () => {
    const id = await importOne({ externalId: 'page', name: '页面<b>', types: ['legal'], documents: [{ title: '论“密点”' }] })
    for (const path of ['/experts', '/experts?lang=en', `/experts/${id}`, '/experts?q=密点&expert_type=legal']) expect((await app.get(path)).status, path).toBe(200)
    const profile = await (await app.get(`/experts/${id}`)).text()
    expect(profile).toContain('页面&lt;b&gt;')
    expect(profile).toContain('论“密点”')
    expect((await leader.browser.get(`/experts/${id}/review`)).text).toContain('聘任')
    expect((await leader.browser.get('/account/expert')).status).toBe(200)
    expect((await app.get('/experts/bcdfghjkmn')).status).toBe(404)
    const done = await leader.browser.post(`/experts/${id}/review`, {})
    expect(done.status).toBe(403) // a form without its token
  })
})

describe('/experts/import', () => {
  const PATH = '/experts/import'
  const paste = (table: string, more: Record<string, string> = {}) => leader.browser.submit(PATH, PATH, { table, ...more })
  const stored = (externalId: string) => app.database.prisma.expert.findFirst({ where: { externalId }, select: { name: true, employerName: true } })

  test('is for whoever may import, offers every export, and is no expert’s id', async () => {
    const { status, text } = await leader.browser.get(PATH)
    expect(status).toBe(200)
    for (const format of ['csv', 'xlsx', 'ndjson']) {
      expect(text).toContain(`href="/api/experts/export?format=${format}"`)
      expect((await leader.browser.get(`/api/experts/export?format=${format}`)).status, format).toBe(200)
    }
    expect(text).toContain('/assets/expert-import.js?v=')
    expect((await leader.browser.get('/experts')).text).toContain(`href="${PATH}"`)
    const stranger = await makePerson(app, 'enterprise')
    expect((await stranger.browser.get(PATH)).status).toBe(403)
    expect((await stranger.browser.get('/experts')).text).not.toContain(`href="${PATH}"`)
  })

  test('takes pasted CSV, and a table as spreadsheets copy it, and tells of each line what became of it', async () => {
    const { status, text } = await paste('编号,姓名,工作单位\r\npaste-1,粘贴甲,示例单位\r\npaste-2,,示例单位\r\n')
    expect(status).toBe(200)
    expect(text).toContain('新建 1 位，更新 0 位，没有变化 0 位，拒收 1 行')
    expect(text).toMatch(/第 2 行 <span[^>]*>新建<\/span> <a href="\/experts\/\w+">paste-1<\/a>/)
    expect(text).toMatch(/第 3 行 <span[^>]*>拒收<\/span>/)
    expect(await stored('paste-1')).toEqual({ name: '粘贴甲', employerName: '示例单位' })
    expect((await paste('编号\t姓名\npaste-1\t粘贴乙\n')).text).toContain('更新 1 位')
    expect(await stored('paste-1')).toEqual({ name: '粘贴乙', employerName: '示例单位' })
    expect(await app.database.prisma.auditEntry.findFirst({ where: { action: 'expert:import' }, orderBy: { seq: 'desc' } })).toMatchObject({ actorId: leader.id, detail: { updated: 1 }, requestId: expect.any(String) })
  })

  test('all or none: nothing is written, and what was pasted stays in the form', async () => {
    const { status, text } = await paste('编号,姓名\npaste-3,粘贴丙\npaste-4,\n', { atomic: 'yes' })
    expect(status).toBe(422)
    expect(text).toContain('没有导入')
    expect(text).toContain('paste-3,粘贴丙')
    expect(text).toContain('name="atomic" value="yes" checked')
    expect(await stored('paste-3')).toBeNull()
  })

  test.each([
    ['nothing', ' \n ', '请粘贴表格'],
    ['a quote without its end', '编号,姓名\npaste-5,"粘贴\n', '引号没有成对'],
  ])('%s is told at the field', async (_, table, words) => {
    const { status, text } = await paste(table)
    expect(status).toBe(422)
    expect(text).toContain('<a href="#table">')
    expect(text).toMatch(new RegExp(`id="table-problem">[^<]*${words}`))
  })
})
