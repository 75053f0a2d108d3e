import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { fromRows, toRows } from '../../../server/drafting/comment-table.ts'
import { compareClauses, consolidate, DISPOSITIONS, faultOf, standingOf, type Comment, type CommentType } from '../../../server/drafting/disposition.ts'

const comment = (part: Partial<Comment>): Comment => ({ id: '1', body: '甲公司', clause: '4.1', element: '', type: 'te', original: '应', proposed: '宜', reason: '', disposition: '', reply: '', ...part })

describe('answers', () => {
  test('a refusal needs a reason, the rest do not', () => {
    expect(DISPOSITIONS.map((disposition) => faultOf({ disposition, reply: '' }) === null)).toEqual([true, false, false, true])
    expect(faultOf({ disposition: '不采纳', reply: '超出范围' })).toBeNull()
    expect(standingOf([comment({}), comment({ disposition: '不采纳' }), comment({ disposition: '采纳' })])).toEqual({ open: 1, refusedWithoutReason: 1 })
  })
  test('clauses in their order, with counts', () => {
    expect(['A.1', '4.10', '5', '', '4.2', '4'].sort(compareClauses)).toEqual(['', '4', '4.2', '4.10', '5', 'A.1'])
    expect(consolidate([comment({ clause: '4.10' }), comment({ clause: '4.2', disposition: '采纳' }), comment({ clause: '4.10', id: '2' })]).map(({ clause, counts }) => [clause, counts.open, counts.采纳])).toEqual([['4.2', 0, 1], ['4.10', 2, 0]])
  })
})

describe('the table', () => {
  test('rows are reported one by one', () => {
    const rows = [['理由', '章节号', '提出单位', '处理意见', '电话'], ['不清楚', '', '甲', '', '1'], ['不清楚', '', '甲', '', '2'], ['', '5', '乙', '', ''], ['写错', '第6章', '丙', '或许', ''], ['', '', '', '', ''], ['可行', '7', '丁', 'Noted', '']]
    const { comments, report, unknownHeaders } = fromRows(rows)
    expect(report.map(({ row, outcome }) => `${row} ${outcome}`)).toEqual(['2 taken_with_remarks', '3 duplicate', '4 refused', '5 refused', '6 empty', '7 taken'])
    expect(comments.map(({ clause, disposition }) => [clause, disposition])).toEqual([['', ''], ['7', '已知悉']])
    expect(unknownHeaders).toEqual(['电话'])
  })
  test('a table without the needed columns is refused', () => expect(fromRows([['单位'], ['甲']]).report).toMatchObject([{ row: 1, outcome: 'refused' }]))

  test('out and in again loses nothing, with columns in any order and either language', () => {
    const one = fc.record({ body: fc.string(), clause: fc.constantFrom('', '4.1', 'A.2'), element: fc.string(), type: fc.constantFrom<CommentType>('ge', 'te', 'ed'), original: fc.string(), proposed: fc.string().map((text) => `改${text}`), reason: fc.string(), disposition: fc.constantFrom('' as const, ...DISPOSITIONS), reply: fc.string() })
    const list = fc.array(one, { maxLength: 8 }).map((parts) => parts.map((part, n): Comment => ({ id: String(n + 1), ...part, reason: `${n} ${part.reason}` })))
    fc.assert(
      fc.property(list, fc.constantFrom('zh' as const, 'iso' as const), fc.shuffledSubarray([...Array(10).keys()], { minLength: 10 }), (comments, headers, order) => {
        const rows = toRows(comments, headers).map((row) => order.map((at) => row[at]!))
        expect(fromRows(rows).comments).toEqual(comments)
      }),
    )
  })
})
