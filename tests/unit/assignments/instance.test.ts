import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../../server/errors.ts'
import { orderInstance, prune, tieOf, type Instance } from '../../../server/assignments/instance.ts'
import { smallInstance } from './small-instance.ts'

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length })

describe('orderInstance', () => {
  test('gives the same batch for the same instance in any order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }).chain((seed) => {
          const instance = smallInstance(seed)
          return fc.tuple(fc.constant(instance), shuffled(instance.experts), shuffled(instance.enquiries), shuffled(instance.pairs))
        }),
        ([instance, experts, enquiries, pairs]) => {
          expect(orderInstance({ ...instance, experts, enquiries, pairs })).toEqual(orderInstance(instance))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('puts candidates best first, leaves out the forbidden, counts places, merges roles', () => {
    const instance: Instance = {
      experts: [
        { id: 'b', employer: null, types: ['x', 'x'], cap: 3, load: 1 },
        { id: 'a', employer: null, types: [], cap: 1, load: 2 },
        { id: 'c', employer: null, types: [], cap: 1, load: 0 },
      ],
      enquiries: [
        {
          id: 'q',
          size: 1,
          roles: [
            { type: 'x', atLeast: 1 },
            { type: 'x', atLeast: 2 },
            { type: 'y', atLeast: 0 },
          ],
          alternates: 0,
          forbidden: ['c'],
        },
      ],
      pairs: [
        { expertId: 'a', enquiryId: 'q', score: 1 },
        { expertId: 'b', enquiryId: 'q', score: 2 },
        { expertId: 'c', enquiryId: 'q', score: 3 },
      ],
      seed: 's',
    }
    const { experts, enquiries } = orderInstance(instance)
    expect(experts.map(({ id, places, types }) => ({ id, places, types }))).toEqual([
      { id: 'a', places: 0, types: [] },
      { id: 'b', places: 2, types: ['x'] },
      { id: 'c', places: 1, types: [] },
    ])
    expect(enquiries[0]!.candidates.map(({ expert, score }) => ({ expert, score }))).toEqual([
      { expert: 1, score: 2 },
      { expert: 0, score: 1 },
    ])
    expect(enquiries[0]!.roles).toEqual([{ type: 'x', atLeast: 2 }])
  })

  test.each([
    [
      'two experts of one id',
      {
        experts: [
          { id: 'a', employer: null, types: [], cap: 1, load: 0 },
          { id: 'a', employer: null, types: [], cap: 1, load: 0 },
        ],
      },
      '#/experts',
    ],
    ['a load below nothing', { experts: [{ id: 'a', employer: null, types: [], cap: 1, load: -1 }] }, '#/experts/0'],
    ['no seat', { enquiries: [{ id: 'q', size: 0, roles: [], alternates: 0 }] }, '#/enquiries/0/size'],
    ['a forced expert who is not there', { enquiries: [{ id: 'q', size: 1, roles: [], alternates: 0, forced: ['x'] }] }, '#/enquiries/0'],
    ['a score above 1000', { pairs: [{ expertId: 'a', enquiryId: 'q', score: 1001 }] }, '#/pairs/0/score'],
  ])('refuses %s', (_, wrong: Partial<Instance>, pointer) => {
    const instance: Instance = {
      experts: [{ id: 'a', employer: null, types: [], cap: 1, load: 0 }],
      enquiries: [{ id: 'q', size: 1, roles: [], alternates: 0 }],
      pairs: [],
      seed: '',
      ...wrong,
    }
    expect(() => orderInstance(instance)).toThrow(InvalidInput)
    expect(() => orderInstance(instance)).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ pointer })] }))
  })
})

describe('prune', () => {
  test('keeps the best of each enquiry, and whoever is forced', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 4 }), (seed, keep) => {
        const batch = orderInstance(smallInstance(seed))
        prune(batch, keep).enquiries.forEach(({ candidates, forced }, i) => {
          const all = batch.enquiries[i]!.candidates
          expect(candidates).toEqual(all.filter((it, rank) => rank < keep || forced.includes(it.expert)))
        })
      }),
    )
  })
})

describe('tieOf', () => {
  test('is spread over 0…999 and never runs two triples together', () => {
    const ties = Array.from({ length: 20_000 }, (_, i) => tieOf('s', `e${i}`, 'q'))
    expect(Math.min(...ties)).toBe(0)
    expect(Math.max(...ties)).toBe(999)
    expect(ties.reduce((sum, tie) => sum + tie, 0) / ties.length).toBeCloseTo(499.5, -1.5)
    expect(tieOf('s', 'ab', 'c')).not.toBe(tieOf('s', 'a', 'bc'))
  })
})
