// Documents, their versions and differences as JSON.
import { diffSections, newestFirst, type ContentDocument, type Engine, type Hit, type Library } from '../../indexer/index.ts'
import { Gone, NotFound } from '../errors.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { unlessDown } from '../web/attempt.ts'
import { todayInShanghai } from '../calendar.ts'
import { diffAnswer, diffParams, documentAnswer, idParams, listAnswer, listQuery, metadataOf } from './schema.ts'

export interface LibraryApiDeps {
  library: () => Library
  engine: Engine
}

const RELATED = 5

export function libraryEndpoints({ library, engine }: LibraryApiDeps): AnyEndpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/documents',
      permission: 'library:read',
      summary: 'Documents, newest first',
      query: listQuery,
      params: nothing,
      response: listAnswer,
      problems: ['invalid-input'],
      handle: ({ query: { kind, page, size } }) => {
        const all = [...library().documents.values()].filter((document) => !kind || document.kind === kind).sort(newestFirst)
        return { total: all.length, page, size, items: all.slice((page - 1) * size, page * size).map(brief) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/documents/{id}',
      permission: 'library:read',
      summary: 'A document with its sections, versions, citations and cited-by; 410 with the reason when it was withdrawn',
      query: nothing,
      params: idParams,
      response: documentAnswer,
      problems: ['not-found', 'gone'],
      handle: async ({ params }) => describe(find(library(), params.id), library(), engine),
    }),
    endpoint({
      method: 'get',
      path: '/api/documents/{id}/versions/{a}/diff/{b}',
      permission: 'library:read',
      summary: 'Two versions compared clause by clause; `current` is the text in force',
      query: nothing,
      params: diffParams,
      response: diffAnswer,
      problems: ['not-found', 'gone'],
      handle: async ({ params: { id, a, b } }) => {
        find(library(), id)
        const [before, after] = await Promise.all([library().versionSections(id, a), library().versionSections(id, b)])
        if (!before || !after) throw new NotFound(`没有版本 ${before ? b : a}；可用的版本见 /api/documents/${id}`)
        return { id, from: a, to: b, changes: diffSections(before, after) }
      },
    }),
  ]
}

/** Throws Gone with the reason, or NotFound. */
function find(library: Library, id: string): ContentDocument {
  const withdrawn = library.withdrawn.get(id)
  if (withdrawn) throw new Gone(`《${withdrawn.title}》已于 ${withdrawn.date} 撤下：${withdrawn.reason}`)
  const document = library.documents.get(id)
  if (!document) throw new NotFound('没有这个编号的文档')
  return document
}

const brief = ({ id, kind, title, date }: Pick<ContentDocument | Hit, 'id' | 'kind' | 'title' | 'date'>) => ({ id, kind, title, date, url: `/documents/${id}` })

async function describe(document: ContentDocument, library: Library, engine: Engine) {
  const citations = [...library.citations(document.id)]
  const [versions, related] = await Promise.all([library.versions(document.id), unlessDown(() => engine.similar(document.id, RELATED))])
  return {
    ...brief(document),
    slug: document.slug,
    metadata: metadataOf(document.frontMatter),
    stale: library.isStale(document, todayInShanghai()),
    sections: document.sections,
    versions: versions.map(({ id, label, date, changes, origin }) => ({ id, label, date, changes, origin })),
    citations,
    citationState: citations.length ? ('CITES' as const) : ('NO_CITATION' as const),
    citedBy: library.citedBy(document.id).map(({ id, anchors }) => ({ id, anchors, title: library.documents.get(id)?.title ?? '' })),
    // A document can be read while the engine is down.
    related: (related ?? []).map(brief),
  }
}
