// Panels, invitations and challenges over HTTP, on a clock of the test's own: who sees what, who moves up, what two at once get, what a decision does.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import type { AssignmentState, EnquiryState } from '../../prisma/client.ts'
import { checkExperts } from '../../server/enquiries/matches.ts'
import { moveEnquiryWithin } from '../../server/enquiries/moves.ts'
import { routerOf } from '../../server/http/endpoint.ts'
import { pagesRouter } from '../../server/http/page.ts'
import { notFound, problemHandler } from '../../server/http/problem.ts'
import { requestId, security } from '../../server/http/security.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { identify } from '../../server/http/session.ts'
import { invitationsEndpoints } from '../../server/invitations/api.ts'
import { GROUNDS } from '../../server/invitations/declaration.ts'
import { expireInvitations } from '../../server/invitations/invitations.ts'
import { invitationsPages } from '../../server/invitations/pages.ts'
import { saveSealed } from '../../server/sealing/sealing.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'

let running: RunningApp
let app: RunningApp
let stop: () => void
let officer: TestPerson
let colleague: TestPerson
let leader: TestPerson
let auditor: TestPerson
let firm: TestPerson
let stranger: TestPerson
const people: { person: TestPerson; expert: string }[] = []

/** A Tuesday; three working days later is Friday, the 27th. */
const TUESDAY = new Date('2026-11-24T02:00:00Z')
const AFTER = new Date('2026-11-27T16:00:00.001Z')
let clock = TUESDAY
beforeEach(() => void (clock = TUESDAY))

beforeAll(async () => {
  running = await startApp({ content: 'tests/fixtures/pages' })
  const { registry, database } = running
  const { prisma } = database
  const deps = { prisma, baseUrl: running.url, moveEnquiry: moveEnquiryWithin, checkGate: (id: string, expertIds: readonly string[]) => checkExperts({ prisma, sealing: registry.sealing, matcher: registry.matcher }, id, expertIds), now: () => clock }
  const server = createHttpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const rules = { ...registry.rules, tokens: registry.tokens }
  const site = express()
  site.set('trust proxy', 'loopback')
  site.use(requestId, security(true), identify({ secure: registry.secure, openSession: registry.accounts.openSession, authenticateKey: registry.authenticateKey }), registry.tokens.offer)
  site.use(routerOf([...invitationsEndpoints(deps), ...running.routes.endpoints], rules), pagesRouter([...invitationsPages(deps), ...running.routes.pages], rules), notFound, problemHandler(pino({ level: 'silent' })))
  server.on('request', site)
  app = { ...running, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  stop = () => (server.closeAllConnections(), server.close())
  ;[officer, colleague, leader, auditor, firm, stranger] = [await makePerson(app, 'bureau_officer'), await makePerson(app, 'bureau_officer'), await makePerson(app, 'bureau_leader'), await makePerson(app, 'auditor'), await makePerson(app, 'enterprise'), await makePerson(app, 'enterprise')]
  for (let i = 0; i < 6; i++) {
    const person = await makePerson(app, 'expert')
    const expert = mintId()
    await prisma.expert.create({ data: { id: expert, userId: person.id, name: `示例专家${'甲乙丙丁戊己'[i]!}`, state: 'APPOINTED', confidentialAt: TUESDAY, cap: 1000 } })
    people.push({ person, expert })
  }
})
afterAll(async () => {
  stop()
  await running.close()
})

const prisma = () => running.database.prisma
const NONE = Object.fromEntries(GROUNDS.map((ground) => [ground, false]))
const ACCEPT = { answer: 'accept', statements: NONE }

async function open(more: { size?: number; state?: EnquiryState; procedure?: string | null; kind?: string; walledOff?: string[] } = {}): Promise<string> {
  const id = mintId()
  await prisma().enquiry.create({ data: { id, title: `示例需求 ${id}`, size: 1, state: 'MATCHING', requesterId: firm.id, organisationId: firm.organisationId, officerId: officer.id, walledOff: [], ...more } })
  return id
}
const listed = (...at: number[]) => at.map((i) => ({ expertId: people[i]!.expert, score: 900 - i }))
const propose = (id: string, members: number[], alternates: number[] = [], by = officer) => by.browser.api('POST', `/api/enquiries/${id}/panel`, { members: listed(...members), alternates: listed(...alternates) })
const invite = (id: string, by = officer) => by.browser.api('POST', `/api/enquiries/${id}/invitations`)
const seatOf = (enquiryId: string, i: number) => prisma().assignment.findUniqueOrThrow({ where: { enquiryId_expertId: { enquiryId, expertId: people[i]!.expert } } })
async function answer(enquiryId: string, i: number, body: object = ACCEPT) {
  return people[i]!.person.browser.api('POST', `/api/invitations/${(await seatOf(enquiryId, i)).id}/answer`, body)
}
const states = async (enquiryId: string): Promise<(AssignmentState | null)[]> => {
  const rows = await prisma().assignment.findMany({ where: { enquiryId } })
  return people.map(({ expert }) => rows.find(({ expertId }) => expertId === expert)?.state ?? null)
}
const enquiryState = async (id: string) => (await prisma().enquiry.findUniqueOrThrow({ where: { id } })).state
const mailsTo = (person: TestPerson, title: string) => prisma().mail.count({ where: { recipient: { contains: person.email }, subject: { contains: title } } })
const panelOf = async (person: TestPerson, id: string) => person.browser.api('GET', `/api/enquiries/${id}/panel`)
const membersIn = (body: Record<string, unknown>) => body.members as { id: string; name: string; state: string; needsDecision: boolean }[]
const begin = (id: string) => prisma().$transaction((tx) => moveEnquiryWithin(tx, { id, move: 'start', mover: ['officer'], actorId: officer.id }))

/** A panel that has accepted and begun; its first member is people[0]. */
async function atWork(more: Parameters<typeof open>[0] = {}, alternates = [1]): Promise<string> {
  const id = await open(more)
  await propose(id, [0], alternates)
  await invite(id)
  expect((await answer(id, 0)).status).toBe(200)
  expect((await begin(id)).state).toBe('IN_PROGRESS')
  return id
}

type Tie = { kind: string; organisation: string }
/** Enrolled, with what the register says of the expert. */
async function enrol(name: string, ties: readonly Tie[] = [], more: { confidentialAt?: Date | null } = {}): Promise<string> {
  const id = mintId()
  await prisma().expert.create({ data: { id, name, state: 'ENROLLED', confidentialAt: TUESDAY, ...more, relations: { create: ties.map((tie) => ({ id: mintId(), ...tie, source: 'declared' })) } } })
  return id
}

const ascending = (a: number, b: number): number => a - b

describe('a panel comes about', () => {
  test('proposed, invited, accepted by all: the enquiry follows, and the requester learns the names only then', async () => {
    const id = await open({ size: 2 })
    expect(await propose(id, [0, 1], [2])).toMatchObject({ status: 201, body: { sight: 'officer', size: 2, seated: 0, missing: 0 } })
    expect(await propose(id, [1, 0], [3])).toMatchObject({ status: 201 })
    expect(await states(id)).toEqual(['PROPOSED', 'PROPOSED', null, 'PROPOSED', null, null])
    expect((await panelOf(people[0]!.person, id)).status).toBe(404)

    expect(await invite(id)).toMatchObject({ status: 201, body: { state: 'INVITED' } })
    expect(await states(id)).toEqual(['INVITED', 'INVITED', null, 'PROPOSED', null, null])
    expect((await seatOf(id, 0)).answerBy).toEqual(new Date('2026-11-27T15:59:59.999Z'))
    expect(await mailsTo(people[0]!.person, id)).toBe(1)

    expect(await answer(id, 0)).toMatchObject({ status: 200, body: { state: 'ACCEPTED', mayAnswer: false } })
    expect(await enquiryState(id)).toBe('INVITED')
    expect(await panelOf(firm, id)).toMatchObject({ status: 200, body: { sight: 'party', seated: 0, members: [] } })
    expect(await mailsTo(firm, id)).toBe(0)

    await answer(id, 1)
    expect(await enquiryState(id)).toBe('ACCEPTED')
    expect(await mailsTo(firm, id)).toBe(1)
    const { body } = await panelOf(firm, id)
    expect(membersIn(body).map(({ name }) => name).toSorted()).toEqual(['示例专家乙', '示例专家甲'])
    expect(body).toMatchObject({ missing: null, members: [{ score: null, alternate: null, answerBy: null, hasAccount: null }, { score: null }] })
    expect(membersIn((await panelOf(people[1]!.person, id)).body).map(({ name }) => name)).toEqual(['示例专家乙'])
    expect(membersIn((await panelOf(auditor, id)).body)).toHaveLength(3)
    for (const person of [stranger, people[3]!.person, people[5]!.person]) expect((await panelOf(person, id)).status).toBe(404)
    expect((await propose(id, [4])).status).toBe(409)
  })

  test('a proposal says everything that is wrong at once', async () => {
    const id = await open({ size: 2 })
    await prisma().expert.update({ where: { id: people[5]!.expert }, data: { state: 'SUSPENDED' } })
    const { status, body } = await officer.browser.api('POST', `/api/enquiries/${id}/panel`, { members: listed(0), alternates: [...listed(0, 5), { expertId: 'nobody' }] })
    await prisma().expert.update({ where: { id: people[5]!.expert }, data: { state: 'APPOINTED' } })
    expect([status, (body.errors as { pointer: string }[]).map(({ pointer }) => pointer)]).toEqual([400, ['#/body/members', '#/body/alternates/0', '#/body/alternates/1', '#/body/alternates/2']])
    expect(await states(id)).toEqual([null, null, null, null, null, null])
    expect((await invite(id)).status).toBe(409)
    expect((await propose(await open({ state: 'TRIAGED' }), [0])).status).toBe(409)
  })

  test('of two officers at once one gets 409, with proposals as with invitations, and nobody is invited twice', async () => {
    const id = await open()
    const { version } = await prisma().enquiry.findUniqueOrThrow({ where: { id } })
    const offer = (by: TestPerson, i: number) => by.browser.api('POST', `/api/enquiries/${id}/panel`, { members: listed(i), alternates: [], version })
    expect((await Promise.all([offer(officer, 0), offer(colleague, 1)])).map(({ status }) => status).toSorted(ascending)).toEqual([201, 409])
    expect((await states(id)).filter((state) => state === 'PROPOSED')).toHaveLength(1)
    const chosen = (await states(id)).indexOf('PROPOSED')
    expect((await Promise.all([invite(id), invite(id, colleague)])).map(({ status }) => status).toSorted(ascending)).toEqual([201, 409])
    expect(await mailsTo(people[chosen]!.person, id)).toBe(1)
  })

  test('of two answers at once one counts', async () => {
    const id = await open()
    await propose(id, [0], [1])
    await invite(id)
    const answers = await Promise.all([answer(id, 0), answer(id, 0, { answer: 'decline', reason: 'busy' })])
    expect(answers.map(({ status }) => status).toSorted(ascending)).toEqual([200, 409])
  })
})

describe('alternates', () => {
  test('move up in their order; used up, the enquiry stays invited, the officer is told and can add experts', async () => {
    const id = await open({ size: 1 })
    await propose(id, [0], [2, 1])
    await invite(id)
    expect(await answer(id, 0, { answer: 'decline', reason: 'busy', note: '出差' })).toMatchObject({ status: 200, body: { state: 'DECLINED', declined: 'busy' } })
    expect(await states(id)).toEqual(['DECLINED', 'PROPOSED', 'INVITED', null, null, null])
    await answer(id, 2, { answer: 'decline', reason: 'field' })
    expect(await mailsTo(officer, id)).toBe(0)
    await answer(id, 1, { answer: 'decline', reason: 'conflict' })
    expect(await enquiryState(id)).toBe('INVITED')
    expect(await mailsTo(officer, id)).toBe(1)
    expect(await panelOf(officer, id)).toMatchObject({ body: { missing: 1 } })
    expect((await officer.browser.get(`/enquiries/${id}/panel`)).text).toContain('还缺 1 位专家')

    expect((await propose(id, [0])).status).toBe(400) // was asked already
    expect((await propose(id, [3])).status).toBe(201)
    expect((await invite(id)).status).toBe(201)
    await answer(id, 3)
    expect(await enquiryState(id)).toBe('ACCEPTED')
  })

  test('who does not answer in time makes room, once, and can no longer answer', async () => {
    const id = await open({ size: 1 })
    await propose(id, [0], [1])
    await invite(id)
    const deps = { prisma: prisma(), baseUrl: app.url }
    await expireInvitations(deps, new Date('2026-11-27T15:59:59.999Z'))
    expect((await states(id)).slice(0, 2)).toEqual(['INVITED', 'PROPOSED'])
    clock = AFTER
    expect((await answer(id, 0)).status).toBe(409)
    const both = await Promise.all([expireInvitations(deps, AFTER), expireInvitations(deps, AFTER)])
    expect((await states(id)).slice(0, 2)).toEqual(['NO_RESPONSE', 'INVITED'])
    expect(both[0].expired + both[1].expired).toBeGreaterThan(0)
    expect(await mailsTo(people[1]!.person, id)).toBe(1)
    expect(await expireInvitations(deps, AFTER)).toEqual({ expired: 0 })
  })

  test('an urgent overseas matter leaves one working day', async () => {
    const id = await open({ kind: 'overseas_urgent' })
    await propose(id, [0])
    await invite(id)
    expect((await seatOf(id, 0)).answerBy).toEqual(new Date('2026-11-25T15:59:59.999Z'))
  })

  test('whoever steps down is followed by the next; nobody follows once the enquiry is withdrawn', async () => {
    const id = await atWork({}, [1, 2])
    const own = await seatOf(id, 0)
    expect((await people[3]!.person.browser.api('POST', `/api/assignments/${own.id}/recusal`, { reason: '与我无关的人' })).status).toBe(404)
    expect(await people[0]!.person.browser.api('POST', `/api/assignments/${own.id}/recusal`, { reason: '发现同学任职' })).toMatchObject({ status: 200, body: { state: 'RECUSED' } })
    expect((await states(id)).slice(0, 3)).toEqual(['RECUSED', 'INVITED', 'PROPOSED'])
    await prisma().enquiry.update({ where: { id }, data: { state: 'WITHDRAWN' } })
    expect((await answer(id, 1)).status).toBe(409)
    await expireInvitations({ prisma: prisma(), baseUrl: app.url }, AFTER)
    expect((await states(id)).slice(0, 3)).toEqual(['RECUSED', 'NO_RESPONSE', 'PROPOSED'])
  })
})

describe('the conflict gate before a proposal', () => {
  const PARTY = '示例海达电机有限公司'
  let employed: string
  let competitor: string
  let silent: string
  let free: string
  beforeAll(async () => {
    employed = await enrol('示例任职者', [{ kind: 'employed', organisation: PARTY }])
    competitor = await enrol('示例竞争者', [{ kind: 'competitor', organisation: PARTY }])
    silent = await enrol('示例未承诺者', [], { confidentialAt: null })
    free = await enrol('示例无关者', [{ kind: 'employed', organisation: '示例江新材料有限公司' }])
  })

  async function against(more: Parameters<typeof open>[0] = {}): Promise<string> {
    const id = await open(more)
    await saveSealed(prisma(), running.registry.sealing, { subjectKind: 'enquiry', subjectId: id, field: 'parties' }, JSON.stringify([{ name: PARTY, role: 'respondent' }]))
    return id
  }
  const offer = (id: string, members: string[], alternates: string[] = []) => officer.browser.api('POST', `/api/enquiries/${id}/panel`, { members: members.map((expertId) => ({ expertId })), alternates: alternates.map((expertId) => ({ expertId })) })
  const errorsOf = ({ body }: Awaited<ReturnType<typeof offer>>) => body.errors as { pointer: string; detail: string }[]
  const decide = (id: string, expertId: string, verdict: string) => officer.browser.api('POST', `/api/enquiries/${id}/decisions`, { expertId, rule: 'C11', organisation: { name: PARTY }, verdict, reason: '核对了两家的产品' })

  test('whoever is excluded is refused with rule and evidence, member by member; the others are not', async () => {
    const id = await against({ size: 2 })
    const refused = await offer(id, [free, employed], [silent])
    expect([refused.status, errorsOf(refused).map(({ pointer }) => pointer)]).toEqual([400, ['#/body/members/1', '#/body/alternates/0']])
    const [first, second] = errorsOf(refused)
    expect(first!.detail).toContain('应当回避')
    expect(first!.detail).toContain('C6')
    expect(first!.detail).toContain('请换一位')
    expect(second!.detail).toContain('Q1')
    expect(second!.detail).toContain('补交保密承诺')
    expect(await prisma().assignment.count({ where: { enquiryId: id } })).toBe(0)
  })

  test('what is to be decided is decided first: dismissed, the expert may be proposed; upheld, not', async () => {
    const [id, other] = [await against(), await against()]
    const refused = await offer(id, [competitor])
    expect(refused.status).toBe(400)
    expect(errorsOf(refused)).toHaveLength(1)
    expect(errorsOf(refused)[0]!.detail).toContain('先作决定')
    expect(errorsOf(refused)[0]!.detail).toContain('C11')
    expect(errorsOf(refused)[0]!.detail).toContain(`/enquiries/${id}/experts/${competitor}`)
    expect(await decide(id, competitor, 'dismissed')).toMatchObject({ status: 201 })
    expect((await offer(id, [competitor])).status).toBe(201)
    expect(errorsOf(await offer(other, [competitor]))[0]!.detail).toContain('先作决定') // decided for the other enquiry only
    expect((await decide(other, competitor, 'upheld')).status).toBe(201)
    expect(errorsOf(await offer(other, [competitor]))[0]!.detail).toContain('应当回避')
  })

  test('without a conflict a proposal goes through; the same expert against other parties too', async () => {
    expect((await offer(await against(), [free])).status).toBe(201)
    expect((await offer(await open(), [employed], [competitor])).status).toBe(201)
  })

  test('the page tells it and keeps what was typed', async () => {
    const id = await against()
    const path = `/enquiries/${id}/panel`
    const refused = await officer.browser.submit(path, path, { members: employed, alternates: '' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('应当回避')
    expect(refused.text).toContain(`${employed}</textarea>`)
  })
})

describe('the declaration', () => {
  async function declare(ground: string) {
    const id = await open()
    await propose(id, [0], [1])
    await invite(id)
    const answered = await answer(id, 0, { answer: 'accept', statements: { ...NONE, [ground]: true }, explanation: '2024 年合作发表过一篇论文' })
    const decide = async (verdict: string, by = officer) => by.browser.api('POST', `/api/assignments/${(await seatOf(id, 0)).id}/declaration-decision`, { verdict, reason: '核对了所申报的情况' })
    return { id, answered, decide }
  }

  test('an open statement is refused, by name', async () => {
    const id = await open()
    await propose(id, [0])
    await invite(id)
    const { party: _, ...others } = NONE
    const { status, body } = await answer(id, 0, { answer: 'accept', statements: others })
    expect([status, (body.errors as { pointer: string }[]).map(({ pointer }) => pointer)]).toEqual([400, ['#/body/statements/party']])
    expect((await states(id))[0]).toBe('INVITED')
  })

  test('what is declared waits for an officer instead of an acceptance, and does not run out', async () => {
    const { id, answered, decide } = await declare('coauthor')
    expect(answered).toMatchObject({ status: 200, body: { state: 'INVITED', needsDecision: true, mayAnswer: false } })
    expect(await enquiryState(id)).toBe('INVITED')
    expect(await mailsTo(officer, id)).toBe(1)
    expect((await answer(id, 0)).status).toBe(409)
    await expireInvitations({ prisma: prisma(), baseUrl: app.url }, AFTER)
    expect(await panelOf(officer, id)).toMatchObject({ body: { members: [{ state: 'INVITED', needsDecision: true, declared: ['coauthor'] }, { state: 'PROPOSED' }] } })
    expect((await decide('admit', stranger)).status).toBe(403)
    expect(await decide('admit')).toMatchObject({ status: 200, body: { state: 'ACCEPTED' } })
    expect(await enquiryState(id)).toBe('ACCEPTED')
    expect((await seatOf(id, 0)).declaration).toMatchObject({ statements: { coauthor: true }, decision: { verdict: 'admit', by: officer.id } })
  })

  test('what the law excludes cannot be admitted; excluded, the expert keeps the place and the next is invited', async () => {
    const { id, decide } = await declare('interest')
    expect((await decide('admit')).status).toBe(400)
    expect(await decide('exclude')).toMatchObject({ status: 200, body: { state: 'DECLINED' } })
    expect(await seatOf(id, 0)).toMatchObject({ declined: 'conflict' })
    expect((await states(id)).slice(0, 2)).toEqual(['DECLINED', 'INVITED'])
  })

  test('answered by mistake it can be asked again, with new time', async () => {
    const { id, decide } = await declare('party')
    clock = AFTER
    expect(await decide('again')).toMatchObject({ status: 200, body: { state: 'INVITED' } })
    expect((await seatOf(id, 0)).answerBy).toEqual(new Date('2026-12-02T15:59:59.999Z'))
    expect(await answer(id, 0)).toMatchObject({ status: 200, body: { state: 'ACCEPTED' } })
  })
})

describe('whoever is walled off', () => {
  test('sees and does nothing: the same 404 as for an enquiry that does not exist, and no mail', async () => {
    const walled = await makePerson(app, 'bureau_leader')
    const id = await atWork({ procedure: 'civil_litigation', walledOff: [walled.id] })
    const seat = (await seatOf(id, 0)).id
    const challenged = await firm.browser.api('POST', `/api/assignments/${seat}/challenges`, { reason: '是对方的老师', learned: '2026-11-24' })
    const challenge = String(challenged.body.id)
    const nothing = 'qqqqqqqqqq'
    const asked: [string, (enquiry: string, assignment: string, challenge: string) => string, object | undefined][] = [
      ['GET', (e) => `/api/enquiries/${e}/panel`, undefined],
      ['POST', (e) => `/api/enquiries/${e}/panel`, { members: listed(4), alternates: [] }],
      ['POST', (e) => `/api/enquiries/${e}/invitations`, undefined],
      ['POST', (_, a) => `/api/assignments/${a}/complete`, undefined],
      ['POST', (_, a) => `/api/assignments/${a}/recusal`, { reason: '不应当看到' }],
      ['POST', (_, a) => `/api/assignments/${a}/challenges`, { reason: '不应当看到' }],
      ['POST', (_, a) => `/api/assignments/${a}/declaration-decision`, { verdict: 'admit', reason: '不应当看到' }],
      ['POST', (_, __, c) => `/api/challenges/${c}/decision`, { upheld: true, grounds: '不应当看到' }],
      ['POST', (_, __, c) => `/api/challenges/${c}/reconsideration`, undefined],
    ]
    for (const [method, path, body] of asked) {
      const real = await walled.browser.api(method, path(id, seat, challenge), body)
      const missing = await walled.browser.api(method, path(nothing, nothing, nothing), body)
      expect([path(id, seat, challenge), real.status, missing.status]).toEqual([path(id, seat, challenge), 404, 404])
      expect(real.body).toEqual(missing.body)
    }
    for (const path of [`/enquiries/${id}/panel`, `/enquiries/${id}/panel/${seat}`]) expect((await walled.browser.get(path)).status).toBe(404)
    expect(await mailsTo(walled, id)).toBe(0)
    expect(await mailsTo(leader, id)).toBe(1)
    expect((await states(id))[0]).toBe('CHALLENGED')
  })
})

describe('a challenge', () => {
  const challenge = async (id: string, body: object = { reason: '是对方代理人的合伙人', learned: '2026-11-24' }, by = firm) => by.browser.api('POST', `/api/assignments/${(await seatOf(id, 0)).id}/challenges`, body)
  const decide = (made: { body: Record<string, unknown> }, upheld: boolean, by = leader) => by.browser.api('POST', `/api/challenges/${String(made.body.id)}/decision`, { upheld, grounds: '经查证作出决定' })
  const reconsider = (made: { body: Record<string, unknown> }, by = firm) => by.browser.api('POST', `/api/challenges/${String(made.body.id)}/reconsideration`)
  const complete = async (id: string, i = 0) => officer.browser.api('POST', `/api/assignments/${(await seatOf(id, i)).id}/complete`)
  /** Work began the day before, as the party learned of the ground today. */
  const begunYesterday = (id: string) => prisma().enquiryMove.updateMany({ where: { enquiryId: id, to: 'IN_PROGRESS' }, data: { at: new Date('2026-11-23T02:00:00Z') } })

  test('suspends in litigation; upheld, the expert is replaced, the opinion void and the next alternate invited', async () => {
    const id = await atWork({ procedure: 'civil_litigation' })
    await begunYesterday(id)
    expect((await challenge(id, { reason: '是对方代理人的合伙人' })).status).toBe(400) // work has begun: when was it learned?
    expect((await challenge(id, undefined, stranger)).status).toBe(404)
    const made = await challenge(id)
    expect(made).toMatchObject({ status: 201, body: { upheld: null, decideBy: '2026-11-27T15:59:59.999Z', isOverdue: false } })
    expect(await panelOf(firm, id)).toMatchObject({ body: { members: [{ state: 'CHALLENGED', isSuspended: true }] } })
    expect((await challenge(id)).status).toBe(409)
    expect((await complete(id)).status).toBe(409)
    expect((await decide(made, true, officer)).status).toBe(403)
    expect(await decide(made, true)).toMatchObject({ status: 200, body: { upheld: true } })
    expect(await seatOf(id, 0)).toMatchObject({ state: 'REPLACED', voidOpinion: true })
    expect((await states(id)).slice(0, 2)).toEqual(['REPLACED', 'INVITED'])
    expect((await decide(made, false)).status).toBe(409)
    await answer(id, 1)
    expect(membersIn((await panelOf(firm, id)).body).map(({ state }) => state)).toEqual(['REPLACED', 'ACCEPTED'])
    expect(await complete(id, 1)).toMatchObject({ status: 200, body: { state: 'COMPLETED' } })
    expect(await enquiryState(id)).toBe('OPINION_DELIVERED')
  })

  test('does not stop an administrative penalty: the opinion comes in meanwhile, and stands when the challenge is rejected', async () => {
    const id = await atWork({ procedure: 'administrative_penalty' })
    await begunYesterday(id)
    const made = await challenge(id)
    expect(await complete(id)).toMatchObject({ status: 200, body: { state: 'CHALLENGED' } })
    expect((await complete(id)).status).toBe(409)
    expect(await enquiryState(id)).toBe('IN_PROGRESS')
    await decide(made, false)
    expect(await seatOf(id, 0)).toMatchObject({ state: 'COMPLETED', voidOpinion: false })
    expect(await enquiryState(id)).toBe('OPINION_DELIVERED')
    expect((await reconsider(made)).status).toBe(409) // this procedure knows none
  })

  test('is reconsidered once, while the expert works on; overturned, the opinion is void', async () => {
    const id = await atWork({ procedure: 'civil_litigation' })
    await begunYesterday(id)
    const made = await challenge(id)
    expect((await reconsider(made)).status).toBe(409) // nothing is decided yet
    await decide(made, false)
    expect((await states(id))[0]).toBe('ACCEPTED')
    expect((await challenge(id)).status).toBe(409) // one stage only
    expect((await reconsider(made, stranger)).status).toBe(404)
    expect(await reconsider(made)).toMatchObject({ status: 200, body: { upheld: null, decidedAt: null, mayReconsider: false } })
    expect((await states(id))[0]).toBe('ACCEPTED')
    expect(await decide(made, true)).toMatchObject({ status: 200, body: { upheld: true, grounds: expect.stringContaining('复议') } })
    expect(await seatOf(id, 0)).toMatchObject({ state: 'REPLACED', voidOpinion: true })
    expect((await states(id))[1]).toBe('INVITED')
    expect((await reconsider(made)).status).toBe(409)
  })

  test('cannot be reconsidered after its days, and a late decision is on record as late', async () => {
    const id = await atWork({ procedure: 'civil_litigation' })
    await begunYesterday(id)
    const made = await challenge(id)
    clock = AFTER
    expect(await panelOf(leader, id)).toMatchObject({ body: { members: [{ challenges: [{ isOverdue: true }] }, {}] } })
    await decide(made, false)
    const entry = await prisma().auditEntry.findFirstOrThrow({ where: { action: 'challenge:decide', subjectId: String(made.body.id) } })
    expect(entry.detail).toMatchObject({ upheld: false, late: true })
    clock = new Date('2026-12-02T02:00:00Z')
    expect((await reconsider(made)).status).toBe(409)
  })

  test('of two decisions at once one counts', async () => {
    const id = await atWork({ procedure: 'civil_litigation' })
    await begunYesterday(id)
    const made = await challenge(id)
    expect((await Promise.all([decide(made, true), decide(made, false)])).map(({ status }) => status).toSorted(ascending)).toEqual([200, 409])
  })

  test('the names are not told to whoever may not challenge before they are settled', async () => {
    const id = await open({ size: 2 })
    await propose(id, [0, 1])
    await invite(id)
    await answer(id, 0)
    expect((await challenge(id)).status).toBe(404)
  })
})

describe('pages', () => {
  test('the officer proposes and invites, the expert declares, the party reads names and challenges, the leader decides', async () => {
    const id = await open({ procedure: 'civil_litigation' })
    const path = `/enquiries/${id}/panel`
    expect((await officer.browser.get(`${path}?members=${people[0]!.expert}`)).text).toContain(people[0]!.expert)
    expect((await officer.browser.submit(path, path, { members: 'nobody', alternates: '' })).status).toBe(422)
    expect(await officer.browser.submit(path, path, { members: `${people[0]!.expert} 870`, alternates: people[1]!.expert })).toMatchObject({ status: 303, location: path })
    expect(await officer.browser.submit(path, `${path}/invitations`, {})).toMatchObject({ status: 303 })
    const seat = await seatOf(id, 0)
    expect(seat.score).toBe(870)

    const { browser } = people[0]!.person
    const own = `/account/invitations/${seat.id}`
    expect((await browser.get('/account/invitations')).text).toContain(own)
    expect((await people[1]!.person.browser.get(own)).status).toBe(404)
    const answers = Object.fromEntries(GROUNDS.map((ground) => [ground, 'no']))
    const wrong = await browser.submit(own, `${own}/accept`, { ...answers, party: '' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('href="#party"')
    expect(await browser.submit(own, `${own}/accept`, answers)).toMatchObject({ status: 303, location: own })
    expect((await browser.get(own)).text).toContain('已接受')

    const seen = (await firm.browser.get(path)).text
    expect(seen).toContain('示例专家甲')
    expect(seen).not.toContain('示例专家乙')
    expect(seen).not.toContain('870')
    expect(await firm.browser.submit(path, `${path}/challenges`, { assignment: seat.id, challenge: '是对方代理人的合伙人', learned: '' })).toMatchObject({ status: 303 })
    const { id: made } = await prisma().challenge.findFirstOrThrow({ where: { assignmentId: seat.id } })
    const member = `${path}/${seat.id}`
    expect((await firm.browser.get(member)).status).toBe(404)
    expect((await leader.browser.submit(member, `${member}/challenges/${made}/decision`, { upheld: '', grounds: '经查证属实' })).status).toBe(422)
    expect(await leader.browser.submit(member, `${member}/challenges/${made}/decision`, { upheld: 'yes', grounds: '经查证属实' })).toMatchObject({ status: 303 })
    expect((await officer.browser.get(path)).text).toContain('意见无效')
    expect((await states(id)).slice(0, 2)).toEqual(['REPLACED', 'INVITED'])
  })

  test('an expert declines on the page; a visitor is asked to sign in; others have no such page', async () => {
    const id = await open()
    await propose(id, [0])
    await invite(id)
    const own = `/account/invitations/${(await seatOf(id, 0)).id}`
    const { browser } = people[0]!.person
    expect((await browser.submit(own, `${own}/decline`, { reason: 'tired', note: '' })).status).toBe(422)
    expect(await browser.submit(own, `${own}/decline`, { reason: 'busy', note: '' })).toMatchObject({ status: 303 })
    expect((await states(id))[0]).toBe('DECLINED')
    expect((await fetch(`${app.url}/account/invitations`, { redirect: 'manual' })).status).toBe(303)
    expect((await firm.browser.get('/account/invitations')).status).toBe(403)
  })
})
