// The table of moves: who, from where, and both sides of every date.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../../server/calendar.ts'
import { EXPERT_STATES, isTermOver, mayMove, MOVE_RULES, MOVES, obstacleTo, PUBLICITY_DAYS, publicityEnds, stateAfter, type Standing } from '../../../server/experts/roster.ts'

const standing = (change: Partial<Standing> = {}): Standing => ({ state: 'ENROLLED', termFrom: null, termTo: null, publicSince: null, ...change })
const attempt = { reason: '理由', today: '2026-11-24' }

describe('terms', () => {
  test('on the last day still appointed, on the next day over', () => {
    const appointed = standing({ state: 'APPOINTED', termTo: '2026-11-24' })
    expect(isTermOver(appointed, '2026-11-24')).toBe(false)
    expect(isTermOver(appointed, '2026-11-25')).toBe(true)
    expect(obstacleTo(appointed, { ...attempt, move: 'expire', today: '2026-11-24' })).toMatch(/还没有满/)
    expect(obstacleTo(appointed, { ...attempt, move: 'expire', today: '2026-11-25' })).toBeNull()
  })

  test('without an end never over', () => {
    expect(isTermOver(standing(), '9999-12-31')).toBe(false)
  })

  test('an appointment needs a term that is not over', () => {
    expect(obstacleTo(standing(), { ...attempt, move: 'appoint' })).toMatch(/起止/)
    expect(obstacleTo(standing(), { ...attempt, move: 'appoint', term: { from: '2026-12-01', to: '2026-11-30' } })).toMatch(/早于/)
    expect(obstacleTo(standing(), { ...attempt, move: 'appoint', term: { from: '2020-01-01', to: '2026-11-23' } })).toMatch(/已经结束/)
    expect(obstacleTo(standing(), { ...attempt, move: 'appoint', term: { from: '2020-01-01', to: '2026-11-24' } })).toBeNull()
  })

  test('back from a suspension the expert is what the term says, and not after its end', () => {
    const suspended = standing({ state: 'SUSPENDED', termTo: '2026-11-24' })
    expect(stateAfter('resume', suspended)).toBe('APPOINTED')
    expect(stateAfter('resume', { termTo: null })).toBe('ENROLLED')
    expect(obstacleTo(suspended, { ...attempt, move: 'resume' })).toBeNull()
    expect(obstacleTo(suspended, { ...attempt, move: 'resume', today: '2026-11-25' })).toMatch(/已满/)
  })
})

describe('publicity', () => {
  test('enrols the day after its last day, not on it', () => {
    const shown = standing({ state: 'PUBLICITY', publicSince: '2026-11-20' })
    const last = publicityEnds('2026-11-20')
    expect(last).toBe('2026-11-26')
    expect(obstacleTo(shown, { ...attempt, move: 'enrol', today: last })).toContain(last)
    expect(obstacleTo(shown, { ...attempt, move: 'enrol', today: addDays(last, 1) })).toBeNull()
  })

  test('lasts as many days as the rule says, over months and leap years', () => {
    fc.assert(fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }), (date) => {
      const since = date.toISOString().slice(0, 10)
      const days = (Date.parse(publicityEnds(since)) - Date.parse(since)) / 86_400_000 + 1
      expect(days).toBe(PUBLICITY_DAYS)
    }))
  })
})

describe('moves', () => {
  test('only from the states of their rule', () => {
    for (const move of MOVES) for (const state of EXPERT_STATES) {
      const obstacle = obstacleTo(standing({ state, termTo: move === 'expire' ? '2020-01-01' : null, publicSince: '2020-01-01' }), { ...attempt, move, term: { from: '2026-01-01', to: '2027-01-01' } })
      expect(obstacle === null, `${move} from ${state}`).toBe(MOVE_RULES[move].from.includes(state))
    }
  })

  test('a reason where one is needed', () => {
    for (const move of ['suspend', 'remove'] as const) expect(obstacleTo(standing(), { ...attempt, move, reason: ' ' })).toMatch(/理由/)
  })

  test('officers review, leaders enrol, appoint and remove; the expert only leaves; the auditor does nothing', () => {
    expect(MOVES.filter((move) => mayMove(move, ['bureau_officer']))).toEqual(['review', 'suspend'])
    expect(MOVES.filter((move) => mayMove(move, ['bureau_leader']))).toEqual(['review', 'publish', 'enrol', 'appoint', 'suspend', 'resume', 'return', 'remove'])
    expect(MOVES.filter((move) => mayMove(move, ['expert', 'self']))).toEqual(['leave'])
    expect(MOVES.filter((move) => mayMove(move, ['auditor']))).toEqual([])
  })
})
