// What Meilisearch stores: one record a section, and a small catalogue beside it with one record a document. Pure.
import { findIdentifiers, normaliseIdentifier, undated } from '../content/identifiers.ts'
import { sectionsOf, type FacetValues, type Kind, type SearchDocument, type SearchSection } from '../documents/schema.ts'
import { BM25 } from '../text/bm25.ts'
import { bare, shortTitle } from '../text/fold.ts'
import { BIGRAM, eachTerm, identifierTerm } from '../text/terms.ts'

/** A section as stored. Facets and names are those of its document, so that they can be filtered and counted. */
export interface SectionRecord {
  /** `<documentId>-<ordinal>`, the primary key. */
  key: string
  documentId: string
  /** Of the document: older sections of it are told by another digest. */
  digest: string
  ordinal: number
  anchor: string
  heading: string
  path: string[]
  text: string
  title: string
  otherTitles: string[]
  summary: string
  url: string
  body: string
  kind: Kind
  date: string
  /** The date as a number, 20240131: bounds and order. */
  day: number
  /** As written. */
  written: string[]
  /** Canonical; a standard's number also without its year. */
  numbers: string[]
  /** Titles without punctuation: an exact one comes first. */
  names: string[]
  /** `第9条` when the section's own heading is an article. */
  article: string
  facets: FacetValues
  prior: number
  /** Words of the section, those of titles and headings at their weight, for BM25. */
  length: number
  /** Words and identifiers of text, titles and headings, each once: what a query matches. */
  terms: string[]
}

/** What a search reads back; the terms stay on the server. */
export const RETRIEVED = ['key', 'documentId', 'ordinal', 'anchor', 'heading', 'path', 'text', 'title', 'otherTitles', 'summary', 'url', 'body', 'kind', 'date', 'written', 'numbers', 'names', 'article', 'facets', 'prior', 'length'] satisfies (keyof SectionRecord)[]
export type Candidate = Omit<SectionRecord, 'digest' | 'day' | 'terms'>

export interface CatalogueDocument {
  key: string
  type: 'document'
  documentId: string
  digest: string
  title: string
  otherTitles: string[]
  written: string[]
  kind: Kind
  url: string
}

export interface Manifest {
  key: 'manifest'
  type: 'manifest'
  fingerprint: string
  /** Another one after every write: tells servers that their statistics are old. */
  generation: string
}

/** The records of a document, and the terms (bigrams too) of each section for the statistics. */
export function toRecords(document: SearchDocument): { records: SectionRecord[]; sectionTerms: string[][] } {
  const sectionTerms: string[][] = []
  const numbers = [...new Set(document.numbers.flatMap(spellings))]
  const titles = [document.title, ...document.otherTitles]
  const common = numbers.map(identifierTerm)
  const records = sectionsOf(document).map((section, ordinal): SectionRecord => {
    const terms = new Set(common)
    let length = 0
    const add = (text: string, weight: number) =>
      eachTerm(text, (term) => {
        terms.add(term)
        if (!term.startsWith(BIGRAM)) length += weight
      })
    add(section.text, 1)
    add([...titles, ...document.numbers, section.heading].join(' '), BM25.title)
    add(section.path.join(' '), BM25.path)
    sectionTerms.push([...terms])
    return {
      key: `${document.id}-${ordinal}`,
      documentId: document.id,
      digest: document.digest,
      ordinal,
      anchor: section.anchor,
      heading: section.heading,
      path: section.path,
      text: section.text,
      title: document.title,
      otherTitles: document.otherTitles,
      summary: document.summary,
      url: document.url,
      body: document.body,
      kind: document.kind,
      date: document.date,
      day: toDay(document.date),
      written: document.numbers,
      numbers,
      names: [...new Set(titles.flatMap((title) => [bare(title), shortTitle(title)]))].filter(Boolean),
      article: articleOf(section),
      facets: document.facets,
      prior: document.prior,
      length,
      terms: [...terms].filter((term) => !term.startsWith(BIGRAM)),
    }
  })
  return { records, sectionTerms }
}

export const toCatalogue = ({ id, digest, title, otherTitles, numbers, kind, url }: SearchDocument): CatalogueDocument => ({ key: `document-${id}`, type: 'document', documentId: id, digest, title, otherTitles, written: numbers, kind, url })

/** `2024-01-31` → 20240131; a bound that is no date binds nothing away: NaN never matches, so it becomes 0. */
export const toDay = (date: string): number => Number(date.replaceAll('-', '')) || 0

function spellings(number: string): string[] {
  const value = normaliseIdentifier(number)
  return value ? [value, undated(value)] : []
}

function articleOf({ heading }: SearchSection): string {
  const [first] = findIdentifiers(heading)
  return first?.type === 'article' && first.start === 0 ? first.value : ''
}
