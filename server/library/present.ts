// Everything a document page shows, gathered from the library.
import type { ContentDocument, ContentVersion, Hit, Library } from '../../indexer/index.ts'
import type { DocumentView } from './views.ts'

export interface Around {
  today: string
  versions: readonly ContentVersion[]
  related: readonly Hit[] | null
  /** Of a standard. */
  adoptions?: DocumentView['adoptions']
  /** Scheme and host of the site, without a slash at the end. */
  baseUrl: string
}

export function presentDocument(library: Library, document: ContentDocument, { today, versions, related, adoptions, baseUrl }: Around): DocumentView {
  const held = (id: string | undefined) => (id === undefined ? undefined : library.documents.get(id))
  return {
    document,
    staleness: library.isStale(document, today),
    successors: successorsOf(library, document),
    citations: library.citations(document.id).map((citation) => ({ ...citation, document: held(citation.target?.id), possible: (citation.candidates ?? []).flatMap((id) => held(id) ?? []) })),
    citedBy: library.citedBy(document.id).flatMap(({ id, anchors }) => (held(id) ? [{ document: held(id)!, anchors }] : [])),
    related,
    versions,
    ...(adoptions && { adoptions }),
    permanent: `${baseUrl}/documents/${document.id}`,
  }
}

/** By id, or by a name or number that the citation graph has resolved; also documents that say they replace this one. */
export function successorsOf({ documents, citations, citedBy }: Library, { id, frontMatter }: ContentDocument): ContentDocument[] {
  const written = 'replaced_by' in frontMatter ? frontMatter.replaced_by : []
  const resolved = written.map((name) => (documents.has(name) ? name : citations(id).find(({ label, target }) => label === name && target)?.target?.id))
  const claiming = citedBy(id).flatMap((citing) => {
    const data = documents.get(citing.id)?.frontMatter
    return data && 'replaces' in data && citations(citing.id).some(({ label, target }) => target?.id === id && data.replaces.includes(label)) ? [citing.id] : []
  })
  const replacing = [...documents.values()].filter(({ frontMatter: data }) => 'replaces' in data && data.replaces.includes(id)).map((document) => document.id)
  return [...new Set([...resolved, ...claiming, ...replacing])].flatMap((found) => (found && found !== id && documents.has(found) ? [documents.get(found)!] : []))
}
