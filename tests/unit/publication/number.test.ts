import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GUARDS } from '../../../server/drafting/guards.ts'
import { nextNumber, readNumber, slugOf, writeNumber } from '../../../server/publication/number.ts'

const codes = fc.stringMatching(/^[A-Z][A-Z0-9]{1,11}$/)
const sequences = fc.integer({ min: 1, max: 999_999 })
const years = fc.integer({ min: 1990, max: 2026 }).map(String)

describe('a number', () => {
  test.each([
    ['T/DEMO 0001—2026', 'T/DEMO 0001—2026'],
    ['T/DEMO 1-2026', 'T/DEMO 0001—2026'],
    ['Ｔ／ＤＥＭＯ　0012－2026', 'T/DEMO 0012—2026'],
    ['T/A2 12.3–2024', 'T/A2 0012.3—2024'],
  ])('%s is written %s', (written, one) => expect(writeNumber(readNumber(written)!)).toBe(one))

  test.each(['GB/T 1.1—2020', 'T/demo 1—2026', 'T/D 1—2026', 'T/DEMO —2026', 'T/DEMO 1—26', ''])('%s is none of a group standard', (written) => expect(readNumber(written)).toBeNull())

  test('is read back as it was written, passes the guard, and names one file', () => {
    fc.assert(
      fc.property(codes, sequences, years, (code, sequence, year) => {
        const number = writeNumber({ code, sequence, part: '', year })
        expect(readNumber(number)).toEqual({ code, sequence, part: '', year })
        expect(GUARDS.number_well_formed.check({ today: '2026-11-24', lastMoveOn: '2026-01-01', number })).toBeNull()
        expect(slugOf(number)).toMatch(/^t-[a-z0-9]+-\d{4,6}-\d{4}$/)
      }),
    )
  })

  test('is the one after the last; a revision keeps the 顺序号, unless its year would make it the same', () => {
    const rules = { code: 'DEMO', lastSequence: 7 }
    expect(nextNumber(rules, '2026', null)).toBe('T/DEMO 0008—2026')
    expect(nextNumber(rules, '2026', 'T/DEMO 0003—2021')).toBe('T/DEMO 0003—2026')
    expect(nextNumber(rules, '2026', 'T/DEMO 0003—2026')).toBe('T/DEMO 0008—2026')
    expect(nextNumber(rules, '2026', 'T/OTHER 0003—2021')).toBe('T/DEMO 0008—2026')
  })
})
