// The register of adoptions over HTTP: declared on a standard in force, refused on one that was replaced, ended, checked, shown.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'

const TODAY = '2026-11-24'
let app: RunningApp
let current: string
let replaced: string
let successor: string
let draft: string
let enterprise: TestPerson
beforeAll(async () => {
  app = await startApp({ content: 'content', today: TODAY })
  const byFile = (name: string) => [...app.library.documents.values()].find(({ slug }) => slug === name)!.id
  current = byFile('t-jmts-0001-2024')
  replaced = byFile('t-jmts-0002-2024')
  successor = byFile('t-jmts-0002-2026')
  draft = byFile('ai-data-assets-draft')
  enterprise = await makePerson(app, 'enterprise')
})
afterAll(() => app.close())

const declare = (body: object, who = enterprise) => who.browser.api('POST', '/api/adoptions', { documentId: current, declaredOn: '2026-11-01', ...body })
const list = async (query: string) => (await (await app.get(`/api/adoptions?${query}`)).json()) as { total: number; items: Record<string, unknown>[] }

describe('an adoption', () => {
  test('is declared by clauses, is public, checked by the bureau, and ended by its enterprise', async () => {
    const firm = await makePerson(app, 'enterprise')
    const officer = await makePerson(app, 'bureau_officer')
    const clauses = app.library.documents.get(current)!.sections.flatMap(({ anchor }) => (anchor.startsWith('cl-') ? [anchor.slice(3)] : [])).slice(0, 2)
    const { status, body } = await declare({ clauses, evidenceUrl: 'https://example.org/proof' }, firm)
    expect([status, body]).toEqual([201, expect.objectContaining({ documentId: current, organisationId: firm.organisationId, clauses, basis: 'declared', checkedBy: null, endedOn: null, version: 1 })])
    expect((await list(`standard=${current}`)).items.map(({ id }) => id)).toContain(body.id)

    expect((await firm.browser.api('POST', `/api/adoptions/${String(body.id)}/check`, { version: 1 })).status).toBe(403)
    const checked = await officer.browser.api('POST', `/api/adoptions/${String(body.id)}/check`, { version: 1 })
    expect([checked.status, checked.body]).toEqual([200, expect.objectContaining({ basis: 'checked', checkedBy: expect.stringContaining('示例单位'), version: 2 })])
    expect((await officer.browser.api('POST', `/api/adoptions/${String(body.id)}/check`, { version: 1 })).status).toBe(409)

    const other = await makePerson(app, 'enterprise')
    expect((await other.browser.api('PATCH', `/api/adoptions/${String(body.id)}`, { version: 2, endedOn: TODAY })).status).toBe(403)
    expect((await firm.browser.api('PATCH', `/api/adoptions/${String(body.id)}`, { version: 2, endedOn: '2026-10-01' })).status).toBe(400)
    expect((await firm.browser.api('PATCH', `/api/adoptions/${String(body.id)}`, { version: 2, endedOn: TODAY })).body.endedOn).toBe(TODAY)
    expect((await list(`standard=${current}`)).items.map(({ id }) => id)).not.toContain(body.id)
    expect((await list(`standard=${current}&ended=true`)).items.map(({ id }) => id)).toContain(body.id)
    expect(await app.database.prisma.auditEntry.findMany({ where: { subjectId: String(body.id) }, orderBy: { seq: 'asc' }, select: { action: true, outcome: true } })).toEqual([
      { action: 'adoption:declare', outcome: 'DONE' },
      { action: 'adoption:check', outcome: 'DONE' },
      { action: 'adoption:declare', outcome: 'DONE' },
    ])
  })

  test('of a standard that was replaced is refused, and names what took its place', async () => {
    const { status, body } = await declare({ documentId: replaced })
    expect([status, body.detail]).toEqual([409, expect.stringContaining(`/documents/${successor}`)])
    expect((await declare({ documentId: draft })).body.detail).toContain('还没有发布')
    expect((await declare({ documentId: 'bcdfghjkmn' })).status).toBe(400)
    expect((await enterprise.browser.get(`/adoptions/new?standard=${replaced}`)).status).toBe(409)
  })

  test('names clauses that the standard has, and no day to come', async () => {
    const { status, body } = await declare({ clauses: ['99.9'], declaredOn: '2026-11-25' })
    expect([status, (body.errors as { pointer: string }[]).map(({ pointer }) => pointer)]).toEqual([400, ['#/body/clauses', '#/body/declaredOn']])
  })

  test('is made once: two at a time leave one', async () => {
    const firm = await makePerson(app, 'enterprise')
    const both = await Promise.all([declare({}, firm), declare({}, firm)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  test('is for enterprises that are confirmed, and for their own people', async () => {
    const firm = await makePerson(app, 'enterprise')
    await app.database.prisma.organisation.update({ where: { id: firm.organisationId! }, data: { confirmedAt: null } })
    expect((await declare({}, firm)).status).toBe(403)
    expect((await declare({ organisationId: enterprise.organisationId }, firm)).status).toBe(403)
    expect((await declare({}, await makePerson(app, 'expert'))).status).toBe(403)
    expect((await app.get('/adoptions')).status).toBe(200)
  })
})

describe('the pages', () => {
  test('a standard shows who keeps it and offers the declaration to enterprises; the form keeps what was typed', async () => {
    const firm = await makePerson(app, 'enterprise')
    const before = await firm.browser.get(`/documents/${successor}`)
    expect(before.text).toContain(`/adoptions/new?standard=${successor}`)
    expect((await (await app.get(`/documents/${successor}`)).text()).includes('/adoptions/new')).toBe(false)
    expect((await firm.browser.get(`/documents/${replaced}`)).text.includes('/adoptions/new')).toBe(false)

    const page = `/adoptions/new?standard=${successor}`
    const again = await firm.browser.submit(page, '/adoptions/new', { clauses: '', evidenceUrl: 'ftp://x', declaredOn: TODAY })
    expect([again.status, again.text.includes('ftp://x')]).toEqual([422, true])
    const made = await firm.browser.submit(page, '/adoptions/new', { clauses: '', evidenceUrl: '', declaredOn: TODAY })
    expect([made.status, made.location]).toEqual([303, `/documents/${successor}#adoptions`])
    const name = (await app.database.prisma.organisation.findUniqueOrThrow({ where: { id: firm.organisationId! } })).name
    const after = await (await app.get(`/documents/${successor}`)).text()
    expect(after).toContain('1 家在采用，其中 0 家已核实')
    expect(after).toContain(name)

    const secretary = await makePerson(app, 'association_secretary')
    const { id } = await app.database.prisma.adoption.findFirstOrThrow({ where: { organisationId: firm.organisationId! } })
    expect((await secretary.browser.submit('/adoptions', `/adoptions/${id}/check`, {})).status).toBe(303)
    expect((await firm.browser.submit(`/adoptions?standard=${successor}`, `/adoptions/${id}/end`, {})).status).toBe(303)
    expect(await app.database.prisma.adoption.findUnique({ where: { id }, select: { basis: true, endedOn: true } })).toEqual({ basis: 'checked', endedOn: TODAY })
  })

  test('a hit that was replaced leads to what took its place', async () => {
    const query = encodeURIComponent('T/JMTS 0002—2024')
    const { items } = (await (await app.get(`/api/search?q=${query}`)).json()) as { items: { id: string; status: string[]; relations: { replacedBy: unknown } }[] }
    expect(items.find(({ id }) => id === replaced)).toMatchObject({ status: ['replaced'], relations: { replacedBy: [{ label: 'T/JMTS 0002—2026', url: `/documents/${successor}` }] } })
    expect(await (await app.get(`/search?q=${query}`)).text()).toMatch(new RegExp(`已由新标准代替，请看 <a class="n" href="/documents/${successor}"`))
  })

  test('an unknown adoption is not found', async () => {
    expect((await enterprise.browser.api('PATCH', `/api/adoptions/${mintId()}`, { version: 1, endedOn: TODAY })).status).toBe(404)
  })
})
