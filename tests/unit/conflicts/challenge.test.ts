import { describe, expect, test } from 'vitest'
import { challengeProblem, DEADLINES, effectOfChallenge, isInTime, lastDayOf, mayReconsider, ON_UPHELD, PROCEDURES } from '../../../server/conflicts/challenge.ts'

describe('effectOfChallenge', () => {
  test.each([
    ['civil_litigation', 'suspends', true, 'does_not_stop', false, '第四十八条第二款'],
    ['administrative_litigation', 'suspends', true, 'does_not_stop', false, '第七十四条'],
    ['administrative_penalty', 'does_not_stop', false, null, false, '第四十三条第三款'],
    ['mediation', 'suspends', false, null, true, '第十五条第二款'],
  ])('%s: %s', (procedure, whilePending, exceptUrgent, whileReconsidered, isWaivable, article) => {
    const effect = effectOfChallenge(procedure)
    expect(effect).toMatchObject({ whilePending, exceptUrgent, whileReconsidered, isWaivable })
    expect(effect.basis[0]!.article).toContain(article)
  })
  test('a procedure that is not known is refused, with those that are', () => {
    for (const unknown of ['arbitration', '', 'toString']) expect(() => effectOfChallenge(unknown)).toThrow(expect.objectContaining({ code: 'invalid-input', issues: [{ pointer: '/procedure', detail: expect.stringContaining(PROCEDURES[0]) }] }))
  })
  test('a penalty is decided by the head of the organ', () => expect(effectOfChallenge('administrative_penalty').decidedBy).toBe('行政机关负责人'))
  test('upheld: the next alternate, and the opinion is void', () => expect(ON_UPHELD).toMatchObject({ replacement: 'next_alternate', opinion: 'void' }))
})

describe('deadlines', () => {
  test.each(['tell', 'decide', 'reconsider'] as const)('%s: three days, without the first; the last one is in time, the next is not', (step) => {
    expect(DEADLINES[step].days).toBe(3)
    expect(lastDayOf(step, '2028-02-27')).toBe('2028-03-01')
    expect(['2028-02-26', '2028-02-27', '2028-02-29', '2028-03-01', '2028-03-02', '2028-02-30'].map((done) => isInTime(step, '2028-02-27', done))).toEqual([false, true, true, true, false, false])
  })
  test('one reconsideration, and no second', () => expect([mayReconsider(0), mayReconsider(1)]).toEqual([true, false]))
})

describe('challengeProblem', () => {
  const time = { at: '2027-03-10', reason: '与对方共同署名', begun: null, debateEnded: null, learned: null }
  test.each([
    [{}, null], [{ begun: '2027-03-10' }, null], [{ begun: '2027-03-09' }, /2027-03-09 开始/], [{ begun: '2027-03-09', learned: '2027-03-09' }, /开始/], [{ begun: '2027-03-08', learned: '2027-03-09' }, null],
    [{ begun: '2027-03-08', learned: '2027-03-11' }, /开始/], [{ begun: '2027-03-08', learned: '2027-03-09', debateEnded: '2027-03-10' }, null], [{ begun: '2027-03-08', learned: '2027-03-09', debateEnded: '2027-03-09' }, /辩论/], [{ reason: ' ' }, /理由/],
  ])('%j: %s', (change, problem) => {
    const found = challengeProblem({ ...time, ...change })
    if (problem) expect(found).toMatch(problem)
    else expect(found).toBeNull()
  })
})
