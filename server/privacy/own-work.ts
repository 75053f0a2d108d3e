// What a person did in the registry and on standards: the part of their data that it is, and what stays of it once the account is erased.
import type { Transaction } from '../audit/audit.ts'
import { sealedOf, type OwnDataDeps, type Section } from './sealed-data.ts'

const PROJECT = { select: { id: true, title: true, number: true } } as const

/** Of others neither names nor ids: who asked, decided or answered is theirs. An invitation counts once the expert was told of it. */
export function ownWork({ prisma, sealing }: OwnDataDeps, { userId, email }: { userId: string; email: string | null }): Section[] {
  const invited = { expert: { userId }, invitedAt: { not: null } }
  return [
    ['expert', () => prisma.expert.findMany({ where: { userId }, omit: { userId: true, nominatedBy: true, version: true }, include: { documents: { omit: { expertId: true } }, relations: { omit: { expertId: true } }, moves: { select: { at: true, from: true, to: true, reason: true }, orderBy: { id: 'asc' } } } })],
    ['assignments', async () => (await prisma.assignment.findMany({ where: invited, omit: { expertId: true, version: true, score: true }, include: { enquiry: { select: { title: true } } }, orderBy: { createdAt: 'asc' } })).map(({ declaration, ...rest }) => ({ ...rest, declaration: withoutDecider(declaration) }))],
    ['enquiries', () => enquiriesOf({ prisma, sealing }, userId)],
    ['comments', () => prisma.draftComment.findMany({ where: commentsOf({ userId, email }), omit: { userId: true, tokenHash: true, answeredBy: true, version: true }, include: { project: PROJECT }, orderBy: { createdAt: 'asc' } })],
    ['votes', () => prisma.reviewMember.findMany({ where: { userId }, omit: { userId: true, version: true }, include: { review: { select: { mode: true, on: true, outcome: true, project: PROJECT } } } })],
    ['drafting', () => prisma.standardDrafter.findMany({ where: { userId }, omit: { userId: true }, include: { project: PROJECT }, orderBy: { addedAt: 'asc' } })],
    ['adoptions', () => prisma.adoption.findMany({ where: { createdBy: userId }, omit: { createdBy: true, checkedBy: true, version: true }, orderBy: { createdAt: 'asc' } })],
  ]
}

async function enquiriesOf({ prisma, sealing }: OwnDataDeps, userId: string): Promise<unknown[]> {
  const enquiries = await prisma.enquiry.findMany({ where: { requesterId: userId }, omit: { requesterId: true, officerId: true, walledOff: true, approvedBy: true, version: true }, include: { moves: { select: { at: true, from: true, to: true, reason: true }, orderBy: { id: 'asc' } } }, orderBy: { createdAt: 'asc' } })
  return Promise.all(enquiries.map(async (enquiry) => ({ ...enquiry, sealed: await sealedOf({ prisma, sealing }, { subjectKind: 'enquiry', subjectId: enquiry.id }) })))
}

/** Made with the account, or by the form with its address; `email` is null unless the address was proved. */
const commentsOf = ({ userId, email }: { userId: string; email: string | null }) => ({ OR: [{ userId }, ...(email === null ? [] : [{ email }])] })

function withoutDecider(declaration: unknown): unknown {
  if (typeof declaration !== 'object' || declaration === null || !('decision' in declaration)) return declaration
  const { by: _, ...decision } = declaration.decision as Record<string, unknown>
  return { ...declaration, decision }
}

/**
 * Empties what says who it was and leaves what others rest on: comments keep their text without address and account
 * (the consultation has to answer them), votes count without a name, a declaration keeps its statements without the
 * explanation, and enquiries that were handed in are files of the bureau. The name of a drafter stays where the standard
 * was published (right of attribution, 著作权法 art. 22).
 */
export async function forgetWork(tx: Transaction, { userId, nameless, now }: { userId: string; nameless: string; now: Date }): Promise<void> {
  const { name, email, emailVerified } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true, email: true, emailVerified: true } })
  const comments = commentsOf({ userId, email: emailVerified ? email : null })
  // A private person stands in the place of the organisation with their own name.
  await tx.draftComment.updateMany({ where: { AND: [comments, { body: name }] }, data: { body: nameless } })
  await tx.draftComment.updateMany({ where: comments, data: { email: null, userId: null, tokenHash: null } })
  await tx.reviewMember.updateMany({ where: { userId }, data: { name: nameless } })
  await tx.standardDrafter.updateMany({ where: { userId, project: { number: null } }, data: { name: nameless } })
  await tx.standardDrafter.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } })
  await tx.$executeRaw`UPDATE assignment SET note = NULL, declaration = CASE WHEN jsonb_typeof(declaration) = 'object' THEN declaration || '{"explanation": ""}' ELSE declaration END FROM expert WHERE expert.id = expert_id AND expert.user_id = ${userId}`
  await forgetDrafts(tx, userId, nameless)
}

/** What was never handed in is nobody's file. */
async function forgetDrafts(tx: Transaction, userId: string, nameless: string): Promise<void> {
  const drafts = await tx.enquiry.findMany({ where: { requesterId: userId, submittedAt: null }, select: { id: true } })
  const ids = drafts.map(({ id }) => id)
  await tx.sealedField.deleteMany({ where: { subjectKind: 'enquiry', subjectId: { in: ids } } })
  await tx.enquiry.updateMany({ where: { id: { in: ids } }, data: { title: nameless, version: { increment: 1 } } })
}
