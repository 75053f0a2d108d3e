// What a person typed, as the engines use it: words, phrases, identifiers, and what was left out. Pure, and shared by both engines.
import { findIdentifiers, type Identifier } from '../content/identifiers.ts'
import { legalWordsFor } from '../lay-words.ts'
import { STOP_WORDS, STORY_WORD, SYNONYMS } from '../vocabulary.ts'
import { bare, fold } from './fold.ts'
import { cutForSearch } from './segment.ts'
import { BIGRAM, eachBigram } from './terms.ts'

export interface Query {
  /** Folded words that name something, in order, each once. */
  words: string[]
  /** Other words for some of them, and what the law says for lay wordings. */
  synonyms: string[]
  /** Bigram terms, with their prefix. */
  bigrams: string[]
  /** Words and bigram terms of the closing question, when a story goes before it; empty otherwise. */
  asked: ReadonlySet<string>
  /** Folded texts that were put in quotation marks: they must occur as they are. */
  phrases: string[]
  identifiers: Identifier[]
  dropped: string[]
  /** Letters and digits of the whole query, to compare with titles. */
  bare: string
}

/** A longer text is a pasted paragraph: it is cut here before anything costs time, and the person is told. */
export const MAX_LENGTH = 10_000
/** Words that are looked up; the engines keep those that tell most. */
export const MAX_WORDS = 40

const SENTENCE_END = /[。！？!?；;\n]/
const ASKS = /[？?]\s*$|[吗呢]\s*[。！!]?\s*$|哪|什么|怎么|怎样|如何|是否|能否|可否|多少|为何/
const QUOTED = /[“"「『]([^“”"「」『』]{2,200})[”"」』]/g

export function parseQuery(text: string): Query {
  const source = text.slice(0, MAX_LENGTH)
  const phrases = [...source.matchAll(QUOTED)].map((match) => fold(match[1]!).trim()).filter(Boolean)
  const identifiers = findIdentifiers(source)
  const folded = fold(withoutNumbers(source, identifiers))
  const all = [...new Set(cutForSearch(folded))]
  const naming = all.filter((word) => !STOP_WORDS.has(word) && !STORY_WORD.test(word))
  const words = naming.length || identifiers.length ? naming : all
  const kept = new Set(words)
  const bigrams = new Set<string>()
  eachBigram(folded, (bigram) => bigrams.add(bigram))
  for (const word of all) if (!kept.has(word) && word.length === 2) bigrams.delete(BIGRAM + word)
  const synonyms = [...words.flatMap(synonymsOf), ...legalWordsFor(folded).flatMap(cutForSearch)]
  return {
    words,
    synonyms: [...new Set(synonyms)].filter((word) => !kept.has(word)),
    bigrams: [...bigrams],
    asked: termsOf(closingQuestion(folded)),
    phrases,
    identifiers,
    dropped: all.filter((word) => !kept.has(word)),
    bare: bare(source),
  }
}

/** The last sentence when it asks and is not the only one; else nothing. */
function closingQuestion(folded: string): string {
  const whole = folded.trimEnd()
  let start = whole.length - 1
  while (start > 0 && !SENTENCE_END.test(whole[start - 1]!)) start--
  const last = whole.slice(Math.max(0, start))
  return start > 0 && ASKS.test(last) ? last : ''
}

function termsOf(folded: string): ReadonlySet<string> {
  const terms = new Set(folded ? cutForSearch(folded) : [])
  eachBigram(folded, (bigram) => terms.add(bigram))
  return terms
}

/** Identifiers are looked up whole; their pieces (2023, 号) would only add noise. The law before an article stays. */
function withoutNumbers(text: string, identifiers: readonly Identifier[]): string {
  let rest = text
  for (const { start, end } of identifiers.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`
  return rest
}

const synonymIndex = new Map<string, string[]>()
for (const group of SYNONYMS) {
  for (const word of group) {
    const others = group.filter((other) => other !== word).flatMap((other) => (/[a-z]/.test(other) && other.includes(' ') ? other.split(' ') : [other]))
    synonymIndex.set(word, [...(synonymIndex.get(word) ?? []), ...others])
  }
}

export const synonymsOf = (word: string): string[] => synonymIndex.get(word) ?? []

/** One Han character starts too many words; anything longer, and any Latin letter, may be the beginning of one. */
export const mayBegin = (word: string): boolean => word.length > 1 || !/^[\u4e00-\u9fff]/.test(word)
