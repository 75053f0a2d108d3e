// The score of one expert for one enquiry: five parts, each 0 to 1, times their shares; additive, so that it can be explained (matching.md 6.1).
import { askDense, combine, type Scale } from './calibration.ts'
import { nearestDomain, readDomains, shareOfNeeds, type Domains } from './domain.ts'
import type { EnquiryFacts, ExpertFacts } from './model.ts'
import { compareDocuments, normOfEnquiry, Pool } from './similarity.ts'
import type { Snapshot } from './snapshot.ts'
import { readEnquiry, textOfEnquiry, type EnquiryText } from './text.ts'
import { PARTS, type MatchWeights, type Part, type Parts } from './weights.ts'

/** An enquiry read against a snapshot: everything that is the same for all experts. */
export interface Reading {
  enquiry: EnquiryFacts
  text: EnquiryText
  /** Length of the enquiry's TF-IDF vector. */
  norm: number
  domains: Domains
  /** s(q, d) of every document. */
  similarities: Float64Array
  scale: Scale
  /** Id of what was answered from: without the dense part when its model is away. */
  snapshotId: string
  /** Shares of the parts for this enquiry; they add up to 1. */
  shares: Parts
}

export interface Score {
  /** 0…1000, whole. */
  score: number
  /** The same before rounding. */
  raw: number
  /** Unrounded points of each part. */
  exact: Parts
}

export function readAgainst(snapshot: Snapshot, enquiry: EnquiryFacts): Reading {
  const text = readEnquiry(textOfEnquiry(enquiry))
  const { cosine, bm25 } = compareDocuments(snapshot.statistics, text, snapshot.weights.bm25.k1)
  const dense = text.length > 0 ? askDense(snapshot.dense, text, snapshot) : null
  const scale = (dense && snapshot.full) || snapshot.lexical
  const similarities = cosine
  for (let i = 0; i < cosine.length; i++) similarities[i] = combine(scale, cosine[i]!, bm25[i]!, dense ? dense[i]! : 0)
  const isWithoutModel = snapshot.dense !== null && text.length > 0 && dense === null
  const norm = normOfEnquiry(snapshot.statistics, text)
  return { enquiry, text, norm, domains: readDomains(enquiry.facets), similarities, scale, snapshotId: isWithoutModel ? snapshot.lexicalId : snapshot.id, shares: sharesOf(enquiry, snapshot.weights) }
}

/** What the enquiry does not declare cannot be met or missed: its share goes to the other parts in proportion. */
export function sharesOf({ facets }: Pick<EnquiryFacts, 'facets'>, { parts }: Pick<MatchWeights, 'parts'>): Parts {
  const counted: Parts = { ...parts }
  if (!facets.fields.length && !facets.industries.length) counted.domain = 0
  if (!facets.needs.length) counted.need = 0
  const sum = PARTS.reduce((total, part) => total + counted[part], 0)
  return eachPart((part) => (sum > 0 ? counted[part] / sum : 0))
}

export const eachPart = (value: (part: Part) => number): Parts => ({ text: value('text'), domain: value('domain'), need: value('need'), record: value('record'), availability: value('availability') })

/** Scores one expert after the other; `index` is the expert's place in the snapshot. */
export function scorer(snapshot: Snapshot, reading: Reading): (index: number) => Score {
  const { enquiry, domains, similarities, scale, shares } = reading
  const { weights, experts, expertStarts, expertDomains, statistics } = snapshot
  const { lengths } = statistics.postings
  const pool = new Pool(weights.pool)
  const needs = enquiry.facets.needs.length > 0
  return (index) => {
    const expert = experts[index]!
    pool.clear()
    for (let i = expertStarts[index]!; i < expertStarts[index + 1]!; i++) if (lengths[i]! > 0) pool.add(similarities[i]!)
    const exact: Parts = {
      text: 1000 * shares.text * Math.min(1, Math.max(0, pool.mean() / scale.reference)),
      domain: 1000 * shares.domain * nearestDomain(domains, expertDomains[index]!, weights.sameParent),
      need: needs ? 1000 * shares.need * shareOfNeeds(enquiry, expert) : 0,
      record: 1000 * shares.record * recordOf(expert, weights),
      availability: 1000 * shares.availability * availabilityOf(expert),
    }
    const raw = Math.min(1000, exact.text + exact.domain + exact.need + exact.record + exact.availability)
    return { score: Math.round(raw), raw, exact }
  }
}

/** Accepted opinions over matters, drawn to the prior while there are few; never stars or clicks. */
export function recordOf({ record }: Pick<ExpertFacts, 'record'>, { recordPrior }: Pick<MatchWeights, 'recordPrior'>): number {
  return Math.min(1, (record.accepted + recordPrior.matters * recordPrior.share) / (record.matters + recordPrior.matters))
}

export const availabilityOf = ({ load }: Pick<ExpertFacts, 'load'>): number => (load.cap > 0 ? Math.min(1, Math.max(0, 1 - load.current / load.cap)) : 0)

/** Whole points that add up to `total`, by largest remainder; equal remainders in the given order. `exact` must add up to `total` within rounding. */
export function roundToSum(exact: readonly number[], total: number): number[] {
  const points = exact.map(Math.floor)
  const missing = total - points.reduce((sum, value) => sum + value, 0)
  const byRemainder = exact.map((value, i) => [value - points[i]!, i] as const).toSorted(([a, i], [b, j]) => b - a || i - j)
  for (const [, i] of byRemainder.slice(0, missing)) points[i]!++
  return points
}
