import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countWords, eachGram } from '../../../indexer/index.ts'
import { text } from './example-pool.ts'

function gramsOf(source: string): string[] {
  const terms: string[] = []
  eachGram(source, (term) => terms.push(term))
  return terms
}

const HAN = /\p{Script=Han}/u
const hanGramsOf = (source: string) => gramsOf(source).filter((term) => HAN.test(term))
const mixed = fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }))

describe('eachGram', () => {
  test.each([
    ['商业秘密', ['商业', '业秘', '秘密']],
    ['商业，秘密', ['商业', '秘密']],
    ['密', []],
    ['Trade secrets', ['trade', 'secret', 'trade secret']],
    ['the protection of the membranes', ['protect', 'membran', 'protect membran']],
    ["the holder's rights", ['holder', 'right', 'holder right']],
    ['ＣＡＤ图纸', ['cad', '图纸']],
    ['hs-CRP水平 assay', ['hs', 'crp', 'hs crp', '水平', 'assai']],
    ['2024年60例 1,000', []],
    ['年2024月', []],
    ['filed 2024 patents', ['file', 'patent', 'file patent']],
    ['H2O 膜', ['h2o']],
    ['\u{20bb7}野家', ['\u{20bb7}野', '野家']],
    ['Geschäftsgeheimnis Schutz', ['geschäftsgeheimnis', 'schutz', 'geschäftsgeheimnis schutz']],
  ])('%s', (source, terms) => {
    expect(gramsOf(source)).toEqual(terms)
  })

  test('no term mixes scripts, is a number or a stop word; Han terms are pairs, words at most two', () => {
    fc.assert(
      fc.property(mixed, (source) => {
        for (const term of gramsOf(source)) {
          if (HAN.test(term)) expect(Array.from(term)).toHaveLength(2)
          else expect(term.split(' ').length).toBeLessThanOrEqual(2)
          if (HAN.test(term)) expect(Array.from(term).every((character) => HAN.test(character) || character === '〇')).toBe(true)
          expect(term).not.toMatch(/^\p{N}+$/u)
          expect(['the', 'of', 'and']).not.toContain(term)
        }
      }),
    )
  })

  test('width and case make no difference', () => {
    fc.assert(
      fc.property(text, (source) => {
        const wide = source.replace(/[!-~]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0))
        expect(gramsOf(wide.toUpperCase())).toEqual(gramsOf(source))
      }),
    )
  })

  test('across a full stop and a line nothing of Han is joined: terms of two texts are those of each', () => {
    fc.assert(
      fc.property(text, text, (first, second) => {
        expect(hanGramsOf(`${first}。\n${second}`)).toEqual([...hanGramsOf(first), ...hanGramsOf(second)])
      }),
    )
  })

  test('a surface is what the text says', () => {
    fc.assert(
      fc.property(text, (source) => {
        const folded = source.normalize('NFKC').toLowerCase()
        eachGram(source, (_, surface) => {
          for (const word of surface.split(' ')) expect(folded).toContain(word)
        })
      }),
    )
  })
})

describe('countWords', () => {
  test.each([
    ['the holder of trade secrets', 5],
    ['商业秘密的权利人所有的', 4.4],
    ['2024 年', 0.4],
    ['', 0],
  ])('%s', (source, words) => {
    expect(countWords(source)).toBeCloseTo(words)
  })

  test('200 characters are as long as 80 words', () => {
    expect(countWords('密'.repeat(200))).toBe(80)
  })
})
