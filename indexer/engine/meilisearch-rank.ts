// Scores the sections that Meilisearch returned like the embedded engine scores its own: folded BM25, all words present, exact names. Pure.
import { findIdentifiers } from '../content/identifiers.ts'
import { BM25, RANKING, saturate } from '../text/bm25.ts'
import { bare, fold, shortTitle } from '../text/fold.ts'
import { BIGRAM, identifierTerm } from '../text/terms.ts'
import type { Plan, Slot } from './meilisearch-plan.ts'
import type { Candidate } from './meilisearch-records.ts'

export interface Ranked {
  record: Candidate
  score: number
}

/** Bigrams settle the order of the best only: counting them costs most. */
const REFINED = 400

export function rankCandidates(candidates: readonly Candidate[], plan: Plan, meanLength: number): Ranked[] {
  const scored = candidates.map((record) => scoreWords(record, plan, meanLength)).toSorted((a, b) => b.base - a.base)
  const named = findNamed(candidates, plan)
  const ranked = scored.map(({ record, fields, base, complete }, place): Ranked => {
    const refined = base + (place < REFINED ? sumSlots(plan.bigrams, fields, record, meanLength) : 0)
    return { record, score: refined * record.prior * (complete ? BM25.allPresent : 1) }
  })
  const lent = contextOf(ranked)
  return ranked.map(({ record, score }): Ranked => ({ record, score: named(record, score + lent.get(record.documentId)!) })).toSorted((a, b) => b.score - a.score || compareDates(a, b))
}

/** What a document's best sections lend to each of its sections. */
function contextOf(ranked: readonly Ranked[]): Map<string, number> {
  const scores = new Map<string, number[]>()
  for (const { record, score } of ranked) {
    const list = scores.get(record.documentId)
    if (list) list.push(score)
    else scores.set(record.documentId, [score])
  }
  const { share, sections } = RANKING.context
  const mean = (list: number[]) => list.toSorted((a, b) => b - a).slice(0, sections).reduce((sum, score) => sum + score, 0) / sections
  return new Map([...scores].map(([id, list]) => [id, share * mean(list)]))
}

/** Newer first, then by key, so that pages never overlap. */
export const compareDates = (a: Ranked, b: Ranked): number => (a.record.date === b.record.date ? (a.record.key < b.record.key ? -1 : 1) : a.record.date > b.record.date ? -1 : 1)

interface Fields {
  text: string
  names: string
  path: string
}

function scoreWords(record: Candidate, plan: Plan, meanLength: number) {
  const fields: Fields = {
    text: fold(record.text),
    names: fold([record.title, ...record.otherTitles, ...record.written, record.heading].join('\n')),
    path: fold(record.path.join('\n')),
  }
  let base = 0
  let present = 0
  for (const slot of plan.slots) {
    const gain = scoreSlot(slot, fields, record, meanLength)
    base += gain
    if (gain && slot.required) present++
  }
  return { record, fields, base, complete: plan.required > 1 && present === plan.required }
}

const sumSlots = (slots: readonly Slot[], fields: Fields, record: Candidate, meanLength: number): number => slots.reduce((sum, slot) => sum + scoreSlot(slot, fields, record, meanLength), 0)

function scoreSlot({ terms, weight }: Slot, { text, names, path }: Fields, record: Candidate, meanLength: number): number {
  let tf = 0
  for (const term of terms) {
    if (term.startsWith('#')) tf += hasIdentifier(record, term) ? 1 : 0
    else {
      const word = term.startsWith(BIGRAM) ? term.slice(BIGRAM.length) : term
      tf += occurrences(text, word) + BM25.title * occurrences(names, word) + BM25.path * occurrences(path, word)
    }
  }
  return tf ? weight * saturate(tf, record.length / meanLength) : 0
}

function hasIdentifier(record: Candidate, term: string): boolean {
  const isIt = (value: string) => identifierTerm(value) === term
  return isIt(record.article) || record.numbers.some(isIt) || findIdentifiers(record.text).some(({ value }) => isIt(value))
}

function occurrences(text: string, word: string): number {
  let count = 0
  const isLatin = /^[a-z0-9]/.test(word)
  for (let at = text.indexOf(word); at >= 0 && count < 100; at = text.indexOf(word, at + word.length)) {
    if (isLatin && (isLatinUnit(text.charCodeAt(at - 1)) || isLatinUnit(text.charCodeAt(at + word.length)))) continue
    count++
  }
  return count
}

const isLatinUnit = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57)

/** The score of a section with the bonus when its document is named by number, by title, or by title and article. */
function findNamed(candidates: readonly Candidate[], { query }: Plan): (record: Candidate, score: number) => number {
  const { named: bonus, mentioned } = RANKING
  const numbers = new Set(query.identifiers.map(({ value }) => value))
  const title = new Set([query.bare, shortTitle(query.bare)].filter((name) => name.length > 1))
  const articles = query.identifiers.filter(({ type }) => type === 'article')
  const lawOf = new Map(articles.map(({ value, law }) => [value, law ? [bare(law), shortTitle(law)] : []]))
  const isTitled = (record: Candidate) => record.names.some((name) => title.has(name))
  const isNamedLaw = (record: Candidate) => (lawOf.get(record.article) ?? []).some((name) => record.names.includes(name))
  const anyTitled = candidates.some(isTitled)
  const anyLawFound = candidates.some(isNamedLaw)
  const inside = (name: string) => name.length > 1 && query.bare.includes(name)
  const longest = Math.max(0, ...candidates.flatMap(({ names }) => names.filter(inside).map(({ length }) => length)))
  const isMentioned = (record: Candidate) => record.names.some((name) => name.length === longest && inside(name))
  return (record, score) => {
    let sum = !anyTitled && isMentioned(record) ? score * mentioned : score
    if (record.numbers.some((number) => numbers.has(number))) sum += bonus.number
    if (isTitled(record)) sum += bonus.title + (bare(record.title) === query.bare ? bonus.fullTitle : 0)
    if (lawOf.has(record.article) && (anyLawFound ? isNamedLaw(record) : isMentioned(record))) sum += bonus.article
    return sum
  }
}
