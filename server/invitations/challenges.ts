// Challenges of experts: made with a reason, decided by a leader, reconsidered once; what is upheld makes the opinion void and the seat free.
import { mintId } from '../../indexer/index.ts'
import type { Assignment, Challenge, Enquiry } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { dayInShanghai } from '../calendar.ts'
import { challengeProblem, ON_UPHELD } from '../conflicts/challenge.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { decideByDay, isSuspendedBy } from './effects.ts'
import { challengedLetter, challengeLetter, decidedLetter } from './letters.ts'
import { canReconsider, isTold, presentChallenge } from './panel.ts'
import type { ChallengeAnswer, ChallengeBody, DecisionBody } from './schema.ts'
import { deliverWhenComplete, holdAssignment, mailHolders, mailUser, moveAssignment, panelOf, refill, refuseWalledOff, type Held, type InvitationsDeps } from './seats.ts'
import type { Move } from './states.ts'
import { endOfDay } from './working-days.ts'

const about = (actor: Actor, action: string, id: string, requestId: string | undefined, detail: NonNullable<AuditEvent['detail']>): AuditEvent => ({ actor, action, subject: { kind: 'challenge', id }, outcome: 'DONE', detail, requestId })

/** For a party, or an officer on its behalf. Throws NotFound for everybody else: not even that there is a panel is told. */
function challengerOf(actor: Actor, enquiry: Enquiry): 'party' | 'officer' {
  refuseWalledOff(actor, enquiry)
  if (can(actor, 'enquiry:handle')) return 'officer'
  if (isTold(enquiry) && can(actor, 'challenge:make', { ownerId: enquiry.requesterId, organisationId: enquiry.organisationId })) return 'party'
  throw new NotFound()
}

/** One stage: a party challenges a member once. Throws InvalidInput when it comes too late, Conflict when one is pending. */
export async function makeChallenge({ prisma, baseUrl, now = () => new Date() }: InvitationsDeps, actor: Actor, assignmentId: string, { reason, organisationId: named, learned }: ChallengeBody, requestId?: string): Promise<ChallengeAnswer> {
  demand(actor, 'challenge:make')
  const id = mintId()
  return changeWithAudit(prisma, about(actor, 'challenge:make', id, requestId, { assignment: assignmentId }), async (tx) => {
    const held = await holdAssignment(tx, assignmentId)
    const { enquiry, assignment } = held
    const by = challengerOf(actor, enquiry)
    const at = now()
    const organisationId = by === 'officer' ? (named ?? null) : enquiry.organisationId
    if (organisationId !== null && !(await tx.organisation.count({ where: { id: organisationId } }))) throw new InvalidInput([{ pointer: '#/body/organisationId', detail: '没有这个单位' }])
    if (await tx.challenge.count({ where: { assignmentId, organisationId } })) throw new Conflict('同一方对同一位专家只能申请一次回避；对决定不服的，可以申请复议一次')
    const problem = challengeProblem({ at: dayInShanghai(at), reason, learned: learned ?? null, ...(await stagesOf(tx, enquiry.id)) })
    if (problem) throw new InvalidInput([{ pointer: `#/body/${learned ? 'learned' : 'reason'}`, detail: problem }])
    await moveAssignment(tx, held, { move: 'challenge', by, now: at, data: {} })
    const until = decideByDay('decide', dayInShanghai(at))
    const made = await tx.challenge.create({ data: { id, assignmentId, organisationId, reason, at, decideBy: endOfDay(until) } })
    await mailHolders(tx, 'bureau_leader', enquiry, (to) => challengeLetter(to, { ...panelOf(enquiry, baseUrl), until }))
    await mailUser(tx, assignment.expert.userId, (to) => challengedLetter(to, { ...panelOf(enquiry, baseUrl), suspended: isSuspendedBy(enquiry.procedure) }))
    return presentChallenge(made, { enquiry, now: at })
  })
}

/** Days on which work began and the opinion was delivered, the last time each. */
async function stagesOf(tx: Transaction, enquiryId: string): Promise<{ begun: string | null; debateEnded: string | null }> {
  const moves = await tx.enquiryMove.findMany({ where: { enquiryId, to: { in: ['IN_PROGRESS', 'OPINION_DELIVERED'] } }, orderBy: { id: 'asc' } })
  const day = (to: Enquiry['state']): string | null => moves.filter((move) => move.to === to).map(({ at }) => dayInShanghai(at)).at(-1) ?? null
  return { begun: day('IN_PROGRESS'), debateEnded: day('OPINION_DELIVERED') }
}

/** Holds the challenge with its assignment and enquiry. Throws NotFound. */
async function holdChallenge(tx: Transaction, actor: Actor, id: string): Promise<Held & { challenge: Challenge }> {
  const found = await tx.challenge.findUnique({ where: { id }, select: { assignmentId: true } })
  if (!found) throw new NotFound()
  const held = await holdAssignment(tx, found.assignmentId)
  refuseWalledOff(actor, held.enquiry)
  return { ...held, challenge: await tx.challenge.findUniqueOrThrow({ where: { id } }) }
}

/** By a leader; also after its day, which is then on record. Throws Conflict when it is decided. */
export async function decideChallenge(deps: InvitationsDeps, actor: Actor, id: string, { upheld, grounds }: DecisionBody, requestId?: string): Promise<ChallengeAnswer> {
  demand(actor, 'challenge:decide')
  const { prisma, now = () => new Date() } = deps
  const at = now()
  const { answer } = await changeWithAudit(prisma, ({ late, assignmentId }: Decided) => about(actor, 'challenge:decide', id, requestId, { assignment: assignmentId, upheld, late }), async (tx): Promise<Decided> => {
    const held = await holdChallenge(tx, actor, id)
    const { challenge, assignment, enquiry } = held
    if (challenge.upheld !== null) throw new Conflict('这份回避申请已经决定')
    const move = moveAfter(upheld, challenge, assignment)
    if (move) await moveAssignment(tx, held, { move, by: 'leader', now: at, reconsidered: challenge.reconsideredAt !== null, data: upheld ? { voidOpinion: ON_UPHELD.opinion === 'void', note: grounds } : {} })
    const decision = { decidedAt: at, decidedBy: actor.userId, upheld }
    const done = await tx.challenge.update({ where: { id }, data: { ...decision, grounds: challenge.reconsideredAt ? `${challenge.grounds ?? ''}\n复议：${grounds}` : grounds } })
    if (upheld) {
      await tx.challenge.updateMany({ where: { assignmentId: assignment.id, upheld: null }, data: { ...decision, grounds: '这位专家已经因另一份回避申请更换' } })
      await refill(tx, deps, enquiry, at)
    } else if (move === 'reinstate') await deliverWhenComplete(tx, deps, enquiry, actor.id)
    for (const userId of new Set([enquiry.requesterId, assignment.expert.userId])) await mailUser(tx, userId, (to) => decidedLetter(to, { ...panelOf(enquiry, deps.baseUrl), upheld }))
    return { answer: presentChallenge(done, { enquiry, now: at }), late: at > challenge.decideBy, assignmentId: assignment.id }
  })
  return answer
}

interface Decided {
  answer: ChallengeAnswer
  late: boolean
  assignmentId: string
}

/** While a rejection is reconsidered the expert has gone on working: to reject again moves nothing. */
function moveAfter(upheld: boolean, { reconsideredAt }: Challenge, { completedAt }: Assignment): Move | null {
  if (reconsideredAt) return upheld ? 'overturn' : null
  if (upheld) return 'replace'
  return completedAt ? 'reinstate' : 'reject'
}

/** By whoever may challenge, once, in time, where the procedure knows it; the expert works on meanwhile. Throws NotFound, Conflict. */
export async function askReconsideration({ prisma, baseUrl, now = () => new Date() }: InvitationsDeps, actor: Actor, id: string, requestId?: string): Promise<ChallengeAnswer> {
  demand(actor, 'challenge:make')
  const at = now()
  return changeWithAudit(prisma, ({ assignmentId }: ChallengeAnswer) => about(actor, 'challenge:reconsider', id, requestId, { assignment: assignmentId }), async (tx) => {
    const { challenge, enquiry } = await holdChallenge(tx, actor, id)
    const by = challengerOf(actor, enquiry)
    // What another party asked for is another party's.
    if (by === 'party' && challenge.organisationId !== enquiry.organisationId) throw new NotFound()
    if (!canReconsider(challenge, enquiry, at)) throw new Conflict('现在不能申请复议：每份决定只能复议一次，须在期限内，并且本程序允许复议')
    const until = decideByDay('reconsider', dayInShanghai(at))
    const open = await tx.challenge.update({ where: { id }, data: { reconsideredAt: at, upheld: null, decidedAt: null, decideBy: endOfDay(until) } })
    await mailHolders(tx, 'bureau_leader', enquiry, (to) => challengeLetter(to, { ...panelOf(enquiry, baseUrl), until }))
    return presentChallenge(open, { enquiry, now: at })
  })
}
