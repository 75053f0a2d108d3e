// What is seen of a panel: all by officers, names once settled by the party, oneself by the expert, nothing by whoever is walled off.
import type { Challenge, Enquiry, Prisma } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { dayInShanghai } from '../calendar.ts'
import { NotFound } from '../errors.ts'
import { mayReconsider } from '../conflicts/challenge.ts'
import { positives, readDeclaration } from './declaration.ts'
import { effectOf, reconsiderUntil } from './effects.ts'
import type { ChallengeAnswer, ExpertInvitation, Panel, PanelMember, Sight } from './schema.ts'
import { CHOOSING, isUnderWay, refuseWalledOff, standingOf, type InvitationsDeps } from './seats.ts'
import { DECLINE_REASONS, OCCUPYING, obstacleTo, SEATED } from './states.ts'

type ReadingDeps = Pick<InvitationsDeps, 'prisma' | 'now'>

/** From here on the parties know the experts. */
const TOLD: ReadonlySet<Enquiry['state']> = new Set(['ACCEPTED', 'IN_PROGRESS', 'OPINION_DELIVERED', 'CLOSED'])
export const isTold = ({ state }: Pick<Enquiry, 'state'>): boolean => TOLD.has(state)

const NOBODY = { ownerId: null, organisationId: null }
const partyOf = ({ requesterId, organisationId }: Pick<Enquiry, 'requesterId' | 'organisationId'>) => ({ ownerId: requesterId, organisationId })

/** Whose eyes the actor sees the panel with, apart from the expert's; null for a stranger. */
export function sightOf(actor: Actor, enquiry: Enquiry): Exclude<Sight, 'expert'> | null {
  if (can(actor, 'enquiry:read', NOBODY) && enquiry.state !== 'DRAFT') return 'officer'
  return can(actor, 'enquiry:read', partyOf(enquiry)) ? 'party' : null
}

const WITH = { expert: { select: { name: true, userId: true } }, challenges: { orderBy: { at: 'asc' } } } as const satisfies Prisma.AssignmentInclude
type Row = Prisma.AssignmentGetPayload<{ include: typeof WITH }>

/** Throws NotFound for whoever may not know of it. */
export async function describePanel({ prisma, now = () => new Date() }: ReadingDeps, actor: Actor, enquiryId: string): Promise<Panel> {
  demand(actor, 'enquiry:read')
  const enquiry = await prisma.enquiry.findUnique({ where: { id: enquiryId } })
  if (!enquiry) throw new NotFound()
  refuseWalledOff(actor, enquiry)
  const rows = await prisma.assignment.findMany({ where: { enquiryId }, include: WITH, orderBy: [{ alternate: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }] })
  const own = rows.filter(({ expert, state }) => actor.userId !== null && expert.userId === actor.userId && state !== 'PROPOSED')
  const sight = sightOf(actor, enquiry) ?? (own.length ? 'expert' : null)
  if (!sight) throw new NotFound()
  const isShown = { officer: () => true, party: (row: Row) => isTold(enquiry) && wasSeated(row), expert: (row: Row) => own.includes(row) }[sight]
  const count = (states: readonly Row['state'][]) => rows.filter(({ state }) => states.includes(state)).length
  return {
    enquiryId,
    title: enquiry.title,
    state: enquiry.state,
    version: enquiry.version,
    sight,
    size: enquiry.size,
    seated: sight === 'officer' || isTold(enquiry) ? count(SEATED) : 0,
    missing: sight === 'officer' ? (isUnderWay(enquiry) ? Math.max(0, enquiry.size - count(OCCUPYING) - count(['PROPOSED'])) : 0) : null,
    members: rows.filter(isShown).map((row) => presentMember(row, { enquiry, sight, now: now() })),
  }
}

/** Whoever accepted once is known to the parties, also after having left. */
const wasSeated = ({ state }: Row): boolean => SEATED.includes(state) || state === 'REPLACED' || state === 'RECUSED'

interface Seen {
  enquiry: Enquiry
  sight: Sight
  now: Date
}

function presentMember(row: Row, seen: Seen): PanelMember {
  const { id, expertId, expert, state, voidOpinion, challenges } = row
  const { isSuspended } = standingOf(row, seen.enquiry, seen.now)
  const shared = { id, expertId, name: expert.name, state, isSuspended, voidOpinion, challenges: challenges.map((challenge) => presentChallenge(challenge, seen)) }
  const hidden = { alternate: null, score: null, declined: null, note: null, invitedAt: null, answerBy: null, answeredAt: null, completedAt: null, hasAccount: null, needsDecision: false, declared: [], explanation: null }
  if (seen.sight === 'party') return { ...shared, ...hidden }
  const declaration = row.answeredAt ? readDeclaration(row.declaration) : null
  const told = {
    declined: row.declined,
    note: row.note,
    invitedAt: iso(row.invitedAt),
    answerBy: iso(row.answerBy),
    answeredAt: iso(row.answeredAt),
    completedAt: iso(row.completedAt),
    needsDecision: state === 'INVITED' && row.answeredAt !== null,
    declared: declaration ? positives(declaration.statements) : [],
    explanation: declaration?.explanation || null,
  }
  if (seen.sight === 'expert') return { ...shared, ...hidden, ...told }
  return { ...shared, ...told, alternate: row.alternate, score: row.score, hasAccount: expert.userId !== null }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Whether its rejection can be asked to be reconsidered: once, in time, where the procedure knows it. */
export const canReconsider = ({ upheld, decidedAt, reconsideredAt }: Challenge, { procedure }: Enquiry, now: Date): boolean =>
  upheld === false && decidedAt !== null && mayReconsider(reconsideredAt ? 1 : 0) && effectOf(procedure).whileReconsidered !== null && dayInShanghai(now) <= reconsiderUntil(dayInShanghai(decidedAt))

export function presentChallenge(challenge: Challenge, { enquiry, now }: Pick<Seen, 'enquiry' | 'now'>): ChallengeAnswer {
  const { id, assignmentId, organisationId, reason, at, decideBy, decidedAt, upheld, grounds, reconsideredAt } = challenge
  return { id, assignmentId, organisationId, reason, at: at.toISOString(), decideBy: decideBy.toISOString(), decidedAt: iso(decidedAt), upheld, grounds, reconsideredAt: iso(reconsideredAt), isOverdue: upheld === null && now > decideBy, mayReconsider: canReconsider(challenge, enquiry, now) }
}

/** An expert's own invitations, those to answer first. Throws NotAllowed for whoever is no expert. */
export async function listInvitations(deps: ReadingDeps, actor: Actor): Promise<{ items: ExpertInvitation[] }> {
  demand(actor, 'assignment:answer')
  const items = await findInvitations(deps, actor)
  return { items: [...items.filter(({ mayAnswer }) => mayAnswer), ...items.filter(({ mayAnswer }) => !mayAnswer)] }
}

/** Throws NotFound unless it is the actor's own. */
export async function findOwn(deps: ReadingDeps, actor: Actor, id: string): Promise<ExpertInvitation> {
  demand(actor, 'assignment:answer')
  const [found] = await findInvitations(deps, actor, id)
  if (!found) throw new NotFound()
  return found
}

async function findInvitations({ prisma, now = () => new Date() }: ReadingDeps, { userId }: Actor, id?: string): Promise<ExpertInvitation[]> {
  if (userId === null) return []
  const rows = await prisma.assignment.findMany({ where: { ...(id !== undefined && { id }), state: { not: 'PROPOSED' }, expert: { userId } }, include: { enquiry: true }, orderBy: [{ invitedAt: 'desc' }, { id: 'asc' }] })
  const organisations = new Map((await prisma.organisation.findMany({ where: { id: { in: rows.flatMap(({ enquiry }) => enquiry.organisationId ?? []) } }, select: { id: true, name: true } })).map((one) => [one.id, one.name]))
  return rows.map((row) => {
    const { enquiry, declined } = row
    return {
      id: row.id,
      state: row.state,
      enquiry: { id: enquiry.id, title: enquiry.title, kind: enquiry.kind, procedure: enquiry.procedure, organisation: organisations.get(enquiry.organisationId ?? '') ?? null },
      invitedAt: iso(row.invitedAt),
      answerBy: iso(row.answerBy),
      answeredAt: iso(row.answeredAt),
      needsDecision: row.state === 'INVITED' && row.answeredAt !== null,
      declined: DECLINE_REASONS.find((reason) => reason === declined) ?? null,
      mayAnswer: obstacleTo('decline', standingOf(row, enquiry, now()), 'expert') === null,
    }
  })
}

const isChoosing = ({ state }: Pick<Panel, 'state'>): boolean => [...CHOOSING].some((one) => one === state)

/** Whether an officer can put a panel together now, as far as the panel shows. */
export const mayPropose = (panel: Pick<Panel, 'state' | 'missing'>): boolean => isChoosing(panel) || (panel.missing ?? 0) > 0

/** Whether somebody is there to be invited, and a seat for them. */
export function mayInvite(panel: Pick<Panel, 'state' | 'size' | 'members'>): boolean {
  const has = (states: readonly string[]) => panel.members.filter(({ state }) => states.includes(state)).length
  return has(['PROPOSED']) > 0 && (isChoosing(panel) || has(OCCUPYING) < panel.size)
}
