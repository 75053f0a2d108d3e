// What a challenge does in the procedure of an enquiry, and until when each step must be taken, holidays minded. Pure.
import { effectOfChallenge, lastDayOf, PROCEDURES, type ChallengeEffect } from '../conflicts/challenge.ts'
import { onWorkingDay } from './working-days.ts'

/**
 * Where no law says what a pending challenge does, such as in a consultation: the expert stops, because to let a challenged
 * expert work on would do more harm.
 */
export const HOUSE_EFFECT: ChallengeEffect = {
  whilePending: 'suspends',
  exceptUrgent: false,
  whileReconsidered: 'does_not_stop',
  isWaivable: false,
  decidedBy: '受理部门负责人',
  basis: [{ law: '本库规则', article: '没有法定程序的，暂停参与', verified: true }],
}

export const effectOf = (procedure: string | null): ChallengeEffect => (PROCEDURES.some((known) => known === procedure) ? effectOfChallenge(procedure!) : HOUSE_EFFECT)

export const isSuspendedBy = (procedure: string | null): boolean => effectOf(procedure).whilePending === 'suspends'

/** The last day on which a challenge, or a reconsideration, asked for on a day must be decided. */
export const decideByDay = (step: 'decide' | 'reconsider', asked: string): string => onWorkingDay(lastDayOf(step, asked))

/** The law lets one ask on receipt of the decision (民事诉讼法第五十条); here within as many days as it is then decided in. */
export const reconsiderUntil = (decided: string): string => onWorkingDay(lastDayOf('reconsider', decided))
