import { beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { anchorAt, diffClauses, reanchor, type Reanchored } from '../../../server/drafting/anchors.ts'
import { nearest } from '../../../server/drafting/nearest.ts'
import { editedDrafts, realDrafts, type EditedDraft } from './edited-drafts.ts'

const clause = (number: string, text: string) => ({ anchor: `cl-${number}`, heading: number, text })
const quote = (one: ReturnType<typeof clause>, exact: string) => anchorAt(one, { start: one.text.indexOf(exact), end: one.text.indexOf(exact) + exact.length })

const A = clause('4.1', '企业应建立商业秘密管理制度，明确责任部门和责任人员。')
const B = clause('4.2', '涉密人员入职时应签订保密协议，离职时应办理资料交接。')
const C = clause('4.3', '外来人员进入涉密区域应登记，并由专人陪同。')

describe('reanchor', () => {
  test('same words in the same clause are kept, with their place', () => expect(reanchor(quote(B, '保密协议'), [A, B, C], [A, B, C])).toMatchObject({ outcome: 'kept', clause: 'cl-4.2', range: { start: 10, end: 14 } }))

  test('an inserted clause takes the number, the comment follows its words', () => {
    const after = [A, clause('4.2', '企业应每年评审制度的执行情况。'), { ...B, anchor: 'cl-4.3', heading: '4.3' }, { ...C, anchor: 'cl-4.4', heading: '4.4' }]
    expect(reanchor(quote(B, '签订保密协议'), [A, B, C], after)).toMatchObject({ outcome: 'moved', clause: 'cl-4.3' })
  })

  test('edited words are changed and shown where they are now', () => {
    const now = clause('4.2', '涉密人员入职时应签订书面保密协议，离职时应办理资料交接。')
    const found = reanchor(quote(B, '入职时应签订保密协议'), [A, B, C], [A, now, C])
    expect(found).toMatchObject({ outcome: 'changed', clause: 'cl-4.2' })
    expect(now.text.slice(found.range!.start, found.range!.end)).toBe('入职时应签订书面保密协议')
  })

  test('a deleted clause is gone', () => expect(reanchor(quote(B, '离职时应办理资料交接'), [A, B, C], [A, C])).toMatchObject({ outcome: 'gone', clause: null, range: null }))

  test('of words that stand twice, the place that was deleted is not swapped for the other', () => {
    const twin = clause('7.1', '供应商离职人员的管理，按合同办理资料交接，费用自理。')
    expect(reanchor(quote(B, '办理资料交接'), [A, B, C, twin], [A, C, twin])).not.toMatchObject({ clause: 'cl-7.1', outcome: 'moved' })
  })

  test('two equal copies are uncertain', () => {
    const after = [A, clause('5.1', B.text), clause('5.2', B.text), C]
    expect(reanchor(quote(B, '签订保密协议'), [A, B, C], after).outcome).toBe('uncertain')
  })

  test('an anchor that does not fit the earlier draft is uncertain', () => expect(reanchor({ clause: 'cl-4.1', exact: '没有的话', prefix: '', suffix: '' }, [A], [A]).outcome).toBe('uncertain'))

  test('a comment on the whole clause follows the clause', () => {
    const whole = { clause: 'cl-4.2', exact: '', prefix: '', suffix: '' }
    expect(reanchor(whole, [A, B, C], [A, B, C]).outcome).toBe('kept')
    expect(reanchor(whole, [A, B, C], [A, clause('4.9', B.text), C])).toMatchObject({ outcome: 'moved', clause: 'cl-4.9' })
    expect(reanchor(whole, [A, B, C], [A, clause('4.2', B.text.replace('签订', '签署')), C]).outcome).toBe('changed')
    expect(reanchor(whole, [A, B, C], [A, C]).outcome).toBe('gone')
  })

  test('a range outside of the clause is refused', () => expect(() => anchorAt(A, { start: 0, end: 999 })).toThrow(RangeError))

  test('an unedited draft keeps every anchor where it was', () => {
    const draft = [A, B, C]
    fc.assert(
      fc.property(fc.constantFrom(...draft), fc.nat(), fc.nat(), (one, a, b) => {
        const start = a % one.text.length
        const end = start + 1 + (b % (one.text.length - start))
        const found = reanchor(anchorAt(one, { start, end }), draft, draft)
        if (found.outcome !== 'uncertain') expect(found).toMatchObject({ outcome: 'kept', clause: one.anchor, range: { start, end } })
        else expect(end - start).toBeLessThan(6)
      }),
    )
  })
})

describe('nearest', () => {
  test('finds the very words with likeness 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (left, words, right) => {
        const { start, end, likeness } = nearest(words, left + words + right)
        expect([likeness, (left + words + right).slice(start, end)]).toEqual([1, words])
      }),
    )
  })
})

type Verdict = 'right' | 'flagged' | 'misplaced'

/** Right: the outcome and the clause are true, and the place for words that did not change. Flagged: wrong, but a person is asked to look. */
function judge({ truth, comment }: EditedDraft, found: Reanchored): Verdict {
  const flagged = found.outcome === 'uncertain' || found.outcome === 'changed'
  const wanted = !truth ? 'gone' : !truth.verbatim ? 'changed' : truth.clause === comment.clause ? 'kept' : 'moved'
  const there = found.clause === (truth?.clause ?? null)
  const inside = !truth || !found.range ? !truth || wanted === 'changed' : truth.verbatim ? found.range.start === truth.start && found.range.end === truth.end : found.range.start < truth.end && truth.start < found.range.end
  if (found.outcome === wanted && there && inside) return 'right'
  return flagged ? 'flagged' : 'misplaced'
}

describe('200 edited drafts of real clauses', () => {
  let judged: { draft: EditedDraft; found: Reanchored; verdict: Verdict }[]
  beforeAll(() => {
    judged = editedDrafts(20261124, 200).map((draft) => {
      const found = reanchor(draft.comment, draft.before, draft.after)
      return { draft, found, verdict: judge(draft, found) }
    })
    const rows = new Map<string, Record<Verdict, number>>()
    for (const { draft, verdict } of judged) for (const edit of [...new Set(draft.edits), 'all']) {
      const row = rows.get(edit) ?? { right: 0, flagged: 0, misplaced: 0 }
      row[verdict]++
      rows.set(edit, row)
    }
    console.table(Object.fromEntries(rows))
    for (const { draft, found, verdict } of judged) if (verdict !== 'right') console.log(verdict, draft.edits.join('+'), JSON.stringify({ exact: draft.comment.exact, from: draft.comment.clause, truth: draft.truth, found }))
  })

  test('the generator makes every kind of edit and of truth', () => {
    expect(new Set(judged.flatMap(({ draft }) => draft.edits)).size).toBe(7)
    const truths = judged.map(({ draft: { truth, comment } }) => (!truth ? 'gone' : !truth.verbatim ? 'changed' : truth.clause === comment.clause ? 'kept' : 'moved'))
    for (const truth of ['gone', 'changed', 'kept', 'moved']) expect(truths.filter((one) => one === truth).length).toBeGreaterThanOrEqual(5)
  })

  test('at least 95 % are right', () => expect(judged.filter(({ verdict }) => verdict === 'right').length).toBeGreaterThanOrEqual(190))

  test('none is silently misplaced', () => expect(judged.filter(({ verdict }) => verdict === 'misplaced')).toEqual([]))
})

describe('diffClauses', () => {
  test('200 real clauses against an edited draft: every clause accounted for', () => {
    const before = realDrafts().flat().slice(0, 200).map((one, at) => ({ ...one, anchor: `cl-${at}` }))
    const after = before.filter((_, at) => at % 17 !== 3).map((one, at) => (at % 5 === 0 ? { ...one, text: one.text.replaceAll('应', '宜') } : one))
    const began = performance.now()
    const diff = diffClauses(before, after)
    console.log(`diff of ${before.length} clauses: ${Math.round(performance.now() - began)} ms`)
    expect(diff.flatMap((one) => one.after?.anchor ?? [])).toEqual(after.map(({ anchor }) => anchor))
    expect(diff.filter(({ state }) => state === 'deleted').length).toBe(12)
  })
})
