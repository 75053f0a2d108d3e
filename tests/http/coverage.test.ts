// The picture of the pool over HTTP: for officers and auditors, in numbers and in words, and nothing of an enquiry behind a wall.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage } from '../../server/coverage/coverage.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'
import { addEnquiry, addExpert, startPanels, type PanelsApp } from '../unit/panels/mount.ts'

let panels: PanelsApp
let officer: TestPerson & { here: Visitor }
let colleague: TestPerson & { here: Visitor }
let auditor: TestPerson & { here: Visitor }
let firm: TestPerson & { here: Visitor }

beforeAll(async () => {
  panels = await startPanels()
  const here = async (role: Parameters<typeof makePerson>[1]) => {
    const person = await makePerson(panels.app, role)
    const visitor = createVisitor(panels)
    for (const [name, value] of person.browser.cookies) visitor.cookies.set(name, value)
    return { ...person, here: visitor }
  }
  ;[officer, colleague, auditor, firm] = [await here('bureau_officer'), await here('bureau_officer'), await here('auditor'), await here('enterprise')]
})
afterAll(() => panels.close())

const read = async ({ here }: { here: Visitor }) => (await here.api('GET', '/api/experts/coverage')).body as unknown as Coverage

describe('coverage', () => {
  test('of an empty pool says what to do', async () => {
    expect(await read(officer)).toMatchObject({ experts: 0, fields: [], loads: [] })
    expect((await officer.here.get('/experts/coverage')).text).toContain('请先登记或导入专家')
  })

  test('is not for the public', async () => {
    expect((await createVisitor(panels).api('GET', '/api/experts/coverage')).status).toBe(401)
    expect((await firm.here.api('GET', '/api/experts/coverage')).status).toBe(403)
    expect((await firm.here.get('/experts/coverage')).status).toBe(403)
    expect((await auditor.here.api('GET', '/api/experts/coverage')).status).toBe(200)
  })

  test('counts fields by industries, names the gaps and who has room', async () => {
    const busy = await addExpert(panels, { name: '示例忙碌 <i>', cap: 1 })
    await addExpert(panels, { types: ['legal'], fields: ['secret/business'], industries: ['F51'] })
    await addExpert(panels, { fields: ['tech/gone'], state: 'SUSPENDED' })
    const enquiry = await addEnquiry(panels, firm.id, { state: 'TRIAGED' })
    await panels.database.prisma.assignment.create({ data: { id: 'bcdfghjkmn', enquiryId: enquiry, expertId: busy, state: 'ACCEPTED' } })
    const coverage = await read(officer)
    const { paths, components } = panels.description as unknown as { paths: Record<string, { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }>; components: object }
    const schema = paths['/api/experts/coverage']!.get.responses['200']!.content['application/json']!.schema
    const check = new Ajv2020({ strict: false, allErrors: true }).compile({ ...schema, components })
    expect(check(coverage), JSON.stringify(check.errors)).toBe(true)
    expect(coverage).toMatchObject({ experts: 2, away: 1, gaps: { fields: ['tech/gone'], single: ['secret/business', 'tech/chemistry'] } })
    expect(coverage.loads[0]).toMatchObject({ id: busy, current: 1, cap: 1, free: 0 })
    const { text } = await officer.here.get('/experts/coverage')
    for (const words of ['没有专家的领域', 'tech/gone', '示例忙碌 &lt;i&gt;', '█', 'A 农、林、牧、渔业']) expect(text).toContain(words)
    expect(text).not.toMatch(/ style=/)
    expect((await officer.here.get('/experts/coverage?lang=en')).text).toContain('Fields without an expert')
  })

  test('says nothing of what an enquiry behind a wall asks for', async () => {
    const enquiry = await addEnquiry(panels, firm.id, { walledOff: [officer.id] })
    await panels.database.prisma.enquiry.update({ where: { id: enquiry }, data: { fields: ['tech/secret'] } })
    expect((await read(colleague)).gaps.fields).toContain('tech/secret')
    expect(JSON.stringify(await read(officer))).not.toContain('tech/secret')
    expect((await officer.here.get('/experts/coverage')).text).not.toContain('tech/secret')
  })
})
