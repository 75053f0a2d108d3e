import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { diffSections, diffWords } from '../../../indexer/content/diff.ts'

const clause = (anchor: string, text: string) => ({ anchor, heading: anchor.slice(3), text })
const states = (before: Parameters<typeof diffSections>[0], after: Parameters<typeof diffSections>[1]) => diffSections(before, after).map(({ state, before, after }) => `${state} ${before?.anchor ?? '-'} ${after?.anchor ?? '-'}`)

const A = clause('cl-4.1', '企业应建立商业秘密管理制度，明确责任部门。')
const B = clause('cl-4.2', '涉密人员入职时应签订保密协议。')
const C = clause('cl-4.3', '离职人员应办理涉密资料的返还和清除。')

describe('diffSections', () => {
  test('equal texts are the same', () => expect(states([A, B], [A, B])).toEqual(['same cl-4.1 cl-4.1', 'same cl-4.2 cl-4.2']))

  test('reworded in place is edited, with the words', () => {
    const [, edited] = diffSections([A, B], [A, clause('cl-4.2', '涉密人员入职时应当签订保密协议和竞业限制协议。')])
    expect(edited).toMatchObject({ state: 'edited', before: { anchor: 'cl-4.2' } })
    expect(edited!.parts!.filter(({ kind }) => kind === 'added').map(({ text }) => text).join('')).toContain('竞业')
  })

  test('renumbered is moved; deleted stands where it stood; added is added', () => {
    expect(states([A, B, C], [B, clause('cl-4.9', '新增条款完全不同的内容在这里。'), clause('cl-5.1', C.text)])).toEqual(['deleted cl-4.1 -', 'same cl-4.2 cl-4.2', 'added - cl-4.9', 'moved cl-4.3 cl-5.1'])
  })

  test('every clause of both sides occurs exactly once', () => {
    const text = fc.array(fc.constantFrom('保密', '协议', '应当', '企业', '人员', '制度', '标识'), { minLength: 3, maxLength: 12 }).map((words) => words.join(''))
    const side = fc.array(text, { maxLength: 12 }).map((texts) => texts.map((body, i) => clause(`cl-${i + 1}`, body)))
    fc.assert(
      fc.property(side, side, (before, after) => {
        const diff = diffSections(before, after)
        expect(diff.flatMap(({ after: it }) => it?.anchor ?? [])).toEqual(after.map(({ anchor }) => anchor))
        expect(diff.flatMap(({ before: it }) => it?.anchor ?? []).sort()).toEqual(before.map(({ anchor }) => anchor).sort())
      }),
    )
  })
})

describe('diffWords', () => {
  test('the parts rebuild both texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const parts = diffWords(before, after)
        const join = (not: string) => parts.filter(({ kind }) => kind !== not).map(({ text }) => text).join('')
        expect([join('added'), join('deleted')]).toEqual([before, after])
      }),
    )
  })
})
