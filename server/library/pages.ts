// Documents as HTML: browse a kind, read, earlier versions, differences, and the addresses that have moved or gone.
import type { Request, Response } from 'express'
import { CONTENT_KINDS, FACETS, diffSections, type ContentDocument, type Hit, type Kind, type Library, type SearchQuery, type SearchResult } from '../../indexer/index.ts'
import { can } from '../access/access.ts'
import { actorOf } from '../http/actor.ts'
import { readingPages, type Page } from '../http/page.ts'
import { unlessDown } from '../web/attempt.ts'
import { boundary, readChoice } from '../web/choice.ts'
import { PLURALS } from '../web/labels.ts'
import { gonePage, renderProblem } from '../web/problems.ts'
import { readerOf, type Reader } from '../web/reader.ts'
import { browsePage } from './browse-views.ts'
import { presentDocument } from './present.ts'
import { diffPage, versionPage, versionsPage } from './version-views.ts'
import { documentPage, type Adopters } from './views.ts'

export interface LibraryPagesDeps {
  library: () => Library
  search: (query: SearchQuery) => Promise<SearchResult>
  similar: (id: string, limit: number) => Promise<Hit[]>
  /** Who keeps a standard. */
  adoptionsOf: (id: string) => Promise<Adopters>
  /** Scheme and host of the site, without a slash at the end. */
  baseUrl: string
  today?: () => string
}

const PAGE_SIZE = 20
const RELATED = 5

export function libraryPages({ library, search, similar, adoptionsOf, baseUrl, today }: LibraryPagesDeps): Page[] {
  const { pages, get } = readingPages()
  const reading = (request: Request, response: Response): Reader => readerOf(request, response, today?.())
  const send = (response: Response, page: string, status = 200) => void response.status(status).type('html').send(page)
  const missing = (reader: Reader, response: Response) => send(response, renderProblem(reader, { code: 'not-found', status: 404 }), 404)

  /** Runs `show` with the document, or answers 410 or 404. */
  const withDocument = (show: (document: ContentDocument, reader: Reader, request: Request<Record<string, string>>, response: Response) => Promise<void>) => async (request: Request<Record<string, string>>, response: Response) => {
    const reader = reading(request as unknown as Request, response)
    const id = request.params.id ?? ''
    const withdrawn = library().withdrawn.get(id)
    const document = library().documents.get(id)
    if (withdrawn) return send(response, gonePage(reader, withdrawn), 410)
    return document ? show(document, reader, request, response) : missing(reader, response)
  }

  for (const kind of CONTENT_KINDS) {
    get(`/${PLURALS[kind]}`, async (request, response) => {
      const { choice, more } = readChoice(request.query)
      const result = await unlessDown(() => search(browseQuery(kind, choice)))
      send(response, browsePage(reading(request, response), { kind, choice, size: PAGE_SIZE, more, result, documents: result ? [] : newestOf(library(), kind) }))
    })
    get(`/${PLURALS[kind]}/:slug`, (request, response) => {
      const id = library().address(kind, request.params.slug)
      return id ? response.redirect(301, `/documents/${id}`) : missing(reading(request as unknown as Request, response), response)
    })
  }

  get('/documents', (_, response) => response.redirect(302, '/search'))

  get(
    '/documents/:id',
    withDocument(async (document, reader, _, response) => {
      // Without the database the text is still to be read.
      const adopted = document.kind === 'standard' ? adoptionsOf(document.id).catch(() => null) : null
      const [versions, related, adoptions] = await Promise.all([library().versions(document.id), unlessDown(() => similar(document.id, RELATED)), adopted])
      const mayDeclare = can(actorOf(response), 'adoption:declare')
      send(response, documentPage(reader, presentDocument(library(), document, { today: reader.today, versions, related, ...(adoptions && { adoptions: { ...adoptions, mayDeclare } }), baseUrl })))
    }),
  )

  get(
    '/documents/:id/versions',
    withDocument(async (document, reader, _, response) => send(response, versionsPage(reader, { document, versions: await library().versions(document.id) }))),
  )

  get(
    '/documents/:id/versions/compare',
    withDocument(async (document, _reader, request, response) => {
      const { a, b } = request.query
      const part = (value: unknown) => encodeURIComponent(typeof value === 'string' && value ? value : 'current')
      response.redirect(303, `/documents/${document.id}/versions/${part(a)}/diff/${part(b)}`)
    }),
  )

  get(
    '/documents/:id/versions/:version',
    withDocument(async (document, reader, { params }, response) => {
      const [versions, sections] = await Promise.all([library().versions(document.id), library().versionSections(document.id, params.version ?? '')])
      const version = versions.find(({ id }) => id === params.version)
      return version && sections ? send(response, versionPage(reader, { document, versions, version, sections })) : missing(reader, response)
    }),
  )

  get(
    '/documents/:id/versions/:a/diff/:b',
    withDocument(async (document, reader, { params }, response) => {
      const textOf = (version = '') => library().versionSections(document.id, version)
      const [versions, before, after] = await Promise.all([library().versions(document.id), textOf(params.a), textOf(params.b)])
      const a = versions.find(({ id }) => id === params.a)
      const b = versions.find(({ id }) => id === params.b)
      return a && b && before && after ? send(response, diffPage(reader, { document, versions, a, b, diff: diffSections(before, after) })) : missing(reader, response)
    }),
  )
  return pages
}

function browseQuery(kind: Kind, choice: ReturnType<typeof readChoice>['choice']): SearchQuery {
  const from = choice.from && boundary(choice.from, 'first')
  const to = choice.to && boundary(choice.to, 'last')
  return {
    text: '',
    filters: { ...choice.filters, kind: [kind] },
    ...(from && { from }),
    ...(to && { to }),
    sort: '-date',
    group: 'document',
    offset: (choice.page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
    facets: FACETS,
  }
}

const newestOf = ({ documents }: Library, kind: Kind): ContentDocument[] => [...documents.values()].filter((document) => document.kind === kind).toSorted((a, b) => (a.date < b.date ? 1 : -1))
