import { describe, expect, test } from 'vitest'
import { countVotes, retriesLeft, type Member } from '../../../server/drafting/votes.ts'

const voter = (n: number, vote: Member['vote'], attends = true): Member => ({ personId: `p${n}`, employerId: `o${n}`, attends, vote })
const votes = (yes: number, no: number, absent = 0): Member[] => Array.from({ length: yes + no + absent }, (_, n) => voter(n, n < yes ? 'for' : n < yes + no ? 'against' : null, n < yes + no))
const ATTENDING = { passRatio: [3, 4], voteBase: 'attending' } as const
const FOUR_FIFTHS = { passRatio: [4, 5], voteBase: 'panel' } as const

describe('countVotes', () => {
  test('2 of 3 fail, 3 of 4 pass', () => expect([countVotes(votes(2, 1), [], ATTENDING).passed, countVotes(votes(3, 1), [], ATTENDING).passed]).toEqual([false, true]))
  test('the absent count on the panel base only', () => expect([countVotes(votes(3, 1, 1), [], ATTENDING).passed, countVotes(votes(3, 1, 1), [], { ...ATTENDING, voteBase: 'panel' }).passed]).toEqual([true, false]))
  test('4 of 5 of the panel pass, 3 of 5 do not', () => expect([countVotes(votes(4, 1), [], FOUR_FIFTHS).passed, countVotes(votes(3, 2), [], FOUR_FIFTHS).passed]).toEqual([true, false]))
  test('an abstention weighs like a vote against', () => expect(countVotes([...votes(2, 0), voter(8, 'abstain')], [], ATTENDING)).toMatchObject({ passed: false, abstain: 1, base: 3, needed: 3 }))
  test('nobody entitled does not pass', () => expect(countVotes([], [], ATTENDING).passed).toBe(false))
  test('a drafter and a colleague of one do not vote, others of no known employer do', () => {
    const drafters = [{ personId: 'p0', employerId: 'o1' }]
    const count = countVotes([...votes(4, 0), { personId: 'x', employerId: null, attends: true, vote: 'against' }, voter(2, 'for')], [...drafters, { personId: 'y', employerId: null }], ATTENDING)
    expect(count.barred).toEqual([{ personId: 'p0', why: 'drafter' }, { personId: 'p1', why: 'employer_of_drafter' }, { personId: 'p2', why: 'member_twice' }])
    expect(count).toMatchObject({ for: 2, against: 1, base: 3, passed: false })
  })
})

test('one retry after the first failure, none after the second', () => expect([0, 1, 2, 3].map((failed) => retriesLeft(failed, { maxFailedReviews: 2 }))).toEqual([2, 1, 0, 0]))
