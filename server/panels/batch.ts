// Reads a batch as it is now: enquiries that wait for a panel, experts with their loads, and the scores of those whom the gate lets through.
import { setImmediate as breathe } from 'node:timers/promises'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { Conflict } from '../errors.ts'
import { decisionsOf, factsOfEnquiry } from '../enquiries/matches.ts'
import type { AssignableExpert, Instance, ScoredPair } from '../assignments/instance.ts'
import { matchExperts } from '../matching/matching.ts'
import type { Matcher } from '../matching/pool.ts'
import type { Sealing } from '../sealing/sealing.ts'
import { employersOf, PANEL_RULES, rolesOf, type PanelRules } from './rules.ts'

export interface BatchDeps {
  prisma: PrismaClient
  sealing: Sealing
  matcher: Matcher
  rules?: PanelRules
}

/** What the outcome depends on besides the instance; asked about again before a plan is taken over. */
export interface Basis {
  /** Of the pool. */
  snapshot: string
  /** `eligible`: experts who may sit; `undecided`: those left out until an officer has decided about a finding. */
  enquiries: { id: string; version: number; eligible: number; undecided: number }[]
  experts: { id: string; version: number }[]
}

/** Waiting for a recommended panel; those of drawn and appointed ones are not for the solver. */
export const WAITING = { state: 'MATCHING', mode: 'RECOMMEND' } as const satisfies Prisma.EnquiryWhereInput

/** Matters in hand and seats proposed elsewhere, by expert; what is proposed for `enquiries` themselves is replaced and does not count. */
export async function loadsOf(tx: PrismaClient | Transaction, enquiries: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; load: number }[]>`
    SELECT expert_id AS id, count(*)::int AS load FROM assignment
    WHERE alternate = 0 AND (state IN ('INVITED', 'ACCEPTED', 'CHALLENGED') OR (state = 'PROPOSED' AND NOT enquiry_id = ANY(${[...enquiries]}::text[])))
    GROUP BY expert_id`
  return new Map(rows.map(({ id, load }) => [id, load]))
}

/** Throws Conflict when one of them does not wait any more, and the signal's reason. */
export async function readBatch(deps: BatchDeps, { enquiries: ids, seed, signal, report }: { enquiries: readonly string[]; seed: string; signal: AbortSignal; report: (progress: string) => void }): Promise<{ instance: Instance; basis: Basis }> {
  const { prisma, sealing, matcher, rules = PANEL_RULES } = deps
  report('正在读取需求和专家')
  const waiting = await prisma.enquiry.findMany({ where: { id: { in: [...ids] }, ...WAITING }, orderBy: { id: 'asc' } })
  const gone = ids.filter((id) => !waiting.some((enquiry) => enquiry.id === id))
  if (gone.length) throw new Conflict(`这些需求已经不在等待推荐专家：${gone.join('、')}；请去掉它们后重新求解`)
  const [snapshot, loads] = [await matcher.snapshot(), await loadsOf(prisma, ids)]
  const versions = new Map((await prisma.expert.findMany({ where: { id: { in: snapshot.experts.map(({ id }) => id) } }, select: { id: true, version: true } })).map(({ id, version }) => [id, version]))
  const pairs: ScoredPair[] = []
  const counts: Basis['enquiries'] = []
  for (const [at, { id, version }] of waiting.entries()) {
    signal.throwIfAborted()
    report(`正在评分：第 ${at + 1} 项，共 ${waiting.length} 项需求`)
    const [facts, gate] = [await factsOfEnquiry({ prisma, sealing, matcher }, id), await matcher.gate(await decisionsOf({ prisma }, id))]
    const { items } = matchExperts(snapshot, facts, { gate, size: snapshot.experts.length, explain: false })
    // A finding that nobody has decided is never a silent pass.
    const eligible = items.filter(({ undecided, expertId }) => !undecided.length && versions.has(expertId))
    for (const { expertId, score } of eligible) pairs.push({ expertId, enquiryId: id, score })
    counts.push({ id, version, eligible: eligible.length, undecided: items.length - eligible.length })
    await breathe() // other requests have their turn
  }
  const scored = new Set(pairs.map(({ expertId }) => expertId))
  const employers = employersOf(snapshot.experts)
  const experts = snapshot.experts
    .filter(({ id }) => scored.has(id))
    .map(({ id, types, load }): AssignableExpert => ({ id, employer: employers.get(id) ?? null, types: [...types], cap: load.cap, load: loads.get(id) ?? 0 }))
  return {
    instance: { experts, enquiries: waiting.map(({ id, size, alternates, procedure }) => ({ id, size, alternates, roles: rolesOf({ procedure, size }, rules) })), pairs, seed },
    basis: { snapshot: snapshot.id, enquiries: counts, experts: experts.map(({ id }) => ({ id, version: versions.get(id)! })) },
  }
}
