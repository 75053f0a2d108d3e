import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildSnapshot, matchExperts, WEIGHTS, type Dense } from '../../../server/matching/matching.ts'
import type { ExpertFacts } from '../../../server/matching/model.ts'
import { TermNumbers } from '../../../server/matching/term-numbers.ts'
import { document, enquiry, expert, experts, openGate, shuffles } from './example-pool.ts'

const POOL = [
  expert('a', { fields: ['law'], documents: [document('1', '涂层工艺参数的秘点鉴定与同一性比对'), document('2', '客户名单的深度信息')] }),
  expert('b', { documents: [document('1', '竞业限制补偿金标准'), document('2', '涂层材料配方的检测方法')] }),
]
const idOf = (pool: readonly ExpertFacts[], options = {}) => buildSnapshot(pool, options).id
const change = (changes: Partial<ExpertFacts>) => [{ ...POOL[0]!, ...changes }, POOL[1]!]
/** Text points of expert a when so many enquiries are open. */
const textPoints = (enquiries: string[]) => matchExperts(buildSnapshot(POOL, { enquiries }), enquiry('涂层 名单'), { gate: openGate }).items.find(({ expertId }) => expertId === 'a')!.parts.text

/** Texts about the same thing in other words: documents of b are near, the others far. */
const near = (model: string, answers = () => true): Dense => ({
  model,
  similarities: (text, ids) => (answers() ? Float32Array.from(ids, (id, i) => (i >= 2 ? 0.9 : 0.1) + (text.length % 7) / 100 + Number(id) / 1000) : null),
})

describe('buildSnapshot', () => {
  test('has the same id and scale in whatever order everything comes', () => {
    fc.assert(
      fc.property(experts.chain((list) => fc.tuple(fc.constant(list), shuffles(list))), ([list, other]) => {
        const [first, second] = [buildSnapshot(list), buildSnapshot(other)]
        expect([second.id, second.lexical]).toEqual([first.id, first.lexical])
      }),
    )
  })

  test.each<[string, Partial<ExpertFacts>]>([
    ['a text', { documents: [POOL[0]!.documents[0]!, document('2', '客户名单的深度信息。')] }],
    ['a title', { documents: [POOL[0]!.documents[0]!, document('2', '客户名单的深度信息', '另一题')] }],
    ['a document', { documents: [POOL[0]!.documents[0]!] }],
    ['a field', { fields: ['law/civil'] }],
    ['the load', { load: { current: 1, cap: 5 } }],
    ['the record', { record: { accepted: 1, matters: 1 } }],
    ['a relation', { relations: [{ kind: 'employed', organisation: { name: '甲公司' }, from: null, to: null }] }],
    ['the employer', { employer: { name: '甲公司' } }],
    ['consent', { isConfidential: false }],
  ])('another id when %s changes', (_, changes) => {
    expect(idOf(change(changes))).not.toBe(idOf(POOL))
    expect(idOf(change({}))).toBe(idOf(POOL))
  })

  test('another id with other weights, and with other open enquiries, in whatever order these come', () => {
    expect(idOf(POOL, { weights: { ...WEIGHTS, sameParent: 0.4 } })).not.toBe(idOf(POOL))
    expect(idOf(POOL, { enquiries: ['涂层', '名单'] })).not.toBe(idOf(POOL))
    expect(idOf(POOL, { enquiries: ['涂层', '名单'] })).toBe(idOf(POOL, { enquiries: ['名单', '涂层'] }))
  })

  test('a term that open enquiries hold often tells less', () => {
    expect(textPoints(Array.from({ length: 50 }, () => '涂层'))).not.toBe(textPoints([]))
  })

  test('an expert with few documents is not punished for those that are not there, nor for empty ones', () => {
    const text = '涂层工艺参数的秘点鉴定与同一性比对'
    const filling = Array.from({ length: 12 }, (_, i) => expert(`z${i}`, { documents: [document('1', '劳动争议仲裁的时效与举证')] }))
    const one = expert('a', { documents: [document('1', text)] })
    const same = expert('b', { documents: Array.from({ length: 6 }, (_, i) => document(`${i}`, text, '文献1')) })
    const empty = expert('c', { documents: [document('1', text), document('2', '2024', '—'), document('3', '', '…')] })
    const { items, shares } = matchExperts(buildSnapshot([one, same, empty, ...filling]), enquiry('涂层设备采购合同的质量争议，验收时发现厚度不足，请求鉴定损失'), { gate: openGate })
    expect(items[0]!.parts.text).toBeGreaterThan(0)
    expect(items[0]!.parts.text).toBeLessThan(1000 * shares.text - 1)
    expect(new Set(items.slice(0, 3).map(({ raw }) => raw)).size).toBe(1)
    expect(items.slice(0, 3).map(({ expertId }) => expertId)).toEqual(['a', 'b', 'c'])
  })

  test('in a small pool the nearer of two near experts stays in front', () => {
    const pool = [expert('a', { documents: [document('1', '涂层设备的采购合同与验收')] }), expert('b', { documents: [document('1', '涂层工艺参数的秘点鉴定')] }), expert('c', { documents: [document('1', '社会保险缴费基数')] })]
    const { items } = matchExperts(buildSnapshot(pool), enquiry('请求鉴定涂层工艺参数是否构成秘点'), { gate: openGate })
    expect(items.map(({ expertId }) => expertId)).toEqual(['b', 'a', 'c'])
    expect(items[0]!.parts.text).toBeGreaterThan(items[1]!.parts.text)
  })
})

describe('the dense part', () => {
  const asked = enquiry('膜层制造诀窍')

  test('orders by meaning when on, and its model is part of the id', () => {
    const off = buildSnapshot(POOL)
    const on = buildSnapshot(POOL, { dense: near('fake-1') })
    expect(new Set([off.id, on.id, buildSnapshot(POOL, { dense: near('fake-2') }).id]).size).toBe(3)
    expect(on.lexicalId).toBe(off.id)
    expect(matchExperts(off, asked, { gate: openGate }).items.map(({ parts }) => parts.text)).toEqual([0, 0])
    const { items, snapshot } = matchExperts(on, asked, { gate: openGate })
    expect(items[0]!.expertId).toBe('b')
    expect(snapshot).toBe(on.id)
    expect(items[0]!.documents.reduce((sum, { points }) => sum + points, items[0]!.otherDocuments)).toBe(items[0]!.parts.text)
  })

  test('a model that goes away changes the id of the answer to that without it, and says so', () => {
    let isThere = true
    const on = buildSnapshot(POOL, { dense: near('fake-1', () => isThere) })
    isThere = false
    const away = matchExperts(on, enquiry('涂层工艺'), { gate: openGate })
    const off = matchExperts(buildSnapshot(POOL), enquiry('涂层工艺'), { gate: openGate })
    expect(away.notes.map(({ id }) => id)).toContain('model-away')
    expect({ ...away, notes: [] }).toEqual({ ...off, notes: [] })
  })

  test('a model that does not answer while the snapshot is made, or answers with too few, leaves it off', () => {
    expect(idOf(POOL, { dense: near('fake-1', () => false) })).toBe(idOf(POOL))
    expect(idOf(POOL, { dense: { model: 'short', similarities: () => new Float32Array(1) } })).toBe(idOf(POOL))
  })
})

describe('TermNumbers', () => {
  test('numbers terms like a map does, also when it has grown several times', () => {
    const pairs = Array.from({ length: 20_000 }, (_, i) => String.fromCharCode(0x4e00 + (i % 151), 0x4e00 + ((i * 7) % 173)))
    const term = fc.oneof(fc.constantFrom(...pairs), fc.string({ maxLength: 3 }), fc.constantFrom('\u{20bb7}', '々一', 'ab'))
    fc.assert(
      fc.property(fc.array(term), fc.array(term), (terms, others) => {
        const numbers = new TermNumbers()
        const known = new Map<string, number>()
        for (const one of [...terms, ...pairs]) {
          if (!known.has(one)) known.set(one, known.size)
          if (numbers.add(one) !== known.get(one)) throw new Error(`${one} has another number`)
        }
        expect(numbers.size).toBe(known.size)
        for (const one of [...pairs, ...terms, ...others]) if (numbers.find(one) !== (known.get(one) ?? -1)) throw new Error(`${one} is not found as it was added`)
      }),
      { numRuns: 20 },
    )
  })
})
