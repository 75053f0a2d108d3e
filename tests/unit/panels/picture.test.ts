// The pool as a picture: counts, gaps, capacity, and signs that grow with the count.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockOf, drawPicture, type Counted } from '../../../server/coverage/picture.ts'

const expertOf = (id: string, more: Partial<Counted> = {}): Counted => ({ id, name: id, types: ['technical'], fields: ['tech/chemistry'], industries: ['C26'], load: { current: 0, cap: 2 }, isSuspended: false, ...more })

describe('the picture', () => {
  test('counts an expert once a cell, and whoever is away nowhere', () => {
    const { experts, away, fields, bySection, sections } = drawPicture([expertOf('a', { industries: ['C26', 'C27', '39'] }), expertOf('b', { industries: ['I65'], fields: ['tech/chemistry', 'secret/code'] }), expertOf('c', { isSuspended: true, fields: ['tech/old'] })], [])
    expect({ experts, away, sections: sections.length }).toEqual({ experts: 2, away: 1, sections: 20 })
    const [c, i] = [sections.indexOf('C'), sections.indexOf('I')]
    const chemistry = fields.find(({ field }) => field === 'tech/chemistry')!
    expect([chemistry.experts, chemistry.cells[c], chemistry.cells[i]]).toEqual([2, 1, 1])
    expect([bySection[c], bySection[i]]).toEqual([1, 1])
  })

  test('names fields and sections without anybody, those with one, and what open enquiries miss', () => {
    const { gaps } = drawPicture([expertOf('a'), expertOf('b'), expertOf('c', { fields: ['secret/code'] }), expertOf('d', { isSuspended: true, fields: ['tech/old'] })], [{ fields: ['tech/chemistry', 'tech/new'], industries: ['C2614', 'J66'] }])
    expect(gaps.fields).toEqual(['tech/new', 'tech/old'])
    expect(gaps.single).toEqual(['secret/code'])
    expect(gaps.sections).not.toContain('C')
    expect(gaps.sections).toContain('A')
    expect(gaps.pairs).toEqual([{ field: 'tech/chemistry', section: 'J' }, { field: 'tech/new', section: 'C' }, { field: 'tech/new', section: 'J' }])
  })

  test('tells the room of every type, of nobody too, and the fullest expert first', () => {
    const { types, loads } = drawPicture([expertOf('a', { load: { current: 2, cap: 2 } }), expertOf('b', { types: ['technical', 'legal'], load: { current: 1, cap: 3 } }), expertOf('c', { load: { current: 5, cap: 1 } })], [])
    expect(types.find(({ type }) => type === 'technical')).toEqual({ type: 'technical', experts: 3, places: 6, taken: 8, free: 2 })
    expect(types.find(({ type }) => type === 'legal')).toMatchObject({ experts: 1, free: 2 })
    expect(types.find(({ type }) => type === 'appraisal')).toMatchObject({ experts: 0, free: 0 })
    expect(loads.map(({ id, free }) => [id, free])).toEqual([['c', 0], ['a', 0], ['b', 2]])
  })

  test('of nobody is empty and says so', () => {
    expect(drawPicture([], [])).toMatchObject({ experts: 0, fields: [], gaps: { fields: [], pairs: [], single: [] }, loads: [] })
  })
})

describe('a sign', () => {
  test('grows with the count, and stands for none only at zero', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.integer({ min: 1, max: 500 }), (a, b, most) => {
        const [low, high] = [blockOf(Math.min(a, b), most), blockOf(Math.max(a, b), most)]
        const order = '·▁▂▃▄▅▆▇█'
        expect(order.indexOf(low)).toBeLessThanOrEqual(order.indexOf(high))
        expect(blockOf(a, most) === '·').toBe(a === 0)
        expect(blockOf(most, most)).toBe('█')
      }),
    )
  })
})
