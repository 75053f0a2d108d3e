// Term statistics of all documents of a snapshot, in typed arrays: which documents hold a term, and how often.
import { eachGram } from '../../indexer/index.ts'
import type { Steps } from './steps.ts'
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
/** Postings of one step, and of one block of memory. */
const BLOCK = 1 << 16

/** Texts of the documents in their canonical order; those of `enquiries` count for frequencies only. */
export function* buildPostings(documents: readonly string[], enquiries: readonly string[]): Steps<Postings> {
  const numbers = new TermNumbers()
  const forward = new ForwardLists()
  const lengths = new Uint32Array(documents.length)
  for (let i = 0; i < documents.length; i++) {
    eachGram(documents[i]!, (term) => {
      lengths[i]!++
      forward.add(numbers.add(term))
    })
    forward.endDocument()
    yield
  }
  for (const enquiry of enquiries) {
    eachGram(enquiry, (term) => numbers.add(term))
    yield
  }
  const frequencies = new Uint32Array(numbers.size)
  const seen = new Int32Array(frequencies.length).fill(-1)
  for (let i = 0; i < enquiries.length; i++) {
    eachGram(enquiries[i]!, (term) => {
      const at = numbers.find(term)
      if (seen[at] !== i) frequencies[at]!++
      seen[at] = i
    })
    yield
  }
  return { numbers, lengths, ...(yield* invert(forward, frequencies)) }
}

/** Terms by document while they are read, each once a document; in blocks, because an array that grows is copied, and that takes longer than a step may. */
class ForwardLists {
  readonly blocks: { terms: Uint32Array; counts: Uint8Array }[] = []
  size = 0
  readonly ends: number[] = []
  /** Where a term was last put, counted from 1. */
  #places = new Uint32Array(1 << 16)
  #start = 0

  add(term: number): void {
    if (term >= this.#places.length) {
      const larger = new Uint32Array(Math.max(term + 1, this.#places.length * 2))
      larger.set(this.#places)
      this.#places = larger
    }
    const place = this.#places[term]! - 1
    if (place >= this.#start) {
      const { counts } = this.blocks[Math.floor(place / BLOCK)]!
      if (counts[place % BLOCK]! < MOST) counts[place % BLOCK]!++
      return
    }
    const within = this.size % BLOCK
    if (within === 0) this.blocks.push({ terms: new Uint32Array(BLOCK), counts: new Uint8Array(BLOCK) })
    const { terms, counts } = this.blocks.at(-1)!
    terms[within] = term
    counts[within] = 1
    this.#places[term] = ++this.size
  }

  endDocument(): void {
    this.#start = this.size
    this.ends.push(this.size)
  }
}

/** By counting: documents come out ascending within each term. Adds the documents to `frequencies`. */
function* invert(forward: ForwardLists, frequencies: Uint32Array): Steps<Pick<Postings, 'frequencies' | 'starts' | 'documents' | 'counts'>> {
  const starts = new Uint32Array(frequencies.length + 1)
  for (let at = 0; at < forward.size; at += BLOCK) {
    const { terms } = forward.blocks[at / BLOCK]!
    const end = Math.min(BLOCK, forward.size - at)
    for (let i = 0; i < end; i++) starts[terms[i]! + 1]!++
    yield
  }
  for (let term = 0; term < frequencies.length; term++) {
    frequencies[term]! += starts[term + 1]!
    starts[term + 1]! += starts[term]!
  }
  const next = starts.slice()
  const documents = new Uint32Array(forward.size)
  const counts = new Uint8Array(forward.size)
  let at = 0
  for (let document = 0; document < forward.ends.length; document++) {
    for (const end = forward.ends[document]!; at < end; at++) {
      const block = forward.blocks[Math.floor(at / BLOCK)]!
      const place = next[block.terms[at % BLOCK]!]!++
      documents[place] = document
      counts[place] = block.counts[at % BLOCK]!
    }
    yield
  }
  return { frequencies, starts, documents, counts }
}
