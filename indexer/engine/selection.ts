// Filters and facet counts over the documents of a segment: OR inside a facet, AND across, each facet counted without its own selection.
import type { Facet, FacetValues } from '../documents/schema.ts'
import type { FacetCount } from './engine.ts'
import type { Segment } from './segment.ts'

export interface Filters {
  filters: FacetValues
  from?: string
  to?: string
}

/** What keeps a document out: nothing, exactly one facet (by number), or more. */
const PASSES = -1
const FAILS = -2

/** For each document PASSES, FAILS, or the number in `facets` of the one facet that it fails. */
export function judge(segment: Segment, { filters, from, to }: Filters, facets: readonly Facet[]): Int8Array {
  const verdicts = new Int8Array(segment.records.length).fill(PASSES)
  segment.records.forEach(({ date }, d) => {
    if (segment.dead[d] || (from && date < from) || (to && date > to)) verdicts[d] = FAILS
  })
  for (const [facet, wanted] of Object.entries(filters) as [Facet, string[]][]) {
    if (!wanted.length) continue
    const { values, starts, ordinals } = segment.facets[facet]
    const chosen = new Set(wanted.map((value) => values.indexOf(value)))
    const number = facets.indexOf(facet)
    for (let d = 0; d < verdicts.length; d++) {
      if (verdicts[d] === FAILS) continue
      let passes = false
      for (let i = starts[d]!; i < starts[d + 1]! && !passes; i++) passes = chosen.has(ordinals[i]!)
      if (!passes) verdicts[d] = verdicts[d] === PASSES && number >= 0 ? number : FAILS
    }
  }
  return verdicts
}

export const passes = (verdict: number | undefined): boolean => verdict === PASSES

/** Adds the segment's counts to `counts`; `weights` is what each document counts for: 1, or its number of matching sections. */
export function countFacets(segment: Segment, verdicts: Int8Array, weights: Uint32Array, facets: readonly Facet[], counts: Map<Facet, Map<string, number>>): void {
  facets.forEach((facet, number) => {
    const { values, starts, ordinals } = segment.facets[facet]
    if (!values.length) return
    const sums = new Uint32Array(values.length)
    for (let d = 0; d < verdicts.length; d++) {
      const weight = weights[d]!
      if (!weight || (verdicts[d] !== PASSES && verdicts[d] !== number)) continue
      for (let i = starts[d]!; i < starts[d + 1]!; i++) sums[ordinals[i]!]! += weight
    }
    const into = counts.get(facet) ?? counts.set(facet, new Map()).get(facet)!
    sums.forEach((sum, ordinal) => {
      if (sum) into.set(values[ordinal]!, (into.get(values[ordinal]!) ?? 0) + sum)
    })
  })
}

/** By count, then by value; years newest first. */
export function sortCounts(counts: Map<Facet, Map<string, number>>): Partial<Record<Facet, FacetCount[]>> {
  const sorted: Partial<Record<Facet, FacetCount[]>> = {}
  for (const [facet, values] of counts) {
    const list = [...values].map(([value, count]) => ({ value, count }))
    sorted[facet] = facet === 'year' ? list.sort((a, b) => (a.value < b.value ? 1 : -1)) : list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  }
  return sorted
}
