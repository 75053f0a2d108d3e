// The service's role reads and writes rows; what is in the audit trail stays as it is, whoever tries.
import pg from 'pg'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { connectPrisma, openDatabase } from '../../../prisma/client.ts'
import { withAdvisoryLock } from '../../../prisma/lock.ts'
import { auditIsProtected, ensureServiceRole, limitRole, SERVICE_ROLE } from '../../../prisma/service-role.ts'
import { recordAudit } from '../../../server/audit/audit.ts'
import { testDatabase } from '../../support/database.ts'
import { withClient } from './example-database.ts'
import { temporaryFolder } from './places.ts'

vi.setConfig({ testTimeout: 60_000 })

const { prisma, url, ownerUrl } = await testDatabase()
const event = { actor: { kind: 'system', id: null }, action: 'key:create', subject: { kind: 'key', id: 'one' }, outcome: 'DONE' } as const
await recordAudit(prisma, event)
const original = await prisma.auditEntry.findMany()
const asRole = (address: string, role: string): string => Object.assign(new URL(address), { username: role }).href

const CHANGES = [
  `UPDATE audit_entry SET action = 'nothing'`,
  `UPDATE audit_entry SET action = action WHERE seq = 1`,
  'DELETE FROM audit_entry',
  'TRUNCATE audit_entry',
  `INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (seq) DO UPDATE SET action = 'nothing'`,
]
const POWERS = [
  'ALTER TABLE audit_entry DISABLE TRIGGER ALL',
  'ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only',
  'DROP TRIGGER audit_entry_append_only ON audit_entry',
  `SET session_replication_role = 'replica'`,
  'ALTER TABLE audit_entry RENAME TO old',
  'DROP TABLE audit_entry',
  'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
  `CREATE RULE quiet AS ON INSERT TO audit_entry DO INSTEAD NOTHING`,
  'GRANT UPDATE ON audit_entry TO CURRENT_USER',
  'CREATE TABLE another (id int)',
  'UPDATE _prisma_migrations SET checksum = checksum',
  'DELETE FROM _prisma_migrations',
  `COPY audit_entry TO '/dev/null'`,
]

describe('the service’s role', () => {
  test.each([...CHANGES, ...POWERS])('may not: %s', async (statement) => {
    const attempt = withClient(url, (client) => client.query(statement))
    // 42501 insufficient_privilege; a GRANT without the right to it only warns, and is looked at below
    if (statement.startsWith('GRANT')) await attempt.catch(() => {})
    else await expect(attempt).rejects.toMatchObject({ code: '42501' })
    expect(await prisma.auditEntry.findMany()).toEqual(original)
    expect(await auditIsProtected(prisma)).toBe('rights')
  })

  test('may read and write the rows of every other table, and only add to the audit trail', async () => {
    const { rows } = await withClient(url, (client) =>
      client.query<{ name: string; may: string }>(
        `SELECT relname AS name, (SELECT string_agg(right_name, ' ') FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) AS right_name
           WHERE has_table_privilege(oid, right_name)) AS may
         FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
      ),
    )
    const rights = new Map(rows.map(({ name, may }) => [name, may]))
    expect(rights.get('audit_entry')).toBe('SELECT INSERT')
    expect(rights.get('_prisma_migrations')).toBe('SELECT')
    rights.delete('audit_entry')
    rights.delete('_prisma_migrations')
    expect(rights.size).toBeGreaterThan(15)
    expect([...new Set(rights.values())]).toEqual(['SELECT INSERT UPDATE DELETE'])
  })

  test('may write the tables of later migrations too', async () => {
    const { url: service, ownerUrl: owner } = await testDatabase()
    await withClient(owner, (client) => client.query('CREATE TABLE later (id bigserial PRIMARY KEY, name text)'))
    const { rows } = await withClient(service, async (client) => {
      await client.query(`INSERT INTO later (name) VALUES ('a')`)
      await client.query(`UPDATE later SET name = 'b'`)
      return client.query('DELETE FROM later RETURNING *')
    })
    expect(rows).toEqual([{ id: '1', name: 'b' }])
  })
})

describe('the owner', () => {
  test.each(CHANGES)('is refused by a trigger: %s', async (statement) => {
    const attempt = withClient(ownerUrl, (client) => client.query(statement))
    await expect(attempt).rejects.toThrow(/append|只能|audit/i)
    expect(await prisma.auditEntry.findMany()).toEqual(original)
  })
})

describe('auditIsProtected', () => {
  test('tells rights from triggers alone, and triggers from nothing', async () => {
    const { prisma: service, ownerUrl: owner } = await testDatabase()
    const byOwner = connectPrisma(owner)
    expect(await auditIsProtected(service)).toBe('rights')
    expect(await auditIsProtected(byOwner)).toBe('trigger')
    for (const trigger of ['audit_entry_append_only', 'audit_entry_no_truncate']) {
      await byOwner.$executeRawUnsafe(`ALTER TABLE audit_entry DISABLE TRIGGER ${trigger}`)
      expect([await auditIsProtected(service), await auditIsProtected(byOwner)]).toEqual(['unprotected', 'unprotected'])
      await byOwner.$executeRawUnsafe(`ALTER TABLE audit_entry ENABLE TRIGGER ${trigger}`)
    }
    for (const right of ['UPDATE', 'DELETE', 'TRUNCATE', 'UPDATE (action)']) {
      await byOwner.$executeRawUnsafe(`GRANT ${right} ON audit_entry TO ${SERVICE_ROLE}`)
      expect(await auditIsProtected(service)).toBe('trigger')
      await byOwner.$executeRawUnsafe(`REVOKE ${right} ON audit_entry FROM ${SERVICE_ROLE}`)
    }
    expect(await auditIsProtected(service)).toBe('rights')
    await byOwner.$disconnect()
  })

  test('a database without the table is unprotected', async () => {
    expect(await auditIsProtected((await testDatabase({ migrated: false })).prisma)).toBe('unprotected')
  })
})

describe('the role is made and limited', () => {
  const role = `test_role_${process.pid}`
  afterAll(() => withClient(ownerUrl, (client) => client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)))

  test('by several processes at once, any number of times', async () => {
    await Promise.all(Array.from({ length: 6 }, () => ensureServiceRole(ownerUrl, { role })))
    await Promise.all(Array.from({ length: 6 }, () => limitRole(ownerUrl, role)))
    const limited = connectPrisma(asRole(ownerUrl, role))
    expect(await auditIsProtected(limited)).toBe('rights')
    await recordAudit(limited, event)
    await limited.$disconnect()
  })

  test('also when it had more rights before', async () => {
    await withClient(ownerUrl, (client) => client.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT CREATE ON SCHEMA public TO ${role}`))
    await limitRole(ownerUrl, role)
    await withClient(asRole(ownerUrl, role), async (client) => {
      for (const statement of ['TRUNCATE outbox', 'CREATE TABLE mine (id int)', 'DELETE FROM audit_entry']) await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    })
  })
})

describe('openDatabase', () => {
  test('with an owner’s address migrates as the owner and works as the limited role', async () => {
    const { ownerUrl: fresh } = await testDatabase({ migrated: false })
    const reports: string[] = []
    const service = asRole(fresh, SERVICE_ROLE)
    const database = await openDatabase({ url: service, ownerUrl: fresh, directory: temporaryFolder(), report: (message) => reports.push(message) })
    expect(database.url).toBe(service)
    expect(await auditIsProtected(database.prisma)).toBe('rights')
    await recordAudit(database.prisma, event)
    expect(reports).toEqual([])
    await database.close()
  })

  test('with the limited role’s address alone works once the owner has migrated, and says what to set before', async () => {
    const { ownerUrl: fresh } = await testDatabase({ migrated: false })
    const service = asRole(fresh, SERVICE_ROLE)
    const directory = temporaryFolder()
    await expect(openDatabase({ url: service, directory })).rejects.toThrow(/permission denied.*set DATABASE_OWNER_URL/)
    await (await openDatabase({ url: service, ownerUrl: fresh, directory })).close()
    const reports: string[] = []
    const database = await openDatabase({ url: service, directory, report: (message) => reports.push(message) })
    expect(await auditIsProtected(database.prisma)).toBe('rights')
    expect(reports).toEqual([])
    await database.close()
  })

  test('with one address only says in a sentence what to set', async () => {
    const { ownerUrl: fresh } = await testDatabase({ migrated: false })
    const reports: string[] = []
    const database = await openDatabase({ url: fresh, directory: temporaryFolder(), report: (message) => reports.push(message) })
    expect(reports).toEqual([expect.stringMatching(/guarded by triggers alone.*DATABASE_OWNER_URL.*DATABASE_URL/)])
    expect(await auditIsProtected(database.prisma)).toBe('trigger')
    await database.close()
  })

  test('refuses addresses that do not belong together', async () => {
    const directory = temporaryFolder()
    const { url: other } = await testDatabase()
    await expect(openDatabase({ ownerUrl, directory })).rejects.toThrow('DATABASE_OWNER_URL is set without DATABASE_URL')
    await expect(openDatabase({ url: ownerUrl, ownerUrl, directory })).rejects.toThrow('both use the role')
    await expect(openDatabase({ url: other, ownerUrl, directory })).rejects.toThrow('lead to different databases')
    await expect(openDatabase({ url, ownerUrl: 'mysql://a:secret@h/d', directory })).rejects.toThrow(/^DATABASE_OWNER_URL is not of the form (?!.*secret)/)
  })

  test('embedded: limited from the first start on, also for raw connections', async () => {
    const directory = temporaryFolder()
    const [one, two] = await Promise.all([openDatabase({ directory }), openDatabase({ directory })])
    expect([await auditIsProtected(one.prisma), await auditIsProtected(two.prisma)]).toEqual(['rights', 'rights'])
    const client = new pg.Client({ connectionString: one.url })
    await client.connect()
    await expect(client.query('DELETE FROM audit_entry')).rejects.toMatchObject({ code: '42501' })
    await client.end()
    expect(await withAdvisoryLock(one, 'a job', async () => 'ran')).toEqual({ ran: true, value: 'ran' })
    await recordAudit(two.prisma, event)
    await Promise.all([one.close(), two.close()])
  })
})
