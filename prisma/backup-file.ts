// The format of a backup: gzipped text that `zcat FILE | psql` understands as well, closed by its own checksum.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { AppliedMigration } from './migrate.ts'
import { nameColumns, type Sequence, type Table } from './tables.ts'

// -- {"format":"trade-secret-registry-backup","version":1,...}     a BackupHeader
// COPY "job_run" ("id", "name", ...) FROM stdin;                    for each table of the header, in its order
// 1	reindex	...                                                  PostgreSQL's text format
// \.
// SELECT setval('"job_run_id_seq"', 1);                             for each sequence in use
// -- {"rows":{"job_run":1},"sha256":"..."}                          a BackupTrailer

export const FORMAT = 'trade-secret-registry-backup'
export const VERSION = 1

export interface BackupHeader {
  format: string
  version: number
  /** When it was made, ISO 8601. */
  at: string
  migrations: AppliedMigration[]
  tables: Table[]
}

export interface BackupTrailer {
  /** Table to number of rows. */
  rows: Record<string, number>
  /** Hexadecimal, of every byte of text before this line. */
  sha256: string
}

export const END_OF_ROWS = '\\.'

export function startOfRows(table: Table): string {
  return `COPY ${nameColumns(table)} FROM stdin;`
}

export function sequenceLine({ name, value }: Sequence): string {
  return `SELECT setval('"${name.replaceAll('"', '""').replaceAll("'", "''")}"', ${value});`
}

function parseSequence(line: string): Sequence | undefined {
  const [, name, value] = /^SELECT setval\('"(.*)"', (\d+)\);$/.exec(line) ?? []
  return name && value ? { name: name.replaceAll("''", "'").replaceAll('""', '"'), value } : undefined
}

/** What is done with the parts of a backup, in the order of the file. `table` must read all rows. */
export interface BackupVisitor {
  header?: (header: BackupHeader) => void
  table: (table: Table, rows: AsyncIterable<Buffer>) => Promise<unknown>
  sequence?: (sequence: Sequence) => Promise<unknown>
}

/** Reads a backup from one end to the other. Throws when it is not one, is cut short, or was changed. */
export async function readBackup(file: string, visitor: BackupVisitor): Promise<BackupTrailer> {
  const hash = createHash('sha256')
  const lines = readLines(file)
  let digest = ''

  async function next(): Promise<Buffer> {
    const { value } = await lines.next()
    if (!value) throw new Error(`${file} is cut short: it was not written to the end`)
    digest = value.subarray(0, 3).toString() === '-- ' ? hash.copy().digest('hex') : ''
    hash.update(value)
    return value
  }

  async function* rowsOf(): AsyncGenerator<Buffer> {
    let batch: Buffer[] = []
    let size = 0
    for (let line = await next(); line.toString('latin1', 0, 3) !== `${END_OF_ROWS}\n`; line = await next()) {
      batch.push(line)
      size += line.length
      if (size < 65_536) continue
      yield Buffer.concat(batch)
      batch = []
      size = 0
    }
    yield Buffer.concat(batch)
  }

  try {
    const header = parseHeader(file, await next())
    visitor.header?.(header)
    for (const table of header.tables) {
      if (`${startOfRows(table)}\n` !== (await next()).toString())
        throw new Error(`${file} is damaged at ${table.name}`)
      await visitor.table(table, rowsOf())
    }
    for (;;) {
      const line = (await next()).toString().trimEnd()
      const sequence = parseSequence(line)
      if (sequence) await visitor.sequence?.(sequence)
      else return parseTrailer(file, line, digest)
    }
  } finally {
    await lines.return(undefined)
  }
}

function parseHeader(file: string, line: Buffer): BackupHeader {
  const header = parseComment(line.toString()) as Partial<BackupHeader> | undefined
  if (header?.format !== FORMAT) throw new Error(`${file} is not a backup of this service`)
  if (header.version !== VERSION) throw new Error(`${file} has version ${header.version}: use the newer release`)
  return header as BackupHeader
}

function parseTrailer(file: string, line: string, digest: string): BackupTrailer {
  const trailer = parseComment(line) as Partial<BackupTrailer> | undefined
  if (!trailer?.rows || trailer.sha256 !== digest) throw new Error(`${file} is damaged: its checksum does not fit`)
  return trailer as BackupTrailer
}

function parseComment(line: string): unknown {
  try {
    return line.startsWith('-- ') ? JSON.parse(line.slice(3)) : undefined
  } catch {
    return undefined
  }
}

/** Lines with their line feed; an unfinished last line is left out. */
async function* readLines(file: string): AsyncGenerator<Buffer, undefined> {
  const source = createReadStream(file)
  const text = createGunzip()
  pipeline(source, text, () => {}) // its errors come out of `text`
  let rest: Buffer[] = []
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        rest.push(chunk.subarray(start, end + 1))
        yield Buffer.concat(rest)
        rest = []
        start = end + 1
      }
      rest.push(chunk.subarray(start))
    }
  } catch (error) {
    throw explain(file, error as NodeJS.ErrnoException)
  } finally {
    source.destroy()
  }
  return undefined
}

function explain(file: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'Z_BUF_ERROR') return new Error(`${file} is cut short: it was not written to the end`)
  if (error.code?.startsWith('Z_')) return new Error(`${file} is damaged or not a backup: ${error.message}`)
  return error
}
