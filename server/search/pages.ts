// The search page as HTML: the whole page, or with `?fragment=1` only what changes while typing.
import { FACETS, type ContentDocument, type Library, type SearchQuery, type SearchResult, type Suggestion } from '../../indexer/index.ts'
import { readingPages, type Page } from '../http/page.ts'
import { relationsOf } from '../library/relations.ts'
import type { Choice } from '../web/address.ts'
import { unlessDown } from '../web/attempt.ts'
import { boundary, readChoice } from '../web/choice.ts'
import { readerOf } from '../web/reader.ts'
import { searchFragment, searchPage, type SearchView } from './views.ts'

export interface SearchPagesDeps {
  library: () => Library
  /** `asker` tells people apart for the query log, and is never stored. */
  search: (query: SearchQuery, asker: { key: string; language: string }) => Promise<SearchResult>
  suggest: (text: string, limit: number) => Promise<Suggestion[]>
  today?: () => string
}

export const PAGE_SIZE = 10

export function searchPages({ library, search, suggest, today }: SearchPagesDeps): Page[] {
  const { pages, get } = readingPages()
  get('/search', async (request, response) => {
    const reader = readerOf(request, response, today?.())
    const { choice, more, fragment, unread } = readChoice(request.query)
    const result = await unlessDown(() => search(queryOf(choice, fragment), { key: request.ip ?? '', language: reader.language }))
    const nearest = result?.total === 0 ? await unlessDown(() => suggest(choice.q, 6)) : null
    const view: SearchView = {
      choice,
      size: PAGE_SIZE,
      more,
      result,
      relations: (id) => relationsOf(library(), id),
      problems: unread,
      nearest: nearest?.map(({ text }) => text) ?? [],
      ...(!result && { titles: byTitle(library(), choice) }),
    }
    response.type('html').send(fragment ? searchFragment(reader, view).toString() : searchPage(reader, view))
  })
  return pages
}

export function queryOf(choice: Choice, typing = false): SearchQuery {
  const from = choice.from && boundary(choice.from, 'first')
  const to = choice.to && boundary(choice.to, 'last')
  return {
    text: choice.q,
    filters: choice.filters,
    ...(from && { from }),
    ...(to && { to }),
    sort: choice.sort,
    group: 'document',
    offset: (choice.page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
    facets: FACETS,
    typing,
  }
}

/** The most that can be done without an engine: titles that contain what was typed, newest first. */
function byTitle({ documents }: Library, { q, filters }: Choice): ContentDocument[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const kinds = filters.kind ?? []
  return [...documents.values()]
    .filter(({ title, kind }) => (!kinds.length || kinds.includes(kind)) && words.every((word) => title.toLowerCase().includes(word)))
    .toSorted((a, b) => (a.date < b.date ? 1 : -1))
    .slice(0, 50)
}
