// Applies to the engine what transactions left in the outbox: in order, at least once, nothing lost by a crash between the two.
import type { Engine, SearchDocument } from '../../indexer/index.ts'
import { OutboxAction, type PrismaClient } from '../../prisma/client.ts'

/** The engine holds up everything else while it takes a batch in: about half a second for this many experts. */
const BATCH = 250
const KEEP_DAYS = 7
/** Waiting for another process that applies, and for the engine, in milliseconds. */
const PATIENCE = { maxWait: 60_000, timeout: 300_000 }

export interface OutboxDeps {
  prisma: PrismaClient
  engine: Pick<Engine, 'put' | 'drop'>
  signal: AbortSignal
  /** Stands for the moment of applying, in tests. */
  now?: Date
}

/** A batch is applied as a whole: of several changes to one document only the last counts. The next run tries again what failed. */
export async function applyOutbox({ prisma, engine, signal, now }: OutboxDeps): Promise<{ applied: number }> {
  let applied = 0
  for (;;) {
    signal.throwIfAborted()
    const count = await applyBatch({ prisma, engine, now })
    if (!count) break
    applied += count
  }
  await prisma.outbox.deleteMany({ where: { appliedAt: { lt: new Date((now ?? new Date()).getTime() - KEEP_DAYS * 86_400_000) } } })
  return { applied }
}

/** Whoever else applies waits for its end: an older state of a document can never come after a newer one. */
async function applyBatch({ prisma, engine, now }: Pick<OutboxDeps, 'prisma' | 'engine'> & { now: Date | undefined }): Promise<number> {
  let ids: bigint[] = []
  try {
    return await prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(24935, 3)`
      const entries = await tx.outbox.findMany({ where: { appliedAt: null }, orderBy: { id: 'asc' }, take: BATCH })
      ids = entries.map(({ id }) => id)
      const last = [...new Map(entries.map((entry) => [entry.documentId, entry])).values()]
      const puts = last.flatMap(({ action, payload }) => (action === OutboxAction.PUT && payload ? [payload as unknown as SearchDocument] : []))
      const drops = last.flatMap(({ action, documentId }) => (action === OutboxAction.DROP ? [documentId] : []))
      if (drops.length) await engine.drop(drops)
      if (puts.length) await engine.put(puts)
      if (ids.length) await tx.outbox.updateMany({ where: { id: { in: ids } }, data: { appliedAt: now ?? new Date() } })
      return ids.length
    }, PATIENCE)
  } catch (error) {
    if (ids.length) await prisma.outbox.updateMany({ where: { id: { in: ids } }, data: { attempts: { increment: 1 }, lastError: error instanceof Error ? error.message : String(error) } })
    throw error
  }
}
