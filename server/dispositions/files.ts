// The commenting table as files: CSV, XLSX, DOCX and YAML, each read back as the rows that were written. Line breaks inside a cell are LF in all of them.
import { parseDocument, stringify } from 'yaml'
import { DomainFailure, InvalidInput } from '../errors.ts'
import { CsvUnreadable, decodeText, readCsv, writeCsv } from '../tables/csv.ts'
import type { Cell } from '../tables/rows.ts'
import { readSpreadsheet, SpreadsheetUnreadable, writeSpreadsheet } from '../tables/spreadsheet.ts'
import { readZip } from '../tables/zip.ts'
import { readWord, writeWord } from './word.ts'

export const FORMATS = ['csv', 'xlsx', 'docx', 'yaml'] as const
export type Format = (typeof FORMATS)[number]

export const TYPE_OF: Readonly<Record<Format, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  yaml: 'application/yaml',
}
export const formatOf = (type: string): Format | undefined => FORMATS.find((format) => TYPE_OF[format] === type)

/** Bytes as sent, and when unpacked; a table of ten thousand comments is below. */
export const MOST_BYTES = 10_000_000
const MOST_UNPACKED = 100_000_000
export const MOST_ROWS = 10_000

export interface TableFile {
  rows: string[][]
  /** Places in `rows`, from 0, in which a merged cell was filled. */
  merged: ReadonlySet<number>
  /** Places in `rows` and columns whose cell is a number and not a text: 4.10 has become 4.1. */
  numbers: ReadonlySet<string>
  /** Places in `rows` and columns whose value a formula makes. */
  formulas: ReadonlySet<string>
  /** Number of each row in the file, as its program counts. */
  lines: readonly number[]
}

const unreadable = (detail: string) => new InvalidInput([{ pointer: '#/body', detail }])

const plain = (rows: string[][], merged: ReadonlySet<number> = new Set(), lines = rows.map((_, i) => i + 1)): TableFile => ({ rows, merged, numbers: new Set(), formulas: new Set(), lines })

/** Throws `too-large`, and InvalidInput in words for whoever sent it: a file that is not what it says, is broken or swells when unpacked. */
export async function readTable(format: Format, bytes: Buffer): Promise<TableFile> {
  if (bytes.length > MOST_BYTES) throw tooLarge()
  if (!bytes.length) throw unreadable('文件是空的；请选择意见表后再导入')
  const table = await READ[format](bytes)
  if (table.rows.length > MOST_ROWS + 1) throw unreadable(`一次最多导入 ${MOST_ROWS} 行；请分成几份`)
  return { ...table, rows: table.rows.map((row) => row.map((cell) => cell.replace(/\r\n?/g, '\n'))) }
}

export const tooLarge = (): DomainFailure => new DomainFailure('too-large', '意见表最多 10 MB；请分成几份导入')

const READ: Readonly<Record<Format, (bytes: Buffer) => Promise<TableFile>>> = { csv: (bytes) => Promise.resolve(csvTable(bytes)), xlsx: workbookTable, docx: wordTable, yaml: (bytes) => Promise.resolve(yamlTable(bytes)) }

function csvTable(bytes: Buffer): TableFile {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') throw unreadable('这不是 CSV，是压缩的文件；请按 .xlsx 或者 .docx 导入')
  if (bytes[0] !== 0xff && bytes[0] !== 0xfe && bytes.includes(0)) throw unreadable('这不是 CSV，里面有不是文字的内容；请用表格软件另存为 CSV')
  try {
    const rows = readCsv(bytes)
    return plain(rows.map(({ cells }) => cells.map(textOf)), new Set(), rows.map(({ line }) => line))
  } catch (error) {
    if (error instanceof CsvUnreadable) throw unreadable(`第 ${error.line} 行：${error.message}`)
    throw error
  }
}

/** Refuses what would swell, and what is larger than its directory claims, before a library unpacks it. */
function checkedZip(bytes: Buffer, part: string, otherwise: string): void {
  const entries = readZip(bytes)
  if (!entries?.some(({ name }) => name === part)) throw unreadable(otherwise)
  if (entries.reduce((sum, { size }) => sum + size, 0) > MOST_UNPACKED) throw unreadable('文件解开后太大；请分成几份')
  try {
    for (const entry of entries) if (entry.read().length > entry.size) throw new RangeError(entry.name)
  } catch {
    throw unreadable('压缩的内容与目录不符，文件可能已损坏；请重新另存后再导入')
  }
}

async function workbookTable(bytes: Buffer): Promise<TableFile> {
  checkedZip(bytes, 'xl/workbook.xml', '这不是 .xlsx 工作簿；旧的 .xls 请先另存为 .xlsx')
  try {
    const { rows, merged, formulas } = await readSpreadsheet(bytes, { trim: false, most: MOST_UNPACKED })
    const numbers = new Set(rows.flatMap(({ cells }, row) => cells.flatMap((cell, column) => (typeof cell === 'number' ? [`${row}:${column}`] : []))))
    return { rows: rows.map(({ cells }) => cells.map(textOf)), merged: new Set([...merged].map((row) => row - 1)), numbers, formulas: new Set([...formulas].map(placeOf)), lines: rows.map(({ line }) => line) }
  } catch (error) {
    if (error instanceof SpreadsheetUnreadable) throw unreadable(error.message)
    throw error
  }
}

/** `C7` → `6:2`. */
function placeOf(name: string): string {
  const [, letters = '', row = '1'] = /^([A-Z]+)(\d+)$/.exec(name) ?? []
  return `${Number(row) - 1}:${Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1}`
}

/** The largest of the document's tables; a cover or a legend may stand before it. */
async function wordTable(bytes: Buffer): Promise<TableFile> {
  checkedZip(bytes, 'word/document.xml', '这不是 .docx 文档；旧的 .doc 请先另存为 .docx')
  try {
    const [first, ...others] = await readWord(bytes)
    if (!first) throw unreadable('文档里没有表格；请使用意见汇总处理表')
    const table = others.reduce((best, one) => (one.rows.length > best.rows.length ? one : best), first)
    return plain(table.rows, table.merged)
  } catch (error) {
    if (error instanceof DomainFailure) throw error
    throw unreadable('文档读不出来；请用文字处理软件打开，另存为 .docx 后再导入')
  }
}

/** A list of mappings from header to text; numbers stay as they are written, 4.10 too. */
function yamlTable(bytes: Buffer): TableFile {
  const document = parseDocument(decodeText(bytes), { schema: 'failsafe', uniqueKeys: true, merge: false })
  const [fault] = document.errors
  if (fault) throw unreadable(`YAML 第 ${fault.linePos?.[0].line ?? 1} 行写得不对；请检查缩进、引号和冒号`)
  let list: unknown
  try {
    list = document.toJS({ maxAliasCount: 0 })
  } catch {
    throw unreadable('YAML 里不能用别名（& 和 *）；请直接写文字')
  }
  if (!Array.isArray(list) || !list.every(isMapping)) throw unreadable('YAML 应当是一列意见，每条是“表头: 文字”；请对照导出的文件')
  const headers = [...new Set(list.flatMap((one) => Object.keys(one)))]
  return plain([headers, ...list.map((one) => headers.map((header) => (Object.hasOwn(one, header) ? one[header]! : '')))])
}

const isMapping = (one: unknown): one is Record<string, string> => typeof one === 'object' && one !== null && !Array.isArray(one) && Object.values(one).every((value) => typeof value === 'string')

const textOf = (cell: Cell): string => (cell === null || cell === undefined ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell))

/** The first row is the header. Characters that XML does not know are none of a comment's. */
export async function writeTable(format: Format, rows: readonly (readonly string[])[], title: string): Promise<Buffer> {
  if (format === 'xlsx') return writeSpreadsheet(rows)
  if (format === 'docx') return writeWord(rows, title)
  if (format === 'csv') return written(rows)
  const [headers = [], ...body] = rows
  return Buffer.from(stringify(body.map((row) => Object.fromEntries(headers.map((header, i) => [header, row[i] ?? '']))), { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 }))
}

async function written(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of writeCsv(each(rows))) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces)
}

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list
}
