// A commenting table taken into a project: new comments of members, answers to comments that are there; every row is told what became of it.
import { mintId } from '../../indexer/index.ts'
import { Prisma, type DraftComment, type StandardDraft } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { Conflict } from '../errors.ts'
import { reanchorAll, type Anchor, type Clause } from '../drafting/anchors.ts'
import { fromRows, type RowReport } from '../drafting/comment-table.ts'
import { faultOf, type Comment } from '../drafting/disposition.ts'
import { noteDeed } from '../drafting/events.ts'
import { clausesOf, lockProject, newestDraft, subjectOf, type DraftingDeps } from '../drafting/projects.ts'
import { isVisibleLine } from '../http/shapes.ts'
import { closedBecause, CONFIRMED, findInternal } from './comments.ts'
import type { TableFile } from './files.ts'
import { placeComment, type Placed } from './place.ts'

export interface ImportedRow {
  /** As the file's program counts; the header is usually 1. */
  row: number
  outcome: RowReport['outcome'] | 'answered'
  /** Number of the comment within the project. */
  number: number | null
  details: string[]
}

export interface ImportReport {
  taken: number
  answered: number
  duplicate: number
  refused: number
  unknownHeaders: string[]
  rows: ImportedRow[]
}

/** Characters of a cell. */
const MOST = { body: 200, clause: 40, element: 200, original: 5_000, proposed: 10_000, reason: 10_000, reply: 10_000 } as const

/** Everything that can be taken is, in one transaction; a row that cannot is refused alone. Throws Conflict when comments are no longer answered or there is no draft. */
export async function importTable({ prisma }: Pick<DraftingDeps, 'prisma'>, actor: Actor, id: string, file: TableFile, requestId?: string): Promise<ImportReport> {
  demand(actor, 'comment:answer', subjectOf(actor, await findInternal({ prisma }, actor, id)))
  const read = fromRows(file.rows)
  return changeWithAudit(
    prisma,
    ({ taken, answered, duplicate, refused }) => ({ actor, action: 'comment:import', subject: { kind: 'standard', id }, outcome: 'DONE', detail: { taken, answered, duplicate, refused }, requestId }),
    async (tx) => {
      const closed = closedBecause((await lockProject(tx, id)).state)
      if (closed) throw new Conflict(closed)
      const intake = await beginIntake(tx, actor, id)
      const comments = read.comments.values()
      const rows: ImportedRow[] = []
      for (const { row, outcome, details } of read.report) {
        const line = file.lines[row - 1] ?? row
        const remarks = [...details, ...remarksOn(file, row - 1)]
        if (outcome === 'taken' || outcome === 'taken_with_remarks') rows.push({ row: line, ...take(intake, comments.next().value!, remarks) })
        else if (outcome !== 'empty') rows.push({ row: line, outcome, number: null, details: remarks })
      }
      await finishIntake(tx, intake)
      const count = (...outcomes: ImportedRow['outcome'][]) => rows.filter((one) => outcomes.includes(one.outcome)).length
      const report = { taken: count('taken', 'taken_with_remarks'), answered: count('answered'), duplicate: count('duplicate'), refused: count('refused'), unknownHeaders: read.unknownHeaders, rows }
      if (report.taken + report.answered) await noteDeed(tx, { projectId: id, deed: 'comments_imported', actorId: actor.id, evidence: { taken: report.taken, answered: report.answered, refused: report.refused } })
      return report
    },
  )
}

function remarksOn({ merged, numbers, formulas, rows }: TableFile, place: number): string[] {
  const at = (marks: ReadonlySet<string>) => (rows[place] ?? []).flatMap((_, column) => (marks.has(`${place}:${column}`) ? [rows[0]?.[column] || `第${column + 1}列`] : []))
  const numeric = at(numbers).filter((header) => /章|条|clause/i.test(header))
  return [
    ...(merged.has(place) ? ['有合并的单元格，其内容按它跨过的每一行都算'] : []),
    ...(numeric.length ? [`“${numeric.join('、')}”是数字格式，4.10 会变成 4.1；请核对，最好改成文本格式`] : []),
    ...(at(formulas).length ? [`“${at(formulas).join('、')}”是公式，按算出的结果收入；请核对`] : []),
  ]
}

interface Intake {
  actor: Actor
  projectId: string
  consultationId: string | null
  draft: StandardDraft
  newest: StandardDraft
  clauses: readonly Clause[]
  newestClauses: readonly Clause[]
  byNumber: Map<string, DraftComment>
  byContent: Map<string, DraftComment>
  next: number
  made: Prisma.DraftCommentCreateManyInput[]
  /** Places in `made`. */
  anchored: { at: number; anchor: Anchor }[]
  answers: { id: string; disposition: string; reply: string }[]
}

const contentOf = ({ body, clause, element, original, proposed, reason }: Pick<Comment, 'body' | 'clause' | 'element' | 'original' | 'proposed' | 'reason'>): string => JSON.stringify([body, clause, element, original, proposed, reason].map((text) => text.replace(/\r\n?/g, '\n')))

async function beginIntake(tx: Transaction, actor: Actor, projectId: string): Promise<Intake> {
  const consultation = await tx.consultation.findFirst({ where: { projectId }, orderBy: [{ opensOn: 'desc' }, { createdAt: 'desc' }], include: { draft: true } })
  const newest = await newestDraft(tx, projectId)
  if (!newest) throw new Conflict('还没有草案，意见没有对象；请先保存一份草案再导入')
  const rows = await tx.draftComment.findMany({ where: { projectId, ...CONFIRMED } })
  const { _max: { number: last } } = await tx.draftComment.aggregate({ where: { projectId }, _max: { number: true } })
  const draft = consultation?.draft ?? newest
  const clauses = clausesOf(draft.text)
  return {
    actor, projectId, draft, newest, clauses, consultationId: consultation?.id ?? null, newestClauses: newest.id === draft.id ? clauses : clausesOf(newest.text),
    byNumber: new Map(rows.map((row) => [String(row.number), row])), byContent: new Map(rows.map((row) => [contentOf(row), row])), next: (last ?? 0) + 1, made: [], anchored: [], answers: [],
  }
}

type Outcome = Omit<ImportedRow, 'row'>

function take(intake: Intake, comment: Comment, details: string[]): Outcome {
  const unfit = unfitOf(comment)
  if (unfit) return { outcome: 'refused', number: null, details: [...details, unfit] }
  const placed = placeComment(comment, intake.clauses)
  const there = intake.byContent.get(contentOf(comment)) ?? intake.byContent.get(contentOf({ ...comment, clause: placed.clause }))
  if (there) return answer(intake, there, comment, details)
  const namesake = intake.byNumber.get(comment.id)
  if (namesake?.body === comment.body && namesake.clause === comment.clause) return { outcome: 'refused', number: namesake.number, details: [...details, `与第 ${namesake.number} 条意见同号而内容不同，意见本身不能改；请恢复原来的文字，新的意见请清空序号`] }
  return add(intake, comment, placed, [...details, ...placed.details, ...(namesake ? [`序号 ${comment.id} 已是别的意见；作为新意见另编了号`] : [])])
}

function unfitOf(comment: Comment): string | null {
  for (const [field, most] of Object.entries(MOST) as [keyof typeof MOST, number][]) {
    if (comment[field].length > most) return `有一格超过 ${most} 个字；请缩短`
    if (!comment[field].split(/[\n\t]/).every(isVisibleLine)) return '有看不见的字符；请删去后重新输入'
  }
  return null
}

/** An answer that the table brings to a comment that is there; a table without one leaves the comment as it is. */
function answer(intake: Intake, row: DraftComment, { disposition, reply }: Comment, details: string[]): Outcome {
  const { number } = row
  if (!disposition || (disposition === row.disposition && reply === row.reply)) return { outcome: 'duplicate', number, details: [...details, `第 ${number} 条意见已有相同内容，没有重复收入`] }
  const fault = faultOf({ disposition, reply })
  if (fault) return { outcome: 'refused', number, details: [...details, fault] }
  intake.answers.push({ id: row.id, disposition, reply })
  return { outcome: 'answered', number, details: row.disposition ? [...details, `原来处理为“${row.disposition}${row.reply && `：${row.reply}`}”，已改为表中的处理`] : details }
}

function add(intake: Intake, comment: Comment, { clause, anchor }: Placed, details: string[]): Outcome {
  const number = intake.next++
  const fault = comment.disposition ? faultOf(comment) : null
  const { body, element, type, original, proposed, reason } = comment
  const answered = comment.disposition && !fault ? { disposition: comment.disposition, reply: comment.reply, answeredBy: intake.actor.id, answeredAt: new Date() } : {}
  intake.made.push({
    id: mintId(), projectId: intake.projectId, consultationId: intake.consultationId, draftId: intake.draft.id, number, verifiedAt: new Date(), body, clause, element, type, original, proposed, reason, ...answered,
    anchor: anchor ? { ...anchor } : Prisma.DbNull,
  })
  if (anchor) intake.anchored.push({ at: intake.made.length - 1, anchor })
  const remarks = fault ? [...details, `意见已收入，处理没有收入：${fault}`] : details
  return { outcome: remarks.length ? 'taken_with_remarks' : 'taken', number, details: remarks }
}

/** New comments on an earlier draft are carried to the newest at once, so that the drafts are compared once. */
function carry({ draft, newest, clauses, newestClauses, made, anchored }: Intake): void {
  if (draft.id === newest.id) return
  const standings = reanchorAll(anchored.map(({ anchor }) => anchor), clauses, newestClauses)
  for (const [i, { at }] of anchored.entries()) made[at]!.standing = { ...standings[i]!, draft: newest.number, draftId: newest.id } as unknown as Prisma.InputJsonObject
}

async function finishIntake(tx: Transaction, intake: Intake): Promise<void> {
  const { actor, made, answers } = intake
  carry(intake)
  if (made.length) await tx.draftComment.createMany({ data: made })
  if (!answers.length) return
  await tx.$executeRaw`
    UPDATE draft_comment SET disposition = given.disposition, reply = given.reply, answered_by = ${actor.id}, answered_at = now(), version = version + 1
    FROM unnest(${answers.map(({ id }) => id)}::text[], ${answers.map(({ disposition }) => disposition)}::text[], ${answers.map(({ reply }) => reply)}::text[]) AS given(id, disposition, reply)
    WHERE draft_comment.id = given.id`
}
