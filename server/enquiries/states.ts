// The life of an enquiry as a table of moves: from where, to where, by whom, and what must be said. Pure.
import type { Role } from '../access/access.ts'

export const STATES = ['DRAFT', 'SUBMITTED', 'TRIAGED', 'CONFLICT_CHECK', 'MATCHING', 'DRAWING', 'INVITED', 'ACCEPTED', 'IN_PROGRESS', 'OPINION_DELIVERED', 'CLOSED', 'RETURNED', 'WITHDRAWN', 'NO_SOLUTION'] as const
export type State = (typeof STATES)[number]

export const MOVES = ['submit', 'triage', 'return', 'withdraw', 'check', 'match', 'draw', 'invite', 'accept', 'start', 'deliver', 'close', 'give_up', 'resume'] as const
export type Move = (typeof MOVES)[number]

/** `requester`: whose enquiry it is; `officer`: whoever handles enquiries; `system`: follows from what others did. */
export type Mover = 'requester' | 'officer' | 'system'

interface Rule {
  from: readonly State[]
  to: State
  by: readonly Mover[]
  /** A reason is asked for, and shown to the requester. */
  reason: boolean
}

const BEFORE_OPINION = ['DRAFT', 'SUBMITTED', 'RETURNED', 'TRIAGED', 'CONFLICT_CHECK', 'MATCHING', 'DRAWING', 'INVITED', 'ACCEPTED', 'NO_SOLUTION'] as const

export const RULES: Readonly<Record<Move, Rule>> = {
  submit: { from: ['DRAFT', 'RETURNED'], to: 'SUBMITTED', by: ['requester'], reason: false },
  triage: { from: ['SUBMITTED'], to: 'TRIAGED', by: ['officer'], reason: false },
  return: { from: ['SUBMITTED', 'TRIAGED'], to: 'RETURNED', by: ['officer'], reason: true },
  withdraw: { from: BEFORE_OPINION, to: 'WITHDRAWN', by: ['requester'], reason: true },
  check: { from: ['TRIAGED'], to: 'CONFLICT_CHECK', by: ['officer'], reason: false },
  match: { from: ['CONFLICT_CHECK', 'DRAWING'], to: 'MATCHING', by: ['officer'], reason: false },
  draw: { from: ['CONFLICT_CHECK', 'MATCHING'], to: 'DRAWING', by: ['officer'], reason: false },
  invite: { from: ['MATCHING', 'DRAWING'], to: 'INVITED', by: ['system'], reason: false },
  accept: { from: ['INVITED'], to: 'ACCEPTED', by: ['system'], reason: false },
  start: { from: ['ACCEPTED'], to: 'IN_PROGRESS', by: ['officer'], reason: false },
  deliver: { from: ['IN_PROGRESS'], to: 'OPINION_DELIVERED', by: ['officer', 'system'], reason: false },
  close: { from: ['OPINION_DELIVERED'], to: 'CLOSED', by: ['officer'], reason: false },
  give_up: { from: ['MATCHING', 'DRAWING', 'INVITED'], to: 'NO_SOLUTION', by: ['officer', 'system'], reason: true },
  resume: { from: ['NO_SOLUTION'], to: 'TRIAGED', by: ['officer'], reason: false },
}

/** Nothing happens to it any more. */
export const ENDED: ReadonlySet<State> = new Set(['CLOSED', 'WITHDRAWN'])
/** The facts can still be changed. */
export const EDITABLE: ReadonlySet<State> = new Set(['DRAFT', 'RETURNED'])

/** Why the move cannot be made, or null. */
export function obstacleTo(move: Move, { state, mover, reason }: { state: State; mover: readonly Mover[]; reason: string }): string | null {
  const rule = RULES[move]
  if (!rule.from.includes(state)) return '需求现在的状态不能这样办理；请刷新后再看'
  if (!rule.by.some((one) => mover.includes(one))) return '这一步要由另一方来做'
  return rule.reason && reason.trim().length < 2 ? '请写明理由' : null
}

export const movesFrom = (state: State, mover: readonly Mover[]): Move[] => MOVES.filter((move) => RULES[move].from.includes(state) && RULES[move].by.some((one) => mover.includes(one)))

/** Which of the parts an actor plays for an enquiry. */
export function partsOf(actor: { userId: string | null; grants: readonly { role: Role; organisationId: string | null }[] }, enquiry: { requesterId: string; walledOff: readonly string[] }): Mover[] {
  const parts: Mover[] = []
  if (actor.userId !== null && actor.userId === enquiry.requesterId) parts.push('requester')
  const handles = actor.grants.some(({ role }) => role === 'bureau_officer' || role === 'bureau_reviewer' || role === 'bureau_leader' || role === 'admin')
  if (handles && !(actor.userId !== null && enquiry.walledOff.includes(actor.userId))) parts.push('officer')
  return parts
}

/** Time to answer for an overseas matter that cannot wait: one working day (seed plan). */
export const URGENT = 'overseas_urgent'
export const KINDS = ['ordinary', URGENT] as const
export const PROCEDURES = ['compliance', 'litigation_support', 'overseas', 'mediation', 'administrative_penalty', 'administrative_ruling', 'civil_litigation', 'review', 'appraisal'] as const
