// Reviews of a standard (技术审查): sent to a panel, read by those concerned, and closed with an outcome that moves the project.
import { mintId } from '../../indexer/index.ts'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import { can, holds, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { dayInShanghai } from '../calendar.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { moveProjectWithin } from '../drafting/moves.ts'
import { dayOf, DRAFTERS, findProject, isInternal, lockProject, newestDraft, subjectOf, type DraftingDeps, type WithDrafters } from '../drafting/projects.ts'
import { saidOf } from '../drafting/votes.ts'
import { obstaclesTo, readPanel, WITH_MEMBERS, type Panel, type ReviewRow } from './panel.ts'
import type { CloseForm, MemberAnswer, ReviewDetail, ReviewForm, ReviewLine } from './schema.ts'

export interface ReviewsDeps extends DraftingDeps {
  baseUrl: string
}

const NONE = '没有这次审查；请检查地址'

export const aboutReview = (actor: Actor, projectId: string, detail: Prisma.InputJsonObject, { action = 'review:manage', requestId }: { action?: string; requestId: string | undefined }): AuditEvent => ({ actor, action, subject: { kind: 'standard', id: projectId }, outcome: 'DONE', detail, requestId })

export const managesReview = (actor: Actor, project: WithDrafters): boolean => can(actor, 'review:manage', subjectOf(actor, project))

/** Throws NotFound for whoever neither reads the project's internal papers nor sits on the panel. */
export async function findReview({ prisma }: Pick<ReviewsDeps, 'prisma'>, actor: Actor, id: string): Promise<{ review: ReviewRow; project: WithDrafters }> {
  const found = await prisma.standardReview.findUnique({ where: { id }, include: { ...WITH_MEMBERS, project: { include: DRAFTERS } } })
  if (!found) throw new NotFound(NONE)
  const { project, ...review } = found
  const isMember = actor.kind !== 'key' && actor.userId !== null && review.members.some(({ userId }) => userId === actor.userId)
  if (!isMember && !isInternal(actor, project)) throw new NotFound(NONE)
  return { review, project }
}

/** The project first, then the review: nobody else changes either until the transaction ends. Throws NotFound, Conflict. */
export async function lockReview(tx: Transaction, id: string, version?: number): Promise<{ review: ReviewRow; project: WithDrafters }> {
  const place = await tx.standardReview.findUnique({ where: { id }, select: { projectId: true } })
  if (!place) throw new NotFound(NONE)
  const project = await lockProject(tx, place.projectId)
  const review = await tx.standardReview.findUniqueOrThrow({ where: { id }, include: WITH_MEMBERS })
  if (review.closedAt) throw new Conflict('这次审查已经结束，不能再改；请刷新后查看结果')
  if (project.state !== 'reviewing') throw new Conflict('项目已经不在技术审查阶段；请刷新后再看')
  if (version !== undefined && version !== review.version) throw new Conflict('审查刚被别人改动；请刷新后再办理')
  return { review, project }
}

/** Throws NotFound, and NotAllowed for whoever knows of it without running it. */
export async function demandManager(deps: Pick<ReviewsDeps, 'prisma'>, actor: Actor, id: string): Promise<{ review: ReviewRow; project: WithDrafters }> {
  const found = await findReview(deps, actor, id)
  demand(actor, 'review:manage', subjectOf(actor, found.project))
  return found
}

/** The first review out of consultation, a further one after a failure: the move and the review come about together or not at all. */
export async function sendToReview(deps: ReviewsDeps, actor: Actor, projectId: string, { version, mode, on }: ReviewForm, requestId?: string): Promise<ReviewDetail> {
  const found = await findProject(deps, actor, projectId)
  demand(actor, 'review:manage', subjectOf(actor, found))
  const today = dayOf(deps)
  if (on < today) throw new InvalidInput([{ pointer: '#/body/on', detail: `${on}已经过去；请填写今天或以后的日期` }])
  const id = mintId()
  await changeWithAudit(deps.prisma, aboutReview(actor, projectId, { review: id, mode, on }, { requestId }), async (tx) => {
    const project = await lockProject(tx, projectId, version)
    const [draft, last] = await Promise.all([newestDraft(tx, projectId, 'review'), tx.standardReview.findFirst({ where: { projectId }, orderBy: { createdAt: 'desc' } })])
    const again = project.state === 'review_failed' && last !== null
    await moveProjectWithin(tx, {
      projectId,
      move: again ? 'review_again' : 'send_to_review',
      actorId: actor.id,
      today,
      evidence: { review: id, mode, on, draft: draft?.id ?? null, digest: draft?.digest ?? null },
      // The draft that failed does not come back as it was, nor does one from before the failure.
      ...(again && { given: { lastReviewOn: dayInShanghai(last.closedAt ?? last.createdAt), draftRevisedOn: draft && last.closedAt && draft.id !== last.draftId && draft.createdAt > last.closedAt ? dayInShanghai(draft.createdAt) : '' } }),
    })
    if (!draft) throw new Conflict('送审稿还没有上传；请上传')
    await tx.standardReview.create({ data: { id, projectId, draftId: draft.id, mode, on } })
  })
  return describeReview(deps, actor, id)
}

const lineOf = (review: Pick<ReviewRow, 'id' | 'projectId' | 'mode' | 'on' | 'papersSentOn' | 'outcome' | 'closedAt' | 'version'>, title: string): ReviewLine => {
  const { id, projectId, mode, on, papersSentOn, outcome, closedAt, version } = review
  return { id, projectId, title, mode: mode as ReviewLine['mode'], on, papersSentOn, outcome: outcome as ReviewLine['outcome'], closedAt: closedAt?.toISOString() ?? null, version }
}

/** Newest first; of a project that the actor reads from inside. */
export async function listReviews(deps: Pick<ReviewsDeps, 'prisma'>, actor: Actor, projectId: string): Promise<{ items: ReviewLine[]; project: WithDrafters }> {
  const project = await findProject(deps, actor, projectId)
  demand(actor, 'standard:read-all', subjectOf(actor, project))
  const rows = await deps.prisma.standardReview.findMany({ where: { projectId }, orderBy: { createdAt: 'desc' } })
  return { project, items: rows.map((row) => lineOf(row, project.title)) }
}

export interface OwnReview extends ReviewLine {
  hasVoted: boolean
}

/** On whose panels somebody sits, once the papers are out: open ones first, by their day. */
export async function ownReviews({ prisma }: Pick<ReviewsDeps, 'prisma'>, actor: Actor): Promise<OwnReview[]> {
  if (!actor.userId) return []
  const rows = await prisma.standardReview.findMany({ where: { papersSentOn: { not: null }, members: { some: { userId: actor.userId } } }, include: { project: { select: { title: true } }, members: { where: { userId: actor.userId }, select: { votedAt: true } } }, orderBy: { createdAt: 'desc' }, take: 100 })
  const lines = rows.map((row) => ({ ...lineOf(row, row.project.title), hasVoted: row.members.some(({ votedAt }) => votedAt !== null) }))
  return lines.toSorted((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null) || (a.closedAt ? 0 : a.on.localeCompare(b.on)))
}

/** While letters come in, votes are shown to whoever runs the review and to those who watch over it. */
const seesVotes = (actor: Actor, review: ReviewRow, project: WithDrafters): boolean => review.closedAt !== null || review.mode === 'meeting' || managesReview(actor, project) || holds(actor, 'auditor', 'admin')

export async function describeReview(deps: ReviewsDeps, actor: Actor, id: string): Promise<ReviewDetail> {
  const { prisma } = deps
  const { review, project } = await findReview(deps, actor, id)
  const today = dayOf(deps)
  const [panel, minutes, round] = await Promise.all([
    readPanel(prisma, { review, project, today }),
    review.minutesId ? prisma.standardPaper.findUnique({ where: { id: review.minutesId }, select: { id: true, title: true, text: true } }) : null,
    prisma.standardReview.count({ where: { projectId: project.id, createdAt: { lte: review.createdAt } } }),
  ])
  const { parameters, confirmedAt } = panel.rules
  const { count } = panel
  const isShown = seesVotes(actor, review, project)
  const manages = managesReview(actor, project)
  return {
    ...lineOf(review, project.title),
    round,
    draft: { id: review.draft.id, number: review.draft.number, digest: review.draft.digest },
    minutes,
    members: review.members.map((row, at) => memberOf(row, panel.standings[at]!, { actor, isShown })),
    count: isShown ? { for: count.for, against: count.against, abstain: count.abstain, base: count.base, needed: count.needed, passed: count.passed } : null,
    entitled: count.entitled.length,
    rules: { ratio: [...parameters.passRatio], voteBase: parameters.voteBase, minPanel: parameters.minPanel, paperLeadWorkdays: parameters.paperLeadWorkdays, maxFailedReviews: parameters.maxFailedReviews, isConfirmed: confirmedAt !== null },
    manages,
    obstacles: manages && !review.closedAt ? { passed: [...early(review, panel, today), ...obstaclesTo('pass_review', panel, today)], failed: [...early(review, panel, today), ...obstaclesTo('fail_review', panel, today)] } : null,
  }
}

function memberOf(row: ReviewRow['members'][number], { bar, doubt }: Panel['standings'][number], { actor, isShown }: { actor: Actor; isShown: boolean }): MemberAnswer {
  const isOwn = actor.userId !== null && row.userId === actor.userId
  const isHidden = !isShown && !isOwn
  const { id, name, employerName, expertId, userId, version, attends, vote, opinion, votedAt } = row
  const cast = isHidden ? { attends: false, vote: null, opinion: '' } : { attends, vote: vote as MemberAnswer['vote'], opinion }
  return { id, name, employerName, expertId, hasAccount: userId !== null, isOwn, bar, barWords: bar && saidOf(bar), doubt, hasVoted: isHidden ? false : votedAt !== null, isHidden, ...cast, version }
}

/** A meeting is closed when its day has come, letters when their last day is over or everybody entitled has voted. */
function early(review: ReviewRow, { standings }: Panel, today: string): string[] {
  if (review.mode === 'meeting') return today >= review.on ? [] : [`审查会议在${review.on}，还没有到；请会后再登记结果`]
  const waiting = review.members.filter(({ vote }, at) => vote === null && standings[at]!.bar === null).length
  return today > review.on || waiting === 0 ? [] : [`函审到${review.on}当天结束为止，还有${waiting}人没有表决；全部表决后可以提前结束`]
}

/** The outcome, the project's move and the count it rests on, together. Of two who close at once one gets Conflict. */
export async function closeReview(deps: ReviewsDeps, actor: Actor, id: string, { version, outcome }: CloseForm, requestId?: string): Promise<ReviewDetail> {
  const { project: found } = await demandManager(deps, actor, id)
  const today = dayOf(deps)
  await changeWithAudit(deps.prisma, aboutReview(actor, found.id, { review: id, outcome }, { requestId }), async (tx) => {
    const { review, project } = await lockReview(tx, id, version)
    const panel = await readPanel(tx, { review, project, today })
    const [tooEarly] = early(review, panel, today)
    if (tooEarly) throw new Conflict(tooEarly)
    const { count, facts, rules } = panel
    const { passRatio, voteBase } = rules.parameters
    await moveProjectWithin(tx, {
      projectId: project.id,
      move: outcome === 'passed' ? 'pass_review' : 'fail_review',
      given: { review: facts },
      actorId: actor.id,
      today,
      evidence: { review: id, draft: review.draft.id, digest: review.draft.digest, minutes: review.minutesId, for: count.for, against: count.against, abstain: count.abstain, base: count.base, needed: count.needed, ratio: passRatio.join('/'), voteBase, barred: count.barred.length },
    })
    await tx.standardReview.update({ where: { id }, data: { outcome, closedAt: new Date(), version: { increment: 1 } } })
  })
  return describeReview(deps, actor, id)
}

/** What the panel reads: the draft under review and the newest 编制说明. */
export async function readReviewPapers({ prisma }: { prisma: PrismaClient }, { review }: { review: ReviewRow }): Promise<{ text: string; explanation: { title: string; text: string } | null }> {
  const explanation = await prisma.standardPaper.findFirst({ where: { projectId: review.projectId, kind: 'explanation' }, orderBy: { createdAt: 'desc' }, select: { title: true, text: true } })
  return { text: review.draft.text, explanation }
}
