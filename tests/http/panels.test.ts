// Searches for panels over HTTP: begun, watched, compared, taken over once and as a whole; and what must not be possible.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { withAdvisoryLock } from '../../prisma/lock.ts'
import type { PanelAnswer } from '../../server/panels/schema.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'
import { addEnquiry, addExpert, startPanels, type PanelsApp } from '../unit/panels/mount.ts'

let panels: PanelsApp
let officer: TestPerson & { here: Visitor }
let colleague: TestPerson & { here: Visitor }
let auditor: TestPerson & { here: Visitor }
let firm: TestPerson & { here: Visitor }
let isBroken = false
let validate: (path: string, method: string, status: number, body: unknown) => void

beforeAll(async () => {
  panels = await startPanels({
    proposePanel: async (tx, { enquiryId, members, alternates }) => {
      await tx.assignment.deleteMany({ where: { enquiryId, state: 'PROPOSED' } })
      const seats = [...members.map((seat) => ({ ...seat, alternate: 0 })), ...alternates.map((seat, at) => ({ ...seat, alternate: at + 1 }))]
      await tx.assignment.createMany({ data: seats.map(({ expertId, score, alternate }) => ({ id: mintId(), enquiryId, expertId, score, alternate })) })
      if (isBroken && (await tx.assignment.groupBy({ by: ['enquiryId'] })).length > 1) throw new Error('the second panel cannot be written')
    },
  })
  const here = async (role: Parameters<typeof makePerson>[1]) => {
    const person = await makePerson(panels.app, role)
    const visitor = createVisitor(panels)
    for (const [name, value] of person.browser.cookies) visitor.cookies.set(name, value)
    return { ...person, here: visitor }
  }
  ;[officer, colleague, auditor, firm] = [await here('bureau_officer'), await here('bureau_officer'), await here('auditor'), await here('enterprise')]
  const { paths, components } = panels.description as unknown as { paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>>; components: object }
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)))
  validate = (path, method, status, body) => {
    const [schema] = Object.values(paths[path]![method]!.responses[status]!.content).map((one) => one.schema)
    const check = ajv.compile({ ...schema, components })
    if (!check(body)) throw new Error(`${method} ${path} ${status} is not as described: ${JSON.stringify(check.errors?.slice(0, 3))}`)
  }
})
afterAll(() => panels.close())

afterEach(async () => {
  isBroken = false
  const { prisma } = panels.database
  await panels.runner.wake()
  await prisma.assignment.deleteMany()
  await prisma.enquiry.updateMany({ data: { state: 'CLOSED' } })
  await prisma.expert.updateMany({ data: { state: 'REMOVED', version: { increment: 1 } } })
})

/** Enough of both types for `seats` panels of two. */
const addPool = async (seats = 3) => {
  for (let i = 0; i < seats; i++) {
    await addExpert(panels, { types: ['legal'], text: '商业秘密 诉讼 侵权 证据' })
    await addExpert(panels, { types: ['technical'] })
  }
}

const start = async (body: object = {}, who = officer): Promise<PanelAnswer> => {
  const { status, body: answer } = await who.here.api('POST', '/api/assignments', body)
  expect(status, JSON.stringify(answer)).toBe(201)
  validate('/api/assignments', 'post', 201, answer)
  return answer as unknown as PanelAnswer
}
const read = async (id: string, who = officer) => (await who.here.api('GET', `/api/assignments/${id}`)).body as unknown as PanelAnswer
const solve = async (body: object = {}): Promise<PanelAnswer> => {
  const { id } = await start(body)
  await panels.runner.wake()
  return read(id)
}
const apply = (id: string, who = officer) => who.here.api('POST', `/api/assignments/${id}/apply`)

describe('POST /api/assignments', () => {
  test('solves all that wait for a recommended panel, by the rules, and tells the greedy way beside it', async () => {
    await addPool()
    const ids = [await addEnquiry(panels, firm.id), await addEnquiry(panels, firm.id)]
    await addEnquiry(panels, firm.id, { state: 'TRIAGED' })
    await addEnquiry(panels, firm.id, { mode: 'DRAW' })
    const queued = await start()
    expect(['QUEUED', 'RUNNING']).toContain(queued.state)
    expect(queued.enquiries.toSorted()).toEqual(ids.toSorted())
    await panels.runner.wake()
    const run = await read(queued.id)
    validate('/api/assignments/{id}', 'get', 200, run)
    expect(run).toMatchObject({ state: 'DONE', error: null, progress: null, appliedAt: null, result: { seed: queued.id, blocks: [] } })
    const typesOf = new Map((await panels.database.prisma.expert.findMany()).map(({ id, types }) => [id, types]))
    expect(run.result!.panels.map(({ enquiryId }) => enquiryId).toSorted()).toEqual(ids.toSorted())
    for (const { members, points } of run.result!.panels) {
      expect(members.flatMap(({ expertId }) => typesOf.get(expertId)!).toSorted()).toEqual(['legal', 'technical'])
      expect(points).toBe(members.reduce((sum, { score }) => sum + score, 0))
    }
    expect(run.result!.total).toBe(run.result!.panels.reduce((sum, { points }) => sum + points, 0))
    expect(run.result!.panels.every(({ greedy }) => greedy.members.length > 0)).toBe(true)
    expect(await panels.database.prisma.assignment.count()).toBe(0)
    expect(await panels.database.prisma.auditEntry.findFirst({ where: { action: 'panel:start', subjectId: run.id } })).toMatchObject({ actorId: officer.id, outcome: 'DONE' })
  })

  test('finds the same panels again for the same seed', async () => {
    await addPool(4)
    await addEnquiry(panels, firm.id)
    const [a, b] = [await solve({ seed: 'same' }), await solve({ seed: 'same' })]
    expect(b.result!.panels).toEqual(a.result!.panels)
  })

  test('names every enquiry that cannot be taken, and begins nothing without any', async () => {
    const [wrong, closed] = [mintId(), await addEnquiry(panels, firm.id, { state: 'TRIAGED' })]
    const refused = await officer.here.api('POST', '/api/assignments', { enquiries: [wrong, closed] })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/enquiries/0' }, { pointer: '#/body/enquiries/1' }] } })
    expect((await officer.here.api('POST', '/api/assignments', {})).body).toMatchObject({ status: 400, errors: [{ pointer: '#/body/enquiries' }] })
    expect((await officer.here.api('POST', '/api/assignments', { enquiries: [] })).status).toBe(400)
  })

  test('keeps out whoever may not: reading is for officers and auditors, writing for officers', async () => {
    await addPool()
    const id = (await solve({ enquiries: [await addEnquiry(panels, firm.id)] })).id
    expect((await auditor.here.api('GET', `/api/assignments/${id}`)).status).toBe(200)
    expect((await firm.here.api('GET', `/api/assignments/${id}`)).status).toBe(403)
    expect((await createVisitor(panels).api('GET', '/api/assignments')).status).toBe(401)
    for (const person of [auditor, firm]) {
      expect((await person.here.api('POST', '/api/assignments', {})).status).toBe(403)
      expect((await apply(id, person)).status).toBe(403)
      expect((await person.here.api('POST', `/api/assignments/${id}/stop`)).status).toBe(403)
    }
  })
})

describe('a wall', () => {
  test('leaves the enquiry out of the runs of whoever is walled off, and hides runs with it', async () => {
    await addPool()
    const [open, walled] = [await addEnquiry(panels, firm.id), await addEnquiry(panels, firm.id, { title: '只有同事能看的需求', walledOff: [officer.id] })]
    expect((await start()).enquiries).toEqual([open])
    await panels.runner.wake()
    const known = await officer.here.api('POST', '/api/assignments', { enquiries: [walled] })
    const unknown = await officer.here.api('POST', '/api/assignments', { enquiries: ['bcdfghjkmn'] })
    expect(JSON.stringify(known.body).replaceAll(walled, 'x')).toBe(JSON.stringify(unknown.body).replaceAll('bcdfghjkmn', 'x'))
    expect((await officer.here.get('/panels/new')).text).not.toContain('只有同事能看的需求')

    const { id } = await start({ enquiries: [walled] }, colleague)
    await panels.runner.wake()
    expect((await read(id, colleague)).state).toBe('DONE')
    const list = (await officer.here.api('GET', '/api/assignments?size=100')).body as { items: { id: string }[]; total: number }
    expect(list.items.some((item) => item.id === id)).toBe(false)
    expect(list.total).toBe(list.items.length)
    for (const [method, path] of [['GET', ''], ['POST', '/apply'], ['POST', '/stop']] as const) expect((await officer.here.api(method, `/api/assignments/${id}${path}`)).status).toBe(404)
    expect((await officer.here.get(`/panels/${id}`)).status).toBe(404)
  })
})

describe('no solution', () => {
  test('names enquiry, rule and capacity, and cannot be taken over', async () => {
    await addExpert(panels, { types: ['technical'] })
    await addExpert(panels, { types: ['technical'] })
    const enquiry = await addEnquiry(panels, firm.id, { title: '缺法律专家的需求' })
    const run = await solve()
    expect(run).toMatchObject({ state: 'NO_SOLUTION', result: { panels: [], total: null } })
    expect(run.result!.blocks).toContainEqual(expect.objectContaining({ rule: 'role', enquiryId: enquiry, of: 'legal', missing: 1 }))
    expect((await apply(run.id)).status).toBe(409)
    const { text } = await officer.here.get(`/panels/${run.id}`)
    expect(text).toContain('“缺法律专家的需求” 缺 1 位“法律”类专家')
    expect(text).not.toContain(`/panels/${run.id}/apply`)
  })

  test('never seats whom the gate excludes, nor who has a finding that nobody has decided', async () => {
    const [party, friend] = [await addExpert(panels, { types: ['legal', 'technical'], employer: '示例甲公司' }), await addExpert(panels, { types: ['legal', 'technical'] })]
    await panels.database.prisma.expertRelation.create({ data: { id: mintId(), expertId: friend, kind: 'coauthor', organisation: '示例甲公司', person: '示例人', from: new Date('2026-01-01') } })
    await panels.database.prisma.expert.update({ where: { id: friend }, data: { version: { increment: 1 } } })
    const only = await addExpert(panels, { types: ['legal', 'technical'] })
    await addEnquiry(panels, firm.id, { size: 1 })
    const run = await solve()
    expect(run.result!.considered).toMatchObject([{ eligible: 1, undecided: 1 }])
    expect(run.result!.panels[0]!.members.map(({ expertId }) => expertId)).toEqual([only])
    expect([party, friend]).not.toContain(run.result!.panels[0]!.members[0]!.expertId)
  })
})

describe('an enquiry that comes back to matching', () => {
  test('gets experts for its free seats only: nobody who was asked before, none of an employer who sits, the missing type', async () => {
    const { prisma } = panels.database
    const [seated, refused] = [await addExpert(panels, { types: ['legal'], employer: '示例律师事务所' }), await addExpert(panels, { types: ['technical'] })]
    await addExpert(panels, { types: ['technical'], employer: '示例 律师事务所' })
    await addExpert(panels, { types: ['legal'] })
    const own = await addExpert(panels, { types: ['technical'] })
    await prisma.expert.update({ where: { id: own }, data: { userId: firm.id, version: { increment: 1 } } })
    const free = await addExpert(panels, { types: ['technical'] })
    const enquiry = await addEnquiry(panels, firm.id, { alternates: 0 })
    await prisma.assignment.createMany({ data: [{ id: mintId(), enquiryId: enquiry, expertId: seated, state: 'ACCEPTED' }, { id: mintId(), enquiryId: enquiry, expertId: refused, state: 'DECLINED' }] })
    const run = await solve()
    expect(run).toMatchObject({ state: 'DONE', result: { panels: [{ members: [{ expertId: free }] }] } })
    expect(run.result!.considered).toMatchObject([{ size: 1, eligible: 2 }])
    await prisma.expert.update({ where: { id: own }, data: { userId: null, version: { increment: 1 } } })
    await prisma.assignment.updateMany({ where: { expertId: refused }, data: { state: 'ACCEPTED' } })
    expect(await solve()).toMatchObject({ state: 'ERROR', error: expect.stringContaining('席位都已经有人') })
  })
})

describe('POST /api/assignments/{id}/apply', () => {
  test('writes all panels with their alternates, once', async () => {
    await addPool()
    await addEnquiry(panels, firm.id)
    await addEnquiry(panels, firm.id)
    const run = await solve()
    const [a, b] = await Promise.all([apply(run.id, officer), apply(run.id, colleague)])
    expect([a.status, b.status].toSorted((x, y) => x - y)).toEqual([200, 409])
    validate('/api/assignments/{id}/apply', 'post', 200, [a, b].find(({ status }) => status === 200)!.body)
    const rows = await panels.database.prisma.assignment.findMany()
    for (const { enquiryId, members, alternates } of run.result!.panels) {
      const own = rows.filter((row) => row.enquiryId === enquiryId)
      expect(own.filter(({ alternate }) => alternate === 0).map(({ expertId }) => expertId).toSorted()).toEqual(members.map(({ expertId }) => expertId).toSorted())
      expect(own.filter(({ alternate }) => alternate > 0).toSorted((x, y) => x.alternate - y.alternate).map(({ expertId }) => expertId)).toEqual(alternates.map(({ expertId }) => expertId))
    }
    expect(rows.every(({ state }) => state === 'PROPOSED')).toBe(true)
    expect((await apply(run.id)).status).toBe(409)
    expect(await panels.database.prisma.auditEntry.count({ where: { action: 'panel:apply', subjectId: run.id } })).toBe(1)
  })

  test('of two runs over the same enquiry taken over at once one wins', async () => {
    await addPool()
    await addEnquiry(panels, firm.id)
    const runs = [await solve(), await solve()]
    const statuses = (await Promise.all([apply(runs[0]!.id, officer), apply(runs[1]!.id, colleague)])).map(({ status }) => status)
    expect(statuses.toSorted((x, y) => x - y)).toEqual([200, 409])
    expect(await panels.database.prisma.assignment.count({ where: { alternate: 0 } })).toBe(2)
  })

  test('writes nothing when one panel cannot be written', async () => {
    await addPool()
    await addEnquiry(panels, firm.id)
    await addEnquiry(panels, firm.id)
    const run = await solve()
    isBroken = true
    expect((await apply(run.id)).status).toBe(500)
    expect(await panels.database.prisma.assignment.count()).toBe(0)
    isBroken = false
    expect((await apply(run.id)).status).toBe(200)
  })

  const changes: [what: string, change: (ids: { enquiry: string; expert: string }) => Promise<unknown>][] = [
    ['an enquiry was changed', ({ enquiry }) => panels.database.prisma.enquiry.update({ where: { id: enquiry }, data: { version: { increment: 1 } } })],
    ['an enquiry does not wait any more', ({ enquiry }) => panels.database.prisma.enquiry.update({ where: { id: enquiry }, data: { state: 'WITHDRAWN' } })],
    ['an expert was changed', ({ expert }) => panels.database.prisma.expert.update({ where: { id: expert }, data: { state: 'SUSPENDED', version: { increment: 1 } } })],
    [
      'a load grew',
      async ({ expert }) => {
        const other = await addEnquiry(panels, firm.id, { state: 'TRIAGED' })
        return panels.database.prisma.assignment.create({ data: { id: mintId(), enquiryId: other, expertId: expert, state: 'PROPOSED' } })
      },
    ],
  ]
  test.each(changes)('is refused when %s', async (_, change) => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const run = await solve()
    await change({ enquiry, expert: run.result!.panels[0]!.members[0]!.expertId })
    const { status, body } = await apply(run.id)
    expect({ status, detail: body.detail }).toEqual({ status: 409, detail: expect.stringContaining('重新求解') })
    expect(await panels.database.prisma.assignment.count({ where: { enquiryId: enquiry } })).toBe(0)
    expect((await read(run.id)).appliedAt).toBe(null)
  })
})

describe('the queue', () => {
  test('a run that is queued or runs can be stopped, from any process; nothing of it is kept', async () => {
    await addPool()
    await addEnquiry(panels, firm.id)
    const { id } = await start()
    expect((await officer.here.api('POST', `/api/assignments/${id}/stop`)).status).toBe(200)
    await panels.runner.wake()
    expect(await read(id)).toMatchObject({ state: 'ERROR', error: expect.stringContaining('停止'), result: null })
    expect((await officer.here.api('POST', `/api/assignments/${id}/stop`)).status).toBe(409)
    expect((await apply(id)).status).toBe(409)
  })

  test('what a killed process left is marked by the next start, and what waits is done', async () => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const [dead, waiting] = [mintId(), mintId()]
    await panels.database.prisma.panelRun.create({ data: { id: dead, state: 'RUNNING', enquiries: [enquiry], startedAt: new Date(), result: { seed: 's' } } })
    await panels.database.prisma.panelRun.create({ data: { id: waiting, enquiries: [enquiry], result: { seed: 's' } } })
    await panels.anotherRunner().wake()
    expect(await read(dead)).toMatchObject({ state: 'ERROR', error: expect.stringContaining('重新求解'), result: null })
    expect((await read(waiting)).state).toBe('DONE')
  })

  test('a run of another living process is left alone, and what waits is done after it', async () => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const [theirs, waiting] = [mintId(), mintId()]
    await panels.database.prisma.panelRun.create({ data: { id: theirs, state: 'RUNNING', enquiries: [enquiry], startedAt: new Date(), result: { seed: 's' } } })
    await panels.database.prisma.panelRun.create({ data: { id: waiting, enquiries: [enquiry], result: { seed: 's' } } })
    const runner = panels.anotherRunner()
    let working: Promise<void> = Promise.resolve()
    const held = await withAdvisoryLock(panels.database, 'panel-runs', async () => {
      working = runner.wake()
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect([(await read(theirs)).state, (await read(waiting)).state]).toEqual(['RUNNING', 'QUEUED'])
      await panels.database.prisma.panelRun.update({ where: { id: theirs }, data: { state: 'DONE', endedAt: new Date() } })
    })
    expect(held.ran).toBe(true)
    await working
    expect([(await read(theirs)).state, (await read(waiting)).state]).toEqual(['DONE', 'DONE'])
  })

  test('two processes never work on two runs at once', async () => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const ids = [mintId(), mintId(), mintId()]
    for (const id of ids) await panels.database.prisma.panelRun.create({ data: { id, enquiries: [enquiry], result: { seed: id } } })
    await Promise.all([panels.anotherRunner().wake(), panels.anotherRunner().wake()])
    const runs = await panels.database.prisma.panelRun.findMany({ where: { id: { in: ids } }, orderBy: { startedAt: 'asc' } })
    expect(runs.map(({ state }) => state)).toEqual(['DONE', 'DONE', 'DONE'])
    for (const [at, { startedAt }] of runs.entries()) if (at) expect(startedAt!.getTime()).toBeGreaterThanOrEqual(runs[at - 1]!.endedAt!.getTime())
  })

  test('past the limit a run times out and keeps nothing', async () => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const id = mintId()
    await panels.database.prisma.panelRun.create({ data: { id, enquiries: [enquiry], result: { seed: id } } })
    await panels.anotherRunner({ limitMs: 1 }).wake()
    expect(await read(id)).toMatchObject({ state: 'TIMEOUT', result: null, error: expect.stringContaining('分批') })
  })

  test('a closed runner ends what it does and says so', async () => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const id = mintId()
    await panels.database.prisma.panelRun.create({ data: { id, enquiries: [enquiry], result: { seed: id } } })
    const runner = panels.anotherRunner()
    const working = runner.wake()
    while ((await read(id)).state === 'QUEUED') await new Promise((resolve) => setTimeout(resolve, 5))
    await runner.close()
    await working
    expect((await read(id)).state).toMatch(/^(ERROR|DONE)$/)
  })
})

describe('the pages', () => {
  test('choose, watch, compare, look at what a change costs, take over', async () => {
    const chemist = await addExpert(panels, { name: '示例化学甲', types: ['technical'] })
    await addExpert(panels, { name: '示例化学乙', types: ['technical'] })
    const lawyer = await addExpert(panels, { name: '示例律师', types: ['legal'], text: '商业秘密 诉讼' })
    const enquiry = await addEnquiry(panels, firm.id, { title: '示例配方需求 <b>' })
    const none = await officer.here.submit('/panels/new', '/panels/new', {})
    expect(none.status).toBe(422)
    expect(none.text).toContain('href="#enquiries"')
    const begun = await officer.here.submit('/panels/new', '/panels/new', { enquiries: enquiry })
    expect(begun.status).toBe(303)
    await panels.runner.wake()
    const path = begun.location!
    const shown = await officer.here.get(path)
    expect(shown.headers.get('refresh')).toBe(null)
    for (const text of ['最优方案', '逐对取优', '示例律师', '示例配方需求 &lt;b&gt;', '保底']) expect(shown.text).toContain(text)
    expect(shown.text).not.toMatch(/ style=|<script(?! type="module" src)/)

    const cost = await officer.here.get(`${path}?enquiry=${enquiry}&leave=${lawyer}&seat=${chemist}`)
    expect(cost.text).toContain('换人的代价')
    expect(cost.text).toMatch(/组内|缺少规定类型/)
    expect((await officer.here.get(`${path}?enquiry=${enquiry}&leave=bcdfghjkmn`)).status).toBe(404)

    expect((await auditor.here.get(path)).text).not.toContain(`${path}/apply`)
    expect((await officer.here.get('/panels')).text).toContain(path)
    const applied = await officer.here.submit(path, `${path}/apply`, {})
    expect([applied.status, applied.location]).toEqual([303, path])
    expect((await officer.here.get(path)).text).toContain('已写入')
    const english = await officer.here.get(`${path}?lang=en`)
    expect(english.text).toContain('Panel by panel')
  })

  test('renew themselves while it runs, without a script', async () => {
    await addPool()
    const enquiry = await addEnquiry(panels, firm.id)
    const id = mintId()
    await panels.database.prisma.panelRun.create({ data: { id, enquiries: [enquiry], state: 'RUNNING', progress: '正在评分', result: { seed: id } } })
    const { headers, text } = await officer.here.get(`/panels/${id}`)
    expect(headers.get('refresh')).toBe('3')
    expect(text).toContain('正在评分')
    expect(text).toContain(`/panels/${id}/stop`)
  })
})
