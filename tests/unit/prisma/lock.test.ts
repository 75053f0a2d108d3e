// Of several processes only one runs a job.
import pg from 'pg'
import { expect, test } from 'vitest'
import { withAdvisoryLock } from '../../../prisma/lock.ts'
import { testDatabase } from '../../support/database.ts'
import { eventually } from './places.ts'

const database = await testDatabase()

/** A promise that is kept from outside. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

test('of two at once only one runs; afterwards the other can', async () => {
  const { opened, open } = gate()
  let runs = 0
  const job = async (): Promise<number> => {
    runs += 1
    await opened
    return runs
  }
  const first = withAdvisoryLock(database, 'reindex', job)
  await eventually(() => runs === 1)
  expect(await withAdvisoryLock(database, 'reindex', job)).toEqual({ ran: false })
  open()
  expect(await first).toEqual({ ran: true, value: 1 })
  expect(await withAdvisoryLock(database, 'reindex', job)).toEqual({ ran: true, value: 2 })
})

test('of many that begin together exactly one runs', async () => {
  const { opened, open } = gate()
  const all = Array.from({ length: 12 }, () => withAdvisoryLock(database, 'crowd', () => opened))
  let refused = 0
  for (const outcome of all) void outcome.then(({ ran }) => (refused += ran ? 0 : 1))
  await eventually(() => refused === 11)
  open()
  expect((await Promise.all(all)).filter(({ ran }) => ran)).toHaveLength(1)
})

test('different names do not hinder each other', async () => {
  const both = await withAdvisoryLock(database, 'a', () => withAdvisoryLock(database, 'b', async () => 1))
  expect(both).toEqual({ ran: true, value: { ran: true, value: 1 } })
})

test('a job that throws gives the lock back, and its error is passed on', async () => {
  const failing = withAdvisoryLock(database, 'failing', () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await withAdvisoryLock(database, 'failing', async () => 'yes')).toEqual({ ran: true, value: 'yes' })
})

test('a job is told when its lock is lost', async () => {
  const killer = new pg.Client({ connectionString: database.url })
  await killer.connect()
  const kill = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  const outcome = withAdvisoryLock(database, 'lost', async (signal) => {
    await killer.query(kill)
    await eventually(() => signal.aborted)
    return (signal.reason as Error).message
  })
  expect(await outcome).toMatchObject({ ran: true, value: expect.stringContaining('The lock "lost" was lost') })
  await killer.end()
})
