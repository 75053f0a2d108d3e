// What people look for and do not find (features B11): no person in it, one row for what one of them types in one go, gone after 90 days.
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

export function createQueryLog({ prisma, report, now = Date.now }: { prisma: Pick<PrismaClient, 'queryLog'>; report: (error: unknown) => void; now?: () => number }): QueryLogger {
  const pending = new Map<string, { search: Search; at: number }>()
  let timer: NodeJS.Timeout | undefined

  function note(search: Search, key: string): void {
    const held = pending.get(key)
    if (held && !continues(held.search.text, search.text)) write([held])
    if (pending.size >= MOST_PENDING) settle(true)
    pending.set(key, { search, at: now() })
    timer ??= setTimeout(() => {
      timer = undefined
      settle(false)
    }, MERGE_MS).unref()
  }

  function settle(all: boolean): Promise<void> {
    const due = [...pending].filter(([, { at }]) => all || now() - at >= MERGE_MS)
    for (const [key] of due) pending.delete(key)
    if (pending.size) timer ??= setTimeout(() => {
      timer = undefined
      settle(false)
    }, MERGE_MS).unref()
    return write(due.map(([, entry]) => entry))
  }

  async function write(entries: readonly { search: Search; at: number }[]): Promise<void> {
    if (!entries.length) return
    await prisma.queryLog.createMany({ data: entries.map(({ search, at }) => toRow(search, at)) }).catch(report)
  }

  return { note, flush: () => settle(true) }
}

/** One text grew out of the other while it was typed. */
const continues = (before: string, after: string): boolean => after.startsWith(before.slice(0, -1)) || before.startsWith(after)

function toRow({ text, filters, total, engine, tookMs, language }: Search, at: number) {
  const kinds = filters.kind ?? []
  return { at: new Date(at), text: text.normalize('NFKC').trim().toLowerCase().slice(0, LONGEST), kind: kinds.length === 1 ? kinds[0]! : null, filters, totalHits: total, engine, tookMs: Math.round(tookMs), language }
}

export async function purgeQueryLog(prisma: Pick<PrismaClient, 'queryLog'>, now: Date): Promise<number> {
  const { count } = await prisma.queryLog.deleteMany({ where: { at: { lt: new Date(now.getTime() - KEEP_DAYS * 86_400_000) } } })
  return count
}

/** Queries of the last seven days that found nothing, the most frequent first. */
export async function topGaps(prisma: Pick<PrismaClient, 'queryLog'>, now: Date, limit = 50): Promise<{ text: string; times: number }[]> {
  const rows = await prisma.queryLog.groupBy({ by: ['text'], where: { totalHits: 0, at: { gte: new Date(now.getTime() - 7 * 86_400_000) } }, _count: { _all: true }, orderBy: { _count: { text: 'desc' } }, take: limit })
  return rows.map(({ text, _count }) => ({ text, times: _count._all }))
}
