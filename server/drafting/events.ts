// What happened to a standard's project, in its own book: who, when, on what evidence. Rows are added, never changed.
import type { Prisma, StandardState } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'

export interface Deed {
  projectId: string
  /** A move of states.ts, or a deed that moves nothing: `draft_kept`, `consultation_closed`, `reminded`. */
  deed: string
  from?: StandardState | null
  to?: StandardState | null
  actorId: string | null
  reason?: string
  /** Ids, digests, days and counts that the deed rests on. */
  evidence?: Prisma.InputJsonObject
}

export async function noteDeed(tx: Transaction, { projectId, deed, from = null, to = null, actorId, reason = '', evidence = {} }: Deed): Promise<void> {
  await tx.standardEvent.create({ data: { projectId, deed, from, to, actorId, reason, evidence }, select: { id: true } })
}
