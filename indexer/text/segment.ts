// Cuts text into words: jieba in search mode with the field's own words, so that parts of long words are found too.
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { DICTIONARY } from '../vocabulary.ts'

let jieba: Jieba | undefined

function segmenter(): Jieba {
  if (jieba) return jieba
  jieba = Jieba.withDict(dict)
  // A frequency high enough to win over any cut of its parts.
  jieba.loadDict(Buffer.from(DICTIONARY.map((word) => `${word.toLowerCase()} 20000 n\n`).join('')))
  return jieba
}

/** Words of folded text, sub-words before the word that contains them; whatever has no letter or digit is left out. */
export const cutForSearch = (folded: string): string[] => segmenter().cutForSearch(folded, true).filter(isWord)

/** Words of folded text, each part of it once and in order; joined with what is left out they are the text. */
export const cut = (folded: string): string[] => segmenter().cut(folded, true)

export const isWord = (word: string): boolean => /[\p{L}\p{N}]/u.test(word)
