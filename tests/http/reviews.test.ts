import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { addDays } from '../../server/calendar.ts'
import { afterWorkingDays } from '../../server/invitations/working-days.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

const TODAY = '2026-11-24'
let app: RunningApp
let secretary: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES, today: TODAY })
  secretary = await makePerson(app, 'association_secretary')
})
afterAll(() => app.close())

const prisma = () => app.database.prisma
async function project(parameters: object = {}): Promise<string> {
  const id = mintId()
  const organisationId = secretary.organisationId!
  await prisma().associationRules.upsert({ where: { organisationId }, create: { organisationId, parameters }, update: { parameters } })
  await prisma().standardProject.create({ data: { id, organisationId, title: '示例保密规范', documentId: mintId(), applicants: ['示例协会'], state: 'consulting', lastMoveOn: '2026-10-01' } })
  await prisma().standardDrafter.create({ data: { id: mintId(), projectId: id, name: '起草甲', employerName: '示例江新材料有限公司' } })
  const draft = { id: mintId(), projectId: id, number: 1, purpose: 'review', text: '# 示例\n\n## 1 范围\n\n应当保密。', digest: 'd1' }
  await prisma().standardDraft.create({ data: draft })
  await prisma().consultation.create({ data: { id: mintId(), projectId: id, draftId: draft.id, opensOn: '2026-10-01', closesOn: '2026-11-01' } })
  return id
}
type Review = { id: string; version: number; members: { id: string; name: string; version: number; bar: string | null; vote: string | null; isHidden: boolean }[]; count: { passed: boolean; base: number; needed: number } | null }
const ask = async (who: TestPerson, method: string, path: string, body?: object) => (await who.browser.api(method, path, body)) as unknown as { status: number; body: Review & { detail: string } }
async function send(projectId: string, on = TODAY, mode = 'meeting') {
  const { version } = await prisma().standardProject.findUniqueOrThrow({ where: { id: projectId } })
  return ask(secretary, 'POST', `/api/drafting/${projectId}/reviews`, { version, mode, on })
}
const add = (id: string, name: string, employerName: string, more: object = {}) => ask(secretary, 'POST', `/api/reviews/${id}/members`, { name, employerName, ...more })
const state = async (id: string) => (await prisma().standardProject.findUniqueOrThrow({ where: { id } })).state

async function panelOf(projectId: string, size: number, mode = 'meeting'): Promise<string> {
  const { id } = (await send(projectId, TODAY, mode)).body
  for (let n = 0; n < size; n++) expect((await add(id, `委员${n}`, `第${n}研究院`)).status).toBe(201)
  return id
}
const papers = async (id: string, on?: string) => ask(secretary, 'POST', `/api/reviews/${id}/papers`, { version: (await ask(secretary, 'GET', `/api/reviews/${id}`)).body.version, ...(on && { on }) })
async function vote(id: string, votes: (string | null)[]): Promise<void> {
  const { members } = (await ask(secretary, 'GET', `/api/reviews/${id}`)).body
  for (const [at, one] of votes.entries()) expect((await ask(secretary, 'PUT', `/api/reviews/${id}/members/${members[at]!.id}/vote`, { version: members[at]!.version, attends: one !== null, vote: one })).status).toBe(200)
}
async function close(id: string, outcome: string) {
  const { version } = (await ask(secretary, 'GET', `/api/reviews/${id}`)).body
  const filed = await ask(secretary, 'POST', `/api/reviews/${id}/minutes`, { version, title: '审查会纪要', text: '审查组逐条讨论了送审稿。' })
  return ask(secretary, 'POST', `/api/reviews/${id}/close`, { version: filed.body.version, outcome })
}

describe('a review', () => {
  test.each([
    ['3 of 4 pass', {}, ['for', 'for', 'for', 'against', null], true],
    ['2 of 3 do not', {}, ['for', 'for', 'against', null, null], false],
    ['3 of 4 of a panel of 5 do not', { voteBase: 'panel' }, ['for', 'for', 'for', 'against', null], false],
    ['4 of 5 of the panel pass', { voteBase: 'panel', passRatio: [4, 5] }, ['for', 'for', 'for', 'for', null], true],
    ['3 of 5 do not', { passRatio: [4, 5] }, ['for', 'for', 'for', 'against', 'abstain'], false],
  ])('%s', async (_, parameters, votes, passes) => {
    const at = await project(parameters)
    const id = await panelOf(at, 5)
    expect((await papers(id)).status).toBe(200)
    await vote(id, votes)
    expect((await close(id, passes ? 'failed' : 'passed')).status).toBe(409)
    expect((await close(id, passes ? 'passed' : 'failed')).status).toBe(200)
    expect(await state(at)).toBe(passes ? 'approving' : 'review_failed')
  })

  test('keeps out drafters, their colleagues and whoever sits there already; a panel of 4 gets no papers, one of 5 does', async () => {
    const id = await panelOf(await project(), 4)
    for (const [name, employer, why] of [['起草甲', '示例江新材料有限公司', '起草人'], ['同事', '示例江新材料有限公司', '同一单位'], ['委员0', '第0研究院', '重复']] as const) {
      const { status, body } = await add(id, name, employer)
      expect([status, body.detail.includes(why)]).toEqual([409, true])
    }
    expect((await papers(id)).status).toBe(409)
    await add(id, '委员4', '第4研究院')
    expect((await papers(id)).status).toBe(200)
  })

  test('has its papers out 10 working days before, 9 are refused', async () => {
    const id = await panelOf(await project({ paperLeadWorkdays: 10 }), 5)
    expect((await papers(id, afterWorkingDays(TODAY, 9))).status).toBe(409)
    expect((await papers(id, afterWorkingDays(TODAY, 10))).status).toBe(200)
    const member = (await ask(secretary, 'GET', `/api/reviews/${id}`)).body.members[0]!
    expect((await ask(secretary, 'DELETE', `/api/reviews/${id}/members/${member.id}`)).status).toBe(409)
  })

  test('is closed by one of two secretaries, and after two failures only ended', async () => {
    const at = await project()
    for (const round of [1, 2]) {
      if (round === 2) {
        expect((await send(at)).status).toBe(409)
        await prisma().standardDraft.create({ data: { id: mintId(), projectId: at, number: 2, purpose: 'review', text: '# 改', digest: 'd2' } })
      }
      const id = await panelOf(at, 5)
      await papers(id)
      await vote(id, ['against', 'against', 'for', 'for', 'for'])
      const { version } = (await ask(secretary, 'GET', `/api/reviews/${id}`)).body
      const filed = await ask(secretary, 'POST', `/api/reviews/${id}/minutes`, { version, title: '审查会纪要', text: '审查组逐条讨论了送审稿。' })
      const both = await Promise.all([0, 1].map(() => ask(secretary, 'POST', `/api/reviews/${id}/close`, { version: filed.body.version, outcome: 'failed' })))
      expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    }
    await prisma().standardDraft.create({ data: { id: mintId(), projectId: at, number: 3, purpose: 'review', text: '# 再改', digest: 'd3' } })
    expect((await send(at)).body.detail).toContain('终止')
  })
})

describe('by letter', () => {
  test('a member votes alone and sees nobody else’s vote; the secretary sees all, a stranger nothing', async () => {
    const id = await panelOf(await project(), 3, 'letter')
    const [one, two] = [await makePerson(app, null), await makePerson(app, null)]
    await add(id, '张一', '第八研究院', { email: one.email })
    await add(id, '李二', '第九研究院', { email: two.email })
    const before = await prisma().mail.count()
    expect((await papers(id, addDays(TODAY, 1))).status).toBe(200)
    expect(await prisma().mail.count()).toBe(before + 2)
    const { members } = (await ask(secretary, 'GET', `/api/reviews/${id}`)).body
    const own = members.find(({ name }) => name === '张一')!
    const mineIn = ({ members: all }: { members: typeof members }) => all.find(({ id: member }) => member === own.id)!
    const cast = (who: TestPerson, body: object) => ask(who, 'PUT', `/api/reviews/${id}/members/${own.id}/vote`, body)
    expect((await cast(two, { version: own.version, vote: 'for' })).status).toBe(403)
    expect((await cast(secretary, { version: own.version, vote: 'for' })).status).toBe(403)
    expect((await cast(one, { version: own.version, vote: 'against' })).status).toBe(400)
    expect((await cast(one, { version: own.version, vote: 'against', opinion: '术语不清' })).status).toBe(200)
    const changed = await cast(one, { version: own.version + 1, vote: 'for' })
    expect([changed.status, mineIn(changed.body).vote, changed.body.count]).toEqual([200, 'for', null])
    const seen = mineIn((await ask(two, 'GET', `/api/reviews/${id}`)).body)
    expect([seen.vote, seen.isHidden]).toEqual([null, true])
    expect(mineIn((await ask(secretary, 'GET', `/api/reviews/${id}`)).body).vote).toBe('for')
    expect(mineIn((await ask(await makePerson(app, 'auditor'), 'GET', `/api/reviews/${id}`)).body).vote).toBe('for')
    expect((await ask(await makePerson(app, null), 'GET', `/api/reviews/${id}`)).status).toBe(404)
    expect((await one.browser.get('/reviews')).text).toContain(id)
    expect((await one.browser.get(`/reviews/${id}`)).text).toContain('应当保密')
    await prisma().standardReview.update({ where: { id }, data: { on: addDays(TODAY, -1) } })
    expect((await cast(one, { version: own.version + 2, vote: 'abstain' })).status).toBe(409)
  })
})
