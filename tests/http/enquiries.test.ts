import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importExperts } from '../../server/experts/import.ts'
import { seedExperts } from '../../server/experts/demo.ts'
import { answerBy } from '../../server/invitations/working-days.ts'
import { SYSTEM } from '../../server/access/access.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { canaryWord, traces } from '../support/canary.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

let app: RunningApp
let requester: TestPerson
let officer: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  await seedExperts({ prisma: app.database.prisma, applyOutbox: async () => {} })
  requester = await makePerson(app, 'enterprise')
  officer = await makePerson(app, 'bureau_officer')
})
afterAll(() => app.close())

const FACTS = '离职工程师把摩托车发动机控制器的源代码带到新公司，新产品的控制程序与我方版本高度相似，需要鉴定非公知性和同一性，并评估损失。'
const form = { title: '离职员工带走源代码', facts: FACTS, parties: [{ name: '示例江新材料有限公司', role: 'applicant' }, { name: '示例海达电机有限公司', role: 'respondent' }], needs: ['consultation'], industries: ['C37'] }

const open = async (body: object = form, who = requester) => (await who.browser.api('POST', '/api/enquiries', body)).body as { id: string; version: number; state: string; possible: string[] }
const move = async (who: TestPerson, { id }: { id: string }, name: string, reason = '') => {
  const { version } = (await who.browser.api('GET', `/api/enquiries/${id}`)).body
  return who.browser.api('POST', `/api/enquiries/${id}/moves`, { move: name, reason, version })
}

describe('an enquiry', () => {
  test('goes from draft to matching, and its match puts every expert in items or excluded', async () => {
    const draft = await open()
    expect(draft).toMatchObject({ state: 'DRAFT', possible: ['submit', 'withdraw'] })
    expect((await move(requester, draft, 'submit')).body.state).toBe('SUBMITTED')
    for (const step of ['triage', 'check', 'match']) expect((await move(officer, draft, step)).status, step).toBe(200)
    const { status, body } = await officer.browser.api('POST', `/api/enquiries/${draft.id}/match`, { size: 5000 })
    expect(status).toBe(200)
    const { answer } = body as { answer: { considered: number; items: { expertId: string; score: number; parts: Record<string, number>; rank: number }[]; excluded: { expertId: string; rule: string; remedy: string | null }[] } }
    const seen = [...answer.items, ...answer.excluded].map(({ expertId }) => expertId)
    expect(new Set(seen).size).toBe(answer.considered)
    expect(seen.length).toBe(await app.database.prisma.expert.count())
    for (const { score, parts } of answer.items) expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(score)
    // The demonstration roster has people with ties to both parties, within three years and before.
    expect(answer.excluded.some(({ rule }) => rule === 'C6')).toBe(true)
    const again = (await officer.browser.api('POST', `/api/enquiries/${draft.id}/match`, { size: 5000 })).body as { answer: unknown }
    expect(again.answer).toEqual(answer)
    expect((await officer.browser.get(`/enquiries/${draft.id}/match`)).text).toContain('匹配决定单')
  })

  test('cannot be moved past its table, nor by the wrong side, nor over somebody else’s move', async () => {
    const draft = await open()
    expect((await move(requester, draft, 'triage')).status).toBe(400)
    await move(requester, draft, 'submit')
    expect((await move(officer, draft, 'match')).status).toBe(400)
    expect((await move(officer, draft, 'return')).status).toBe(400)
    const { version } = (await officer.browser.api('GET', `/api/enquiries/${draft.id}`)).body
    const both = await Promise.all([0, 1].map(() => officer.browser.api('POST', `/api/enquiries/${draft.id}/moves`, { move: 'triage', reason: '', version })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  test('that cannot wait overseas is due at the end of the next working day', async () => {
    const draft = await open({ ...form, kind: 'overseas_urgent' })
    const submitted = (await move(requester, draft, 'submit')).body as { submittedAt: string; dueAt: string }
    expect(submitted.dueAt).toBe(answerBy('overseas_urgent', new Date(submitted.submittedAt)).toISOString())
    expect(Date.parse(submitted.dueAt)).toBeGreaterThan(Date.parse(submitted.submittedAt))
  })

  test('is returned with a reason, mended and submitted again', async () => {
    const draft = await open()
    await move(requester, draft, 'submit')
    expect((await move(officer, draft, 'return', '请写明新公司的名称')).body.state).toBe('RETURNED')
    const { version } = (await requester.browser.api('GET', `/api/enquiries/${draft.id}`)).body
    const changed = await requester.browser.api('PUT', `/api/enquiries/${draft.id}`, { ...form, facts: `${FACTS}新公司为示例海达电机有限公司。`, version })
    expect([changed.status, changed.body.state]).toEqual([200, 'RETURNED'])
    expect((await move(requester, draft, 'submit')).body.state).toBe('SUBMITTED')
    expect((await requester.browser.get(`/enquiries/${draft.id}`)).text).toContain('请写明新公司的名称')
  })

  test('belongs to its requester: a stranger does not learn that it is there', async () => {
    const { id } = await open()
    const stranger = await makePerson(app, 'enterprise')
    expect((await stranger.browser.api('GET', `/api/enquiries/${id}`)).status).toBe(404)
    expect((await stranger.browser.api('GET', '/api/enquiries')).body.total).toBe(0)
    expect((await stranger.browser.get(`/enquiries/${id}`)).status).toBe(404)
  })

  test('is behind a wall for a colleague in conflict: two staff views differ in nothing but the enquiry itself', async () => {
    const colleague = await makePerson(app, 'bureau_officer')
    const { id } = await open()
    await move(requester, { id }, 'submit')
    const before = (await colleague.browser.api('GET', '/api/enquiries?size=100')).body as { total: number }
    expect((await officer.browser.api('POST', `/api/enquiries/${id}/wall`, { userId: colleague.id, walled: true })).status).toBe(200)
    const after = (await colleague.browser.api('GET', '/api/enquiries?size=100')).body as { total: number; items: { id: string }[] }
    expect(after.total).toBe(before.total - 1)
    expect(after.items.map((item) => item.id)).not.toContain(id)
    const missing = await colleague.browser.api('GET', '/api/enquiries/bcdfghjkmn')
    for (const path of [`/api/enquiries/${id}`, `/api/enquiries/${id}/match`]) {
      const { status, body } = await colleague.browser.api('GET', path)
      expect([path, status, body.detail]).toEqual([path, 404, missing.body.detail])
    }
    expect((await colleague.browser.api('POST', `/api/enquiries/${id}/match`, {})).status).toBe(404)
    expect((await colleague.browser.get('/enquiries')).text).not.toContain(id)
    expect((await officer.browser.api('GET', `/api/enquiries/${id}`)).status).toBe(200)
  })

  test('warns of an open one that says the same', async () => {
    const { body } = await requester.browser.api('POST', '/api/enquiries/similar', { title: form.title, facts: FACTS })
    expect((body as { items: { likeness: number }[] }).items[0]!.likeness).toBeGreaterThan(0.9)
    const other = await requester.browser.api('POST', '/api/enquiries/similar', { title: '茶叶包装', facts: '一款茶叶礼盒的外观设计被人模仿，想知道怎样维权。' })
    expect((other.body as { items: unknown[] }).items).toEqual([])
  })

  test('leaves no trace of its facts outside the sealed field', async () => {
    const word = canaryWord()
    const { id } = await open({ ...form, facts: `${FACTS}${word}`, parties: [{ name: `示例${word}有限公司`, role: 'respondent' }] })
    await move(requester, { id }, 'submit')
    for (const step of ['triage', 'check', 'match']) await move(officer, { id }, step)
    await officer.browser.api('POST', `/api/enquiries/${id}/match`, { size: 50 })
    const metrics = await app.get('/metrics').then((answer) => answer.text())
    expect(await traces(word, { prisma: app.database.prisma, engine: app.engine, lines: [], texts: [metrics] })).toEqual([])
    expect((await requester.browser.api('GET', `/api/enquiries/${id}`)).body.facts).toContain(word)
  })
})

describe('findings that a person decides', () => {
  test('a dismissal with reason clears the doubt for this enquiry only', async () => {
    const lines = (async function* () {
      yield { line: 1, value: { externalId: 'doubt-1', name: '示例·疑一', documents: [{ externalId: 'd1', title: '控制器源代码', text: '发动机控制器源代码的同一性比对方法', year: 2024, kind: 'publication' }], relations: [{ kind: 'competitor', organisation: { name: '示例海达电机有限公司' }, from: '2025-01-01', to: null }] } }
    })()
    const report = await importExperts({ prisma: app.database.prisma, applyOutbox: async () => {} }, SYSTEM, lines)
    const expertId = report.lines[0]!.id!
    const { id } = await open()
    await move(requester, { id }, 'submit')
    for (const step of ['triage', 'check', 'match']) await move(officer, { id }, step)
    const undecided = async () => ((await officer.browser.api('POST', `/api/enquiries/${id}/match`, { size: 5000 })).body as { answer: { items: { expertId: string; undecided: string[] }[] } }).answer.items.find((item) => item.expertId === expertId)?.undecided
    expect(await undecided()).toEqual(['C11'])
    expect((await officer.browser.api('POST', `/api/enquiries/${id}/decisions`, { expertId, rule: 'C11', organisation: { name: '示例海达电机有限公司' }, verdict: 'dismissed', reason: '已核实，两家产品不同' })).status).toBe(201)
    expect(await undecided()).toEqual([])
  })
})

describe('POST /api/match and /api/conflicts/check', () => {
  test('store nothing', async () => {
    const before = await app.database.prisma.matchRun.count()
    const { status, body } = await officer.browser.api('POST', '/api/match', { text: FACTS, parties: form.parties, size: 3 })
    expect([status, (body as { items: unknown[] }).items.length]).toEqual([200, 3])
    expect(await app.database.prisma.matchRun.count()).toBe(before)
    const expert = await app.database.prisma.expert.findFirstOrThrow({ where: { relations: { some: { organisation: '示例海达电机有限公司', kind: 'employed' } } } })
    const checked = await officer.browser.api('POST', '/api/conflicts/check', { experts: [expert.id], parties: form.parties })
    expect(checked.status).toBe(200)
    expect((checked.body as { items: { findings: unknown[] }[] }).items[0]!.findings).toHaveLength(13)
  })

  test.each([
    ['no text', {}, /text/],
    ['an unknown member', { text: 'x', txet: 'y' }, /txet/],
    ['a size of 0', { text: 'x', size: 0 }, /size/],
  ])('%s is refused with what is wrong', async (_, body, words) => {
    const answer = await officer.browser.api('POST', '/api/match', body)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body.errors)).toMatch(words)
  })

  test('an enquiry without facts, and one in English, are answered with a note', async () => {
    for (const text of ['', 'Source code of an engine controller was taken by a former engineer']) {
      const { status, body } = await officer.browser.api('POST', '/api/match', { text })
      expect(status).toBe(200)
      expect((body as { items: unknown[]; excluded: unknown[] }).items.length + (body as { excluded: unknown[] }).excluded.length).toBeGreaterThan(0)
    }
  })
})
