// Takedowns (features A8): who may ask and decide, what everybody then sees, and that a refresh brings nothing back.
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createEmbeddedEngine, loadLibrary, sync } from '../../indexer/index.ts'
import { createRefresher } from '../../server/library/refresh.ts'
import { applyOutbox } from '../../server/search/outbox.ts'
import { createTakedownLedger } from '../../server/takedowns/ledger.ts'
import { REQUESTS_A_DAY } from '../../server/takedowns/takedowns.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'
import { createVisitor, linkMailedTo } from '../support/visitor.ts'

let app: RunningApp
let leader: TestPerson
let officer: TestPerson
const visitor = () => createVisitor(app)
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  leader = await makePerson(app, 'bureau_leader')
  officer = await makePerson(app, 'bureau_officer')
})
afterAll(() => app.close())

/** The law that the cases cite. */
const LAW = 'wbbcdfg234'
const LAW_TITLE = '示例保密条例'
const CASE = 'csbcdfg234'
const REASON = '文书中的当事人信息没有隐去'

const prisma = () => app.database.prisma
const entries = (action: string, subjectId: string) => prisma().auditEntry.findMany({ where: { action, subjectId, outcome: 'DONE' }, orderBy: { seq: 'asc' } })
const takeDown = (id: string, reason = REASON) => leader.browser.api('POST', `/api/documents/${id}/takedown`, { reason })
const lift = (id: string) => leader.browser.api('DELETE', `/api/documents/${id}/takedown`)
const ask = (person: TestPerson, id: string, body: object = { ground: 'personal', reason: '第二段写出了我的姓名和住址' }) => person.browser.api('POST', `/api/documents/${id}/takedown-requests`, body)
const jsonOf = async (path: string) => (await visitor().api('GET', path)).body
const idsIn = (body: Record<string, unknown>, name = 'items') => (body[name] as { id: string }[]).map(({ id }) => id)

/** Every test leaves the library whole. */
beforeEach(async () => {
  for (const { documentId } of await prisma().takedown.findMany({ where: { liftedAt: null } })) await lift(documentId)
  await sync({ library: app.library, engine: app.engine })
})

describe('what a takedown does, at once', () => {
  test('the page and its versions answer 410 with the reason and without the title, as HTML and as JSON', async () => {
    const { title } = app.library.documents.get(CASE)!
    expect(await takeDown(CASE)).toMatchObject({ status: 201, body: { documentId: CASE, reason: REASON, decidedBy: leader.id, liftedAt: null } })
    for (const path of [`/documents/${CASE}`, `/documents/${CASE}/versions`, `/documents/${CASE}/versions/current`, `/api/documents/${CASE}`, `/api/documents/${CASE}/versions/current/diff/current`]) {
      const { status, text } = await visitor().get(path)
      expect([path, status]).toEqual([path, 410])
      expect(text).toContain(REASON)
      expect(text).not.toContain(title)
    }
    expect(await visitor().get('/cases/case-1')).toMatchObject({ status: 301, location: `/documents/${CASE}` })
  })

  test('it is in no search, suggestion, list, or related document', async () => {
    const title = app.library.documents.get(CASE)!.title
    const other = [...app.library.documents.keys()].find((id) => id !== CASE && app.library.documents.get(id)!.kind === 'case')!
    const where = ['/search?q=客户名单', '/cases', '/cases?case_type=civil', '/', `/documents/${other}`, '/api/search?q=客户名单&size=100', '/api/search?q=客户名单&group=section&size=100', '/api/documents?size=100', `/api/documents/${other}`, `/api/suggest?q=${encodeURIComponent(title)}`]
    const before = await jsonOf('/api/search?q=客户名单&size=100')
    expect(idsIn(before)).toContain(CASE)
    expect((await visitor().get(where.at(-1)!)).text).toContain(CASE)
    await takeDown(CASE)
    for (const path of where) {
      const { status, text } = await visitor().get(path)
      expect([path, status, text.includes(CASE)]).toEqual([path, 200, false])
    }
    expect(await jsonOf('/api/search?q=客户名单&size=100')).toMatchObject({ total: (before.total as number) - 1 })
    expect((await app.engine.state()).digests.has(CASE)).toBe(false)
  })

  test('what cites it names it without a link, and it no longer counts as citing', async () => {
    const citing = async () => (await jsonOf(`/api/documents/${CASE}`)) as { citations: { target?: { id: string }; state: string; label: string }[] }
    expect((await citing()).citations.filter(({ target }) => target?.id === LAW).length).toBeGreaterThan(0)
    expect((await visitor().get(`/documents/${CASE}`)).text).toContain(`href="/documents/${LAW}`)
    await takeDown(LAW)
    const { citations } = await citing()
    expect(citations.filter(({ label }) => label.includes(LAW_TITLE)).map(({ state }) => state)).toEqual(expect.arrayContaining(['FOUND']))
    expect(JSON.stringify(citations)).not.toContain(LAW)
    expect((await visitor().get(`/documents/${CASE}`)).text).not.toContain(`/documents/${LAW}`)
    await lift(LAW)
    await takeDown(CASE)
    expect(JSON.stringify((await jsonOf(`/api/documents/${LAW}`)).citedBy)).not.toContain(CASE)
  })

  test('row, entry and the order to the index come about together; a second one is a conflict', async () => {
    await prisma().outbox.deleteMany()
    const { body } = await takeDown(CASE)
    expect(await prisma().takedown.findMany({ where: { documentId: CASE, liftedAt: null } })).toMatchObject([{ id: body.id, reason: REASON, requestedBy: leader.id, decidedBy: leader.id }])
    expect((await entries('takedown:decide', CASE)).at(-1)).toMatchObject({ actorId: leader.id, detail: { takedown: body.id } })
    expect(await prisma().outbox.findMany()).toMatchObject([{ action: 'DROP', documentId: CASE, appliedAt: null }])
    expect((await takeDown(CASE)).status).toBe(409)
  })

  test('of several at once one comes about', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => takeDown(LAW)))
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
    expect(await prisma().takedown.count({ where: { documentId: LAW, liftedAt: null } })).toBe(1)
  })

  test('while the index cannot be written its answers are filtered', async () => {
    const silent = pino({ level: 'silent' })
    const engine = await createEmbeddedEngine({ directory: null })
    onTestFinished(() => engine.close())
    const library = await loadLibrary(FIXTURES, { git: false })
    const refresher = await createRefresher({ directory: FIXTURES, engine, database: app.database, log: silent, library })
    onTestFinished(() => refresher.close())
    await refresher.refresh()
    await takeDown(CASE)
    // Another process: its index has not heard of it, its requests have.
    expect((await engine.state()).digests.has(CASE)).toBe(true)
    const elsewhere = createTakedownLedger({ prisma: prisma(), library: refresher.library, engine, log: silent })
    await elsewhere.keepFresh()
    const found = await elsewhere.engine.search({ text: '客户名单', filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: 100, facets: [] })
    expect(found.items.map(({ id }) => id)).not.toContain(CASE)
    expect(found.total).toBe(found.items.length)
    expect([elsewhere.library().documents.has(CASE), elsewhere.whole().documents.has(CASE)]).toEqual([false, true])
  })
})

describe('a refresh', () => {
  async function opened() {
    const engine = await createEmbeddedEngine({ directory: null })
    const refresher = await createRefresher({ directory: FIXTURES, engine, database: app.database, log: pino({ level: 'silent' }) })
    onTestFinished(() => refresher.close())
    onTestFinished(() => engine.close())
    return { engine, refresher, isIndexed: async (id: string) => (await engine.state()).digests.has(id) }
  }

  test('does not bring a document back, be it a small one or a whole new index; lifted, it comes with the next', async () => {
    const { refresher, isIndexed, engine } = await opened()
    await takeDown(CASE)
    expect(await refresher.refresh()).toMatchObject({ rebuilt: true })
    expect([await isIndexed(CASE), await isIndexed(LAW)]).toEqual([false, true])
    expect(await refresher.refresh()).toMatchObject({ put: 0, dropped: 0, rebuilt: false })
    await takeDown(LAW)
    expect(await refresher.refresh()).toMatchObject({ put: 0, dropped: 1 })
    expect(await isIndexed(LAW)).toBe(false)
    await lift(CASE)
    await lift(LAW)
    // The orders to drop them are void: applied now they would undo what the refresh does.
    await applyOutbox({ prisma: prisma(), engine, signal: new AbortController().signal })
    expect(await refresher.refresh()).toMatchObject({ put: 2 })
    await applyOutbox({ prisma: prisma(), engine, signal: new AbortController().signal })
    expect([await isIndexed(CASE), await isIndexed(LAW)]).toEqual([true, true])
  })
})

describe('lifting', () => {
  test('restores the page at once, is on the trail, and can be done once', async () => {
    const { body } = await takeDown(CASE)
    expect(await lift(CASE)).toMatchObject({ status: 200, body: { id: body.id, liftedAt: expect.any(String) } })
    expect((await visitor().get(`/documents/${CASE}`)).status).toBe(200)
    expect(idsIn(await jsonOf('/api/documents?size=100'))).toContain(CASE)
    expect((await entries('takedown:lift', CASE)).at(-1)).toMatchObject({ actorId: leader.id, detail: { takedown: body.id } })
    expect((await lift(CASE)).status).toBe(409)
  })
})

describe('requests', () => {
  test('the ground is on the trail, the words are in the mail to those who decide and nowhere else', async () => {
    const person = await makePerson(app, 'enterprise')
    const words = '第三页写出了我的手机号 13800000000'
    const { status, body } = await ask(person, LAW, { ground: 'secret', reason: words })
    expect(status).toBe(201)
    const [entry] = await prisma().auditEntry.findMany({ where: { action: 'takedown:request', actorId: person.id } })
    expect(entry).toMatchObject({ subjectKind: 'document', subjectId: LAW, detail: { request: body.id, ground: 'secret' } })
    expect(JSON.stringify(entry!.detail)).not.toContain('13800000000')
    const mail = await prisma().mail.findFirst({ where: { recipient: leader.email }, orderBy: { id: 'desc' } })
    expect(mail!.text).toContain(words)
    expect(await linkMailedTo(app, leader.email)).toBe(`/documents/${LAW}/takedown/decision`)
    expect(await prisma().mail.count({ where: { recipient: officer.email } })).toBe(0)
    expect((await ask(person, LAW)).status).toBe(409)
    expect((await leader.browser.get('/takedowns')).text).toContain('泄露商业秘密')
  })

  test('granted: whoever asked is named in the row and told by mail, and the request is closed', async () => {
    const person = await makePerson(app, null)
    const { body } = await ask(person, CASE)
    expect((await leader.browser.get(`/documents/${CASE}/takedown/decision`)).text).toContain(person.id)
    const answer = await leader.browser.submit(`/documents/${CASE}/takedown/decision`, `/documents/${CASE}/takedown/decision`, { reason: REASON })
    expect(answer).toMatchObject({ status: 303, location: `/documents/${CASE}/takedown/decision` })
    expect(await prisma().takedown.findFirst({ where: { documentId: CASE, liftedAt: null } })).toMatchObject({ requestedBy: person.id, decidedBy: leader.id })
    const mail = await prisma().mail.findFirst({ where: { recipient: person.email }, orderBy: { id: 'desc' } })
    expect(mail!.text).toContain(REASON)
    expect(idsIn((await leader.browser.api('GET', '/api/takedowns')).body, 'requests')).not.toContain(body.id)
    expect((await person.browser.get(`/documents/${CASE}/takedown`)).status).toBe(410)
  })

  test('declined: the document stays, and whoever asked is told why', async () => {
    const person = await makePerson(app, null)
    const { body } = await ask(person, CASE)
    const at = `/documents/${CASE}/takedown/decision`
    expect(await leader.browser.submit(at, `${at}/decline`, { request: String(body.id), kept: '' })).toMatchObject({ status: 422 })
    expect(await leader.browser.submit(at, `${at}/decline`, { request: String(body.id), kept: '文中没有可以识别个人的内容' })).toMatchObject({ status: 303 })
    expect((await visitor().get(`/documents/${CASE}`)).status).toBe(200)
    expect((await prisma().mail.findFirst({ where: { recipient: person.email }, orderBy: { id: 'desc' } }))!.text).toContain('文中没有可以识别个人的内容')
    expect((await leader.browser.api('POST', `/api/documents/${CASE}/takedown-requests/${String(body.id)}/decline`, { reason: '已经说明过了' })).status).toBe(404)
    expect((await ask(person, CASE)).status).toBe(201)
  })

  test('by the form, from the link at the end of the document', async () => {
    const person = await makePerson(app, null)
    const path = `/documents/${LAW}/takedown`
    expect((await visitor().get(`/documents/${LAW}`)).text).toContain(`href="${path}"`)
    expect(await visitor().get(path)).toMatchObject({ status: 303, location: `/sign-in?next=${encodeURIComponent(path)}` })
    const wrong = await person.browser.submit(path, path, { ground: 'personal', reason: '短' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('请写明原因，至少 5 个字')
    expect(await person.browser.submit(path, path, { ground: 'personal', reason: '里面写出了我的姓名' })).toMatchObject({ status: 303, location: path })
    expect((await person.browser.get(path)).text).toContain('申请已提交')
  })

  test('nobody sends more than a day’s share', async () => {
    const person = await makePerson(app, null)
    const ids = [...app.library.documents.keys()].slice(0, REQUESTS_A_DAY + 1)
    const answers = []
    for (const id of ids) answers.push((await ask(person, id)).status)
    expect(answers).toEqual([...ids.slice(1).map(() => 201), 429])
  })
})

describe('who may', () => {
  test.each([
    ['a visitor', () => visitor(), 401, 401],
    ['somebody without a role', async () => (await makePerson(app, null)).browser, 201, 403],
    ['an officer', async () => officer.browser, 201, 403],
    ['an auditor', async () => (await makePerson(app, 'auditor')).browser, 201, 403],
    ['an administrator', async () => (await makePerson(app, 'admin')).browser, 201, 201],
  ])('%s', async (_, who, asking, deciding) => {
    const browser = await who()
    const id = 'gdbbcdfg23'
    expect((await browser.api('POST', `/api/documents/${id}/takedown-requests`, { ground: 'other', reason: '请核对这份指引' })).status).toBe(asking)
    expect((await browser.api('POST', `/api/documents/${id}/takedown`, { reason: REASON })).status).toBe(deciding)
    expect((await browser.api('GET', '/api/takedowns')).status).toBe(deciding === 201 ? 200 : deciding)
    expect((await visitor().get(`/documents/${id}`)).status).toBe(deciding === 201 ? 410 : 200)
  })

  test('a document that there is not cannot be asked about or taken down', async () => {
    expect([(await ask(officer, 'nosuchdocu')).status, (await takeDown('nosuchdocu')).status, (await leader.browser.get('/documents/nosuchdocu/takedown/decision')).status]).toEqual([404, 404, 404])
  })
})
