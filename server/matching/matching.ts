// Which experts suit an enquiry, in which order and why; those whom the gate keeps out come with the rule that does.
import type { FacetMatch } from './domain.ts'
import { confidenceOf, countDocuments, explainDocuments, explainFacets, explainParts, THIN, type Confidence, type DocumentShare } from './explain.ts'
import { GATE_RULES, type EnquiryFacts, type Gate, type GateFinding, type GateRule } from './model.ts'
import { readAgainst, scorer, type Reading, type Score } from './score.ts'
import type { Snapshot } from './snapshot.ts'
import { MATCHING_VERSION, type Parts } from './weights.ts'

export { buildSnapshot, type Snapshot, type SnapshotOptions } from './snapshot.ts'
export type { Dense } from './calibration.ts'
export { WEIGHTS, type MatchWeights } from './weights.ts'

export interface MatchItem {
  expertId: string
  externalId: string | null
  /** 0…1000. */
  score: number
  /** Unrounded; comparable between enquiries of one snapshot. */
  raw: number
  /** Among the eligible, from 1. */
  rank: number
  /** Points; they add up to `score`. */
  parts: Parts
  /** Rules that somebody has to decide before the expert is asked. */
  undecided: GateRule[]
  confidence: Confidence
  /** The three documents that carry most; empty without explanation. */
  documents: DocumentShare[]
  /** Text points of all other documents. */
  otherDocuments: number
  facets: FacetMatch[]
  load: { before: number; after: number; cap: number }
  rules: GateFinding[]
}

export interface Excluded {
  expertId: string
  externalId: string | null
  /** The first rule that excludes; `detail` and `remedy` speak of all of them. */
  rule: GateRule
  basis: string
  detail: string
  remedy: string | null
}

/** What the reader must know of the answer as a whole, with what to do next. */
export interface MatchNote {
  id: 'no-experts' | 'none-eligible' | 'no-text' | 'little-text' | 'nothing-shared' | 'model-away'
  detail: string
}

export interface MatchAnswer {
  snapshot: string
  version: string
  considered: number
  eligible: number
  /** Of the parts in 1000 points, as they were for this enquiry. */
  shares: Parts
  items: MatchItem[]
  excluded: Excluded[]
  /** Experts whom each rule excludes. */
  excludedByRule: Partial<Record<GateRule, number>>
  notes: MatchNote[]
}

export interface MatchOptions {
  gate: Gate
  /** Items at most. */
  size?: number
  explain?: boolean
}

interface Candidate extends Score {
  index: number
}

/** The same answer for the same snapshot and enquiry; equal scores are in the order of ids. */
export function matchExperts(snapshot: Snapshot, enquiry: EnquiryFacts, { gate, size = 10, explain = true }: MatchOptions): MatchAnswer {
  const reading = readAgainst(snapshot, enquiry)
  const score = scorer(snapshot, reading)
  const candidates: Candidate[] = []
  const excluded: Excluded[] = []
  const excludedByRule: Partial<Record<GateRule, number>> = {}
  snapshot.experts.forEach((expert, index) => {
    const findings = gate(expert, enquiry)
    if (!findings.some(({ result }) => result === 'exclude')) {
      const { score: rounded, raw, exact } = score(index)
      candidates.push({ index, score: rounded, raw, exact })
      return
    }
    const hits = findings.filter(({ result }) => result === 'exclude').toSorted((a, b) => GATE_RULES.indexOf(a.id) - GATE_RULES.indexOf(b.id))
    for (const rule of new Set(hits.map(({ id }) => id))) excludedByRule[rule] = (excludedByRule[rule] ?? 0) + 1
    excluded.push({ expertId: expert.id, externalId: expert.externalId, rule: hits[0]!.id, basis: hits[0]!.basis, ...joinFindings(hits) })
  })
  // Experts are in the order of ids, and the sort keeps it among equals.
  const ranked = candidates.toSorted((a, b) => b.raw - a.raw)
  return {
    snapshot: reading.snapshotId,
    version: MATCHING_VERSION,
    considered: snapshot.experts.length,
    eligible: candidates.length,
    shares: reading.shares,
    items: ranked.slice(0, size).map((candidate, i) => toItem(snapshot, reading, candidate, { rank: i + 1, explain, gate })),
    excluded,
    excludedByRule,
    notes: noteOn(snapshot, reading, candidates.length),
  }
}

function joinFindings(hits: readonly GateFinding[]): Pick<Excluded, 'detail' | 'remedy'> {
  const remedies = hits.flatMap(({ remedy }) => (remedy === null ? [] : [remedy]))
  // Eligible only when every hit is put right: one without a remedy leaves none.
  return { detail: hits.map(({ evidence }) => evidence).join('；'), remedy: remedies.length === hits.length ? [...new Set(remedies)].join('；') : null }
}

function toItem(snapshot: Snapshot, reading: Reading, candidate: Candidate, { rank, explain, gate }: { rank: number; explain: boolean; gate: Gate }): MatchItem {
  const { index, score, raw } = candidate
  const expert = snapshot.experts[index]!
  const { id, externalId, load } = expert
  // Asked again for the few that are shown: keeping all findings of a large pool costs more.
  const findings = gate(expert, reading.enquiry)
  const parts = explainParts(candidate)
  const { documents, others } = explain ? explainDocuments(snapshot, reading, { index, textPoints: parts.text }) : { documents: [], others: parts.text }
  return {
    expertId: id,
    externalId,
    score,
    raw,
    rank,
    parts,
    undecided: findings.filter(({ result }) => result === 'decide').map((finding) => finding.id),
    confidence: confidenceOf(countDocuments(snapshot, index), reading.text.words),
    documents,
    otherDocuments: others,
    facets: explain ? explainFacets(snapshot, reading, index) : [],
    load: { before: load.current, after: load.current + 1, cap: load.cap },
    rules: explain ? findings : [],
  }
}

function noteOn(snapshot: Snapshot, { text, similarities, snapshotId }: Reading, eligible: number): MatchNote[] {
  const notes: MatchNote[] = []
  if (!snapshot.experts.length) notes.push({ id: 'no-experts', detail: '专家库里还没有专家：请先登记或导入专家，再来匹配。' })
  else if (!eligible) notes.push({ id: 'none-eligible', detail: '所有专家都被回避或资格规则排除：请逐位查看理由和补救办法，或扩充专家库。' })
  if (!text.terms.length) notes.push({ id: 'no-text', detail: '需求里没有可以比较的文字，文字相似一项按 0 分计：请用约 200 个汉字写明事实和要解决的问题。' })
  else if (text.words < THIN.words) notes.push({ id: 'little-text', detail: '需求文字太少，结果标为“依据不足”：请补充到约 200 个汉字。' })
  if (text.terms.length && snapshot.documents.length && !similarities.some((value) => value > 0)) notes.push({ id: 'nothing-shared', detail: '专家的材料里没有与需求相同的词语，文字相似一项为 0 分：请改用专家材料所用的语言，或补充行业术语。' })
  if (snapshotId !== snapshot.id) notes.push({ id: 'model-away', detail: '语义模型没有应答，本次只按词语比较，快照编号随之不同：需要语义比较时请稍后重试。' })
  return notes
}
