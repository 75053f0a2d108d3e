// CSV as Chinese offices write it, in UTF-8, UTF-16 or GB 18030, and as spreadsheet programs read it back. The only door to csv-parse here.
import { Readable, type Transform } from 'node:stream'
import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify'
import type { TableRow } from './rows.ts'

export class CsvUnreadable extends Error {
  readonly line: number
  constructor(line: number, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'CsvUnreadable'
    this.line = line
  }
}

/** A byte order mark decides; else it is UTF-8 when all of it can be, else GB 18030, of which GBK and GB 2312 are parts. */
export function decodeText(bytes: Uint8Array): string {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** The separator that the first line has most of. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const count = (sign: string) => first.split(sign).length
  return [',', '\t', ';'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** Rows with their lines in the file. Throws CsvUnreadable, with the line. */
export function readCsv(bytes: Uint8Array): TableRow[] {
  const text = decodeText(bytes)
  try {
    const records = parse(text, { bom: true, record_delimiter: ['\r\n', '\n', '\r'], delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: true, info: true }) as unknown as { record: string[]; info: { lines: number } }[]
    // `lines` is where a record ends; with line breaks inside cells it begins earlier.
    return records.map(({ record, info }) => ({ line: info.lines - breaksIn(record), cells: record.map(withoutApostrophe) }))
  } catch (error) {
    if (error instanceof CsvError) throw new CsvUnreadable((error as { lines?: number }).lines ?? 1, '引号没有成对，读不下去；请用表格软件重新另存为 CSV', { cause: error })
    throw error
  }
}

const breaksIn = (record: readonly string[]): number => record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)

/** Text that a spreadsheet would run, behind any number of apostrophes: with one more it is not run, and reads back as it was. */
const RUN = /^'*[=+\-@\t\r＝＋－＠]/

const withApostrophe = <T extends string | number | null>(cell: T): T | string => (typeof cell === 'string' && RUN.test(cell) ? `'${cell}` : cell)

/** What our own export put before a text that a spreadsheet would have run. */
const withoutApostrophe = (cell: string): string => (cell.startsWith("'") && RUN.test(cell) ? cell.slice(1) : cell)

/** UTF-8 with a byte order mark, CRLF; text that a spreadsheet would take for a formula stands behind an apostrophe. */
export function writeCsv(rows: AsyncIterable<readonly (string | number | null)[]>): Transform {
  return Readable.from(guarded(rows)).pipe(stringify({ bom: true, record_delimiter: 'windows', quoted_string: true }))
}

async function* guarded(rows: AsyncIterable<readonly (string | number | null)[]>): AsyncGenerator<(string | number | null)[]> {
  for await (const row of rows) yield row.map(withApostrophe)
}
