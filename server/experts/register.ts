// A register as it is sent or lies on disk (NDJSON, CSV or a workbook), into the lines to be imported.
import { DomainFailure, InvalidInput, UnsupportedMediaType } from '../errors.ts'
import { CsvUnreadable, readCsv } from '../tables/csv.ts'
import { readSpreadsheet, SpreadsheetUnreadable } from '../tables/spreadsheet.ts'
import { linesOf } from './columns.ts'
import type { SourceLine } from './import.ts'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export const NDJSON = 'application/x-ndjson'
export const CSV = 'text/csv'
export const REGISTER_TYPES = [NDJSON, CSV, XLSX] as const
export type RegisterType = (typeof REGISTER_TYPES)[number]

export const MOST_BYTES = 100_000_000
const tooLarge = (): DomainFailure => new DomainFailure('too-large', '名册最多 100 MB；请分成几份导入')

/** Throws `too-large`, InvalidInput when no line of it can be read, UnsupportedMediaType for another type. */
export function readRegister(type: string, body: AsyncIterable<Buffer>): AsyncIterable<SourceLine> {
  const counted = limited(body)
  if (type === NDJSON) return ndjsonLines(counted)
  if (type === CSV || type === XLSX) return tableLines(type, counted)
  throw new UnsupportedMediaType(`可用：${REGISTER_TYPES.join(' ')}`)
}

async function* limited(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_BYTES) throw tooLarge()
    yield chunk
  }
}

async function* ndjsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceLine> {
  let line = 0
  for await (const text of textLines(chunks)) {
    line++
    const written = text.trim()
    if (written) yield { line, ...parsed(written) }
  }
}

/** Without the byte order mark; a line is put together once, however many pieces it comes in. */
async function* textLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  let pieces: string[] = []
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n')
    pieces.push(first)
    for (const next of others) {
      yield pieces.join('')
      pieces = [next]
    }
  }
  yield pieces.join('') + decoder.decode()
}

function parsed(written: string): Omit<SourceLine, 'line'> {
  if (written.includes('\ufffd')) return { problem: { field: '', detail: '这一行不是 UTF-8；请另存为 UTF-8 后再导入' } }
  try {
    return { value: JSON.parse(written) as unknown }
  } catch {
    return { problem: { field: '', detail: '这一行不是完整的 JSON；NDJSON 每行一个对象' } }
  }
}

async function* tableLines(type: typeof CSV | typeof XLSX, chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceLine> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  const bytes = Buffer.concat(parts)
  try {
    const { rows, formulas } = type === CSV ? { rows: readCsv(bytes), formulas: new Set<string>() } : await readSpreadsheet(bytes)
    yield* linesOf(rows, formulas)
  } catch (error) {
    if (error instanceof CsvUnreadable) throw new InvalidInput([{ pointer: `#/body/${error.line}`, detail: `第 ${error.line} 行：${error.message}` }])
    if (error instanceof SpreadsheetUnreadable) throw new InvalidInput([{ pointer: '#/body', detail: error.message }])
    throw error
  }
}
