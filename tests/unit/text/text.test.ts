import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { isOneEdit } from '../../../indexer/text/edit.ts'
import { bare, fold } from '../../../indexer/text/fold.ts'
import { IndexBuilder } from '../../../indexer/text/index-builder.ts'
import { idf, saturate } from '../../../indexer/text/bm25.ts'
import { MAX_LENGTH, parseQuery } from '../../../indexer/text/query.ts'
import { cut, cutForSearch } from '../../../indexer/text/segment.ts'
import { makeSnippet } from '../../../indexer/text/snippet.ts'
import { DICTIONARY, STOP_WORDS, SYNONYMS } from '../../../indexer/vocabulary.ts'
import { Top } from '../../../indexer/engine/top.ts'

const anything = fc.string({ unit: 'grapheme', maxLength: 120 })
const chinese = fc.array(fc.constantFrom('商业秘密', '客户', '名单', '的', '，', '离职', 'Trade', ' ', '２０２３', '第九条'), { maxLength: 20 }).map((parts) => parts.join(''))

describe('fold', () => {
  test('never changes the length', () => fc.assert(fc.property(anything, (text) => { expect(fold(text)).toHaveLength(text.length) })))
  test('twice is once', () => fc.assert(fc.property(anything, (text) => { expect(fold(fold(text))).toBe(fold(text)) })))
  test('full width, capitals', () => expect(fold('ＧＢ／Ｔ　１．１ Ａb')).toBe('gb/t 1.1 ab'))
  test('bare keeps letters and digits', () => expect(bare('《反不正当竞争法》（2019 年）')).toBe('反不正当竞争法2019年'))
})

describe('segment', () => {
  test('the words of a cut rebuild the text', () => fc.assert(fc.property(chinese, (text) => { expect(cut(fold(text)).join('')).toBe(fold(text)) })))
  test('every word of the search cut stands in the text', () =>
    fc.assert(fc.property(chinese, (text) => cutForSearch(fold(text)).forEach((word) => expect(fold(text)).toContain(word)))))
  test('words of the field are words', () => {
    for (const word of DICTIONARY.filter((it) => /^[\u4e00-\u9fff]+$/.test(it))) expect(cut(`的${word}的`), word).toContain(word)
  })
})

describe('parseQuery', () => {
  test('question words are dropped and said, unless nothing else is left', () => {
    const query = parseQuery('离职员工带走客户名单怎么办')
    expect(query.words).toContain('客户名单')
    expect(query.dropped).toContain('怎么办')
    expect(parseQuery('怎么办').words).toContain('怎么办')
  })
  test('quotation marks of any kind make a phrase', () => {
    for (const text of ['“合理保密措施”', '"合理保密措施"', '「合理保密措施」']) expect(parseQuery(text).phrases).toEqual(['合理保密措施'])
  })
  test('an identifier is looked up whole, not by its digits', () => {
    const query = parseQuery('（2023）最高法知民终1590号 惩罚性赔偿')
    expect(query.identifiers.map(({ value }) => value)).toEqual(['2023最高法知民终1590'])
    expect(query.words).not.toContain('1590')
    expect(query.words).toContain('惩罚性赔偿')
  })
  test('synonyms of the field join in', () => expect(parseQuery('客户名单').synonyms).toContain('客户信息'))
  test('takes anything', () => fc.assert(fc.property(anything, (text) => { expect(parseQuery(text).words.length).toBeLessThanOrEqual(text.length) })))
  test('reads no further than its limit', () => expect(parseQuery(`${' '.repeat(MAX_LENGTH)}密点`).words).toEqual([]))
})

describe('inverted index', () => {
  test('finds exactly the sections that hold a word', () => {
    fc.assert(
      fc.property(fc.array(chinese, { minLength: 1, maxLength: 8 }), (texts) => {
        const builder = new IndexBuilder()
        for (const text of texts) {
          builder.text(text, 1)
          builder.endSection()
        }
        const index = builder.finish()
        const { starts, sections } = index.arrays
        for (const word of new Set(texts.flatMap((text) => cutForSearch(fold(text))))) {
          const term = index.find(word)
          const holding = texts.flatMap((text, i) => (cutForSearch(fold(text)).includes(word) ? [i] : []))
          expect([...sections.subarray(starts[term], starts[term + 1])]).toEqual(holding)
          expect(index.word(term)).toBe(word)
        }
        expect(index.find('没有的词')).toBe(-1)
      }),
    )
  })
  test('expands a prefix to the words that start with it', () => {
    const builder = new IndexBuilder()
    builder.text('trade trademark trading 商业 商业秘密', 1)
    builder.endSection()
    const index = builder.finish()
    expect(index.expand('trad', 10).map((term) => index.word(term))).toEqual(['trade', 'trademark', 'trading'])
    expect(index.expand('trad', 2)).toHaveLength(2)
  })
})

describe('bm25', () => {
  test('rarer words weigh more, and no weight is negative', () =>
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(), fc.nat(), (n, a, b) => {
      const [few, many] = [Math.min(a, b) % (n + 1), Math.max(a % (n + 1), b % (n + 1))].sort((x, y) => x - y) as [number, number]
      expect(idf(n, few)).toBeGreaterThanOrEqual(idf(n, many))
      expect(idf(n, many)).toBeGreaterThanOrEqual(0)
    })))
  test('more occurrences weigh more, longer sections less', () => {
    expect(saturate(2, 1)).toBeGreaterThan(saturate(1, 1))
    expect(saturate(1, 2)).toBeLessThan(saturate(1, 1))
  })
})

describe('makeSnippet', () => {
  test('highlights are ordered ranges of the snippet that hold a needle', () => {
    fc.assert(
      fc.property(fc.array(chinese, { maxLength: 20 }).map((parts) => parts.join('。')), (text) => {
        const { snippet, highlights } = makeSnippet(text, ['客户', '商业秘密', 'trade'])
        expect(snippet.length).toBeLessThanOrEqual(160)
        let end = 0
        for (const [from, to] of highlights) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(fold(snippet.slice(from, to))).toMatch(/客户|商业秘密|trade/)
          end = to
        }
        expect(end).toBeLessThanOrEqual(snippet.length)
      }),
    )
  })
  test('shows the place of the match', () => expect(makeSnippet(`${'前文。'.repeat(100)}这里写着源代码。`, ['源代码']).snippet).toContain('源代码'))
})

describe('isOneEdit', () => {
  test.each([['confidential', 'confidentail', true], ['secret', 'secrt', true], ['secret', 'secrets', true], ['secret', 'sacrat', false], ['same', 'same', false]])('%s %s %s', (a, b, expected) => {
    expect(isOneEdit(a, b)).toBe(expected)
    expect(isOneEdit(b, a)).toBe(expected)
  })
})

describe('Top', () => {
  test('keeps what sorting would keep', () =>
    fc.assert(fc.property(fc.array(fc.integer()), fc.nat(20), (numbers, k) => {
      const top = new Top<number>(k, (a, b) => a - b)
      for (const number of numbers) top.add(number)
      expect(top.sorted()).toEqual([...numbers].sort((a, b) => a - b).slice(0, k))
    })))
})

describe('vocabulary', () => {
  test('no word names something and is dropped as a question word', () => {
    const naming = [...DICTIONARY, ...SYNONYMS.flat()]
    expect(naming.filter((word) => STOP_WORDS.has(word))).toEqual([])
  })
})
