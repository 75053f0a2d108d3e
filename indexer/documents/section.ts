// A content document into what the engines store: one record, its facets, its sections. Pure.
import { createHash } from 'node:crypto'
import { numbersOf } from '../content/citations.ts'
import type { ContentDocument } from '../content/document.ts'
import type { FrontMatter } from '../content/schema.ts'
import { industrySection } from '../industries.ts'
import type { FacetValues, SearchDocument, SearchSection } from './schema.ts'

/** How much a kind or level of law weighs against the rest (search.md: measured on two halves of the questions alike). */
export const PRIORS: Readonly<Record<string, number>> = { 'local-regulation': 0.8, 'department-rule': 0.9, 'administrative-regulation': 0.9, 'judicial-interpretation': 0.9 }

export function toSearchDocument(document: ContentDocument): SearchDocument {
  const { id, kind, title, date, frontMatter } = document
  const sections = document.sections.filter(({ text, heading }) => text || heading).map(({ anchor, heading, path, text }): SearchSection => ({ anchor, heading, path, text }))
  const withText = sections.filter(({ text }) => text)
  const record = {
    id,
    kind,
    title,
    otherTitles: otherTitles(frontMatter),
    url: `/documents/${id}`,
    date,
    summary: frontMatter.summary ?? '',
    numbers: numbersOf(document),
    body: bodyOf(frontMatter),
    facets: facetsOf(frontMatter),
    prior: frontMatter.kind === 'law' ? (PRIORS[frontMatter.level ?? ''] ?? 1) : 1,
    sections: withSummary(withText.length ? withText : sections, frontMatter.summary),
  }
  return { ...record, digest: digestOf(document) }
}

/** Raise when `toSearchDocument` makes something else of the same file: documents are then sent again. */
const RECORD_VERSION = 1

/** What an index remembers of a document: the same as long as its file and this code are. */
export const digestOf = ({ digest }: Pick<ContentDocument, 'digest'>): string => createHash('sha256').update(`${RECORD_VERSION} ${digest}`).digest('hex')

/** The summary is found too, and opens the document at its top. */
function withSummary(sections: SearchSection[], summary: string | undefined): SearchSection[] {
  return summary ? [{ anchor: 'summary', heading: '', path: [], text: summary }, ...sections] : sections
}

function otherTitles(data: FrontMatter): string[] {
  if (data.kind === 'law') return data.formerly
  if (data.kind === 'standard') return data.english_title ? [data.english_title] : []
  return data.kind === 'overseas' && data.original_title ? [data.original_title] : []
}

function bodyOf(data: FrontMatter): string {
  if (data.kind === 'standard') return data.organisation ?? ''
  if (data.kind === 'notice') return data.issuer ?? ''
  return 'authority' in data ? (data.authority ?? '') : ''
}

/** Lower bounds in fen; a bound belongs to the band that it opens. */
const BANDS: readonly [from: number, band: string][] = [
  [30_000_000_00, 'gt3000w'],
  [5_000_000_00, '500w_3000w'],
  [1_000_000_00, '100w_500w'],
  [500_000_00, '50w_100w'],
  [100_000_00, '10w_50w'],
  [0, 'lt10w'],
]
export const amountBand = (fen: number): string => BANDS.find(([from]) => fen >= from)?.[1] ?? 'lt10w'

export function facetsOf(data: FrontMatter): FacetValues {
  const facets: FacetValues = {
    kind: [data.kind],
    status: [data.status],
    jurisdiction: [data.jurisdiction],
    industry: [...new Set(data.industries.flatMap((code) => [code, industrySection(code)]))],
    tag: data.tags,
    language: [data.language],
    year: [data.date.slice(0, 4)],
    trust: [data.example ? 'example' : data.verified ? 'verified' : 'unverified'],
    region: data.region ? [...new Set([data.region, `${data.region.slice(0, 4)}00`, `${data.region.slice(0, 2)}0000`])] : [],
    ...ofKind(data),
  }
  for (const [name, values] of Object.entries(facets)) if (!values.length) delete facets[name as keyof FacetValues]
  return facets
}

const one = (value: string | undefined): string[] => (value ? [value] : [])

function ofKind(data: FrontMatter): FacetValues {
  switch (data.kind) {
    case 'case':
      return { ...holdings(data), case_type: one(data.case_type), cause: one(data.cause), procedure: one(data.procedure), document_type: one(data.document_type), amount: data.amount === undefined ? [] : [amountBand(data.amount)] }
    case 'overseas':
      return { ...holdings(data), procedure_type: one(data.procedure_type) }
    case 'standard':
      return { standard_kind: one(data.standard_kind), authority: one(data.organisation), measure: data.measures }
    case 'law':
      return { law_level: one(data.level), category: one(data.category), authority: one(data.authority) }
    case 'guide':
      return { audience: data.audience, measure: data.measures, issue: data.issues }
    case 'course':
      return { audience: data.audience, measure: data.measures }
    case 'notice':
      return { authority: one(data.issuer) }
  }
}

function holdings(data: Extract<FrontMatter, { kind: 'case' | 'overseas' }>): FacetValues {
  const discussed = Object.entries(data.measures).flatMap(([measure, it]) => (it && it.finding !== 'not_discussed' ? [measure] : []))
  return { authority: one(data.authority), court_level: one(data.court_level), outcome: data.outcome, remedy: data.remedies, secret_type: data.secret_types, act: data.acts, defence: data.defences, scene: data.scenes, issue: data.issues, measure: discussed }
}
