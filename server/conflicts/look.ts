// What a rule of the gate sees when it looks at one expert: hits, notes, and how they are told. Pure.
import type { EnquiryFacts, ExpertFacts, OrganisationName, Relation, RelationKind } from '../matching/model.ts'
import type { Organisations } from './directory.ts'
import type { Subject } from './identity.ts'
import type { PartyHit, PartyIndex, Seat } from './party-index.ts'
import { standingOf, type Standing } from './windows.ts'

/** One ground found. `organisation`, `matter` and `begun` are what a decision is held against. */
export interface Hit {
  result: 'exclude' | 'decide'
  evidence: string
  remedy: string
  /** The day from which time alone clears it; null when it never does. */
  freeFrom: string | null
  organisation: OrganisationName | null
  matter: string | null
  begun: string | null
}

/** `checked` counts the facts looked at; `notes` tell what was seen and does not count. */
export interface Look {
  checked: number
  sources: readonly string[]
  hits: readonly Hit[]
  notes: readonly string[]
}

/** One enquiry, prepared for many experts. */
export interface Case {
  enquiry: EnquiryFacts
  on: string
  index: PartyIndex
  organisations: Organisations
  subject: (organisation: OrganisationName) => Subject
  /** Window in years. */
  years: number
  needs: { appraisal: boolean; litigation: boolean; overseas: boolean }
}

/** The expert's relations, and every employment with the present one first. */
export interface Ties {
  byKind: ReadonlyMap<RelationKind, readonly Relation[]>
  jobs: readonly Relation[]
}

/** Looks at one expert; must not depend on anything but its arguments. */
export type Rule = (expert: ExpertFacts, ties: Ties, c: Case) => Look

const KINDS: Readonly<Record<RelationKind, string>> = {
  employed: '任职', director: '担任董事、监事或高管', shareholder: '持股', controller: '控股或实际控制', adviser: '担任顾问', agent: '担任代理人', kin: '近亲属', interest: '利害关系', prior_stage: '参与过在先程序',
  appraised: '鉴定或出具过意见', witness: '作过证', contact: '往来（未清债务、馈赠、宴请、私下会见等）', former_official: '曾任法官、检察官', competitor: '竞争关系', patent: '持有专利或申请', coauthor: '合著或共同发明', cocounsel: '共同代理', supervisor: '主管、监督或指导关系',
}
const SOURCES: Readonly<Record<string, string>> = { declared: '本人申报', imported: '导入', register: '企业登记', profile: '专家档案' }
export const sourceName = (source: string | null | undefined): string => (source ? (SOURCES[source] ?? source) : '专家登记')

const NOTHING: readonly never[] = []
export const EMPTY: Look = { checked: 0, sources: NOTHING, hits: NOTHING, notes: NOTHING }

export function tiesOf(expert: ExpertFacts): Ties {
  const ties = new Map<RelationKind, Relation[]>()
  for (const relation of expert.relations) {
    const same = ties.get(relation.kind)
    if (same) same.push(relation)
    else ties.set(relation.kind, [relation])
  }
  const jobs = ties.get('employed') ?? NOTHING
  return { byKind: ties, jobs: expert.employer ? [employment(expert.employer), ...jobs] : jobs }
}

export function pick({ byKind }: Ties, ...kinds: RelationKind[]): readonly Relation[] {
  let picked: readonly Relation[] = NOTHING
  for (const kind of kinds) {
    const more = byKind.get(kind)
    if (more) picked = picked.length > 0 ? [...picked, ...more] : more
  }
  return picked
}

/** The present employer as a tie that goes on. */
export const employment = (employer: OrganisationName): Relation => ({ kind: 'employed', organisation: employer, from: null, to: null, source: 'profile' })

/** 任职「…」（本人申报，2019-01-01 至 2024-03-01); the organisation as the expert's own facts write it. */
export function tell({ kind, organisation, from, to, source }: Relation): string {
  const days = from || to ? `，${from ?? '起始未填'} 至 ${to ?? '今'}` : ''
  return `${KINDS[kind]}${organisation.name ? `「${organisation.name}」` : ''}（${sourceName(source)}${days}）`
}

export const toDecide = '由经办人核实后作出决定'
export const toCompare = '核对是否同一单位：补登双方的统一社会信用代码，或由经办人作出决定'
const AHEAD = '该关系尚未开始：取消它，或由经办人作出决定'
const UNCLEAR = '更正这项关系的起止日期'

export interface TieRule {
  effect: 'exclude' | 'decide'
  /** 0 counts while it lasts. */
  years: number
  seats: readonly Seat[]
  /** Instead of what the window says. */
  remedy?: string
  /** Whether a hit with the party counts at all; told as a note otherwise. */
  counts?: (relation: Relation, hit: PartyHit) => string | null
}

/** Holds ties against the parties: exact and group hits have the rule's effect, near names and doubtful dates are for a person to decide. */
export function lookAtTies(relations: readonly Relation[], c: Case, { effect, years, seats, remedy, counts }: TieRule): Look {
  if (relations.length === 0) return EMPTY
  let hits: Hit[] | null = null
  let notes: string[] | null = null
  for (const relation of relations) {
    for (const hit of c.index.hits(relation.organisation)) {
      if (!seats.includes(hit.seat)) continue
      const told = `${tell(relation)}；与${hit.role}：${hit.because}`
      const waived = counts?.(relation, hit) ?? null
      const standing = standingOf(relation, c.on, years)
      if (waived) (notes ??= []).push(`${told}；${waived}`)
      else if (standing.state === 'past') (notes ??= []).push(`${told}；自 ${standing.freeFrom} 起不再计入`)
      else (hits ??= []).push(hitOf(relation, told, { standing, isAlike: hit.likeness === 'alike', effect, years, remedy: remedy ?? null }))
    }
  }
  return { checked: relations.length, sources: sourcesOf(relations), hits: hits ?? NOTHING, notes: notes ?? NOTHING }
}

interface Judged {
  standing: Standing
  isAlike: boolean
  effect: 'exclude' | 'decide'
  years: number
  remedy: string | null
}

export function hitOf(relation: Relation, evidence: string, { standing: { state, freeFrom }, isAlike, effect, years, remedy }: Judged): Hit {
  const about = { organisation: relation.organisation, matter: relation.matter ?? null, begun: relation.from }
  if (isAlike) return { ...about, result: 'decide', evidence, remedy: toCompare, freeFrom: null }
  if (state === 'unclear') return { ...about, result: 'decide', evidence: `${evidence}；起止日期有误`, remedy: UNCLEAR, freeFrom: null }
  if (state === 'ahead') return { ...about, result: 'decide', evidence, remedy: AHEAD, freeFrom: null }
  const inTime = freeFrom ? untilFree(years, freeFrom) : years > 0 ? `结束该关系并补登结束日期，期限满 ${years} 年后` : '结束该关系并补登结束日期后'
  return { ...about, result: effect, evidence, remedy: remedy ?? (effect === 'decide' ? `${toDecide}；或${inTime}` : inTime), freeFrom }
}

export const untilFree = (years: number, freeFrom: string): string => `期限满 ${years} 年后，即 ${freeFrom} 起`

/** Distinct, in order of appearance. */
export function sourcesOf(relations: readonly Relation[]): readonly string[] {
  const sources: string[] = []
  for (const { source } of relations) {
    const name = sourceName(source)
    if (!sources.includes(name)) sources.push(name)
  }
  return sources
}

/** Several looks as one. */
export function together(...looks: readonly Look[]): Look {
  const seen = looks.filter((look) => look !== EMPTY)
  if (seen.length <= 1) return seen[0] ?? EMPTY
  return { checked: seen.reduce((sum, { checked }) => sum + checked, 0), sources: [...new Set(seen.flatMap(({ sources }) => sources))], hits: seen.flatMap(({ hits }) => hits), notes: seen.flatMap(({ notes }) => notes) }
}
