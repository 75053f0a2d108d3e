// A parsed query against the dictionaries of the segments: which terms to add up, at what weight.
import { BM25, idf, RANKING } from '../text/bm25.ts'
import { isOneEdit, mendWords } from '../text/edit.ts'
import { MAX_WORDS, mayBegin, parseQuery, type Query } from '../text/query.ts'
import { BIGRAM, identifierTerm } from '../text/terms.ts'
import type { Segment } from './segment.ts'

export interface Slot {
  /** Inverse document frequency times the weight of this sort of term. */
  weight: number
  /** A word the person typed: counts towards "all present". */
  required: boolean
  /** Terms of each segment, taken together as one. */
  terms: number[][]
}

export interface Plan {
  query: Query
  /** The words that were looked up, misspelt ones mended. */
  words: string[]
  slots: Slot[]
  /** Number of required slots. */
  required: number
  /** Words that snippets highlight, the rarest first. */
  needles: string[]
  dropped: string[]
  correctedFrom?: string
}

export function planQuery(text: string, segments: readonly Segment[], typing: boolean): Plan {
  const query = parseQuery(text)
  const total = segments.reduce((sum, { liveSections }) => sum + liveSections, 0)
  const frequencyOf = (terms: number[][]): number => terms.reduce((sum, list, s) => sum + list.reduce((part, term) => part + segments[s]!.frequency(term), 0), 0)
  const slotOf = (terms: number[][], factor: number, required: boolean, most = total): Slot | null => {
    const frequency = Math.min(total, frequencyOf(terms))
    return frequency && frequency <= most ? { weight: idf(total, frequency) * factor, required, terms } : null
  }
  const lookUp = (word: string) => segments.map(({ index }) => present(index.find(word)))
  const emphasis = (term: string) => (query.asked.has(term) ? BM25.asked : 1)

  const { words, isMended } = mendWords(query.words, typing, {
    isKnown: (word) => segments.some((segment) => segment.frequency(segment.index.find(word)) > 0),
    nearest: (word) => nearest(word, segments),
  })
  const last = typing ? words.at(-1) : undefined
  const wordSlots: { word: string; slot: Slot }[] = []
  let unknown = 0
  for (const word of words) {
    const terms = word === last ? segments.map(({ index }) => union(present(index.find(word)), mayBegin(word) ? index.expand(word, RANKING.expansions) : [])) : lookUp(word)
    const slot = slotOf(terms, emphasis(word), true)
    if (slot) wordSlots.push({ word, slot })
    else unknown++
  }
  wordSlots.sort((a, b) => b.slot.weight - a.slot.weight)
  const kept = wordSlots.slice(0, MAX_WORDS)
  const identifierSlots = query.identifiers.slice(0, MAX_WORDS).flatMap(({ value }) => slotOf(lookUp(identifierTerm(value)), BM25.identifier, true) ?? [])
  // In a long question the commonest of them tell nothing, and cost most.
  const mostSynonyms = words.length > RANKING.synonyms.words ? total * RANKING.synonyms.common : total
  const synonyms = query.synonyms.flatMap((word) => slotOf(lookUp(word), BM25.synonym, false, mostSynonyms) ?? [])
  const bigrams = query.bigrams
    .flatMap((bigram) => slotOf(segments.map(({ index }) => present(index.findBigram(bigram.slice(BIGRAM.length)))), BM25.bigram * emphasis(bigram), false, total * RANKING.common) ?? [])
    .sort((a, b) => b.weight - a.weight)
    .slice(0, RANKING.bigrams)
  return {
    query,
    words,
    slots: [...kept.map(({ slot }) => slot), ...identifierSlots, ...synonyms, ...bigrams],
    required: kept.length + identifierSlots.length + unknown,
    needles: [...query.phrases, ...query.identifiers.flatMap(({ label }) => [label.toLowerCase()]), ...kept.map(({ word }) => word), ...query.synonyms],
    dropped: [...query.dropped, ...wordSlots.slice(MAX_WORDS).map(({ word }) => word)],
    ...(isMended && { correctedFrom: text }),
  }
}

const present = (term: number): number[] => (term < 0 ? [] : [term])
const union = (a: number[], b: number[]): number[] => [...new Set([...a, ...b])]

/** By frequency in all segments together, then by dictionary order. */
function nearest(word: string, segments: readonly Segment[]): string | undefined {
  const counts = new Map<string, number>()
  for (const segment of segments) {
    // The first letter is nearly always right, and the dictionary is sorted by it.
    for (const term of segment.index.expand(word[0]!, 20_000)) {
      const frequency = segment.frequency(term)
      const candidate = segment.index.word(term)
      if (frequency && Math.abs(candidate.length - word.length) <= 1 && isOneEdit(word, candidate)) counts.set(candidate, (counts.get(candidate) ?? 0) + frequency)
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0]
}
