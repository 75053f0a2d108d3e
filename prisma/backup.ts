// Writes a database to one file and reads it back into an empty one.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { END_OF_ROWS, FORMAT, readBackup, sequenceLine, startOfRows, VERSION } from './backup-file.ts'
import type { BackupHeader, BackupTrailer } from './backup-file.ts'
import { countRows, type Progress } from './copy-stream.ts'
import { syncFolder } from './directory.ts'
import { readApplied, readMigrations, type Migration } from './migrate.ts'
import { adoptSchema, fillDatabase, listSequences, listTables, readRows, withSession, withSnapshot } from './tables.ts'

export interface BackupOptions extends Progress {
  /** Connection string of the database. */
  url: string
  /** Path of the backup. */
  file: string
}

/**
 * Writes one state of the database, while others use it, to a new file that only this user may read; returns the
 * number of rows by table. The file has its name once it is whole and on the disk. Throws when it exists already.
 */
export async function backUp({ url, file, report, signal }: BackupOptions): Promise<Record<string, number>> {
  if (existsSync(file)) throw new Error(`${file} exists already: choose another name`)
  const fresh = `${file}.unfinished-${process.pid}`
  const output = createWriteStream(fresh, { flags: 'wx', mode: 0o600, flush: true })
  await once(output, 'open')
  try {
    const rows = await withSnapshot(url, async (client) => {
      const { counts, text } = await dump(client, { report, signal })
      await pipeline(text, createGzip(), output)
      return counts
    })
    await rename(fresh, file)
    await syncFolder(dirname(file))
    return rows
  } catch (error) {
    output.destroy()
    await rm(fresh, { force: true })
    throw error
  }
}

/** The text of a backup; `counts` is complete once it has been read. */
async function dump(client: pg.Client, progress: Progress) {
  const tables = await listTables(client)
  const migrations = await readApplied(client)
  if (!migrations.length) throw new Error('The database is empty: there is nothing to back up')
  const header: BackupHeader = { format: FORMAT, version: VERSION, at: new Date().toISOString(), migrations, tables }
  const counts: Record<string, number> = {}
  const hash = createHash('sha256')

  async function* parts(): AsyncGenerator<Buffer> {
    yield line(`-- ${JSON.stringify(header)}`)
    for (const table of tables) {
      yield line(startOfRows(table))
      const onEnd = (count: number): void => void (counts[table.name] = count)
      yield* countRows(readRows(client, table), { ...progress, label: table.name, onEnd })
      yield line(END_OF_ROWS)
    }
    for (const sequence of await listSequences(client)) yield line(sequenceLine(sequence))
  }

  async function* text(): AsyncGenerator<Buffer> {
    for await (const part of parts()) {
      hash.update(part)
      yield part
    }
    const trailer: BackupTrailer = { rows: counts, sha256: hash.digest('hex') }
    yield line(`-- ${JSON.stringify(trailer)}`)
  }

  return { counts, text: text() }
}

function line(text: string): Buffer {
  return Buffer.from(`${text}\n`)
}

/**
 * Fills an empty database from a backup and returns the number of rows by table. The file is read through once before
 * the database is touched. It may come from an older release: the next start applies the migrations that came after.
 * Throws, and leaves the database without rows, when the file is damaged, the database is not empty or anything fails.
 */
export async function restore(options: BackupOptions & { migrations?: Migration[] }): Promise<Record<string, number>> {
  const { url, file, migrations = readMigrations(), report, signal } = options
  report(`checking ${file}`)
  const { header, trailer } = await inspectBackup(file, signal)
  await adoptSchema(url, { applied: header.migrations, migrations })
  const counts: Record<string, number> = {}
  await withSession(url, (client) =>
    fillDatabase(client, async ({ fillTable, setSequence }) => {
      const table: Parameters<typeof readBackup>[1]['table'] = async (target, rows) => {
        counts[target.name] = await fillTable(target, countRows(rows, { label: target.name, report, signal }))
      }
      await readBackup(file, { table, sequence: setSequence })
      const wrong = header.tables.find(({ name }) => counts[name] !== trailer.rows[name])
      if (wrong) throw new Error(`${file} is damaged: ${wrong.name} has not the number of rows that it should have`)
    }),
  )
  return counts
}

/** Reads a whole backup and checks it, without a database. Throws when it is not one, is cut short or was changed. */
export async function inspectBackup(
  file: string,
  signal?: AbortSignal,
): Promise<{ header: BackupHeader; trailer: BackupTrailer }> {
  let header: BackupHeader | undefined
  const trailer = await readBackup(file, {
    header: (found) => void (header = found),
    table: async (_table, rows) => {
      for await (const _chunk of rows) signal?.throwIfAborted()
    },
  })
  return { header: header!, trailer }
}
