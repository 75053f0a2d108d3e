import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildSnapshot, matchExperts } from '../../../server/matching/matching.ts'
import { matchAnswer } from '../../../server/matching/schema.ts'
import { PARTS } from '../../../server/matching/weights.ts'
import { document, enquiries, enquiry, expert, experts, openGate, shuffles, strictGate } from './example-pool.ts'

const everyone = { gate: strictGate, size: 5000 }
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const FACTS = `企业研发的涂层工艺用于反光膜，工艺参数和配方记在内部图纸上，标有密级，只有三名工程师能够查看，保密协议约定了保密义务。
一名工程师离职后到同行任职，半年内对方上市了性能相近的产品。企业请求鉴定涂层工艺是否不为公众所知悉，并比对双方的工艺参数是否实质相同。`
const COATING = expert('b', { documents: [document('1', '涂层工艺参数的秘点鉴定与同一性比对'), document('2', '涂层材料配方的检测方法')] })
const hit = (id: 'C6' | 'C1', remedy: string | null) => ({ id, result: 'exclude' as const, basis: id, window: null, evidence: `${id} 命中`, remedy })
const many = (count: number) => expert(`n${count}`, { documents: Array.from({ length: count }, (_, i) => document(`${i}`, `涂层工艺第${'一二三四五六七八九十'[i % 10]}种`)) })
const LABOUR = expert('a', { documents: [document('1', '竞业限制补偿金标准与劳动争议的处理'), document('2', '社会保险缴费基数的确定')] })
const gated = (remedy: string | null) => matchExperts(buildSnapshot([LABOUR]), enquiry(FACTS), { gate: () => [hit('C6', '三年后再请'), hit('C1', remedy)] }).excluded[0]
const askedWith = (words: number) => matchExperts(buildSnapshot([many(4), many(5), many(10)]), enquiry('coating '.repeat(words)), { gate: openGate, size: 9 }).items
const grounds = (words: number) => Object.fromEntries(askedWith(words).map(({ expertId, confidence }) => [expertId, confidence]))

describe('matchExperts', () => {
  test('gives the same answer in whatever order experts, documents and relations come', () => {
    const cases = experts.chain((list) => fc.tuple(fc.constant(list), shuffles(list), enquiries))
    fc.assert(
      fc.property(cases, ([list, other, asked]) => {
        expect(matchExperts(buildSnapshot(other), asked, everyone)).toEqual(matchExperts(buildSnapshot(list), asked, everyone))
      }),
    )
  })

  test('names every expert exactly once, eligible or excluded', () => {
    fc.assert(
      fc.property(experts, enquiries, (list, asked) => {
        const { items, excluded, considered, eligible } = matchExperts(buildSnapshot(list), asked, everyone)
        expect([...items, ...excluded].map(({ expertId }) => expertId).toSorted()).toEqual(list.map(({ id }) => id).toSorted())
        expect([considered, eligible]).toEqual([list.length, items.length])
      }),
    )
  })

  test('parts are whole points that add up to the score, documents to the text part, shares of terms to no more than one', () => {
    fc.assert(
      fc.property(experts, enquiries, (list, asked) => {
        for (const { score, raw, parts, documents, otherDocuments } of matchExperts(buildSnapshot(list), asked, everyone).items) {
          expect(sum(PARTS.map((part) => parts[part]))).toBe(score)
          expect(PARTS.every((part) => Number.isInteger(parts[part]) && parts[part] >= 0)).toBe(true)
          expect(score).toBe(Math.round(raw))
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1000)
          expect(sum(documents.map(({ points }) => points)) + otherDocuments).toBe(parts.text)
          for (const { terms } of documents) {
            expect(terms.length).toBeGreaterThan(0)
            expect(sum(terms.map(({ share }) => share))).toBeLessThanOrEqual(1.001)
            if (terms.length < 10) expect(sum(terms.map(({ share }) => share))).toBeCloseTo(1, 2)
          }
        }
      }),
    )
  })

  test('ranks by the unrounded score, equal ones by id', () => {
    fc.assert(
      fc.property(experts, enquiries, (list, asked) => {
        const { items } = matchExperts(buildSnapshot(list), asked, everyone)
        const ordered = items.toSorted((a, b) => b.raw - a.raw || (a.expertId < b.expertId ? -1 : 1))
        expect(items).toEqual(ordered)
        expect(items.map(({ rank }) => rank)).toEqual(items.map((_, i) => i + 1))
      }),
    )
  })

  test('a smaller size gives the first of the same answer, and no explanation the same scores', () => {
    fc.assert(
      fc.property(experts, enquiries, fc.nat(7), (list, asked, size) => {
        const snapshot = buildSnapshot(list)
        const whole = matchExperts(snapshot, asked, everyone)
        expect(matchExperts(snapshot, asked, { gate: strictGate, size })).toEqual({ ...whole, items: whole.items.slice(0, size) })
        const bare = matchExperts(snapshot, asked, { ...everyone, explain: false })
        expect(bare.items.map(({ expertId, raw, parts }) => [expertId, raw, parts])).toEqual(whole.items.map(({ expertId, raw, parts }) => [expertId, raw, parts]))
        expect(bare.items.every(({ documents, rules }) => !documents.length && !rules.length)).toBe(true)
      }),
    )
  })

  test('the answer has the published shape', () => {
    fc.assert(
      fc.property(experts, enquiries, (list, asked) => {
        const answer = matchExperts(buildSnapshot(list), asked, everyone)
        expect(matchAnswer.parse(answer)).toEqual(answer)
      }),
      { numRuns: 30 },
    )
  })

  test('who writes about the matter comes first, and the documents and terms say why', () => {
    const { items, notes } = matchExperts(buildSnapshot([LABOUR, COATING]), enquiry(FACTS), { gate: openGate })
    expect(items.map(({ expertId }) => expertId)).toEqual(['b', 'a'])
    expect(items[0]!.documents[0]!.externalId).toBe('ext-1')
    expect(items[0]!.documents[0]!.terms.map(({ term }) => term)).toContain('涂层')
    expect(items[0]!.raw).toBeGreaterThan(items[1]!.raw + 50)
    expect(notes).toEqual([])
  })

  test('an English enquiry is compared by stems, without its stop words', () => {
    const english = expert('e', { documents: [document('1', 'Protecting coated membranes as trade secrets', 'Coating processes')] })
    const { items } = matchExperts(buildSnapshot([LABOUR, COATING, english]), enquiry('The protection of a membrane coating process'), { gate: openGate })
    expect(items[0]!.expertId).toBe('e')
    expect(items[0]!.documents[0]!.terms.map(({ term }) => term)).toContain('membrane')
    expect(items[0]!.documents[0]!.terms.map(({ term }) => term)).not.toContain('of')
    expect(items.slice(1).map(({ parts }) => parts.text)).toEqual([0, 0])
  })

  test.each([
    ['no usable text', '2024 …', ['no-text']],
    ['little text', '涂层工艺', ['little-text']],
    ['words that no document has', 'Kündigung wegen Geheimnisverrats '.repeat(12), ['nothing-shared']],
  ])('%s is said, and the rest is scored', (_, text, ids) => {
    const busy = expert('c', { load: { current: 5, cap: 5 } })
    const { items, notes } = matchExperts(buildSnapshot([LABOUR, COATING, busy]), enquiry(text), { gate: openGate })
    expect(notes.map(({ id }) => id)).toEqual(ids)
    expect(items).toHaveLength(3)
    expect(items.at(-1)!.expertId).toBe('c')
    expect(items.every(({ confidence }) => confidence === '依据不足')).toBe(true)
  })

  test('an empty pool, and one that the gate keeps out, are said', () => {
    expect(matchExperts(buildSnapshot([]), enquiry(FACTS), { gate: openGate })).toMatchObject({ considered: 0, eligible: 0, items: [], excluded: [], notes: [{ id: 'no-experts' }] })
    const suspended = matchExperts(buildSnapshot([expert('a', { isSuspended: true })]), enquiry(FACTS), { gate: strictGate })
    expect(suspended.notes.map(({ id }) => id)).toEqual(['none-eligible'])
    expect(suspended.excluded).toEqual([{ expertId: 'a', externalId: 'ext-a', rule: 'Q1', basis: '民诉法 47', detail: 'Q1 已查', remedy: 'Q1 的补救' }])
    expect(suspended.excludedByRule).toEqual({ Q1: 1 })
  })

  test('several rules against one expert are told together, and none of them is repaired alone', () => {
    expect(gated('由他人代理')).toMatchObject({ rule: 'C1', basis: 'C1', detail: 'C1 命中；C6 命中', remedy: '由他人代理；三年后再请' })
    expect(gated(null)).toMatchObject({ remedy: null })
  })

  test('a rule to be decided leaves the expert in, marked', () => {
    const tied = { ...COATING, relations: [{ kind: 'employed' as const, organisation: { name: '甲公司' }, from: null, to: null }] }
    const { items, excluded } = matchExperts(buildSnapshot([tied, LABOUR]), enquiry(FACTS), { gate: strictGate })
    expect(excluded).toEqual([])
    expect(items.map(({ expertId, undecided }) => [expertId, undecided])).toEqual([['b', ['C6']], ['a', []]])
  })

  test('few documents and a short text are thin grounds', () => {
    expect(grounds(80)).toEqual({ n4: '依据不足', n5: '一般', n10: '依据充分' })
    expect(grounds(79)).toEqual({ n4: '依据不足', n5: '一般', n10: '一般' })
    expect(grounds(29)).toEqual({ n4: '依据不足', n5: '依据不足', n10: '依据不足' })
  })
})
