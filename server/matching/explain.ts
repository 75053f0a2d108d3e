// Why an expert has this score: points of the parts, the documents and terms that carry the text part, facets met and missed. Says how similar texts are, never how able a person is.
import { combine } from './calibration.ts'
import { matchFacets, type FacetMatch } from './domain.ts'
import { roundToSum, type Reading, type Score } from './score.ts'
import { logCount, weighTerm } from './similarity.ts'
import type { Snapshot } from './snapshot.ts'
import { PARTS, type Parts } from './weights.ts'

export interface TermShare {
  term: string
  /** Of the document's similarity, 0…1, four decimals. */
  share: number
}

export interface DocumentShare {
  id: string
  externalId: string | null
  title: string
  /** Whole points of the text part. */
  points: number
  terms: TermShare[]
}

export const CONFIDENCES = ['依据充分', '一般', '依据不足'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** Documents with text, and words of the enquiry; measured: matching.md, sensitivity. */
const AMPLE = { documents: 10, words: 80 }
export const THIN = { documents: 5, words: 30 }
const DOCUMENTS = 3
const TERMS = 10

export function confidenceOf(documents: number, words: number): Confidence {
  if (documents < THIN.documents || words < THIN.words) return '依据不足'
  return documents >= AMPLE.documents && words >= AMPLE.words ? '依据充分' : '一般'
}

/** Documents of the expert that have any text to compare. */
export function countDocuments({ expertStarts, statistics }: Snapshot, index: number): number {
  let count = 0
  for (let i = expertStarts[index]!; i < expertStarts[index + 1]!; i++) if (statistics.postings.lengths[i]! > 0) count++
  return count
}

/** Whole points of the five parts; they add up to the score. */
export function explainParts({ score, exact }: Score): Parts {
  const points = roundToSum(PARTS.map((part) => exact[part]), score)
  return { text: points[0]!, domain: points[1]!, need: points[2]!, record: points[3]!, availability: points[4]! }
}

/** The documents that carry most of the text part; their points and `others` add up to `textPoints`. */
export function explainDocuments(snapshot: Snapshot, reading: Reading, { index, textPoints }: { index: number; textPoints: number }): { documents: DocumentShare[]; others: number } {
  const { weights, expertStarts, statistics } = snapshot
  const similar: { document: number; similarity: number }[] = []
  for (let document = expertStarts[index]!; document < expertStarts[index + 1]!; document++) {
    const similarity = reading.similarities[document]!
    if (statistics.postings.lengths[document]! > 0 && similarity > 0) similar.push({ document, similarity })
  }
  similar.sort((a, b) => b.similarity - a.similarity || a.document - b.document)
  const carried = similar.slice(0, weights.pool.documents).map(({ similarity }, rank) => similarity * weights.pool.gamma ** rank)
  const sum = carried.reduce((total, value) => total + value, 0)
  if (!sum) return { documents: [], others: 0 }
  const first = carried.slice(0, DOCUMENTS)
  const rest = Math.max(0, sum - first.reduce((total, value) => total + value, 0))
  const points = roundToSum([...first, rest].map((value) => (value / sum) * textPoints), textPoints)
  const documents = similar.slice(0, DOCUMENTS).map(({ document }, rank): DocumentShare => {
    const { id, externalId, title } = snapshot.documents[document]!
    return { id, externalId, title, points: points[rank]!, terms: explainTerms(snapshot, reading, document) }
  })
  return { documents, others: points[first.length]! }
}

/** The terms that make the document similar, the weightiest first; the similarity is a sum over terms, so their shares are exact. */
function explainTerms({ statistics, weights }: Snapshot, { text, norm, similarities, scale }: Reading, document: number): TermShare[] {
  const { postings, norms, saturations } = statistics
  const whole = { norm, length: text.length }
  const lexical = { ...scale, dense: null }
  const shares: { surface: string; weight: number }[] = []
  for (const { term, surface, count } of text.terms) {
    const number = postings.numbers.find(term)
    const times = number < 0 ? 0 : countOf(statistics, number, document)
    if (number < 0 || !times) continue
    const weight = weighTerm(statistics, number, count, whole)
    const saturated = (weight.bm25 * (weights.bm25.k1 + 1) * times) / (times + saturations[document]!)
    shares.push({ surface, weight: combine(lexical, (weight.cosine * logCount(times)) / norms[document]!, saturated, 0) })
  }
  shares.sort((a, b) => b.weight - a.weight || (a.surface < b.surface ? -1 : 1))
  return shares.slice(0, TERMS).map(({ surface, weight }) => ({ term: surface, share: Math.round((weight / similarities[document]!) * 10_000) / 10_000 }))
}

/** How often the document holds the term; by halving, as documents ascend. */
function countOf({ postings: { starts, documents, counts } }: Snapshot['statistics'], term: number, document: number): number {
  const end = starts[term + 1]!
  let low = starts[term]!
  for (let high = end; low < high; ) {
    const middle = (low + high) >> 1
    if (documents[middle]! < document) low = middle + 1
    else high = middle
  }
  return low < end && documents[low] === document ? counts[low]! : 0
}

/** Every declared facet, met or not; languages and jurisdictions are rules of the gate. */
export const explainFacets = ({ experts, weights }: Snapshot, { enquiry }: Reading, index: number): FacetMatch[] => matchFacets(enquiry, experts[index]!, weights.sameParent)
