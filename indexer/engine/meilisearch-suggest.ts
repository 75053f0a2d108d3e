// Type-ahead and documents like another one, on Meilisearch.
import { idf } from '../text/bm25.ts'
import { bare, fold } from '../text/fold.ts'
import { cutForSearch } from '../text/segment.ts'
import { STOP_WORDS } from '../vocabulary.ts'
import type { Hit, Suggestion } from './engine.ts'
import type { CatalogueDocument, SectionRecord } from './meilisearch-records.ts'
import { quote } from './meilisearch-plan.ts'
import { search, type SearchDeps } from './meilisearch-search.ts'

/** Documents looked at for one line of suggestions. */
const LOOKED_AT = 60
const WORDS = 4
const TELLING = 20

/** Titles and numbers that start with the text, then those that contain it, then words of the index. */
export async function suggest({ client, catalogue }: SearchDeps, text: string, limit: number): Promise<Suggestion[]> {
  const typed = bare(text)
  if (!typed) return []
  const statistics = await catalogue.statistics()
  const [answer] = await client.search<CatalogueDocument>([{ indexUid: catalogue.uid, q: text.slice(0, 200).replace(/\p{Surrogate}/gu, ' '), filter: 'type = document', limit: LOOKED_AT }])
  const starting: Suggestion[] = []
  const containing: Suggestion[] = []
  for (const { title, otherTitles, written, kind, url } of answer!.hits) {
    const name = [title, ...written, ...otherTitles].find((one) => bare(one).includes(typed))
    if (name) (bare(name).startsWith(typed) ? starting : containing).push({ text: name, type: 'document', kind, url })
  }
  const byLength = (a: Suggestion, b: Suggestion) => a.text.length - b.text.length || (a.text < b.text ? -1 : 1)
  const prefix = fold(text.trim())
  const words = prefix.length < 2 ? [] : statistics.expand(prefix, WORDS).map((word): Suggestion => ({ text: word, type: 'term' }))
  const room = Math.max(limit - words.length, Math.ceil(limit / 2))
  return [...[...starting.sort(byLength), ...containing.sort(byLength)].slice(0, room), ...words].slice(0, limit)
}

/** The document's most telling words, searched for among the others; nothing for an unknown document. */
export async function similar(deps: SearchDeps, id: string, limit: number): Promise<Hit[]> {
  const statistics = await deps.catalogue.statistics()
  const [own] = await deps.client.search<SectionRecord>([{ indexUid: deps.indexUid, q: '', filter: `documentId = ${quote(id)}`, sort: ['ordinal:asc'], limit: 50, attributesToRetrieve: ['title', 'summary', 'text'] }])
  const [first] = own!.hits
  if (!first) return []
  const text = [first.title, first.summary, ...own!.hits.map((section) => section.text)].join('\n').slice(0, 4000)
  const counts = new Map<string, number>()
  for (const word of cutForSearch(fold(text))) if (word.length > 1 && !STOP_WORDS.has(word) && !/^\d+$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const telling = [...counts]
    .map(([word, tf]) => ({ word, weight: (1 + Math.log(tf)) * idf(statistics.sections, statistics.frequency(word)) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, TELLING)
  const { items } = await search(deps, { text: telling.map(({ word }) => word).join(' '), filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: limit + 1, facets: [] })
  return items.filter((hit) => hit.id !== id).slice(0, limit)
}
