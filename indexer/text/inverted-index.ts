// The inverted index in typed arrays: a sorted dictionary, postings with folded term frequencies, section lengths. Pure.
import { findIdentifiers } from '../content/identifiers.ts'
import { fold } from './fold.ts'
import { cutForSearch } from './segment.ts'
import { identifierTerm } from './terms.ts'

/** All of an index: plain arrays, so that it can be written to a file and viewed again without a copy. */
export interface IndexArrays {
  /** UTF-16 units of all words, sorted by unit, one after the other. */
  words: Uint16Array
  /** Where each word starts in `words`; one more at the end. */
  wordStarts: Uint32Array
  /** Bigrams, sorted: first unit in the upper 16 bits, second in the lower. */
  bigrams: Uint32Array
  /** Where the postings of each term start: words first, then bigrams; one more at the end. */
  starts: Uint32Array
  /** Section of each posting, ascending within a term. */
  sections: Uint32Array
  /** Term frequency in halves, at most 255. */
  frequencies: Uint8Array
  /** Words in each section, weighted like the frequencies. */
  lengths: Float32Array
}

export class InvertedIndex {
  readonly arrays: IndexArrays
  readonly meanLength: number

  constructor(arrays: IndexArrays) {
    this.arrays = arrays
    let sum = 0
    for (const length of arrays.lengths) sum += length
    this.meanLength = sum / Math.max(1, arrays.lengths.length)
  }

  get wordCount(): number {
    return this.arrays.wordStarts.length - 1
  }

  /** Number of sections in which the term occurs. */
  frequency(term: number): number {
    return term < 0 ? 0 : this.arrays.starts[term + 1]! - this.arrays.starts[term]!
  }

  word(term: number): string {
    const { words, wordStarts } = this.arrays
    return String.fromCharCode(...words.subarray(wordStarts[term]!, wordStarts[term + 1]!))
  }

  /** Term number of a word, or -1. */
  find(word: string): number {
    const at = this.#lowerBound(word)
    return at < this.wordCount && this.#compare(at, word) === 0 ? at : -1
  }

  findBigram(pair: string): number {
    const { bigrams } = this.arrays
    const key = bigramKey(pair.charCodeAt(0), pair.charCodeAt(1))
    let low = 0
    for (let high = bigrams.length; low < high; ) {
      const middle = (low + high) >> 1
      if (bigrams[middle]! < key) low = middle + 1
      else high = middle
    }
    return bigrams[low] === key ? this.wordCount + low : -1
  }

  /** Terms whose word starts with the prefix, at most `limit`, in dictionary order. */
  expand(prefix: string, limit: number): number[] {
    const terms: number[] = []
    for (let at = this.#lowerBound(prefix); at < this.wordCount && terms.length < limit; at++) {
      if (!this.word(at).startsWith(prefix)) break
      terms.push(at)
    }
    return terms
  }

  #lowerBound(word: string): number {
    let low = 0
    for (let high = this.wordCount; low < high; ) {
      const middle = (low + high) >> 1
      if (this.#compare(middle, word) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** By UTF-16 unit, as JavaScript compares strings. */
  #compare(term: number, word: string): number {
    const { words, wordStarts } = this.arrays
    const start = wordStarts[term]!
    const length = wordStarts[term + 1]! - start
    const shared = Math.min(length, word.length)
    for (let i = 0; i < shared; i++) {
      const difference = words[start + i]! - word.charCodeAt(i)
      if (difference) return difference
    }
    return length - word.length
  }
}

const bigramKey = (first: number, second: number): number => ((first << 16) | second) >>> 0

/** Grows by doubling; a number array of this size would take eight times the memory. */
class Growing {
  values = new Uint32Array(1 << 16)
  length = 0
  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }
}

export class IndexBuilder {
  readonly #words = new Map<string, number>()
  readonly #bigrams = new Map<number, number>()
  readonly #keys: (string | number)[] = []
  readonly #terms = new Growing()
  readonly #counts = new Growing()
  readonly #ends: number[] = []
  readonly #lengths: number[] = []
  /** Doubled frequency of each term in the section at hand. */
  readonly #current = new Map<number, number>()
  #length = 0

  /** Adds text to the section at hand; `weight` 1 or .5. */
  text(text: string, weight: number): void {
    if (!text) return
    const folded = fold(text)
    const doubled = weight * 2
    for (const word of cutForSearch(folded)) {
      this.#count(this.#wordNumber(word), doubled)
      this.#length += weight
    }
    for (const { value, type } of findIdentifiers(text)) {
      this.#count(this.#wordNumber(identifierTerm(value)), doubled)
      const undated = type === 'standard' ? value.replace(/-\d{4}$/, '') : value
      if (undated !== value) this.#count(this.#wordNumber(identifierTerm(undated)), doubled)
    }
    let previous = 0
    for (let i = 0; i < folded.length; i++) {
      const code = folded.charCodeAt(i)
      const han = code >= 0x4e00 && code <= 0x9fff ? code : 0
      if (han && previous) this.#count(this.#bigramNumber(bigramKey(previous, han)), doubled)
      previous = han
    }
  }

  /** Closes the section at hand; its number is the count of those before it. */
  endSection(): void {
    for (const [term, count] of this.#current) {
      this.#terms.push(term)
      this.#counts.push(Math.min(255, count))
    }
    this.#ends.push(this.#terms.length)
    this.#lengths.push(this.#length)
    this.#current.clear()
    this.#length = 0
  }

  finish(): InvertedIndex {
    const words = [...this.#words.keys()].sort()
    const bigrams = Uint32Array.from(this.#bigrams.keys()).sort()
    const place = new Uint32Array(this.#keys.length)
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

  #count(term: number, doubled: number): void {
    this.#current.set(term, (this.#current.get(term) ?? 0) + doubled)
  }

  #wordNumber(word: string): number {
    let number = this.#words.get(word)
    if (number === undefined) this.#words.set(word, (number = this.#keys.push(word) - 1))
    return number
  }

  #bigramNumber(key: number): number {
    let number = this.#bigrams.get(key)
    if (number === undefined) this.#bigrams.set(key, (number = this.#keys.push(key) - 1))
    return number
  }
}

function packWords(sorted: readonly string[]): Pick<IndexArrays, 'words' | 'wordStarts'> {
  const wordStarts = new Uint32Array(sorted.length + 1)
  sorted.forEach((word, at) => (wordStarts[at + 1] = wordStarts[at]! + word.length))
  const words = new Uint16Array(wordStarts.at(-1)!)
  sorted.forEach((word, at) => {
    for (let i = 0; i < word.length; i++) words[wordStarts[at]! + i] = word.charCodeAt(i)
  })
  return { words, wordStarts }
}
