// Scores the sections of one segment for a plan: folded BM25, all words present, names and numbers that mean exactly this document.
import { articleAnchor } from '../content/identifiers.ts'
import { BM25 } from '../text/bm25.ts'
import { bare } from '../text/fold.ts'
import type { Plan } from './plan.ts'
import { shortTitle, type Segment } from './segment.ts'

/**
 * Sections that carry less than this share of the query's weight are not hits, so that totals and facets mean something;
 * a pasted question of many words asks for less of each, and the share falls with the square of their number.
 */
const FLOOR = { share: 0.12, words: 8 }
/** Of the mean of a document's best sections, the share lent to each of its matching sections. */
const CONTEXT = { share: 0.4, sections: 8 }
/** Added to all sections of a document that is named by its number, its title, or title and article; far above any sum of terms. */
const NAMED = { number: 4000, title: 2000, article: 1000 }
/** Factor on documents whose title stands inside the query. */
const MENTIONED = 1.1

/** Fills `segment.scores`; a section is a hit when its score is above 0. */
export function rank(segment: Segment, at: number, plan: Plan): void {
  const { scores, shares, present, norms, records, documentOf } = segment
  const { starts, sections, frequencies } = segment.index.arrays
  scores.fill(0)
  shares.fill(0)
  present.fill(0)
  let whole = 0
  for (const { weight, required, terms } of plan.slots) {
    whole += weight
    const list = terms[at]!
    const once = list.length > 1 ? new Set<number>() : null
    const gain = weight * (BM25.k1 + 1)
    for (const term of list) {
      for (let i = starts[term]!, end = starts[term + 1]!; i < end; i++) {
        const section = sections[i]!
        const tf = frequencies[i]! / 2
        scores[section]! += (gain * tf) / (tf + norms[section]!)
        if (once) {
          if (once.has(section)) continue
          once.add(section)
        }
        shares[section]! += weight
        if (required) present[section]!++
      }
    }
  }
  const least = whole * FLOOR.share * (FLOOR.words / Math.max(FLOOR.words, plan.required)) ** 2
  for (let section = 0; section < scores.length; section++) {
    if (scores[section] === 0) continue
    if (shares[section]! < least) scores[section] = 0
    else {
      scores[section]! *= records[documentOf[section]!]!.prior
      if (plan.required > 1 && present[section] === plan.required) scores[section]! *= BM25.allPresent
    }
  }
  lendContext(segment)
  keepPhrases(segment, plan.query.phrases)
  favourNamed(segment, plan)
}

/** A section is likelier to be meant when its neighbours in the document match too: it is lent a share of the mean of the best. */
function lendContext({ scores, firstSection, records }: Segment): void {
  const best = new Float64Array(CONTEXT.sections)
  for (let d = 0; d < records.length; d++) {
    const first = firstSection[d]!
    const end = firstSection[d + 1]!
    best.fill(0)
    let any = false
    for (let section = first; section < end; section++) {
      const score = scores[section]!
      if (score <= best[0]!) continue
      any = true
      // Insertion into a short sorted list: the least of the best stands first.
      let at = 1
      while (at < best.length && best[at]! < score) {
        best[at - 1] = best[at]!
        at++
      }
      best[at - 1] = score
    }
    if (!any) continue
    const lent = (CONTEXT.share * best.reduce((sum, score) => sum + score, 0)) / best.length
    for (let section = first; section < end; section++) if (scores[section]! > 0) scores[section]! += lent
  }
}

/** What stands in quotation marks must occur as it is, in the text or the headings. */
function keepPhrases(segment: Segment, phrases: readonly string[]): void {
  if (!phrases.length) return
  const { scores, documentOf, records, firstSection } = segment
  for (let section = 0; section < scores.length; section++) {
    if (scores[section] === 0) continue
    const d = documentOf[section]!
    const [, heading, path] = records[d]!.sections[section - firstSection[d]!]!
    const text = bareSpaces(`${segment.textOf(section)}\n${records[d]!.title}\n${heading}\n${path.join('\n')}`)
    if (!phrases.every((phrase) => text.includes(phrase))) scores[section] = 0
  }
}

const bareSpaces = (text: string): string => text.normalize('NFKC').toLowerCase()

function favourNamed(segment: Segment, plan: Plan): void {
  const { query } = plan
  const { byNumber, byTitle, records } = segment
  for (const { value } of query.identifiers) for (const d of byNumber.get(value) ?? []) lift(segment, d, NAMED.number)
  const exact = new Set([...(byTitle.get(query.bare) ?? []), ...(byTitle.get(shortTitle(query.bare)) ?? [])])
  // The full title beats a short one: 刑法（2020修正） before 刑法.
  for (const d of exact) lift(segment, d, NAMED.title + (bare(records[d]!.title) === query.bare ? 500 : 0))

  const articles = query.identifiers.filter(({ type }) => type === 'article')
  for (const { article, law } of articles) {
    const anchor = articleAnchor(article!)
    const named = law ? (byTitle.get(shortTitle(law)) ?? []) : []
    for (const d of named.length ? named : mentioned(segment, query.bare)) liftSection(segment, d, anchor, NAMED.article)
  }
  if (!exact.size && query.bare.length <= 400) for (const d of mentioned(segment, query.bare)) multiply(segment, d, MENTIONED)
}

/** Documents with the longest title that stands inside the query. */
function mentioned(segment: Segment, query: string): number[] {
  let longest = 1
  let found: number[] = []
  for (const [title, documents] of segment.byTitle) {
    if (title.length < longest || title.length < 2 || !query.includes(title)) continue
    found = title.length > longest ? documents : [...found, ...documents]
    longest = title.length
  }
  return found
}

function lift({ scores, firstSection }: Segment, d: number, bonus: number): void {
  const first = firstSection[d]!
  const end = firstSection[d + 1]!
  let any = false
  for (let section = first; section < end; section++) {
    if (scores[section] === 0) continue
    scores[section]! += bonus
    any = true
  }
  if (!any && first < end) scores[first] = bonus
}

function liftSection(segment: Segment, d: number, anchor: string | null, bonus: number): void {
  const at = segment.records[d]!.sections.findIndex(([name]) => name === anchor)
  if (at >= 0) segment.scores[segment.firstSection[d]! + at]! += bonus
}

function multiply({ scores, firstSection }: Segment, d: number, factor: number): void {
  for (let section = firstSection[d]!; section < firstSection[d + 1]!; section++) scores[section]! *= factor
}
