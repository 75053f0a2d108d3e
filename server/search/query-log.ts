// What people look for and do not find (features B11): no person in it, one row for what one of them types in one go, gone after 90 days.
import { createHash, randomBytes } from 'node:crypto'
import type { FacetValues } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'

export interface Search {
  text: string
  filters: FacetValues
  total: number
  engine: string
  tookMs: number
  language: string
}

export interface QueryLogger {
  /** Never waits and never fails a search; `key` tells askers apart in memory only. */
  note: (search: Search, key: string) => void
  /** Writes what is still held back. */
  flush: () => Promise<void>
}

export const MERGE_MS = 30_000
export const KEEP_DAYS = 90
const MOST_PENDING = 5_000
const LONGEST = 200
const DAY_MS = 86_400_000

interface Held {
  search: Search
  at: number
}

export function createQueryLog({ prisma, report, now = Date.now }: { prisma: Pick<PrismaClient, 'queryLog'>; report: (error: unknown) => void; now?: () => number }): QueryLogger {
  const pending = new Map<string, Held>()
  // A new salt for each process: not even a memory dump of yesterday tells whose key this was.
  const salt = randomBytes(16)
  let timer: NodeJS.Timeout | undefined

  function note(search: Search, asker: string): void {
    const text = normalise(search.text)
    if (!text) return
    const key = createHash('sha256').update(salt).update(asker).digest('base64url')
    const entry: Held = { search: { ...search, text }, at: now() }
    const held = pending.get(key)
    pending.delete(key)
    if (held && !(entry.at - held.at < MERGE_MS && continues(held.search.text, text))) void write([held])
    // Someone who deletes what was typed has not looked for the stump.
    else if (held && held.search.text !== text && held.search.text.startsWith(text)) entry.search = held.search
    if (pending.size >= MOST_PENDING) void settle({ all: true })
    pending.set(key, entry)
    wake()
  }

  function wake(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      void settle({ all: false })
    }, MERGE_MS).unref()
  }

  async function settle({ all }: { all: boolean }): Promise<void> {
    const due = [...pending].filter(([, { at }]) => all || now() - at >= MERGE_MS)
    for (const [key] of due) pending.delete(key)
    if (pending.size) wake()
    await write(due.map(([, entry]) => entry))
  }

  async function write(entries: readonly Held[]): Promise<void> {
    if (!entries.length) return
    try {
      await prisma.queryLog.createMany({ data: entries.map(toRow) })
    } catch (error) {
      report(error)
    }
  }

  return { note, flush: () => settle({ all: true }) }
}

/** One form for all spellings; what PostgreSQL cannot store (NUL) is gone, and no character is cut in two. */
export function normalise(text: string): string {
  const plain = text
    .slice(0, LONGEST * 4)
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .toLowerCase()
  let end = 0
  for (const character of plain) {
    if (end + character.length > LONGEST) break
    end += character.length
  }
  return plain.slice(0, end).trim()
}

/** One text grew out of the other while it was typed: all of the shorter one stands at the start, but for a last character put right. */
function continues(before: string, after: string): boolean {
  const start = before.length > 1 ? before.slice(0, -1) : before
  return after.startsWith(start) || before.startsWith(after)
}

function toRow({ search: { text, filters, total, engine, tookMs, language }, at }: Held) {
  const kinds = filters.kind ?? []
  return { at: new Date(at), text, kind: kinds.length === 1 ? kinds[0]!.slice(0, 40) : null, filters: withoutNul(filters), totalHits: total, engine, tookMs: Math.round(tookMs), language }
}

/** A facet's value comes from an address and may hold anything. */
const withoutNul = (filters: FacetValues): FacetValues => Object.fromEntries(Object.entries(filters).map(([facet, values]) => [facet, values.map((value) => value.replaceAll('\0', ''))]))

export async function purgeQueryLog(prisma: Pick<PrismaClient, 'queryLog'>, now: Date): Promise<number> {
  const { count } = await prisma.queryLog.deleteMany({ where: { at: { lt: new Date(now.getTime() - KEEP_DAYS * DAY_MS) } } })
  return count
}

/** Queries of the last seven days that found nothing, the most frequent first. */
export async function topGaps(prisma: Pick<PrismaClient, 'queryLog'>, now: Date, limit = 50): Promise<{ text: string; times: number }[]> {
  const rows = await prisma.queryLog.groupBy({ by: ['text'], where: { totalHits: 0, at: { gte: new Date(now.getTime() - 7 * DAY_MS) } }, _count: { _all: true }, orderBy: [{ _count: { text: 'desc' } }, { text: 'asc' }], take: limit })
  return rows.map(({ text, _count }) => ({ text, times: _count._all }))
}
