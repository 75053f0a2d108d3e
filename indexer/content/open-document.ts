// A document whose sections are split, and their HTML rendered, when somebody asks; the last ones asked for are kept.
import type { ContentDocument, ContentSection } from './document.ts'
import type { LinkResolver } from './links.ts'
import { splitSections } from './sections.ts'

/** Documents whose sections stay in memory; a page asks for those of one, the index for one after the other. */
const KEPT = 48

export type Opener = (document: Omit<ContentDocument, 'sections'>) => ContentDocument

export function createOpener(links: Pick<LinkResolver, 'resolve'>): Opener {
  const recent = new Map<object, ContentSection[]>()

  function sectionsOf(document: Omit<ContentDocument, 'sections'>): ContentSection[] {
    const sections = recent.get(document) ?? split(document, (href) => links.resolve(document.file, href))
    recent.delete(document)
    recent.set(document, sections)
    if (recent.size > KEPT) recent.delete(recent.keys().next().value!)
    return sections
  }

  return (document) => Object.defineProperty({ ...document }, 'sections', { get: () => sectionsOf(document), enumerable: true }) as ContentDocument
}

/** An index needs text only: HTML waits for a page. */
function split({ body, kind }: Pick<ContentDocument, 'body' | 'kind'>, resolveLink: (href: string) => string | null): ContentSection[] {
  let rendered: ContentSection[] | undefined
  const html = (index: number) => (rendered ??= splitSections(body, kind, { resolveLink }))[index]!.html
  return splitSections(body, kind, null).map((section, index) => Object.defineProperty(section, 'html', { get: () => html(index), enumerable: true }))
}
