// A content document as the rest of the service sees it: checked front matter, sections with anchors and HTML, versions, citations.
import type { Kind } from '../documents/schema.ts'
import type { FrontMatter } from './schema.ts'

export interface ContentSection {
  /** Fragment of the section's address, unique in the document; '' never occurs (text before the first heading is `intro`). */
  anchor: string
  heading: string
  /** Level of the Markdown heading, 1…6; 7 for articles and clauses that are numbered paragraphs; 0 for text before the first heading. */
  level: number
  /** Headings of the ancestors, outermost first. */
  path: string[]
  /** Plain text without the heading. */
  text: string
  /** Rendered, safe HTML without the heading. */
  html: string
}

export interface ContentVersion {
  /** Part of the version's address: `YYYY-MM-DD` or a short commit, unique in the document; `current` is always the main file. */
  id: string
  /** What people call it: 征求意见稿, 现行稿; the commit's subject for versions from git. */
  label: string
  date: string
  /** What was changed; empty when nobody wrote it down. */
  changes: string
  origin: 'file' | 'git' | 'current'
}

/** How a citation in the text was resolved (features C10). */
export type CitationState = 'RESOLVED' | 'FOUND' | 'FAILED_AMBIGUOUS' | 'FAILED'

export interface Citation {
  /** As people write it: （2022）最高法知民终541号, GB/T 1.1—2020, 《反不正当竞争法》第九条. */
  label: string
  type: 'case' | 'standard' | 'document' | 'article' | 'foreign' | 'link'
  /** Section in which it stands. */
  anchor: string
  /**
   * RESOLVED: one document of the library. FOUND: a well-formed number that the library does not hold.
   * FAILED_AMBIGUOUS: several documents could be meant. FAILED: names a document of the library but not a place that exists in it.
   */
  state: CitationState
  /** The document meant, and its anchor when the citation names an article or clause that exists. */
  target?: { id: string; anchor?: string }
  candidates?: string[]
}

export interface ContentDocument {
  id: string
  kind: Kind
  /** File name without extension: the readable address `/<plural kind>/<slug>` redirects to `/documents/<id>`. */
  slug: string
  aliases: string[]
  /** Path below the content folder. */
  file: string
  title: string
  date: string
  frontMatter: FrontMatter
  /** Split when they are asked for; a library of thousands of documents keeps those of a few. */
  readonly sections: ContentSection[]
  /** Markdown of the body, for versions and diffs. */
  body: string
  /** sha256 of the file. */
  digest: string
}

/** The order of every list by date: newest first, then by id, as the engines order equal dates. */
export const newestFirst = (a: Pick<ContentDocument, 'date' | 'id'>, b: Pick<ContentDocument, 'date' | 'id'>): number => (a.date === b.date ? (a.id < b.id ? -1 : 1) : a.date < b.date ? 1 : -1)

export interface CitedBy {
  id: string
  /** Sections of that document in which the citation stands. */
  anchors: string[]
}
