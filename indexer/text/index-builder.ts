// Builds an inverted index section by section, or one index of several, without cutting their texts again. Pure.
import { findIdentifiers, undated } from '../content/identifiers.ts'
import { fold } from './fold.ts'
import { bigramKey, InvertedIndex, type IndexArrays } from './inverted-index.ts'
import { cutForSearch } from './segment.ts'
import { identifierTerm } from './terms.ts'

/** Titles and headings come again with every section: what they were cut into is kept. */
const MEMORY = { length: 200, entries: 4096 }
/** Frequencies are kept in halves in one byte. */
const MOST = 255

/** Grows by half; a number array of this size would take eight times the memory. */
class Growing<A extends Uint32Array | Uint8Array> {
  values: A
  length = 0
  readonly #make: (length: number) => A
  constructor(make: (length: number) => A) {
    this.#make = make
    this.values = make(1 << 16)
  }
  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.#make(Math.ceil(this.length * 1.5))
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }
}

/** What a text is made of: term numbers, words before `words`, as often as they occur. */
interface Cut {
  terms: number[]
  words: number
}

export class IndexBuilder {
  readonly #words = new Map<string, number>()
  readonly #bigrams = new Map<number, number>()
  #termCount = 0
  /** Term and doubled frequency, section after section. */
  readonly #terms = new Growing((length) => new Uint32Array(length))
  readonly #counts = new Growing((length) => new Uint8Array(length))
  readonly #ends: number[] = []
  readonly #lengths: number[] = []
  readonly #memory = new Map<string, Cut>()
  /** Doubled frequency of each term in the section at hand. */
  readonly #current = new Map<number, number>()
  #length = 0

  /** Adds text to the section at hand; `weight` is a multiple of .5. */
  text(text: string, weight: number): void {
    if (!text) return
    const { terms, words } = this.#cut(text)
    const doubled = weight * 2
    for (const term of terms) this.#current.set(term, (this.#current.get(term) ?? 0) + doubled)
    this.#length += words * weight
  }

  /** Closes the section at hand; its number is the count of those before it. */
  endSection(): void {
    for (const [term, count] of this.#current) {
      this.#terms.push(term)
      this.#counts.push(Math.min(MOST, count))
    }
    this.#ends.push(this.#terms.length)
    this.#lengths.push(this.#length)
    this.#current.clear()
    this.#length = 0
  }

  finish(): InvertedIndex {
    const words = [...this.#words.keys()].sort()
    const bigrams = Uint32Array.from(this.#bigrams.keys()).sort()
    const place = new Uint32Array(this.#termCount)
    words.forEach((word, at) => (place[this.#words.get(word)!] = at))
    bigrams.forEach((key, at) => (place[this.#bigrams.get(key)!] = words.length + at))
    return new InvertedIndex({ ...packWords(words), bigrams, ...this.#postings(place), lengths: Float32Array.from(this.#lengths) })
  }

  /** Counting sort by term; sections stay in order. */
  #postings(place: Uint32Array): Pick<IndexArrays, 'starts' | 'sections' | 'frequencies'> {
    const total = this.#terms.length
    const terms = this.#terms.values
    const starts = new Uint32Array(place.length + 1)
    for (let i = 0; i < total; i++) starts[place[terms[i]!]! + 1]!++
    for (let i = 0; i < place.length; i++) starts[i + 1]! += starts[i]!
    const next = starts.slice()
    const sections = new Uint32Array(total)
    const frequencies = new Uint8Array(total)
    let at = 0
    this.#ends.forEach((end, section) => {
      for (; at < end; at++) {
        const slot = next[place[terms[at]!]!]!++
        sections[slot] = section
        frequencies[slot] = this.#counts.values[at]!
      }
    })
    return { starts, sections, frequencies }
  }

  #cut(text: string): Cut {
    if (text.length > MEMORY.length) return this.#cutAnew(text)
    const known = this.#memory.get(text)
    if (known) return known
    const cut = this.#cutAnew(text)
    if (this.#memory.size >= MEMORY.entries) this.#memory.clear()
    this.#memory.set(text, cut)
    return cut
  }

  #cutAnew(text: string): Cut {
    const folded = fold(text)
    const terms = cutForSearch(folded).map((word) => this.#wordNumber(word))
    const words = terms.length
    for (const { value, type } of findIdentifiers(text)) {
      terms.push(this.#wordNumber(identifierTerm(value)))
      const short = type === 'standard' ? undated(value) : value
      if (short !== value) terms.push(this.#wordNumber(identifierTerm(short)))
    }
    let previous = 0
    for (let i = 0; i < folded.length; i++) {
      const code = folded.charCodeAt(i)
      const han = code >= 0x4e00 && code <= 0x9fff ? code : 0
      if (han && previous) terms.push(this.#bigramNumber(bigramKey(previous, han)))
      previous = han
    }
    return { terms, words }
  }

  #wordNumber(word: string): number {
    let number = this.#words.get(word)
    if (number === undefined) this.#words.set(word, (number = this.#termCount++))
    return number
  }

  #bigramNumber(key: number): number {
    let number = this.#bigrams.get(key)
    if (number === undefined) this.#bigrams.set(key, (number = this.#termCount++))
    return number
  }
}

export function packWords(sorted: readonly string[]): Pick<IndexArrays, 'words' | 'wordStarts'> {
  const wordStarts = new Uint32Array(sorted.length + 1)
  sorted.forEach((word, at) => (wordStarts[at + 1] = wordStarts[at]! + word.length))
  const words = new Uint16Array(wordStarts.at(-1)!)
  sorted.forEach((word, at) => {
    for (let i = 0; i < word.length; i++) words[wordStarts[at]! + i] = word.charCodeAt(i)
  })
  return { words, wordStarts }
}
