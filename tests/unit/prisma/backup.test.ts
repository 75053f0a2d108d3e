// A backup gives every row back, or is refused before the database is touched.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { backUp, inspectBackup, restore } from '../../../prisma/backup.ts'
import { connectPrisma } from '../../../prisma/client.ts'
import { migrate } from '../../../prisma/migrate.ts'
import { auditIsProtected, limitRole, SERVICE_ROLE } from '../../../prisma/service-role.ts'
import { readChain, readHead, recordAudit } from '../../../server/audit/audit.ts'
import { verifyChain } from '../../../server/audit/chain.ts'
import { testDatabase } from '../../support/database.ts'
import { EXAMPLE, fillExample, fillRegistry, readEverything, withClient } from './example-database.ts'
import { temporaryFolder } from './places.ts'

vi.setConfig({ testTimeout: 30_000 })

const ROWS = 10_000
const empty = { migrated: false }
const folder = temporaryFolder()
const file = join(folder, 'whole.backup')
const report = (): void => {}
const { url } = await testDatabase(empty)
await migrate(url, EXAMPLE)
await fillExample(url, ROWS)
const original = await readEverything(url)

describe('backup', () => {
  test('writes one file, for this user only, and says how far it is', async () => {
    const reports: string[] = []
    const began = Date.now()
    const counts = await backUp({ url, file, report: (message) => reports.push(message) })
    console.log(`backed up ${ROWS} rows in ${Date.now() - began} ms, ${statSync(file).size} bytes`)
    expect(counts).toMatchObject({ 'Odd "name"': ROWS + 4, person: 2 })
    expect(reports).toContain(`Odd "name": ${ROWS + 4} rows`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { header, trailer } = await inspectBackup(file)
    expect(header.migrations.map(({ name }) => name)).toEqual([EXAMPLE[0]!.name])
    expect(trailer.rows).toEqual(counts)
  })

  test('is text that psql understands', () => {
    const text = gunzipSync(readFileSync(file)).toString()
    expect(text).toContain('\nCOPY "person" ("id", "mood", "employer", "superior") FROM stdin;\n1\tGOOD\t1\t2\n')
    expect(text).toContain(`\nSELECT setval('"audit_id_seq"', 2);\n`)
  })

  test('never overwrites', async () => {
    await expect(backUp({ url, file, report })).rejects.toThrow('exists already: choose another name')
  })

  test('interrupted or failed, leaves no file', async () => {
    const interruption = new AbortController()
    const interrupt = (): void => interruption.abort(new Error('Interrupted'))
    const target = join(folder, 'interrupted.backup')
    await expect(backUp({ url, file: target, report: interrupt, signal: interruption.signal })).rejects.toThrow(
      'Interrupted',
    )
    await expect(backUp({ url: (await testDatabase(empty)).url, file: target, report })).rejects.toThrow('is empty')
    await expect(backUp({ url, file: join(folder, 'no/where'), report })).rejects.toThrow('ENOENT')
    expect(readdirSync(folder)).toEqual(['whole.backup'])
  })
})

describe('restore', () => {
  test('gives every table back, row by row, with keys, triggers and sequences', async () => {
    const { url: target } = await testDatabase(empty)
    const reports: string[] = []
    const began = Date.now()
    await restore({ url: target, file, migrations: EXAMPLE, report: (message) => reports.push(message) })
    console.log(`restored ${ROWS} rows in ${Date.now() - began} ms`)
    expect(await readEverything(target)).toEqual(original)
    expect(reports).toContain('person: 2 rows')
  })

  test('of a backup by an older release: its migrations first, the later ones by the next start', async () => {
    const { url: target } = await testDatabase(empty)
    const later = { name: '20260102000000_later', sql: `ALTER TABLE person ADD COLUMN later text DEFAULT 'yes'` }
    await restore({ url: target, file, migrations: [...EXAMPLE, later], report })
    expect(await migrate(target, [...EXAMPLE, later])).toEqual([later.name])
    const { rows } = await withClient(target, (client) => client.query('SELECT later FROM person LIMIT 1'))
    expect(rows).toEqual([{ later: 'yes' }])
  })

  test('refuses a backup by a newer release', async () => {
    const { url: target } = await testDatabase(empty)
    const other = [{ name: '20260101000000_other', sql: 'SELECT 1' }]
    await expect(restore({ url: target, file, migrations: other, report })).rejects.toThrow('does not know')
  })

  test('refuses a database that is not empty', async () => {
    const restoring = restore({ url, file, migrations: EXAMPLE, report })
    await expect(restoring).rejects.toThrow(/target is not empty: .* has rows/)
    expect(await readEverything(url)).toEqual(original)
  })

  test('interrupted, leaves no rows', async () => {
    const { url: target } = await testDatabase(empty)
    const interruption = new AbortController()
    const interrupt = (message: string): void => {
      if (message.startsWith('audit')) interruption.abort(new Error('Interrupted'))
    }
    const { signal } = interruption
    const restoring = restore({ url: target, file, migrations: EXAMPLE, report: interrupt, signal })
    await expect(restoring).rejects.toThrow('Interrupted')
    expect((await readEverything(target))['Odd "name"']).toEqual([])
  })
})

describe('the registry itself', () => {
  test('comes back whole: every table, and the chain of the audit trail, which goes on from there', async () => {
    const { prisma, ownerUrl } = await testDatabase()
    await fillRegistry(prisma)
    const before = await readEverything(ownerUrl)
    const bare = Object.entries(before).filter(([, rows]) => !rows.length)
    expect(bare.map(([name]) => name)).toEqual([])
    const whole = join(folder, 'registry.backup')
    await backUp({ url: ownerUrl, file: whole, report })

    const { url: target } = await testDatabase(empty)
    await restore({ url: target, file: whole, report })
    expect(await readEverything(target)).toEqual(before)
    await limitRole(target, SERVICE_ROLE)
    const restored = connectPrisma(Object.assign(new URL(target), { username: SERVICE_ROLE }).href)
    expect(await auditIsProtected(restored)).toBe('rights')
    const head = await readHead(prisma)
    expect(await verifyChain(readChain(restored), head)).toEqual({ count: 6, head, broken: null })
    await recordAudit(restored, { actor: { kind: 'system', id: null }, action: 'backup:restore', subject: { kind: 'database', id: null }, outcome: 'DONE' })
    expect(await verifyChain(readChain(restored), head)).toMatchObject({ count: 7, broken: null })
    await restored.$disconnect()
  })
})

describe('a file that is not a whole backup is refused before the database is touched:', () => {
  const bytes = (): Buffer => readFileSync(file)
  const text = (): string => gunzipSync(bytes()).toString()
  const cases: [string, () => Buffer, RegExp][] = [
    ['cut in the middle', () => bytes().subarray(0, -1_000), /is cut short/],
    ['cut and packed again', () => gzipSync(text().slice(0, -400)), /is damaged|is cut short/],
    ['a byte changed', () => flip(bytes()), /is damaged/],
    ['a row changed', () => gzipSync(text().replace('\tGOOD\t', '\tBAD\t')), /checksum does not fit/],
    ['a row removed', () => gzipSync(text().replace(/\n1\tGOOD.*\n/, '\n')), /checksum does not fit/],
    ['without its last line', () => gzipSync(text().replace(/-- [^\n]*\n$/, '')), /is cut short/],
    ['another file', () => Buffer.from('hello'), /is damaged or not a backup/],
    ['another gzip file', () => gzipSync('hello\n'), /is not a backup of this service/],
    ['an empty file', () => Buffer.from(''), /is cut short|is not a backup/],
    [
      'a later format',
      () => gzipSync(text().replace('"version":1', '"version":2')),
      /version 2: use the newer release/,
    ],
  ]

  test.each(cases)('%s', async (_name, make, message) => {
    const target = join(folder, 'wrong.backup')
    writeFileSync(target, make())
    const restoring = restore({
      url: 'postgresql://nobody@127.0.0.1:9/none',
      file: target,
      migrations: EXAMPLE,
      report,
    })
    await expect(restoring).rejects.toThrow(message)
  })

  test('a file that is not there', async () => {
    const absent = join(folder, 'absent')
    await expect(restore({ url, file: absent, migrations: EXAMPLE, report })).rejects.toThrow('ENOENT')
    expect(existsSync(absent)).toBe(false)
  })
})

function flip(bytes: Buffer): Buffer {
  const at = Math.floor(bytes.length / 2)
  bytes[at] = bytes[at]! ^ 0xff
  return bytes
}
