// The facts that the guards ask for, counted from the rows of a project.
import type { StandardProject } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { foldMatter } from '../conflicts/names.ts'
import { standingOf, type Comment } from './disposition.ts'
import type { Facts } from './guards.ts'
import type { Drafter, Member } from './votes.ts'

/** Fields of the proposal form that must be filled in, with their names. */
export const PROPOSAL_FIELDS = { purpose: '目的和意义', scope: '范围', content: '主要技术内容', situation: '国内外情况' } as const
export type ProposalField = keyof typeof PROPOSAL_FIELDS

/** A comment that counts: confirmed and not withdrawn. */
export const COUNTED = { verifiedAt: { not: null }, withdrawnAt: null } as const

/** An employer is told by its credit code, else by its name without spelling. */
export const employerOf = ({ employerUscc, employerName }: { employerUscc: string | null; employerName: string }): string | null => employerUscc ?? (employerName.trim() ? `name:${foldMatter(employerName)}` : null)
const personOf = ({ userId, name, employerUscc, employerName }: { userId: string | null; name: string; employerUscc: string | null; employerName: string }): string => userId ?? `${name.trim()}（${employerOf({ employerUscc, employerName }) ?? ''}）`

/** Everything that is counted; kept facts of record (`project.facts`) and what is given with a move come on top. */
export async function gatherFacts(tx: Transaction, project: StandardProject, today: string): Promise<Facts> {
  const where = { projectId: project.id }
  const [purposes, papers, consultation, comments, review, failedReviews, drafters, successor] = await Promise.all([
    tx.standardDraft.findMany({ where, select: { purpose: true, createdAt: true }, orderBy: { number: 'asc' } }),
    tx.standardPaper.findMany({ where, select: { kind: true } }),
    tx.consultation.findFirst({ where, orderBy: { createdAt: 'desc' } }),
    tx.draftComment.findMany({ where: { ...where, ...COUNTED }, select: { disposition: true, reply: true } }),
    tx.standardReview.findFirst({ where, orderBy: { createdAt: 'desc' }, include: { members: true } }),
    tx.standardReview.count({ where: { ...where, outcome: 'failed' } }),
    tx.standardDrafter.findMany({ where: { ...where, endedAt: null } }),
    tx.standardProject.findFirst({ where: { predecessorId: project.id, number: { not: null }, implementationOn: { not: null } } }),
  ])
  const proposal = project.proposal as Partial<Record<ProposalField, string>>
  const hasDraft = (purpose: string) => purposes.some((draft) => draft.purpose === purpose)
  const hasPaper = (kind: string) => papers.some((paper) => paper.kind === kind)
  const drafterIds = drafters.flatMap((drafter): Drafter[] => [{ personId: personOf(drafter), employerId: employerOf(drafter) }])
  const members = review?.members.map((member): Member => ({ personId: personOf(member), employerId: employerOf(member), attends: member.attends, vote: member.vote as Member['vote'] })) ?? []
  const reviewDraft = purposes.findLast(({ purpose }) => purpose === 'review')
  const dayOf = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  return {
    today,
    lastMoveOn: project.lastMoveOn,
    missingInProposal: [...(project.title.trim() ? [] : ['标准名称']), ...(Object.keys(PROPOSAL_FIELDS) as ProposalField[]).filter((name) => !proposal[name]?.trim()).map((name) => PROPOSAL_FIELDS[name])],
    applicants: new Set(project.applicants.map(foldMatter)).size,
    draftUploaded: hasDraft('consultation'),
    explanationUploaded: hasPaper('explanation'),
    reviewDraftUploaded: hasDraft('review'),
    comments: standingOf(comments as unknown as Comment[]),
    failedReviews,
    ...(consultation && { consultation: { opensOn: consultation.opensOn, closesOn: consultation.closesOn, public: consultation.public, touchesConsumers: project.touchesConsumers } }),
    ...(review && { review: { on: review.on, papersSentOn: review.papersSentOn, members, drafters: drafterIds, minutesFiled: review.minutesId !== null }, lastReviewOn: review.on }),
    ...(reviewDraft && { draftRevisedOn: dayOf(reviewDraft.createdAt) }),
    ...(project.number !== null && { number: project.number }),
    ...(project.implementationOn !== null && { implementationOn: project.implementationOn }),
    ...(project.publishedOn !== null && { textPublic: true }),
    ...(successor && { successor: { number: successor.number!, inForceOn: successor.implementationOn! } }),
  }
}
