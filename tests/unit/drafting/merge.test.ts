import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { merge, THEIRS_BELOW } from '../../../server/drafting/merge.ts'

const clause = fc.record({ heading: fc.constantFrom('## 1 范围', '## 2 引用', '### 4.1 原则', '### 4.2 职责'), body: fc.string({ maxLength: 12 }).map((text) => text.replace(/^#/gm, '').replaceAll('\r', '')) })
const textOf = (clauses: readonly { heading: string; body: string }[]) => clauses.map(({ heading, body }) => `${heading}\n${body}\n`).join('')
const draft = fc.array(clause, { maxLength: 6 }).map(textOf)

describe('two texts put together', () => {
  test('a side that changed nothing follows the other', () => {
    fc.assert(
      fc.property(draft, draft, (base, changed) => {
        expect(merge(base, changed, base).text).toBe(changed)
        expect(merge(base, base, changed).text).toBe(changed)
        expect(merge(base, changed, changed)).toEqual({ text: changed, clashes: [] })
      }),
    )
  })

  test('nothing that either wrote is lost: every new line of both is in the merged text', () => {
    fc.assert(
      fc.property(draft, draft, draft, (base, theirs, mine) => {
        const { text } = merge(base, theirs, mine)
        const lines = new Set(text.split('\n'))
        const old = new Set(base.split('\n'))
        for (const line of [...theirs.split('\n'), ...mine.split('\n')]) if (!old.has(line)) expect(lines.has(line)).toBe(true)
      }),
    )
  })

  test('changes of different clauses do not clash; of the same clause both stay, marked', () => {
    const base = '## 1 范围\n甲\n## 2 引用\n乙\n'
    expect(merge(base, '## 1 范围\n甲甲\n## 2 引用\n乙\n', '## 1 范围\n甲\n## 2 引用\n乙乙\n')).toEqual({ text: '## 1 范围\n甲甲\n## 2 引用\n乙乙\n', clashes: [] })
    const both = merge(base, '## 1 范围\n丙\n## 2 引用\n乙\n', '## 1 范围\n丁\n## 2 引用\n乙\n')
    expect(both.clashes).toEqual([{ heading: '## 1 范围', base: '## 1 范围\n甲\n', theirs: '## 1 范围\n丙\n', mine: '## 1 范围\n丁\n' }])
    expect(both.text).toContain(THEIRS_BELOW)
  })

  test('a clause that one deleted and the other changed stays, and is a clash', () => {
    const base = '## 1 范围\n甲\n## 2 引用\n乙\n'
    const { text, clashes } = merge(base, '## 1 范围\n甲\n', '## 1 范围\n甲\n## 2 引用\n乙改\n')
    expect(text).toContain('乙改')
    expect(clashes).toHaveLength(1)
  })

  test('a new clause of the other stands where it stands there', () => {
    expect(merge('## 1 范围\n甲\n## 3 尾\n丙\n', '## 1 范围\n甲\n## 2 新\n乙\n## 3 尾\n丙\n', '## 1 范围\n甲甲\n## 3 尾\n丙\n').text).toBe('## 1 范围\n甲甲\n## 2 新\n乙\n## 3 尾\n丙\n')
  })
})
