// Two texts of one document compared clause by clause: same, edited, moved, added, deleted, and within an edited clause word by word.
import { diffArrays } from 'diff'
import type { ContentSection } from './document.ts'

export interface DiffPart {
  kind: 'same' | 'added' | 'deleted'
  text: string
}

export interface SectionDiff {
  state: 'same' | 'edited' | 'moved' | 'added' | 'deleted'
  before?: { anchor: string; heading: string }
  after?: { anchor: string; heading: string }
  /** A moved clause whose words changed too has parts as well. */
  parts?: DiffPart[]
}

type Side = Pick<ContentSection, 'anchor' | 'heading' | 'text'>

/** Below this likeness two clauses are not one clause edited, but one deleted and one added. */
const ALIKE = 0.5
/** A clause that kept its number needs less likeness to be recognised. */
const ALIKE_IN_PLACE = 0.3

/** In the order of the later text, deleted clauses where they stood. */
export function diffSections(before: readonly Side[], after: readonly Side[]): SectionDiff[] {
  const pairs = pairUp(before, after)
  const stayed = increasing(after.flatMap((_, j) => (pairs.has(j) ? [[pairs.get(j)!, j] as const] : [])))
  const paired = new Set(pairs.values())
  const result: SectionDiff[] = []
  let next = 0
  const deletedUpTo = (end: number) => {
    for (; next < end; next++) if (!paired.has(next)) result.push({ state: 'deleted', before: name(before[next]!), parts: [{ kind: 'deleted', text: full(before[next]!) }] })
  }
  after.forEach((section, j) => {
    const i = pairs.get(j)
    if (i === undefined) {
      result.push({ state: 'added', after: name(section), parts: [{ kind: 'added', text: full(section) }] })
      return
    }
    if (stayed.has(j)) deletedUpTo(i)
    const old = before[i]!
    const moved = !stayed.has(j) || old.anchor !== section.anchor
    const edited = full(old) !== full(section) && (old.text !== section.text || !moved)
    const state = moved ? 'moved' : edited ? 'edited' : 'same'
    result.push({ state, before: name(old), after: name(section), ...(edited && { parts: diffWords(full(old), full(section)) }) })
  })
  deletedUpTo(before.length)
  return result
}

const name = ({ anchor, heading }: Side) => ({ anchor, heading })
const full = ({ heading, text }: Side) => (heading && text ? `${heading}\n${text}` : heading || text)

/** Later index → earlier index: equal texts first, then the same place, then the most alike of what is left. */
function pairUp(before: readonly Side[], after: readonly Side[]): Map<number, number> {
  const pairs = new Map<number, number>()
  const free = new Set(before.keys())
  const take = (j: number, i: number) => {
    pairs.set(j, i)
    free.delete(i)
  }
  const passes: ((a: Side, b: Side) => boolean)[] = [
    (a, b) => a.anchor === b.anchor && full(a) === full(b),
    (a, b) => a.text === b.text && a.text.length > 0,
  ]
  for (const alike of passes) {
    after.forEach((section, j) => {
      if (pairs.has(j)) return
      for (const i of free) if (alike(before[i]!, section)) return take(j, i)
    })
  }
  const grams = new Map<Side, Set<string>>()
  const bigramsOf = (side: Side) => {
    let set = grams.get(side)
    if (!set) grams.set(side, (set = bigrams(full(side))))
    return set
  }
  const candidates: { i: number; j: number; likeness: number }[] = []
  after.forEach((section, j) => {
    if (pairs.has(j)) return
    for (const i of free) {
      const inPlace = before[i]!.anchor === section.anchor
      const likeness = dice(bigramsOf(before[i]!), bigramsOf(section)) + (inPlace ? ALIKE - ALIKE_IN_PLACE : 0)
      if (likeness >= ALIKE) candidates.push({ i, j, likeness })
    }
  })
  candidates.sort((a, b) => b.likeness - a.likeness || a.j - b.j || a.i - b.i)
  for (const { i, j } of candidates) if (free.has(i) && !pairs.has(j)) take(j, i)
  return pairs
}

function bigrams(text: string): Set<string> {
  const clean = text.replace(/\s+/g, '')
  const set = new Set<string>()
  for (let i = 0; i + 1 < clean.length; i++) set.add(clean.slice(i, i + 2))
  return set
}

function dice(a: Set<string>, b: Set<string>): number {
  if (!a.size || !b.size) return a.size === b.size ? 1 : 0
  let common = 0
  for (const gram of a) if (b.has(gram)) common++
  return (2 * common) / (a.size + b.size)
}

/** The longest run of pairs that kept their order: all others were moved. */
function increasing(pairs: readonly (readonly [i: number, j: number])[]): Set<number> {
  const tails: number[] = []
  const previous: number[] = []
  pairs.forEach(([i], at) => {
    let low = 0
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1
      if (pairs[tails[middle]!]![0] < i) low = middle + 1
      else high = middle
    }
    previous[at] = low ? tails[low - 1]! : -1
    tails[low] = at
  })
  const kept = new Set<number>()
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at]!) kept.add(pairs[at]![1])
  return kept
}

const words = new Intl.Segmenter('zh', { granularity: 'word' })
const segment = (text: string): string[] => Array.from(words.segment(text), ({ segment: word }) => word)

/** Word by word, Chinese segmented; joined deleted + same parts are the earlier text, added + same the later. */
export function diffWords(before: string, after: string): DiffPart[] {
  return diffArrays(segment(before), segment(after)).map(({ value, added, removed }) => ({ kind: added ? 'added' : removed ? 'deleted' : 'same', text: value.join('') }))
}
