// A copy has every row of the source, or none.
import { expect, test, vi } from 'vitest'
import { copyDatabase } from '../../../prisma/copy.ts'
import { migrate } from '../../../prisma/migrate.ts'
import { readChain, readHead } from '../../../server/audit/audit.ts'
import { verifyChain } from '../../../server/audit/chain.ts'
import { testDatabase } from '../../support/database.ts'
import { EXAMPLE, fillExample, fillRegistry, readEverything, withClient } from './example-database.ts'

vi.setConfig({ testTimeout: 30_000 })

const ROWS = 10_000
const empty = { migrated: false }
const { url: from } = await testDatabase(empty)
await migrate(from, EXAMPLE)
await fillExample(from, ROWS)
const later = { name: '20260102000000_later', sql: 'ALTER TABLE person ADD COLUMN later text' }
const report = (): void => {}

test('every table, row by row, with keys, triggers and sequences, while others write', async () => {
  const { url: to } = await testDatabase(empty)
  const before = await readEverything(from)
  const reports: string[] = []
  let isWriting = true
  const writing = withClient(from, async (client) => {
    for (let n = 1; isWriting; n += 1) await client.query('INSERT INTO empty_one VALUES ($1)', [n])
  })
  const began = Date.now()
  const migrations = [...EXAMPLE, later]
  const counts = await copyDatabase({ from, to, migrations, report: (message) => reports.push(message) })
  console.log(`copied ${ROWS} rows in ${Date.now() - began} ms while others wrote`)
  isWriting = false
  await writing

  const { empty_one: one = [], ...copied } = await readEverything(to)
  const { empty_one: _, ...original } = before
  expect(copied).toEqual(original)
  expect(counts).toEqual({ 'Odd "name"': ROWS + 4, audit: 1, empty_one: one.length, organisation: 2, person: 2 })
  expect(reports).toContain('person: 2 rows')
  await withClient(from, (client) => client.query('TRUNCATE empty_one'))
})

test('the registry itself: every table, and the chain of the audit trail', async () => {
  const { prisma, ownerUrl } = await testDatabase()
  await fillRegistry(prisma)
  const { url: to, prisma: copied } = await testDatabase(empty)
  const counts = await copyDatabase({ from: ownerUrl, to, report })
  expect(Object.entries(counts).filter(([, count]) => !count)).toEqual([])
  expect(await readEverything(to)).toEqual(await readEverything(ownerUrl))
  const head = await readHead(prisma)
  expect(await verifyChain(readChain(copied), head)).toEqual({ count: 6, head, broken: null })
})

test('a target that has rows is refused and left as it is', async () => {
  const { url: to } = await testDatabase(empty)
  await migrate(to, EXAMPLE)
  await withClient(to, (client) => client.query('INSERT INTO empty_one VALUES (7)'))
  const before = await readEverything(to)
  const copying = copyDatabase({ from, to, migrations: EXAMPLE, report })
  await expect(copying).rejects.toThrow('The target is not empty: empty_one has rows')
  expect(await readEverything(to)).toEqual(before)
})

test('the source itself is refused as the target, even while it has no rows', async () => {
  const { url: alone } = await testDatabase(empty)
  await migrate(alone, EXAMPLE)
  const before = await readEverything(alone)
  const address = new URL(alone)
  address.searchParams.set('application_name', 'another address of it')
  const copying = copyDatabase({ from: alone, to: address.href, migrations: EXAMPLE, report })
  await expect(copying).rejects.toThrow('The target is the source itself')
  expect(await readEverything(alone)).toEqual(before)
})

test('a target with more migrations than the source is refused', async () => {
  const { url: to } = await testDatabase(empty)
  await migrate(to, [...EXAMPLE, later])
  const copying = copyDatabase({ from, to, migrations: [...EXAMPLE, later], report })
  await expect(copying).rejects.toThrow(`The target has migration ${later.name}, which the source lacks`)
})

test('a copy that is interrupted leaves no rows, and the target can be used for the next', async () => {
  const { url: to } = await testDatabase(empty)
  const interruption = new AbortController()
  const interrupt = (): void => interruption.abort(new Error('Interrupted'))
  const copying = copyDatabase({ from, to, migrations: EXAMPLE, report: interrupt, signal: interruption.signal })
  await expect(copying).rejects.toThrow('Interrupted')
  await copyDatabase({ from, to, migrations: EXAMPLE, report })
  expect(await readEverything(to)).toEqual(await readEverything(from))
})

test('rows that break a foreign key are refused, and nothing is left', async () => {
  const { url: broken } = await testDatabase(empty)
  const { url: to } = await testDatabase(empty)
  await migrate(broken, EXAMPLE)
  await withClient(broken, async (client) => {
    await client.query('ALTER TABLE person DISABLE TRIGGER ALL') // as a broken disk would
    await client.query(`INSERT INTO person (mood, employer) VALUES ('GOOD', 99)`)
  })
  await expect(copyDatabase({ from: broken, to, migrations: EXAMPLE, report })).rejects.toThrow(/foreign key/)
  expect((await readEverything(to)).person).toEqual([])
})
