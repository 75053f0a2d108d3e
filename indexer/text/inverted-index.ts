// The inverted index in typed arrays: a sorted dictionary, postings with folded term frequencies, section lengths. Pure.

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

  constructor(arrays: IndexArrays) {
    this.arrays = arrays
  }

  get wordCount(): number {
    return this.arrays.wordStarts.length - 1
  }

  /** Words and bigrams. */
  get termCount(): number {
    return this.arrays.starts.length - 1
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

  bigramAt(term: number): number {
    return this.arrays.bigrams[term - this.wordCount]!
  }

  findBigram(pair: string): number {
    return this.findBigramKey(bigramKey(pair.charCodeAt(0), pair.charCodeAt(1)))
  }

  findBigramKey(key: number): number {
    const { bigrams } = this.arrays
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

/** A bigram as one number, ordered like its two units. */
export const bigramKey = (first: number, second: number): number => ((first << 16) | second) >>> 0
