// How often a key or an address may ask, told in every answer of the interface (draft-ietf-httpapi-ratelimit-headers).
import { createHash } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { RequestHandler, Response } from 'express'
import { RateLimiterMemory, RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible'
import type { PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { TooMany } from '../errors.ts'
import { actorOf } from './actor.ts'
import { isApi } from './problem.ts'

/** What is left of a limit. */
export interface Allowance {
  limit: number
  remaining: number
  resetSeconds: number
}

export interface RateLimitOptions {
  /** Requests a minute of one address, or of one /64 of IPv6: of visitors and persons together. */
  perMinuteAddress: number
  /** Requests a minute of a key that has no limit of its own. */
  perMinuteKey: number
  /** Told of each request of a key, for its usage. */
  count?: (keyId: string, throttled: boolean) => void
  windowSeconds?: number
}

export type RateLimit = RequestHandler & {
  /** Of a key, without using it up. */
  allowanceOf: (key: { id: string; perMinute: number | null }) => Promise<Allowance>
}

/** One can always see what one has used; and a probe must not be mistaken for an outage. */
const NEVER_REFUSED = new Set(['/api/usage'])
const NOT_COUNTED = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Counts in this process only, so that no request waits for the database: with n processes behind one address a caller
 * gets up to n times the limit. Stands after the middleware that finds out who is asking. Throws TooMany.
 */
export function createRateLimit({ perMinuteAddress, perMinuteKey, count, windowSeconds = 60 }: RateLimitOptions): RateLimit {
  // Only counts; how many are too many is decided here, because each key may have its own limit.
  const counters = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds })

  function left(used: RateLimiterRes | null, limit: number): Allowance {
    const running = used && used.msBeforeNext > 0 ? used : null
    return { limit, remaining: Math.max(limit - (running?.consumedPoints ?? 0), 0), resetSeconds: Math.ceil((running?.msBeforeNext ?? windowSeconds * 1000) / 1000) }
  }

  const limit: RequestHandler = async (request, response, next) => {
    if (NOT_COUNTED.has(request.path)) return next()
    const actor = actorOf(response)
    const key = isKey(actor) ? actor : null
    const [policy, name, most] = key ? (['key', `key ${key.id}`, key.perMinute ?? perMinuteKey] as const) : (['address', `address ${networkOf(request.ip ?? '')}`, perMinuteAddress] as const)
    const exempt = NEVER_REFUSED.has(request.path)
    const used = exempt ? await counters.get(name) : await counters.penalty(name)
    const throttled = !exempt && used !== null && used.consumedPoints > most
    const allowance = left(used, most)
    if (isApi(request)) tell(response, policy, allowance, windowSeconds)
    if (key) count?.(key.id, throttled)
    if (throttled) throw new TooMany(allowance.resetSeconds)
    next()
  }
  return Object.assign(limit, { allowanceOf: async ({ id, perMinute }: { id: string; perMinute: number | null }) => left(await counters.get(`key ${id}`), perMinute ?? perMinuteKey) })
}

type Limited = Actor & { id: string; perMinute?: number | null }
const isKey = (actor: Actor): actor is Limited => actor.kind === 'key' && actor.id !== null

/** Structured fields (RFC 9651). */
function tell(response: Response, policy: string, { limit, remaining, resetSeconds }: Allowance, windowSeconds: number): void {
  response.set('RateLimit-Policy', `"${policy}";q=${limit};w=${windowSeconds}`)
  response.set('RateLimit', `"${policy}";r=${remaining};t=${resetSeconds}`)
}

const groups = (part: string): string[] => (part ? part.split(':') : [])

/** Whoever has an IPv6 address has 2^64 of them: such a network counts as one. IPv4 written as IPv6 is IPv4. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%')
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1]
  if (isIPv4(mapped ?? plain)) return mapped ?? plain
  if (!isIPv6(plain)) return 'unknown'
  const [head = '', tail] = plain.toLowerCase().split('::')
  const before = groups(head)
  // An IPv4 tail takes the room of two groups, and never reaches into the first four.
  const after = tail === undefined ? [] : groups(tail).flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]))
  const whole = tail === undefined ? before : [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
  return `${whole.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`
}

export interface AttemptRules {
  failuresPerAccount?: number
  failuresPerAddress?: number
  windowSeconds?: number
  /** Counted from the failure that fills an account's measure. */
  lockSeconds?: number
}

export interface Attempt {
  /** Without one, such as asking for a new password, it counts for the address alone. */
  email?: string
  address: string
}

export interface AttemptLimits {
  /**
   * Before the password is looked at: takes one attempt of the account and of the address, so that attempts at once cannot
   * pass the bound together. Throws TooMany, in the same words and after the same queries whether or not there is such an account.
   */
  admit: (attempt: Attempt) => Promise<void>
  /** Leaves what was taken: an attempt counts as failed until it has succeeded. */
  failed: (attempt: Attempt) => Promise<void>
  /** The account has no failures any more, and the address gets its attempt back. */
  succeeded: (attempt: Attempt) => Promise<void>
}

const locked = (seconds: number): string => `登录失败的次数太多；请 ${Math.ceil(seconds / 60)} 分钟后再试，或者重设密码`

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
const accountOf = (email: string): string => digest(email.normalize('NFKC').trim().toLowerCase())
const addressOf = (address: string): string => digest(networkOf(address))

async function take(limiter: RateLimiterPrisma, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const seconds = Math.ceil(error.msBeforeNext / 1000)
    throw new TooMany(seconds, locked(seconds))
  }
}

/** Limits of signing in, in the database: they hold over all processes and restarts. The table has digests, no addresses. */
export function createAttemptLimits({ prisma, failuresPerAccount = 10, failuresPerAddress = 50, windowSeconds = 900, lockSeconds = 900 }: { prisma: PrismaClient } & AttemptRules): AttemptLimits {
  // The library calls the table what Prisma's client calls its model; old rows are removed by `purgeAttempts`, not by its timer.
  const stored = { storeClient: prisma, tableName: 'rateLimit', clearExpiredByTimeout: false, duration: windowSeconds }
  const accounts = new RateLimiterPrisma({ ...stored, keyPrefix: 'sign-in-account', points: failuresPerAccount })
  const addresses = new RateLimiterPrisma({ ...stored, keyPrefix: 'sign-in-address', points: failuresPerAddress })
  return {
    admit: async ({ email, address }) => {
      // The address first: one that is stopped cannot go on locking other people's accounts.
      await take(addresses, addressOf(address))
      if (email === undefined) return
      const account = accountOf(email)
      const { remainingPoints } = await take(accounts, account)
      // The last one allowed: unless it succeeds, the account is locked from now, not from the first failure.
      if (remainingPoints === 0) await accounts.block(account, lockSeconds)
    },
    failed: async () => {},
    succeeded: async ({ email, address }) => {
      if (email !== undefined) await accounts.delete(accountOf(email))
      await addresses.reward(addressOf(address))
    },
  }
}

/** Removes what has run out; for the jobs. Answers how many rows. */
export async function purgeAttempts(prisma: Pick<PrismaClient, 'rateLimit'>, now: Date): Promise<number> {
  const { count } = await prisma.rateLimit.deleteMany({ where: { expire: { lt: now } } })
  return count
}
