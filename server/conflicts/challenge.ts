// What a challenge of an expert does while it is pending, by procedure, and the days within which each step must be taken. Data and calendar. Pure.
import { InvalidInput } from '../errors.ts'
import { CIVIL_PROCEDURE, type Basis } from './bases.ts'
import { addDays, isDay } from '../calendar.ts'

export const PROCEDURES = ['civil_litigation', 'administrative_litigation', 'administrative_penalty', 'mediation'] as const
export type Procedure = (typeof PROCEDURES)[number]

export interface ChallengeEffect {
  /** Until it is decided: the expert stops, the work goes on, or the expert stops unless both sides agree to keep them. */
  whilePending: 'suspends' | 'does_not_stop'
  /** Urgent measures may be taken all the same. */
  exceptUrgent: boolean
  /** While a decision is being reconsidered the expert works on. */
  whileReconsidered: 'does_not_stop' | null
  /** Both sides may agree to keep the expert. */
  isWaivable: boolean
  decidedBy: string
  basis: readonly Basis[]
}

const ADMINISTRATIVE_INTERPRETATION = '行政诉讼法解释（2018）'
const article = (law: string, number: string): Basis => ({ law, article: number, verified: true })

const EFFECTS: Readonly<Record<Procedure, ChallengeEffect>> = {
  civil_litigation: { whilePending: 'suspends', exceptUrgent: true, whileReconsidered: 'does_not_stop', isWaivable: false, decidedBy: '人民法院', basis: [article(CIVIL_PROCEDURE, '第四十八条第二款'), article(CIVIL_PROCEDURE, '第五十条')] },
  administrative_litigation: { whilePending: 'suspends', exceptUrgent: true, whileReconsidered: 'does_not_stop', isWaivable: false, decidedBy: '人民法院', basis: [article(ADMINISTRATIVE_INTERPRETATION, '第七十四条第二、四款')] },
  administrative_penalty: { whilePending: 'does_not_stop', exceptUrgent: false, whileReconsidered: null, isWaivable: false, decidedBy: '行政机关负责人', basis: [article('行政处罚法（2021）', '第四十三条第三款')] },
  mediation: { whilePending: 'suspends', exceptUrgent: false, whileReconsidered: null, isWaivable: true, decidedBy: '调解组织', basis: [article('人民法院特邀调解规定（2016）', '第十五条第二款')] },
}

const isProcedure = (text: string): text is Procedure => PROCEDURES.some((known) => known === text)

/** @throws InvalidInput for a procedure whose rule is not known: guessing one could let a challenged expert work on */
export function effectOfChallenge(procedure: string): ChallengeEffect {
  if (isProcedure(procedure)) return EFFECTS[procedure]
  throw new InvalidInput([{ pointer: '/procedure', detail: `请选择程序：${PROCEDURES.join(' ')}` }])
}

/** An upheld challenge: the next alternate in drawn order takes over, and what the replaced one concluded is void and done anew. */
export const ON_UPHELD = { replacement: 'next_alternate', opinion: 'void', basis: { law: '招标投标法实施条例（2019）', article: '第四十八条第三款', verified: false, note: '2025-04 之后有修订程序，条号待核' } as Basis } as const

export const STEPS = ['tell', 'decide', 'reconsider'] as const
export type StepName = (typeof STEPS)[number]

export interface Deadline {
  days: number
  /** What sets the days running. */
  from: string
  /** How often the step may be asked for; null for not limited. */
  times: number | null
  basis: Basis
}

export const DEADLINES: Readonly<Record<StepName, Deadline>> = {
  tell: { days: 3, from: '专家确定或者变更', times: null, basis: article('技术调查官参与知识产权案件诉讼活动规定（2019）', '第三条') },
  decide: { days: 3, from: '提出回避申请', times: null, basis: article(CIVIL_PROCEDURE, '第五十条') },
  reconsider: { days: 3, from: '申请复议', times: 1, basis: article(CIVIL_PROCEDURE, '第五十条') },
}

/**
 * The last day of a step. The day that sets it running does not count (民事诉讼法第八十五条第二款); that a period ending on a holiday
 * runs on (third paragraph) is left to whoever knows the holidays, so this is the earliest possible end.
 *
 * @param from `YYYY-MM-DD`
 */
export const lastDayOf = (step: StepName, from: string): string => addDays(from, DEADLINES[step].days)

export const isInTime = (step: StepName, from: string, done: string): boolean => isDay(done) && done >= from && done <= lastDayOf(step, from)

/** Whether a decision may be asked to be reconsidered once more. */
export const mayReconsider = (times: number): boolean => times < DEADLINES.reconsider.times!

/** Days of one matter, `YYYY-MM-DD`; null while not yet reached or not told. */
export interface ChallengeTime {
  at: string
  reason: string
  begun: string | null
  debateEnded: string | null
  /** When the ground became known. */
  learned: string | null
}

/**
 * With reasons, when the hearing begins; later only for what was learned after that, and before debate has ended (民事诉讼法第四十八条第一款).
 *
 * @returns why it comes wrongly, in words; null when it is admissible
 */
export function challengeProblem({ at, reason, begun, debateEnded, learned }: ChallengeTime): string | null {
  if (!reason.trim()) return '请写明申请回避的理由'
  if (debateEnded !== null && at > debateEnded) return `法庭辩论已于 ${debateEnded} 终结，不能再申请回避`
  if (begun === null || at <= begun) return null
  if (learned !== null && learned > begun && learned <= at) return null
  return `审理已于 ${begun} 开始：之后申请回避的，须说明回避事由是在那以后知道的`
}
