// Draws over HTTP: committed to, fed by the parties, watched, revealed once, replayed by anybody; and what must not be possible.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import type { Actor } from '../../server/access/access.ts'
import { abortDraw, createDraw, observeDraw, revealDraw } from '../../server/draws/draw.ts'
import { recordOf } from '../../server/draws/entitlement.ts'
import { nonceHashOf } from '../../server/draws/lot.ts'
import { handInNonce } from '../../server/draws/nonces.ts'
import type { DrawRecord } from '../../server/draws/record.ts'
import { drawForm } from '../../server/draws/schema.ts'
import { verifyRecord } from '../../server/draws/verify.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { createVisitor, formsOf, type Visitor } from '../support/visitor.ts'

let app: RunningApp
let officer: TestPerson
let leader: TestPerson
let auditor: TestPerson
let firm: TestPerson
let stranger: TestPerson
let visitor: Visitor
let validate: (route: string, method: string, status: number, body: unknown) => void

beforeAll(async () => {
  app = await startApp({ content: 'tests/fixtures/pages' })
  ;[officer, leader, auditor, firm, stranger] = [await makePerson(app, 'bureau_officer'), await makePerson(app, 'bureau_leader'), await makePerson(app, 'auditor'), await makePerson(app, 'enterprise'), await makePerson(app, 'enterprise')]
  visitor = createVisitor(app, { address: '10.9.9.9' })
  const description = (await visitor.api('GET', '/api/openapi.json')).body as { paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>>; components: object }
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)))
  validate = (route, method, status, body) => {
    const [schema] = Object.values(description.paths[route]![method]!.responses[status]!.content).map((one) => one.schema)
    const check = ajv.compile({ ...schema, components: description.components })
    if (!check(body)) throw new Error(`${method} ${route} ${status} is not as described: ${JSON.stringify(check.errors?.slice(0, 3))}`)
  }
})
afterAll(() => app.close())

let serial = 0
const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
const candidates = (n = 12) => Array.from({ length: n }, (_, i) => ({ id: `exp-${String(i + 1).padStart(3, '0')}`, score: 500 + i, types: i % 2 ? ['技术'] : ['法律'], gate: [{ rule: 'C1', result: 'pass' }] }))
const bodyOf = (more: object = {}) => ({
  matter: `示例市监案〔2026〕${++serial}号`,
  procedure: '行政裁决',
  level: 'qualified',
  size: 3,
  alternates: 2,
  ruleVersion: 'rules-1',
  snapshot: 'snapshot-1',
  candidates: [...candidates(), { id: 'exp-990', score: 1, types: [], gate: [{ rule: 'C4', result: 'exclude' }] }],
  strata: [{ type: '法律', atLeast: 1 }, { type: '技术', atLeast: 1 }],
  parties: [{ party: 'applicant', organisationId: firm.organisationId }, { party: 'respondent' }],
  hashesBy: soon(60),
  valuesBy: soon(120),
  ...more,
})

const VALUES = { applicant: 'applicant 随机数 0123456789', respondent: 'respondent 随机数 0123456789', supervisor: 'supervisor 随机数 0123456789' }
type Party = keyof typeof VALUES

async function create(more: object = {}): Promise<DrawRecord> {
  const { status, body } = await officer.browser.api('POST', '/api/draws', bodyOf(more))
  expect(status, JSON.stringify(body)).toBe(201)
  return body as unknown as DrawRecord
}
const hand = (person: TestPerson, id: string, what: object) => person.browser.api('POST', `/api/draws/${id}/nonces`, what)
const speakers = (): [Party, TestPerson][] => [['applicant', firm], ['respondent', officer], ['supervisor', auditor]]
async function handAll(id: string): Promise<void> {
  for (const [party, person] of speakers()) expect((await hand(person, id, { party, hash: nonceHashOf(id, { party, value: VALUES[party] }) })).status).toBe(200)
  for (const [party, person] of speakers()) expect((await hand(person, id, { party, value: VALUES[party] })).status).toBe(200)
}
const recordFor = async ({ api }: Pick<Visitor, 'api'>, id: string) => {
  const { status, body } = await api('GET', `/api/draws/${id}/record`)
  expect(status).toBe(200)
  validate('/api/draws/{id}/record', 'get', 200, body)
  return body as unknown as DrawRecord
}
const entriesOf = (id: string) => app.database.prisma.auditEntry.findMany({ where: { subjectKind: 'draw', subjectId: id }, orderBy: { seq: 'asc' } })

describe('a draw from beginning to end', () => {
  let id: string
  let made: DrawRecord

  test('is committed to before anything else, in public and in the audit trail', async () => {
    const { status, body } = await officer.browser.api('POST', '/api/draws', bodyOf({ publicValueName: '示例指数收盘点位' }))
    expect(status, JSON.stringify(body)).toBe(201)
    validate('/api/draws', 'post', 201, body)
    made = body as unknown as DrawRecord
    id = made.id
    expect(made).toMatchObject({ state: 'COMMITTED', secret: null, seed: null, result: null, ids: null, nonces: [] })
    // The best ten of twelve, and what the others scored.
    expect([made.list!.entries.length, made.list!.belowCut.map((one) => one.id)]).toEqual([10, ['exp-001', 'exp-002']])
    expect(made.list!.excluded.map((one) => one.id)).toEqual(['exp-990'])
    const seen = await recordFor(visitor, id)
    expect(seen).toEqual({ ...made, list: null })
    const [entry] = await entriesOf(id)
    expect(entry).toMatchObject({ action: 'draw:create', actorId: officer.id, detail: { commitment: made.commitment, listHash: made.listHash } })
  })

  test('takes one hash a party, from those who may speak for it, and no value yet', async () => {
    const hash = nonceHashOf(id, { party: 'applicant', value: VALUES.applicant })
    expect((await visitor.api('POST', `/api/draws/${id}/nonces`, { party: 'applicant', hash })).status).toBe(401)
    expect((await hand(stranger, id, { party: 'applicant', hash })).status).toBe(403)
    expect((await hand(officer, id, { party: 'supervisor', hash })).status).toBe(403)
    expect((await hand(auditor, id, { party: 'respondent', hash })).status).toBe(403)
    expect((await hand(officer, id, { party: 'nobody', hash })).status).toBe(400)
    expect((await hand(firm, id, { party: 'applicant', value: VALUES.applicant })).status).toBe(409)
    expect((await hand(firm, id, { party: 'applicant', hash, value: VALUES.applicant })).status).toBe(400)
    expect((await hand(firm, id, { party: 'applicant', hash })).status).toBe(200)
    expect((await hand(firm, id, { party: 'applicant', hash: '0'.repeat(64) })).status).toBe(409)
    expect((await officer.browser.api('POST', `/api/draws/${id}/reveal`, { publicValue: '1' })).status).toBe(409)
    expect((await auditor.browser.api('POST', `/api/draws/${id}/observe`)).status).toBe(409)
    for (const [party, person] of speakers().slice(1)) expect((await hand(person, id, { party, hash: nonceHashOf(id, { party, value: VALUES[party] }) })).status).toBe(200)
    expect((await recordFor(visitor, id)).state).toBe('COLLECTING')
  })

  test('takes the values once every hash is in, each only as its hash says', async () => {
    expect((await hand(firm, id, { party: 'applicant', value: `${VALUES.applicant}!` })).body).toMatchObject({ errors: [{ pointer: '#/body/value' }] })
    expect((await hand(firm, id, { party: 'applicant', value: 'too short' })).status).toBe(400)
    expect((await hand(firm, id, { party: 'applicant', value: VALUES.applicant })).status).toBe(200)
    expect((await hand(firm, id, { party: 'applicant', value: VALUES.applicant })).status).toBe(409)
    expect((await hand(officer, id, { party: 'respondent', value: VALUES.respondent })).status).toBe(200)
  })

  test('waits for an auditor who is not the officer, for the values and for the public value', async () => {
    const reveal = (publicValue: string | null) => officer.browser.api('POST', `/api/draws/${id}/reveal`, { publicValue })
    expect((await reveal('3,210.98')).body).toMatchObject({ status: 409, detail: expect.stringContaining('监督员') })
    expect((await officer.browser.api('POST', `/api/draws/${id}/observe`)).status).toBe(403)
    expect((await auditor.browser.api('POST', `/api/draws/${id}/observe`)).status).toBe(200)
    expect((await auditor.browser.api('POST', `/api/draws/${id}/observe`)).status).toBe(409)
    expect((await reveal('3,210.98')).body).toMatchObject({ status: 409, detail: expect.stringContaining('没有提交随机数') })
    expect((await hand(auditor, id, { party: 'supervisor', value: VALUES.supervisor })).status).toBe(200)
    expect((await reveal(null)).body).toMatchObject({ status: 400, errors: [{ pointer: '#/body/publicValue' }] })
    for (const person of [auditor, firm]) expect((await person.browser.api('POST', `/api/draws/${id}/reveal`, { publicValue: '1' })).status).toBe(403)
  })

  test('keeps its secret sealed until then', async () => {
    const before = JSON.stringify([await app.database.prisma.draw.findMany(), await app.database.prisma.sealedField.findMany(), await app.database.prisma.auditEntry.findMany({ select: { detail: true } })], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? Buffer.from(value).toString('latin1') + Buffer.from(value).toString('hex') : value))
    const reveals = await Promise.all([officer, leader, officer, leader].map(({ browser }) => browser.api('POST', `/api/draws/${id}/reveal`, { publicValue: '3,210.98' })))
    // Of those who reveal at once, one does.
    expect(reveals.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409])
    const { secret } = await recordFor(auditor.browser, id)
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(before.includes(secret!)).toBe(false)
    expect(await app.database.prisma.sealedField.count({ where: { subjectKind: 'draw', subjectId: id } })).toBe(0)
  })

  test('is replayed by everybody, each with what they may see', async () => {
    const full = await recordFor(auditor.browser, id)
    expect(full).toMatchObject({ state: 'REVEALED', commitment: made.commitment, listHash: made.listHash, publicValue: '3,210.98' })
    const verdict = verifyRecord(full)
    expect([verdict.agrees, verdict.warnings, verdict.findings.map(({ agrees }) => agrees)]).toEqual([true, [], Array(7).fill(true)])
    expect(full.ids!.selected).toHaveLength(3)

    const seen = await recordFor(visitor, id)
    expect(seen).toEqual({ ...full, list: null, ids: null, account: { ...full.account, enquiryId: null } })
    expect(JSON.stringify(seen)).not.toMatch(/exp-\d|示例市监案/)
    expect(seen).not.toHaveProperty('matter')
    expect(verifyRecord(seen).agrees).toBe(true)
    expect(await recordFor(firm.browser, id)).toEqual({ ...seen, ids: full.ids })
    expect(await recordFor(stranger.browser, id)).toEqual(seen)

    if (spawnSync('python3', ['--version']).status === 0) {
      const folder = mkdtempSync(join(tmpdir(), 'draw-'))
      for (const [name, record] of Object.entries({ full, seen })) {
        writeFileSync(join(folder, name), JSON.stringify(record))
        expect(spawnSync('python3', ['tests/verify_draw.py', join(folder, name)], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
      }
      rmSync(folder, { recursive: true })
    } else console.warn('SKIPPED: python3 is not here')
  })

  test('is over for good, and every step of it is in the audit trail', async () => {
    expect((await officer.browser.api('POST', `/api/draws/${id}/abort`, { reason: '结果不满意' })).status).toBe(409)
    expect((await hand(firm, id, { party: 'applicant', value: VALUES.applicant })).status).toBe(409)
    const entries = (await entriesOf(id)).filter(({ outcome }) => outcome === 'DONE')
    expect(entries.map(({ action }) => action)).toEqual(['draw:create', ...Array(3).fill('draw:nonce-hash'), 'draw:nonce', 'draw:nonce', 'draw:observe', 'draw:nonce', 'draw:reveal'])
    expect(entries.filter(({ action }) => action === 'draw:nonce-hash').map(({ detail }) => (detail as { onBehalf: boolean }).onBehalf)).toEqual([false, true, false])
  })
})

describe('drawing again', () => {
  test('one draw at a time for a matter, and the second names the first', async () => {
    const body = bodyOf()
    const post = (more: object = {}) => officer.browser.api('POST', '/api/draws', { ...body, ...more })
    const firsts = await Promise.all([post(), post(), post()])
    expect(firsts.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])
    const first = firsts.find(({ status }) => status === 201)!.body.id as string
    expect((await officer.browser.api('POST', `/api/draws/${first}/abort`, { reason: '名单有误' })).status).toBe(200)
    expect((await post()).body).toMatchObject({ status: 400, errors: [{ pointer: '#/body/repeats', detail: expect.stringContaining(first) }] })
    const { status, body: second } = await post({ repeats: first })
    expect([status, (second as unknown as DrawRecord).terms.repeats]).toEqual([201, first])
    expect((await officer.browser.api('POST', '/api/draws', bodyOf({ repeats: first }))).status).toBe(400)
  })

  test('an aborted draw stays with its reason, and nothing moves in it', async () => {
    const { id } = await create()
    expect((await officer.browser.api('POST', `/api/draws/${id}/abort`, {})).status).toBe(400)
    expect((await firm.browser.api('POST', `/api/draws/${id}/abort`, { reason: '不想参加了' })).status).toBe(403)
    expect((await officer.browser.api('POST', `/api/draws/${id}/abort`, { reason: '当事人撤回申请' })).status).toBe(200)
    expect((await officer.browser.api('POST', `/api/draws/${id}/reveal`, {})).status).toBe(409)
    expect((await hand(firm, id, { party: 'applicant', hash: '0'.repeat(64) })).status).toBe(409)
    const record = await recordFor(visitor, id)
    expect(record).toMatchObject({ state: 'ABORTED', secret: null, account: { abortReason: '当事人撤回申请' } })
    expect(verifyRecord(record)).toMatchObject({ agrees: false, findings: expect.arrayContaining([expect.objectContaining({ step: 'result', agrees: null })]) })
    const { body } = await visitor.api('GET', '/api/draws?state=aborted&size=100')
    validate('/api/draws', 'get', 200, body)
    expect((body.items as { id: string }[]).map((one) => one.id)).toContain(id)
    expect(await app.database.prisma.sealedField.count({ where: { subjectKind: 'draw', subjectId: id } })).toBe(0)
  })
})

describe('who may', () => {
  test('create: officers and leaders; and everything wrong is told at once', async () => {
    for (const person of [firm, auditor]) expect((await person.browser.api('POST', '/api/draws', bodyOf())).status).toBe(403)
    expect((await visitor.api('POST', '/api/draws', bodyOf())).status).toBe(401)
    const { body } = await officer.browser.api('POST', '/api/draws', bodyOf({ hashesBy: soon(-1), candidates: candidates(4) }))
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(['#/body/hashesBy', '#/body/candidates'])
    expect((await visitor.api('GET', '/api/draws/zzzzzzzz/record')).status).toBe(404)
  })

  test('see who was drawn: not the parties where the panel is kept from bidders', async () => {
    const { id } = await create({ level: 'strict' })
    await handAll(id)
    expect((await auditor.browser.api('POST', `/api/draws/${id}/observe`)).status).toBe(200)
    expect((await leader.browser.api('POST', `/api/draws/${id}/reveal`, {})).status).toBe(200)
    expect((await recordFor(firm.browser, id)).ids).toBeNull()
    expect((await recordFor(officer.browser, id)).ids!.selected).toHaveLength(3)
  })

  test('an officer in conflict over the enquiry learns what the public learns, and does nothing', async () => {
    const enquiryId = mintId()
    const walled = await makePerson(app, 'bureau_officer')
    await app.database.prisma.enquiry.create({ data: { id: enquiryId, title: '示例咨询', requesterId: firm.id, walledOff: [walled.id] } })
    expect((await walled.browser.api('POST', '/api/draws', bodyOf({ enquiryId }))).status).toBe(403)
    const { id, account } = await create({ enquiryId })
    expect(account.enquiryId).toBe(enquiryId)
    expect(await recordFor(walled.browser, id)).toMatchObject({ list: null, account: { enquiryId: null } })
    expect((await walled.browser.api('POST', `/api/draws/${id}/abort`, { reason: '我来中止它' })).status).toBe(403)
    expect((await hand(walled, id, { party: 'respondent', hash: '0'.repeat(64) })).status).toBe(403)
    expect((await officer.browser.api('POST', '/api/draws', bodyOf({ enquiryId: 'zzzzzzzz' }))).status).toBe(400)
  })
})

describe('time', () => {
  const actorOf = ({ id, organisationId }: TestPerson, role: 'bureau_officer' | 'auditor' | 'enterprise'): Actor => ({ kind: 'person', id, userId: id, grants: [{ role, organisationId }], scopes: null, secondFactor: true, sessionId: null })

  test('late hashes and values are refused, and who kept a value back counts as empty', async () => {
    let now = new Date()
    const deps = { prisma: app.database.prisma, sealing: app.registry.sealing, now: () => now }
    const [asOfficer, asAuditor, asFirm] = [actorOf(officer, 'bureau_officer'), actorOf(auditor, 'auditor'), actorOf(firm, 'enterprise')]
    const { id } = await createDraw(deps, asOfficer, drawForm.parse(bodyOf()))
    const hash = (party: Party) => nonceHashOf(id, { party, value: VALUES[party] })
    await handInNonce(deps, asFirm, id, { party: 'applicant', hash: hash('applicant') })
    await handInNonce(deps, asOfficer, id, { party: 'respondent', hash: hash('respondent') })
    now = new Date(Date.now() + 61 * 60_000)
    await expect(handInNonce(deps, asAuditor, id, { party: 'supervisor', hash: hash('supervisor') })).rejects.toThrow('已经截止')
    await expect(handInNonce(deps, asAuditor, id, { party: 'supervisor', value: VALUES.supervisor })).rejects.toThrow('按空值计入')
    await handInNonce(deps, asFirm, id, { party: 'applicant', value: VALUES.applicant })
    await observeDraw(deps, asAuditor, id)
    await expect(revealDraw(deps, asOfficer, id, { publicValue: null })).rejects.toThrow('请稍候')
    now = new Date(Date.now() + 121 * 60_000)
    await expect(handInNonce(deps, asOfficer, id, { party: 'respondent', value: VALUES.respondent })).rejects.toThrow('时间已过')
    const record = recordOf(await revealDraw(deps, asOfficer, id, { publicValue: null }), { list: true, ids: true }, now)
    expect(record.nonces).toEqual([{ party: 'applicant', hash: hash('applicant'), value: VALUES.applicant }, { party: 'respondent', hash: hash('respondent'), value: null }])
    expect(verifyRecord(record)).toMatchObject({ agrees: true, warnings: [expect.stringContaining('respondent、supervisor')] })
  })

  test('who made a draw does not observe it', async () => {
    const deps = { prisma: app.database.prisma, sealing: app.registry.sealing, now: () => new Date(Date.now() + 61 * 60_000) }
    const both: Actor = { ...actorOf(officer, 'bureau_officer'), grants: [{ role: 'bureau_officer', organisationId: officer.organisationId }, { role: 'auditor', organisationId: null }] }
    const { id } = await createDraw({ ...deps, now: () => new Date() }, both, drawForm.parse(bodyOf()))
    await expect(observeDraw(deps, both, id)).rejects.toThrow('另一位监督员')
    await observeDraw(deps, actorOf(auditor, 'auditor'), id)
    const switched: Actor = { ...actorOf(auditor, 'auditor'), grants: [{ role: 'bureau_leader', organisationId: leader.organisationId }] }
    await expect(revealDraw(deps, switched, id, { publicValue: null })).rejects.toThrow('只监督')
    await abortDraw(deps, both, id, { reason: '测试结束' })
  })
})

describe('pages', () => {
  test('the whole draw by forms, without a script', async () => {
    const { id } = await create()
    const address = `/draws/${id}`
    const watched = await visitor.get(address)
    expect(watched.status).toBe(200)
    for (const text of ['名单冻结', '承诺', '随机数', '揭示', '结果', '核验', '收集校验值', '序号']) expect(watched.text).toContain(text)
    expect(watched.text).not.toMatch(/exp-0|示例市监案/)
    expect(formsOf(watched.text)).toEqual([])

    expect((await firm.browser.get(address)).text).toContain(`printf &#39;draw-nonce/1\\n%s\\n%s\\n%s&#39; ${id} applicant`)
    const wrong = await firm.browser.submit(address, `${address}/hashes`, { party: 'applicant', hash: VALUES.applicant })
    expect([wrong.status, wrong.text.includes('请先算出校验值')]).toEqual([422, true])
    for (const [party, { browser }] of speakers()) expect(await browser.submit(address, `${address}/hashes`, { party, hash: ` ${nonceHashOf(id, { party, value: VALUES[party] }).toUpperCase()} ` })).toMatchObject({ status: 303, location: address })
    const other = await firm.browser.submit(address, `${address}/values`, { party: 'applicant', value: 'a nonce of another hash' })
    expect([other.status, other.text.includes('逐字填写')]).toEqual([422, true])
    for (const [party, { browser }] of speakers()) expect((await browser.submit(address, `${address}/values`, { party, value: VALUES[party] })).status).toBe(303)
    expect(formsOf((await officer.browser.get(address)).text).map(({ action }) => action)).toEqual([`${address}/abort`])
    expect((await auditor.browser.submit(address, `${address}/observe`, {})).status).toBe(303)
    expect((await officer.browser.submit(address, `${address}/reveal`, {})).status).toBe(303)

    const { text } = await visitor.get(address)
    expect(text.match(/<span class="tag jade">相符<\/span>/g)).toHaveLength(5)
    expect(text).not.toMatch(/不符<\/span>|exp-0/)
    expect(text).toContain(`href="/api/draws/${id}/record"`)
    expect((await officer.browser.get(address)).text).toMatch(/exp-0\d\d/)
    const english = await visitor.get(`${address}?lang=en`)
    expect(english.text).toContain('Drawing again gives the same result')
    expect((await visitor.get('/draws?state=revealed')).text).toContain(`href="${address}"`)
    expect((await visitor.get('/draws?state=aborted')).text).not.toContain(`href="${address}"`)
    expect((await visitor.get('/draws/zzzzzzzz')).status).toBe(404)
  })

  test('an abortion asks for its reason and tells it to everybody', async () => {
    const { id } = await create()
    const address = `/draws/${id}`
    const blank = await officer.browser.submit(address, `${address}/abort`, { reason: '' })
    expect([blank.status, blank.text.includes('aria-invalid')]).toEqual([422, true])
    expect((await officer.browser.submit(address, `${address}/abort`, { reason: '<b>名单有误</b>，重新抽取' })).status).toBe(303)
    expect((await visitor.get(address)).text).toContain('&lt;b&gt;名单有误&lt;/b&gt;')
  })
})

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe.skipIf(!hasBrowser)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => void (browser = await openBrowser()))
  afterAll(() => browser.close())

  async function pageFor(person: TestPerson | null, path: string) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    if (person) await context.addCookies([...person.browser.cookies].map(([name, value]) => ({ name, value, url: app.url })))
    const page = await context.newPage()
    await page.goto(app.url + path)
    return page
  }

  /** As wide as a phone, and axe finds nothing, light and dark. */
  async function expectReadable(page: Page): Promise<void> {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate(AXE)
      const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then((it) => it.violations)')) as { id: string; nodes: { html: string }[] }[]
      expect(found.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([])
    }
  }

  test('a party makes its nonce there, and only the hash is sent', async () => {
    const { id } = await create()
    const page = await pageFor(firm, `/draws/${id}`)
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.postData() ?? ''))
    await page.getByRole('button', { name: '替我生成随机数' }).click()
    const value = (await page.locator('#nonce-maker samp').textContent())!
    expect(value).toMatch(/^[0-9a-f]{32}$/)
    expect(await page.locator('#hash').inputValue()).toBe(nonceHashOf(id, { party: 'applicant', value }))
    await page.getByRole('button', { name: '提交校验值' }).click()
    await page.waitForLoadState()
    expect((await recordFor(visitor, id)).nonces).toEqual([{ party: 'applicant', hash: nonceHashOf(id, { party: 'applicant', value }), value: null }])
    expect(sent.join()).toContain('hash=')
    expect(sent.join()).not.toContain(value)
    await page.context().close()
  })

  test('anybody recomputes a draw, and a forged record is seen for what it is', async () => {
    const { id } = await create()
    const early = await pageFor(null, `/draws/${id}`)
    await early.getByRole('button', { name: '在我的浏览器里重新计算' }).click()
    await early.locator('#replay-said').filter({ hasText: '揭示后' }).waitFor()
    await expectReadable(early)
    await early.context().close()

    await handAll(id)
    await auditor.browser.api('POST', `/api/draws/${id}/observe`)
    await officer.browser.api('POST', `/api/draws/${id}/reveal`, {})
    const here = async (person: TestPerson | null, forge?: (record: DrawRecord) => void) => {
      const page = await pageFor(person, `/draws/${id}`)
      if (forge)
        await page.route('**/record', async (route) => {
          const answer = await route.fetch()
          const record = (await answer.json()) as DrawRecord
          forge(record)
          await route.fulfill({ response: answer, json: record })
        })
      await page.getByRole('button', { name: '在我的浏览器里重新计算' }).click()
      await page.locator('#replay-said:not(:empty)').waitFor()
      const cells = Object.fromEntries(await page.locator('#replay tr[data-step]').evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-step')!, row.querySelector('[data-here]')!.textContent])))
      const said = await page.locator('#replay-said').textContent()
      await page.context().close()
      return { cells, said }
    }
    for (const [person, path] of [[null, '/draws'], [officer, `/draws/${id}`], [officer, `/draws/${(await create()).id}`]] as const) {
      const page = await pageFor(person, path)
      await expectReadable(page)
      await page.context().close()
    }
    const fine = { listHash: '相符', commitment: '相符', nonces: '相符', seed: '相符', result: '相符' }
    expect(await here(null)).toEqual({ cells: { ...fine, list: '－', ids: '－' }, said: '全部相符：结果可以重现。' })
    expect((await here(auditor)).cells).toEqual({ ...fine, list: '相符', ids: '相符' })
    const forgeries: [string, (record: DrawRecord) => void][] = [
      ['list', ({ list }) => void (list!.entries[0]!.score += 1)],
      ['listHash', ({ terms }) => void (terms.ruleVersion = 'rules-2')],
      ['commitment', (record) => void (record.size += 1)],
      ['nonces', ({ nonces }) => void (nonces[0]!.value += '.')],
      ['seed', ({ nonces }) => void nonces.pop()],
      ['result', ({ result }) => void (result!.selected = result!.selected.toReversed())],
      ['ids', ({ ids }) => void (ids!.alternates = ids!.alternates.toReversed())],
    ]
    for (const [step, forge] of forgeries) {
      const { cells, said } = await here(auditor, forge)
      expect([step, cells[step], said]).toEqual([step, '不符', '有不符之处，请抽取的组织者说明。'])
    }
  })
})
