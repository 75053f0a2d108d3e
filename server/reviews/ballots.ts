// Votes and minutes of a review: by letter cast by the member, at a meeting entered by the secretary.
import { createHash } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { ReviewMember } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit } from '../audit/audit.ts'
import { noteDeed } from '../drafting/events.ts'
import { dayOf, subjectOf, type WithDrafters } from '../drafting/projects.ts'
import { saidOf } from '../drafting/votes.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { readPanel, type ReviewRow } from './panel.ts'
import { aboutReview, demandManager, describeReview, findReview, lockReview, type ReviewsDeps } from './reviews.ts'
import type { MinutesForm, ReviewDetail, VoteForm } from './schema.ts'

const byLetter = ({ mode }: Pick<ReviewRow, 'mode'>): boolean => mode === 'letter'

/** By letter everybody with an account votes alone; the secretary enters what came on paper, and what a meeting voted. */
function demandBallot(actor: Actor, review: ReviewRow, { member, project }: { member: ReviewMember; project: WithDrafters }): 'review:vote' | 'review:manage' {
  const isOwnLetter = byLetter(review) && member.userId !== null
  const action = isOwnLetter ? 'review:vote' : 'review:manage'
  demand(actor, action, isOwnLetter ? { ownerId: member.userId } : subjectOf(actor, project))
  return action
}

function demandTime(review: ReviewRow, action: 'review:vote' | 'review:manage', today: string): void {
  if (review.papersSentOn === null) throw new Conflict('审查材料还没有送达，不能表决；请等材料送达')
  if (!byLetter(review) && today < review.on) throw new Conflict(`审查会议在${review.on}，还没有到；请会后登记表决`)
  if (action === 'review:vote' && today > review.on) throw new Conflict(`函审已在${review.on}截止；请与协会秘书联系`)
}

/** May be changed until the end of the day; throws Conflict afterwards, once closed, and for whoever may not vote. */
export async function castVote(deps: ReviewsDeps, actor: Actor, { id, memberId }: { id: string; memberId: string }, form: VoteForm, requestId?: string): Promise<ReviewDetail> {
  const { review: seen, project: found } = await findReview(deps, actor, id)
  const own = seen.members.find((row) => row.id === memberId)
  if (!own) throw new NotFound('审查组里没有这个人；请刷新后再看')
  const action = demandBallot(actor, seen, { member: own, project: found })
  const { version, attends, vote, opinion } = form
  if (byLetter(seen) && vote === 'against' && !opinion) throw new InvalidInput([{ pointer: '#/body/opinion', detail: '反对的请写明意见，供起草组修改' }])
  if (!attends && vote !== null) throw new InvalidInput([{ pointer: '#/body/vote', detail: '缺席的不能表决；请登记为出席，或者不填表决' }])
  const today = dayOf(deps)
  await changeWithAudit(deps.prisma, aboutReview(actor, found.id, { review: id, member: memberId }, { action, requestId }), async (tx) => {
    const { review, project } = await lockReview(tx, id)
    demandTime(review, action, today)
    const { standings } = await readPanel(tx, { review, project, today })
    const bar = standings[review.members.findIndex((row) => row.id === memberId)]?.bar
    if (bar) throw new Conflict(`${own.name}${saidOf(bar)}，不能表决`)
    // A letter that came is attendance; one that was taken back is none.
    const data = { attends: byLetter(review) ? vote !== null : attends, vote, opinion, votedAt: vote === null ? null : new Date(), version: { increment: 1 } }
    const { count } = await tx.reviewMember.updateMany({ where: { id: memberId, reviewId: id, version }, data })
    if (!count) throw new Conflict('这一票刚被改动；请刷新后再办理')
  })
  return describeReview(deps, actor, id)
}

/** Filed as a paper of the project; better ones may replace it until the review is closed. */
export async function fileMinutes(deps: ReviewsDeps, actor: Actor, id: string, { version, title, text }: MinutesForm, requestId?: string): Promise<ReviewDetail> {
  const { project: found } = await demandManager(deps, actor, id)
  const minutesId = mintId()
  await changeWithAudit(deps.prisma, aboutReview(actor, found.id, { review: id, minutes: minutesId }, { requestId }), async (tx) => {
    const { project } = await lockReview(tx, id, version)
    const digest = createHash('sha256').update(text).digest('hex')
    await tx.standardPaper.create({ data: { id: minutesId, projectId: project.id, kind: 'minutes', title, text, digest, createdBy: actor.userId } })
    await tx.standardReview.update({ where: { id }, data: { minutesId, version: { increment: 1 } } })
    await noteDeed(tx, { projectId: project.id, deed: 'minutes_filed', actorId: actor.id, evidence: { review: id, paper: minutesId, digest } })
  })
  return describeReview(deps, actor, id)
}
