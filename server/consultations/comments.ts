// Comments on a draft: made by organisations or by whoever confirms by mail, anchored to their clause, carried to every later draft.
import { createHash, randomBytes } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { z } from 'zod'
import type { DraftComment, Prisma, StandardDraft } from '../../prisma/client.ts'
import { VISITOR, type Actor } from '../access/access.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { anchorAt, reanchorAll, type Anchor, type Reanchored } from '../drafting/anchors.ts'
import { aboutStandard } from '../drafting/drafting.ts'
import { COUNTED } from '../drafting/facts.ts'
import { clausesOf, dayOf, isInternal, lockProject } from '../drafting/projects.ts'
import { Conflict, InvalidInput, NotFound, TooMany } from '../errors.ts'
import { queueMail } from '../mail/mail.ts'
import { findConsultation, isOpen, type ConsultationDeps, type Found } from './consultations.ts'
import { confirmLetter } from './letters.ts'
import type { commentAnswer, commentBody } from './schema.ts'

const CONFIRM_DAYS = 7
/** Unconfirmed comments that one address may make in a day. */
const MOST_WAITING = 20

type Given = z.output<typeof commentBody>
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export interface Made {
  id: string
  state: 'counted' | 'awaits-confirmation'
}

/** Throws Conflict when comments are no longer taken, InvalidInput when it is not said who comments or the quotation is not there. */
export async function makeComment(deps: ConsultationDeps, actor: Actor, consultationId: string, given: Given, requestId?: string): Promise<Made> {
  const found = await findConsultation(deps, actor, consultationId)
  demandOpen(found, dayOf(deps))
  const who = await commenterOf(deps, actor, given)
  const anchor = anchorOf(found.draft, given)
  const id = mintId()
  const token = who.email === null ? null : randomBytes(24).toString('base64url')
  await changeWithAudit(deps.prisma, aboutStandard(actor, 'comment:make', found.projectId, requestId, { comment: id }), async (tx) => {
    const project = await lockProject(tx, found.projectId)
    const now = await tx.consultation.findUniqueOrThrow({ where: { id: consultationId } })
    demandOpen({ ...now, project }, dayOf(deps))
    if (who.email !== null) {
      const since = new Date(Date.now() - 86_400_000)
      if ((await tx.draftComment.count({ where: { email: who.email, verifiedAt: null, createdAt: { gt: since } } })) >= MOST_WAITING) throw new TooMany(3_600, `这个邮箱有 ${MOST_WAITING} 条意见还没有确认；请先打开邮件里的链接确认`)
    }
    const { _max } = await tx.draftComment.aggregate({ where: { projectId: found.projectId }, _max: { number: true } })
    const { clause, element, type, original, proposed, reason } = given
    await tx.draftComment.create({
      data: { id, projectId: found.projectId, consultationId, draftId: found.draftId, number: (_max.number ?? 0) + 1, ...who, tokenHash: token && hashOf(token), verifiedAt: token ? null : new Date(), clause: clauseNumber(clause), element, type, original, proposed, reason, ...(anchor && { anchor: anchor as unknown as Prisma.InputJsonObject }) },
      select: { id: true },
    })
    if (token && who.email) await queueMail(tx, confirmLetter(who.email, { title: project.title, link: `${deps.baseUrl}/consultations/confirm/${token}` }))
  })
  return { id, state: token ? 'awaits-confirmation' : 'counted' }
}

/** `cl-4.1` → `4.1`, as people write it in tables. */
export const clauseNumber = (anchor: string): string => anchor.replace(/^cl-/, '')

function demandOpen(found: Pick<Found, 'opensOn' | 'closesOn' | 'closedAt'> & { project: Pick<Found['project'], 'state'> }, today: string): void {
  if (isOpen(found, today)) return
  if (today < found.opensOn) throw new Conflict(`征求意见 ${found.opensOn} 开始；请到时再提`)
  if (found.project.state === 'terminated') throw new Conflict('这个项目已经终止，不再接受意见')
  throw new Conflict(`征求意见已于 ${found.closesOn} 截止；意见可以直接寄给协会，或者等下一次征求意见`)
}

/** For an organisation, by one's own account, or under a name with an address that is still to be confirmed. */
async function commenterOf({ prisma }: ConsultationDeps, actor: Actor, { organisationId, body, email }: Given): Promise<{ body: string; organisationId: string | null; userId: string | null; email: string | null }> {
  if (actor.userId !== null) {
    const mine = actor.grants.flatMap((grant) => grant.organisationId ?? [])
    const chosen = organisationId || mine[0]
    if (chosen) {
      if (!mine.includes(chosen)) throw new InvalidInput([{ pointer: '#/body/organisationId', detail: '您不是这个单位的成员' }])
      const { name } = await prisma.organisation.findUniqueOrThrow({ where: { id: chosen }, select: { name: true } })
      return { body: name, organisationId: chosen, userId: actor.userId, email: null }
    }
    if (!body) throw new InvalidInput([{ pointer: '#/body/body', detail: '请写提出意见的单位或者个人' }])
    return { body, organisationId: null, userId: actor.userId, email: null }
  }
  const missing = [...(body ? [] : [{ pointer: '#/body/body', detail: '请写提出意见的单位或者个人' }]), ...(email ? [] : [{ pointer: '#/body/email', detail: '请写邮箱；确认链接会寄到那里' }])]
  if (missing.length) throw new InvalidInput(missing)
  return { body: body!, organisationId: null, userId: null, email: email!.trim().toLowerCase() }
}

/** Null for the draft as a whole. */
function anchorOf({ text }: Pick<StandardDraft, 'text'>, { clause, original }: Pick<Given, 'clause' | 'original'>): Anchor | null {
  if (!clause) return null
  const section = clausesOf(text).find(({ anchor }) => anchor === clause || anchor === `cl-${clause}`)
  if (!section) throw new InvalidInput([{ pointer: '#/body/clause', detail: `草案里没有 ${clauseNumber(clause)}；请从条款旁的链接提意见，或者留空` }])
  const start = original ? section.text.indexOf(original) : 0
  if (start < 0) throw new InvalidInput([{ pointer: '#/body/original', detail: '引用的文字不在这一条里；请照原文摘录，或者留空表示整条' }])
  return anchorAt(section, { start, end: start + original.length })
}

async function waiting({ prisma }: ConsultationDeps, token: string) {
  const comment = await prisma.draftComment.findUnique({ where: { tokenHash: hashOf(token) }, include: { project: { select: { title: true } } } })
  if (!comment || comment.withdrawnAt) throw new NotFound('没有这条待确认的意见；链接可能已经用过')
  return comment
}

export async function findWaiting(deps: ConsultationDeps, token: string): Promise<{ title: string; consultationId: string }> {
  const { project, consultationId } = await waiting(deps, token)
  return { title: project.title, consultationId: consultationId! }
}

/** Within seven days and before the consultation closes; a second time does no harm. */
export async function confirmComment(deps: ConsultationDeps, token: string, requestId?: string): Promise<{ consultationId: string }> {
  const comment = await waiting(deps, token)
  const consultationId = comment.consultationId!
  if (comment.verifiedAt) return { consultationId }
  if (Date.now() > comment.createdAt.getTime() + CONFIRM_DAYS * 86_400_000) throw new Conflict('确认链接已过 7 日；请重新提意见')
  await changeWithAudit(deps.prisma, aboutStandard(VISITOR, 'comment:confirm', comment.projectId, requestId, { comment: comment.id }), async (tx) => {
    const project = await lockProject(tx, comment.projectId)
    const now = await tx.consultation.findUniqueOrThrow({ where: { id: consultationId } })
    demandOpen({ ...now, project }, dayOf(deps))
    await tx.draftComment.updateMany({ where: { id: comment.id, verifiedAt: null }, data: { verifiedAt: new Date(), version: { increment: 1 } } })
  })
  return { consultationId }
}

/** By whoever made it, as long as comments are taken; it stays on record and counts no more. */
export async function withdrawComment(deps: ConsultationDeps, actor: Actor, consultationId: string, commentId: string, requestId?: string): Promise<void> {
  const found = await findConsultation(deps, actor, consultationId)
  const comment = actor.userId === null ? null : await deps.prisma.draftComment.findFirst({ where: { id: commentId, consultationId, userId: actor.userId, withdrawnAt: null } })
  if (!comment) throw new NotFound('没有这条意见，或者不是您提的')
  await changeWithAudit(deps.prisma, aboutStandard(actor, 'comment:withdraw', found.projectId, requestId, { comment: commentId }), async (tx) => {
    const project = await lockProject(tx, found.projectId)
    const now = await tx.consultation.findUniqueOrThrow({ where: { id: consultationId } })
    demandOpen({ ...now, project }, dayOf(deps))
    await tx.draftComment.update({ where: { id: commentId }, data: { withdrawnAt: new Date(), version: { increment: 1 } }, select: { id: true } })
  })
}

/** Those that count. Answers are shown to the public once the draft has left the consultation. */
export async function listComments({ prisma }: ConsultationDeps, actor: Actor, { id, project }: Found): Promise<z.output<typeof commentAnswer>[]> {
  const rows = await prisma.draftComment.findMany({ where: { consultationId: id, ...COUNTED }, orderBy: { number: 'asc' } })
  const showsAnswers = project.state !== 'consulting' || isInternal(actor, project)
  return rows.map((row) => presentComment(row, { showsAnswers, mine: actor.userId !== null && row.userId === actor.userId }))
}

function presentComment(row: DraftComment, { showsAnswers, mine }: { showsAnswers: boolean; mine: boolean }): z.output<typeof commentAnswer> {
  const { id, number, body, clause, element, original, proposed, reason, disposition, reply } = row
  const standing = row.standing as (Pick<Reanchored, 'outcome' | 'clause' | 'reason'> & { draft: number }) | null
  return { id, number, body, clause, element, type: row.type as 'ge' | 'te' | 'ed', original, proposed, reason, disposition: showsAnswers ? disposition : '', reply: showsAnswers ? reply : '', standing: standing && { outcome: standing.outcome, clause: standing.clause, reason: standing.reason, draft: standing.draft }, mine, at: row.createdAt.toISOString() }
}

/** Called when a newer draft is kept: every comment that counts is found again in it, or flagged. */
export async function carryComments(tx: Transaction, projectId: string, draft: Pick<StandardDraft, 'id' | 'number' | 'text'>): Promise<void> {
  const comments = await tx.draftComment.findMany({ where: { projectId, ...COUNTED, draftId: { not: draft.id } }, select: { id: true, anchor: true, draftId: true } })
  const anchored = comments.flatMap(({ anchor, ...comment }) => (anchor ? [{ ...comment, anchor: anchor as unknown as Anchor }] : []))
  const after = clausesOf(draft.text)
  for (const draftId of new Set(anchored.map((comment) => comment.draftId))) {
    const { text } = await tx.standardDraft.findUniqueOrThrow({ where: { id: draftId }, select: { text: true } })
    const own = anchored.filter((comment) => comment.draftId === draftId)
    const standings = reanchorAll(own.map(({ anchor }) => anchor), clausesOf(text), after)
    for (const [at, { id }] of own.entries()) await tx.draftComment.update({ where: { id }, data: { standing: { ...standings[at]!, draft: draft.number, draftId: draft.id } as unknown as Prisma.InputJsonObject }, select: { id: true } })
  }
}
