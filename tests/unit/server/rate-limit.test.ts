// Rate limits: what counts as one caller, both sides of each bound, the headers, and sign-in attempts over several processes.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { VISITOR, type Actor } from '../../../server/access/access.ts'
import { TooMany } from '../../../server/errors.ts'
import { problemHandler } from '../../../server/http/problem.ts'
import { createAttemptLimits, createRateLimit, networkOf, purgeAttempts, type RateLimit } from '../../../server/http/rate-limit.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

describe('networkOf', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['', 'unknown'],
    ['not an address', 'unknown'],
  ])('%j is %j', (address, network) => expect(networkOf(address)).toBe(network))

  test('the last 64 bits never matter, the first 64 always do', () => {
    const group = fc.integer({ min: 1, max: 0xffff })
    fc.assert(
      fc.property(fc.array(group, { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }), fc.nat(3), (network, one, other, place) => {
        const hex = (groups: number[]) => groups.map((it) => it.toString(16)).join(':')
        const nearby = networkOf(`${hex(network)}:${hex(one)}`)
        expect(networkOf(`${hex(network).toUpperCase()}:${hex(other)}`)).toBe(nearby)
        expect(networkOf(`${hex(network.with(place, (network[place]! + 1) % 0x10000))}:${hex(one)}`)).not.toBe(nearby)
      }),
    )
  })
})

const key = (id: string, perMinute: number | null = null): Actor => Object.assign({ ...VISITOR, kind: 'key' as const, id, userId: 'u', sessionId: id }, { perMinute })

const statuses = async (times: number, ask: () => Promise<Response>): Promise<number[]> => {
  const all: number[] = []
  for (let i = 0; i < times; i++) all.push((await ask()).status)
  return all
}

describe('createRateLimit', () => {
  let server: Server | undefined
  afterEach(async () => {
    vi.useRealTimers()
    server?.closeAllConnections()
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
    server = undefined
  })

  /** An application that believes who the caller says to be: `X-Actor` is a key's id and limit, `X-Forwarded-For` the address. */
  async function serve(limit: RateLimit): Promise<(path: string, headers?: Record<string, string>) => Promise<Response>> {
    const app = express()
    app.set('trust proxy', 'loopback')
    const identify: RequestHandler = (request, response, next) => {
      const [id, perMinute] = (request.get('x-actor') ?? '').split(' ')
      response.locals.actor = id ? key(id, perMinute ? Number(perMinute) : null) : VISITOR
      next()
    }
    app.use(identify, limit, (_request, response) => void response.json({}))
    app.use(problemHandler(pino({ level: 'silent' })))
    server = createServer(app)
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return (path, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers })
  }
  test('an address gets its limit and not one more, whatever else asks from elsewhere', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 3, perMinuteKey: 100 }))
    expect(await statuses(5, () => get('/api/search', { 'x-forwarded-for': '203.0.113.7' }))).toEqual([200, 200, 200, 429, 429])
    expect((await get('/api/search', { 'x-forwarded-for': '203.0.113.8' })).status).toBe(200)
    expect(await statuses(2, () => get('/page', { 'x-forwarded-for': '203.0.113.7' }))).toEqual([429, 429])
  })

  test('one /64 of IPv6 is one caller', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 2, perMinuteKey: 100 }))
    let i = 0
    expect(await statuses(3, () => get('/api/search', { 'x-forwarded-for': `2001:db8:0:1::${++i}` }))).toEqual([200, 200, 429])
    expect((await get('/api/search', { 'x-forwarded-for': '2001:db8:0:2::1' })).status).toBe(200)
  })

  test('a key is limited by its own number or the default, and not by where it is used', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 1, perMinuteKey: 2 }))
    expect(await statuses(3, () => get('/api/search', { 'x-actor': 'a' }))).toEqual([200, 200, 429])
    expect(await statuses(5, () => get('/api/search', { 'x-actor': 'b 4' }))).toEqual([200, 200, 200, 200, 429])
    expect((await get('/api/search')).status).toBe(200)
  })

  test('every answer of the interface says what the limit is and what is left; pages do not', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 2, perMinuteKey: 100 }))
    const first = await get('/api/search')
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=2;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=1;t=(60|59)$/)
    await get('/page')
    const refused = await get('/api/search')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('retry-after')).toBe(/t=(\d+)/.exec(refused.headers.get('ratelimit')!)![1])
    expect(await refused.json()).toMatchObject({ type: '/problems/too-many', status: 429 })
    const page = await get('/page')
    expect(page.status).toBe(429)
    expect(page.headers.has('ratelimit')).toBe(false)
    expect((await get('/api/search', { 'x-actor': 'a 7' })).headers.get('ratelimit-policy')).toBe('"key";q=7;w=60')
  })

  test('after the window there is room again', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 1, perMinuteKey: 1 }))
    vi.useFakeTimers({ toFake: ['Date'] })
    expect(await statuses(2, () => get('/api/search'))).toEqual([200, 429])
    vi.setSystemTime(Date.now() + 59_000)
    expect(await statuses(1, () => get('/api/search'))).toEqual([429])
    vi.setSystemTime(Date.now() + 1_001)
    expect(await statuses(2, () => get('/api/search'))).toEqual([200, 429])
  })

  test('the usage of a key can always be read, says what is left, and costs nothing', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 1, perMinuteKey: 2 }))
    expect(await statuses(3, () => get('/api/usage', { 'x-actor': 'a' }))).toEqual([200, 200, 200])
    expect((await get('/api/usage', { 'x-actor': 'a' })).headers.get('ratelimit')).toBe('"key";r=2;t=60')
    expect(await statuses(3, () => get('/api/search', { 'x-actor': 'a' }))).toEqual([200, 200, 429])
    const usage = await get('/api/usage', { 'x-actor': 'a' })
    expect(usage.status).toBe(200)
    expect(usage.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/)
  })

  test('probes are not counted', async () => {
    const get = await serve(createRateLimit({ perMinuteAddress: 1, perMinuteKey: 1 }))
    for (const path of ['/healthz', '/readyz', '/metrics']) expect(await statuses(3, () => get(path))).toEqual([200, 200, 200])
    expect(await statuses(2, () => get('/api/search'))).toEqual([200, 429])
  })

  test('each request of a key is reported, with whether it was refused; those of visitors are not', async () => {
    const counted: [string, boolean][] = []
    const limit = createRateLimit({ perMinuteAddress: 9, perMinuteKey: 1, count: (...it) => counted.push(it) })
    const get = await serve(limit)
    await statuses(2, () => get('/api/search', { 'x-actor': 'a' }))
    await get('/api/usage', { 'x-actor': 'a' })
    await get('/api/search')
    expect(counted).toEqual([['a', false], ['a', true], ['a', false]])
    expect(await limit.allowanceOf({ id: 'a', perMinute: 5 })).toMatchObject({ limit: 5, remaining: 3 })
    expect(await limit.allowanceOf({ id: 'never used', perMinute: null })).toEqual({ limit: 1, remaining: 1, resetSeconds: 60 })
  })
})

const forward = (ms: number) => vi.setSystemTime(Date.now() + ms)

const refusal = (attempt: Promise<void>): Promise<TooMany | null> =>
  attempt.then(
    () => null,
    (error: unknown) => {
      if (error instanceof TooMany) return error
      throw error
    },
  )

describe('createAttemptLimits', () => {
  let database: TestDatabase
  const START = Date.UTC(2026, 10, 24)
  beforeAll(async () => {
    database = await testDatabase()
  })
  beforeEach(async () => {
    await database.prisma.rateLimit.deleteMany()
    vi.useFakeTimers({ toFake: ['Date'], now: START })
  })
  afterEach(() => vi.useRealTimers())

  const open = () => createAttemptLimits({ prisma: database.prisma })
  const MINUTE = 60_000
  let last = 0
  /** Each from another address, so that only the account counts. */
  const elsewhere = () => `198.51.${++last >> 8}.${last & 255}`
  test('ten failures of an account are let through and the eleventh attempt is not', async () => {
    const limits = open()
    for (let i = 0; i < 10; i++) expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toBeNull()
    expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toMatchObject({ code: 'too-many', retryAfterSeconds: 900 })
    expect(await refusal(limits.admit({ email: 'b@example.com', address: elsewhere() }))).toBeNull()
  })

  test('the lock lasts 15 minutes from the tenth failure, not from the first, and asking does not make it longer', async () => {
    const limits = open()
    for (let i = 0; i < 9; i++) await limits.admit({ email: 'a@example.com', address: elsewhere() })
    forward(14 * MINUTE)
    await limits.admit({ email: 'a@example.com', address: elsewhere() })
    forward(15 * MINUTE - 1)
    expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toBeInstanceOf(TooMany)
    forward(1)
    expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toBeNull()
  })

  test('nine failures are forgotten 15 minutes after the first', async () => {
    const limits = open()
    for (let i = 0; i < 9; i++) await limits.admit({ email: 'a@example.com', address: elsewhere() })
    forward(15 * MINUTE)
    for (let i = 0; i < 10; i++) expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toBeNull()
  })

  test('a success clears the count of the account, also when it was the tenth attempt', async () => {
    const limits = open()
    for (let round = 0; round < 2; round++) {
      let address = ''
      for (let i = 0; i < 10; i++) await limits.admit({ email: 'a@example.com', address: (address = elsewhere()) })
      await limits.succeeded({ email: 'a@example.com', address })
    }
    expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toBeNull()
  })

  test('fifty failures of an address, of whatever accounts, and not one more; successes do not count', async () => {
    const limits = open()
    const address = '203.0.113.7'
    for (let i = 0; i < 60; i++) {
      await limits.admit({ email: `ok${i}@example.com`, address })
      await limits.succeeded({ email: `ok${i}@example.com`, address })
    }
    for (let i = 0; i < 50; i++) expect(await refusal(limits.admit({ email: `p${i}@example.com`, address }))).toBeNull()
    expect(await refusal(limits.admit({ email: 'victim@example.com', address }))).toBeInstanceOf(TooMany)
    expect(await refusal(limits.admit({ address }))).toBeInstanceOf(TooMany)
    forward(15 * MINUTE)
    expect(await refusal(limits.admit({ address }))).toBeNull()
  })

  test('a stopped address cannot lock accounts', async () => {
    const limits = open()
    const address = '203.0.113.7'
    for (let i = 0; i < 50; i++) await limits.admit({ address })
    for (let i = 0; i < 20; i++) await refusal(limits.admit({ email: 'victim@example.com', address }))
    expect(await refusal(limits.admit({ email: 'victim@example.com', address: elsewhere() }))).toBeNull()
  })

  test('attempts at the same time, in several processes, cannot pass the bound together', async () => {
    const processes = [open(), open(), open()]
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => refusal(processes[i % 3]!.admit({ email: 'a@example.com', address: elsewhere() }))))
    expect(all.filter((it) => it === null)).toHaveLength(10)
  })

  test('spellings of one address are one account', async () => {
    const limits = open()
    for (let i = 0; i < 10; i++) await limits.admit({ email: ['a@example.com', ' A@Example.COM', 'Ａ@example.com'][i % 3]!, address: elsewhere() })
    expect(await refusal(limits.admit({ email: 'a@example.com', address: elsewhere() }))).toBeInstanceOf(TooMany)
  })

  test('an account that exists and one that does not are told the same after the same queries', async () => {
    await database.prisma.user.create({ data: { id: 'u1', name: '甲', email: 'real@example.com' } })
    const asked: string[] = []
    const watched = database.prisma.$extends({ query: { $allModels: { $allOperations: ({ model, operation, args, query }) => (asked.push(`${model} ${operation}`), query(args)) } } })
    const limits = createAttemptLimits({ prisma: watched as never })
    const tell = async (email: string) => {
      asked.length = 0
      const heard: (string | null)[] = []
      for (let i = 0; i < 12; i++) heard.push((await refusal(limits.admit({ email, address: elsewhere() })))?.message ?? null)
      return { heard, asked: [...asked] }
    }
    const real = await tell('real@example.com')
    expect(real.asked.length).toBeGreaterThan(24)
    expect(real.heard.filter(Boolean)).toHaveLength(2)
    expect(await tell('nobody@example.com')).toEqual(real)
  })

  test('the table holds neither mail nor network address, and is emptied of what has run out', async () => {
    await open().admit({ email: 'secret.person@example.com', address: '203.0.113.7' })
    expect(JSON.stringify(await database.prisma.rateLimit.findMany())).not.toMatch(/secret|example|203/)
    expect(await purgeAttempts(database.prisma, new Date(START + 15 * MINUTE))).toBe(0)
    expect(await purgeAttempts(database.prisma, new Date(START + 15 * MINUTE + 1))).toBe(2)
  })
})
