// The scale of a snapshot: how far similarities spread in it, and what counts as full similarity; read off its own documents asked as if they were enquiries.
import { compareSteps, Pool, type Statistics } from './similarity.ts'
import type { Steps } from './steps.ts'
import { readEnquiry, type EnquiryText } from './text.ts'
import type { MatchWeights } from './weights.ts'

/** Standard deviations of the similarities, and the pool that makes the text part full. */
export interface Scale {
  cosine: number
  bm25: number
  /** Null when the dense part is off. */
  dense: number | null
  reference: number
}

/** Meaning of texts compared by a model; off unless given. */
export interface Dense {
  /** Name and version of the model and its settings; part of the snapshot's id. */
  model: string
  /** Cosine of the enquiry with each document, in the order of the ids; null when the model does not answer. */
  similarities: (enquiryText: string, documentIds: readonly string[]) => Float32Array | null
}

export interface Collection {
  statistics: Statistics
  /** Where each expert's documents begin; one more at the end. */
  expertStarts: Uint32Array
  documentIds: readonly string[]
  digests: readonly string[]
  textAt: (document: number) => string
}

/** Pairs of probe and document to be looked at, and the bounds of the number of probes: enough for a stable percentile, little time in a large collection. */
const PROBES = { pairs: 2_000_000, least: 32, most: 256 }
const FULL = 0.999
/**
 * With fewer pools than these their 99.9th percentile has not been seen yet, and the largest of a few chance similarities would make everything full:
 * then the reference is at least this share of what a text scores against itself, fading out as the pools become enough (in the development set the percentile is a tenth of it).
 */
const SCARCE = { pools: 1000, share: 0.3 }

interface Probe {
  cosine: Float64Array
  bm25: Float64Array
  dense: Float32Array | null
  digest: string
}

/** The scale without the dense part, and with it where its model answered every probe. */
export function* calibrate(collection: Collection, weights: MatchWeights, dense: Dense | null): Steps<{ lexical: Scale; full: Scale | null }> {
  const probes: Probe[] = []
  for (const document of yield* chooseProbes(collection)) {
    const enquiry = readEnquiry(collection.textAt(document))
    const similarities = yield* compareSteps(collection.statistics, enquiry, weights.bm25.k1)
    probes.push({ ...similarities, dense: askDense(dense, enquiry, collection), digest: collection.digests[document]! })
  }
  const spread = { cosine: yield* deviation(collection, probes, 'cosine'), bm25: yield* deviation(collection, probes, 'bm25') }
  const lexical = yield* withReference(collection, probes, weights, { ...spread, dense: null })
  const answered = dense !== null && probes.every((probe) => probe.dense !== null)
  return { lexical, full: answered ? yield* withReference(collection, probes, weights, { ...spread, dense: yield* deviation(collection, probes, 'dense') }) : null }
}

/** Null too when the model answers with another number of documents. */
export function askDense(dense: Dense | null, { text }: EnquiryText, { documentIds }: Pick<Collection, 'documentIds'>): Float32Array | null {
  const similarities = dense?.similarities(text, documentIds) ?? null
  return similarities?.length === documentIds.length ? similarities : null
}

/** The similarity s(q, d) of matching.md 6.1. */
export const combine = (scale: Omit<Scale, 'reference'>, cosine: number, bm25: number, dense: number): number =>
  cosine / scale.cosine + bm25 / scale.bm25 + (scale.dense === null ? 0 : dense / scale.dense)

/** Different texts with the smallest digests: a draw that depends on nothing but the texts. */
function* chooseProbes({ digests, statistics: { postings } }: Collection): Steps<number[]> {
  const count = Math.min(PROBES.most, Math.max(PROBES.least, Math.floor(PROBES.pairs / Math.max(1, digests.length))))
  // Ascending, and of equal texts the first: whoever drops out at the end does not come back, as the bound only falls.
  const chosen: number[] = []
  for (let document = 0; document < digests.length; document++) {
    const digest = digests[document]!
    yield
    if (postings.lengths[document] === 0 || (chosen.length === count && digest >= digests[chosen.at(-1)!]!)) continue
    const at = chosen.findIndex((other) => digests[other]! >= digest)
    if (at >= 0 && digests[chosen[at]!] === digest) continue
    chosen.splice(at < 0 ? chosen.length : at, 0, document)
    if (chosen.length > count) chosen.pop()
  }
  return chosen
}

/** Over all pairs of a probe and another text; 1 when there is nothing to spread. */
function* deviation({ digests, statistics: { postings } }: Collection, probes: readonly Probe[], kind: 'cosine' | 'bm25' | 'dense'): Steps<number> {
  let count = 0
  let sum = 0
  let squares = 0
  for (const probe of probes) {
    const values = probe[kind]!
    for (let i = 0; i < values.length; i++) {
      if (postings.lengths[i] === 0 || digests[i] === probe.digest) continue
      count++
      sum += values[i]!
      squares += values[i]! ** 2
    }
    yield
  }
  const variance = count ? squares / count - (sum / count) ** 2 : 0
  return variance > 1e-12 ? Math.sqrt(variance) : 1
}

function* withReference(collection: Collection, probes: readonly Probe[], weights: MatchWeights, spread: Omit<Scale, 'reference'>): Steps<Scale> {
  const { expertStarts, digests, statistics } = collection
  const pools: number[] = []
  const own: number[] = []
  const pool = new Pool(weights.pool)
  for (const { cosine, bm25, dense, digest } of probes) {
    for (let expert = 0; expert + 1 < expertStarts.length; expert++) {
      pool.clear()
      let others = 0
      for (let i = expertStarts[expert]!; i < expertStarts[expert + 1]!; i++) {
        const similarity = combine(spread, cosine[i]!, bm25[i]!, dense?.[i] ?? 0)
        if (digests[i] === digest) own.push(similarity)
        else if (statistics.postings.lengths[i]! > 0) {
          pool.add(similarity)
          others++
        }
      }
      if (others) pools.push(pool.mean())
    }
    yield
  }
  const least = percentile(own, 0.5) * SCARCE.share * Math.max(0, 1 - pools.length / SCARCE.pools)
  return { ...spread, reference: Math.max(percentile(pools, FULL), least) || 1 }
}

/** Nearest rank; 0 of nothing. */
function percentile(values: number[], share: number): number {
  const ascending = Float64Array.from(values).toSorted()
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0
}
