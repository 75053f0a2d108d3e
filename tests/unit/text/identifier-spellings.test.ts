import { describe, expect, test } from 'vitest'
import { findIdentifiers, normaliseIdentifier } from '../../../indexer/content/identifiers.ts'
import { parseQuery } from '../../../indexer/text/query.ts'

describe('spellings that people type', () => {
  test.each([
    ['（2023）最高法知民终1590号', ['(2023)最高法知民终1590', '【2023】最高法知民终 1590 号', '二〇二三最高法知民终1590号', '（二〇二三）最高法知民终1590号', '（2023） 最高法知民终字第1590号', '2023 最高法知民终 1590']],
    ['T/JMTS 0001—2025', ['T/JMTS0001－2025', 'T／JMTS 0001-2025', 't/jmts 0001 — 2025']],
    ['DB4403/T 461—2024', ['db4403t461-2024', 'DB4403／T461－2024', 'DB4403/T 461‐2024']],
    ['GB/T 1.1—2020', ['gb/t 1.1 — 2020', 'GBT1.1-2020', 'ＧＢ／Ｔ　１．１－２０２０']],
    ['法释〔2020〕7号', ['法释（2020）7号', '法释[2020]第7号', '法释【2020】7 号']],
    ['337-TA-1159', ['337 TA 1159', '337－TA－1159']],
    ['8 AZR 172/23', ['8azr172/23', '8 azr 172 / 23']],
    ['[2020] EWCA Civ 1293', ['[2020]EWCA Civ 1293', '［2020］ ewca civ 1293']],
  ])('all of %s come to one value', (usual, others) => {
    const value = normaliseIdentifier(usual)
    expect(value).not.toBeNull()
    for (const other of others) expect(normaliseIdentifier(other), other).toBe(value)
    for (const other of [usual, ...others]) expect(findIdentifiers(other)[0]!.label, other).toBe(findIdentifiers(usual)[0]!.label)
  })

  test('a Korean number has no Latin letter and is found', () => {
    expect(findIdentifiers('대법원 2019다247149 판결').map(({ value }) => value)).toEqual(['2019다247149'])
  })

  test.each(['2022年苏州知识产权案件50，同比增长', '2023年广东民营企业100家', '2021年京津冀刑事案件共 30 ', '10kg100/20'])('%s names no case', (text) => {
    expect(findIdentifiers(text)).toEqual([])
  })

  test('10,000 characters of anything are read in a moment', () => {
    for (const part of ['（2023）', '第一', '根据', '2023粤', '局令第1号', '法', '《', '1.', 'GB/T ', '[2020] EWCA ', '民法典第9条', ' ']) {
      const started = performance.now()
      parseQuery(part.repeat(10_000 / part.length))
      expect(performance.now() - started, part).toBeLessThan(1000)
    }
  })
})
