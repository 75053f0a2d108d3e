// Okapi BM25 (Robertson and Zaragoza 2009) with constants near the usual ones, and the weights of the folded field.

export const BM25 = {
  k1: 0.9,
  b: 0.75,
  /** Weight of the title's words, and of the section's own heading, in the folded term frequency. */
  title: 1,
  /** Share of the chapter headings above the section. */
  path: 0.5,
  /** Weight of an overlapping bigram against a word. */
  bigram: 1,
  /** Weight of a synonym against the word that was typed. */
  synonym: 0.5,
  /** Factor when every word of the query is present. */
  allPresent: 2,
} as const

/** Inverse document frequency, never negative. */
export const idf = (documents: number, frequency: number): number => Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))

/** Saturated term frequency; `relativeLength` is the section's length over the mean length. */
export const saturate = (tf: number, relativeLength: number): number => (tf * (BM25.k1 + 1)) / (tf + BM25.k1 * (1 - BM25.b + BM25.b * relativeLength))
