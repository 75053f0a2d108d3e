// The database as the rest of the service sees it.
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { connectPrisma, openDatabase, Prisma } from '../../../prisma/client.ts'
import { testDatabase } from '../../support/database.ts'
import { temporaryFolder } from './places.ts'

const { prisma, url, ownerUrl } = await testDatabase()

describe('openDatabase', () => {
  test('uses the server that it is given, migrates it and starts none of its own', async () => {
    const { url: fresh } = await testDatabase({ migrated: false })
    const directory = temporaryFolder()
    const database = await openDatabase({ url: fresh, directory })
    expect(database.url).toBe(fresh)
    expect(await database.prisma.queryLog.count()).toBe(0)
    await database.close()
  })

  test('refuses an address that it would misunderstand, without repeating the password', async () => {
    const directory = temporaryFolder()
    for (const wrong of ['mysql://a:secret@h/d', 'secret', '/var/secret']) {
      await expect(openDatabase({ url: wrong, directory })).rejects.toThrow(
        /^DATABASE_URL is not of the form (?!.*secret)/,
      )
    }
    const schema = openDatabase({ url: `${url}&schema=other`, directory })
    await expect(schema).rejects.toThrow('asks for schema other: use a database of its own')
  })

  test('says so when there is no server at the address', async () => {
    const nowhere = 'postgresql://app@127.0.0.1:9/app'
    await expect(openDatabase({ url: nowhere, directory: temporaryFolder() })).rejects.toThrow('ECONNREFUSED')
  })
})

describe('the client', () => {
  test('keeps times right whatever the zone of the server', async () => {
    const client = new pg.Client({ connectionString: ownerUrl })
    await client.connect()
    await client.query(`ALTER DATABASE "${new URL(url).pathname.slice(1)}" SET timezone = 'Asia/Shanghai'`)
    const elsewhere = connectPrisma(url)
    const startedAt = new Date('2026-03-01T16:30:00.123Z')
    const { id } = await elsewhere.jobRun.create({ data: { name: 'zone', startedAt } })
    expect((await elsewhere.jobRun.findUniqueOrThrow({ where: { id } })).startedAt).toEqual(startedAt)
    const { rows } = await client.query('SELECT started_at FROM job_run WHERE id = $1', [id])
    expect(rows[0].started_at).toEqual(startedAt)
    await elsewhere.$disconnect()
    await client.end()
  })

  test('tells an address by kind and slug, once', async () => {
    const address = { kind: 'cases', slug: '2024-a', documentId: 'abc' }
    await prisma.documentAddress.create({ data: address })
    const again = prisma.documentAddress.create({ data: { ...address, documentId: 'other' } })
    await expect(again).rejects.toMatchObject({ code: 'P2002' })
    const where = { kind_slug: { kind: 'cases', slug: '2024-a' } }
    expect((await prisma.documentAddress.findUnique({ where }))?.documentId).toBe('abc')
  })

  test('writes a change and its outbox entry together or not at all', async () => {
    const fails = prisma.$transaction(async (transaction) => {
      await transaction.outbox.create({ data: { action: 'PUT', documentId: 'x', payload: { title: '商业秘密' } } })
      throw new Error('no')
    })
    await expect(fails).rejects.toThrow('no')
    expect(await prisma.outbox.count()).toBe(0)
  })

  test('refuses a query text over 200 characters, counting characters and not bytes', async () => {
    const entry = { totalHits: 0, engine: 'embedded', tookMs: 3, language: 'zh-CN' }
    await prisma.queryLog.create({ data: { ...entry, text: '密'.repeat(200), filters: { cause: ['trade-secret'] } } })
    const tooLong = prisma.queryLog.create({ data: { ...entry, text: '密'.repeat(201) } })
    await expect(tooLong).rejects.toMatchObject({ code: 'P2000' })
  })

  test('finds searches without a result and unapplied entries by index', async () => {
    const plan = async (query: Prisma.Sql) => {
      const rows = await prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SET LOCAL enable_seqscan = off`
        return transaction.$queryRaw<{ 'QUERY PLAN': string }[]>(query)
      })
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    expect(
      await plan(Prisma.sql`EXPLAIN SELECT * FROM query_log WHERE total_hits = 0 AND at > now() - interval '7 days'`),
    ).toContain('query_log_total_hits_at_idx')
    expect(
      await plan(Prisma.sql`EXPLAIN SELECT * FROM outbox WHERE applied_at IS NULL ORDER BY id LIMIT 100`),
    ).toContain('outbox_applied_at_id_idx')
  })
})
