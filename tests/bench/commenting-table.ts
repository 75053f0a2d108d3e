// The commenting table at its goal: 500 comments imported, and their answers imported in one table, over real HTTP, in every format.
import { mintId } from '../../indexer/index.ts'
import { toRows } from '../../server/drafting/comment-table.ts'
import type { Comment } from '../../server/drafting/disposition.ts'
import { FORMATS, TYPE_OF, writeTable } from '../../server/dispositions/files.ts'
import { startApp } from '../support/app.ts'
import { makePerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

const COUNT = 500
const CLAUSES = 100
const GOAL = '≤ 5 s'

const app = await startApp({ content: FIXTURES })
const editor = await makePerson(app, 'association_editor')
const cookie = [...editor.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const text = `# 规范\n\n## 4 要求\n\n${Array.from({ length: CLAUSES }, (_, i) => `### 4.${i + 1} 第${i + 1}项措施\n\n单位应当对第${i + 1}类涉密信息采取与其价值相适应的保护措施，并保存记录备查。\n`).join('\n')}`

const rows: Record<string, string | number>[] = []
for (const format of FORMATS) {
  const { prisma } = app.database
  const [id, draftId] = [mintId(), mintId()]
  await prisma.standardProject.create({ data: { id, organisationId: editor.organisationId!, title: '示例规范', applicants: [], state: 'consulting', documentId: mintId(), lastMoveOn: '2026-01-01' } })
  await prisma.standardDraft.create({ data: { id: draftId, projectId: id, number: 1, text, digest: 'x' } })
  await prisma.standardDraft.create({ data: { id: mintId(), projectId: id, number: 2, text: text.replaceAll('备查', '三年备查'), digest: 'y' } })
  await prisma.consultation.create({ data: { id: mintId(), projectId: id, draftId, opensOn: '2026-01-01', closesOn: '2026-02-01' } })
  const comments = Array.from({ length: COUNT }, (_, i): Comment => ({ id: String(i + 1), body: `示例单位${i}`, clause: `4.${(i % CLAUSES) + 1}`, element: '', type: 'te', original: '并保存记录备查', proposed: `写明保存期限，第 ${i} 条`, reason: '便于执行', disposition: '', reply: '' }))
  const send = async (list: readonly Comment[], expected: object) => {
    const body = new Uint8Array(await writeTable(format, toRows(list, 'zh'), '意见汇总处理表'))
    const begun = performance.now()
    const response = await fetch(`${app.url}/api/drafting/${id}/comment-table`, { method: 'POST', headers: { 'content-type': TYPE_OF[format], cookie }, body })
    const { taken, answered } = (await response.json()) as { taken: number; answered: number }
    if (JSON.stringify({ taken, answered }) !== JSON.stringify(expected)) throw new Error(`${format}: ${response.status}, ${taken} taken, ${answered} answered`)
    return (performance.now() - begun) / 1000
  }
  const imported = await send(comments, { taken: COUNT, answered: 0 })
  const disposed = await send(comments.map((comment) => ({ ...comment, disposition: '采纳', reply: '已写明' })), { taken: 0, answered: COUNT })
  rows.push({ format, comments: COUNT, 'imported, s': imported.toFixed(2), 'disposed, s': disposed.toFixed(2), 'both, s': (imported + disposed).toFixed(2), goal: GOAL })
}
console.table(rows)
await app.close()
process.exit(0)
