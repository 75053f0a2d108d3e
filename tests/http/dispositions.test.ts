import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { anchorAt } from '../../server/drafting/anchors.ts'
import { clausesOf } from '../../server/drafting/projects.ts'
import type { StandardState } from '../../prisma/client.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

let app: RunningApp
let secretary: TestPerson
let editor: TestPerson
let stranger: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  secretary = await makePerson(app, 'association_secretary')
  editor = await makePerson(app, 'association_editor', { organisationId: secretary.organisationId! })
  stranger = await makePerson(app, 'association_secretary')
})
afterAll(() => app.close())

const TEXT = '# 规范\n\n## 4 要求\n\n### 4.1 物理措施\n\n涉密区域应当设置门禁，并保存进出记录。\n\n### 4.2 人员\n\n接触涉密信息的人员应当签订保密协议。\n'
const LATER = TEXT.replace('### 4.1 物理措施', '### 4.1 总则\n\n应当落实责任。\n\n### 4.3 物理措施')

let project: string
let draft: string
beforeEach(async () => {
  ;({ project, draft } = await makeProject('consulting'))
})

async function makeProject(state: StandardState): Promise<{ project: string; draft: string }> {
  const { prisma } = app.database
  const [id, draftId] = [mintId(), mintId()]
  await prisma.standardProject.create({ data: { id, organisationId: secretary.organisationId!, title: '示例规范', applicants: [], state, documentId: mintId(), lastMoveOn: '2026-01-01' } })
  await prisma.standardDraft.create({ data: { id: draftId, projectId: id, number: 1, purpose: 'consultation', text: TEXT, digest: 'x' } })
  await prisma.consultation.create({ data: { id: mintId(), projectId: id, draftId, opensOn: '2026-01-01', closesOn: '2026-02-01' } })
  return { project: id, draft: draftId }
}

let serial = 0
async function comment(more: object = {}): Promise<string> {
  const id = mintId()
  await app.database.prisma.draftComment.create({ data: { id, projectId: project, draftId: draft, number: ++serial, body: '示例公司', clause: '4.1', original: '应当设置门禁', proposed: '改为“宜设置门禁”', reason: '小企业做不到', verifiedAt: new Date(), ...more } })
  return id
}

const api = (path = '') => `/api/drafting/${project}/${path}`
const sendTable = (who: TestPerson, body: string | Buffer, type = 'text/csv') =>
  fetch(`${app.url}${api('comment-table')}`, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers: { 'content-type': type, cookie: [...who.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
const getTable = (who: TestPerson, query: string) => fetch(`${app.url}${api(`comment-table?${query}`)}`, { headers: { cookie: [...who.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })

interface Report { taken: number; answered: number; duplicate: number; refused: number; unknownHeaders: string[]; rows: { row: number; outcome: string; number: number | null; details: string[] }[] }

describe('comments', () => {
  test('are there for the association alone: confirmed, not withdrawn, in the order of clauses, with counts and filters', async () => {
    await comment({ clause: '4.10' })
    await comment({ clause: '4.2', disposition: '采纳', type: 'ed' })
    await comment({ clause: '' })
    await comment({ verifiedAt: null })
    await comment({ withdrawnAt: new Date() })
    const { body } = await editor.browser.api('GET', api('comments'))
    expect(body).toMatchObject({ total: 3, counts: { 采纳: 1, open: 2 }, closed: null, newestDraft: 1 })
    expect((body as { items: { clause: string }[] }).items.map(({ clause }) => clause)).toEqual(['', '4.2', '4.10'])
    expect((await editor.browser.api('GET', api('comments?open=yes&clause='))).body.total).toBe(1)
    expect((await editor.browser.api('GET', api('comments?type=ed'))).body.total).toBe(1)
    expect((await stranger.browser.api('GET', api('comments'))).status).toBe(404)
    expect((await stranger.browser.get(`/drafting/${project}/comments`)).status).toBe(404)
    expect((await getTable(stranger, 'format=csv')).status).toBe(404)
    expect((await sendTable(stranger, '章节号,理由\n4.1,x')).status).toBe(404)
    const page = await editor.browser.get(`/drafting/${project}/comments`)
    expect(page.text).toContain('改为“宜设置门禁”')
    expect((await editor.browser.get(`/drafting/${project}/comments?clause=-`)).text).not.toContain('第 4.2 条</h2>')
  })

  test('say where they stand in a newer draft', async () => {
    const clause = clausesOf(TEXT).find(({ anchor }) => anchor === 'cl-4.1')!
    const start = clause.text.indexOf('应当设置门禁')
    const id = await comment({ anchor: { ...anchorAt(clause, { start, end: start + 6 }) } })
    await app.database.prisma.standardDraft.create({ data: { id: mintId(), projectId: project, number: 2, text: LATER, digest: 'y' } })
    const { items } = (await editor.browser.api('GET', api('comments'))).body as { items: { id: string; standing: object }[] }
    expect(items.find((one) => one.id === id)?.standing).toMatchObject({ outcome: 'moved', clause: 'cl-4.3' })
    expect((await editor.browser.get(`/drafting/${project}/comments`)).text).toContain(`/drafting/${project}/drafts/2#cl-4.3`)
  })
})

describe('an answer', () => {
  test('needs a reason when it refuses, and overwrites nobody’s unseen', async () => {
    const id = await comment()
    const put = (who: TestPerson, body: object) => who.browser.api('PUT', api(`comments/${id}/disposition`), body)
    expect((await put(editor, { disposition: '不采纳', reply: '', version: 1 })).status).toBe(400)
    expect((await put(stranger, { disposition: '采纳', reply: '', version: 1 })).status).toBe(404)
    const both = await Promise.all([put(editor, { disposition: '不采纳', reply: '已有更宽的规定', version: 1 }), put(secretary, { disposition: '采纳', reply: '', version: 1 })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const late = await put(editor, { disposition: '已知悉', reply: '晚了一步', version: 1 })
    expect(late.status).toBe(409)
    expect(JSON.stringify(late.body)).toContain('晚了一步')
    expect(await app.database.prisma.draftComment.findUniqueOrThrow({ where: { id }, select: { version: true } })).toEqual({ version: 2 })
  })

  test('is given on the page, to one and to several at once, and shown again when it is not saved', async () => {
    const ids = [await comment(), await comment(), await comment()]
    const at = `/drafting/${project}/comments`
    const refused = await editor.browser.submit(at, `${at}/${ids[0]}`, { disposition: '不采纳', reply: '' })
    expect([refused.status, refused.text.includes('要写明理由')]).toEqual([422, true])
    expect((await editor.browser.submit(at, `${at}/${ids[0]}`, { disposition: '采纳', reply: '谢谢' })).status).toBe(303)
    const stale = await editor.browser.submit(at, at, { disposition: '已知悉', reply: '一并知悉', chosen: `${ids[0]}:1` })
    expect(stale.status).toBe(409)
    expect(stale.text).toContain('谢谢')
    expect(stale.text).toContain('一并知悉')
    const half = await editor.browser.api('POST', api('dispositions'), { disposition: '已知悉', reply: '', comments: ids.slice(0, 2).map((id) => ({ id, version: 1 })) })
    expect(half.status).toBe(409)
    expect((await app.database.prisma.draftComment.findUniqueOrThrow({ where: { id: ids[1]! } })).disposition).toBe('')
    const several = await editor.browser.api('POST', api('dispositions'), { disposition: '已知悉', reply: '', comments: ids.slice(1).map((id) => ({ id, version: 1 })) })
    expect(several.body).toEqual({ answered: 2 })
    expect((await editor.browser.submit(at, at, { disposition: '采纳', reply: '' })).status).toBe(422)
  })

  test('is no longer given once the draft is in review, and the page says why', async () => {
    ;({ project, draft } = await makeProject('reviewing'))
    const id = await comment()
    expect((await editor.browser.api('PUT', api(`comments/${id}/disposition`), { disposition: '采纳', reply: '', version: 1 })).status).toBe(409)
    expect((await sendTable(editor, '章节号,理由\n4.1,太严')).status).toBe(409)
    const { text } = await editor.browser.get(`/drafting/${project}/comments`)
    expect(text).toContain('不再改动')
    expect(text).not.toContain('name="disposition"')
  })
})

describe('a commenting table', () => {
  test('with shuffled columns, missing clauses and duplicates is taken as far as it can be, and every row is told', async () => {
    const table = '理由,修改建议,章节号,原文,提出单位,颜色,处理意见,处理理由\n太严,宜设置,4.1,应当设置门禁,甲公司,红,,\n没说哪条,写明期限,,签订保密协议,乙公司,,采纳,\n太严,宜设置,4.1,应当设置门禁,甲公司,,,\n,,4.2,,丙公司,,,\n不行,删去,9.9,,丁公司,,不采纳,\n怪,改,4.2,,戊公司,,也许,'
    const response = await sendTable(editor, table)
    const report = (await response.json()) as Report
    expect(response.status).toBe(200)
    expect(report).toMatchObject({ taken: 3, answered: 0, duplicate: 1, refused: 2, unknownHeaders: ['颜色'] })
    expect(report.rows[0]!.details).toEqual([])
    expect(report.rows.map(({ row, outcome }) => [row, outcome])).toEqual([[2, 'taken'], [3, 'taken_with_remarks'], [4, 'duplicate'], [5, 'refused'], [6, 'taken_with_remarks'], [7, 'refused']])
    const rows = await app.database.prisma.draftComment.findMany({ where: { projectId: project }, orderBy: { number: 'asc' } })
    expect(rows.map(({ clause, disposition, anchor }) => [clause, disposition, (anchor as { exact?: string } | null)?.exact ?? null])).toEqual([['4.1', '', '应当设置门禁'], ['4.2', '采纳', '签订保密协议'], ['9.9', '', null]])
    // The same table once more changes nothing.
    expect(await (await sendTable(editor, table)).json()).toMatchObject({ taken: 0, answered: 0 })
    expect(await app.database.prisma.draftComment.count({ where: { projectId: project } })).toBe(3)
  })

  test.each(['csv', 'xlsx', 'docx', 'yaml'])('as %s goes out, is answered elsewhere and comes back', async (format) => {
    await comment({ reason: '=1+1\n第二行', number: 1 })
    await comment({ clause: '', element: '表 1', original: '', number: 2 })
    const out = await getTable(editor, `format=${format}&headers=${format === 'docx' ? 'iso' : 'zh'}`)
    expect(out.status).toBe(200)
    const file = Buffer.from(await out.arrayBuffer())
    const type = out.headers.get('content-type')!.split(';')[0]!
    expect(await (await sendTable(editor, file, type)).json()).toMatchObject({ taken: 0, answered: 0, duplicate: 2, refused: 0 })
    await app.database.prisma.draftComment.updateMany({ where: { projectId: project }, data: { disposition: '部分采纳', reply: '改为分级' } })
    const answered = Buffer.from(await (await getTable(editor, `format=${format}`)).arrayBuffer())
    await app.database.prisma.draftComment.updateMany({ where: { projectId: project }, data: { disposition: '', reply: '' } })
    expect(await (await sendTable(editor, answered, type)).json()).toMatchObject({ taken: 0, answered: 2, duplicate: 0, refused: 0 })
    expect(await app.database.prisma.draftComment.findMany({ where: { projectId: project }, select: { disposition: true, reply: true, version: true } })).toEqual([0, 1].map(() => ({ disposition: '部分采纳', reply: '改为分级', version: 2 })))
  })

  test('does not change what somebody has said under the same number', async () => {
    await comment({ number: 1 })
    const report = (await (await sendTable(editor, '序号,提出单位,章节号,修改建议,理由\n1,示例公司,4.1,删去整条,小企业做不到')).json()) as Report
    expect(report).toMatchObject({ taken: 0, refused: 1, rows: [{ number: 1 }] })
    expect(await app.database.prisma.draftComment.count({ where: { projectId: project, proposed: '删去整条' } })).toBe(0)
  })

  test('that is something else than it says is refused in words', async () => {
    const wrong = await sendTable(editor, 'no zip', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toContain('.docx')
    expect((await sendTable(editor, '{}', 'application/json')).status).toBe(415)
    expect((await sendTable(editor, Buffer.alloc(10_000_001, 'a'))).status).toBe(413)
  })

  test('is pasted on the page when there is no script', async () => {
    const at = `/drafting/${project}/comments/import`
    const { status, text } = await editor.browser.submit(at, at, { table: '章节号,理由\n4.1,太严' })
    expect(status).toBe(200)
    expect(text).toContain('收入 1 条')
    expect((await editor.browser.submit(at, at, { table: '' })).status).toBe(422)
    expect((await editor.browser.submit(at, at, { table: '甲,乙\n1,2' })).text).toContain('拒收 1 行')
  })
})
