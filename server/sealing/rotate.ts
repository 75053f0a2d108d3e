// Seals again, with the current key, whatever an older one still seals; can be stopped, begun again, and run beside the service.
import type { PrismaClient } from '../../prisma/client.ts'
import { SealBroken, SealingKeyMissing, type Sealing } from './sealing.ts'

const BATCH = 100

export interface Rotation {
  resealed: number
  /** Rows that do not open: the key is missing from SEALING_KEYS, or the row was changed. */
  failed: number
  /** Keys that may leave SEALING_KEYS only when this list is empty, with the number of rows that still need them. */
  stillNeeded: Record<string, number>
}

export interface RotateDeps {
  prisma: PrismaClient
  sealing: Sealing
  signal: AbortSignal
  /** Told after each batch how far it is, and of each row that does not open, in a sentence without contents. */
  report: (message: string) => void
}

/** Each row changes only if it still is what was read: whoever saves it meanwhile wins, and two rotations at once do no harm. */
export async function rotateSealed({ prisma, sealing, signal, report }: RotateDeps): Promise<Rotation> {
  const others = { not: sealing.current }
  const count = { resealed: 0, failed: 0 }
  const total = await prisma.sealedField.count({ where: { keyId: others } })
  let after = ''
  for (;;) {
    signal.throwIfAborted()
    const rows = await prisma.sealedField.findMany({ where: { keyId: others, id: { gt: after } }, orderBy: { id: 'asc' }, take: BATCH })
    if (!rows.length) break
    for (const { id, keyId, sealed, updatedAt, ...place } of rows) {
      try {
        const envelope = sealing.seal(place, sealing.open(place, { keyId, sealed }))
        const changed = await prisma.sealedField.updateMany({ where: { id, keyId, sealed }, data: { ...envelope, updatedAt } })
        count.resealed += changed.count
      } catch (error) {
        if (!(error instanceof SealingKeyMissing || error instanceof SealBroken)) throw error
        count.failed++
        report(error.message)
      }
    }
    after = rows.at(-1)!.id
    report(`${count.resealed} of ${total} sealed again`)
  }
  const left = await prisma.sealedField.groupBy({ by: ['keyId'], where: { keyId: others }, _count: { _all: true } })
  return { ...count, stillNeeded: Object.fromEntries(left.map(({ keyId, _count }) => [keyId, _count._all])) }
}
