// A query against the dictionaries of the embedded engine's segments: the slots to add up, with the terms of each segment.
import { isOneEdit } from '../text/edit.ts'
import { BIGRAM } from '../text/terms.ts'
import type { Segment } from './segment.ts'
import { fillSlots, type Dictionary, type Slot as SlotOf, type Slots } from './slots.ts'

/** Terms of each segment. */
type Terms = number[][]
export type Slot = SlotOf<Terms>

export interface Plan extends Pick<Slots<Terms>, 'query' | 'words' | 'required' | 'needles' | 'dropped' | 'correctedFrom'> {
  slots: Slot[]
}

export function planQuery(text: string, segments: readonly Segment[], typing: boolean): Plan {
  const { typed, identifiers, synonyms, bigrams, ...plan } = fillSlots(text, dictionaryOf(segments), typing)
  return { ...plan, slots: [...typed.map(({ slot }) => slot), ...identifiers, ...synonyms, ...bigrams] }
}

function dictionaryOf(segments: readonly Segment[]): Dictionary<Terms> {
  return {
    sections: segments.reduce((sum, { liveSections }) => sum + liveSections, 0),
    frequency: (terms) => terms.reduce((sum, list, s) => sum + list.reduce((part, term) => part + segments[s]!.frequency(term), 0), 0),
    find: (term) => segments.map(({ index }) => present(term.startsWith(BIGRAM) ? index.findBigram(term.slice(BIGRAM.length)) : index.find(term))),
    // In dictionary order the word itself comes first.
    expand: (word, limit) => segments.map(({ index }) => index.expand(word, limit)),
    nearest: (word) => nearest(word, segments),
  }
}

const present = (term: number): number[] => (term < 0 ? [] : [term])

/** By frequency in all segments together, then by dictionary order. */
function nearest(word: string, segments: readonly Segment[]): string | undefined {
  const counts = new Map<string, number>()
  for (const segment of segments) {
    // The first letter is nearly always right, and the dictionary is sorted by it.
    for (const term of segment.index.expand(word[0]!, 20_000)) {
      const frequency = segment.frequency(term)
      const candidate = segment.index.word(term)
      if (frequency && Math.abs(candidate.length - word.length) <= 1 && isOneEdit(word, candidate)) counts.set(candidate, (counts.get(candidate) ?? 0) + frequency)
    }
  }
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0]
}
