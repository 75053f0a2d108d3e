// Scores the sections of one segment for a plan: folded BM25, all words present, what the document lends, names and numbers that mean exactly this document.
import { BM25, RANKING } from '../text/bm25.ts'
import { fold } from '../text/fold.ts'
import type { Named } from './naming.ts'
import type { Plan, Slot } from './plan.ts'
import type { Segment } from './segment.ts'

/**
 * Beside its score each section has a mark: in the upper bits how many words of the query it has, in the lower the weight
 * of all its terms in 64ths. One array instead of two: the inner loop waits for memory more than for anything else.
 */
const WORD = 1 << 20
const UNIT = 64
const WEIGHT_BITS = WORD - 1

/** Fills `segment.scores`; a section is a hit when its score is above 0. */
export function rank(segment: Segment, at: number, plan: Plan, named: Named): void {
  segment.scores.fill(0)
  segment.marks.fill(0)
  for (const slot of plan.slots) {
    const terms = slot.terms[at]!
    if (terms.length === 1) addTerm(segment, terms[0]!, slot)
    else if (terms.length) addUnion(segment, terms, slot)
  }
  settle(segment, plan)
  keepPhrases(segment, plan.query.phrases)
  favourNamed(segment, named)
}

const markOf = ({ weight, required }: Slot): number => (required ? WORD : 0) + Math.round(weight * UNIT)

/** The inner loop of every search: nothing in it but array reads and one division. */
function addTerm({ scores, marks, norms, index }: Segment, term: number, slot: Slot): void {
  const { starts, sections, frequencies } = index.arrays
  const gain = slot.weight * (BM25.k1 + 1)
  const mark = markOf(slot)
  for (let i = starts[term]!, end = starts[term + 1]!; i < end; i++) {
    const section = sections[i]!
    const tf = frequencies[i]!
    // Frequencies are in halves, and so are the norms doubled.
    scores[section]! += (gain * tf) / (tf + norms[section]!)
    marks[section]! += mark
  }
}

/** Several terms as one: their frequencies are added up before they saturate. */
function addUnion({ scores, marks, norms, index, sums }: Segment, terms: readonly number[], slot: Slot): void {
  const { starts, sections, frequencies } = index.arrays
  const touched: number[] = []
  for (const term of terms) {
    for (let i = starts[term]!, end = starts[term + 1]!; i < end; i++) {
      const section = sections[i]!
      if (sums[section] === 0) touched.push(section)
      sums[section]! += frequencies[i]!
    }
  }
  const gain = slot.weight * (BM25.k1 + 1)
  const mark = markOf(slot)
  for (const section of touched) {
    const tf = sums[section]!
    sums[section] = 0
    scores[section]! += (gain * tf) / (tf + norms[section]!)
    marks[section]! += mark
  }
}

/** Document by document: the floor, the prior, all words present, and what its best sections lend to the others. */
function settle(segment: Segment, plan: Plan): void {
  const { scores, marks, firstSection, records, dead } = segment
  const whole = plan.slots.reduce((sum, { weight }) => sum + weight, 0)
  const { share, words } = RANKING.floor
  const least = Math.max(1, Math.round(whole * UNIT * share * (words / Math.max(words, plan.required)) ** 2))
  const all = plan.required > 1 ? plan.required * WORD : Infinity
  const best = new Float64Array(RANKING.context.sections)
  for (let d = 0; d < records.length; d++) {
    const first = firstSection[d]!
    const end = firstSection[d + 1]!
    if (dead[d]) {
      scores.fill(0, first, end)
      continue
    }
    const { prior } = records[d]!
    let matched = false
    for (let section = first; section < end; section++) {
      const mark = marks[section]!
      if ((mark & WEIGHT_BITS) < least) {
        scores[section] = 0
        continue
      }
      const score = scores[section]! * (mark >= all ? prior * BM25.allPresent : prior)
      scores[section] = score
      if (!matched) best.fill(0)
      matched = true
      if (score > best[0]!) insert(best, score)
    }
    if (matched) lend(scores, first, end, best)
  }
}

/** A section is likelier to be meant when its neighbours in the document match too: it is lent a share of the mean of the best. */
function lend(scores: Float32Array, first: number, end: number, best: Float64Array): void {
  let sum = 0
  for (const score of best) sum += score
  const lent = (RANKING.context.share * sum) / best.length
  for (let section = first; section < end; section++) if (scores[section]! > 0) scores[section]! += lent
}

/** Into a short sorted list whose least stands first and falls out. */
function insert(best: Float64Array, score: number): void {
  let at = 1
  while (at < best.length && best[at]! < score) {
    best[at - 1] = best[at]!
    at++
  }
  best[at - 1] = score
}

/** What stands in quotation marks must occur as it is, in the text or the headings. */
function keepPhrases(segment: Segment, phrases: readonly string[]): void {
  if (!phrases.length) return
  const { scores, documentOf, records, firstSection } = segment
  for (let section = 0; section < scores.length; section++) {
    if (scores[section] === 0) continue
    const d = documentOf[section]!
    const { title, otherTitles, sections } = records[d]!
    const [, heading, path] = sections[section - firstSection[d]!]!
    const text = fold([segment.textOf(section), title, ...otherTitles, heading, ...path].join('\n'))
    if (!phrases.every((phrase) => text.includes(phrase))) scores[section] = 0
  }
}

function favourNamed(segment: Segment, { lifts, articles, mentioned }: Named): void {
  const { scores, firstSection, records } = segment
  for (const [d, bonus] of lifts) lift(segment, d, bonus)
  for (const [d, anchor, bonus] of articles) {
    const at = records[d]!.sections.findIndex(([name]) => name === anchor)
    if (at >= 0) scores[firstSection[d]! + at]! += bonus
  }
  for (const d of mentioned) for (let section = firstSection[d]!; section < firstSection[d + 1]!; section++) scores[section]! *= RANKING.mentioned
}

/** A document that no word found is found by its name alone: then its first section stands for it. */
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
