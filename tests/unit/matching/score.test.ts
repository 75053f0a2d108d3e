import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareDomains, industryPath, matchFacets, nearestDomain } from '../../../server/matching/domain.ts'
import { buildSnapshot, matchExperts } from '../../../server/matching/matching.ts'
import { availabilityOf, recordOf, roundToSum, sharesOf } from '../../../server/matching/score.ts'
import { bm25Frequency, compareDocuments, inverseFrequency, Pool } from '../../../server/matching/similarity.ts'
import { readEnquiry } from '../../../server/matching/text.ts'
import { PARTS, WEIGHTS } from '../../../server/matching/weights.ts'
import { document, enquiry, expert, openGate } from './example-pool.ts'

describe('domains', () => {
  test.each([
    ['secret/technical', 'secret/technical', 1],
    ['secret/technical', 'secret/business', 0.5],
    ['secret/technical', 'secret', 0.5],
    ['secret', 'secret/technical', 1],
    ['secret', 'law', 0],
    ['secret/technical', 'law/technical', 0],
    ['secretive', 'secret', 0],
    ['医学', '医学', 1],
    ['医学', '工学', 0],
  ])('asked for %s, %s is worth %s', (asked, offered, worth) => {
    expect(compareDomains(asked, offered, 0.5)).toBe(worth)
  })

  test.each([['C26', 'C/26'], ['c2614', 'C/26'], ['2614', 'C/26'], ['26', 'C/26'], ['C', 'C'], ['I65', 'I/65'], ['软件', '软件']])('the industry %s is %s', (code, path) => {
    expect(industryPath(code)).toBe(path)
  })

  test('the best of all declared facets counts, and each is told', () => {
    const facets = { fields: ['law'], industries: ['C26', 'I65'], needs: ['appraisal', 'litigation'], jurisdictions: [], languages: [], region: null }
    const offered = expert('a', { fields: ['secret'], industries: ['C27'], services: ['litigation'] })
    expect(nearestDomain({ fields: facets.fields, industries: facets.industries.map(industryPath) }, { fields: offered.fields, industries: offered.industries.map(industryPath) }, 0.5)).toBe(0.5)
    expect(matchFacets({ facets }, offered, 0.5).map(({ value, met }) => [value, met])).toEqual([['law', 0], ['C26', 0.5], ['I65', 0], ['appraisal', 0], ['litigation', 1]])
  })
})

describe('shares', () => {
  test.each([
    [{}, { domain: 0, need: 0 }],
    [{ fields: ['law'] }, { need: 0 }],
    [{ industries: ['C'], needs: ['appraisal'] }, {}],
  ])('what is not declared goes to the others in proportion: %j', (facets, absent) => {
    const shares = sharesOf(enquiry('', { facets }), WEIGHTS)
    expect(shares).toMatchObject(absent)
    expect(PARTS.reduce((sum, part) => sum + shares[part], 0)).toBeCloseTo(1, 12)
    expect(shares.text / shares.record).toBeCloseTo(0.64 / 0.06, 12)
  })

  test('the weights add up to one', () => {
    expect(PARTS.reduce((sum, part) => sum + WEIGHTS.parts[part], 0)).toBeCloseTo(1, 12)
  })
})

describe('record and availability', () => {
  test('no matters count as four with 80 % accepted, and many count for themselves', () => {
    expect(recordOf({ record: { accepted: 0, matters: 0 } }, WEIGHTS)).toBeCloseTo(0.8)
    expect(recordOf({ record: { accepted: 1, matters: 1 } }, WEIGHTS)).toBeCloseTo(4.2 / 5)
    expect(recordOf({ record: { accepted: 0, matters: 400 } }, WEIGHTS)).toBeLessThan(0.01)
  })

  test.each([[0, 5, 1], [2, 5, 0.6], [5, 5, 0], [7, 5, 0], [0, 0, 0]])('%s of %s is %s', (current, cap, availability) => {
    expect(availabilityOf({ load: { current, cap } })).toBeCloseTo(availability)
  })
})

describe('roundToSum', () => {
  test('gives whole points that add up, each less than one away, none where there was nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 400, noNaN: true })), { minLength: 1, maxLength: 6 }), (exact) => {
        const total = Math.round(exact.reduce((sum, value) => sum + value, 0))
        const points = roundToSum(exact, total)
        expect(points.reduce((sum, value) => sum + value, 0)).toBe(total)
        points.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(1.000001))
        exact.forEach((value, i) => value === 0 && expect(points[i]).toBe(0))
      }),
    )
  })
})

describe('Pool', () => {
  test('is the weighted mean of the largest, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (values, documents) => {
        const pool = new Pool({ gamma: 0.85, documents })
        for (const value of values) pool.add(value)
        const largest = values.toSorted((a, b) => b - a).slice(0, documents)
        const weights = largest.map((_, i) => 0.85 ** i)
        const sum = weights.reduce((total, weight) => total + weight, 0)
        expect(pool.mean()).toBeCloseTo(sum ? largest.reduce((total, value, i) => total + value * weights[i]!, 0) / sum : 0, 9)
        pool.clear()
        expect(pool.mean()).toBe(0)
      }),
    )
  })
})

describe('similarity', () => {
  test('is cosine of TF-IDF and BM25 over the length of the enquiry, as written in the design', () => {
    const { statistics } = buildSnapshot([expert('a', { documents: [document('1', '涂层涂层', '工艺'), document('2', '涂层工艺图纸', '名单')] })])
    const asked = readEnquiry('涂层 涂层 工艺 没有')
    const { cosine, bm25 } = compareDocuments(statistics, asked, 1.2)
    const documents = [{ 工艺: 1, 涂层: 2, 层涂: 1 }, { 名单: 1, 涂层: 1, 层工: 1, 工艺: 1, 艺图: 1, 图纸: 1 }] as Record<string, number>[]
    const frequency = (term: string) => documents.filter((one) => one[term]).length
    const weight = (term: string, count: number) => (1 + Math.log(count)) * inverseFrequency(2, frequency(term))
    const norm = (terms: Record<string, number>) => Math.hypot(...Object.entries(terms).map(([term, count]) => weight(term, count)))
    const query = { 涂层: 2, 工艺: 1, 没有: 1 }
    documents.forEach((terms, i) => {
      const shared = Object.entries(query).filter(([term]) => terms[term])
      expect(cosine[i]).toBeCloseTo(shared.reduce((sum, [term, count]) => sum + weight(term, count) * weight(term, terms[term]!), 0) / norm(query) / norm(terms), 5)
      const length = Object.values(terms).reduce((sum, count) => sum + count, 0)
      const saturated = (count: number) => (count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / 5))
      expect(bm25[i]).toBeCloseTo(shared.reduce((sum, [term, count]) => sum + count * bm25Frequency(2, frequency(term)) * saturated(terms[term]!), 0) / 4, 9)
    })
  })

  test('the same facts three times over are no better a match', () => {
    const pool = buildSnapshot(Array.from({ length: 8 }, (_, i) => expert(`x${i}`, { documents: [document('1', `第${'一二三四五六七八'[i]}种涂层工艺的鉴定`)] })))
    const raw = (text: string) => matchExperts(pool, enquiry(text), { gate: openGate }).items[0]!.raw
    const facts = '第三种涂层的秘点在于工艺温度。'
    expect(raw(facts.repeat(3))).toBeCloseTo(raw(facts), 6)
  })
})
