// Facet counts that agree with the hits: one counting query, and one more for each facet in which something is selected. Pure.
import type { Facet } from '../documents/schema.ts'
import type { FacetCount, SearchQuery } from './engine.ts'
import type { SearchAnswer, SearchRequest } from './meilisearch-client.ts'
import { both, filterOf } from './meilisearch-plan.ts'

export interface CountQueries {
  requests: SearchRequest[]
  /** Takes the answers in the order of the requests. */
  read(answers: SearchAnswer<unknown>[]): { total: number; facets: Partial<Record<Facet, FacetCount[]>> }
}

/** `match` and `quoted` say what the text of the query matches; `perDocument` is for an empty query by document, where first sections stand for all. */
export function countQueries({ indexUid, query, match, quoted, firstOnly }: { indexUid: string; query: SearchQuery; match: string | null; quoted: string; firstOnly: string | null }): CountQueries {
  const byDocument = query.group === 'document' && !firstOnly
  const count = (facets: readonly Facet[], without?: Facet): SearchRequest => ({
    indexUid,
    q: quoted,
    matchingStrategy: 'all',
    filter: both(match, firstOnly, ...filterOf(query, without)),
    facets: facets.map((facet) => `facets.${facet}`),
    // Without page numbers Meilisearch stops at the first hits: totals are estimates, and distinct documents are not counted to the end.
    hitsPerPage: 0,
    ...(byDocument && { distinct: 'documentId' }),
  })
  const isSelected = (facet: Facet) => Boolean(query.filters[facet]?.length)
  const selected = query.facets.filter(isSelected)
  const others = query.facets.filter((facet) => !isSelected(facet))
  return {
    requests: [count(others), ...selected.map((facet) => count([facet], facet))],
    read([base, ...rest]) {
      const facets: Partial<Record<Facet, FacetCount[]>> = {}
      for (const facet of query.facets) {
        const own = isSelected(facet) ? rest[selected.indexOf(facet)] : base
        facets[facet] = sortCounts(facet, own?.facetDistribution?.[`facets.${facet}`] ?? {})
      }
      return { total: base?.totalHits ?? 0, facets }
    },
  }
}

function sortCounts(facet: Facet, counts: Record<string, number>): FacetCount[] {
  const list = Object.entries(counts).map(([value, count]) => ({ value, count }))
  if (facet === 'year') return list.sort((a, b) => (a.value > b.value ? -1 : 1))
  return list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}
