// The review vote on a group standard: who may vote, on which base the votes are counted, whether it passed, and whether it may be tried again. Pure.
import type { Parameters } from './parameters.ts'

export interface Drafter {
  personId: string
  /** Identity of the organisation, not its spelling. */
  employerId: string | null
}

export interface Member extends Drafter {
  attends: boolean
  /** Null: gave none. A vote without attendance (函审) is entered as attending. */
  vote: 'for' | 'against' | 'abstain' | null
}

export type Barred = 'drafter' | 'employer_of_drafter' | 'member_twice'

export interface Count {
  passed: boolean
  for: number
  against: number
  abstain: number
  /** What the ratio is taken of: entitled members who attend, or all entitled members of the panel. */
  base: number
  needed: number
  entitled: string[]
  /** Members whose vote does not count, with why. */
  barred: { personId: string; why: Barred }[]
}

const WHY: Readonly<Record<Barred, string>> = { drafter: '是起草人', employer_of_drafter: '与起草人同一单位', member_twice: '名单里重复' }
export const saidOf = (why: Barred): string => WHY[why]

/** Drafters and their employers do not vote; null: may vote. */
export function barOn(member: Drafter, drafters: readonly Drafter[]): Barred | null {
  if (drafters.some(({ personId }) => personId === member.personId)) return 'drafter'
  const shared = member.employerId !== null && drafters.some(({ employerId }) => employerId === member.employerId)
  return shared ? 'employer_of_drafter' : null
}

/** An abstention stays in the base, so it weighs like a vote against. Nobody entitled: not passed. */
export function countVotes(members: readonly Member[], drafters: readonly Drafter[], { passRatio: [numerator, denominator], voteBase }: Pick<Parameters, 'passRatio' | 'voteBase'>): Count {
  const barred: Count['barred'] = []
  const entitled: Member[] = []
  for (const member of members) {
    const twice = entitled.some(({ personId }) => personId === member.personId)
    const why = barOn(member, drafters) ?? (twice ? 'member_twice' : null)
    if (why) barred.push({ personId: member.personId, why })
    else entitled.push(member)
  }
  const present = entitled.filter(({ attends }) => attends)
  const cast = (vote: Member['vote']) => present.filter((member) => member.vote === vote).length
  const base = (voteBase === 'attending' ? present : entitled).length
  const needed = Math.ceil((base * numerator) / denominator)
  return { passed: base > 0 && cast('for') * denominator >= numerator * base, for: cast('for'), against: cast('against'), abstain: cast('abstain'), base, needed, entitled: entitled.map(({ personId }) => personId), barred }
}

/** With two failed reviews allowed at most, one retry is left after the first. */
export const retriesLeft = (failedReviews: number, { maxFailedReviews }: Pick<Parameters, 'maxFailedReviews'>): number => Math.max(0, maxFailedReviews - failedReviews)
