// What is taken down now, as this process knows it: read from the database at most ten seconds ago, so that a decision made elsewhere counts here too.
import type { Engine, Library } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { dayInShanghai } from '../calendar.ts'
import { DomainFailure } from '../errors.ts'
import { engineWithout, withoutTakenDown, type TakenDown } from './hidden.ts'

export interface TakedownLedger {
  /** Without what is taken down. Throws `database-unavailable` until the decisions could be read once: nothing is shown by mistake. */
  library: () => Library
  engine: Engine
  /** With it: for those who decide. */
  whole: () => Library
  /** Before each request. When the decisions cannot be read, those that are known stay in force. */
  keepFresh: () => Promise<void>
  /** After a decision of this process. */
  reread: () => Promise<void>
}

const FRESH_MS = 10_000

/** The decisions that stand. */
export async function readTakenDown({ takedown }: Pick<PrismaClient, 'takedown'>): Promise<TakenDown> {
  const rows = await takedown.findMany({ where: { liftedAt: null }, select: { documentId: true, reason: true, at: true } })
  return new Map(rows.map(({ documentId, reason, at }) => [documentId, { reason, date: dayInShanghai(at) }]))
}

export interface LedgerDeps {
  prisma: Pick<PrismaClient, 'takedown'>
  library: () => Library
  engine: Engine
  log: { warn: (details: object, message: string) => void }
  now?: () => number
}

export function createTakedownLedger({ prisma, library: whole, engine, log, now = Date.now }: LedgerDeps): TakedownLedger {
  let known: TakenDown | undefined
  let askedAt = -Infinity
  let view: { of: Library; takenDown: TakenDown; library: Library } | undefined
  // One after the other: an answer that was asked for before a decision never replaces one from after it.
  let reading: Promise<void> = Promise.resolve()

  const current = (): TakenDown => {
    if (!known) throw new DomainFailure('database-unavailable', '数据库暂时不可用，请稍候再试')
    return known
  }

  function reread(): Promise<void> {
    askedAt = now()
    reading = reading.then(async () => {
      try {
        known = await readTakenDown(prisma)
      } catch (error) {
        log.warn({ err: error }, 'the takedowns could not be read')
      }
    })
    return reading
  }

  return {
    whole,
    engine: engineWithout(engine, current),
    reread,
    keepFresh: () => (now() - askedAt < FRESH_MS ? reading : reread()),
    library: () => {
      const of = whole()
      const takenDown = current()
      if (view?.of !== of || view.takenDown !== takenDown) view = { of, takenDown, library: withoutTakenDown(of, takenDown) }
      return view.library
    },
  }
}
