// What is compared of a document and of an enquiry: title and text as one, cut into terms.
import { countWords, eachGram } from '../../indexer/index.ts'
import type { EnquiryFacts, ExpertDocument } from './model.ts'

export interface QueryTerm {
  term: string
  /** As it was first written, for people to read. */
  surface: string
  count: number
}

/** An enquiry as the score reads it. */
export interface EnquiryText {
  text: string
  /** Different terms, in the order of the text. */
  terms: QueryTerm[]
  /** Terms in all, repeated ones too. */
  length: number
  words: number
}

export const textOfDocument = ({ title, text }: Pick<ExpertDocument, 'title' | 'text'>): string => `${title}\n${text}`

export const textOfEnquiry = ({ title, text }: Pick<EnquiryFacts, 'title' | 'text'>): string => (title ? `${title}\n${text}` : text)

export function readEnquiry(text: string): EnquiryText {
  const found = new Map<string, QueryTerm>()
  let length = 0
  eachGram(text, (term, surface) => {
    length++
    const known = found.get(term)
    if (known) known.count++
    else found.set(term, { term, surface, count: 1 })
  })
  return { text, terms: [...found.values()], length, words: countWords(text) }
}
