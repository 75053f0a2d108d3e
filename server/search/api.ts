// Search and type-ahead as JSON.
import type { Library } from '../../indexer/index.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { relationsOf } from '../library/relations.ts'
import { searchAnswer, searchQuery, suggestAnswer, suggestQuery } from './schema.ts'
import { searchLibrary, toAnswer, toSearchQuery, type SearchDeps } from './search.ts'

export function searchEndpoints(deps: SearchDeps & { library: () => Library }): AnyEndpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/search',
      permission: 'library:read',
      summary: 'Faceted search; a facet may be repeated: OR inside, AND across',
      query: searchQuery,
      params: nothing,
      response: searchAnswer,
      problems: ['invalid-input', 'engine-unavailable', 'engine-failed'],
      handle: async ({ query, request }) => toAnswer(await searchLibrary(deps, toSearchQuery(query), { key: request.ip ?? '', language: query.lang }), query, deps.engine.name, (id) => relationsOf(deps.library(), id)),
    }),
    endpoint({
      method: 'get',
      path: '/api/suggest',
      permission: 'library:read',
      summary: 'Type-ahead: titles, numbers and words that continue what was typed',
      query: suggestQuery,
      params: nothing,
      response: suggestAnswer,
      problems: ['invalid-input', 'engine-unavailable', 'engine-failed'],
      handle: async ({ query }) => ({ items: await deps.engine.suggest(query.q, query.size) }),
    }),
  ]
}
