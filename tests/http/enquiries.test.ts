import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { importExperts } from '../../server/experts/import.ts'
import { seedExperts } from '../../server/experts/demo.ts'
import { answerBy } from '../../server/invitations/working-days.ts'
import { SYSTEM } from '../../server/access/access.ts'
import { GATE_RULES } from '../../server/matching/model.ts'
import { translate } from '../../server/web/messages.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { canaryWord, traces } from '../support/canary.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'
import { formsOf } from '../support/visitor.ts'

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

describe('the pages of enquiries', () => {
  /** Repeated fields, as a browser sends several ticked boxes. */
  const fill = async (fields: readonly (readonly [string, string])[]) => {
    const { hidden } = formsOf((await requester.browser.get('/enquiries/new')).text).find(({ action }) => action === '/enquiries/new')!
    return requester.browser.post('/enquiries/new', [...Object.entries(hidden), ...fields] as unknown as Record<string, string>)
  }
  const texts = [['title', '几项选择的需求'], ['facts', FACTS], ['parties', ''], ['kind', 'ordinary'], ['procedure', '']] as const
  const several = [['needs', 'appraisal_identity'], ['needs', 'appraisal_loss'], ['fields', 'secret/code'], ['fields', 'law/civil'], ['industries', 'C37'], ['industries', 'C39'], ['jurisdictions', 'CN'], ['jurisdictions', 'US'], ['languages', 'zh-CN'], ['languages', 'en']] as const

  test('several choices of each are kept, one is a list of one, and none is none', async () => {
    const { status, location } = await fill([...texts, ...several])
    expect(status).toBe(303)
    const { body } = await requester.browser.api('GET', `/api${location}`)
    expect(body).toMatchObject({ needs: ['appraisal_identity', 'appraisal_loss'], fields: ['secret/code', 'law/civil'], industries: ['C37', 'C39'], jurisdictions: ['CN', 'US'], languages: ['zh-CN', 'en'] })
    const other = await fill([...texts, ['fields', 'law'], ['industries', '']])
    expect((await requester.browser.api('GET', `/api${other.location}`)).body).toMatchObject({ needs: [], fields: ['law'], industries: [], jurisdictions: [], languages: [] })
  })

  test('a form with something missing comes back with every choice still made', async () => {
    const { status, text } = await fill([...texts.filter(([name]) => name !== 'facts'), ['facts', '太短'], ...several])
    expect(status).toBe(422)
    for (const [name, code] of several) expect(text, `${name} ${code}`).toMatch(new RegExp(name === 'industries' ? `<option value="${code}" selected` : `name="${name}" value="${code}" checked`))
    expect(text.match(/ checked/g)).toHaveLength(8)
    expect(text.match(/<option value="C\d\d" selected/g)).toHaveLength(2)
  })

  test('the list is narrowed to a state, which stays when pages are turned; a state that there is not narrows nothing', async () => {
    const owner = await makePerson(app, 'enterprise')
    const drafts = await Promise.all(Array.from({ length: 21 }, () => open(form, owner)))
    await move(owner, drafts[0]!, 'submit')
    await open(form, owner)
    const listed = async (query: string) => {
      const { text } = await owner.browser.get(`/enquiries${query}`)
      return { text, ids: [...text.matchAll(/<li><a href="\/enquiries\/([^"]+)"/g)].map(([, id]) => id) }
    }
    expect((await listed('?state=SUBMITTED')).ids).toEqual([drafts[0]!.id])
    const { text, ids } = await listed('?state=DRAFT')
    expect(ids).toHaveLength(20)
    expect(text).toContain('href="/enquiries?state=DRAFT&amp;page=2"')
    expect(text).toContain('<option value="DRAFT" selected>')
    const next = await listed('?state=DRAFT&page=2')
    expect(next.ids).toHaveLength(1)
    expect(ids).not.toContain(next.ids[0])
    const all = await listed('?state=NO_SUCH')
    expect(all.ids).toHaveLength(20)
    expect(all.text).toContain('href="/enquiries?page=2"')
    expect((await listed('?state=CLOSED')).text).toContain('没有处在这一步的需求')
  })

  test('the sheet of a match says which services an expert has no licence for in words', async () => {
    const draft = await open({ ...form, needs: ['appraisal_identity'] })
    await move(requester, draft, 'submit')
    for (const step of ['triage', 'check', 'match']) await move(officer, draft, step)
    await officer.browser.submit(`/enquiries/${draft.id}/match`, `/enquiries/${draft.id}/match`, {})
    const { text } = await officer.browser.get(`/enquiries/${draft.id}/match`)
    expect(text).toContain('资格：同一性鉴定')
    expect(text).not.toContain('appraisal_identity')
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

describe('the check of one expert for an enquiry', () => {
  const PARTY = '示例海达电机有限公司'
  const enrol = async (kind: string) => {
    const id = mintId()
    await app.database.prisma.expert.create({ data: { id, name: `示例受查者 ${kind}`, state: 'ENROLLED', confidentialAt: new Date(), relations: { create: { id: mintId(), kind, organisation: PARTY, source: 'declared' } } } })
    return id
  }
  const handled = async () => {
    const draft = await open()
    await move(requester, draft, 'submit')
    for (const step of ['triage', 'check', 'match']) await move(officer, draft, step)
    return draft.id
  }

  test('tells every rule, and what is open is decided there, for this enquiry only', async () => {
    const [id, other, expert] = [await handled(), await handled(), await enrol('competitor')]
    const path = `/enquiries/${id}/experts/${expert}`
    const before = (await officer.browser.get(path)).text
    for (const rule of GATE_RULES) expect(before).toContain(translate('zh')(`rule_${rule}`))
    expect(before).toContain('有待决定的事项')
    const wrong = await officer.browser.submit(path, path, { verdict: '', reason: '短' })
    expect(wrong.status).toBe(422)
    for (const led of ['href="#verdict-C11"', 'id="verdict-C11"', 'href="#reason-C11"', 'id="reason-C11"']) expect(wrong.text).toContain(led)
    expect(await officer.browser.submit(path, path, { verdict: 'dismissed', reason: '核对了两家的产品，没有竞争' })).toMatchObject({ status: 303, location: path })
    expect((await officer.browser.get(path)).text).toContain('可以邀请')
    expect((await officer.browser.get(`/enquiries/${other}/experts/${expert}`)).text).toContain('有待决定的事项')
  })

  test('has no form for what excludes, and is there for officers who may see the enquiry', async () => {
    const [id, expert] = [await handled(), await enrol('employed')]
    const path = `/enquiries/${id}/experts/${expert}`
    const { text } = await officer.browser.get(path)
    expect(text).toContain('不能邀请')
    expect(formsOf(text).map(({ action }) => action)).not.toContain(path)
    expect((await officer.browser.get(`/enquiries/${id}/experts/bcdfghjkmn`)).status).toBe(404)
    expect((await requester.browser.get(path)).status).toBe(403)
    const walled = await makePerson(app, 'bureau_officer')
    await officer.browser.api('POST', `/api/enquiries/${id}/wall`, { userId: walled.id, walled: true })
    expect((await walled.browser.get(path)).status).toBe(404)
    await app.database.prisma.expert.update({ where: { id: expert }, data: { state: 'REMOVED', version: { increment: 1 } } })
    expect((await officer.browser.get(path)).text).toContain('现在不在库')
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
