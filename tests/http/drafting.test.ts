import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

let app: RunningApp
let secretary: TestPerson
let editor: TestPerson
let outsider: TestPerson
let drafter: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES, today: '2026-11-24' })
  secretary = await makePerson(app, 'association_secretary')
  editor = await makePerson(app, 'association_editor', { organisationId: secretary.organisationId! })
  outsider = await makePerson(app, 'association_secretary')
  drafter = await makePerson(app, null)
})
afterAll(() => app.close())

const FULL = { title: '企业商业秘密分级规范', purpose: '统一分级。', scope: '适用于企业。', content: '分级、标识。', situation: '没有相同的标准。', applicants: ['示例甲公司'] }
const TEXT = '## 前言\n\n本文件由示例协会提出。\n\n## 1 范围\n\n本文件规定了分级。\n\n## 4 总则\n\n### 4.1 原则\n\n企业应分级管理商业秘密。\n\n### 4.2 职责\n\n企业应指定部门负责。\n'

const propose = async (form: object = FULL) => {
  const { status, body } = await editor.browser.api('POST', '/api/drafting', { organisationId: secretary.organisationId, ...form })
  expect(status).toBe(201)
  return body.id as string
}
const read = async (id: string, who = secretary) => (await who.browser.api('GET', `/api/drafting/${id}`)).body as { version: number; state: string; outlook: { move: string; failures: { guard: string }[] }[]; drafters: { id: string }[] }
const move = async (id: string, name: string, more: object = {}, who = secretary) => who.browser.api('POST', `/api/drafting/${id}/moves`, { move: name, version: (await read(id)).version, ...more })
async function atDrafting(): Promise<string> {
  const id = await propose()
  expect((await move(id, 'approve_project')).status).toBe(200)
  expect((await move(id, 'start_drafting', { projectPanelAgreed: true, projectNoticedOn: '2026-11-01' })).status).toBe(200)
  return id
}

describe('a project', () => {
  test('is the association’s own until it is approved, then public without its inner papers', async () => {
    const id = await propose()
    expect((await outsider.browser.api('GET', `/api/drafting/${id}`)).status).toBe(404)
    expect((await app.get(`/drafting/${id}`)).status).toBe(404)
    await move(id, 'approve_project')
    const seen = await outsider.browser.api('GET', `/api/drafting/${id}`)
    expect(seen.body).toMatchObject({ state: 'project_approved', drafters: [], outlook: [] })
    const page = await app.get(`/drafting/${id}`)
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain('工作组')
    expect(((await app.get('/api/drafting').then((answer) => answer.json())) as { items: { id: string }[] }).items.map((one) => one.id)).toContain(id)
  })

  test('that lacks what its form asks for is not approved: 409 with every guard that fails', async () => {
    const id = await propose({ title: '只有名称的提案', applicants: [] })
    const { status, body } = await move(id, 'approve_project')
    expect(status).toBe(409)
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(['#/body/proposal_complete', '#/body/enough_applicants'])
    expect((await read(id)).state).toBe('proposed')
  })

  test('does not jump: a move that the table does not have says which it has', async () => {
    const { status, body } = await move(await propose(), 'start_drafting', { projectPanelAgreed: true, projectNoticedOn: '2026-11-01' })
    expect(status).toBe(409)
    expect(JSON.stringify(body)).toContain('受理立项')
  })

  test('is moved by one of two secretaries, and by the secretary alone', async () => {
    const id = await propose()
    expect((await move(id, 'approve_project', {}, editor)).status).toBe(403)
    const { version } = await read(id)
    const both = await Promise.all([0, 1].map(() => secretary.browser.api('POST', `/api/drafting/${id}/moves`, { move: 'approve_project', version })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await app.database.prisma.standardEvent.count({ where: { projectId: id, deed: 'approve_project' } })).toBe(1)
  })

  test('stays where it is when the clock was moved back', async () => {
    const id = await propose()
    await app.database.prisma.standardProject.update({ where: { id }, data: { lastMoveOn: '2026-11-25' } })
    const { status, body } = await move(id, 'approve_project')
    expect(status).toBe(409)
    expect(body.errors).toMatchObject([{ pointer: '#/body/clock_forward' }])
  })

  test('can be terminated with a reason, and then nothing more is done with it', async () => {
    const id = await propose()
    expect((await move(id, 'terminate')).status).toBe(409)
    expect((await move(id, 'terminate', { reason: '与在研国家标准重复' })).body).toMatchObject({ state: 'terminated', outlook: [] })
    expect((await secretary.browser.api('PUT', `/api/drafting/${id}/text`, { text: '还想写', version: 0 })).status).toBe(409)
  })

  test('is proposed by a form that shows what is wrong and keeps what was typed', async () => {
    const wrong = await editor.browser.submit('/drafting/new', '/drafting/new', { organisationId: secretary.organisationId!, title: '短', purpose: '写好的目的', applicants: '' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('写好的目的')
    const right = await editor.browser.submit('/drafting/new', '/drafting/new', { organisationId: secretary.organisationId!, title: '从表单提出的标准', purpose: '目的', scope: '范围', content: '内容', situation: '情况', applicants: '示例甲公司\n示例乙公司', touchesConsumers: 'yes' })
    expect(right.status).toBe(303)
    const page = await secretary.browser.get(right.location!)
    expect(page.text).toContain('受理立项')
    const id = right.location!.split('/').at(-1)!
    expect((await secretary.browser.submit(right.location!, `/drafting/${id}/moves`, {})).status).toBe(303)
    expect((await read(id)).state).toBe('project_approved')
  })
})

describe('the text', () => {
  test('is written by the working group and the association, and by nobody else', async () => {
    const id = await atDrafting()
    expect((await drafter.browser.api('PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })).status).toBe(403)
    expect((await secretary.browser.api('POST', `/api/drafting/${id}/drafters`, { name: '示例起草人', employerName: '示例甲公司', email: drafter.email })).status).toBe(201)
    expect((await secretary.browser.api('POST', `/api/drafting/${id}/drafters`, { name: '示例起草人', employerName: '示例甲公司', email: drafter.email })).status).toBe(409)
    expect((await drafter.browser.api('PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })).body).toMatchObject({ version: 1 })
    expect((await outsider.browser.api('GET', `/api/drafting/${id}/text`)).status).toBe(404)
    const [one] = (await read(id)).drafters
    await secretary.browser.api('DELETE', `/api/drafting/${id}/drafters/${one!.id}`)
    expect((await drafter.browser.api('PUT', `/api/drafting/${id}/text`, { text: 'x', version: 1 })).status).toBe(403)
  })

  test('is never overwritten unseen: the second of two sees three texts, and both wordings go on', async () => {
    const id = await atDrafting()
    await secretary.browser.api('PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })
    const theirs = TEXT.replace('企业应分级管理商业秘密。', '企业应按三级管理商业秘密。').replace('本文件规定了分级。', '本文件规定了分级的方法。')
    await secretary.browser.api('PUT', `/api/drafting/${id}/text`, { text: theirs, version: 1 })
    const mine = TEXT.replace('企业应分级管理商业秘密。', '企业宜分级管理商业秘密。').replace('企业应指定部门负责。', '企业应指定部门和人员负责。')
    expect((await editor.browser.api('PUT', `/api/drafting/${id}/text`, { text: mine, version: 1 })).status).toBe(409)
    const clash = await editor.browser.submit(`/drafting/${id}/edit`, `/drafting/${id}/edit`, { text: mine.replaceAll('\n', '\r\n'), base: TEXT, version: '1' })
    expect(clash.status).toBe(409)
    for (const words of ['企业应按三级管理商业秘密。', '企业宜分级管理商业秘密。', '企业应分级管理商业秘密。', '本文件规定了分级的方法。', '企业应指定部门和人员负责。']) expect(clash.text).toContain(words)
    expect(clash.text).toContain('<ins>宜</ins>')
    const kept = (await secretary.browser.api('GET', `/api/drafting/${id}/text`)).body
    expect(kept).toMatchObject({ text: theirs, version: 2 })
  })

  test('is kept as versions that are compared clause by clause and held against GB/T 1.1', async () => {
    const id = await atDrafting()
    await editor.browser.api('PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })
    expect((await editor.browser.api('POST', `/api/drafting/${id}/drafts`, { purpose: 'working', version: 0 })).status).toBe(409)
    expect((await editor.browser.api('POST', `/api/drafting/${id}/drafts`, { purpose: 'working', version: 1 })).body).toMatchObject({ number: 1 })
    await editor.browser.api('PUT', `/api/drafting/${id}/text`, { text: `${TEXT.replace('企业应分级管理商业秘密。', '企业应分三级管理商业秘密。')}\n### 4.4 记录\n\n企业应留存记录。\n`, version: 1 })
    expect((await editor.browser.submit(`/drafting/${id}/edit`, `/drafting/${id}/drafts`, { purpose: 'consultation', changes: '加了记录' })).location).toBe(`/drafting/${id}/drafts/2`)
    const { body } = await editor.browser.api('GET', `/api/drafting/${id}/drafts/1/diff/2`)
    const states = (body.diff as { state: string; after: { heading: string } | null }[]).filter(({ state }) => state !== 'same').map(({ state, after }) => [state, after?.heading])
    expect(states).toEqual([
      ['edited', '4.1 原则'],
      ['added', '4.4 记录'],
    ])
    const { structure } = (await editor.browser.api('GET', `/api/drafting/${id}/drafts/2`)).body as { structure: { findings: { rule: string; clause: string }[] } }
    expect(structure.findings.filter(({ rule }) => rule === 'numbering').map(({ clause }) => clause)).toEqual(['4', '4.4'])
    expect((await editor.browser.get(`/drafting/${id}/drafts/1/diff/2`)).text).toContain('<ins>')
    expect((await app.get(`/drafting/${id}/drafts/1`)).status).toBe(404)
  })

  test('shows script and markup as text', async () => {
    const id = await atDrafting()
    await editor.browser.api('PUT', `/api/drafting/${id}/text`, { text: '## 1 范围\n\n<script>alert(1)</script><img src=x onerror=alert(1)>', version: 0 })
    const { text } = await editor.browser.get(`/drafting/${id}/edit`)
    expect(text).not.toContain('<script>alert')
    expect(text).not.toContain('<img src=x')
  })
})

describe('papers and the public', () => {
  test('of a public consultation the draft and 编制说明 are open, other versions and papers are not', async () => {
    const id = await atDrafting()
    const { prisma } = app.database
    await editor.browser.api('PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })
    for (const purpose of ['working', 'consultation']) expect((await editor.browser.api('POST', `/api/drafting/${id}/drafts`, { purpose, version: 1 })).status).toBe(201)
    const file = async (kind: string) => (await editor.browser.api('POST', `/api/drafting/${id}/papers`, { kind, title: `材料 ${kind}`, text: '## 一、任务来源\n\n协会立项。' })).body.id as string
    const [explanation, minutes] = [await file('explanation'), await file('minutes')]
    const seen = (path: string) => app.get(`/drafting/${id}/${path}`).then(({ status }) => status)
    expect(await Promise.all(['drafts/1', 'drafts/2', `papers/${explanation}`, `papers/${minutes}`].map(seen))).toEqual([404, 404, 404, 404])
    const draft = await prisma.standardDraft.findFirstOrThrow({ where: { projectId: id, number: 2 } })
    await prisma.consultation.create({ data: { id: mintId(), projectId: id, draftId: draft.id, opensOn: '2026-11-24', closesOn: '2026-12-31' } })
    expect(await Promise.all(['drafts/1', 'drafts/2', `papers/${explanation}`, `papers/${minutes}`, 'drafts/1/diff/2'].map(seen))).toEqual([404, 200, 200, 404, 404])
    const open = await app.get(`/drafting/${id}`).then((answer) => answer.text())
    expect(open).toContain('材料 explanation')
    expect(open).not.toContain('材料 minutes')
  })

  test('a paper keeps the digest of its text, and a page that lacks something is shown again with it', async () => {
    const id = await atDrafting()
    const wrong = await editor.browser.submit(`/drafting/${id}`, `/drafting/${id}/papers`, { kind: 'minutes', title: '会议纪要', text: '' })
    expect(wrong.status).toBe(422)
    expect((await editor.browser.submit(`/drafting/${id}`, `/drafting/${id}/papers`, { kind: 'minutes', title: '会议纪要', text: '一致同意。' })).status).toBe(303)
    const [paper] = await app.database.prisma.standardPaper.findMany({ where: { projectId: id } })
    expect(paper!.digest).toBe(createHash('sha256').update('一致同意。').digest('hex'))
  })

  test('a move that is refused shows the page again with what is missing, and nothing has moved', async () => {
    const id = await propose()
    await move(id, 'approve_project')
    const refused = await secretary.browser.submit(`/drafting/${id}`, `/drafting/${id}/moves`, { move: 'start_drafting' })
    expect(refused.status).toBe(409)
    for (const words of ['立项评审还没有同意', '立项公告还没有发布']) expect(refused.text).toContain(words)
    expect((await read(id)).state).toBe('project_approved')
  })

  test('the list is filtered by state and association', async () => {
    const id = await atDrafting()
    const list = (query: string) => app.get(`/drafting?${query}`).then((answer) => answer.text())
    expect(await list(`state=drafting&association=${secretary.organisationId}`)).toContain(`/drafting/${id}"`)
    expect(await list(`state=abolished&association=${secretary.organisationId}`)).not.toContain(`/drafting/${id}"`)
  })

  test('a revision begins with the text that it revises', async () => {
    const id = await atDrafting()
    await editor.browser.api('PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })
    await editor.browser.api('POST', `/api/drafting/${id}/drafts`, { purpose: 'approval', version: 1 })
    const next = await propose({ ...FULL, predecessorId: id })
    expect((await editor.browser.api('GET', `/api/drafting/${next}/text`)).body).toMatchObject({ text: TEXT, version: 1 })
    expect((await outsider.browser.api('POST', '/api/drafting', { ...FULL, organisationId: outsider.organisationId, predecessorId: id })).status).toBe(400)
  })
})

describe('the rules of an association', () => {
  const rules = { code: 'SLXH', minApplicants: 1, projectNoticeDays: 0, minConsultDays: 30, passRatio: [3, 4], voteBase: 'attending', minPanel: 5, paperLeadWorkdays: 10, reviewYears: 3, maxFailedReviews: 2, publicRequired: true }

  test('are confirmed by its secretary, never looser than the national rule, and a code belongs to one', async () => {
    const path = `/api/associations/${secretary.organisationId}/rules`
    expect((await app.get(path).then((answer) => answer.json())) as object).toMatchObject({ minConsultDays: 30, confirmedAt: null })
    expect((await editor.browser.api('PUT', path, { ...rules, version: 0 })).status).toBe(403)
    const loose = await secretary.browser.api('PUT', path, { ...rules, minConsultDays: 29, passRatio: [2, 3], version: 0 })
    expect(loose.status).toBe(400)
    expect((loose.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(['#/body/minConsultDays', '#/body/passRatio'])
    expect((await secretary.browser.api('PUT', path, { ...rules, version: 0 })).body).toMatchObject({ reviewYears: 3, code: 'SLXH' })
    expect((await secretary.browser.api('PUT', path, { ...rules, version: 0 })).status).toBe(409)
    expect((await outsider.browser.api('PUT', `/api/associations/${outsider.organisationId}/rules`, { ...rules, version: 0 })).status).toBe(400)
    const page = await secretary.browser.submit(`/associations/${secretary.organisationId}`, `/associations/${secretary.organisationId}/rules`, { ...Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, String(value)])), passRatio: '4/5', publicRequired: 'yes' })
    expect(page.status).toBe(303)
    expect((await secretary.browser.api('GET', path)).body).toMatchObject({ passRatio: [4, 5] })
  })
})
