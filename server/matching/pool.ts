// Matching over the registry: the snapshot of the pool as it is now, the gate over what is known of organisations, one answer.
import type { PrismaClient } from '../../prisma/client.ts'
import type { Decision } from '../conflicts/decisions.ts'
import { createDirectory, type Organisations } from '../conflicts/directory.ts'
import { createGate, type GateSettings } from '../conflicts/gate.ts'
import { loadPool, loadsStampOf, stampOf } from '../experts/pool.ts'
import { todayInShanghai } from '../calendar.ts'
import { matchExperts, type MatchAnswer } from './matching.ts'
import type { EnquiryFacts, Gate } from './model.ts'
import { snapshotSteps, withFacts, type Snapshot } from './snapshot.ts'
import { finishInTurns } from './steps.ts'

export interface MatcherDeps {
  prisma: PrismaClient
  settings?: GateSettings
  today?: () => string
}

export interface Matcher {
  snapshot: () => Promise<Snapshot>
  /** Over what officers decided about this enquiry, if anything. */
  gate: (decisions?: readonly Decision[]) => Promise<Gate>
  match: (enquiry: EnquiryFacts, options: { size: number; explain: boolean; decisions?: readonly Decision[] }) => Promise<MatchAnswer>
  today: () => string
}

/** How old what is known of organisations may be. */
const DIRECTORY_MS = 10_000

export function createMatcher({ prisma, settings = {}, today = todayInShanghai }: MatcherDeps): Matcher {
  let kept: { texts: string; facts: string; snapshot: Snapshot } | undefined
  let building: Promise<Snapshot> | undefined
  let next: Promise<Snapshot> | undefined
  let known: { at: number; organisations: Promise<Organisations>; gate?: Gate } | undefined

  /** Texts are read again only when an expert changed; loads and terms are those of the moment. */
  async function renew(): Promise<Snapshot> {
    const day = today()
    const [texts, loads] = await Promise.all([stampOf(prisma), loadsStampOf(prisma)])
    const facts = `${day} ${loads}`
    if (kept?.texts === texts && kept.facts === facts) return kept.snapshot
    const pool = await loadPool({ prisma }, day)
    const hasSameTexts = kept?.texts === texts && (await stampOf(prisma)) === texts
    const snapshot = await finishInTurns(kept && hasSameTexts ? withFacts(kept.snapshot, pool) : snapshotSteps(pool))
    kept = { texts, facts, snapshot }
    return snapshot
  }

  const build = (): Promise<Snapshot> => (building = renew().finally(() => (building = undefined)))

  /** One build at a time; whoever asks meanwhile shares the next look, as what they have just changed may have come too late for this one. */
  function snapshot(): Promise<Snapshot> {
    if (next) return next
    if (!building) return build()
    const over = (): Promise<Snapshot> => {
      next = undefined
      return build()
    }
    return (next = building.then(over, over))
  }

  function directory(): { organisations: Promise<Organisations>; gate?: Gate } {
    if (!known || Date.now() - known.at > DIRECTORY_MS) known = { at: Date.now(), organisations: readDirectory(prisma) }
    return known
  }

  async function gate(decisions: readonly Decision[] = []): Promise<Gate> {
    const current = directory()
    const organisations = await current.organisations
    if (decisions.length) return createGate({ organisations, settings, decisions })
    return (current.gate ??= createGate({ organisations, settings }))
  }

  return {
    today,
    snapshot,
    gate,
    match: async (enquiry, { size, explain, decisions }) => {
      const [state, rules] = await Promise.all([snapshot(), gate(decisions)])
      return matchExperts(state, enquiry, { gate: rules, size, explain })
    },
  }
}

async function readDirectory({ entity, entityEdge }: PrismaClient): Promise<Organisations> {
  const [organisations, edges] = await Promise.all([entity.findMany({ include: { names: true } }), entityEdge.findMany()])
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null
  return createDirectory({ organisations, edges: edges.map(({ parentId, childId, kind, from, to }) => ({ parent: parentId, child: childId, kind, from: day(from), to: day(to) })) })
}
