import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advanceConsultations } from '../../server/consultations/consultations.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'
import { createVisitor, linkMailedTo } from '../support/visitor.ts'

const TODAY = '2026-11-24'
const TEXT = '## 1 范围\n\n本文件规定了分级。\n\n## 4 总则\n\n### 4.1 原则\n\n企业应分级管理商业秘密，并每年复核。\n\n### 4.2 职责\n\n企业应指定部门负责。\n'

let app: RunningApp
let secretary: TestPerson
let member: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES, today: TODAY })
  secretary = await makePerson(app, 'association_secretary')
  member = await makePerson(app, 'enterprise')
})
afterAll(() => app.close())

const api = (who: TestPerson, method: string, path: string, body?: unknown) => who.browser.api(method, path, body)
const versionOf = async (id: string) => (await api(secretary, 'GET', `/api/drafting/${id}`)).body.version as number

async function project({ consumers = false, explained = true } = {}): Promise<string> {
  const form = { organisationId: secretary.organisationId, title: '征求意见用的标准', purpose: '目的', scope: '范围', content: '内容', situation: '情况', applicants: ['示例甲公司'], touchesConsumers: consumers }
  const id = (await api(secretary, 'POST', '/api/drafting', form)).body.id as string
  await api(secretary, 'POST', `/api/drafting/${id}/moves`, { move: 'approve_project', version: await versionOf(id) })
  await api(secretary, 'POST', `/api/drafting/${id}/moves`, { move: 'start_drafting', version: await versionOf(id), projectPanelAgreed: true, projectNoticedOn: '2026-11-01' })
  await api(secretary, 'PUT', `/api/drafting/${id}/text`, { text: TEXT, version: 0 })
  await api(secretary, 'POST', `/api/drafting/${id}/drafts`, { purpose: 'consultation', version: 1 })
  if (explained) await api(secretary, 'POST', `/api/drafting/${id}/papers`, { kind: 'explanation', title: '编制说明', text: '## 来源\n\n会员提出。' })
  return id
}
const open = async (id: string, more: object = {}) => api(secretary, 'POST', `/api/drafting/${id}/consultation`, { opensOn: TODAY, closesOn: '2026-12-24', version: await versionOf(id), ...more })
async function opened(options = {}): Promise<{ projectId: string; id: string }> {
  const projectId = await project(options)
  const { status, body } = await open(projectId)
  expect(status, JSON.stringify(body)).toBe(201)
  return { projectId, id: body.id as string }
}
const comment = { clause: 'cl-4.1', type: 'te', original: '每年复核', proposed: '每两年复核', reason: '负担重' }

describe('opening', () => {
  test('needs thirty days: the thirtieth is enough, the twenty-ninth is not', async () => {
    const id = await project()
    const short = await open(id, { closesOn: '2026-12-23' })
    expect(short.status).toBe(409)
    expect(short.body.errors).toMatchObject([{ pointer: '#/body/consultation_long_enough' }])
    expect((await open(id, { closesOn: '2026-12-24' })).status).toBe(201)
  })

  test('needs the explanation, and the public where consumers are touched: every guard is listed', async () => {
    const id = await project({ consumers: true, explained: false })
    const { status, body } = await open(id, { public: false, closesOn: '2026-12-01' })
    expect(status).toBe(409)
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer.split('/').at(-1))).toEqual(['explanation_uploaded', 'consultation_long_enough', 'consultation_public'])
  })

  test('is for the secretary, and extended forward only', async () => {
    const { projectId } = await opened()
    expect((await api(member, 'PATCH', `/api/drafting/${projectId}/consultation`, { closesOn: '2027-01-10', version: 1 })).status).toBe(403)
    const extend = async (closesOn: string) => (await api(secretary, 'PATCH', `/api/drafting/${projectId}/consultation`, { closesOn, version: await versionOf(projectId) })).status
    expect(await extend('2026-12-24')).toBe(409)
    expect(await extend('2026-12-25')).toBe(200)
  })
})

describe('commenting', () => {
  test('for an organisation counts at once and shows beside its clause', async () => {
    const { id } = await opened()
    const { status, body } = await api(member, 'POST', `/api/consultations/${id}/comments`, comment)
    expect([status, body.state]).toEqual([201, 'counted'])
    const seen = (await app.get(`/api/consultations/${id}`).then((answer) => answer.json())) as { comment: { clause: string; mine: boolean; disposition: string }[] }
    expect(seen.comment).toMatchObject([{ clause: '4.1', mine: false, original: '每年复核' }])
    expect(JSON.stringify(seen)).not.toContain(member.email)
    const page = await app.get(`/consultations/${id}?clause=cl-4.1`).then((answer) => answer.text())
    expect(page).toContain('每两年复核')
    expect(page).toContain('还有 30 天')
    expect((await api(member, 'DELETE', `/api/consultations/${id}/comments/${String(body.id)}`)).status).toBe(200)
    expect(((await app.get(`/api/consultations/${id}`).then((answer) => answer.json())) as { comment: unknown[] }).comment).toEqual([])
  })

  test('without an account counts once the link in the mail is confirmed, and once only', async () => {
    const { id } = await opened()
    const visitor = createVisitor(app)
    const email = `passer-by-${id}@example.cn`
    const sent = await visitor.submit(`/consultations/${id}?clause=cl-4.2`, `/consultations/${id}/comments`, { type: 'ge', original: '', element: '', proposed: '明确到岗位', reason: '', body: '示例消费者', email, organisationId: '' })
    expect(sent.location).toContain('note=mailed')
    const count = async () => ((await app.get(`/api/consultations/${id}`).then((answer) => answer.json())) as { comment: unknown[] }).comment.length
    expect(await count()).toBe(0)
    const path = await linkMailedTo(app, email)
    expect((await visitor.get(path)).status).toBe(200)
    expect(await count()).toBe(0)
    expect((await visitor.submit(path, path, {})).status).toBe(303)
    expect((await visitor.submit(path, path, {})).status).toBe(303)
    expect(await count()).toBe(1)
    expect((await visitor.get('/consultations/confirm/nonsense')).status).toBe(404)
  })

  test('says what is missing, quotes only what is there, and shows script as text', async () => {
    const { id } = await opened()
    const anonymous = await app.get(`/api/consultations/${id}/comments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(comment) })
    expect(((await anonymous.json()) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(['#/body/body', '#/body/email'])
    expect((await api(member, 'POST', `/api/consultations/${id}/comments`, { ...comment, original: '没有的话' })).body.errors).toMatchObject([{ pointer: '#/body/original' }])
    expect((await api(member, 'POST', `/api/consultations/${id}/comments`, { ...comment, clause: 'cl-9.9' })).body.errors).toMatchObject([{ pointer: '#/body/clause' }])
    expect((await api(member, 'POST', `/api/consultations/${id}/comments`, { ...comment, proposed: '', reason: '' })).status).toBe(400)
    await api(member, 'POST', `/api/consultations/${id}/comments`, { ...comment, proposed: '<script>alert(1)</script>' })
    expect(await app.get(`/consultations/${id}?clause=cl-4.1`).then((answer) => answer.text())).not.toContain('<script>alert')
  })

  test('by mail ends with the seventh day, and one address has twenty unconfirmed at most', async () => {
    const { id } = await opened()
    const visitor = createVisitor(app)
    const email = `late-${id}@example.cn`
    const send = () => visitor.api('POST', `/api/consultations/${id}/comments`, { ...comment, body: '示例消费者', email })
    const first = (await send()).body.id as string
    const path = await linkMailedTo(app, email)
    const daysAgo = (days: number) => app.database.prisma.draftComment.update({ where: { id: first }, data: { createdAt: new Date(Date.now() - days * 86_400_000) } })
    await daysAgo(7.01)
    expect((await visitor.submit(path, path, {})).status).toBe(409)
    await daysAgo(6.99)
    expect((await visitor.submit(path, path, {})).status).toBe(303)
    for (let i = 0; i < 20; i++) expect((await send()).status).toBe(201)
    expect((await send()).status).toBe(429)
  })

  test('of members only is known to members of organisations', async () => {
    const projectId = await project()
    expect((await open(projectId, { public: false })).status).toBe(409)
    const organisationId = secretary.organisationId!
    const { prisma } = app.database
    await prisma.associationRules.create({ data: { organisationId, parameters: { publicRequired: false } } })
    const id = (await open(projectId, { public: false })).body.id as string
    await prisma.associationRules.delete({ where: { organisationId } })
    expect((await app.get(`/api/consultations/${id}`)).status).toBe(404)
    expect((await api(member, 'POST', `/api/consultations/${id}/comments`, comment)).status).toBe(201)
    expect(((await app.get('/api/consultations').then((answer) => answer.json())) as { items: { id: string }[] }).items.map((one) => one.id)).not.toContain(id)
    expect((await app.get(`/drafting/${projectId}/drafts/1`)).status).toBe(404)
  })

  test('stops with the consultation and with the project', async () => {
    const closed = await opened()
    await app.database.prisma.consultation.update({ where: { id: closed.id }, data: { closesOn: '2026-11-23' } })
    expect((await api(member, 'POST', `/api/consultations/${closed.id}/comments`, comment)).status).toBe(409)
    const ended = await opened()
    await api(secretary, 'POST', `/api/drafting/${ended.projectId}/moves`, { move: 'terminate', reason: '不再需要', version: await versionOf(ended.projectId) })
    const { status, body } = await api(member, 'POST', `/api/consultations/${ended.id}/comments`, comment)
    expect([status, String(body.detail).includes('终止')]).toEqual([409, true])
  })

  test('survives the next draft: kept, moved, text changed, clause gone', async () => {
    const { projectId, id } = await opened()
    for (const one of [comment, { ...comment, clause: 'cl-4.2', original: '指定部门' }, { ...comment, clause: 'cl-1', original: '' }]) await api(member, 'POST', `/api/consultations/${id}/comments`, one)
    const next = TEXT.replace('## 4 总则', '## 4 总则\n\n### 4.1 新增的一条\n\n企业应有专门的制度，并对员工公开。').replace('### 4.1 原则', '### 4.2 原则').replace('### 4.2 职责\n\n企业应指定部门负责。\n', '')
    const { version } = (await api(secretary, 'GET', `/api/drafting/${projectId}/text`)).body as { version: number }
    await api(secretary, 'PUT', `/api/drafting/${projectId}/text`, { text: next, version })
    expect((await api(secretary, 'POST', `/api/drafting/${projectId}/drafts`, { purpose: 'working', version: version + 1 })).status).toBe(201)
    const seen = (await app.get(`/api/consultations/${id}`).then((answer) => answer.json())) as { comment: { standing: { outcome: string; clause: string | null; draft: number } }[] }
    expect(seen.comment.map(({ standing }) => [standing.outcome, standing.clause, standing.draft])).toEqual([
      ['moved', 'cl-4.2', 2],
      ['gone', null, 2],
      ['kept', 'cl-1', 2],
    ])
  })
})

describe('the clock', () => {
  const tick = (today: string) => advanceConsultations({ prisma: app.database.prisma, baseUrl: app.url }, today)

  test('reminds three days before, once, and closes the day after, once, over two processes and restarts', async () => {
    await app.database.prisma.consultation.updateMany({ where: { closedAt: null }, data: { closedAt: new Date() } })
    const { projectId, id } = await opened()
    expect(await tick('2026-12-20')).toEqual({ reminded: 0, closed: 0 })
    expect((await Promise.all([tick('2026-12-21'), tick('2026-12-21')])).map(({ reminded }) => reminded).toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(await tick('2026-12-24')).toEqual({ reminded: 0, closed: 0 })
    expect((await Promise.all([tick('2026-12-25'), tick('2026-12-25')])).map(({ closed }) => closed).toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(await tick('2026-12-26')).toEqual({ reminded: 0, closed: 0 })
    expect(await tick('2026-12-01')).toEqual({ reminded: 0, closed: 0 })
    const mails = await app.database.prisma.mail.findMany({ where: { recipient: { contains: secretary.email }, text: { contains: projectId } } })
    expect(mails).toHaveLength(1)
    expect((await api(secretary, 'PATCH', `/api/drafting/${projectId}/consultation`, { closesOn: '2027-01-10', version: await versionOf(projectId) })).status).toBe(409)
    expect((await app.database.prisma.consultation.findUniqueOrThrow({ where: { id } })).closedAt).not.toBeNull()
  })

  test('never closes before the minimum, whatever stands in the row', async () => {
    await app.database.prisma.consultation.updateMany({ where: { closedAt: null }, data: { closedAt: new Date() } })
    const { id } = await opened()
    await app.database.prisma.consultation.update({ where: { id }, data: { closesOn: '2026-11-25' } })
    expect((await tick('2026-12-24')).closed).toBe(0)
    expect((await tick('2026-12-25')).closed).toBe(1)
  })
})
