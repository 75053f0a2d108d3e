// The life of an assignment as a table of moves: from where, to where, by whom, and what must hold. Pure.
import { Conflict } from '../errors.ts'

/** As in the database (domain §8). */
export const STATES = ['PROPOSED', 'INVITED', 'ACCEPTED', 'DECLINED', 'RECUSED', 'CHALLENGED', 'REPLACED', 'COMPLETED', 'NO_RESPONSE'] as const
export type State = (typeof STATES)[number]

/** `system` is the calendar, or a seat that became free. */
export type Mover = 'expert' | 'officer' | 'party' | 'leader' | 'system'

interface Rule {
  from: readonly State[]
  to: State
  by: readonly Mover[]
  /** What must hold besides, in the order in which it is told. */
  needs: readonly Need[]
}

const NEEDS = {
  live: ['isLive', true, '这件需求已经结束或者撤回，不用再办'],
  inTime: ['isLate', false, '答复期限已经过了；如仍愿参加，请联系经办人'],
  late: ['isLate', true, '答复期限还没有到'],
  unheld: ['isHeld', false, '您已经答复，正等经办人决定'],
  held: ['isHeld', true, '没有等待决定的声明'],
  undelivered: ['isDelivered', false, '意见已经交付'],
  delivered: ['isDelivered', true, '意见还没有交付'],
  working: ['isSuspended', false, '回避申请还没有决定，专家暂停参与；决定之后再登记交付'],
  reconsidered: ['isReconsidered', true, '没有等待复议的决定'],
} as const satisfies Record<string, readonly [keyof Circumstances, boolean, string]>
type Need = keyof typeof NEEDS

export interface Circumstances {
  /** The enquiry goes on. */
  isLive: boolean
  /** The time to answer is over. */
  isLate: boolean
  /** The expert declared something about which an officer decides. */
  isHeld: boolean
  /** The opinion was handed in. */
  isDelivered: boolean
  /** Stops work while a challenge is pending; decided by the procedure. */
  isSuspended: boolean
  /** The rejection of a challenge is being reconsidered. */
  isReconsidered: boolean
}

export interface Standing extends Circumstances {
  state: State
}

export const MOVES = {
  invite: { from: ['PROPOSED'], to: 'INVITED', by: ['officer', 'system'], needs: ['live'] },
  accept: { from: ['INVITED'], to: 'ACCEPTED', by: ['expert'], needs: ['live', 'unheld', 'inTime'] },
  // Something was declared: nobody accepts or declines until an officer has decided.
  hold: { from: ['INVITED'], to: 'INVITED', by: ['expert'], needs: ['live', 'unheld', 'inTime'] },
  decline: { from: ['INVITED'], to: 'DECLINED', by: ['expert'], needs: ['live', 'unheld', 'inTime'] },
  admit: { from: ['INVITED'], to: 'ACCEPTED', by: ['officer'], needs: ['live', 'held'] },
  exclude: { from: ['INVITED'], to: 'DECLINED', by: ['officer'], needs: ['live', 'held'] },
  ask_again: { from: ['INVITED'], to: 'INVITED', by: ['officer'], needs: ['live', 'held'] },
  expire: { from: ['INVITED'], to: 'NO_RESPONSE', by: ['system'], needs: ['late', 'unheld'] },
  recuse: { from: ['ACCEPTED'], to: 'RECUSED', by: ['expert', 'officer'], needs: ['live'] },
  complete: { from: ['ACCEPTED'], to: 'COMPLETED', by: ['officer'], needs: ['live'] },
  // Where a challenge does not stop the work, its opinion can come in before the decision.
  deliver: { from: ['CHALLENGED'], to: 'CHALLENGED', by: ['officer'], needs: ['live', 'undelivered', 'working'] },
  challenge: { from: ['ACCEPTED', 'COMPLETED'], to: 'CHALLENGED', by: ['party', 'officer'], needs: ['live'] },
  reject: { from: ['CHALLENGED'], to: 'ACCEPTED', by: ['leader'], needs: ['undelivered'] },
  reinstate: { from: ['CHALLENGED'], to: 'COMPLETED', by: ['leader'], needs: ['delivered'] },
  replace: { from: ['CHALLENGED'], to: 'REPLACED', by: ['leader'], needs: [] },
  // Another party's challenge may be pending meanwhile.
  overturn: { from: ['ACCEPTED', 'COMPLETED', 'CHALLENGED'], to: 'REPLACED', by: ['leader'], needs: ['reconsidered'] },
} as const satisfies Record<string, Rule>
export type Move = keyof typeof MOVES
export const MOVE_NAMES = Object.keys(MOVES) as Move[]

/** Nothing follows any more. */
export const FINAL: ReadonlySet<State> = new Set(STATES.filter((state) => MOVE_NAMES.every((move) => !ruleOf(move).from.includes(state))))
/** On the panel. */
export const SEATED: readonly State[] = ['ACCEPTED', 'CHALLENGED', 'COMPLETED']
/** On the panel, or asked to be. */
export const OCCUPYING: readonly State[] = ['INVITED', ...SEATED]

function ruleOf(move: Move): Rule {
  return MOVES[move]
}

/** Why the move cannot be made, in words; null when it can. */
export function obstacleTo(move: Move, standing: Standing, by: Mover): string | null {
  const { from, by: movers, needs } = ruleOf(move)
  if (!from.includes(standing.state)) return '它现在的状态不能这样办理；请刷新后再看'
  if (!movers.includes(by)) return '这一步要由另一方来做'
  for (const need of needs) {
    const [circumstance, wanted, why] = NEEDS[need]
    if (standing[circumstance] !== wanted) return why
  }
  return null
}

/** The state to which a move leads. Throws Conflict, saying what stands in the way. */
export function stateAfter(move: Move, standing: Standing, by: Mover): State {
  const obstacle = obstacleTo(move, standing, by)
  if (obstacle) throw new Conflict(obstacle)
  return MOVES[move].to
}

export const movesOpen = (standing: Standing, by: Mover): Move[] => MOVE_NAMES.filter((move) => obstacleTo(move, standing, by) === null)

/** Why an expert declines. */
export const DECLINE_REASONS = ['conflict', 'busy', 'field', 'other'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** Whether an invitation counts for the expert's pace: who declines because of a conflict keeps the place (features D16). */
export const countsForPace = ({ state, declined }: { state: State; declined: string | null }): boolean => state !== 'PROPOSED' && !(state === 'DECLINED' && declined === 'conflict')
