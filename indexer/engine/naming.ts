// Which documents a query names: by number, by title, by law and article, or by a title that stands inside it.
import { articleAnchor } from '../content/identifiers.ts'
import { RANKING } from '../text/bm25.ts'
import { bare, shortTitle } from '../text/fold.ts'
import type { Query } from '../text/query.ts'
import type { Segment } from './segment.ts'

/** Of one segment. */
export interface Named {
  /** Added to all sections of the document. */
  lifts: [d: number, bonus: number][]
  /** Added to the one section. */
  articles: [d: number, anchor: string | null, bonus: number][]
  /** Documents whose title stands inside the query. */
  mentioned: number[]
}

/** A longer text is a pasted paragraph; it names no document by having its title somewhere. */
const MENTION_LENGTH = 400

/** One entry for each segment; the segments are looked at together, so that the longest title wins wherever it is. */
export function findNamed(segments: readonly Segment[], query: Query): Named[] {
  const { named: bonus } = RANKING
  const named = segments.map((): Named => ({ lifts: [], articles: [], mentioned: [] }))
  const inside = once(() => mentionedIn(segments, query.bare))
  let exact = false

  segments.forEach((segment, s) => {
    for (const { value } of query.identifiers) for (const d of living(segment, segment.byNumber.get(value))) named[s]!.lifts.push([d, bonus.number])
    const titled = new Set([query.bare, shortTitle(query.bare)].flatMap((title) => living(segment, segment.byTitle.get(title))))
    // The full title beats a short one: 刑法（2020修正） before 刑法.
    for (const d of titled) named[s]!.lifts.push([d, bonus.title + (bare(segment.records[d]!.title) === query.bare ? bonus.fullTitle : 0)])
    exact ||= titled.size > 0
  })

  for (const { type, article, law } of query.identifiers) {
    if (type !== 'article') continue
    const anchor = articleAnchor(article!)
    const ofLaw = segments.map((segment) => (law ? living(segment, segment.byTitle.get(shortTitle(law))) : []))
    const meant = ofLaw.some((list) => list.length) ? ofLaw : inside()
    meant.forEach((list, s) => named[s]!.articles.push(...list.map((d): [number, string | null, number] => [d, anchor, bonus.article])))
  }
  if (!exact && query.bare.length <= MENTION_LENGTH) inside().forEach((list, s) => (named[s]!.mentioned = list))
  return named
}

/** Documents with the longest title that stands inside the query, for each segment. */
function mentionedIn(segments: readonly Segment[], query: string): number[][] {
  let longest = 2
  let found = segments.map((): number[] => [])
  segments.forEach((segment, s) => {
    // Not for…of: an array an entry, for all titles at each search.
    // oxlint-disable-next-line no-array-for-each -- see above
    segment.byTitle.forEach((documents, title) => {
      if (title.length < longest || !query.includes(title)) return
      const alive = living(segment, documents)
      if (!alive.length) return
      if (title.length > longest) found = segments.map(() => [])
      longest = title.length
      found[s]!.push(...alive)
    })
  })
  return found.map((list) => [...new Set(list)])
}

const living = ({ dead }: Segment, documents: readonly number[] | undefined): number[] => documents?.filter((d) => !dead[d]) ?? []

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
