// Usage of keys: nothing lost, nothing counted twice, by the day in Shanghai, and last use noted at most once a minute.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { VISITOR, type Actor } from '../../../server/access/access.ts'
import { dayInShanghai } from '../../../server/calendar.ts'
import { NotSignedIn } from '../../../server/errors.ts'
import { createKeyUsage, FLUSH_MS, readUsage } from '../../../server/keys/usage.ts'
import { mintId } from '../../../indexer/index.ts'
import type { PrismaClient } from '../../../prisma/client.ts'
import { testDatabase } from '../../support/database.ts'

let prisma: PrismaClient
let time: number
const now = () => time
const DAY = 86_400_000
beforeAll(async () => {
  ;({ prisma } = await testDatabase())
})
beforeEach(() => {
  time = Date.UTC(2026, 10, 24, 4)
})
afterEach(() => vi.useRealTimers())

const open = () => createKeyUsage({ prisma, now, report: (error) => expect.fail(String(error)) })
const rows = async (keyId: string) => (await prisma.apiKeyUsage.findMany({ where: { keyId }, orderBy: { day: 'asc' } })).map(({ day, requests, throttled }) => [day.toISOString().slice(0, 10), requests, throttled])
const lastUse = async (id: string) => (await prisma.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt?.getTime() ?? null

async function newKey(changes: { ownerId?: string; expiresAt?: Date; revokedAt?: Date } = {}): Promise<string> {
  const id = mintId()
  await prisma.apiKey.create({ data: { id, name: id, prefix: `tsr_${id}`, hash: id, scopes: ['read:public'], ...changes } })
  return id
}
async function newPerson(): Promise<Actor> {
  const id = mintId()
  await prisma.user.create({ data: { id, name: '甲', email: `${id}@example.com` } })
  return { ...VISITOR, kind: 'person', id, userId: id }
}
const asKey = (id: string): Actor => ({ ...VISITOR, kind: 'key', id, scopes: ['read:public'] })

describe('createKeyUsage', () => {
  test('counts requests and those refused, for each key and day in Shanghai, and adds to what is there', async () => {
    const [a, b] = [await newKey(), await newKey()]
    const usage = open()
    for (const throttled of [false, false, true]) usage.count(a, throttled)
    usage.count(b, false)
    await usage.flush()
    expect([await rows(a), await rows(b)]).toEqual([[['2026-11-24', 3, 1]], [['2026-11-24', 1, 0]]])
    usage.count(a, false)
    time = Date.UTC(2026, 10, 24, 15, 59, 59, 999)
    usage.count(a, false)
    time += 1
    usage.count(a, true)
    await usage.flush()
    await usage.flush()
    expect(await rows(a)).toEqual([['2026-11-24', 5, 1], ['2026-11-25', 1, 1]])
  })

  test('several processes lose nothing', async () => {
    const keys = [await newKey(), await newKey(), await newKey()]
    await Promise.all(
      Array.from({ length: 4 }, async (_, i) => {
        const usage = open()
        for (let round = 0; round < 10; round++) {
          for (const id of i % 2 ? keys : keys.toReversed()) usage.count(id, false)
          await usage.flush()
        }
      }),
    )
    for (const id of keys) expect(await rows(id)).toEqual([['2026-11-24', 40, 0]])
  })

  test('writes by itself after a few seconds, and what is left when it is closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const id = await newKey()
    const usage = open()
    usage.count(id, false)
    vi.advanceTimersByTime(FLUSH_MS)
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await rows(id)).toEqual([['2026-11-24', 1, 0]]))
    usage.count(id, false)
    await usage.close()
    expect(await rows(id)).toEqual([['2026-11-24', 2, 0]])
  })

  test('a write that fails is reported, and its counts come with the next one', async () => {
    const id = await newKey()
    const reported: unknown[] = []
    let isAway = true
    const flaky = { $executeRaw: (...args: Parameters<PrismaClient['$executeRaw']>) => (isAway ? Promise.reject(new Error('away')) : prisma.$executeRaw(...args)) } as PrismaClient
    const usage = createKeyUsage({ prisma: flaky, now, report: (error) => reported.push(error) })
    usage.count(id, true)
    await usage.flush()
    usage.count(id, false)
    expect(usage.pending(id, '2026-11-24')).toEqual({ requests: 2, throttled: 1 })
    expect(reported).toHaveLength(1)
    isAway = false
    await usage.close()
    expect(await rows(id)).toEqual([['2026-11-24', 2, 1]])
    expect(usage.pending(id, '2026-11-24')).toEqual({ requests: 0, throttled: 0 })
  })

  test('a key that is gone does not take the others with it', async () => {
    const id = await newKey()
    const usage = open()
    usage.count('gone', false)
    usage.count(id, false)
    await usage.flush()
    expect(await rows(id)).toEqual([['2026-11-24', 1, 0]])
  })

  test('last use is written at once, and then not again within a minute', async () => {
    const id = await newKey()
    const usage = open()
    const use = async () => {
      usage.count(id, false)
      await usage.flush()
      return lastUse(id)
    }
    const first = time
    expect(await use()).toBe(first)
    time = first + 59_999
    expect(await use()).toBe(first)
    time = first + 60_000
    expect(await use()).toBe(first + 60_000)
  })
})

describe('dayInShanghai', () => {
  test.each([
    ['2026-11-23T15:59:59.999Z', '2026-11-23'],
    ['2026-11-23T16:00:00.000Z', '2026-11-24'],
  ])('%s is on %s', (instant, day) => expect(dayInShanghai(new Date(instant))).toBe(day))
})

describe('readUsage', () => {
  test('today and the 29 days before, with what is not yet written', async () => {
    const id = await newKey()
    const usage = open()
    const day = (n: number) => new Date(dayInShanghai(new Date(time - n * DAY)))
    await prisma.apiKeyUsage.createMany({ data: [[0, 1], [1, 10], [29, 100], [30, 1000]].map(([n, requests]) => ({ keyId: id, day: day(n!), requests: requests!, throttled: 1 })) })
    usage.count(id, true)
    expect(await readUsage({ prisma, usage, now }, asKey(id))).toEqual([{ id, name: id, prefix: `tsr_${id}`, perMinute: null, today: { requests: 2, throttled: 2 }, last30Days: { requests: 112, throttled: 4 } }])
  })

  test('a key sees itself only; a person all their keys that still work; a visitor nothing', async () => {
    const owner = await newPerson()
    const ownerId = owner.id!
    const mine = [await newKey({ ownerId }), await newKey({ ownerId, expiresAt: new Date(time + 1) })]
    await newKey({ ownerId, expiresAt: new Date(time) })
    await newKey({ ownerId, revokedAt: new Date(time) })
    await newKey({ ownerId: (await newPerson()).id! })
    const ids = async (actor: Actor) => (await readUsage({ prisma, usage: open(), now }, actor)).map(({ id }) => id)
    expect((await ids(owner)).toSorted()).toEqual(mine.toSorted())
    expect(await ids(asKey(mine[0]!))).toEqual([mine[0]])
    const serviceKey = await newKey()
    expect(await ids({ ...asKey(serviceKey), userId: null })).toEqual([serviceKey])
    await expect(ids(VISITOR)).rejects.toThrow(NotSignedIn)
  })
})
