// Moves all data into another, empty database: the way from the embedded server to one of its own, and back.
import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { countRows, type Progress } from './copy-stream.ts'
import { readApplied, readMigrations, type Migration } from './migrate.ts'
import { adoptSchema, fillDatabase, listSequences, listTables, readRows, withSession, withSnapshot } from './tables.ts'

export interface CopyOptions extends Progress {
  /** Connection strings. */
  from: string
  to: string
  migrations?: Migration[]
}

/**
 * Copies one state of the database while others use it, and returns the number of rows by table. The target gets the
 * source's migrations first. Throws, and leaves the target without rows, when it is not empty or anything fails.
 */
export async function copyDatabase(options: CopyOptions): Promise<Record<string, number>> {
  const { from, to, migrations = readMigrations(), report, signal } = options
  const counts: Record<string, number> = {}
  await withSnapshot(from, async (source) => {
    await refuseSame(source, to)
    await adoptSchema(to, { applied: await readApplied(source), migrations })
    await withSession(to, (target) =>
      fillDatabase(target, async ({ fillTable, setSequence }) => {
        for (const table of await listTables(source)) {
          const rows = countRows(readRows(source, table), { label: table.name, report, signal })
          counts[table.name] = await fillTable(table, rows)
        }
        for (const sequence of await listSequences(source)) await setSequence(sequence)
      }),
    )
  })
  return counts
}

/** Two addresses may lead to one database; filling it would wait for ourselves. An advisory lock tells them apart. */
async function refuseSame(source: pg.Client, to: string): Promise<void> {
  const key = [randomBytes(8).readBigInt64BE().toString()]
  await source.query('SELECT pg_advisory_xact_lock($1)', key)
  await withSession(to, async (target) => {
    const { rows } = await target.query<{ isOther: boolean }>('SELECT pg_try_advisory_lock($1) AS "isOther"', key)
    if (!rows[0]?.isOther) throw new Error('The target is the source itself: give the address of another database')
  })
}
