// Workbooks (.xlsx) in and out: the first sheet as rows, merged cells filled, cells with formulas named. The only door to the two libraries.
import readWorkbook, { type Row } from 'read-excel-file/node'
import writeWorkbook from 'write-excel-file/node'
import type { Cell, TableRow } from './rows.ts'
import { readZip } from './zip.ts'

export class SpreadsheetUnreadable extends Error {}

/** Unpacked; a register of 100 MB packed text is far below. */
const MOST_BYTES = 800_000_000

export interface Spreadsheet {
  rows: TableRow[]
  /** Names of the cells whose value a formula makes, such as `C7`. */
  formulas: Set<string>
  /** Numbers of the rows in which a merged cell was filled. */
  merged: Set<number>
}

/** With `trim` off, spaces around a text stay; `most` are bytes when unpacked. Throws SpreadsheetUnreadable, in words for whoever sent it. */
export async function readSpreadsheet(bytes: Buffer, { trim = true, most = MOST_BYTES }: { trim?: boolean; most?: number } = {}): Promise<Spreadsheet> {
  const entries = readZip(bytes)
  if (!entries?.some(({ name }) => name === 'xl/workbook.xml')) throw new SpreadsheetUnreadable('这不是 .xlsx 工作簿；旧的 .xls 请先另存为 .xlsx')
  if (entries.reduce((sum, { size }) => sum + size, 0) > most) throw new SpreadsheetUnreadable('工作簿解开后太大；请分成几份')
  try {
    const text = (name: string) => entries.find((entry) => entry.name === name)?.read().toString('utf8') ?? ''
    const marks = marksOf(text(firstSheet(text('xl/workbook.xml'), text('xl/_rels/workbook.xml.rels'))))
    const [sheet] = await readWorkbook(bytes, { trim })
    // oxlint-disable-next-line no-unsafe-type-assertion -- the library declares a cell's date as the constructor
    const rows = ((sheet?.data ?? []) as Row[]).map((cells, i) => ({ line: i + 1, cells: cells as unknown as Cell[] }))
    return { rows: fill(rows, marks.merged), formulas: marks.formulas, merged: new Set(marks.merged.flatMap(({ top, bottom }) => Array.from({ length: Math.min(bottom, rows.length) - top + 1 }, (_, i) => top + i))) }
  } catch (cause) {
    if (cause instanceof SpreadsheetUnreadable) throw cause
    throw new SpreadsheetUnreadable('工作簿读不出来；请用表格软件打开，另存为 .xlsx 后再导入', { cause })
  }
}

/** The workbook names its sheets in order, and by relation the file of each. */
function firstSheet(workbook: string, relations: string): string {
  const id = /<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"/.exec(workbook)?.[1] ?? ''
  const relation = [...relations.matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => tag).find((tag) => tag.includes(`Id="${id}"`))
  const target = /\bTarget="([^"]+)"/.exec(relation ?? '')?.[1] ?? 'worksheets/sheet1.xml'
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

interface Area {
  top: number
  left: number
  bottom: number
  right: number
}

function marksOf(sheet: string): { formulas: Set<string>; merged: Area[] } {
  const formulas = new Set<string>()
  for (const [, name = ''] of sheet.matchAll(/<c\b[^>]*?\br="([A-Z]+\d+)"[^>]*?(?<!\/)>\s*<f\b/g)) formulas.add(name)
  const merged = [...sheet.matchAll(/<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)].map(([, left = '', top = '', right = '', bottom = '']): Area => ({ top: Number(top), left: columnIndex(left), bottom: Number(bottom), right: columnIndex(right) }))
  return { formulas, merged }
}

const columnIndex = (letters: string): number => Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1

/** A merged area holds its value in the first cell only; here in every one. */
function fill(rows: TableRow[], merged: readonly Area[]): TableRow[] {
  const cells = rows.map(({ cells: row }) => [...row])
  for (const { top, left, bottom, right } of merged) {
    const value = cells[top - 1]?.[left]
    if (value === undefined || value === null) continue
    for (let row = top; row <= Math.min(bottom, cells.length); row++) for (let column = left; column <= right; column++) if (column < (cells[row - 1]?.length ?? 0)) cells[row - 1]![column] = value
  }
  return rows.map(({ line }, i) => ({ line, cells: cells[i]! }))
}

/** Every cell as text: a number with zeros in front stays as it is, and nothing is run. */
export async function writeSpreadsheet(rows: readonly (readonly (string | number | null)[])[]): Promise<Buffer> {
  const [header = [], ...body] = rows
  const cells = [header.map((value) => ({ value: String(value ?? ''), type: String, fontWeight: 'bold' as const })), ...body.map((row) => row.map((value) => (value === null ? null : { value: String(value), type: String })))]
  return writeWorkbook(cells, { stickyRowsCount: 1 }).toBuffer()
}
