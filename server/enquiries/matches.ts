// Matching for an enquiry: over its sealed facts and what officers decided about it, the answer kept without a word of them.
import { mintId } from '../../indexer/index.ts'
import type { MatchRun, Prisma } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit } from '../audit/audit.ts'
import { checkConflicts, type ConflictCheck } from '../conflicts/conflicts.ts'
import type { Decision } from '../conflicts/decisions.ts'
import type { ConflictDecisionForm } from '../conflicts/schema.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { MatchAnswer } from '../matching/matching.ts'
import type { EnquiryFacts, GateRule } from '../matching/model.ts'
import type { Matcher } from '../matching/pool.ts'
import { aboutEnquiry, findVisible, mayHandle, readFacts, type EnquiriesDeps } from './enquiries.ts'

export interface MatchesDeps extends EnquiriesDeps {
  matcher: Matcher
}

/** In which states an officer may still look for experts. */
const MATCHABLE = new Set(['TRIAGED', 'CONFLICT_CHECK', 'MATCHING', 'DRAWING', 'INVITED'])

async function handled({ prisma }: Pick<EnquiriesDeps, 'prisma'>, actor: Actor, id: string) {
  const found = await findVisible({ prisma }, actor, id)
  demand(actor, 'enquiry:handle')
  if (!mayHandle(actor, found)) throw new NotFound('没有这个需求')
  return found
}

export async function factsOfEnquiry({ prisma, sealing, matcher }: MatchesDeps, id: string): Promise<EnquiryFacts> {
  const enquiry = await prisma.enquiry.findUniqueOrThrow({ where: { id } })
  const { facts, parties } = await readFacts(prisma, sealing, id)
  const { title, fields, industries, needs, jurisdictions, languages, region, procedure } = enquiry
  return {
    id,
    title,
    text: facts,
    facets: { fields, industries, needs, jurisdictions, languages, region },
    parties: parties.map(({ name, uscc, role, people }) => ({ name, uscc: uscc ?? null, role, ...(people && { people }) })),
    unwanted: parties.flatMap(({ unwanted }) => unwanted ?? []),
    matter: id,
    procedure,
    on: matcher.today(),
  }
}

export async function decisionsOf({ prisma }: Pick<EnquiriesDeps, 'prisma'>, enquiryId: string): Promise<Decision[]> {
  const rows = await prisma.conflictDecision.findMany({ where: { OR: [{ enquiryId }, { enquiryId: null }] }, orderBy: { at: 'asc' } })
  return rows.map(({ expertId, rule, subject, verdict, reason, actorId, at }) => ({ expertId, rule: rule as GateRule, ...(JSON.parse(subject) as Pick<Decision, 'organisation' | 'matter'>), verdict: verdict === 'dismissed' ? 'dismissed' : 'upheld', reason, actor: actorId, at: at.toISOString() }))
}

/** The gate's answer about named experts for an enquiry, over its sealed facts and what was decided about it; whoever is not in the pool is left out. */
export async function checkExperts(deps: MatchesDeps, id: string, expertIds: readonly string[]): Promise<ConflictCheck[]> {
  const { matcher } = deps
  const [facts, decisions, { experts }] = await Promise.all([factsOfEnquiry(deps, id), decisionsOf(deps, id), matcher.snapshot()])
  const named = new Set(expertIds)
  return checkConflicts(experts.filter((expert) => named.has(expert.id)), facts, await matcher.gate(decisions))
}

/** One expert, for whoever handles the enquiry; null of those who are not in the pool. Throws NotFound. */
export async function checkExpert(deps: MatchesDeps, actor: Actor, id: string, expertId: string): Promise<{ enquiry: { id: string; title: string }; expert: { id: string; name: string }; check: ConflictCheck | null }> {
  const { title } = await handled(deps, actor, id)
  const expert = await deps.prisma.expert.findUnique({ where: { id: expertId }, select: { id: true, name: true } })
  if (!expert) throw new NotFound('没有这位专家')
  const [check = null] = await checkExperts(deps, id, [expertId])
  return { enquiry: { id, title }, expert, check }
}

/** Stored: who asked, when, over which snapshot, and the whole answer. */
export async function matchEnquiry(deps: MatchesDeps, actor: Actor, id: string, { size, explain }: { size: number; explain: boolean }, requestId?: string): Promise<{ id: string; at: string; answer: MatchAnswer }> {
  const { prisma, matcher } = deps
  const enquiry = await handled(deps, actor, id)
  if (!MATCHABLE.has(enquiry.state)) throw new Conflict('这个需求现在不能匹配：请先受理')
  const answer = await matcher.match(await factsOfEnquiry(deps, id), { size, explain, decisions: await decisionsOf(deps, id) })
  const run = await changeWithAudit<MatchRun>(prisma, (made: MatchRun) => aboutEnquiry(actor, 'match:run', id, requestId, { run: made.id, snapshot: answer.snapshot, eligible: answer.eligible }), (tx) => tx.matchRun.create({ data: { id: mintId(), enquiryId: id, actorId: actor.id, snapshot: answer.snapshot, result: answer as unknown as Prisma.InputJsonObject } }))
  return { id: run.id, at: run.at.toISOString(), answer }
}

export async function lastMatch(deps: Pick<MatchesDeps, 'prisma'>, actor: Actor, id: string): Promise<{ id: string; at: string; answer: MatchAnswer } | null> {
  await findVisible(deps, actor, id)
  const run = await deps.prisma.matchRun.findFirst({ where: { enquiryId: id }, orderBy: { at: 'desc' } })
  return run && { id: run.id, at: run.at.toISOString(), answer: run.result as unknown as MatchAnswer }
}

/** A finding that a person has to decide: dismissed or upheld, with reason and name, for this enquiry. */
export async function decideFinding(deps: MatchesDeps, actor: Actor, id: string, { expertId, rule, organisation, matter, verdict, reason }: ConflictDecisionForm, requestId?: string): Promise<void> {
  await handled(deps, actor, id)
  demand(actor, 'conflict:decide')
  await changeWithAudit(deps.prisma, { ...aboutEnquiry(actor, 'conflict:decide', id, requestId, { expert: expertId, rule, verdict }) }, async (tx) => {
    if (!(await tx.expert.findUnique({ where: { id: expertId }, select: { id: true } }))) throw new NotFound('没有这位专家')
    await tx.conflictDecision.create({ data: { id: mintId(), enquiryId: id, expertId, rule, subject: JSON.stringify({ ...(organisation && { organisation }), ...(matter && { matter }) }), verdict, reason, actorId: actor.userId ?? actor.id ?? '' } })
  })
}
