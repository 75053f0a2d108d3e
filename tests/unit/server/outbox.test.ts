// The outbox: order, batches, an engine that is away.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EngineUnavailable, type SearchDocument } from '../../../indexer/index.ts'
import { applyOutbox } from '../../../server/search/outbox.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.prisma.outbox.deleteMany())

const { signal } = new AbortController()
const put = (documentId: string, title: string) => ({ action: 'PUT' as const, documentId, payload: { id: documentId, title } })
const drop = (documentId: string) => ({ action: 'DROP' as const, documentId })

/** Keeps titles by id; the verbs fail while `isAway`. */
function fakeEngine() {
  const held = new Map<string, string>()
  const engine = {
    isAway: false,
    held,
    put: async (documents: SearchDocument[]) => {
      if (engine.isAway) throw new EngineUnavailable('away')
      for (const { id, title } of documents) held.set(id, title)
    },
    drop: async (ids: string[]) => {
      if (engine.isAway) throw new EngineUnavailable('away')
      for (const id of ids) held.delete(id)
    },
  }
  return engine
}

describe('applyOutbox', () => {
  test('the last change to each document counts', async () => {
    const engine = fakeEngine()
    engine.held.set('c', 'old')
    await database.prisma.outbox.createMany({ data: [put('a', '1'), put('b', '1'), put('a', '2'), drop('b'), drop('c'), drop('a'), put('a', '3')] })
    expect(await applyOutbox({ prisma: database.prisma, engine, signal })).toEqual({ applied: 7 })
    expect([...engine.held]).toEqual([['a', '3']])
    expect(await applyOutbox({ prisma: database.prisma, engine, signal })).toEqual({ applied: 0 })
  })

  test('more entries than a batch are all applied', async () => {
    const engine = fakeEngine()
    await database.prisma.outbox.createMany({ data: Array.from({ length: 450 }, (_, i) => put(`d${i}`, 'x')) })
    expect(await applyOutbox({ prisma: database.prisma, engine, signal })).toEqual({ applied: 450 })
    expect(engine.held.size).toBe(450)
  })

  test('while the engine is away nothing is lost: the reason is kept, and the next run catches up', async () => {
    const engine = fakeEngine()
    await database.prisma.outbox.createMany({ data: [put('a', '1')] })
    engine.isAway = true
    await expect(applyOutbox({ prisma: database.prisma, engine, signal })).rejects.toThrow('away')
    expect(await database.prisma.outbox.findFirst()).toMatchObject({ attempts: 1, lastError: 'away', appliedAt: null })
    engine.isAway = false
    await applyOutbox({ prisma: database.prisma, engine, signal })
    expect([...engine.held]).toEqual([['a', '1']])
  })

  test('what was applied a week ago is cleared away', async () => {
    const now = new Date()
    const old = new Date(now.getTime() - 8 * 86_400_000)
    await database.prisma.outbox.createMany({ data: [{ ...put('a', '1'), appliedAt: old }, { ...put('b', '1'), appliedAt: now }] })
    await applyOutbox({ prisma: database.prisma, engine: fakeEngine(), signal, now })
    expect((await database.prisma.outbox.findMany()).map(({ documentId }) => documentId)).toEqual(['b'])
  })
})
