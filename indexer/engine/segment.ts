// A searchable batch of documents: inverted index, facets as ordinals, texts, and the records that hits are made of. Immutable once built.
import { FACETS, type Facet, type SearchDocument } from '../documents/schema.ts'
import { BM25 } from '../text/bm25.ts'
import { bare } from '../text/fold.ts'
import { IndexBuilder, InvertedIndex, type IndexArrays } from '../text/inverted-index.ts'
import { normaliseIdentifier } from '../content/identifiers.ts'

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
  /** k1 (1 − b + b · length / mean) of each section. */
  readonly norms: Float32Array
  /** 1 for documents that were replaced or dropped since. */
  readonly dead: Uint8Array
  readonly byTitle = new Map<string, number[]>()
  readonly byNumber = new Map<string, number[]>()
  readonly byId = new Map<string, number>()
  // Scratch of the ranking, kept so that a search allocates nothing of the corpus's size.
  readonly scores: Float32Array
  readonly shares: Float32Array
  readonly present: Uint8Array
  #deadCount = 0

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
    this.norms = arrays.lengths.map((length) => BM25.k1 * (1 - BM25.b + (BM25.b * length) / (this.index.meanLength || 1)))
    this.facets = Object.fromEntries(FACETS.map((facet) => [facet, column(records, facet)])) as Record<Facet, FacetColumn>
    this.dead = new Uint8Array(records.length)
    this.scores = new Float32Array(sections)
    this.shares = new Float32Array(sections)
    this.present = new Uint8Array(sections)
  }

  static build(documents: readonly SearchDocument[]): Segment {
    const builder = new SegmentBuilder()
    for (const document of documents) builder.add(document)
    return builder.finish()
  }

  get liveCount(): number {
    return this.records.length - this.#deadCount
  }

  kill(id: string): void {
    const d = this.byId.get(id)
    if (d === undefined || this.dead[d]) return
    this.dead[d] = 1
    this.#deadCount++
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
      append(this.byNumber, value, d)
      const undated = value.replace(/-\d{4}$/, '')
      if (undated !== value) append(this.byNumber, undated, d)
    }
  }
}

/** 中华人民共和国反不正当竞争法（2019年修正） → 反不正当竞争法 */
export const shortTitle = (title: string): string => bare(title.normalize('NFKC').replace(/\([^()]*\)\s*$/, '').replace(/^中华人民共和国/, ''))

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

export class SegmentBuilder {
  readonly #index = new IndexBuilder()
  readonly #records: SegmentRecord[] = []
  readonly #texts: string[] = []

  add(document: SearchDocument): void {
    const names = [document.title, ...document.otherTitles].join(' ')
    for (const { heading, path, text } of document.sections) {
      this.#index.text(text, 1)
      this.#index.text(`${names} ${document.numbers.join(' ')} ${heading}`, BM25.title)
      this.#index.text(path.join(' '), BM25.path)
      this.#index.endSection()
      this.#texts.push(text)
    }
    this.#records.push({ ...document, sections: document.sections.map(({ anchor, heading, path }) => [anchor, heading, path]) })
  }

  finish(): Segment {
    return new Segment(this.#records, { ...this.#index.finish().arrays, ...packTexts(this.#texts) })
  }
}

function packTexts(parts: readonly string[]): Pick<SegmentArrays, 'texts' | 'textStarts'> {
  const textStarts = new Uint32Array(parts.length + 1)
  parts.forEach((text, i) => (textStarts[i + 1] = textStarts[i]! + text.length))
  const texts = new Uint16Array(textStarts.at(-1)!)
  const bytes = Buffer.from(texts.buffer)
  parts.forEach((text, i) => bytes.write(text, textStarts[i]! * 2, 'utf16le'))
  return { texts, textStarts }
}
