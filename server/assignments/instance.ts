// What an assignment is asked for: experts, enquiries, the scores of eligible pairs; checked and brought into one order. Pure.
import { createHash } from 'node:crypto'
import { InvalidInput, type Issue } from '../errors.ts'

export interface AssignableExpert {
  id: string
  /** Of a panel, one employer has one seat at most; null when there is none. */
  employer: string | null
  /** `legal`, `technical` …: what roles ask for. */
  types: string[]
  /** Matters at one time, those in hand (`load`) included. */
  cap: number
  load: number
  /** Matters the expert is to have afterwards, those in hand included. */
  minLoad?: number
}

export interface Role {
  type: string
  atLeast: number
}

export interface AssignableEnquiry {
  id: string
  /** Seats of the panel. */
  size: number
  roles: Role[]
  /** How many alternates to name. */
  alternates: number
  /** Experts who must sit on the panel. */
  forced?: string[]
  /** Experts who must not. */
  forbidden?: string[]
}

export interface ScoredPair {
  expertId: string
  enquiryId: string
  /** Integer, 0…1000. */
  score: number
}

/** One batch. `pairs` holds the eligible ones only: whom the gate excludes has no pair, and nothing here invents one. */
export interface Instance {
  experts: AssignableExpert[]
  enquiries: AssignableEnquiry[]
  pairs: ScoredPair[]
  /** Orders what the scores leave equal. */
  seed: string
}

export interface Candidate {
  expert: number
  score: number
  /** 0…999 by seed, expert and enquiry; worth less than one point over a whole batch. */
  tie: number
}

/** An instance in its one order: experts and enquiries by id, candidates best first; indices instead of ids. */
export interface Batch {
  experts: (AssignableExpert & { places: number })[]
  enquiries: (Omit<AssignableEnquiry, 'forced' | 'forbidden'> & { forced: number[]; candidates: Candidate[] })[]
  seed: string
}

/** A panel is the indices of its experts, ascending; one for each enquiry of the batch. */
export type Panels = number[][]

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byId = (a: { id: string }, b: { id: string }): number => compare(a.id, b.id)
const isCount = (value: number | undefined): boolean => value === undefined || (Number.isSafeInteger(value) && value >= 0)

/** The hash that orders equal scores: SHA-256 over the three texts, lengths in front, so that no two triples run together. */
export function tieOf(seed: string, expertId: string, enquiryId: string): number {
  const text = [seed, expertId, enquiryId].map((part) => `${part.length}:${part}`).join('')
  return createHash('sha256').update(text).digest().readUInt32BE(0) % 1000
}

/** The best come first; the hash decides between equal scores, the order of ids between equal hashes. */
export const byRank = (a: Candidate, b: Candidate): number => b.score - a.score || b.tie - a.tie || a.expert - b.expert

/** Throws InvalidInput naming everything that is wrong. */
export function checkInstance(instance: Instance): void {
  const issues = faultsOf(instance)
  if (issues.length) throw new InvalidInput(issues)
}

/** The same batch for the same instance in whatever order it was written. Throws InvalidInput. */
export function orderInstance(instance: Instance): Batch {
  checkInstance(instance)
  const experts = instance.experts
    .toSorted(byId)
    .map((expert) => ({ ...expert, types: [...new Set(expert.types)].toSorted(), places: Math.max(0, expert.cap - expert.load) }))
  const indexOf = new Map(experts.map(({ id }, index) => [id, index]))
  const candidates = new Map<string, Candidate[]>(instance.enquiries.map(({ id }) => [id, []]))
  for (const { expertId, enquiryId, score } of instance.pairs)
    candidates.get(enquiryId)!.push({ expert: indexOf.get(expertId)!, score, tie: tieOf(instance.seed, expertId, enquiryId) })
  const enquiries = instance.enquiries.toSorted(byId).map(({ forced = [], forbidden = [], ...enquiry }) => {
    const out = new Set(forbidden.map((id) => indexOf.get(id)!))
    return {
      ...enquiry,
      roles: mergeRoles(enquiry.roles),
      forced: [...new Set(forced.map((id) => indexOf.get(id)!))].toSorted((a, b) => a - b),
      candidates: candidates
        .get(enquiry.id)!
        .filter(({ expert }) => !out.has(expert))
        .toSorted(byRank),
    }
  })
  return { experts, enquiries, seed: instance.seed }
}

/** One entry a type, the highest demand counting. */
function mergeRoles(roles: readonly Role[]): Role[] {
  const most = new Map<string, number>()
  for (const { type, atLeast } of roles) most.set(type, Math.max(atLeast, most.get(type) ?? 0))
  return [...most]
    .filter(([, atLeast]) => atLeast > 0)
    .map(([type, atLeast]) => ({ type, atLeast }))
    .toSorted((a, b) => compare(a.type, b.type))
}

function faultsOf({ experts, enquiries, pairs }: Instance): Issue[] {
  const issues: Issue[] = []
  const fault = (pointer: string, detail: string): void => void issues.push({ pointer, detail })
  const expertIds = new Set(experts.map(({ id }) => id))
  const enquiryIds = new Set(enquiries.map(({ id }) => id))
  if (enquiries.length === 0) fault('#/enquiries', '没有需求；请至少选一项')
  if (expertIds.size < experts.length) fault('#/experts', '专家编号重复；每位专家只能出现一次')
  if (enquiryIds.size < enquiries.length) fault('#/enquiries', '需求编号重复；每项需求只能出现一次')
  experts.forEach(({ cap, load, minLoad }, i) => {
    if (![cap, load, minLoad].every(isCount)) fault(`#/experts/${i}`, 'cap、load、minLoad 须为不小于 0 的整数')
  })
  enquiries.forEach(({ size, roles, alternates, forced = [], forbidden = [] }, i) => {
    if (!isCount(size) || size === 0) fault(`#/enquiries/${i}/size`, '席位数须为正整数')
    if (!isCount(alternates)) fault(`#/enquiries/${i}/alternates`, '候补人数须为不小于 0 的整数')
    if (!roles.every(({ atLeast }) => isCount(atLeast))) fault(`#/enquiries/${i}/roles`, '每类专家的最低人数须为不小于 0 的整数')
    if (![...forced, ...forbidden].every((id) => expertIds.has(id))) fault(`#/enquiries/${i}`, 'forced 或 forbidden 里有名单之外的专家；请核对编号')
  })
  const seen = new Set<string>()
  pairs.forEach(({ expertId, enquiryId, score }, i) => {
    const key = JSON.stringify([expertId, enquiryId])
    if (!expertIds.has(expertId) || !enquiryIds.has(enquiryId)) fault(`#/pairs/${i}`, '分数所指的专家或需求不在名单里；请核对编号')
    else if (seen.has(key)) fault(`#/pairs/${i}`, '同一专家对同一需求有两个分数；请只留一个')
    if (!isCount(score) || score > 1000) fault(`#/pairs/${i}/score`, '分数须为 0 到 1000 的整数')
    seen.add(key)
  })
  return issues
}

/** Only the best `keep` candidates of each enquiry, and whoever is forced. */
export function prune(batch: Batch, keep: number): Batch {
  const enquiries = batch.enquiries.map((enquiry) => ({
    ...enquiry,
    candidates: enquiry.candidates.filter(({ expert }, rank) => rank < keep || enquiry.forced.includes(expert)),
  }))
  return { ...batch, enquiries }
}
