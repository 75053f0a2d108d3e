// The seats of a panel, inside somebody's transaction: locked by the enquiry, filled in the fixed order, and who is told.
import type { Assignment, Enquiry, Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor, Role } from '../access/access.ts'
import type { AuditEvent, Transaction } from '../audit/audit.ts'
import { dayInShanghai } from '../calendar.ts'
import type { ConflictCheck } from '../conflicts/conflicts.ts'
import { NotFound } from '../errors.ts'
import { queueMail, type Letter } from '../mail/mail.ts'
import { isSuspendedBy } from './effects.ts'
import { declaredLetter, inviteLetter, panelLetter, shortageLetter, type About } from './letters.ts'
import { OCCUPYING, SEATED, stateAfter, type Move, type Mover, type Standing } from './states.ts'
import { answerBy } from './working-days.ts'

export interface InvitationsDeps {
  prisma: PrismaClient
  /** Scheme and host of the site, without a slash at the end. */
  baseUrl: string
  /** Moves the enquiry when its panel has come so far; locks its row, throws what stands in the way. */
  moveEnquiry: (tx: Transaction, request: { id: string; move: 'invite' | 'accept' | 'deliver'; reason: string; mover: readonly ['system']; actorId: string | null }) => Promise<unknown>
  /** Conflict and qualification of named experts for an enquiry; those who are not in the pool are left out. */
  checkGate: (enquiryId: string, expertIds: readonly string[]) => Promise<readonly ConflictCheck[]>
  now?: () => Date
}

export type SeatsDeps = Pick<InvitationsDeps, 'baseUrl' | 'moveEnquiry'>

/** A panel of an enquiry in these states goes on, and a free seat is offered to the next alternate. */
const ON_THE_WAY: ReadonlySet<Enquiry['state']> = new Set(['INVITED', 'ACCEPTED', 'IN_PROGRESS', 'OPINION_DELIVERED'])
/** Before them the panel is being chosen. */
export const CHOOSING: ReadonlySet<Enquiry['state']> = new Set(['MATCHING', 'DRAWING'])
export const isUnderWay = ({ state }: Pick<Enquiry, 'state'>): boolean => ON_THE_WAY.has(state)

export const aboutAssignment = (actor: Pick<Actor, 'kind' | 'id'>, action: string, id: string, requestId: string | undefined, detail: AuditEvent['detail'] = {}): AuditEvent => ({ actor, action, subject: { kind: 'assignment', id }, outcome: 'DONE', detail, requestId })

/** Whoever is in conflict learns nothing of it, not even that it exists: every NotFound of this feature has the same words. */
export function refuseWalledOff({ userId }: Pick<Actor, 'userId'>, { walledOff }: Pick<Enquiry, 'walledOff'>): void {
  if (userId !== null && walledOff.includes(userId)) throw new NotFound()
}

/** The enquiry, held until the end of the transaction: whatever changes its panel waits here. Throws NotFound. */
export async function lockEnquiry(tx: Transaction, id: string): Promise<Enquiry> {
  await tx.$executeRaw`SELECT 1 FROM enquiry WHERE id = ${id} FOR UPDATE`
  const found = await tx.enquiry.findUnique({ where: { id } })
  if (!found) throw new NotFound()
  return found
}

/** What the table of moves asks about an assignment. */
export function standingOf({ state, answerBy: until, answeredAt, completedAt }: Assignment, enquiry: Enquiry, now: Date, { reconsidered = false } = {}): Standing {
  return {
    state,
    isLive: isUnderWay(enquiry) || CHOOSING.has(enquiry.state),
    isLate: until !== null && now > until,
    isHeld: state === 'INVITED' && answeredAt !== null,
    isDelivered: completedAt !== null,
    isSuspended: state === 'CHALLENGED' && isSuspendedBy(enquiry.procedure),
    isReconsidered: reconsidered,
  }
}

export interface Held {
  enquiry: Enquiry
  assignment: Assignment & { expert: { userId: string | null } }
}

/** An assignment and its enquiry, held until the end of the transaction. Throws NotFound. */
export async function holdAssignment(tx: Transaction, id: string): Promise<Held> {
  const found = await tx.assignment.findUnique({ where: { id }, select: { enquiryId: true } })
  if (!found) throw new NotFound()
  const enquiry = await lockEnquiry(tx, found.enquiryId)
  // A proposal may have been replaced while this one waited.
  const assignment = await tx.assignment.findUnique({ where: { id }, include: { expert: { select: { userId: true } } } })
  if (!assignment) throw new NotFound()
  return { enquiry, assignment }
}

export interface MoveRequest {
  move: Move
  by: Mover
  now: Date
  data: Prisma.AssignmentUpdateInput
  reconsidered?: boolean
}

/** Throws Conflict with what stands in the way. */
export async function moveAssignment(tx: Transaction, { enquiry, assignment }: Held, { move, by, now, data, reconsidered = false }: MoveRequest): Promise<void> {
  const state = stateAfter(move, standingOf(assignment, enquiry, now, { reconsidered }), by)
  await tx.assignment.update({ where: { id: assignment.id }, data: { ...data, state, version: { increment: 1 } }, select: { id: true } })
}

export interface Filling {
  invited: string[]
  /** Seats that nobody is left for. */
  missing: number
}

/** Invites for every free seat: proposed members first, then alternates in their order. When they run out the officer is told. */
export async function fillSeats(tx: Transaction, { baseUrl }: Pick<SeatsDeps, 'baseUrl'>, enquiry: Enquiry, now: Date): Promise<Filling> {
  const rows = await tx.assignment.findMany({ where: { enquiryId: enquiry.id }, include: { expert: { select: { userId: true } } }, orderBy: [{ alternate: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }] })
  const free = Math.max(0, enquiry.size - rows.filter(({ state }) => OCCUPYING.includes(state)).length)
  const next = rows.filter(({ state }) => state === 'PROPOSED').slice(0, free)
  const until = answerBy(enquiry.kind, now)
  for (const { id, expert } of next) {
    await tx.assignment.update({ where: { id }, data: { state: 'INVITED', invitedAt: now, answerBy: until, version: { increment: 1 } }, select: { id: true } })
    await mailUser(tx, expert.userId, (to) => inviteLetter(to, { title: enquiry.title, link: `${baseUrl}/account/invitations/${id}`, until: dayInShanghai(until) }))
  }
  const missing = free - next.length
  if (missing > 0) await mailOfficers(tx, enquiry, (to) => shortageLetter(to, { ...panelOf(enquiry, baseUrl), missing }))
  return { invited: next.map(({ id }) => id), missing }
}

/** After a seat came free; before invitations are sent out, or once the enquiry has ended, nobody moves up. */
export const refill = async (tx: Transaction, deps: Pick<SeatsDeps, 'baseUrl'>, enquiry: Enquiry, now: Date): Promise<Filling> => (isUnderWay(enquiry) ? fillSeats(tx, deps, enquiry, now) : { invited: [], missing: 0 })

/** After an expert took a seat: with the last one the enquiry moves on, and the requester is told who the experts are. */
export async function settleSeats(tx: Transaction, { baseUrl, moveEnquiry }: SeatsDeps, enquiry: Enquiry, actorId: string | null): Promise<void> {
  const seated = await tx.assignment.count({ where: { enquiryId: enquiry.id, state: { in: [...SEATED] } } })
  if (seated < enquiry.size || !isUnderWay(enquiry)) return
  if (enquiry.state === 'INVITED') await moveEnquiry(tx, { id: enquiry.id, move: 'accept', reason: '专家全部接受邀请', mover: ['system'], actorId })
  await mailUser(tx, enquiry.requesterId, (to) => panelLetter(to, panelOf(enquiry, baseUrl)))
}

/** Once every seat's opinion is in, the enquiry has it. */
export async function deliverWhenComplete(tx: Transaction, { moveEnquiry }: Pick<SeatsDeps, 'moveEnquiry'>, enquiry: Enquiry, actorId: string | null): Promise<void> {
  const completed = await tx.assignment.count({ where: { enquiryId: enquiry.id, state: 'COMPLETED' } })
  if (enquiry.state === 'IN_PROGRESS' && completed >= enquiry.size) await moveEnquiry(tx, { id: enquiry.id, move: 'deliver', reason: '专家意见全部交付', mover: ['system'], actorId })
}

export const panelOf = ({ id, title }: Enquiry, baseUrl: string): About => ({ title, link: `${baseUrl}/enquiries/${id}/panel` })

/** Nothing is sent to an account that is erased or suspended, or to an expert without one. */
export async function mailUser(tx: Transaction, userId: string | null, letter: (to: string) => Letter): Promise<void> {
  const user = userId === null ? null : await tx.user.findFirst({ where: { id: userId, erasedAt: null, suspendedAt: null }, select: { email: true } })
  if (user) await queueMail(tx, letter(user.email))
}

/** Everybody who holds the role, but for those who must not know. */
export async function mailHolders(tx: Transaction, role: Role, { walledOff }: Pick<Enquiry, 'walledOff'>, letter: (to: string) => Letter): Promise<void> {
  const people = await tx.user.findMany({ where: { id: { notIn: walledOff }, suspendedAt: null, erasedAt: null, roles: { some: { role, endedAt: null } } }, select: { email: true }, orderBy: { id: 'asc' } })
  for (const { email } of people) await queueMail(tx, letter(email))
}

/** Whoever handles the enquiry; all officers while it is nobody's. */
export async function mailOfficers(tx: Transaction, enquiry: Enquiry, letter: (to: string) => Letter): Promise<void> {
  if (enquiry.officerId !== null && !enquiry.walledOff.includes(enquiry.officerId)) await mailUser(tx, enquiry.officerId, letter)
  else await mailHolders(tx, 'bureau_officer', enquiry, letter)
}

export const tellDeclared = (tx: Transaction, baseUrl: string, enquiry: Enquiry): Promise<void> => mailOfficers(tx, enquiry, (to) => declaredLetter(to, panelOf(enquiry, baseUrl)))
