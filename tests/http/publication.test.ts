// Publishing a group standard over HTTP: found at once, with its versions; who may; what stands in the way; the proof bundle.
import { spawnSync } from 'node:child_process'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeAssociation, makeApproving, publishRequest } from '../support/approving.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { contentFolder, write } from '../support/content-folder.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

const TODAY = '2026-11-24'
let app: RunningApp
let secretary: TestPerson
let organisationId: string
beforeAll(async () => {
  app = await startApp({ content: FIXTURES, today: TODAY })
  organisationId = await makeAssociation(app.database, { code: 'SLYP' })
  secretary = await makePerson(app, 'association_secretary', { organisationId })
})
afterAll(() => app.close())

const publish = (id: string, body: object, who = secretary) => who.browser.api('POST', `/api/drafting/${id}/publish`, body)
interface Answered {
  items: { id: string }[]
  versions: { id: string; label: string }[]
  changes: { state: string; after: { anchor: string } }[]
}
const json = async (path: string) => (await app.get(path)).json() as Promise<Answered>
const pointersOf = (body: Record<string, unknown>) => (body.errors as { pointer: string; detail: string }[]).map(({ pointer }) => pointer)

describe('POST /api/drafting/{id}/publish', () => {
  test('gives the next number; the text is found in search when the answer comes, with its earlier drafts as versions', async () => {
    const project = await makeApproving(app.database, { organisationId, title: '蓝鲸匣保管规范', scope: '本文件规定了蓝鲸匣的保管要求。' })
    expect((await json(`/api/search?q=${encodeURIComponent('蓝鲸匣保管规范')}`)).items.map(({ id }) => id)).not.toContain(project.documentId)
    const { status, body } = await publish(project.id, publishRequest(project))
    expect([status, body]).toEqual([200, expect.objectContaining({ number: 'T/SLYP 0001—2026', state: 'published', documentId: project.documentId, publishedOn: TODAY, indexed: true })])

    const [hit] = (await json(`/api/search?q=${encodeURIComponent('蓝鲸匣保管规范')}`)).items
    expect(hit).toMatchObject({ id: project.documentId, kind: 'standard', status: ['upcoming'], trust: ['example'], numbers: ['T/SLYP 0001—2026'], relations: { replaces: [], replacedBy: [] } })
    expect((await json(`/api/search?q=${encodeURIComponent('T/SLYP 0001—2026')}`)).items[0]?.id).toBe(project.documentId)

    const document = await json(`/api/documents/${project.documentId}`)
    expect(document.versions.map(({ id, label }) => `${id} ${label}`)).toEqual(['current 发布稿', '2026-09-10 送审稿（第2稿）', '2026-08-01 征求意见稿（第1稿）'])
    const diff = await json(`/api/documents/${project.documentId}/versions/2026-08-01/diff/current`)
    expect(diff.changes.filter(({ state }) => state === 'added').map(({ after }) => after.anchor)).toEqual(['cl-4.3', 'cl-4.4'])
    expect((await app.get('/standards/t-slyp-0001-2026')).headers.get('location')).toBe(`/documents/${project.documentId}`)
    expect(await app.database.prisma.auditEntry.count({ where: { action: 'standard:move', subjectId: project.id, outcome: 'DONE' } })).toBe(1)
  })

  test('two that are published at once get two numbers', async () => {
    const projects = await Promise.all([1, 2, 3].map(() => makeApproving(app.database, { organisationId })))
    const answers = await Promise.all(projects.map((project) => publish(project.id, publishRequest(project))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers.map(({ body }) => String(body.number)).toSorted()).toEqual(['T/SLYP 0002—2026', 'T/SLYP 0003—2026', 'T/SLYP 0004—2026'])
  })

  test('a number that is taken is refused with the next one, and nothing is half done', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const { status, body } = await publish(project.id, publishRequest(project, { number: 'T/SLYP 1-2026' }))
    expect([status, body.detail]).toEqual([409, expect.stringMatching(/T\/SLYP 0001—2026 已经给了《.+》；下一个可用的编号是 T\/SLYP 0005—2026/)])
    expect(await app.database.prisma.standardPaper.count({ where: { projectId: project.id, kind: 'approval' } })).toBe(0)
    expect(await app.database.prisma.standardProject.findUnique({ where: { id: project.id }, select: { state: true, number: true } })).toEqual({ state: 'approving', number: null })
    expect((await publish(project.id, publishRequest(project, { number: 'T/ANDERE 0001—2026' }))).status).toBe(400)
  })

  test('every guard that fails is named at once', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const { status, body } = await publish(project.id, publishRequest(project, { mandatory: { compared: 'GB 1', below: ['4.2 低于 GB 1'] }, competition: { checked: '有疑问', doubts: ['4.3'] } }))
    expect(status).toBe(409)
    expect(pointersOf(body)).toEqual(['#/body/not_below_mandatory', '#/body/competition_respected'])
  })

  test('days that cannot be are refused; so is a project that did not pass its review, and one that somebody has changed', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const wrong = await publish(project.id, publishRequest(project, { implementationOn: '2026-11-23', approval: { on: '2026-11-25', title: '决定', text: '文号' } }))
    expect([wrong.status, pointersOf(wrong.body)]).toEqual([400, ['#/body/approval/on', '#/body/implementationOn']])
    const drafting = await makeApproving(app.database, { organisationId, state: 'drafting' })
    expect(pointersOf((await publish(drafting.id, publishRequest(drafting))).body)).toEqual(['#/body/not_in_table'])
    expect((await publish(project.id, publishRequest({ version: 2 }))).status).toBe(409)
  })

  test('a text that the library would refuse is not published', async () => {
    const project = await makeApproving(app.database, { organisationId })
    await app.database.prisma.standardDraft.updateMany({ where: { projectId: project.id, purpose: 'approval' }, data: { text: '## 1 范围\n\n见[附件](../nowhere.md)。\n' } })
    const { status, body } = await publish(project.id, publishRequest(project))
    expect([status, JSON.stringify(body.errors)]).toEqual([400, expect.stringContaining('指向的文件不存在')])
    expect(await app.database.prisma.publishedFile.count({ where: { text: { contains: project.documentId } } })).toBe(0)
  })

  test('is for the association’s own secretary', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const stranger = await makePerson(app, 'association_secretary')
    const editor = await makePerson(app, 'association_editor', { organisationId })
    const refused = [stranger, editor].map(async (who) => (await publish(project.id, publishRequest(project), who)).status)
    expect(await Promise.all(refused)).toEqual([403, 403])
  })
})

describe('/drafting/:id/publish', () => {
  test('proposes the number, gives back what was typed with what is wrong, and shows what was published', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const path = `/drafting/${project.id}/publish`
    const shown = await secretary.browser.get(path)
    expect(shown.text).toMatch(/value="T\/SLYP 0\d{3}—2026"/)
    const values = { implementationOn: '2027-01-01', approvedOn: '2026-11-20', approvalTitle: '关于批准的决定', approvalText: '示例协字13号', compared: '没有', below: '', checked: '没有', doubts: '' }
    const again = await secretary.browser.submit(path, path, { ...values, implementationOn: '明年' })
    expect([again.status, again.text.includes('示例协字13号')]).toEqual([422, true])
    const refused = await secretary.browser.submit(path, path, { ...values, doubts: '4.3 指定供应商' })
    expect([refused.status, refused.text.includes('可能排除、限制竞争：4.3 指定供应商')]).toEqual([409, true])
    expect((await secretary.browser.submit(path, path, values)).status).toBe(303)
    const after = await secretary.browser.get(path)
    expect(after.text).toContain(`/documents/${project.documentId}`)
    expect(after.text).toContain(`/api/drafting/${project.id}/bundle`)
  })
})

describe('/drafting/:id/publish for everybody else', () => {
  test('tells the stage and shows neither drafts nor papers; a proposal is not there at all', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const { status, text } = await (await makePerson(app, 'enterprise')).browser.get(`/drafting/${project.id}/publish`)
    expect([status, text.includes('报批'), text.includes('第3稿'), text.includes('/bundle')]).toEqual([200, true, false, false])
    const proposed = await makeApproving(app.database, { organisationId, state: 'proposed' })
    expect((await app.get(`/drafting/${proposed.id}/publish`)).status).toBe(404)
  })
})

describe('GET /api/drafting/{id}/bundle', () => {
  test('holds drafts, papers, comments, votes and events; sha256sum agrees; the same rows give the same bytes', async () => {
    const project = await makeApproving(app.database, { organisationId, title: '证明材料规范' })
    await publish(project.id, publishRequest(project))
    const auditor = await makePerson(app, 'auditor')
    const take = async (who: TestPerson) => {
      const cookie = [...who.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await app.get(`/api/drafting/${project.id}/bundle`, { headers: { cookie } })
      return { status: response.status, type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
    }
    const [first, second] = [await take(secretary), await take(auditor)]
    expect([first.status, first.type, first.bytes.equals(second.bytes)]).toEqual([200, 'application/zip', true])

    const files = unzipSync(first.bytes)
    const text = (name: string) => Buffer.from(files[name]!).toString('utf8')
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['README.md', 'SHA256SUMS', 'comments.csv', 'drafts/01-consultation.md', 'drafts/03-approval.md', 'papers/01-explanation.md', 'papers/02-minutes.md', 'papers/03-approval.md', 'reviews/01-votes.csv', 'events.csv', 'rules.json', 'project.json', `published/standards/t-slyp-${/T\/SLYP (\d{4})—2026/.exec(text('project.json'))![1]!}-2026.md`]))
    expect(text('comments.csv')).toContain('示例纺织有限公司')
    expect(text('reviews/01-votes.csv').match(/赞成/g)).toHaveLength(5)
    expect(text('events.csv')).toContain('publish')
    expect(text('README.md')).toContain('sha256sum -c SHA256SUMS')
    expect(first.bytes.includes('secret-address@example.cn')).toBe(false)

    const folder = contentFolder(Object.fromEntries(Object.entries(files)))
    const checked = spawnSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })
    expect([checked.status, checked.stdout.trim().split('\n').length]).toEqual([0, Object.keys(files).length - 1])
    write(folder, 'comments.csv', 'something else')
    expect(spawnSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], { cwd: folder }).status).toBe(1)
  })

  test('is for the secretary, the bureau and auditors', async () => {
    const project = await makeApproving(app.database, { organisationId })
    const status = async (role: Parameters<typeof makePerson>[1], own = false) => (await (await makePerson(app, role, own ? { organisationId } : {})).browser.get(`/api/drafting/${project.id}/bundle`)).status
    expect(await Promise.all([status('bureau_officer'), status('association_editor', true), status('association_secretary'), status('enterprise')])).toEqual([200, 403, 403, 403])
    expect((await app.get(`/api/drafting/${project.id}/bundle`)).status).toBe(401)
  })
})
