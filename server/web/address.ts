// Addresses of the search and browse pages, built from what is chosen now and one change.
import type { Facet, FacetValues } from '../../indexer/index.ts'

/** What a search or browse page is showing; everything in it stands in its address. */
export interface Choice {
  q: string
  filters: FacetValues
  from?: string | undefined
  to?: string | undefined
  sort: 'relevance' | 'date' | '-date'
  page: number
}

/** The first page unless the change names one; defaults are left out, so equal choices have equal addresses. */
export function addressOf(path: string, choice: Choice, change: Partial<Choice> = {}): string {
  const { q, filters, from, to, sort, page }: Choice = { ...choice, page: 1, ...change }
  const params = new URLSearchParams()
  if (q) params.set('q', q)
  for (const [facet, values] of Object.entries(filters)) for (const value of values) params.append(facet, value)
  if (from) params.set('from', from)
  if (to) params.set('to', to)
  if (sort !== 'relevance') params.set('sort', sort)
  if (page > 1) params.set('page', String(page))
  const query = params.toString()
  return query ? `${path}?${query}` : path
}

/** The filters with one value chosen, or no longer chosen. */
export function toggled(filters: FacetValues, facet: Facet, value: string): FacetValues {
  const chosen = filters[facet] ?? []
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]
  const { [facet]: _, ...others } = filters
  return next.length ? { ...others, [facet]: next } : others
}
