// How the two Meilisearch indexes are set up, from the facets and the vocabulary; any change of it changes the fingerprint.
import { createHash } from 'node:crypto'
import { FACETS } from '../documents/schema.ts'
import { BM25 } from '../text/bm25.ts'
import { DICTIONARY, STOP_WORDS, SYNONYMS, VOCABULARY_VERSION } from '../vocabulary.ts'
import type { Settings } from './meilisearch-client.ts'

/** Raised when records or statistics change their shape. */
const CODE_VERSION = 1
/** High enough never to cut a count; Meilisearch's own limits are 1,000 hits and 100 values. */
const UNLIMITED = 10_000_000
const MAX_FACET_VALUES = 20_000

const equality = (...attributePatterns: string[]) => ({ attributePatterns, features: { facetSearch: false, filter: { equality: true, comparison: false } } })

export const SECTION_SETTINGS: Settings = {
  searchableAttributes: ['text', 'title', 'otherTitles', 'heading', 'path', 'written'],
  filterableAttributes: [
    // `terms` is large: without the structures for comparison and facet search it costs about as much as a searched attribute.
    equality('key', 'terms', 'numbers', 'names', 'article', 'documentId', 'digest', ...FACETS.map((facet) => `facets.${facet}`)),
    { attributePatterns: ['day', 'ordinal'], features: { facetSearch: false, filter: { equality: true, comparison: true } } },
  ],
  sortableAttributes: ['day', 'documentId', 'ordinal'],
  localizedAttributes: [{ attributePatterns: ['*'], locales: ['cmn'] }],
  stopWords: [...STOP_WORDS].toSorted(),
  dictionary: [...new Set(DICTIONARY.map((word) => word.toLowerCase()))].toSorted(),
  synonyms: synonymSettings(),
  typoTolerance: { enabled: true, disableOnNumbers: true },
  pagination: { maxTotalHits: UNLIMITED },
  faceting: { maxValuesPerFacet: MAX_FACET_VALUES },
}

export const CATALOGUE_SETTINGS: Settings = {
  searchableAttributes: ['title', 'otherTitles', 'written'],
  filterableAttributes: [equality('type', 'documentId')],
  localizedAttributes: [{ attributePatterns: ['*'], locales: ['cmn'] }],
  dictionary: SECTION_SETTINGS.dictionary!,
  typoTolerance: { enabled: true, disableOnNumbers: true },
  pagination: { maxTotalHits: UNLIMITED },
}

export const FINGERPRINT = `meilisearch-${CODE_VERSION}-${VOCABULARY_VERSION}-${createHash('sha256').update(JSON.stringify([SECTION_SETTINGS, CATALOGUE_SETTINGS, BM25])).digest('hex').slice(0, 16)}`

/** Names of the settings that differ on the server, e.g. because someone changed them by hand. */
export function findDrift(wanted: Settings, found: Settings): string[] {
  return (Object.keys(wanted) as (keyof Settings)[]).filter((name) => !covers(found[name], wanted[name]))
}

/** Everything wanted is there; the server adds its own defaults. Lists of plain words come back sorted, others in order. */
function covers(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(found) && found.length === wanted.length && wanted.every((value, index) => covers(found[index], value))
  if (wanted && typeof wanted === 'object') return Object.entries(wanted).every(([key, value]) => covers((found as Record<string, unknown> | null)?.[key], value))
  return found === wanted
}

function synonymSettings(): Record<string, string[]> {
  const groups: Record<string, string[]> = {}
  for (const group of SYNONYMS) for (const word of group) groups[word] = [...new Set([...(groups[word] ?? []), ...group.filter((other) => other !== word)])]
  return groups
}
