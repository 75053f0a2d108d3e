// One inverted index of several, without the sections that are gone. Pure; nothing is cut again, so it costs a copy.
import { packWords } from './index-builder.ts'
import { InvertedIndex } from './inverted-index.ts'

export interface MergePart {
  index: InvertedIndex
  /** 1 for each section that is taken over. */
  keep: Uint8Array
}

const GONE = 0xffff_ffff

/** Sections keep their order: those of the first part, then those of the next. The result equals a fresh build of them. */
export function mergeIndexes(parts: readonly MergePart[]): InvertedIndex {
  const placed = placeSections(parts)
  const terms = parts.map(({ index }, p) => livingTerms(index, placed.numbers[p]!))
  const words = [...new Set(parts.flatMap(({ index }, p) => terms[p]!.words.map((term) => index.word(term))))].sort()
  const bigrams = Uint32Array.from(new Set(parts.flatMap(({ index }, p) => terms[p]!.bigrams.map((term) => index.bigramAt(term))))).sort()
  const wordPlace = new Map(words.map((word, at) => [word, at]))
  const bigramPlace = new Map(Array.from(bigrams, (key, at) => [key, words.length + at]))

  const count = words.length + bigrams.length
  const starts = new Uint32Array(count + 1)
  const places = parts.map(({ index }, p) => {
    const place = new Uint32Array(index.termCount).fill(GONE)
    for (const term of terms[p]!.words) place[term] = wordPlace.get(index.word(term))!
    for (const term of terms[p]!.bigrams) place[term] = bigramPlace.get(index.bigramAt(term))!
    place.forEach((at, term) => {
      if (at !== GONE) starts[at + 1]! += terms[p]!.frequencies[term]!
    })
    return place
  })
  for (let at = 0; at < count; at++) starts[at + 1]! += starts[at]!

  const next = starts.slice()
  const sections = new Uint32Array(starts[count]!)
  const frequencies = new Uint8Array(starts[count]!)
  parts.forEach(({ index: { arrays, termCount } }, p) => {
    const numbers = placed.numbers[p]!
    for (let term = 0; term < termCount; term++) {
      const at = places[p]![term]!
      if (at === GONE) continue
      for (let i = arrays.starts[term]!; i < arrays.starts[term + 1]!; i++) {
        const section = numbers[arrays.sections[i]!]!
        if (section === GONE) continue
        const slot = next[at]!++
        sections[slot] = section
        frequencies[slot] = arrays.frequencies[i]!
      }
    }
  })
  return new InvertedIndex({ ...packWords(words), bigrams, starts, sections, frequencies, lengths: placed.lengths })
}

/** New number of each section, and all lengths in the new order. */
function placeSections(parts: readonly MergePart[]): { numbers: Uint32Array[]; lengths: Float32Array } {
  const lengths: number[] = []
  const numbers = parts.map(({ index, keep }) => Uint32Array.from(index.arrays.lengths, (length, section) => (keep[section] ? lengths.push(length) - 1 : GONE)))
  return { numbers, lengths: Float32Array.from(lengths) }
}

/** Terms that still occur, with the number of sections in which they do. */
function livingTerms({ arrays, wordCount, termCount }: InvertedIndex, numbers: Uint32Array): { words: number[]; bigrams: number[]; frequencies: Uint32Array } {
  const frequencies = new Uint32Array(termCount)
  const words: number[] = []
  const bigrams: number[] = []
  for (let term = 0; term < termCount; term++) {
    let frequency = 0
    for (let i = arrays.starts[term]!; i < arrays.starts[term + 1]!; i++) if (numbers[arrays.sections[i]!] !== GONE) frequency++
    frequencies[term] = frequency
    if (frequency) (term < wordCount ? words : bigrams).push(term)
  }
  return { words, bigrams, frequencies }
}
