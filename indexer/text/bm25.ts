// Okapi BM25 (Robertson and Zaragoza 2009) with constants near the usual ones, and the weights of the folded field.

export const BM25 = {
  k1: 0.9,
  b: 0.9,
  /** Weight of the title's words, and of the section's own heading, in the folded term frequency. */
  title: 1,
  /** Share of the chapter headings above the section. */
  path: 0.5,
  /** Weight of an overlapping bigram against a word. */
  bigram: 1,
  /** Weight of a synonym against the word that was typed. */
  synonym: 0.5,
  /** Factor on words and bigrams of the closing question: what went before tells a story, this says what is wanted. */
  asked: 1.5,
  /** Weight of an identifier against a word. */
  identifier: 1.5,
  /** Factor when every word of the query is present. */
  allPresent: 2,
} as const

/** How scores become an order of sections; measured on both question sets of the development data, rounded. */
export const RANKING = {
  /**
   * Sections that carry less than this share of the query's weight are not hits, so that totals and facets mean something;
   * a pasted question of many words asks for less of each, and the share falls with the square of their number.
   */
  floor: { share: 0.12, words: 8 },
  /** Of the mean of a document's best sections, the share lent to each of its matching sections. */
  context: { share: 0.4, sections: 8 },
  /** Added to all sections of a document that is named by its number, its title, or title and article; far above any sum of terms. */
  named: { number: 4000, title: 2000, fullTitle: 500, article: 1000 },
  /** Factor on documents whose title stands inside the query. */
  mentioned: 1.1,
  /** Bigrams looked up for one query, the rarest first. */
  bigrams: 60,
  /** A bigram in more than this share of the sections tells nothing and costs most. */
  common: 0.3,
  /** With more words than these, synonyms in more than this share of the sections are left out. */
  synonyms: { words: 8, common: 0.1 },
  /** Prefix expansions taken together for the word that is being typed. */
  expansions: 64,
} as const

/** Inverse document frequency, never negative. */
export const idf = (documents: number, frequency: number): number => Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))

/** Saturated term frequency; `relativeLength` is the section's length over the mean length. */
export const saturate = (tf: number, relativeLength: number): number => (tf * (BM25.k1 + 1)) / (tf + BM25.k1 * (1 - BM25.b + BM25.b * relativeLength))
