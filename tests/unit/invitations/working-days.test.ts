// Working days in China, and the days on which answers and decisions are due.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dayInShanghai, isDay } from '../../../server/calendar.ts'
import { decideByDay, effectOf, HOUSE_EFFECT, isSuspendedBy, reconsiderUntil } from '../../../server/invitations/effects.ts'
import { afterWorkingDays, answerBy, endOfDay, HOLIDAYS, isWorkingDay, onWorkingDay } from '../../../server/invitations/working-days.ts'

const days = fc.integer({ min: 0, max: 729 }).map((n) => addDays('2026-01-01', n))

describe('holidays', () => {
  test('are real days in order, without overlap; of 2026 as announced, of 2027 computed and said to be', () => {
    for (const { from, to } of HOLIDAYS) expect([isDay(from), isDay(to), from <= to]).toEqual([true, true, true])
    HOLIDAYS.slice(1).forEach(({ from }, at) => expect(from > HOLIDAYS[at]!.to).toBe(true))
    expect(new Set(HOLIDAYS.map(({ from, verified }) => `${from.slice(0, 4)} ${verified}`))).toEqual(new Set(['2026 true', '2027 false']))
  })

  test.each([
    ['2026-02-16', false], // 春节
    ['2026-02-24', true],
    ['2026-09-25', false], // 中秋节, a Friday
    ['2026-10-08', true],
    ['2026-10-10', false], // a Saturday that the notice makes a working day: the period is not cut short by it
    ['2026-11-24', true],
    ['2027-02-08', false],
  ])('%s is a working day: %s', (day, expected) => expect(isWorkingDay(day)).toBe(expected))
})

describe('periods', () => {
  test('end on a working day, with exactly so many working days after the first', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 10 }), (from, count) => {
        const last = afterWorkingDays(from, count)
        let seen = 0
        for (let day = addDays(from, 1); day <= last; day = addDays(day, 1)) if (isWorkingDay(day)) seen++
        expect([isWorkingDay(last), seen]).toEqual([true, count])
      }),
    )
  })

  test.each([
    ['ordinary', '2026-11-24T10:00:00+08:00', '2026-11-27'],
    ['overseas_urgent', '2026-11-24T10:00:00+08:00', '2026-11-25'],
    ['ordinary', '2026-09-24T10:00:00+08:00', '2026-09-30'],
    ['ordinary', '2026-09-30T10:00:00+08:00', '2026-10-12'],
    ['overseas_urgent', '2026-02-13T10:00:00+08:00', '2026-02-24'],
    ['ordinary', '2026-11-24T16:30:00Z', '2026-11-30'], // already the 25th in Shanghai
  ])('an invitation of kind %s sent at %s is open until the end of %s', (kind, at, day) => {
    expect(answerBy(kind, new Date(at))).toEqual(new Date(`${day}T15:59:59.999Z`))
  })

  test('a day ends in Shanghai', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(dayInShanghai(endOfDay(day))).toBe(day)
        expect(dayInShanghai(new Date(endOfDay(day).getTime() + 1))).toBe(addDays(day, 1))
      }),
    )
  })
})

describe('challenges', () => {
  test('a decision is due three days later, on the first working day from then', () => {
    expect([decideByDay('decide', '2026-11-23'), decideByDay('decide', '2026-11-25'), decideByDay('decide', '2026-09-29')]).toEqual(['2026-11-26', '2026-11-30', '2026-10-08'])
    fc.assert(
      fc.property(days, (day) => {
        expect(decideByDay('decide', day)).toBe(onWorkingDay(addDays(day, 3)))
        expect(reconsiderUntil(day) >= addDays(day, 3)).toBe(true)
      }),
    )
  })

  test('the procedure says whether the expert stops; without a rule of law the expert stops', () => {
    expect(Object.fromEntries(['civil_litigation', 'administrative_litigation', 'administrative_penalty', 'mediation', 'compliance', null].map((procedure) => [String(procedure), isSuspendedBy(procedure)]))).toEqual({ civil_litigation: true, administrative_litigation: true, administrative_penalty: false, mediation: true, compliance: true, null: true })
    expect(effectOf('compliance')).toBe(HOUSE_EFFECT)
    expect(effectOf('administrative_penalty').whileReconsidered).toBeNull()
  })
})
