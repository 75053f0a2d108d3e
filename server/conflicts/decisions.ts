// What officers decided about findings, applied after the rules: a dismissal clears what is for a person to decide, an upholding excludes. Pure.
import { InvalidInput } from '../errors.ts'
import type { EnquiryFacts, GateRule, OrganisationName } from '../matching/model.ts'
import type { Case, Hit } from './look.ts'
import { compareSubjects, relativesOf } from './identity.ts'
import { foldMatter } from './names.ts'

/** `upheld` pins the finding: it excludes, also where the rules find nothing. The latest decision about the same thing holds. */
export interface Decision {
  expertId: string
  rule: GateRule
  /** One of the two is needed; both together narrow it further. */
  organisation?: OrganisationName | null
  matter?: string | null
  verdict: 'dismissed' | 'upheld'
  reason: string
  actor: string
  /** Instant, ISO 8601. */
  at: string
}

export type DecisionsOf = ReadonlyMap<string, readonly Decision[]>

/** @throws InvalidInput when a decision has no scope, no reason, no actor or no instant */
export function indexDecisions(decisions: readonly Decision[]): DecisionsOf {
  const issues = decisions.flatMap((decision, at) => problemsOf(decision).map((detail) => ({ pointer: `/decisions/${at}`, detail })))
  if (issues.length > 0) throw new InvalidInput(issues)
  const byExpert = new Map<string, Decision[]>()
  for (const decision of decisions) byExpert.set(decision.expertId, [...(byExpert.get(decision.expertId) ?? []), decision])
  // Latest first; of two at one instant the upheld one, because it does less harm.
  for (const own of byExpert.values()) own.sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.verdict === b.verdict ? 0 : a.verdict === 'upheld' ? -1 : 1))
  return byExpert
}

function problemsOf({ organisation, matter, reason, actor, at }: Decision): string[] {
  return [
    !organisation?.name && !organisation?.uscc && !matter?.trim() && '请写明决定针对的单位或案件',
    !reason.trim() && '请写明理由',
    !actor.trim() && '请写明作出决定的人',
    Number.isNaN(Date.parse(at)) && '请写明作出决定的时间',
  ].filter((problem) => problem !== false)
}

/** What is left of the hits of one rule after the decisions about it. */
export interface Settled {
  hits: readonly Hit[]
  /** Evidence of what was dismissed. */
  dismissed: readonly string[]
}

export function settle(rule: GateRule, hits: readonly Hit[], decisions: readonly Decision[], c: Case): Settled {
  const own = decisions.filter((decision) => decision.rule === rule && isOfMatter(decision, c))
  if (own.length === 0) return { hits, dismissed: [] }
  const left: Hit[] = []
  const dismissed: string[] = []
  const used = new Set<Decision>()
  for (const hit of hits) {
    const decision = own.find((one) => covers(one, hit, c))
    if (decision) used.add(decision)
    if (!decision) left.push(hit)
    else if (decision.verdict === 'upheld') left.push({ ...hit, result: 'exclude', evidence: `${hit.evidence}；${tellDecision(decision)}`, remedy: OVERTURN, freeFrom: null })
    else if (hit.result === 'exclude') left.push({ ...hit, evidence: `${hit.evidence}；${tellDecision(decision)}，但本项属于法定回避，不能由决定排除` })
    else dismissed.push(`${hit.evidence}；${tellDecision(decision)}`)
  }
  return { hits: [...left, ...pinned(own, used, c)], dismissed }
}

const OVERTURN = '申请复核并由经办人撤销该项决定'

/** Upheld without a hit of today's rules: it excludes where its organisation is a party, or the matter is its own. */
function pinned(own: readonly Decision[], used: ReadonlySet<Decision>, c: Case): Hit[] {
  return own.flatMap((decision, at): Hit[] => {
    if (decision.verdict !== 'upheld' || used.has(decision)) return []
    if (own.slice(0, at).some((later) => isSameScope(later, decision, c))) return []
    if (decision.organisation && c.index.hits(decision.organisation).every(({ likeness }) => likeness === 'alike')) return []
    return [{ result: 'exclude', evidence: tellDecision(decision), remedy: OVERTURN, freeFrom: null, organisation: decision.organisation ?? null, matter: decision.matter ?? null, begun: null }]
  })
}

const tellDecision = ({ verdict, actor, at }: Decision): string => `经办人决定：${verdict === 'upheld' ? '认定回避' : '不构成冲突'}（${actor}，${at.slice(0, 10)}）`

const isOfMatter = ({ matter }: Decision, c: Case): boolean => !matter?.trim() || c.index.isMatter(matter)

/** A dismissal says nothing about ties that began after it. */
function covers(decision: Decision, hit: Hit, c: Case): boolean {
  if (decision.verdict === 'dismissed' && hit.begun !== null && hit.begun > decision.at.slice(0, 10)) return false
  if (!decision.organisation) return true
  return hit.organisation !== null && isOne(decision.organisation, hit.organisation, c)
}

function isOne(a: OrganisationName, b: OrganisationName, c: Case): boolean {
  const other = c.subject(b)
  const { likeness } = compareSubjects(c.subject(a), other, relativesOf(other.known.map(({ id }) => id), c.organisations, c.on))
  return likeness === 'same'
}

function isSameScope(a: Decision, b: Decision, c: Case): boolean {
  if (foldMatter(a.matter ?? '') !== foldMatter(b.matter ?? '')) return false
  return a.organisation && b.organisation ? isOne(a.organisation, b.organisation, c) : !a.organisation && !b.organisation
}

/** Parties may name at most this many experts each (国家自然科学基金条例第二十条末款). */
export const MOST_UNWANTED = 3

/** @returns what is wrong with the list of unsuitable experts; null when nothing is */
export function unwantedProblem({ unwanted = [], parties }: Pick<EnquiryFacts, 'unwanted' | 'parties'>, principals: number): string | null {
  const most = MOST_UNWANTED * Math.max(1, principals)
  return new Set(unwanted).size > most ? `每一方最多提出 ${MOST_UNWANTED} 位不适宜的专家；${parties.length > 0 ? `本案最多 ${most} 位，` : ''}现有 ${new Set(unwanted).size} 位` : null
}
