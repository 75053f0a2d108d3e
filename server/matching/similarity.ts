// How similar each document is to an enquiry: cosine of TF-IDF and BM25 over the enquiry's length (matching.md 6.1), and the pool over an expert's documents.
import type { Postings } from './postings.ts'
import { finish, type Steps } from './steps.ts'
import type { EnquiryText } from './text.ts'
import type { MatchWeights } from './weights.ts'

/** What similarity needs besides the postings. */
export interface Statistics {
  postings: Postings
  /** Documents and open enquiries. */
  size: number
  /** Euclidean length of each document's TF-IDF vector. */
  norms: Float64Array
  /** k1 · (1 − b + b · relative length) of each document. */
  saturations: Float64Array
}

export interface Similarities {
  cosine: Float64Array
  /** BM25 over the number of terms of the enquiry. */
  bm25: Float64Array
}

/** Norms are summed as whole numbers of this unit: the sum is then the same in any order of terms. */
const UNIT = 2 ** -20

const LOG_COUNTS = Float64Array.from({ length: 256 }, (_, count) => (count ? 1 + Math.log(count) : 0))

export const logCount = (count: number): number => (count < 256 ? LOG_COUNTS[count]! : 1 + Math.log(count))

export const inverseFrequency = (size: number, frequency: number): number => Math.log((size + 1) / (frequency + 1)) + 1

/** Never negative. */
export const bm25Frequency = (size: number, frequency: number): number => Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))

export function* readStatistics(postings: Postings, enquiries: number, { bm25 }: MatchWeights): Steps<Statistics> {
  const { lengths, starts, documents, counts, frequencies } = postings
  const size = lengths.length + enquiries
  const squares = new Float64Array(lengths.length)
  for (let term = 0; term < frequencies.length; term++) {
    const idf = inverseFrequency(size, frequencies[term]!)
    for (let at = starts[term]!; at < starts[term + 1]!; at++) squares[documents[at]!]! += Math.round((logCount(counts[at]!) * idf) ** 2 / UNIT)
    yield
  }
  const filled = lengths.filter((length) => length > 0)
  const mean = filled.reduce((sum, length) => sum + length, 0) / Math.max(1, filled.length)
  return {
    postings,
    size,
    norms: squares.map((square) => Math.sqrt(square * UNIT)),
    saturations: Float64Array.from(lengths, (length) => bm25.k1 * (1 - bm25.b + (bm25.b * length) / Math.max(1, mean))),
  }
}

/** Length of the enquiry's vector: terms that no document has count too, so that an enquiry from elsewhere is similar to nothing. */
export function normOfEnquiry({ postings, size }: Statistics, { terms }: EnquiryText): number {
  let square = 0
  for (const { term, count } of terms) {
    const number = postings.numbers.find(term)
    square += (logCount(count) * inverseFrequency(size, number < 0 ? 0 : postings.frequencies[number]!)) ** 2
  }
  return Math.sqrt(square)
}

/** What a term of the enquiry gives a document in which it occurs `count` times; both sums over all terms are the similarities. */
export interface TermWeights {
  cosine: number
  bm25: number
}

export const weighTerm = ({ postings, size }: Statistics, number: number, count: number, { norm, length }: { norm: number; length: number }): TermWeights => {
  const frequency = postings.frequencies[number]!
  return { cosine: (logCount(count) * inverseFrequency(size, frequency) ** 2) / norm, bm25: (count * bm25Frequency(size, frequency)) / length }
}

/** Of every document, in their canonical order. */
export const compareDocuments = (statistics: Statistics, enquiry: EnquiryText, k1: number): Similarities => finish(compareSteps(statistics, enquiry, k1))

/** The same term by term. */
export function* compareSteps(statistics: Statistics, enquiry: EnquiryText, k1: number): Steps<Similarities> {
  const { postings, norms, saturations } = statistics
  const cosine = new Float64Array(norms.length)
  const bm25 = new Float64Array(norms.length)
  const norm = normOfEnquiry(statistics, enquiry)
  for (const { term, count } of enquiry.terms) {
    const number = postings.numbers.find(term)
    if (number < 0) continue
    const weight = weighTerm(statistics, number, count, { norm, length: enquiry.length })
    const saturated = weight.bm25 * (k1 + 1)
    const end = postings.starts[number + 1]!
    for (let at = postings.starts[number]!; at < end; at++) {
      const document = postings.documents[at]!
      const times = postings.counts[at]!
      cosine[document]! += weight.cosine * LOG_COUNTS[times]!
      bm25[document]! += (saturated * times) / (times + saturations[document]!)
    }
    yield
  }
  for (let i = 0; i < cosine.length; i++) if (norms[i]! > 0) cosine[i]! /= norms[i]!
  return { cosine, bm25 }
}

/**
 * Weighted mean of the similarities added since it was cleared, the most similar first, each next one worth `gamma` of the one before.
 * Divided by the weights of the documents that there are: padding would punish those who have few (measured: matching.md, pool denominators).
 */
export class Pool {
  readonly #gamma: number
  /** The largest so far, descending. */
  readonly #largest: Float64Array
  #size = 0

  constructor({ gamma, documents }: MatchWeights['pool']) {
    this.#gamma = gamma
    this.#largest = new Float64Array(documents)
  }

  clear(): void {
    this.#size = 0
  }

  add(value: number): void {
    const largest = this.#largest
    let at = this.#size
    if (at === largest.length) {
      at--
      if (!(value > largest[at]!)) return
    } else this.#size++
    while (at > 0 && largest[at - 1]! < value) largest[at] = largest[--at]!
    largest[at] = value
  }

  /** 0 of nothing. */
  mean(): number {
    let sum = 0
    let weights = 0
    let weight = 1
    for (let i = 0; i < this.#size; i++) {
      sum += weight * this.#largest[i]!
      weights += weight
      weight *= this.#gamma
    }
    return weights ? sum / weights : 0
  }
}
