import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addYears, isDay } from '../../../server/calendar.ts'
import { standingOf } from '../../../server/conflicts/windows.ts'

const day = fc.date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2090-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))

const ended = (to: string | null, from: string | null = '2010-01-01') => ({ from, to })

describe('days', () => {
  test.each(['2024-02-29', '2000-02-29', '2026-12-31'])('%s is one', (text) => expect(isDay(text)).toBe(true))
  test.each(['2023-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-4-1', '2026-04-01T00:00', ''])('%s is none', (text) => expect(isDay(text)).toBe(false))

  test.each([['2024-02-29', 3, '2027-02-28'], ['2024-02-29', 4, '2028-02-29'], ['2025-02-28', 3, '2028-02-28'], ['2024-03-01', 3, '2027-03-01'], ['2096-02-29', 4, '2100-02-28']])(
    '%s and %i years make %s', (from, years, to) => expect(addYears(from, years)).toBe(to))
  test('a day that does not exist cannot be added to', () => expect(() => addYears('2023-02-29', 1)).toThrow(/not a day/))

  test('adding days agrees with the calendar of the machine', () =>
    fc.assert(
      fc.property(day, fc.integer({ min: -800, max: 800 }), (from, days) => {
        const expected = new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
        expect(addDays(from, days)).toBe(expected)
      }),
    ))
})

describe('standingOf', () => {
  test.each([
    ['2027-02-28', 'recent', 'a day before the last'],
    ['2027-03-01', 'recent', 'the last day itself'],
    ['2027-03-02', 'past', 'the day after'],
  ])('what ended on 2024-03-01, seen on %s with three years, is %s: %s', (on, state) => expect(standingOf(ended('2024-03-01'), on, 3)).toEqual({ state, freeFrom: '2027-03-02' }))

  test.each([['2027-02-28', 'recent'], ['2027-03-01', 'past']])('what ended on 29 February, seen on %s, is %s', (on, state) =>
    expect(standingOf(ended('2024-02-29'), on, 3)).toEqual({ state, freeFrom: '2027-03-01' }))

  test.each([['2026-05-01', 'current'], ['2026-05-02', 'past']])('without a window it counts through its last day: %s is %s', (on, state) => expect(standingOf(ended('2026-05-01'), on, 0).state).toBe(state))

  test('open, for ever, ahead and impossible', () => {
    expect(standingOf(ended(null, null), '2026-01-01', 3).state).toBe('current')
    expect(standingOf(ended('1990-01-01', null), '2026-01-01', null).state).toBe('current')
    expect(standingOf(ended(null, '2026-01-02'), '2026-01-01', 3).state).toBe('ahead')
    expect(standingOf(ended(null, '2026-01-01'), '2026-01-01', 3).state).toBe('current')
    expect(standingOf(ended('2020-01-01', '2021-01-01'), '2026-01-01', 3).state).toBe('unclear')
    expect(standingOf(ended('2020-02-30'), '2026-01-01', 3).state).toBe('unclear')
  })

  test('it counts exactly until the day before it is free', () =>
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 10 }), (to, years) => {
        const { freeFrom } = standingOf(ended(to, null), addDays(to, 1), years)
        expect(standingOf(ended(to, null), freeFrom!, years).state).toBe('past')
        expect(standingOf(ended(to, null), addDays(freeFrom!, -1), years).state).toBe('recent')
      }),
    ))
})
