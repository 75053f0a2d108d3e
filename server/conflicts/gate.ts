// The hard gate: every rule's answer about an expert for an enquiry, with basis, window, evidence and what would change it. Pure.
import { isDay } from '../calendar.ts'
import { InvalidInput } from '../errors.ts'
import { GATE_RULES, type EnquiryFacts, type ExpertFacts, type Gate, type GateFinding, type GateRule, type OrganisationName } from '../matching/model.ts'
import { BASES, RULE_NAMES, tellBasis, windowOf } from './bases.ts'
import { indexDecisions, settle, unwantedProblem, type Decision } from './decisions.ts'
import type { Organisations } from './directory.ts'
import { subjectOf, type Subject } from './identity.ts'
import { interest, kinOfHeads, partyOrKin } from './kin-rules.ts'
import { tiesOf, type Case, type Hit, type Look, type Rule } from './look.ts'
import { earlierOpinion, earlierPart, unwanted } from './matter-rules.ts'
import { createPartyIndex } from './party-index.ts'
import { licensedNeeds, qualified } from './qualification.ts'
import { adviser, contacts, employed, formerOfficial, otherRelations, sameEntity } from './tie-rules.ts'
import { WINDOW_YEARS } from './windows.ts'

export interface GateSettings {
  /** Of C6, C7 and C11; at least `WINDOW_YEARS`. */
  windowYears?: number
}

export interface GateDeps {
  organisations: Organisations
  settings?: GateSettings
  decisions?: readonly Decision[]
}

const RULES: Readonly<Record<GateRule, Rule>> = {
  C1: partyOrKin, C2: kinOfHeads, C3: interest, C4: earlierPart, C5: earlierOpinion, C6: employed, C7: adviser, C8: sameEntity, C9: contacts, C10: formerOfficial, C11: otherRelations, C12: unwanted, Q1: qualified,
}
const BASIS_TEXTS = new Map(GATE_RULES.map((rule) => [rule, BASES[rule].map(tellBasis).join('；')]))

/** How many hits and notes a finding tells before it only counts. */
const MOST_TOLD = 5
/** Organisations remembered between enquiries; beyond it memory is given back and they are read anew. */
const MOST_REMEMBERED = 100_000

/** Findings by rule, sources and number of facts checked: most experts pass a rule for the same reason. */
interface Prepared extends Case {
  passes: Map<GateRule, Map<string, GateFinding[]>>
}

/** @throws InvalidInput when the window is shorter than the law's, or longer than a working life */
export function windowYears({ windowYears: years = WINDOW_YEARS }: GateSettings = {}): number {
  if (Number.isInteger(years) && years >= WINDOW_YEARS && years <= 50) return years
  throw new InvalidInput([{ pointer: '/windowYears', detail: `回避年限只能是 ${WINDOW_YEARS} 至 50 的整数：可以延长，不能短于 ${WINDOW_YEARS} 年` }])
}

/**
 * The gate over one state of organisations and decisions. An enquiry is prepared at its first expert and remembered by its object:
 * facts are values and must not be changed afterwards.
 *
 * @throws InvalidInput for settings, decisions or an enquiry that cannot be used
 */
export function createGate({ organisations, settings = {}, decisions = [] }: GateDeps): Gate {
  const years = windowYears(settings)
  const decided = indexDecisions(decisions)
  const subjects = new Map<string, Subject>()
  const cases = new WeakMap<EnquiryFacts, Prepared>()

  function subject(organisation: OrganisationName): Subject {
    const place = organisation.uscc ? `${organisation.name}\u0000${organisation.uscc}` : organisation.name
    const before = subjects.get(place)
    if (before) return before
    if (subjects.size >= MOST_REMEMBERED) subjects.clear()
    const made = subjectOf(organisation, organisations)
    subjects.set(place, made)
    return made
  }

  function prepare(enquiry: EnquiryFacts): Prepared {
    if (!isDay(enquiry.on)) throw new InvalidInput([{ pointer: '/on', detail: '核对日期要写成 YYYY-MM-DD，例如 2026-05-01' }])
    const index = createPartyIndex(enquiry, organisations, subject)
    const problem = unwantedProblem(enquiry, index.principals)
    if (problem) throw new InvalidInput([{ pointer: '/unwanted', detail: problem }])
    const prepared = { enquiry, on: enquiry.on, index, organisations, subject, years, needs: licensedNeeds(enquiry.facets.needs), passes: new Map<GateRule, Map<string, GateFinding[]>>() }
    cases.set(enquiry, prepared)
    return prepared
  }

  return (expert: ExpertFacts, enquiry: EnquiryFacts): GateFinding[] => {
    const c = cases.get(enquiry) ?? prepare(enquiry)
    const ties = tiesOf(expert)
    const own = decided.get(expert.id)
    return GATE_RULES.map((rule) => {
      const look = RULES[rule](expert, ties, c)
      if (!own) return look.hits.length === 0 ? pass(rule, look, c) : found(rule, look.hits, years)
      const { hits, dismissed } = settle(rule, look.hits, own, c)
      return hits.length > 0 ? found(rule, hits, years) : pass(rule, dismissed.length > 0 ? { ...look, notes: [...dismissed, ...look.notes] } : look, c)
    })
  }
}

/** A finding that many experts share is one object, and frozen. */
function pass(id: GateRule, look: Look, c: Prepared): GateFinding {
  if (look.notes.length > 0) return passed(id, look, c)
  let bySources = c.passes.get(id)
  if (!bySources) c.passes.set(id, (bySources = new Map()))
  const sources = look.sources.length === 1 ? look.sources[0]! : look.sources.join('、')
  let byNumber = bySources.get(sources)
  if (!byNumber) bySources.set(sources, (byNumber = []))
  return (byNumber[look.checked] ??= Object.freeze(passed(id, look, c)))
}

function passed(id: GateRule, { checked, sources, notes }: Look, c: Prepared): GateFinding {
  const what = id === 'Q1' ? '核对了资格、工作语言、状态、在办数与保密承诺' : checked === 0 ? '专家没有登记这类关系' : `核对了 ${checked} 项登记`
  const met = id === 'Q1' ? '均符合' : checked === 0 ? '' : `，未见与当事人（${c.index.principals} 方）、代理人（${c.index.agents} 方）的冲突`
  const from = sources.length > 0 ? `（来源：${sources.join('、')}）` : ''
  const evidence = `${RULE_NAMES[id]}：截至 ${c.on}，${what}${from}${met}${tellAll(notes, '；')}`
  return { id, result: 'pass', basis: BASIS_TEXTS.get(id)!, window: windowOf(id, c.years), evidence, remedy: null, freeFrom: null }
}

const tellAll = (texts: readonly string[], before = ''): string => (texts.length === 0 ? '' : `${before}${texts.slice(0, MOST_TOLD).join('；')}${texts.length > MOST_TOLD ? `；等 ${texts.length} 项` : ''}`)

function found(id: GateRule, hits: readonly Hit[], years: number): GateFinding {
  const excluding = hits.filter(({ result }) => result === 'exclude')
  const told = [...excluding, ...hits.filter(({ result }) => result === 'decide')]
  const freeFrom = hits.every((hit) => hit.freeFrom !== null) ? latest(hits.map((hit) => hit.freeFrom!)) : null
  return {
    id,
    result: excluding.length > 0 ? 'exclude' : 'decide',
    basis: BASIS_TEXTS.get(id)!,
    window: windowOf(id, years),
    evidence: tellAll(told.map(({ evidence }) => evidence)),
    remedy: remedyOf(told, freeFrom),
    freeFrom,
  }
}

/** Of several ends the latest is the one that matters. */
function remedyOf(hits: readonly Hit[], freeFrom: string | null): string {
  if (freeFrom) return hits.find((hit) => hit.freeFrom === freeFrom)!.remedy
  return [...new Set(hits.map(({ remedy }) => remedy))].join('；')
}

const latest = (days: readonly string[]): string => days.reduce((late, day) => (day > late ? day : late))

/** The smallest change after which no finding stands in the way; null when nothing does. Time that clears all is told as one day. */
export function smallestChange(findings: readonly GateFinding[]): string | null {
  const standing = findings.filter(({ result }) => result !== 'pass')
  if (standing.length === 0) return null
  const dated = standing.filter(({ freeFrom, result }) => freeFrom && result === 'exclude')
  const day = dated.length > 0 ? latest(dated.map(({ freeFrom }) => freeFrom!)) : null
  const remedies = standing.filter((finding) => !dated.includes(finding) || finding.freeFrom === day).map(({ remedy }) => remedy!)
  return [...new Set(remedies)].join('；并且')
}
