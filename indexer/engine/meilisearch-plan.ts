// A parsed query as Meilisearch is asked for it: which sections match (a filter), and the small queries whose hits are ranked here. Pure.
import { FACETS, type Facet } from '../documents/schema.ts'
import { BM25, idf, RANKING } from '../text/bm25.ts'
import { mendWords } from '../text/edit.ts'
import { bare, shortTitle } from '../text/fold.ts'
import { MAX_WORDS, mayBegin, parseQuery, type Query } from '../text/query.ts'
import { identifierTerm } from '../text/terms.ts'
import type { SearchQuery } from './engine.ts'
import { toDay } from './meilisearch-records.ts'
import type { Statistics } from './meilisearch-statistics.ts'

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
  /** Typed words with what they stand for, the rarest first. */
  wordSlots: { word: string; terms: string[] }[]
  needles: string[]
  dropped: string[]
  correctedFrom?: string
}

/** Meilisearch reads ten words of a query and drops the rest. */
const WORDS_READ = 10
/** Characters before `第9条` in which the title of a law is looked for. */
const MENTION = 60

export function planQuery(text: string, statistics: Statistics, typing: boolean): Plan {
  const query = parseQuery(text)
  const total = statistics.sections
  const toSlot = (terms: string[], factor: number, required: boolean): Slot | null => {
    const known = terms.filter((term) => statistics.frequency(term) > 0)
    const frequency = Math.min(total, known.reduce((sum, term) => sum + statistics.frequency(term), 0))
    return frequency ? { terms: known, weight: idf(total, frequency) * factor, required } : null
  }
  const { words, isMended } = mendWords(query.words, typing, { isKnown: (word) => statistics.frequency(word) > 0, nearest: (word) => statistics.nearest(word) })
  const last = typing ? words.at(-1) : undefined
  const wordSlots: { word: string; slot: Slot }[] = []
  let unknown = 0
  for (const word of words) {
    const slot = toSlot(word === last ? [word, ...(mayBegin(word) ? statistics.expand(word, RANKING.expansions) : [])] : [word], 1, true)
    if (slot) wordSlots.push({ word, slot })
    else unknown++
  }
  wordSlots.sort((a, b) => b.slot.weight - a.slot.weight)
  const kept = wordSlots.slice(0, MAX_WORDS)
  const identifiers = query.identifiers.flatMap(({ value }) => toSlot([identifierTerm(value)], BM25.identifier, true) ?? [])
  const synonyms = query.synonyms.flatMap((word) => toSlot([word], BM25.synonym, false) ?? [])
  const bigrams = query.bigrams
    .flatMap((bigram) => toSlot([bigram], BM25.bigram, false) ?? [])
    .filter(({ weight }) => weight > idf(total, total * RANKING.common) * BM25.bigram)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, RANKING.bigrams)
  const slots = [...kept.map(({ slot }) => slot), ...identifiers, ...synonyms]
  return {
    query,
    slots,
    bigrams,
    required: kept.length + identifiers.length + unknown,
    match: text.trim() ? matchFilter(query, slots) : null,
    quoted: query.phrases.map((phrase) => `"${phrase.replaceAll('"', ' ')}"`).join(' '),
    wordSlots: kept.map(({ word, slot }) => ({ word: slot.terms.includes(word) ? word : slot.terms[0]!, terms: slot.terms })),
    needles: [...query.phrases, ...query.identifiers.flatMap(({ label }) => [label.toLowerCase()]), ...kept.flatMap(({ word, slot }) => [word, ...slot.terms]), ...query.synonyms],
    dropped: [...query.dropped, ...wordSlots.slice(MAX_WORDS).map(({ word }) => word)],
    ...(isMended && { correctedFrom: text }),
  }
}

/** The same set for totals, facets and hits: any word or number, or the exact name of the document. */
function matchFilter(query: Query, slots: readonly Slot[]): string {
  const terms = [...new Set(slots.flatMap((slot) => slot.terms))]
  const anyOf = [terms.length ? isIn('terms', terms) : '', isIn('numbers', query.identifiers.map(({ value }) => value)), isIn('names', namesOf(query))]
  return anyOf.filter(Boolean).join(' OR ') || NOTHING
}

export const NOTHING = 'documentId = ""'

export const namesOf = (query: Query): string[] => [...new Set([query.bare, shortTitle(query.bare)])].filter((name) => name.length > 1 && name.length <= 400)

export interface PoolQuery {
  q: string
  /** Says by itself that the hits match, so that the long filter of all words need not be evaluated for each query. */
  filter: string
  matchingStrategy: 'last' | 'all'
}

/**
 * The queries whose hits are ranked here. For each of the `heads` rarest words one that must have it and counts the commoner ones behind it:
 * the tenth word still gets a hearing, and whatever has many of the words is found by several. On the questions of search.md this found more
 * than pairs of the rarest words (32 of 34 against 28) with half as many queries.
 */
export function poolQueries(plan: Plan, heads: number): PoolQuery[] {
  const { query, wordSlots, quoted } = plan
  if (quoted) return [{ q: quoted, filter: plan.match ?? '', matchingStrategy: 'all' }, ...namedQueries(query, quoted)]
  const words = wordSlots.map(({ word }) => word)
  const ofWords = wordSlots.slice(0, heads).map(({ word, terms }, i): PoolQuery => ({ q: words.slice(i, i + WORDS_READ).join(' '), filter: isIn('terms', terms.includes(word) ? [word] : terms), matchingStrategy: 'last' }))
  const last = wordSlots.filter(({ terms }) => terms.length > 1).map(({ terms }): PoolQuery => ({ q: '', filter: isIn('terms', terms), matchingStrategy: 'last' }))
  const synonyms = plan.slots.flatMap(({ required, terms }) => (required ? [] : terms))
  const ofSynonyms = synonyms.length && words.length < heads ? [{ q: '', filter: isIn('terms', synonyms), matchingStrategy: 'last' as const }] : []
  return [...namedQueries(query, ''), ...ofWords, ...last, ...ofSynonyms]
}

/** Whatever is named exactly must be in the pool, however common its words are. */
function namedQueries(query: Query, q: string): PoolQuery[] {
  const numbers = query.identifiers.map(({ value }) => value)
  const named: PoolQuery[] = []
  const add = (filter: string) => named.push({ q, filter, matchingStrategy: 'all' })
  if (numbers.length) add(`${isIn('numbers', numbers)} OR ${isIn('terms', numbers.map(identifierTerm))}`)
  if (numbers.length) add(isIn('numbers', numbers))
  if (namesOf(query).length) add(isIn('names', namesOf(query)))
  for (const { type, value, law } of query.identifiers) {
    if (type === 'article') add(`article = ${quote(value)} AND ${isIn('names', [...(law ? [bare(law), shortTitle(law)] : []), ...titlesBefore(query.bare)])}`)
  }
  return named
}

/** What may be the title of the law: whatever ends before the last 第 of `…条例第十条`. */
function titlesBefore(text: string): string[] {
  const end = text.lastIndexOf('第')
  const before = text.slice(Math.max(0, end - MENTION), Math.max(0, end))
  return Array.from({ length: Math.max(0, before.length - 1) }, (_, from) => before.slice(from)).concat('')
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
export const quote = (value: string): string => `"${value.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[\\"]/g, '\\$&')}"`
export const both = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).map((part) => `(${part})`).join(' AND ')
