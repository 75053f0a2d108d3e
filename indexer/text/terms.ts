// From text to index terms: words, identifiers as one token each, and overlapping Han bigrams, which find what the dictionary cuts wrongly.
import { findIdentifiers } from '../content/identifiers.ts'
import { fold } from './fold.ts'
import { cutForSearch } from './segment.ts'

/** Prefix of bigram terms, so that the bigram 商业 and the word 商业 are counted apart. */
export const BIGRAM = '\u0001'

/** Calls back for each term of the text; a term may come several times. `identifiers` are whole tokens besides the words they are made of. */
export function eachTerm(text: string, visit: (term: string) => void): void {
  if (!text) return
  const folded = fold(text)
  for (const word of cutForSearch(folded)) visit(word)
  for (const { value } of findIdentifiers(text)) visit(identifierTerm(value))
  eachBigram(folded, visit)
}

/** Identifiers live apart from words: `#gb/t1.1-2020`. A standard's number is found without its year too. */
export const identifierTerm = (value: string): string => `#${value.toLowerCase()}`

export function eachBigram(folded: string, visit: (bigram: string) => void): void {
  let previousIsHan = false
  for (let i = 0; i < folded.length; i++) {
    const code = folded.charCodeAt(i)
    const isHan = code >= 0x4e00 && code <= 0x9fff
    if (isHan && previousIsHan) visit(BIGRAM + folded.slice(i - 1, i + 1))
    previousIsHan = isHan
  }
}
