import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { articleAnchor, findIdentifiers, normaliseIdentifier, parseNumeral } from '../../../indexer/content/identifiers.ts'
import { makeNumber, respell, seeded } from '../../support/spellings.ts'

const values = (text: string) => findIdentifiers(text).map(({ type, value }) => `${type} ${value}`)

describe('findIdentifiers', () => {
  test.each([
    ['（2023）最高法知民终1590号', 'case 2023最高法知民终1590'],
    ['2023最高法知民终1590号', 'case 2023最高法知民终1590'],
    ['〔2013〕沪一中民五（知）初字第119号', 'case 2013沪一中民五知初119'],
    ['（2011）民申字第122号', 'case 2011民申122'],
    ['（2023）浙07行政380号', 'case 2023浙07行政380'],
    ['GB/T 1.1—2020', 'standard GB/T1.1-2020'],
    ['gbt1.1-2020', 'standard GB/T1.1-2020'],
    ['DB4403/T 461-2024', 'standard DB4403/T461-2024'],
    ['国市监竞争发〔2022〕26号', 'document 国市监竞争发2022-26'],
    ['国务院令第713号', 'document 国务院令713'],
    ['337-TA-1159', 'foreign 337-TA-1159'],
    ['C-54/21', 'foreign C-54/21'],
    ['[2020] EWCA Civ 1293', 'foreign 2020EWCACIV1293'],
    ['8 AZR 172/23', 'foreign 8AZR172/23'],
  ])('%s is %s', (text, expected) => expect(values(text)).toEqual([expected]))

  test('an article carries its law, however it is written', () => {
    for (const text of ['《反不正当竞争法》第九条', '反不正当竞争法第9条', '根据反不正当竞争法第九条第二款', '反不正当竞争法９条']) {
      expect(findIdentifiers(text)).toMatchObject([{ type: 'article', law: '反不正当竞争法', article: '9' }])
    }
    expect(findIdentifiers('刑法第二百一十九条之一')).toMatchObject([{ law: '刑法', article: '219-1' }])
  })

  test('words before a number are not part of it', () => {
    expect(values('根据国市监竞争发〔2022〕26号文和（2019）粤知民终457号')).toEqual(['document 国市监竞争发2022-26', 'case 2019粤知民终457'])
  })

  test('finds nothing in plain prose', () => {
    expect(values('一共有三条路可走，2023年已有100家企业')).toEqual([])
  })

  test('300 generated spellings come to the value of the usual one', () => {
    const random = seeded(20)
    for (let i = 0; i < 300; i++) {
      const canonical = makeNumber(i)
      const written = respell(canonical, random)
      expect(normaliseIdentifier(written), written).toBe(normaliseIdentifier(canonical))
      expect(normaliseIdentifier(canonical), canonical).not.toBeNull()
    }
  })

  test('offsets lie in the text, in order, without overlap, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.constantFrom('（2023）最高法知民终1590号', 'GB/T 1.1—2020', '第九条'), (noise, number) => {
        let end = 0
        for (const found of findIdentifiers(noise + number + noise)) {
          expect(found.start).toBeGreaterThanOrEqual(end)
          expect(found.end).toBeGreaterThan(found.start)
          end = found.end
        }
        expect(end).toBeLessThanOrEqual((noise + number + noise).length)
      }),
    )
  })
})

describe('numerals and anchors', () => {
  test('Chinese numerals read like Arabic ones', () => {
    expect(['九', '十', '十七', '二十', '一百零三', '二百一十九', '一千零一', '一〇三', '219'].map(parseNumeral)).toEqual([9, 10, 17, 20, 103, 219, 1001, 103, 219])
  })

  test('articles become anchors', () => {
    expect(['第九条', '9', '第二百一十九条之一', '219-1', '附则'].map(articleAnchor)).toEqual(['art-9', 'art-9', 'art-219-1', 'art-219-1', null])
  })
})
