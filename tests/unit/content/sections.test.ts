import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { slug, splitSections } from '../../../indexer/content/sections.ts'

describe('splitSections', () => {
  test('a law: one section per article, chapters as path, repeated numbers told apart', () => {
    const body = '前言一段。\n\n## 第一章 总则\n\n第一条 为了保护。\n\n第二款文字。\n\n第十七条之一 另一条。\n\n## 附则\n\n第一条 重复的编号。'
    const sections = splitSections(body, 'law')
    expect(sections.map(({ anchor, heading, text }) => [anchor, heading, text])).toEqual([
      ['intro', '', '前言一段。'],
      ['第一章-总则', '第一章 总则', ''],
      ['art-1', '第一条', '为了保护。\n第二款文字。'],
      ['art-17-1', '第十七条之一', '另一条。'],
      ['附则', '附则', ''],
      ['art-1~2', '第一条', '重复的编号。'],
    ])
    expect(sections[2]!.path).toEqual(['第一章 总则'])
  })

  test('a reference at the start of a paragraph is no new article', () => {
    expect(splitSections('第一条 甲。\n\n第二条规定的行为不在此列。', 'law').map(({ anchor }) => anchor)).toEqual(['art-1'])
  })

  test('a standard: one section per clause, headings and numbered paragraphs alike', () => {
    const body = '## 1 范围\n\n本文件规定了。\n\n## 5 措施\n\n### 5.2 标识\n\n5.2.1 应标识。\n\n5.2.2 宜复核。\n\n## 附录 A（资料性）示例\n\nA.1 表格。'
    expect(splitSections(body, 'standard').map(({ anchor }) => anchor)).toEqual(['cl-1', 'cl-5', 'cl-5.2', 'cl-5.2.1', 'cl-5.2.2', 'cl-A', 'cl-A.1'])
  })

  test('an explicit anchor outlives its heading', () => {
    expect(splitSections('## 新标题 {#旧标题}\n\n文字', 'case')[0]).toMatchObject({ anchor: '旧标题', heading: '新标题' })
  })

  test('HTML, scripts and dangerous links come out as text', () => {
    const [section] = splitSections('<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>', 'guide')
    expect(section!.html).not.toMatch(/<script|<img|href="javascript/i)
  })

  test('bold beside Chinese quotation marks is bold', () => {
    expect(splitSections('对**“商业秘密”**的保护', 'guide')[0]!.html).toContain('<strong>“商业秘密”</strong>')
  })

  test('anchors are unique and no text is lost', () => {
    const paragraph = fc.constantFrom('第一条 甲乙', '第二条 丙丁', '正文一段', '5.1 条文', '5.1.1 条文')
    const heading = fc.constantFrom('## 标题', '### 标题', '## 第一章 总则', '## 5 措施')
    fc.assert(
      fc.property(fc.array(fc.oneof(paragraph, heading), { maxLength: 30 }), fc.constantFrom('law' as const, 'standard' as const, 'case' as const), (blocks, kind) => {
        const sections = splitSections(blocks.join('\n\n'), kind)
        expect(new Set(sections.map(({ anchor }) => anchor)).size).toBe(sections.length)
        const letters = (text: string) => text.replace(/[#\s]/g, '')
        expect(letters(sections.map(({ heading, text }) => heading + text).join(''))).toBe(letters(blocks.join('')))
      }),
    )
  })
})

describe('slug', () => {
  test('keeps letters of any script and nothing that breaks an address', () => {
    expect(slug('裁判要旨（二）： A & B?')).toBe('裁判要旨二-a-b')
    expect(slug('！？')).toBe('section')
  })
})
