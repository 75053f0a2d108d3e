// A parsed query as Meilisearch is asked for it: which sections match (a filter), and the small queries whose hits are ranked here. Pure.
import { FACETS, type Facet } from '../documents/schema.ts'
import { bare, shortTitle } from '../text/fold.ts'
import type { Query } from '../text/query.ts'
import { identifierTerm } from '../text/terms.ts'
import type { SearchQuery } from './engine.ts'
import { toDay } from './meilisearch-records.ts'
import type { Statistics } from './meilisearch-statistics.ts'
import { fillSlots, type Dictionary, type Slot as SlotOf, type Slots } from './slots.ts'

/** Terms as they stand in the records. */
export type Slot = SlotOf<string[]>

export interface Plan extends Pick<Slots<string[]>, 'query' | 'words' | 'bigrams' | 'required' | 'needles' | 'dropped' | 'correctedFrom'> {
  /** All but the bigrams, which settle the order of the best only. */
  slots: Slot[]
  /** Filter for the sections that match; null when all do, as for an empty query. */
  match: string | null
  /** `"…" "…"`: quoted text that every match must contain. */
  quoted: string
  /** Typed words and their synonyms with what they stand for, those of most weight first. */
  heads: { word: string; terms: string[] }[]
}

/** Meilisearch reads ten words of a query and drops the rest. */
const WORDS_READ = 10
/** Characters before `第9条` in which the title of a law is looked for. */
const MENTION = 60

export function planQuery(text: string, statistics: Statistics, typing: boolean): Plan {
  const { typed, identifiers, synonyms, ...plan } = fillSlots(text, dictionaryOf(statistics), typing)
  const { query } = plan
  const slots = [...typed.map(({ slot }) => slot), ...identifiers, ...synonyms]
  return {
    ...plan,
    slots,
    match: text.trim() ? matchFilter(query, slots) : null,
    quoted: query.phrases.map((phrase) => `"${phrase.replaceAll('"', ' ')}"`).join(' '),
    heads: [...typed, ...synonyms.map((slot) => ({ word: '', slot }))]
      .toSorted((a, b) => b.slot.weight - a.slot.weight)
      .map(({ word, slot: { terms } }) => ({ word: terms.includes(word) ? word : terms[0]!, terms })),
    // What the beginning of a word stands for is highlighted too.
    needles: [...plan.needles, ...typed.flatMap(({ slot: { terms } }) => (terms.length > 1 ? terms : []))],
  }
}

function dictionaryOf(statistics: Statistics): Dictionary<string[]> {
  const find = (term: string) => (statistics.frequency(term) > 0 ? [term] : [])
  return {
    sections: statistics.sections,
    frequency: (terms) => terms.reduce((sum, term) => sum + statistics.frequency(term), 0),
    find,
    expand: (word, limit) => [...find(word), ...statistics.expand(word, limit)],
    nearest: (word) => statistics.nearest(word),
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
 * The queries whose hits are ranked here. For each of the `most` heaviest words, typed or synonyms, one that must have it and counts the lighter
 * ones behind it: the tenth word still gets a hearing, and whatever has many of the words is found by several. On the development questions this
 * found more than pairs of the rarest words (32 of 34 against 28) with half as many queries; with synonyms among the heads, lay questions find
 * their article among the first hundred in .522 instead of .489.
 */
export function poolQueries(plan: Plan, most: number): PoolQuery[] {
  const { query, heads, quoted } = plan
  if (quoted) return [{ q: quoted, filter: plan.match ?? '', matchingStrategy: 'all' }, ...namedQueries(query, quoted)]
  const words = heads.map(({ word }) => word)
  const ofWords = heads.slice(0, most).map(({ word, terms }, i): PoolQuery => ({ q: words.slice(i, i + WORDS_READ).join(' '), filter: isIn('terms', terms.includes(word) ? [word] : terms), matchingStrategy: 'last' }))
  const begun = heads.filter(({ terms }) => terms.length > 1).map(({ terms }): PoolQuery => ({ q: '', filter: isIn('terms', terms), matchingStrategy: 'last' }))
  return [...namedQueries(query, ''), ...ofWords, ...begun]
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
