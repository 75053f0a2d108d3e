// A parsed query as Meilisearch is asked for it: which sections match (a filter), and the small queries whose hits are ranked here. Pure.
import { FACETS, type Facet } from '../documents/schema.ts'
import { BM25, idf } from '../text/bm25.ts'
import { bare } from '../text/fold.ts'
import { MAX_WORDS, parseQuery, type Query } from '../text/query.ts'
import { identifierTerm } from '../text/terms.ts'
import type { SearchQuery } from './engine.ts'
import { toDay } from './meilisearch-records.ts'
import type { Statistics } from './meilisearch-statistics.ts'
import { shortTitle } from './segment.ts'

/** Terms that count as one, with the weight of the rarest sort they stand for. */
export interface Slot {
  terms: string[]
  weight: number
  /** Typed by the person: counts towards "all present". */
  required: boolean
}

export interface Plan {
  query: Query
  slots: Slot[]
  bigrams: Slot[]
  required: number
  /** Filter for the sections that match; null when all do, as for an empty query. */
  match: string | null
  /** `"…" "…"`: quoted text that every match must contain. */
  quoted: string
  /** Words to look up, the rarest first. */
  words: string[]
  needles: string[]
  dropped: string[]
  correctedFrom?: string
}

const MAX_EXPANSIONS = 64
const MAX_BIGRAMS = 40
/** Meilisearch reads ten words of a query and drops the rest. */
const WORDS_READ = 10

export function planQuery(text: string, statistics: Statistics, typing: boolean): Plan {
  const query = parseQuery(text)
  const total = statistics.sections
  const toSlot = (terms: string[], factor: number, required: boolean): Slot | null => {
    const known = terms.filter((term) => statistics.frequency(term) > 0)
    const frequency = Math.min(total, known.reduce((sum, term) => sum + statistics.frequency(term), 0))
    return frequency ? { terms: known, weight: idf(total, frequency) * factor, required } : null
  }
  const { words, correctedFrom } = mend(query, statistics, text, typing)
  const last = typing ? words.at(-1) : undefined
  const wordSlots: { word: string; slot: Slot }[] = []
  let unknown = 0
  for (const word of words) {
    const slot = toSlot(word === last ? [word, ...(word.length > 1 || !isHan(word) ? statistics.expand(word, MAX_EXPANSIONS) : [])] : [word], 1, true)
    if (slot) wordSlots.push({ word, slot })
    else unknown++
  }
  wordSlots.sort((a, b) => b.slot.weight - a.slot.weight)
  const kept = wordSlots.slice(0, MAX_WORDS)
  const identifiers = query.identifiers.flatMap(({ value }) => toSlot([identifierTerm(value)], 1.5, true) ?? [])
  const synonyms = query.synonyms.flatMap((word) => toSlot([word], BM25.synonym, false) ?? [])
  const bigrams = query.bigrams
    .flatMap((bigram) => toSlot([bigram], BM25.bigram, false) ?? [])
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_BIGRAMS)
  const slots = [...kept.map(({ slot }) => slot), ...identifiers, ...synonyms]
  return {
    query,
    slots,
    bigrams,
    required: kept.length + identifiers.length + unknown,
    match: text.trim() ? matchFilter(query, slots) : null,
    quoted: query.phrases.map((phrase) => `"${phrase.replaceAll('"', ' ')}"`).join(' '),
    words: kept.flatMap(({ word, slot }) => (slot.terms.includes(word) ? [word] : slot.terms.slice(0, 1))),
    needles: [...query.phrases, ...query.identifiers.flatMap(({ label }) => [label.toLowerCase()]), ...kept.flatMap(({ word, slot }) => [word, ...slot.terms]), ...query.synonyms],
    dropped: [...query.dropped, ...wordSlots.slice(MAX_WORDS).map(({ word }) => word)],
    ...(correctedFrom !== undefined && { correctedFrom }),
  }
}

const isHan = (word: string): boolean => /^[\u4e00-\u9fff]/.test(word)

/** A Latin word of four letters and more that nothing has becomes the most frequent one that is one edit away. */
function mend(query: Query, statistics: Statistics, text: string, typing: boolean): { words: string[]; correctedFrom?: string } {
  let corrected = false
  const words = query.words.map((word, position) => {
    if (statistics.frequency(word) || !/^[a-z]{4,}$/.test(word) || (typing && position === query.words.length - 1)) return word
    const better = statistics.nearest(word)
    corrected ||= better !== undefined
    return better ?? word
  })
  return corrected ? { words, correctedFrom: text } : { words }
}

/** The same set for totals, facets and hits: any word or number, or the exact name of the document. */
function matchFilter(query: Query, slots: readonly Slot[]): string {
  const terms = [...new Set(slots.flatMap((slot) => slot.terms))]
  const anyOf = [terms.length ? isIn('terms', terms) : '', isIn('numbers', query.identifiers.map(({ value }) => value)), isIn('names', namesOf(query))]
  return anyOf.filter(Boolean).join(' OR ') || NOTHING
}

export const NOTHING = 'documentId = ""'

export const namesOf = (query: Query): string[] => [...new Set([query.bare, shortTitle(query.bare)])].filter((name) => name.length > 1 && name.length <= 400)

/** The queries whose hits are ranked: the words from the rarest on, pairs of the rarest, and whatever is named exactly. */
export function poolQueries(plan: Plan, pairsOf: number): { q: string; filter?: string; matchingStrategy: 'last' | 'all'; attributesToSearchOn?: string[] }[] {
  const { query, words, quoted } = plan
  const queries: ReturnType<typeof poolQueries> = []
  const named = (filter: string) => queries.push({ q: quoted, filter, matchingStrategy: 'all' })
  const numbers = query.identifiers.map(({ value }) => value)
  if (numbers.length) named(isIn('numbers', numbers))
  if (namesOf(query).length) named(isIn('names', namesOf(query)))
  for (const { type, value, law } of query.identifiers) {
    if (type !== 'article') continue
    if (law) named(`article = ${quote(value)} AND ${isIn('names', [bare(law), shortTitle(law)])}`)
    queries.push({ q: words.slice(0, WORDS_READ).join(' '), filter: `article = ${quote(value)}`, matchingStrategy: 'last', ...(words.length && { attributesToSearchOn: ['title', 'otherTitles'] }) })
  }
  const terms = query.identifiers.map(({ value }) => identifierTerm(value))
  if (terms.length) named(isIn('terms', terms))
  if (quoted) queries.push({ q: quoted, matchingStrategy: 'all' })
  if (!words.length) return queries
  queries.push({ q: `${quoted} ${words.slice(0, WORDS_READ).join(' ')}`.trim(), matchingStrategy: quoted ? 'all' : 'last' })
  const rarest = words.slice(0, pairsOf)
  if (words.length > 2) rarest.forEach((a, i) => rarest.slice(i + 1).forEach((b) => queries.push({ q: `${quoted} ${a} ${b}`.trim(), matchingStrategy: 'all' })))
  const synonyms = plan.slots.filter(({ required }) => !required).flatMap(({ terms: others }) => others)
  if (synonyms.length && words.length <= 2 && !quoted) queries.push({ q: synonyms.slice(0, WORDS_READ).join(' '), matchingStrategy: 'last' })
  return queries
}

/** The person's filters; `without` leaves one facet out, to count it as if nothing were selected in it. */
export function filterOf({ filters, from, to }: Pick<SearchQuery, 'filters' | 'from' | 'to'>, without?: Facet): string[] {
  const parts: string[] = []
  for (const facet of FACETS) {
    const values = filters[facet]
    if (values?.length && facet !== without) parts.push(isIn(`facets.${facet}`, values))
  }
  if (from) parts.push(`day >= ${toDay(from)}`)
  if (to) parts.push(`day <= ${toDay(to)}`)
  return parts
}

export const isIn = (attribute: string, values: readonly string[]): string => (values.length ? `${attribute} IN [${[...new Set(values)].map(quote).join(', ')}]` : '')
export const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`
export const both = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).map((part) => `(${part})`).join(' AND ')
