// One way into the engine for pages and programs: measures, and notes what people look for.
import { FACETS, FACET_LABELS, labelOf, type Engine, type FacetValues, type Hit, type SearchQuery, type SearchResult } from '../../indexer/index.ts'
import type { z } from 'zod'
import type { Relations } from '../library/relations.ts'
import type { item, searchAnswer, searchQuery } from './schema.ts'
import type { QueryLogger } from './query-log.ts'

export interface SearchDeps {
  engine: Engine
  log: QueryLogger
}

/** Who asked, for merging what is typed in one go; never stored. */
export interface Asker {
  key: string
  language: string
}

export async function searchLibrary({ engine, log }: SearchDeps, query: SearchQuery, asker?: Asker): Promise<SearchResult & { tookMs: number }> {
  const started = performance.now()
  const result = await engine.search(query)
  const tookMs = Math.round((performance.now() - started) * 100) / 100
  if (asker && query.text.trim() && query.offset === 0) log.note({ text: query.text, filters: query.filters, total: result.total, engine: engine.name, tookMs, language: asker.language }, asker.key)
  return { ...result, tookMs }
}

export function toSearchQuery(input: z.output<typeof searchQuery>): SearchQuery {
  const filters: FacetValues = {}
  for (const facet of FACETS) if (input[facet]?.length) filters[facet] = [...new Set(input[facet])]
  return {
    text: input.q,
    filters,
    ...(input.from && { from: input.from }),
    ...(input.to && { to: input.to }),
    sort: input.sort,
    group: input.group,
    offset: (input.page - 1) * input.size,
    limit: input.size,
    facets: FACETS,
  }
}

export function toAnswer(result: SearchResult & { tookMs: number }, input: z.output<typeof searchQuery>, engine: Engine['name'], relations: (id: string) => Relations | null = () => null): z.output<typeof searchAnswer> {
  const english = input.lang === 'en'
  const facets = Object.fromEntries(Object.entries(result.facets).map(([facet, counts]) => [facet, counts.map(({ value, count }) => ({ value, label: labelOf(FACET_LABELS[facet], value, english), count }))]))
  return { total: result.total, page: input.page, size: input.size, tookMs: result.tookMs, engine, query: result.query, items: result.items.map((hit) => toItem(hit, input.group, hit.kind === 'standard' ? relations(hit.id) : null)), facets }
}

/** Copies named fields, so that a new one of the engine's does not leak. */
export function toItem({ facets, sections, id, kind, title, url, date, summary, numbers, body, score }: Hit, group: 'document' | 'section', relations: Relations | null = null): z.output<typeof item> {
  const { kind: _, ...fields } = facets
  const best = sections.at(0)
  return { ...fields, id, kind, title, url, date, summary, numbers, body, score, anchor: best?.anchor ?? '', heading: best?.heading ?? '', snippet: best?.snippet ?? '', highlights: best?.highlights ?? [], ...(group === 'document' && { sections }), ...(relations && { relations: { ...relations, replaces: [...relations.replaces], replacedBy: [...relations.replacedBy], adopts: [...relations.adopts] } }) }
}
