// One planner for both engines: from the same documents the same words at the same weights, whatever the dictionary is made of.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planQuery as planForMeilisearch } from '../../indexer/engine/meilisearch-plan.ts'
import { toRecords } from '../../indexer/engine/meilisearch-records.ts'
import { Statistics } from '../../indexer/engine/meilisearch-statistics.ts'
import { planQuery } from '../../indexer/engine/plan.ts'
import { buildSegment } from '../../indexer/engine/segment-build.ts'
import { fillSlots, type Dictionary } from '../../indexer/engine/slots.ts'
import { BM25, idf, RANKING } from '../../indexer/text/bm25.ts'
import { SYNONYMS } from '../../indexer/vocabulary.ts'
import { corpus } from './contract.ts'

const documents = corpus()
const segments = [buildSegment(documents.slice(0, 40)), buildSegment(documents.slice(40))]
const statistics = new Statistics()
for (const document of documents) {
  const { records, sectionTerms } = toRecords(document)
  records.forEach(({ length }, i) => statistics.count(sectionTerms[i]!, length))
}

/** A dictionary written down by hand: term → number of sections. */
const dictionary = (counts: Record<string, number>, sections = 1000): Dictionary<string[]> => ({
  sections,
  frequency: (terms) => terms.reduce((sum, term) => sum + (counts[term] ?? 0), 0),
  find: (term) => (counts[term] ? [term] : []),
  expand: (word, limit) => Object.keys(counts).filter((term) => term.startsWith(word)).slice(0, limit),
  nearest: () => undefined,
})

describe('slots', () => {
  const piece = fc.constantFrom(...documents.flatMap(({ title, numbers, sections }) => [title, ...numbers, ...sections.map(({ text }) => text)]), '员工跳槽带走客户名单。', '怎么办？', 'confidental drawings', '不存在的词', '“保密措施”', '第二条')
  const text = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''))

  test('both planners make the same of the same documents', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const ours = planQuery(typed, segments, false)
        const theirs = planForMeilisearch(typed, statistics, false)
        const told = ({ words, required, dropped, correctedFrom, needles }: typeof ours | typeof theirs) => ({ words, required, dropped, correctedFrom, needles })
        expect(told(theirs)).toEqual(told(ours))
        expect([...theirs.slots, ...theirs.bigrams].map(({ weight, required }) => [weight, required])).toEqual(ours.slots.map(({ weight, required }) => [weight, required]))
      }),
    )
  })

  test('words of the closing question weigh more than the story before it', () => {
    const { typed } = fillSlots('客户名单放在柜子里。图纸可以复制吗？', dictionary({ 柜子: 10, 图纸: 10 }), false)
    const weights = new Map(typed.map(({ word, slot }) => [word, slot.weight]))
    expect(weights.get('图纸')).toBeCloseTo(BM25.asked * idf(1000, 10))
    expect(weights.get('柜子')).toBeCloseTo(idf(1000, 10))
  })

  test('a common synonym is left out of a long question only', () => {
    const [word, synonym] = SYNONYMS.find(([one, other]) => [one, other].every((name) => name && /^[\u4e00-\u9fff]{2}$/.test(name)))!
    const others = ['图纸', '柜子', '电脑', '银行', '合同', '工资', '房屋', '汽车', '手机']
    expect(others.length).toBeGreaterThan(RANKING.synonyms.words)
    const known = (frequency: number) => dictionary(Object.fromEntries([word!, ...others].map((name) => [name, 10]).concat([[synonym!, frequency]])))
    const synonymsOf = (asked: string, frequency: number) => fillSlots(asked, known(frequency), false).synonyms.flatMap(({ terms }) => terms)
    const long = [word!, ...others].join(' ')
    expect(synonymsOf(word!, 500)).toContain(synonym)
    expect(synonymsOf(long, 500)).not.toContain(synonym)
    expect(synonymsOf(long, 100)).toContain(synonym)
  })

  test('a word that no section has still counts towards all of them', () => {
    const { typed, required } = fillSlots('图纸 柜子', dictionary({ 图纸: 10 }), false)
    expect([typed.length, required]).toEqual([1, 2])
  })

  test('the word being typed stands for those that begin with it, one Han character for itself', () => {
    const known = dictionary({ 图: 5, 图纸: 10, 图纸目录: 3 })
    expect(fillSlots('图纸', known, true).typed[0]!.slot.terms).toEqual(['图纸', '图纸目录'])
    expect(fillSlots('图纸', known, false).typed[0]!.slot.terms).toEqual(['图纸'])
    expect(fillSlots('图', known, true).typed[0]!.slot.terms).toEqual(['图'])
  })
})
