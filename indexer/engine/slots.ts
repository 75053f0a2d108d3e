// Which terms of a query are added up, and at what weight: one loop for both engines, over the small dictionary each of them gives. Pure.
import { BM25, idf, RANKING } from '../text/bm25.ts'
import { mendWords } from '../text/edit.ts'
import { MAX_WORDS, mayBegin, parseQuery, type Query } from '../text/query.ts'
import { identifierTerm } from '../text/terms.ts'

/** What an engine knows of its index; `Terms` is how it writes down terms that count as one. */
export interface Dictionary<Terms> {
  /** Sections in the index. */
  sections: number
  /** Sections with the terms, added up over them. */
  frequency(terms: Terms): number
  /** A word, a bigram with its prefix or an identifier term; no terms when no section has it. */
  find(term: string): Terms
  /** The word itself and words that begin with it, about `limit` of them. */
  expand(word: string, limit: number): Terms
  /** The most frequent word one edit away. */
  nearest(word: string): string | undefined
}

export interface Slot<Terms> {
  /** Inverse document frequency times the weight of this sort of term. */
  weight: number
  /** A word or number the person typed: counts towards "all present". */
  required: boolean
  /** Taken together as one. */
  terms: Terms
}

export interface Slots<Terms> {
  query: Query
  /** The words that were looked up, misspelt ones mended. */
  words: string[]
  /** Those of them that the index has, the rarest first. */
  typed: { word: string; slot: Slot<Terms> }[]
  identifiers: Slot<Terms>[]
  synonyms: Slot<Terms>[]
  bigrams: Slot<Terms>[]
  /** Number of required slots, with one for each word that the index does not have. */
  required: number
  /** Words that snippets highlight, the rarest first. */
  needles: string[]
  dropped: string[]
  correctedFrom?: string
}

export function fillSlots<Terms>(text: string, dictionary: Dictionary<Terms>, typing: boolean): Slots<Terms> {
  const query = parseQuery(text)
  const total = dictionary.sections
  const slotOf = (terms: Terms, factor: number, required: boolean, most = total): Slot<Terms> | null => {
    const frequency = Math.min(total, dictionary.frequency(terms))
    return frequency && frequency <= most ? { weight: idf(total, frequency) * factor, required, terms } : null
  }
  const emphasis = (term: string) => (query.asked.has(term) ? BM25.asked : 1)

  const { words, isMended } = mendWords(query.words, typing, { isKnown: (word) => dictionary.frequency(dictionary.find(word)) > 0, nearest: (word) => dictionary.nearest(word) })
  const last = typing ? words.at(-1) : undefined
  const known: { word: string; slot: Slot<Terms> }[] = []
  let unknown = 0
  for (const word of words) {
    const slot = slotOf(word === last && mayBegin(word) ? dictionary.expand(word, RANKING.expansions) : dictionary.find(word), emphasis(word), true)
    if (slot) known.push({ word, slot })
    else unknown++
  }
  known.sort((a, b) => b.slot.weight - a.slot.weight)
  const typed = known.slice(0, MAX_WORDS)
  const identifiers = query.identifiers.slice(0, MAX_WORDS).flatMap(({ value }) => slotOf(dictionary.find(identifierTerm(value)), BM25.identifier, true) ?? [])
  // In a long question the commonest of them tell nothing, and cost most.
  const mostSynonyms = words.length > RANKING.synonyms.words ? total * RANKING.synonyms.common : total
  const synonyms = query.synonyms.flatMap((word) => slotOf(dictionary.find(word), BM25.synonym, false, mostSynonyms) ?? [])
  const bigrams = query.bigrams
    .flatMap((bigram) => slotOf(dictionary.find(bigram), BM25.bigram * emphasis(bigram), false, total * RANKING.common) ?? [])
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, RANKING.bigrams)
  return {
    query,
    words,
    typed,
    identifiers,
    synonyms,
    bigrams,
    required: typed.length + identifiers.length + unknown,
    needles: [...query.phrases, ...query.identifiers.flatMap(({ label }) => [label.toLowerCase()]), ...typed.map(({ word }) => word), ...query.synonyms],
    dropped: [...query.dropped, ...known.slice(MAX_WORDS).map(({ word }) => word)],
    ...(isMended && { correctedFrom: text }),
  }
}
