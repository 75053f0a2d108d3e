// A table of experts, with headers in Chinese or as the import line names them, into import lines and back. Pure.
import type { Cell, TableRow } from '../tables/rows.ts'
import { LABELS_OF_COLUMNS, CODE_OF } from './words.ts'
import type { SourceLine } from './import.ts'

/** Column → what the import line calls it, and the headers that people write. */
export const COLUMNS = {
  externalId: ['编号', '专家编号', '序列号', 'externalid', 'id'],
  name: ['姓名', '专家姓名', '名称', 'name'],
  types: ['类型', '专家类型', '类别', 'types', 'type'],
  fields: ['专业领域', '领域', '专业', '研究方向', 'fields', 'field'],
  industries: ['行业', '所属行业', '行业领域', 'industries', 'industry'],
  services: ['服务', '服务内容', '服务事项', 'services', 'service'],
  languages: ['语言', '工作语言', '语种', 'languages', 'language'],
  jurisdictions: ['法域', '熟悉法域', '国家地区', 'jurisdictions', 'jurisdiction'],
  licences: ['资格', '执业资格', '资质', 'licences', 'licenses'],
  region: ['地区', '所在地区', '区域', '行政区划', 'region'],
  employer: ['工作单位', '单位', '所在单位', '单位名称', 'employer'],
  uscc: ['统一社会信用代码', '信用代码', '单位代码', 'uscc'],
  biography: ['简介', '个人简介', 'biography'],
  state: ['状态', 'state'],
  termFrom: ['聘期起', '聘期开始', '任期起', 'termfrom'],
  termTo: ['聘期止', '聘期结束', '任期止', 'termto'],
  cap: ['同时办理上限', '任务上限', '上限', 'cap', 'load'],
  relations: ['关系', '利害关系', '回避关系', 'relations'],
  works: ['著作', '成果', '代表作', '论著', 'documents', 'works'],
  workId: ['著作编号', '成果编号', 'documentid'],
  workTitle: ['著作题名', '题名', '成果名称', '著作名称', 'documenttitle'],
  workText: ['著作内容', '内容', '摘要', '成果内容', 'documenttext'],
  workYear: ['著作年份', '年份', '发表年份', 'documentyear'],
  workKind: ['著作类型', '成果类型', 'documentkind'],
} as const satisfies Record<string, readonly string[]>
export type Column = keyof typeof COLUMNS

const CODED = ['types', 'fields', 'industries', 'services', 'languages', 'jurisdictions', 'licences'] as const
const OF_EXPERT: readonly Column[] = ['name', ...CODED, 'region', 'employer', 'uscc', 'biography', 'state', 'termFrom', 'termTo', 'cap', 'relations', 'works']
const OF_WORK: readonly Column[] = ['workId', 'workTitle', 'workText', 'workYear', 'workKind']

const BY_HEADER = new Map((Object.entries(COLUMNS) as [Column, readonly string[]][]).flatMap(([column, headers]) => headers.map((header) => [header, column] as const)))
const fold = (header: string): string => header.normalize('NFKC').toLowerCase().replace(/[\s*（）()：:_-]|必填|选填/g, '')
export const columnOf = (header: Cell): Column | null => (typeof header === 'string' ? (BY_HEADER.get(fold(header)) ?? null) : null)

/** `B3`, for the column with index 1 in line 3. */
export function cellName(index: number, line: number): string {
  let letters = ''
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters
  return `${letters}${line}`
}

type Read = Partial<Record<Column, Exclude<Cell, null>>>

/** Titles above the header are passed over: it is the first row that names both number and name. */
export function* linesOf(rows: Iterable<TableRow>, refusedCells: ReadonlySet<string> = new Set()): Generator<SourceLine> {
  let header: (Column | null)[] | null = null
  let open: { line: number; row: Read; works: object[]; refused: string[] } | null = null
  let firstLine = 1
  for (const { line, cells } of rows) {
    if (!header) {
      const columns = cells.map(columnOf)
      if (columns.includes('externalId') && columns.includes('name')) header = columns
      else firstLine = line
      continue
    }
    const row: Read = {}
    header.forEach((column, i) => {
      const cell = typeof cells[i] === 'string' ? cells[i].trim() : cells[i]
      if (column && cell !== null && cell !== undefined && cell !== '') row[column] ??= cell
    })
    const refused = cells.flatMap((_, i) => (refusedCells.has(cellName(i, line)) || isFormula(cells[i]) ? [cellName(i, line)] : []))
    if (!Object.keys(row).length && !refused.length) continue
    // An expert with several works goes on in the next rows, by the same number or none, as merged cells leave it.
    if (open && goesOn(open.row, row)) {
      open.works.push(...workOf(row))
      open.refused.push(...refused)
      continue
    }
    if (open) yield toLine(open)
    open = { line, row, works: workOf(row), refused }
  }
  if (!header) yield { line: firstLine, problem: { field: '', detail: `没有找到表头：第一行应写列名，至少有“编号”和“姓名”；可用：${LABELS_OF_COLUMNS(COLUMNS)}` } }
  if (open) yield toLine(open)
}

const isFormula = (cell: Cell | undefined): boolean => typeof cell === 'string' && /^\s*=/.test(cell)

function goesOn(before: Read, row: Read): boolean {
  if (!OF_WORK.some((column) => row[column] !== undefined)) return false
  if (row.externalId !== undefined && String(row.externalId) !== String(before.externalId)) return false
  return OF_EXPERT.every((column) => row[column] === undefined || String(row[column]) === String(before[column]))
}

function workOf({ workId, workTitle, workText, workYear, workKind }: Read): object[] {
  if ([workId, workTitle, workText, workYear, workKind].every((it) => it === undefined)) return []
  return [{ ...(workId !== undefined && { externalId: String(workId) }), ...(workTitle !== undefined && { title: String(workTitle) }), ...(workText !== undefined && { text: String(workText) }), ...(workYear !== undefined && { year: workYear instanceof Date ? workYear.getUTCFullYear() : workYear }), ...(workKind !== undefined && { kind: String(workKind) }) }]
}

function toLine({ line, row, works, refused }: { line: number; row: Read; works: object[]; refused: readonly string[] }): SourceLine {
  if (refused.length) return { line, problem: { field: refused.join(' '), detail: `单元格 ${refused.join('、')} 是公式；请粘贴为数值后再导入` } }
  const value: Record<string, unknown> = { externalId: row.externalId, name: row.name }
  for (const column of CODED) if (row[column] !== undefined) value[column] = splitWords(String(row[column])).map(CODE_OF[column] ?? ((word) => word))
  if (row.region !== undefined) value.region = CODE_OF.region!(String(row.region))
  if (row.employer !== undefined) value.employer = { name: String(row.employer), ...(row.uscc !== undefined && { uscc: String(row.uscc) }) }
  else if (row.uscc !== undefined) return { line, problem: { field: 'uscc', detail: '写了统一社会信用代码，没有写工作单位' } }
  for (const column of ['biography', 'state'] as const) if (row[column] !== undefined) value[column] = String(row[column])
  for (const column of ['termFrom', 'termTo'] as const) if (row[column] !== undefined) value[column] = row[column]
  if (row.cap !== undefined) value.load = { cap: row.cap }
  try {
    if (row.relations !== undefined) value.relations = relationsOf(String(row.relations))
    const listed = row.works === undefined ? [] : worksIn(String(row.works))
    if (works.length || listed.length) value.documents = [...works, ...listed]
  } catch {
    return { line, problem: { field: row.relations === undefined ? 'works' : 'relations', detail: '以 [ 开头的内容应是完整的 JSON' } }
  }
  return { line, value }
}

/** A JSON list, or words between the usual separators. */
function splitWords(text: string): string[] {
  if (text.startsWith('["')) {
    try {
      const list: unknown = JSON.parse(text)
      if (Array.isArray(list)) return list.map(String)
    } catch {
      // Not JSON after all: words that happen to begin so.
    }
  }
  return text.split(/[；;、，,\n|]+/).map((word) => word.trim()).filter(Boolean)
}

const entriesOf = (text: string): string[] => text.split(/[；;\n]+/).map((entry) => entry.trim()).filter(Boolean)

/** `任职：某公司：2020-01-01：2022-01-01`, several of them between semicolons; or a JSON list as in an import line. */
function relationsOf(text: string): unknown {
  if (text.startsWith('[')) return JSON.parse(text)
  return entriesOf(text).map((entry) => {
    const [kind, organisation, from, to] = entry.split(/[：:]/).map((part) => part.trim())
    return { kind, organisation: { name: organisation ?? '' }, from: from || null, to: to || null }
  })
}

/** `题名（2024）`, several between semicolons; or a JSON list as in an import line. */
function worksIn(text: string): unknown[] {
  if (text.startsWith('[')) return JSON.parse(text) as unknown[]
  return entriesOf(text).map((entry) => {
    const [, title, year] = /^(.*?)[（(](\d{4})[）)]$/.exec(entry) ?? []
    return title ? { title, year: Number(year) } : { title: entry }
  })
}
