// Applies to the engine what transactions left in the outbox: in order, at least once, nothing lost by a crash between the two.
import type { Engine, SearchDocument } from '../../indexer/index.ts'
import { OutboxAction, type PrismaClient } from '../../prisma/client.ts'

const BATCH = 200
const KEEP_DAYS = 7

/** Stops at the first entry that the engine refuses, so that order holds; the next run tries again. */
export async function applyOutbox({ prisma, engine, signal, now = new Date() }: { prisma: PrismaClient; engine: Pick<Engine, 'put' | 'drop'>; signal: AbortSignal; now?: Date }): Promise<{ applied: number }> {
  let applied = 0
  for (;;) {
    signal.throwIfAborted()
    const entries = await prisma.outbox.findMany({ where: { appliedAt: null }, orderBy: { id: 'asc' }, take: BATCH })
    if (!entries.length) break
    for (const entry of entries) {
      try {
        if (entry.action === OutboxAction.PUT && entry.payload) await engine.put([entry.payload as unknown as SearchDocument])
        else await engine.drop([entry.documentId])
      } catch (error) {
        await prisma.outbox.update({ where: { id: entry.id }, data: { attempts: { increment: 1 }, lastError: error instanceof Error ? error.message : String(error) } })
        throw error
      }
      await prisma.outbox.update({ where: { id: entry.id }, data: { appliedAt: new Date() } })
      applied++
    }
  }
  await prisma.outbox.deleteMany({ where: { appliedAt: { lt: new Date(now.getTime() - KEEP_DAYS * 86_400_000) } } })
  return { applied }
}
