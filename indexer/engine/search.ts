// One search over all segments of the embedded engine: plan, rank, filter, count, take the first hits, show why they match.
import type { Facet } from '../documents/schema.ts'
import { makeSnippet } from '../text/snippet.ts'
import type { Hit, SearchQuery, SearchResult, SectionHit } from './engine.ts'
import { findNamed } from './naming.ts'
import { planQuery, type Plan } from './plan.ts'
import { rank } from './ranking.ts'
import type { Segment } from './segment.ts'
import { countFacets, judge, passes, sortCounts } from './selection.ts'
import { Top } from './top.ts'

const SECTIONS_SHOWN = 4

interface Candidate {
  segment: Segment
  d: number
  /** Best section, or the only one. */
  section: number
  score: number
  date: string
  id: string
}

export function searchSegments(segments: readonly Segment[], query: SearchQuery): SearchResult {
  const text = query.text.trim()
  const plan = planQuery(text, segments, query.typing ?? false)
  const order = comparator(text ? query.sort : query.sort === 'relevance' ? '-date' : query.sort)
  const top = new Top<Candidate>(query.offset + query.limit, order)
  const counts = new Map<Facet, Map<string, number>>(query.facets.map((facet) => [facet, new Map()]))
  const named = text ? findNamed(segments, plan.query) : []
  let total = 0
  segments.forEach((segment, at) => {
    if (text) rank(segment, at, plan, named[at]!)
    else segment.scores.fill(1)
    total += collect(segment, query, counts, top)
  })
  const items = top.sorted().slice(query.offset)
  return {
    total,
    items: items.map((candidate) => toHit(candidate, query.group, plan)),
    facets: sortCounts(counts),
    query: {
      terms: plan.words,
      identifiers: plan.query.identifiers.map(({ label }) => label),
      phrases: plan.query.phrases,
      dropped: plan.dropped,
      ...(plan.correctedFrom !== undefined && { correctedFrom: plan.correctedFrom }),
    },
  }
}

/** Adds the segment's hits to the counts and the top; returns how many pass all filters. */
function collect(segment: Segment, query: SearchQuery, counts: Map<Facet, Map<string, number>>, top: Top<Candidate>): number {
  const { scores, firstSection, records } = segment
  const verdicts = judge(segment, query, query.facets)
  const weights = new Uint32Array(records.length)
  const bySection = query.group === 'section'
  const byScore = query.sort === 'relevance' && query.text.trim() !== ''
  let bar = byScore ? (top.last?.score ?? 0) : 0
  let total = 0
  // Most sections are far below the first hits: they are passed over before an object is made of them.
  const add = (d: number, section: number) => {
    const { date, id } = records[d]!
    top.add({ segment, d, section, score: scores[section]!, date, id })
    if (byScore) bar = top.last?.score ?? 0
  }
  for (let d = 0; d < records.length; d++) {
    const passing = passes(verdicts[d])
    let best = -1
    let most = 0
    let matching = 0
    for (let section = firstSection[d]!, end = firstSection[d + 1]!; section < end; section++) {
      const score = scores[section]!
      if (score === 0) continue
      matching++
      if (score > most) {
        most = score
        best = section
      }
      if (bySection && passing && score >= bar) add(d, section)
    }
    if (!matching) continue
    weights[d] = bySection ? matching : 1
    if (!passing) continue
    total += weights[d]!
    if (!bySection && most >= bar) add(d, best)
  }
  countFacets(segment, verdicts, weights, query.facets, counts)
  return total
}

function comparator(sort: SearchQuery['sort']): (a: Candidate, b: Candidate) => number {
  const byId = (a: Candidate, b: Candidate) => (a.id === b.id ? a.section - b.section : a.id < b.id ? -1 : 1)
  const byDate = (a: Candidate, b: Candidate) => (a.date === b.date ? 0 : a.date < b.date ? -1 : 1)
  if (sort === 'date') return (a, b) => byDate(a, b) || b.score - a.score || byId(a, b)
  if (sort === '-date') return (a, b) => byDate(b, a) || b.score - a.score || byId(a, b)
  return (a, b) => b.score - a.score || byDate(b, a) || byId(a, b)
}

function toHit({ segment, d, section, score }: Candidate, group: SearchQuery['group'], plan: Plan): Hit {
  const { id, kind, title, url, date, summary, numbers, body, facets } = segment.records[d]!
  const sections = group === 'section' ? [section] : bestSections(segment, d)
  return { id, kind, title, url, date, summary, numbers, body, facets, score: Math.round(score * 1000) / 1000, sections: sections.map((at) => sectionHit(segment, d, at, plan)) }
}

function bestSections({ scores, firstSection }: Segment, d: number): number[] {
  const top = new Top<number>(SECTIONS_SHOWN, (a, b) => scores[b]! - scores[a]! || a - b)
  for (let section = firstSection[d]!; section < firstSection[d + 1]!; section++) if (scores[section]! > 0) top.add(section)
  return top.sorted()
}

function sectionHit(segment: Segment, d: number, section: number, plan: Plan): SectionHit {
  const [anchor, heading, path] = segment.records[d]!.sections[section - segment.firstSection[d]!]!
  return { anchor, heading, path, ...makeSnippet(segment.textOf(section), plan.needles) }
}
