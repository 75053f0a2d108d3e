// The port behind which the two search engines stand; `tests/engine/contract.ts` is what both must pass.
import type { Facet, FacetValues, Kind, SearchDocument } from '../documents/schema.ts'

export interface SearchQuery {
  /** What was typed; may be empty: then all documents match, ordered by date. */
  text: string
  /** OR inside a facet, AND across facets. An unknown value simply matches nothing. */
  filters: FacetValues
  /** Inclusive bounds on the document's date, `YYYY-MM-DD`. */
  from?: string
  to?: string
  sort: 'relevance' | 'date' | '-date'
  /** `document`: an item is a document with its best sections; `section`: an item is one section. */
  group: 'document' | 'section'
  offset: number
  /** 0 is allowed: counts only. */
  limit: number
  /** Which facets to count; each is counted without its own selection. */
  facets: readonly Facet[]
  /** The last word is still being typed: it also matches as a prefix. */
  typing?: boolean
}

/** Half-open ranges of UTF-16 units in `snippet`. */
export type Highlights = [start: number, end: number][]

export interface SectionHit {
  anchor: string
  heading: string
  path: string[]
  /** Plain text, at most about 160 characters around the best match; never HTML. */
  snippet: string
  highlights: Highlights
}

export interface Hit {
  id: string
  kind: Kind
  title: string
  url: string
  date: string
  summary: string
  numbers: string[]
  body: string
  facets: FacetValues
  /** Comparable within one answer only. */
  score: number
  /** Best first: one to four for `document`, exactly one for `section`. */
  sections: SectionHit[]
}

export interface FacetCount {
  value: string
  count: number
}

/** What the engine made of the query, in words that can be shown. */
export interface ParsedQuery {
  terms: string[]
  /** Canonical spelling of recognised numbers and articles. */
  identifiers: string[]
  phrases: string[]
  /** Words left out of a long query, or as question words. */
  dropped: string[]
  /** Set when a misspelt Latin word was replaced. */
  correctedFrom?: string
}

export interface SearchResult {
  /** Matching documents or sections (as `group` says), exact. */
  total: number
  items: Hit[]
  /** By count, then by value. */
  facets: Partial<Record<Facet, FacetCount[]>>
  query: ParsedQuery
}

export interface Suggestion {
  /** A document's title or number, or a word of the index. */
  text: string
  type: 'document' | 'term'
  kind?: Kind
  url?: string
}

/** What the index holds now; compared with the source to find what has to be sent. */
export interface IndexState {
  /** Settings, schema, vocabulary and code version the index was built with; null when there is no index. */
  fingerprint: string | null
  /** Document id → digest. */
  digests: Map<string, string>
}

export interface Progress {
  done: number
  total: number
}

/** Verbs throw `EngineUnavailable` when the engine cannot be reached, `EngineFailed` when it refused. */
export interface Engine {
  readonly name: 'embedded' | 'meilisearch'
  /** The fingerprint that this code builds; differs from `state().fingerprint` when a rebuild is due. */
  readonly fingerprint: string
  search(query: SearchQuery): Promise<SearchResult>
  suggest(text: string, limit: number): Promise<Suggestion[]>
  /** Other documents like this one, best first. */
  similar(id: string, limit: number): Promise<Hit[]>
  state(): Promise<IndexState>
  /** Whether there is an index that this code built; cheap enough for a probe every second. */
  isReady(): Promise<boolean>
  /** Adds or replaces whole documents; visible when the promise resolves. */
  put(documents: SearchDocument[], report?: (progress: Progress) => void): Promise<void>
  drop(ids: string[]): Promise<void>
  /** Builds beside the running index, then swaps at once: no search sees a half. Aborting leaves the old index as it was. */
  rebuild(documents: Iterable<SearchDocument> | AsyncIterable<SearchDocument>, options?: { report?: (progress: Progress) => void; signal?: AbortSignal; total?: number }): Promise<void>
  close(): Promise<void>
}
