// The lot is fair, follows its seed and nothing else, and fills its strata.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dice, digest, drawLot, lotProblem, nonceHashOf, seedOf } from '../../../server/draws/lot.ts'

const seedFrom = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A number of people, how many of them are drawn, and strata that they can fill. */
const lots = fc
  .record({ count: fc.integer({ min: 1, max: 60 }), size: fc.integer({ min: 1, max: 9 }), alternates: fc.integer({ min: 0, max: 6 }), marks: fc.array(fc.nat(7), { minLength: 60, maxLength: 60 }), wants: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }) })
  .map(({ count, size, alternates, marks, wants }) => ({ count, size, alternates, strata: wants.map((atLeast, i) => ({ atLeast, numbers: marks.slice(0, count).flatMap((mark, at) => (mark & (1 << i) ? [at + 1] : [])) })) }))
const seeds = fc.string().map(seedFrom)

describe('drawLot', () => {
  test('draws as many as asked for, nobody twice, everybody from the list, and fills every stratum', () => {
    let drawn = 0
    fc.assert(
      fc.property(lots, seeds, (lot, seed) => {
        if (lotProblem(lot)) {
          expect(() => drawLot(seed, lot)).toThrow(RangeError)
          return
        }
        drawn++
        const { selected, alternates } = drawLot(seed, lot)
        const all = [...selected, ...alternates]
        expect([selected.length, alternates.length]).toEqual([lot.size, lot.alternates])
        expect(new Set(all).size).toBe(all.length)
        expect(all.every((number) => number >= 1 && number <= lot.count)).toBe(true)
        for (const { numbers, atLeast } of lot.strata) expect(selected.filter((number) => numbers.includes(number)).length).toBeGreaterThanOrEqual(atLeast)
      }),
      { seed: 1, numRuns: 2_000 },
    )
    expect(drawn).toBeGreaterThan(200)
  })

  test('says why a lot cannot be drawn', () => {
    expect(lotProblem({ count: 4, size: 3, alternates: 2, strata: [] })).toContain('只有 4 人')
    expect(lotProblem({ count: 9, size: 0, alternates: 2, strata: [] })).toContain('至少')
    expect(lotProblem({ count: 9, size: 2, alternates: 0, strata: [{ numbers: [1, 2], atLeast: 2 }, { numbers: [3], atLeast: 1 }] })).toContain('之和')
    expect(lotProblem({ count: 9, size: 2, alternates: 0, strata: [{ numbers: [1], atLeast: 2 }] })).toContain('不够')
    expect(lotProblem({ count: 9, size: 2, alternates: 7, strata: [{ numbers: [1], atLeast: 1 }] })).toBeNull()
  })

  /** Upper points of χ² with 11 and 65 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.4). */
  test.each([
    [24_000, '.001', { 11: 31.264, 65: 105.988 }],
    [100_000, '.01', { 11: 24.725, 65: 94.422 }],
  ] as const)('%i draws of 3 out of 12: everybody equally often, in every seat, as selected and as alternate (χ², p > %s)', (runs, _, limit) => {
    const seats = Array.from({ length: 5 }, () => Array<number>(12).fill(0))
    const chosen = Array<number>(12).fill(0)
    const pairs = new Map<string, number>()
    for (let run = 0; run < runs; run++) {
      const { selected, alternates } = drawLot(seedFrom(`fair ${runs} ${run}`), { count: 12, size: 3, alternates: 2, strata: [] })
      for (const [seat, number] of [...selected, ...alternates].entries()) seats[seat]![number - 1]!++
      for (const number of selected) chosen[number - 1]!++
      const pair = selected.slice(0, 2).toSorted((a, b) => a - b).join()
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    }
    for (const seat of seats) expect(chiSquare(seat, runs / 12)).toBeLessThan(limit[11])
    // Three distinct people a draw: the counts vary less than independent ones, by the factor (1 − 2/11).
    expect(chiSquare(chosen, runs / 4) / (1 - 2 / 11)).toBeLessThan(limit[11])
    expect(pairs.size).toBe(66)
    expect(chiSquare([...pairs.values()], runs / 66)).toBeLessThan(limit[65])
    console.log(`${runs} draws: ${Math.min(...chosen)}–${Math.max(...chosen)} times each for ${runs / 4} expected, χ² ${(chiSquare(chosen, runs / 4) / (1 - 2 / 11)).toFixed(1)} (11 df); seats ${seats.map((seat) => chiSquare(seat, runs / 12).toFixed(1)).join(' ')}`)
  }, 60_000)

  test('words that would favour the small numbers are thrown away', () => {
    // Of 3·2^30 sides, one word in four is beyond the last whole multiple; the lower third must not come more often.
    const third = 2 ** 30
    const lower = Array.from({ length: 3_000 }, (_, i) => dice(seedFrom(`ragged ${i}`))(3 * third)).filter((number) => number < third).length
    expect(Math.abs(lower - 1_000)).toBeLessThan(3.3 * Math.sqrt(3_000 * (1 / 3) * (2 / 3)))
  })

  test('a draw from 5,000 people follows its seed', () => {
    const lot = { count: 5_000, size: 9, alternates: 6, strata: [] }
    expect(drawLot(seedFrom('a'), lot)).toEqual(drawLot(seedFrom('a'), lot))
    expect(drawLot(seedFrom('a'), lot)).not.toEqual(drawLot(seedFrom('b'), lot))
  })
})

describe('hashes', () => {
  test('no two lists of fields read alike', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 }), fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 }), (a, b) => {
        expect(digest('t', ...a).equals(digest('t', ...b))).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
      { seed: 2, numRuns: 2_000 },
    )
    expect(digest('t', 'ab', 'c')).not.toEqual(digest('t', 'a', 'bc'))
  })

  test('the seed does not depend on the order of the nonces, and on everything else', () => {
    const given = { commitment: seedFrom('c'), secret: seedFrom('s'), nonces: [{ party: 'a', value: '1' }, { party: 'b', value: '2' }], publicValue: 'p' }
    expect(seedOf({ ...given, nonces: given.nonces.toReversed() })).toBe(seedOf(given))
    const others = [{ ...given, commitment: seedFrom('d') }, { ...given, secret: seedFrom('t') }, { ...given, publicValue: 'q' }, { ...given, nonces: [{ party: 'a', value: '2' }, { party: 'b', value: '1' }] }]
    expect(new Set([given, ...others].map(seedOf)).size).toBe(5)
  })

  test('a nonce’s hash belongs to one draw and one party', () => {
    const made = [nonceHashOf('d1', { party: 'a', value: 'x' }), nonceHashOf('d2', { party: 'a', value: 'x' }), nonceHashOf('d1', { party: 'b', value: 'x' })]
    expect(new Set(made).size).toBe(3)
    // printf 'draw-nonce/1\n%s\n%s\n%s' d1 a x | sha256sum
    expect(made[0]).toBe(createHash('sha256').update('draw-nonce/1\nd1\na\nx').digest('hex'))
  })
})

const chiSquare = (counts: readonly number[], expected: number): number => counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
