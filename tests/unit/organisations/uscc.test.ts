import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDigit, foldUscc, usccProblem } from '../../../server/organisations/uscc.ts'

const ALPHABET = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
const code = fc
  .tuple(fc.constantFrom('91', '51', '11', '12', '92'), fc.stringMatching(/^\d{6}$/), fc.array(fc.constantFrom(...ALPHABET), { minLength: 9, maxLength: 9 }))
  .map(([type, region, rest]) => type + region + rest.join(''))
  .map((first) => first + checkDigit(first)!)

describe('usccProblem', () => {
  // The example of the standard, and codes in public use.
  test.each(['91350100M000100Y43', '914403001922038216', '91110000802100433B'])('%s is right', (known) => expect(usccProblem(known)).toBeNull())

  test('any code made by the rule is right, however it is typed', () =>
    fc.assert(
      fc.property(code, (made) => {
        expect(usccProblem(made)).toBeNull()
        expect(foldUscc(` ${made.slice(0, 9).toLowerCase()} ${made.slice(9)} `)).toBe(made)
      }),
    ))

  test('any single wrong character is found', () =>
    fc.assert(
      fc.property(code, fc.nat(17), fc.constantFrom(...ALPHABET), (made, at, sign) => {
        fc.pre(made[at] !== sign)
        expect(usccProblem(made.slice(0, at) + sign + made.slice(at + 1))).not.toBeNull()
      }),
    ))

  test('two neighbours exchanged are found', () =>
    fc.assert(
      fc.property(code, fc.integer({ min: 8, max: 15 }), (made, at) => {
        fc.pre(made[at] !== made[at + 1])
        expect(usccProblem(made.slice(0, at) + made[at + 1] + made[at] + made.slice(at + 2))).not.toBeNull()
      }),
    ))

  test.each([['', /18 位/], ['9135010', /现在是 7 位/], ['91350100M000100Y4I', /不会有“I”/], ['91350100M000100Y44', /校验位/], ['913501AAM000100Y43', /行政区划/]])('%s is refused with the reason', (typed, reason) => expect(usccProblem(typed)).toMatch(reason))
})
