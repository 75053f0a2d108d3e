// Answers to comments: one, or several at once with the same words; nobody's answer is overwritten unseen.
import type { DraftComment } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { faultOf, type Disposition } from '../drafting/disposition.ts'
import { lockProject, subjectOf, type DraftingDeps } from '../drafting/projects.ts'
import { closedBecause, CONFIRMED, findInternal } from './comments.ts'

export interface Answer {
  disposition: Disposition
  reply: string
}

const aboutComments = (actor: Actor, id: string, requestId: string | undefined, detail: { comments: number[]; disposition: Disposition }): AuditEvent => ({ actor, action: 'comment:answer', subject: { kind: 'standard', id }, outcome: 'DONE', detail, requestId })

const spoken = ({ disposition, reply }: { disposition: string; reply: string }) => (disposition ? `“${disposition}${reply && `：${reply}`}”` : '“未处理”')

/** Throws NotFound, InvalidInput when a refusal lacks its reason, Conflict with both texts when somebody was faster. */
export async function answerComment(deps: Pick<DraftingDeps, 'prisma'>, actor: Actor, id: string, commentId: string, { version, ...answer }: Answer & { version: number }, requestId?: string): Promise<DraftComment> {
  const [row] = await answerComments(deps, actor, id, { ...answer, comments: [{ id: commentId, version }] }, requestId)
  return row!
}

/** All of them or none. */
export async function answerComments({ prisma }: Pick<DraftingDeps, 'prisma'>, actor: Actor, id: string, { comments, ...answer }: Answer & { comments: readonly { id: string; version: number }[] }, requestId?: string): Promise<DraftComment[]> {
  demand(actor, 'comment:answer', subjectOf(actor, await findInternal({ prisma }, actor, id)))
  const fault = faultOf(answer)
  if (fault) throw new InvalidInput([{ pointer: '#/body/reply', detail: fault }])
  return changeWithAudit(
    prisma,
    (rows) => aboutComments(actor, id, requestId, { comments: rows.map(({ number }) => number), disposition: answer.disposition }),
    async (tx) => {
      const closed = closedBecause((await lockProject(tx, id)).state)
      if (closed) throw new Conflict(closed)
      await demandUnchanged(tx, id, comments, answer)
      const data = { ...answer, answeredBy: actor.id, answeredAt: new Date() }
      await tx.draftComment.updateMany({ where: { id: { in: comments.map((one) => one.id) } }, data: { ...data, version: { increment: 1 } } })
      return tx.draftComment.findMany({ where: { id: { in: comments.map((one) => one.id) } }, orderBy: { number: 'asc' } })
    },
  )
}

/** The project's row is locked, and whoever answers locks it first: what is read here stays until the end. */
async function demandUnchanged(tx: Transaction, projectId: string, comments: readonly { id: string; version: number }[], answer: Answer): Promise<void> {
  const rows = await tx.draftComment.findMany({ where: { projectId, id: { in: comments.map(({ id }) => id) }, ...CONFIRMED }, orderBy: { number: 'asc' } })
  if (rows.length < new Set(comments.map(({ id }) => id)).size) throw new NotFound('有意见已撤回或者不属于这个项目；请刷新后再办理')
  const read = new Map(comments.map(({ id, version }) => [id, version]))
  const changed = rows.filter(({ id, version }) => read.get(id) !== version)
  if (changed.length) throw new Conflict(`${changed.map((row) => `第 ${row.number} 条刚被别人处理为${spoken(row)}，您写的是${spoken(answer)}`).join('；')}。没有保存；请核对后再提交`)
}
