// Reads a batch as it is now: enquiries that wait for a panel, experts with their loads, and the scores of those whom the gate lets through.
import { setImmediate as breathe } from 'node:timers/promises'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { Conflict } from '../errors.ts'
import { decisionsOf, factsOfEnquiry } from '../enquiries/matches.ts'
import type { AssignableEnquiry, AssignableExpert, Instance, ScoredPair } from '../assignments/instance.ts'
import { matchExperts } from '../matching/matching.ts'
import { OCCUPYING } from '../invitations/states.ts'
import type { Matcher } from '../matching/pool.ts'
import type { Sealing } from '../sealing/sealing.ts'
import { employersOf, PANEL_RULES, rolesLeft, rolesOf, type PanelRules } from './rules.ts'

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
  const rows = await prisma.expert.findMany({ where: { id: { in: snapshot.experts.map(({ id }) => id) } }, select: { id: true, version: true, userId: true } })
  const people = new Map(rows.map((row) => [row.id, row]))
  const employers = employersOf(snapshot.experts)
  const earlier = await readEarlier(prisma, ids)
  const pairs: ScoredPair[] = []
  const counts: Basis['enquiries'] = []
  const seats: AssignableEnquiry[] = []
  for (const [at, { id, version, size, alternates, procedure, requesterId }] of waiting.entries()) {
    signal.throwIfAborted()
    report(`正在评分：第 ${at + 1} 项，共 ${waiting.length} 项需求`)
    const [facts, gate] = [await factsOfEnquiry({ prisma, sealing, matcher }, id), await matcher.gate(await decisionsOf({ prisma }, id))]
    const { items } = matchExperts(snapshot, facts, { gate, size: snapshot.experts.length, explain: false })
    const asked = earlier.get(id) ?? []
    const seated = snapshot.experts.filter((expert) => asked.some(({ expertId, isSeated }) => isSeated && expertId === expert.id))
    const taken = new Set(seated.flatMap((expert) => employers.get(expert.id) ?? []))
    // Nobody is asked twice, nobody judges a matter of their own, and seats that are taken count for employers and types.
    const maySit = (expertId: string): boolean => people.has(expertId) && people.get(expertId)!.userId !== requesterId && !asked.some((one) => one.expertId === expertId) && !taken.has(employers.get(expertId) ?? '')
    const fitting = items.filter(({ expertId }) => maySit(expertId))
    // A finding that nobody has decided is never a silent pass.
    const eligible = fitting.filter(({ undecided }) => !undecided.length)
    for (const { expertId, score } of eligible) pairs.push({ expertId, enquiryId: id, score })
    counts.push({ id, version, eligible: eligible.length, undecided: fitting.length - eligible.length })
    const left = size - asked.filter(({ isSeated }) => isSeated).length
    if (left < 1) throw new Conflict(`需求 ${id} 的席位都已经有人；请去掉它后重新求解`)
    seats.push({ id, size: left, alternates, roles: rolesLeft(rolesOf({ procedure, size }, rules), seated) })
    await breathe() // other requests have their turn
  }
  const scored = new Set(pairs.map(({ expertId }) => expertId))
  const experts = snapshot.experts
    .filter(({ id }) => scored.has(id))
    .map(({ id, types, load }): AssignableExpert => ({ id, employer: employers.get(id) ?? null, types: [...types], cap: load.cap, load: loads.get(id) ?? 0 }))
  return {
    instance: { experts, enquiries: seats, pairs, seed },
    basis: { snapshot: snapshot.id, enquiries: counts, experts: experts.map(({ id }) => ({ id, version: people.get(id)!.version })) },
  }
}

/** Who was asked before for these enquiries, whatever came of it, and whether they hold a seat. */
async function readEarlier(prisma: PrismaClient, enquiries: readonly string[]): Promise<Map<string, { expertId: string; isSeated: boolean }[]>> {
  const rows = await prisma.assignment.findMany({ where: { enquiryId: { in: [...enquiries] }, state: { not: 'PROPOSED' } }, select: { enquiryId: true, expertId: true, state: true } })
  const earlier = new Map<string, { expertId: string; isSeated: boolean }[]>()
  for (const { enquiryId, expertId, state } of rows) earlier.set(enquiryId, [...(earlier.get(enquiryId) ?? []), { expertId, isSeated: OCCUPYING.includes(state) }])
  return earlier
}
