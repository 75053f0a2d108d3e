// The life of an expert on the roster: states, the moves between them, who may make them and when (domain vocabulary §8). Pure.
import type { Role } from '../access/access.ts'
import { addDays } from '../calendar.ts'

export const EXPERT_STATES = ['APPLIED', 'UNDER_REVIEW', 'PUBLICITY', 'ENROLLED', 'APPOINTED', 'SUSPENDED', 'EXPIRED', 'REMOVED'] as const
export type ExpertState = (typeof EXPERT_STATES)[number]

/** Listed to the public and asked to work; the others are not. */
export const AVAILABLE: readonly ExpertState[] = ['ENROLLED', 'APPOINTED']
export const isAvailable = (state: ExpertState): boolean => AVAILABLE.includes(state)
/** In the pool from which matching chooses; the suspended are there to be excluded with their reason. */
export const IN_POOL: readonly ExpertState[] = [...AVAILABLE, 'SUSPENDED']

/** Days between two invitations that an expert may choose. */
export const PACES = [0, 7, 14, 30, 61, 91] as const

/** Calendar days, the first included, during which objections to an enrolment are heard. No national rule was found: a policy of the bureau. */
export const PUBLICITY_DAYS = 7

export const MOVES = ['review', 'publish', 'enrol', 'appoint', 'suspend', 'resume', 'return', 'remove', 'leave', 'expire'] as const
export type Move = (typeof MOVES)[number]

/** `self` is the expert; `system` the daily job. */
type Mover = Role | 'self' | 'system'

interface MoveRule {
  from: readonly ExpertState[]
  to: ExpertState
  by: readonly Mover[]
  needsReason: boolean
}

const OFFICERS = ['bureau_officer', 'bureau_reviewer', 'bureau_leader', 'admin'] as const
const REVIEWERS = ['bureau_reviewer', 'bureau_leader', 'admin'] as const
const LEADERS = ['bureau_leader', 'admin'] as const

export const MOVE_RULES: Readonly<Record<Move, MoveRule>> = {
  review: { from: ['APPLIED'], to: 'UNDER_REVIEW', by: OFFICERS, needsReason: false },
  publish: { from: ['UNDER_REVIEW'], to: 'PUBLICITY', by: REVIEWERS, needsReason: false },
  enrol: { from: ['PUBLICITY'], to: 'ENROLLED', by: LEADERS, needsReason: false },
  appoint: { from: ['ENROLLED', 'APPOINTED', 'EXPIRED'], to: 'APPOINTED', by: LEADERS, needsReason: false },
  suspend: { from: ['ENROLLED', 'APPOINTED'], to: 'SUSPENDED', by: OFFICERS, needsReason: true },
  resume: { from: ['SUSPENDED'], to: 'ENROLLED', by: REVIEWERS, needsReason: true },
  return: { from: ['APPLIED', 'UNDER_REVIEW', 'PUBLICITY'], to: 'REMOVED', by: REVIEWERS, needsReason: true },
  remove: { from: ['ENROLLED', 'APPOINTED', 'SUSPENDED', 'EXPIRED'], to: 'REMOVED', by: LEADERS, needsReason: true },
  leave: { from: ['APPLIED', 'UNDER_REVIEW', 'PUBLICITY', 'ENROLLED', 'APPOINTED', 'SUSPENDED', 'EXPIRED'], to: 'REMOVED', by: ['self'], needsReason: true },
  expire: { from: ['APPOINTED', 'SUSPENDED'], to: 'EXPIRED', by: ['system'], needsReason: false },
}

export interface Standing {
  state: ExpertState
  /** `YYYY-MM-DD`, both days included. */
  termFrom: string | null
  termTo: string | null
  /** Day on which the publicity period began. */
  publicSince: string | null
}

export interface Term {
  from: string
  to: string
}

export interface Attempt {
  move: Move
  reason: string
  term?: Term | undefined
  /** `YYYY-MM-DD`, Shanghai. */
  today: string
}

/** The last day of the publicity period that began on this day. */
export const publicityEnds = (since: string): string => addDays(since, PUBLICITY_DAYS - 1)

/** The term still runs on its last day. */
export const isTermOver = ({ termTo }: Pick<Standing, 'termTo'>, today: string): boolean => termTo !== null && termTo < today

export const mayMove = (move: Move, movers: readonly Mover[]): boolean => MOVE_RULES[move].by.some((mover) => movers.includes(mover))

/** What stands in the way, in words for whoever tries; null when nothing does. Who tries is asked by `mayMove`. */
export function obstacleTo(standing: Standing, { move, reason, term, today }: Attempt): string | null {
  const { from, needsReason } = MOVE_RULES[move]
  if (!from.includes(standing.state)) return '专家现在的状态不能这样变动；请刷新后看看'
  if (needsReason && !reason.trim()) return '请写明理由'
  if (move === 'enrol' && (!standing.publicSince || today <= publicityEnds(standing.publicSince))) return `公示到 ${publicityEnds(standing.publicSince ?? today)}（含当天）；期满后才能入库`
  if (move === 'appoint') {
    if (!term) return '请写明聘期的起止日期'
    if (term.from > term.to) return '聘期结束早于开始'
    if (term.to < today) return '聘期已经结束；请写一个还没有到的结束日期'
  }
  if (move === 'resume' && isTermOver(standing, today)) return '聘期已满；请重新聘任'
  if (move === 'expire' && !isTermOver(standing, today)) return '聘期还没有满'
  return null
}

/** Back from a suspension the expert is what the term says. */
export function stateAfter(move: Move, { termTo }: Pick<Standing, 'termTo'>): ExpertState {
  return move === 'resume' && termTo !== null ? 'APPOINTED' : MOVE_RULES[move].to
}
