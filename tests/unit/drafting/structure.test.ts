import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkStructure } from '../../../server/drafting/structure.ts'

const COVER = { title: '保护规范', englishTitle: 'Specification', ics: '03.080', ccs: 'A 12', organisation: '协会' }
const SOUND = '## 前言\n\n## 1 范围\n\n## 2 规范性引用文件\n\n## 3 术语和定义\n\n### 3.1 密点\n\n## 4 要求\n\n4.1 企业应按4.2办理，见附录A。\n\n4.2 企业宜登记，可委托。\n\n## 附录 A（资料性）表\n\nA.1 指标。'
const rules = (text: string, cover: object = COVER) => checkStructure(cover, text).findings.map(({ rule, clause, line }) => `${rule} ${clause} ${line}`)

describe('checkStructure', () => {
  test('a sound draft has no findings, its modals are counted', () => {
    expect(rules(SOUND)).toEqual([])
    expect(checkStructure(COVER, SOUND).modals).toEqual({ 应: 1, 宜: 1, 可: 1, 能: 0 })
  })
  test.each([['前言', 'foreword  1'], ['1 范围', 'scope 1 1'], ['2 规范性引用文件', 'normative_references 2 1'], ['3 术语和定义', 'terms 3 1']])('without %s', (part, wanted) => expect(rules(SOUND.replace(`## ${part}`, ''))).toContain(wanted))
  test('cover data', () => expect(rules(SOUND, { ...COVER, ics: ' ' })).toEqual(['cover  1']))
  test('a gap in the numbers', () => expect(rules(SOUND.replace('4.2 企业', '4.3 企业'))).toEqual(['reference 4.1 13', 'numbering 4.3 15']))
  test('a number twice', () => expect(rules(SOUND.replace('4.2 企业', '4.1 企业'))).toContain('duplicate 4.1 15'))
  test('a reference to an annex that is not there', () => expect(rules(SOUND.replace('见附录A', '见附录B'))).toEqual(['reference 4.1 13']))
  test('a reference into another standard is left alone', () => expect(rules(SOUND.replace('按4.2', '按T/JMTS 0001—2024中的附录C'))).toEqual([]))
  test('必须 is not a modal verb', () => expect(rules(SOUND.replace('宜登记', '必须登记'))).toEqual(['modal 4.2 15']))
  test('the standards of the library have parts and numbers in order', () => {
    const found = readdirSync('content/standards').filter((name) => name.endsWith('.md')).flatMap((name) => checkStructure(COVER, readFileSync(`content/standards/${name}`, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '')).findings.filter(({ severity }) => severity === 'error').map((one) => `${name} ${one.line} ${one.detail}`))
    expect(found).toEqual([])
  })
})
