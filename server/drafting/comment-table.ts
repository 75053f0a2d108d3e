// The commenting table (意见汇总处理表, ISO/CEN commenting template) as rows of cells, in and out. Pure; files are read and written elsewhere.
import { DISPOSITIONS, TYPES, type Comment, type CommentType, type Disposition } from './disposition.ts'

type Column = keyof Comment

/** First of each list is the Chinese header that is written, second the ISO one; the rest are also understood. */
const HEADERS: Readonly<Record<Column, readonly [zh: string, iso: string, ...more: string[]]>> = {
  id: ['序号', 'No.', '编号', 'id', 'number'],
  body: ['提出单位', 'MB/NC', '单位', '意见提出单位', 'mb', 'member body', 'organisation'],
  clause: ['章节号', 'Clause/Subclause', '章条编号', '条款号', '标准章条编号', 'clause', 'clause/ subclause'],
  element: ['段/表/图', 'Paragraph/Figure/Table', '要素', 'element', 'paragraph/ figure/ table'],
  type: ['意见类型', 'Type of comment', '类型', 'type'],
  original: ['原文', 'Original text', '原文内容', 'original'],
  proposed: ['修改建议', 'Proposed change', '修改后内容', '修改意见', 'proposed'],
  reason: ['理由', 'Comments', '意见内容', '修改理由', 'comment', 'reason'],
  disposition: ['处理意见', 'Disposition', '处理结果', 'status'],
  reply: ['处理理由', 'Observations of the secretariat', '答复', '备注', 'observations', 'reply'],
}
const COLUMNS = Object.keys(HEADERS) as Column[]

const ISO_DISPOSITION: Readonly<Record<string, Disposition>> = { accepted: '采纳', 'accepted in part': '部分采纳', 'partially accepted': '部分采纳', rejected: '不采纳', 'not accepted': '不采纳', noted: '已知悉', 未采纳: '不采纳', 知悉: '已知悉', 部分: '部分采纳' }
const WRITTEN: Readonly<Record<Disposition, string>> = { 采纳: 'Accepted', 部分采纳: 'Accepted in part', 不采纳: 'Rejected', 已知悉: 'Noted' }
const bare = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[\s*:：]/g, '')
const KNOWN = new Map(COLUMNS.flatMap((column) => HEADERS[column].map((header) => [bare(header), column] as const)))

/** The first row is the header. */
export const toRows = (comments: readonly Comment[], headers: 'zh' | 'iso'): string[][] => [
  COLUMNS.map((column) => HEADERS[column][headers === 'zh' ? 0 : 1]),
  ...comments.map((comment) =>
    COLUMNS.map((column) => {
      if (column === 'type') return headers === 'zh' ? TYPES[comment.type] : comment.type
      return column === 'disposition' && comment.disposition && headers === 'iso' ? WRITTEN[comment.disposition] : comment[column]
    }),
  ),
]

export interface RowReport {
  /** From 1, the header being 1. */
  row: number
  outcome: 'taken' | 'taken_with_remarks' | 'duplicate' | 'refused' | 'empty'
  details: string[]
}

export interface ReadTable {
  comments: Comment[]
  report: RowReport[]
  /** Headers that mean nothing to us: their cells are not taken. */
  unknownHeaders: string[]
}

/** Never throws: what cannot be taken is said per row. Columns may stand in any order, in either language. */
export function fromRows(rows: readonly (readonly string[])[]): ReadTable {
  const [header = [], ...body] = rows
  const columns = header.map((cell) => KNOWN.get(bare(cell)))
  const unknownHeaders = header.filter((cell, at) => cell.trim() && !columns[at])
  const comments: Comment[] = []
  const report: RowReport[] = []
  const twice = columns.find((column, at) => column && columns.indexOf(column) !== at)
  const missing = !columns.includes('proposed') && !columns.includes('reason')
  if (twice || missing) return { comments, unknownHeaders, report: [{ row: 1, outcome: 'refused', details: [twice ? `“${HEADERS[twice][0]}”列出现两次；请只留一列` : '表头里没有“修改建议”或者“理由”；请检查第一行'] }] }
  const seen = new Map<string, number>()
  const ids = new Set<string>()
  for (const [at, cells] of body.entries()) {
    const row = at + 2
    const cellOf = (column: Column) => cells[columns.indexOf(column)] ?? ''
    if (cells.every((cell) => !cell.trim())) {
      report.push({ row, outcome: 'empty', details: [] })
      continue
    }
    const { comment, details, refused } = readRow(cellOf, row)
    const key = JSON.stringify([comment.body, comment.clause, comment.element, comment.original, comment.proposed, comment.reason])
    const earlier = seen.get(key)
    if (refused) report.push({ row, outcome: 'refused', details })
    else if (earlier !== undefined) report.push({ row, outcome: 'duplicate', details: [`与第${earlier}行相同，没有重复收入`] })
    else if (ids.has(comment.id)) report.push({ row, outcome: 'refused', details: [`序号${comment.id}已经用过而内容不同；请改序号`] })
    else {
      seen.set(key, row)
      ids.add(comment.id)
      comments.push(comment)
      report.push({ row, outcome: details.length ? 'taken_with_remarks' : 'taken', details })
    }
  }
  return { comments, report, unknownHeaders }
}

function readRow(cellOf: (column: Column) => string, row: number): { comment: Comment; details: string[]; refused: boolean } {
  const details: string[] = []
  const type = typeOf(cellOf('type'))
  const disposition = dispositionOf(cellOf('disposition'))
  if (cellOf('type').trim() && !type) details.push(`意见类型“${cellOf('type')}”不认识，按“一般”收入；请用一般、技术、编辑`)
  if (disposition === null) details.push(`处理意见“${cellOf('disposition')}”不认识；请用${DISPOSITIONS.join('、')}`)
  const clause = cellOf('clause').trim().replace(/^第/, '').replace(/[章条]$/, '')
  if (!clause) details.push('没有写章节号，按对全文的意见收入；请核对')
  const says = cellOf('proposed').trim() || cellOf('reason').trim()
  if (!says) details.push('没有修改建议，也没有理由；请补写')
  const comment: Comment = { id: cellOf('id').trim() || `row-${row}`, body: cellOf('body'), clause, element: cellOf('element'), type: type ?? 'ge', original: cellOf('original'), proposed: cellOf('proposed'), reason: cellOf('reason'), disposition: disposition ?? '', reply: cellOf('reply') }
  return { comment, details, refused: !says || disposition === null }
}

function typeOf(cell: string): CommentType | null {
  const word = bare(cell)
  return (Object.keys(TYPES) as CommentType[]).find((type) => word === type || word.startsWith(TYPES[type]) || (word.length > 2 && word.startsWith({ ge: 'general', te: 'technical', ed: 'editorial' }[type]))) ?? null
}

/** '' : not answered; null: a word that is not known. */
function dispositionOf(cell: string): Disposition | '' | null {
  const word = cell.normalize('NFKC').trim().toLowerCase()
  return word === '' ? '' : (DISPOSITIONS.find((one) => one === word) ?? ISO_DISPOSITION[word] ?? null)
}
