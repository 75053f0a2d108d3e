// What keys are used for: counted in memory, written every few seconds, read back by the key or its owner.
import type { PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { addDays, dayInShanghai } from '../calendar.ts'

export interface Counts {
  requests: number
  /** Of the requests, those answered 429. */
  throttled: number
}

export interface KeyUsageCounter {
  /** Never waits and never fails a request. */
  count: (keyId: string, throttled: boolean) => void
  /** What was counted here and is not yet in the database. */
  pending: (keyId: string, day: string) => Counts
  flush: () => Promise<void>
  /** Writes what is left; await it before the database is closed. */
  close: () => Promise<void>
}

export const FLUSH_MS = 3_000
export const USAGE_DAYS = 30

interface Tally extends Counts {
  keyId: string
  day: string
  lastAt: number
}

/** `report` is told when a write fails; what it held is written with the next one. */
export function createKeyUsage({ prisma, report, now = Date.now }: { prisma: Pick<PrismaClient, '$executeRaw'>; report: (error: unknown) => void; now?: () => number }): KeyUsageCounter {
  let tallies = new Map<string, Tally>()
  /** On their way to the database, and still to be seen by `pending`. */
  let leaving: readonly Tally[] = []
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function add({ keyId, day, requests, throttled, lastAt }: Tally): void {
    const name = `${day} ${keyId}`
    const before = tallies.get(name)
    if (!before) tallies.set(name, { keyId, day, requests, throttled, lastAt })
    else Object.assign(before, { requests: before.requests + requests, throttled: before.throttled + throttled, lastAt: Math.max(before.lastAt, lastAt) })
    if (!closed) timer ??= setTimeout(() => void flush(), FLUSH_MS).unref()
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    running = running.then(write)
    return running
  }

  async function write(): Promise<void> {
    if (!tallies.size) return
    leaving = [...tallies.values()]
    tallies = new Map()
    try {
      await store(prisma, leaving)
      leaving = []
    } catch (error) {
      const again = leaving
      leaving = []
      again.forEach(add)
      report(error)
    }
  }

  return {
    count: (keyId, throttled) => add({ keyId, day: dayInShanghai(new Date(now())), requests: 1, throttled: throttled ? 1 : 0, lastAt: now() }),
    pending: (keyId, day) => sum([...leaving, ...tallies.values()].filter((tally) => tally.keyId === keyId && tally.day === day)),
    flush,
    close: () => {
      closed = true
      return flush()
    },
  }
}

const sum = (counts: readonly Counts[]): Counts => counts.reduce((total, { requests, throttled }) => ({ requests: total.requests + requests, throttled: total.throttled + throttled }), { requests: 0, throttled: 0 })

/** In one statement, both or neither; in one order, so that two processes never wait for each other. Last use is noted once a minute. */
async function store(prisma: Pick<PrismaClient, '$executeRaw'>, tallies: readonly Tally[]): Promise<void> {
  const column = <K extends keyof Tally>(name: K) => tallies.map((tally) => tally[name])
  await prisma.$executeRaw`
    WITH used AS (
      SELECT used.* FROM unnest(${column('keyId')}::text[], ${column('day')}::text[], ${column('requests')}::int[], ${column('throttled')}::int[], ${column('lastAt').map((at) => new Date(at).toISOString())}::text[])
        AS used (key_id, day, requests, throttled, last_at)
      WHERE EXISTS (SELECT FROM api_key WHERE id = used.key_id)
    ), latest AS (
      SELECT key_id, max(last_at::timestamptz) AS at FROM used GROUP BY key_id
    ), due AS (
      SELECT id, at FROM api_key JOIN latest ON id = key_id WHERE last_used_at IS NULL OR last_used_at <= at - interval '1 minute' ORDER BY id FOR NO KEY UPDATE OF api_key
    ), seen AS (
      UPDATE api_key SET last_used_at = due.at FROM due WHERE api_key.id = due.id
    )
    INSERT INTO api_key_usage (key_id, day, requests, throttled) SELECT key_id, day::date, requests, throttled FROM used ORDER BY key_id, day
    ON CONFLICT (key_id, day) DO UPDATE SET requests = api_key_usage.requests + excluded.requests, throttled = api_key_usage.throttled + excluded.throttled`
}

export interface KeyUsage {
  id: string
  name: string
  prefix: string
  perMinute: number | null
  today: Counts
  /** Today and the 29 days before. */
  last30Days: Counts
}

export interface UsageDeps {
  prisma: PrismaClient
  usage: Pick<KeyUsageCounter, 'pending'>
  now?: () => number
}

/** A key reads its own usage; a person that of all keys of theirs that still work, newest first. */
export async function readUsage({ prisma, usage, now = Date.now }: UsageDeps, actor: Actor): Promise<KeyUsage[]> {
  // Without a subject: what is read below is the actor's own, also for the service's keys, which are nobody's.
  demand(actor, 'usage:read')
  const at = now()
  const today = dayInShanghai(new Date(at))
  const since = new Date(addDays(today, 1 - USAGE_DAYS))
  const keys = await prisma.apiKey.findMany({
    where: actor.kind === 'key' ? { id: actor.id ?? '' } : { ownerId: actor.userId ?? '', revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(at) } }] },
    select: { id: true, name: true, prefix: true, perMinute: true, usage: { where: { day: { gte: since } }, select: { day: true, requests: true, throttled: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
  return keys.map(({ usage: days, ...key }) => {
    const pending = usage.pending(key.id, today)
    return { ...key, today: sum([...days.filter(({ day }) => day.toISOString().slice(0, 10) === today), pending]), last30Days: sum([...days, pending]) }
  })
}
