// What the search engines store: a document, its sections, its facets. Derived from truth, never truth itself.

/** The kinds of content: each has its folder of Markdown files. */
export const CONTENT_KINDS = ['case', 'standard', 'overseas', 'law', 'guide', 'course', 'notice'] as const
export type ContentKind = (typeof CONTENT_KINDS)[number]

/** Everything that can be found: the content, and what the registry lists. */
export const KINDS = [...CONTENT_KINDS, 'expert'] as const
export type Kind = (typeof KINDS)[number]

/** Facets hold document-level values only, so that a count by document and a count by section agree on what is selected. */
export const FACETS = [
  'kind',
  'status',
  'jurisdiction',
  'industry',
  'case_type',
  'cause',
  'court_level',
  'procedure',
  'procedure_type',
  'document_type',
  'outcome',
  'remedy',
  'amount',
  'secret_type',
  'act',
  'defence',
  'scene',
  'issue',
  'measure',
  'standard_kind',
  'law_level',
  'category',
  'authority',
  'region',
  'audience',
  'tag',
  'language',
  'year',
  'trust',
  'expert_type',
  'field',
  'service',
] as const
export type Facet = (typeof FACETS)[number]
export type FacetValues = Partial<Record<Facet, string[]>>

/** One heading, article or numbered clause: the unit that is matched, ranked and opened at `url#anchor`. */
export interface SearchSection {
  /** Unique within the document; the fragment of its address. */
  anchor: string
  /** Its own heading, for laws `第十条`; empty for text before the first heading. */
  heading: string
  /** Headings of its ancestors, outermost first, without its own. */
  path: string[]
  /** Plain text of the section, without its heading. */
  text: string
}

export interface SearchDocument {
  /** Permanent id, 8–16 characters of `bcdfghjkmnpqrstvwxyz23456789`. */
  id: string
  kind: Kind
  title: string
  /** Other names under which a person would look for exactly this document (English title, short names, original title). */
  otherTitles: string[]
  /** Site path of the page, without fragment. */
  url: string
  /** `YYYY-MM-DD` */
  date: string
  summary: string
  /** Numbers that name this document, as written: case number, standard number, document number. */
  numbers: string[]
  /** Court, body or association shown with a hit; empty when there is none. */
  body: string
  facets: FacetValues
  /** Authority prior, a factor on the score: 1 for most, less for subordinate sources. */
  prior: number
  sections: SearchSection[]
  /** Digest of all of the above: equal digest, nothing to send. */
  digest: string
}

/** A document without sections is found by its name and summary. */
export const sectionsOf = ({ sections, summary }: SearchDocument): readonly SearchSection[] => (sections.length ? sections : [{ anchor: '', heading: '', path: [], text: summary }])

/** How the digest of a document begins that comes from the database, not from a file. */
export const REGISTRY = 'registry:'
