// The numbers of the matching score, with where each comes from; another set may be passed, and becomes part of the snapshot's id.

export interface MatchWeights {
  /** Shares of the five parts; they add up to 1. */
  parts: { text: number; domain: number; need: number; record: number; availability: number }
  /** Pool over an expert's own documents: the k-th most similar counts `gamma`^k, at most `documents` of them. */
  pool: { gamma: number; documents: number }
  bm25: { k1: number; b: number }
  /** What a neighbouring leaf (same parent) is worth against the same leaf. */
  sameParent: number
  /** Before anything is known of an expert's opinions: so many matters with this share accepted. */
  recordPrior: { matters: number; share: number }
}

/**
 * Text to domain is 0.8 : 0.2, measured as robust up to 40 % wrongly chosen domains; need, record and availability are policy, 0.20 together.
 * Pool and prior: matching.md 6.1. k1 and b: the usual constants of Okapi BM25.
 */
export const WEIGHTS: MatchWeights = {
  parts: { text: 0.64, domain: 0.16, need: 0.1, record: 0.06, availability: 0.04 },
  pool: { gamma: 0.85, documents: 20 },
  bm25: { k1: 1.2, b: 0.75 },
  sameParent: 0.5,
  recordPrior: { matters: 4, share: 0.8 },
}

/** Changes whenever the same input may give another answer. */
export const MATCHING_VERSION = 'matching-1'

export const PARTS = ['text', 'domain', 'need', 'record', 'availability'] as const
export type Part = (typeof PARTS)[number]
/** Points of the five parts; of a match they add up to its score. */
export type Parts = Record<Part, number>
