// Cuts text into words: jieba in search mode with the field's own words, so that parts of long words are found too.
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { DICTIONARY } from '../vocabulary.ts'

/** Longer runs of letters are no words (encoded data); their beginning is enough to find them. */
const LONGEST = 64

let jieba: Jieba | undefined

function segmenter(): Jieba {
  if (jieba) return jieba
  jieba = Jieba.withDict(dict)
  // A frequency high enough to win over any cut of its parts.
  jieba.loadDict(Buffer.from(DICTIONARY.map((word) => `${word.toLowerCase()} 20000 n\n`).join('')))
  return jieba
}

/** Words of folded text, sub-words before the word that contains them; whatever has no letter or digit is left out. */
export function cutForSearch(folded: string): string[] {
  const words: string[] = []
  for (const word of segmenter().cutForSearch(folded, true)) if (isWord(word)) words.push(word.length > LONGEST ? word.slice(0, LONGEST) : word)
  return words
}

/** Words of folded text, each part of it once and in order; joined with what is left out they are the text. */
export const cut = (folded: string): string[] => segmenter().cut(folded, true)

/** True when there is a letter or digit in it. */
export function isWord(word: string): boolean {
  const code = word.charCodeAt(0)
  // Nearly every word is told by its first unit; the pattern is ten times slower.
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || /[\p{L}\p{N}]/u.test(word)
}
