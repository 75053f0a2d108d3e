// Comments that survive the next draft: a comment is anchored to clause, quoted words and their surroundings, and found again in the later text. Pure.
import { diffSections, type ContentSection, type SectionDiff } from '../../indexer/index.ts'
import { nearest } from './nearest.ts'

export type Clause = Pick<ContentSection, 'anchor' | 'heading' | 'text'>

/** W3C Web Annotation TextQuoteSelector, within one clause; an empty `exact` means the clause as a whole. */
export interface Anchor {
  clause: string
  exact: string
  prefix: string
  suffix: string
}

export interface Range {
  /** UTF-16 units of the clause's text, end not included. */
  start: number
  end: number
}

export interface Reanchored {
  /**
   * kept: same clause, same words · moved: same words under another number · changed: the place was found, its words were edited
   * or struck out (then `range` is null) · gone: no trace is left · uncertain: a person has to look, `clause` is the best guess.
   */
  outcome: 'kept' | 'moved' | 'changed' | 'gone' | 'uncertain'
  clause: string | null
  range: Range | null
  reason: string
  /** 0…1. */
  confidence: number
}

/** Characters of surroundings kept on each side. */
const AROUND = 32
/** Score from which a place with the very words is the place, and the lead that it needs over the next. */
const SURE = 0.45
const LEAD = 0.12
/** A quotation this much alike is the same one, edited; between the two a person has to look. */
const EDITED = 0.6
const TRACE = 0.4

/** Throws RangeError when the range lies outside the clause. */
export function anchorAt({ anchor, text }: Clause, { start, end }: Range): Anchor {
  if (start < 0 || end > text.length || start > end) throw new RangeError(`${start}–${end} is outside of ${anchor}`)
  return { clause: anchor, exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - AROUND), start), suffix: text.slice(end, end + AROUND) }
}

/** Between two drafts: same, edited word by word, moved, added, deleted; in the order of the later text. */
export const diffClauses = (before: readonly Clause[], after: readonly Clause[]): SectionDiff[] => diffSections(before, after)

export const reanchor = (comment: Anchor, before: readonly Clause[], after: readonly Clause[]): Reanchored => reanchorAll([comment], before, after)[0]!

/** The drafts are compared once for all comments. */
export function reanchorAll(comments: readonly Anchor[], before: readonly Clause[], after: readonly Clause[]): Reanchored[] {
  const heirs = new Map(diffClauses(before, after).flatMap((one) => (one.before && one.after ? [[one.before.anchor, one.after.anchor] as const] : [])))
  const grams = new Map<string, Set<string>>()
  const pairs: Pairs = { before, after, heirs, gramsOf: (text) => grams.get(text) ?? (grams.set(text, bigrams(text)), grams.get(text)!) }
  return comments.map((comment) => (comment.exact ? findWords(comment, pairs) : findClause(comment, pairs)))
}

interface Pairs {
  before: readonly Clause[]
  after: readonly Clause[]
  /** Earlier clause → the later clause it became. */
  heirs: ReadonlyMap<string, string>
  gramsOf: (text: string) => Set<string>
}

interface Place extends Range {
  clause: Clause
}

const say = (outcome: Reanchored['outcome'], place: { clause: Clause; start: number; end: number } | { clause: Clause } | null, reason: string, confidence: number): Reanchored => ({
  outcome,
  clause: place?.clause.anchor ?? null,
  range: place && 'start' in place ? { start: place.start, end: place.end } : null,
  reason,
  confidence: Math.round(Math.max(0, Math.min(1, confidence)) * 100) / 100,
})

function findClause({ clause }: Anchor, { before, after, heirs, gramsOf }: Pairs): Reanchored {
  const old = before.find(({ anchor }) => anchor === clause)
  const heir = after.find(({ anchor }) => anchor === heirs.get(clause))
  if (!old) return say('uncertain', null, '意见所指的条款在原稿里找不到；请人工确认', 0)
  if (!heir) return say('gone', null, '这一条已经删除', 1)
  const likeness = overlap(gramsOf(old.text), gramsOf(heir.text))
  if (old.text === heir.text) return old.anchor === heir.anchor ? say('kept', { clause: heir }, '条款未变', 1) : say('moved', { clause: heir }, `条款移到${heir.heading || heir.anchor}`, 1)
  return likeness >= EDITED ? say('changed', { clause: heir }, '条款的文字有改动', likeness) : say('uncertain', { clause: heir }, '条款改动很大；请人工确认', likeness)
}

function findWords(comment: Anchor, pairs: Pairs): Reanchored {
  const origin = pairs.before.find(({ anchor }) => anchor === comment.clause)
  const own = origin && ownPlace(comment, origin)
  if (!origin || !own) return say('uncertain', null, '引用的文字在原稿的这一条里找不到；请人工确认', 0)
  const now = placesOf(comment.exact, pairs.after)
  const scored = now.map((place) => ({ place, score: likeness(own, place, pairs) })).sort((a, b) => b.score - a.score)
  const rivals = placesOf(comment.exact, pairs.before).filter((place) => place.clause !== own.clause || place.start !== own.start)
  const [best, second] = scored
  if (best) {
    // Words that stand in several places: another old place may have the better claim to this one.
    const claim = Math.max(0, ...rivals.map((rival) => likeness(rival, best.place, pairs)))
    const lead = best.score - Math.max(second?.score ?? 0, claim)
    const twin = second?.place.clause.text === best.place.clause.text && second.place.clause !== best.place.clause && best.place.clause.anchor !== comment.clause
    const alone = now.length === 1 && rivals.length === 0
    if (!twin && best.score >= SURE && lead >= (alone ? 0 : LEAD)) {
      const same = best.place.clause.anchor === comment.clause
      return say(same ? 'kept' : 'moved', best.place, same ? '原文未变' : `原文移到${best.place.clause.heading || best.place.clause.anchor}`, alone ? 0.5 + best.score / 2 : Math.min(1, 0.5 + lead))
    }
    if (best.score >= SURE) return say('uncertain', best.place, `同样的文字在新稿里有${now.length}处，分不清是哪一处；请人工确认`, best.score / 2)
  }
  return findEdited(comment, own, pairs)
}

/** The words are no longer there as they were: the most alike passage, weighed by its surroundings. */
function findEdited({ exact }: Anchor, own: Place, pairs: Pairs): Reanchored {
  const heir = pairs.after.find(({ anchor }) => anchor === pairs.heirs.get(own.clause.anchor))
  const ranked = pairs.after
    .filter(({ text }) => text)
    .map((clause) => ({ clause, ...nearest(exact, clause.text) }))
    .map((place) => ({ place, score: 0.6 * place.likeness + 0.4 * likeness(own, place, pairs) + (place.clause === heir ? 0.1 : 0) }))
    .sort((a, b) => b.score - a.score)
  const [best, second] = ranked
  const clear = best !== undefined && best.score - (second?.score ?? 0) >= LEAD / 2
  const surroundings = best ? likeness(own, best.place, pairs) : 0
  if (best?.place.likeness === 1) return say('uncertain', best.place, '文字相同而上下文不同；请人工确认是不是原来那一处', best.score / 2)
  if (best && clear && best.place.likeness >= EDITED && surroundings >= TRACE / 2) return say('changed', best.place, '引用的文字有改动；请核对', best.place.likeness)
  if (heir && overlap(pairs.gramsOf(own.clause.text), pairs.gramsOf(heir.text)) >= EDITED) {
    if (!best || best.place.likeness < TRACE) return say('changed', { clause: heir }, '引用的文字已经从这一条删去或者改写；请核对', 0.6)
  }
  if (best && (best.place.likeness >= TRACE || surroundings >= SURE)) return say('uncertain', best.place, '只找到相近的文字；请人工确认', best.place.likeness / 2)
  return heir ? say('uncertain', { clause: heir }, '条款改动很大，引用的文字找不到；请人工确认', 0.3) : say('gone', null, '这一条已经删除，新稿里没有相近的文字', 1 - (best?.place.likeness ?? 0))
}

/** Where the comment stood: the occurrence whose surroundings fit; context wider than the anchor is read from the clause. */
function ownPlace({ exact, prefix, suffix }: Anchor, clause: Clause): Place | null {
  const places = placesOf(exact, [clause])
  const fit = ({ start, end }: Place) => commonEnd(prefix, clause.text.slice(0, start)) + commonStart(suffix, clause.text.slice(end))
  return places.sort((a, b) => fit(b) - fit(a))[0] ?? null
}

function placesOf(exact: string, clauses: readonly Clause[]): Place[] {
  const places: Place[] = []
  for (const clause of clauses) for (let start = clause.text.indexOf(exact); start >= 0; start = clause.text.indexOf(exact, start + 1)) places.push({ clause, start, end: start + exact.length })
  return places
}

/** How much two places are one: words on both sides, the clauses as wholes (one may be a part of the other), lineage, heading. */
function likeness(old: Place, now: Place, { heirs, gramsOf }: Pairs): number {
  const before = surroundings(old)
  const after = surroundings(now)
  const asked = before.left.length + before.right.length
  const close = asked ? (commonEnd(before.left, after.left) + commonStart(before.right, after.right)) / asked : 1
  const loose = asked ? overlap(gramsOf(before.left + before.right), gramsOf(after.left + after.right)) : 1
  const whole = overlap(gramsOf(old.clause.text), gramsOf(now.clause.text))
  const heir = heirs.get(old.clause.anchor) === now.clause.anchor ? 1 : 0
  return 0.3 * close + 0.2 * loose + 0.3 * whole + 0.2 * heir
}

const surroundings = ({ clause, start, end }: Place) => ({ left: clause.text.slice(Math.max(0, start - AROUND), start), right: clause.text.slice(end, end + AROUND) })

function commonStart(a: string, b: string): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

function commonEnd(a: string, b: string): number {
  let n = 0
  while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++
  return n
}

function bigrams(text: string): Set<string> {
  const set = new Set<string>()
  for (let i = 0; i + 1 < text.length; i++) set.add(text.slice(i, i + 2))
  return set
}

/** Share of the smaller set that the larger holds: 1 when a clause was split off or merged in. */
function overlap(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (!small.size) return a.size === b.size ? 1 : 0
  let common = 0
  for (const gram of small) if (large.has(gram)) common++
  return common / small.size
}
