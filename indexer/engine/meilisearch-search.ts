// One search on Meilisearch: plan, a single multi-search for pool, counts and manifest, ranking here, and what lies behind the pool.
import { makeSnippet } from '../text/snippet.ts'
import type { Hit, SearchQuery, SearchResult, SectionHit } from './engine.ts'
import type { Catalogue } from './meilisearch-catalogue.ts'
import type { MeilisearchClient, SearchRequest } from './meilisearch-client.ts'
import { countQueries } from './meilisearch-facets.ts'
import { both, filterOf, isIn, planQuery, poolQueries, type Plan } from './meilisearch-plan.ts'
import { rankCandidates, type Ranked } from './meilisearch-rank.ts'
import { RETRIEVED, type Candidate, type Manifest } from './meilisearch-records.ts'

export interface SearchDeps {
  client: MeilisearchClient
  catalogue: Catalogue
  /** Name of the index of sections. */
  indexUid: string
  /** Hits taken from each of the small queries; more finds more and takes longer. */
  poolSize: number
  /** Words, those of most weight first, that get a query of their own. */
  heads: number
}

const SECTIONS_SHOWN = 4
/** Sections read of the documents on one page, when the pool does not have them. */
const SECTIONS_READ = 1_000

export async function search(deps: SearchDeps, query: SearchQuery): Promise<SearchResult> {
  const { client, catalogue, indexUid } = deps
  const statistics = await catalogue.statistics()
  const text = wellFormed(query.text).trim()
  const plan = planQuery(text, statistics, query.typing ?? false)
  const firstOnly = !text && query.group === 'document' ? 'ordinal = 0' : null
  const within = both(plan.match, firstOnly, ...filterOf(query))
  const counts = countQueries({ indexUid, query, match: plan.match, quoted: plan.quoted, firstOnly })
  const byDate = !text || query.sort !== 'relevance'
  const hits = query.limit === 0 ? [] : byDate ? [inOrder(deps, query, plan, within, query.offset, query.limit)] : poolRequests(deps, plan, filterOf(query))

  const [manifest, ...answers] = await client.search<Candidate>([catalogue.manifestRequest(), ...counts.requests, ...hits])
  catalogue.noticeManifest(manifest!.hits[0] as unknown as Manifest | undefined)
  const { total, facets } = counts.read(answers.slice(0, counts.requests.length))
  const found = unique(answers.slice(counts.requests.length).flatMap((answer) => answer.hits))
  const rank = (candidates: readonly Candidate[]) => rankCandidates(candidates, plan, statistics.meanLength)
  const items = query.limit === 0 ? [] : byDate ? await orderedItems(found) : await rankedItems(found)
  return {
    total,
    items,
    facets,
    query: {
      terms: plan.words,
      identifiers: plan.query.identifiers.map(({ label }) => label),
      phrases: plan.query.phrases,
      dropped: plan.dropped,
      ...(plan.correctedFrom !== undefined && { correctedFrom: plan.correctedFrom }),
    },
  }

  async function rankedItems(pool: readonly Candidate[]): Promise<Hit[]> {
    const groups = query.group === 'document' ? byDocument(rank(pool)) : rank(pool).map((one) => [one])
    const page = groups.slice(query.offset, query.offset + query.limit)
    const missing = Math.min(query.limit - page.length, total - query.offset - page.length)
    if (missing <= 0) return page.map((group) => toHit(group, plan))
    // Behind the pool everything else that matches follows, newest first, so that every page up to the last has its hits.
    const seen = query.group === 'document' ? isIn('documentId', groups.map((group) => group[0]!.record.documentId)) : isIn('key', groups.map((group) => group[0]!.record.key))
    const [rest] = await client.search<Candidate>([inOrder(deps, { ...query, sort: '-date' }, plan, both(within, seen && `NOT (${seen})`), Math.max(0, query.offset - groups.length), missing)])
    return [...page.map((group) => toHit(group, plan)), ...(await orderedItems(rest!.hits))]
  }

  /** The order is the server's; the sections shown of a document are the best ones. */
  async function orderedItems(leaders: readonly Candidate[]): Promise<Hit[]> {
    const zero = (record: Candidate): Ranked => ({ record, score: 0 })
    if (query.group === 'section' || firstOnly) return (text ? leaders.map((record) => rank([record])[0]!) : leaders.map(zero)).map((one) => toHit([one], plan))
    if (!leaders.length) return []
    const [all] = await client.search<Candidate>([{ indexUid, q: plan.quoted, matchingStrategy: 'all', filter: both(within, isIn('documentId', leaders.map(({ documentId }) => documentId))), limit: SECTIONS_READ, attributesToRetrieve: [...RETRIEVED] }])
    const groups = new Map(byDocument(rank(unique([...leaders, ...all!.hits]))).map((group) => [group[0]!.record.documentId, group]))
    return leaders.map(({ documentId }) => toHit(groups.get(documentId)!, plan))
  }
}

function poolRequests({ indexUid, poolSize, heads }: SearchDeps, plan: Plan, chosen: readonly string[]): SearchRequest[] {
  return poolQueries(plan, heads).map(({ filter, ...request }) => ({ indexUid, ...request, filter: both(filter, ...chosen), limit: poolSize, attributesToRetrieve: [...RETRIEVED] }))
}

/** One page by date; equal dates by id, so that pages never overlap. */
function inOrder({ indexUid }: SearchDeps, { group, sort }: SearchQuery, plan: Plan, filter: string, offset: number, limit: number): SearchRequest {
  const direction = sort === 'date' ? 'asc' : 'desc'
  const distinct = group === 'document' && plan.match !== null ? { distinct: 'documentId' } : {}
  return { indexUid, q: plan.quoted, matchingStrategy: 'all', filter, sort: [`day:${direction}`, 'documentId:asc', 'ordinal:asc'], offset, limit, attributesToRetrieve: [...RETRIEVED], ...distinct }
}

/** Half a character is no JSON for the server. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, ' ')

function unique(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.key, candidate])).values()]
}

/** In the order of each document's best section. */
function byDocument(ranked: readonly Ranked[]): Ranked[][] {
  const groups = new Map<string, Ranked[]>()
  for (const one of ranked) {
    const group = groups.get(one.record.documentId)
    if (group) group.push(one)
    else groups.set(one.record.documentId, [one])
  }
  return [...groups.values()]
}

function toHit(group: readonly Ranked[], plan: Plan): Hit {
  const [{ record, score }] = group as [Ranked]
  const { documentId, kind, title, url, date, summary, written, body, facets } = record
  const sections = group.slice(0, SECTIONS_SHOWN).map(({ record: { anchor, heading, path, text } }): SectionHit => ({ anchor, heading, path, ...makeSnippet(text, plan.needles) }))
  return { id: documentId, kind, title, url, date, summary, numbers: written, body, facets, score: Math.round(score * 1000) / 1000, sections }
}
