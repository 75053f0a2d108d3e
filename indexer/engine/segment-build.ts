// Makes segments: of documents, or of the living documents of other segments.
import { sectionsOf, type SearchDocument } from '../documents/schema.ts'
import { IndexBuilder } from '../text/index-builder.ts'
import { mergeIndexes } from '../text/index-merge.ts'
import { addToIndex, Segment, type SegmentArrays, type SegmentRecord } from './segment.ts'

export class SegmentBuilder {
  readonly #index = new IndexBuilder()
  readonly #records: SegmentRecord[] = []
  readonly #texts: string[] = []

  add(document: SearchDocument): void {
    const sections = sectionsOf(document)
    addToIndex(this.#index, document)
    for (const { text } of sections) this.#texts.push(text)
    this.#records.push({ ...document, sections: sections.map(({ anchor, heading, path }) => [anchor, heading, path]) })
  }

  finish(): Segment {
    return new Segment(this.#records, { ...this.#index.finish().arrays, ...packTexts(this.#texts) })
  }
}

export function buildSegment(documents: readonly SearchDocument[]): Segment {
  const builder = new SegmentBuilder()
  for (const document of documents) builder.add(document)
  return builder.finish()
}

/** The living documents of all, without cutting their texts again. */
export function mergeSegments(segments: readonly Segment[]): Segment {
  const index = mergeIndexes(segments.map(({ index: of, documentOf, dead }) => ({ index: of, keep: Uint8Array.from(documentOf, (d) => (dead[d] ? 0 : 1)) })))
  const records = segments.flatMap(({ records: all, dead }) => all.filter((_, d) => !dead[d]))
  return new Segment(records, { ...index.arrays, ...mergeTexts(segments) })
}

function packTexts(parts: readonly string[]): Pick<SegmentArrays, 'texts' | 'textStarts'> {
  const textStarts = new Uint32Array(parts.length + 1)
  parts.forEach((text, i) => (textStarts[i + 1] = textStarts[i]! + text.length))
  const texts = new Uint16Array(textStarts.at(-1)!)
  const bytes = Buffer.from(texts.buffer)
  parts.forEach((text, i) => bytes.write(text, textStarts[i]! * 2, 'utf16le'))
  return { texts, textStarts }
}

/** Of the living documents, in order. */
function mergeTexts(segments: readonly Segment[]): Pick<SegmentArrays, 'texts' | 'textStarts'> {
  const runs = segments.flatMap(({ records, dead, firstSection, arrays }) =>
    records.flatMap((_, d) => (dead[d] ? [] : [{ arrays, first: firstSection[d]!, end: firstSection[d + 1]! }])),
  )
  const textStarts = new Uint32Array(runs.reduce((sum, { first, end }) => sum + end - first, 1))
  const texts = new Uint16Array(runs.reduce((sum, { arrays, first, end }) => sum + arrays.textStarts[end]! - arrays.textStarts[first]!, 0))
  let at = 0
  for (const { arrays, first, end } of runs) {
    const from = textStarts[at]!
    const shift = from - arrays.textStarts[first]!
    texts.set(arrays.texts.subarray(arrays.textStarts[first], arrays.textStarts[end]), from)
    for (let section = first; section < end; section++) textStarts[++at] = arrays.textStarts[section + 1]! + shift
  }
  return { texts, textStarts }
}
