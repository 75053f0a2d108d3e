// Term statistics of all documents of a snapshot, in typed arrays: which documents hold a term, and how often.
import { eachGram } from '../../indexer/index.ts'
import { TermNumbers } from './term-numbers.ts'

export interface Postings {
  numbers: TermNumbers
  /** Documents and open enquiries that hold each term. */
  frequencies: Uint32Array
  /** Where each term's postings begin; one more at the end. */
  starts: Uint32Array
  /** Documents of each term, ascending. */
  documents: Uint32Array
  /** How often, at most 255. */
  counts: Uint8Array
  /** Terms in each document, repeated ones too. */
  lengths: Uint32Array
}

const MOST = 255

/** Texts of the documents in their canonical order; those of `enquiries` count for frequencies only. */
export function buildPostings(documents: readonly string[], enquiries: readonly string[]): Postings {
  const numbers = new TermNumbers()
  const forward = new ForwardLists()
  const lengths = new Uint32Array(documents.length)
  documents.forEach((document, i) => {
    eachGram(document, (term) => {
      lengths[i]!++
      forward.add(numbers.add(term))
    })
    forward.endDocument()
  })
  for (const enquiry of enquiries) eachGram(enquiry, (term) => numbers.add(term))
  const frequencies = new Uint32Array(numbers.size)
  const seen = new Int32Array(frequencies.length).fill(-1)
  enquiries.forEach((enquiry, i) =>
    eachGram(enquiry, (term) => {
      const at = numbers.find(term)
      if (seen[at] !== i) frequencies[at]!++
      seen[at] = i
    }),
  )
  return { numbers, lengths, ...invert(forward, frequencies) }
}

/** Terms by document while they are read, each once a document. */
class ForwardLists {
  terms = new Uint32Array(1 << 16)
  counts = new Uint8Array(1 << 16)
  size = 0
  readonly ends: number[] = []
  /** Where a term was last put, counted from 1. */
  #places = new Uint32Array(1 << 16)
  #start = 0

  add(term: number): void {
    if (term >= this.#places.length) this.#places = grown(this.#places, Uint32Array, term + 1)
    const place = this.#places[term]! - 1
    if (place >= this.#start) {
      if (this.counts[place]! < MOST) this.counts[place]!++
      return
    }
    if (this.size === this.terms.length) {
      this.terms = grown(this.terms, Uint32Array, this.size + 1)
      this.counts = grown(this.counts, Uint8Array, this.size + 1)
    }
    this.terms[this.size] = term
    this.counts[this.size] = 1
    this.#places[term] = ++this.size
  }

  endDocument(): void {
    this.#start = this.size
    this.ends.push(this.size)
  }
}

function grown<T extends Uint32Array | Uint8Array>(array: T, kind: new (length: number) => T, least: number): T {
  const larger = new kind(Math.max(least, array.length * 2))
  larger.set(array)
  return larger
}

/** By counting: documents come out ascending within each term. Adds the documents to `frequencies`. */
function invert(forward: ForwardLists, frequencies: Uint32Array): Pick<Postings, 'frequencies' | 'starts' | 'documents' | 'counts'> {
  const starts = new Uint32Array(frequencies.length + 1)
  for (let at = 0; at < forward.size; at++) starts[forward.terms[at]! + 1]!++
  for (let term = 0; term < frequencies.length; term++) {
    frequencies[term]! += starts[term + 1]!
    starts[term + 1]! += starts[term]!
  }
  const next = starts.slice()
  const documents = new Uint32Array(forward.size)
  const counts = new Uint8Array(forward.size)
  let at = 0
  forward.ends.forEach((end, document) => {
    for (; at < end; at++) {
      const place = next[forward.terms[at]!]!++
      documents[place] = document
      counts[place] = forward.counts[at]!
    }
  })
  return { frequencies, starts, documents, counts }
}
