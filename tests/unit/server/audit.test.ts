// Entries of the audit trail: written with the change or not at all, in one unbroken chain, and read back as they were hashed.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { connectPrisma } from '../../../prisma/client.ts'
import { appendAudit, changeWithAudit, noteHead, readChain, readHead, recordAudit, type AuditEvent } from '../../../server/audit/audit.ts'
import { GENESIS, hashOf, storable, verifyChain } from '../../../server/audit/chain.ts'
import { canonicalJson } from '../../../server/canonical-json.ts'
import { testDatabase } from '../../support/database.ts'

vi.setConfig({ testTimeout: 60_000 })

const { prisma, url } = await testDatabase()
const event = (id: string, more: Partial<AuditEvent> = {}): AuditEvent => ({ actor: { kind: 'person', id: 'user-one' }, action: 'key:create', subject: { kind: 'key', id }, outcome: 'DONE', ...more })
const address = (slug: string) => ({ data: { kind: 'case', slug, documentId: slug } })
const verify = () => verifyChain(readChain(prisma))

test('a chain begins with 64 zeros, and its head is the last entry', async () => {
  expect(await readHead(prisma)).toEqual({ seq: 0n, hash: GENESIS })
  expect(await noteHead(prisma)).toEqual({ head: `0:${GENESIS}` })
  await recordAudit(prisma, event('first', { outcome: 'DENIED', requestId: 'request-one' }))
  const entry = await prisma.auditEntry.findFirstOrThrow()
  expect(entry).toMatchObject({ seq: 1n, previousHash: GENESIS, outcome: 'DENIED', actorKind: 'person', actorId: 'user-one', action: 'key:create', subjectKind: 'key', subjectId: 'first', requestId: 'request-one', detail: {} })
  expect(await readHead(prisma)).toEqual({ seq: 1n, hash: entry.hash })
})

describe('changeWithAudit', () => {
  test('writes the change and an entry that may tell of the result', async () => {
    const made = await changeWithAudit(prisma, ({ documentId }: { documentId: string }) => event(documentId, { detail: { slug: documentId } }), (tx) => tx.documentAddress.create(address('made')))
    expect(made.documentId).toBe('made')
    expect(await prisma.auditEntry.findFirst({ orderBy: { seq: 'desc' } })).toMatchObject({ subjectId: 'made', detail: { slug: 'made' } })
  })

  test('that throws leaves neither change, entry nor gap', async () => {
    const before = await readHead(prisma)
    const failing = changeWithAudit(prisma, event('failing'), async (tx) => {
      await tx.documentAddress.create(address('failing'))
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    const appended = prisma.$transaction(async (tx) => {
      await appendAudit(tx, event('failing'))
      throw new Error('too late')
    })
    await expect(appended).rejects.toThrow('too late')
    expect(await prisma.documentAddress.count({ where: { slug: 'failing' } })).toBe(0)
    expect(await readHead(prisma)).toEqual(before)
  })

  test('30 at once over several connections, each third of them failing: one chain without a gap', async () => {
    const before = await readHead(prisma)
    const elsewhere = connectPrisma(url)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        changeWithAudit(n % 2 ? prisma : elsewhere, event(`parallel-${n}`), async (tx) => {
          await tx.documentAddress.create(address(`parallel-${n}`))
          if (n % 3 === 2) throw new Error('no')
        }),
      ),
    )
    await elsewhere.$disconnect()
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    const { broken, head } = await verify()
    expect(broken).toBeNull()
    expect(head.seq).toBe(before.seq + 20n)
    const written = await prisma.documentAddress.findMany({ where: { slug: { startsWith: 'parallel' } } })
    const told = await prisma.auditEntry.findMany({ where: { subjectId: { startsWith: 'parallel' } } })
    expect(new Set(told.map(({ subjectId }) => subjectId))).toEqual(new Set(written.map(({ slug }) => slug)))
    expect(told).toHaveLength(20)
  })

  test('two that append in the middle of their transactions still make one chain', async () => {
    await Promise.all(
      ['a', 'b'].map((name) =>
        prisma.$transaction(async (tx) => {
          await appendAudit(tx, event(`${name}-1`))
          await appendAudit(tx, event(`${name}-2`))
        }),
      ),
    )
    expect((await verify()).broken).toBeNull()
  })
})

describe('what is stored', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', '商', '\0', '\uD800', '\uDC00', '𠮷', '\u2028', '"', '\\', '__proto__') }))
  const detail = fc.dictionary(text, fc.jsonValue({ stringUnit: 'binary' }), { maxKeys: 6 })

  test('any detail and any text is read back as it was hashed', async () => {
    await fc.assert(
      fc.asyncProperty(detail, text, fc.option(text), async (given, word, id) => {
        await recordAudit(prisma, event(word, { actor: { kind: 'key', id }, action: word, detail: given, requestId: word }))
        const entry = await prisma.auditEntry.findFirstOrThrow({ orderBy: { seq: 'desc' } })
        expect(canonicalJson(entry.detail)).toBe(canonicalJson(storable(given)))
        expect(hashOf(entry)).toBe(entry.hash)
      }),
      { numRuns: 150 },
    )
    expect((await verify()).broken).toBeNull()
  })

  test('U+0000 and halves of characters are stored as U+FFFD, what JSON leaves out and the name __proto__ are left out', async () => {
    await recordAudit(prisma, event('a\0b', { detail: { 'k\0': '\uD800x', list: [Number.NaN, 1e21, -0, 0.1], none: undefined, ['__proto__']: 1 } as never }))
    const entry = await prisma.auditEntry.findFirstOrThrow({ orderBy: { seq: 'desc' } })
    expect(entry.subjectId).toBe('a\uFFFDb')
    expect(entry.detail).toEqual({ 'k\uFFFD': '\uFFFDx', list: [null, 1e21, 0, 0.1] })
    expect(hashOf(entry)).toBe(entry.hash)
  })

  test('names that only differ in order or number formatting hash alike, as jsonb changes both', async () => {
    const { hash: _, ...entry } = await prisma.auditEntry.findFirstOrThrow()
    const hashed = (value: string) => hashOf({ ...entry, detail: JSON.parse(value) as unknown })
    expect(hashed('{"b":1.50,"a":{"d":1e2,"c":2}}')).toBe(hashed('{"a":{"c":2,"d":100},"b":1.5}'))
    expect(hashed('{"a":["b","c"]}')).not.toBe(hashed('{"a":["c","b"]}'))
  })
})

test('the chain is read in batches, in order', async () => {
  const { prisma: other } = await testDatabase()
  await other.$transaction(async (tx) => {
    for (let n = 0; n < 1_030; n += 1) await appendAudit(tx, event(`n${n}`))
  }, { timeout: 60_000 })
  const told: bigint[] = []
  const verdict = await verifyChain(readChain(other, (seq) => told.push(seq)))
  expect(verdict).toMatchObject({ count: 1_030, broken: null })
  expect(told).toEqual([1_000n])
})
