// Applies to the engine what transactions left in the outbox: in order, at least once, nothing lost by a crash between the two.
import type { Engine, SearchDocument } from '../../indexer/index.ts'
import { OutboxAction, type PrismaClient } from '../../prisma/client.ts'

const BATCH = 200
const KEEP_DAYS = 7

/** A batch is applied as a whole: of several changes to one document only the last counts. The next run tries again what failed. */
export async function applyOutbox({ prisma, engine, signal, now = new Date() }: { prisma: PrismaClient; engine: Pick<Engine, 'put' | 'drop'>; signal: AbortSignal; now?: Date }): Promise<{ applied: number }> {
  let applied = 0
  for (;;) {
    signal.throwIfAborted()
    const entries = await prisma.outbox.findMany({ where: { appliedAt: null }, orderBy: { id: 'asc' }, take: BATCH })
    if (!entries.length) break
    const where = { id: { in: entries.map(({ id }) => id) } }
    const last = [...new Map(entries.map((entry) => [entry.documentId, entry])).values()]
    const puts = last.flatMap(({ action, payload }) => (action === OutboxAction.PUT && payload ? [payload as unknown as SearchDocument] : []))
    const drops = last.flatMap(({ action, documentId }) => (action === OutboxAction.DROP ? [documentId] : []))
    try {
      if (drops.length) await engine.drop(drops)
      if (puts.length) await engine.put(puts)
    } catch (error) {
      await prisma.outbox.updateMany({ where, data: { attempts: { increment: 1 }, lastError: error instanceof Error ? error.message : String(error) } })
      throw error
    }
    await prisma.outbox.updateMany({ where, data: { appliedAt: now } })
    applied += entries.length
  }
  await prisma.outbox.deleteMany({ where: { appliedAt: { lt: new Date(now.getTime() - KEEP_DAYS * 86_400_000) } } })
  return { applied }
}
