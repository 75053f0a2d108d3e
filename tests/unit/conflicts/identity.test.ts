import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { identify } from '../../../server/conflicts/identity.ts'
import { compareNames } from '../../../server/conflicts/likeness.ts'
import { SIMPLIFIED } from '../../../server/conflicts/name-words.ts'
import { foldMatter, foldPerson, readName } from '../../../server/conflicts/names.ts'
import { ALIKE, BRANCHES, DIFFERENT, DIRECTORY, GROUPS, SAME, type Pair } from './aliases.ts'

const on = '2027-03-01'
const stated = (side: Pair[0]) => (typeof side === 'string' ? { name: side } : side)
const soldOn = (day: string) => identify({ name: '白泽涂料有限公司' }, { name: '海岳资本控股有限公司' }, { organisations: DIRECTORY, on: day }).likeness
const compare = ([a, b]: Pair) => identify(stated(a), stated(b), { organisations: DIRECTORY, on })

describe('identify', () => {
  test('the fixtures are many', () => {
    expect(SAME.length + BRANCHES.length + GROUPS.length + ALIKE.length).toBeGreaterThanOrEqual(60)
    expect(DIFFERENT.length).toBeGreaterThanOrEqual(30)
  })

  test.each(SAME)('%j and %j are one', (...pair) => expect(compare(pair).likeness).toBe('same'))
  test.each(BRANCHES)('%j and %j are head and branch', (...pair) => expect(compare(pair).likeness).toBe('branch'))
  test.each(GROUPS)('%j and %j belong together', (...pair) => expect(compare(pair)).toMatchObject({ likeness: 'group', because: expect.stringMatching(/企业登记|单位名录/) }))
  test.each(ALIKE)('%j and %j need a look', (...pair) => expect(compare(pair).likeness).toBe('alike'))
  test.each(DIFFERENT)('%j and %j have nothing to do with each other', (...pair) => expect(compare(pair).likeness).toBe('different'))

  test.each([...SAME, ...BRANCHES, ...GROUPS, ...ALIKE, ...DIFFERENT])('%j and %j compare alike in both directions', (a, b) => expect(compare([b, a]).likeness).toBe(compare([a, b]).likeness))

  test('an edge counts while it lasts, and is for a person to decide afterwards', () => {
    expect(['2020-01-01', '2020-01-02', '2009-12-31'].map(soldOn)).toEqual(['group', 'alike', 'alike'])
  })
})

describe('compareNames', () => {
  const region = fc.constantFrom('杭州', '深圳市', '浙江省', '北京', '')
  const word = fc.stringMatching(/^[青禾玄武白泽麒麟瑞鹤云岚]{2,4}$/)
  const trade = fc.constantFrom('科技', '新材料', '电子', '机械', '')
  const form = fc.constantFrom('有限公司', '股份有限公司')
  const name = fc.tuple(region, word, trade, form).map((parts) => parts.join(''))
  const back = new Map([...SIMPLIFIED].map(([old, now]) => [now, old]))
  const variant = (plain: string, seed: number): string => {
    const steps: ((text: string) => string)[] = [
      (text) => Array.from(text).join(' '),
      (text) => Array.from(text).map((sign) => back.get(sign) ?? sign).join(''),
      (text) => text.replace(/(?<!股份)有限公司$/, '有限责任公司'),
      (text) => text.replace(/股份有限公司$/, '股份公司'),
      (text) => `　${text}\u200b`,
      (text) => text.replace(/^(.{2})/, '（$1）'),
      (text) => `“${text}”`,
    ]
    return steps.filter((_, i) => seed & (1 << i)).reduce((text, step) => step(text), plain)
  }

  test('a name is the same as its own spellings', () =>
    fc.assert(
      fc.property(name, fc.nat(127), (plain, seed) => {
        expect(compareNames(readName(plain), readName(variant(plain, seed))).likeness).toBe('same')
      }),
      { numRuns: 1000 },
    ))

  test('a change of the legal form or the region is never overlooked', () =>
    fc.assert(
      fc.property(region, word, trade, fc.constantFrom('', '杭州', '广东省'), (from, own, line, to) => {
        expect(compareNames(readName(`${from}${own}${line}有限公司`), readName(`${to}${own}${line}股份有限公司`)).likeness).not.toBe('different')
      }),
    ))

  test('any two texts compare alike in both directions', () =>
    fc.assert(
      fc.property(fc.oneof(name, fc.string({ unit: 'grapheme', maxLength: 20 })), fc.oneof(name, fc.string({ unit: 'grapheme', maxLength: 20 })), (a, b) => {
        expect(compareNames(readName(a), readName(b))).toEqual(compareNames(readName(b), readName(a)))
      }),
      { numRuns: 2000 },
    ))

  test('any text with a letter is the same as itself', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const read = readName(text)
        fc.pre(read.core !== '')
        expect(compareNames(read, readName(text)).likeness).toBe('same')
      }),
    ))
})

describe('folding', () => {
  test('every traditional character has one simplified one, which is not folded again', () => {
    expect([...SIMPLIFIED].filter(([old, now]) => old === now || SIMPLIFIED.has(now))).toEqual([])
    expect(SIMPLIFIED.size).toBeGreaterThan(300)
  })
  test.each([['王·小明', '王小明'], ['欧阳 明哲', '歐陽明哲'], ['李雷（配偶）', '李雷'], ['John Q. Public', 'john q public']])('%s and %s are one name of a person', (a, b) => expect(foldPerson(a)).toBe(foldPerson(b)))
  test.each([['（2023）粤03民初1号', '(2023) 粤 03 民初 1 号'], ['〔2023〕粤03民初1号', '[2023]粤03民初第1号']])('%s and %s are one matter', (a, b) => expect(foldMatter(a)).toBe(foldMatter(b)))
  test('other numbers are other matters', () => expect(foldMatter('（2023）粤03民初1号')).not.toBe(foldMatter('（2023）粤03民初11号')))
})
