// A searchable batch of documents: inverted index, facets as ordinals, texts, and the records that hits are made of. Immutable once built.
import { FACETS, sectionsOf, type Facet, type SearchDocument } from '../documents/schema.ts'
import { BM25 } from '../text/bm25.ts'
import { bare, shortTitle } from '../text/fold.ts'
import { IndexBuilder } from '../text/index-builder.ts'
import { InvertedIndex, type IndexArrays } from '../text/inverted-index.ts'
import { normaliseIdentifier, undated } from '../content/identifiers.ts'

/** A document without its texts, which live in one array. */
export type SegmentRecord = Omit<SearchDocument, 'sections'> & { sections: [anchor: string, heading: string, path: string[]][] }

export interface FacetColumn {
  values: string[]
  /** Ordinals of document d: `ordinals[starts[d]]` up to `ordinals[starts[d + 1]]`. */
  starts: Uint32Array
  ordinals: Uint32Array
}

export interface SegmentArrays extends IndexArrays {
  /** UTF-16 units of all section texts. */
  texts: Uint16Array
  textStarts: Uint32Array
}

export class Segment {
  readonly records: SegmentRecord[]
  readonly index: InvertedIndex
  readonly arrays: SegmentArrays
  readonly facets: Record<Facet, FacetColumn>
  /** Document of each section. */
  readonly documentOf: Uint32Array
  /** First section of each document; one more at the end. */
  readonly firstSection: Uint32Array
  /** 2 k1 (1 − b + b · length / mean) of each section; doubled, as the frequencies are. */
  readonly norms: Float32Array
  /** 1 for documents that were replaced or dropped since. */
  readonly dead: Uint8Array
  readonly byTitle = new Map<string, number[]>()
  readonly byNumber = new Map<string, number[]>()
  readonly byId = new Map<string, number>()
  /** Sections of living documents, and their words. */
  liveSections: number
  liveLength = 0
  // Scratch of the ranking, kept so that a search allocates nothing of the corpus's size.
  readonly scores: Float32Array
  /** See `rank`. */
  readonly marks: Uint32Array
  readonly sums: Float32Array
  #deadCount = 0
  #deadFrequencies: Uint32Array | undefined
  #mean = 0

  constructor(records: SegmentRecord[], arrays: SegmentArrays) {
    this.records = records
    this.arrays = arrays
    this.index = new InvertedIndex(arrays)
    const sections = arrays.lengths.length
    this.firstSection = new Uint32Array(records.length + 1)
    this.documentOf = new Uint32Array(sections)
    records.forEach((record, d) => {
      this.firstSection[d + 1] = this.firstSection[d]! + record.sections.length
      this.documentOf.fill(d, this.firstSection[d], this.firstSection[d + 1])
      this.#addNames(record, d)
    })
    this.facets = Object.fromEntries(FACETS.map((facet) => [facet, column(records, facet)])) as Record<Facet, FacetColumn>
    this.dead = new Uint8Array(records.length)
    this.liveSections = sections
    for (const length of arrays.lengths) this.liveLength += length
    this.scores = new Float32Array(sections)
    this.marks = new Uint32Array(sections)
    this.sums = new Float32Array(sections)
    this.norms = new Float32Array(sections)
    this.meanLength = this.liveLength / Math.max(1, sections)
  }

  get liveCount(): number {
    return this.records.length - this.#deadCount
  }

  /** Words of a section on the average, over all segments that are searched together. */
  set meanLength(mean: number) {
    if (mean === this.#mean) return
    this.#mean = mean
    const { lengths } = this.arrays
    for (let section = 0; section < lengths.length; section++) this.norms[section] = 2 * BM25.k1 * (1 - BM25.b + (BM25.b * lengths[section]!) / (mean || 1))
  }

  /** Number of living sections in which the term occurs. */
  frequency(term: number): number {
    return this.index.frequency(term) - (this.#deadFrequencies?.[term] ?? 0)
  }

  /** True when the document was alive. What it added to the statistics is taken away, so that scores are those of a fresh build. */
  kill(id: string): boolean {
    const d = this.byId.get(id)
    if (d === undefined || this.dead[d]) return false
    const builder = new IndexBuilder()
    addToIndex(builder, this.documentAt(d))
    const gone = builder.finish()
    this.#deadFrequencies ??= new Uint32Array(this.index.termCount)
    for (let term = 0; term < gone.termCount; term++) {
      const mine = term < gone.wordCount ? this.index.find(gone.word(term)) : this.index.findBigramKey(gone.bigramAt(term))
      if (mine >= 0) this.#deadFrequencies[mine]! += gone.frequency(term)
    }
    this.liveSections -= gone.arrays.lengths.length
    for (const length of gone.arrays.lengths) this.liveLength -= length
    this.dead[d] = 1
    this.#deadCount++
    return true
  }

  textOf(section: number): string {
    const { texts, textStarts } = this.arrays
    const start = textStarts[section]!
    const units = texts.subarray(start, textStarts[section + 1])
    return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le')
  }

  documentAt(d: number): SearchDocument {
    const record = this.records[d]!
    const first = this.firstSection[d]!
    return { ...record, sections: record.sections.map(([anchor, heading, path], i) => ({ anchor, heading, path, text: this.textOf(first + i) })) }
  }

  #addNames(record: SegmentRecord, d: number): void {
    this.byId.set(record.id, d)
    for (const title of [record.title, ...record.otherTitles]) {
      for (const name of new Set([bare(title), shortTitle(title)])) if (name) append(this.byTitle, name, d)
    }
    for (const number of record.numbers) {
      const value = normaliseIdentifier(number)
      if (!value) continue
      for (const spelling of new Set([value, undated(value)])) append(this.byNumber, spelling, d)
    }
  }
}

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key)
  if (!list) map.set(key, [value])
  else if (list.at(-1) !== value) list.push(value)
}

function column(records: readonly SegmentRecord[], facet: Facet): FacetColumn {
  const values: string[] = []
  const numbers = new Map<string, number>()
  const starts = new Uint32Array(records.length + 1)
  const ordinals: number[] = []
  records.forEach((record, d) => {
    for (const value of new Set(record.facets[facet])) {
      let number = numbers.get(value)
      if (number === undefined) numbers.set(value, (number = values.push(value) - 1))
      ordinals.push(number)
    }
    starts[d + 1] = ordinals.length
  })
  return { values, starts, ordinals: Uint32Array.from(ordinals) }
}

/** Adds each section of the document to an index: its text whole, names, heading and chapters at their weights. */
export function addToIndex(index: IndexBuilder, document: SearchDocument): void {
  const names = [document.title, ...document.otherTitles, ...document.numbers].join(' ')
  for (const { heading, path, text } of sectionsOf(document)) {
    index.text(text, 1)
    index.text(names, BM25.title)
    index.text(heading, BM25.title)
    index.text(path.join(' '), BM25.path)
    index.endSection()
  }
}
