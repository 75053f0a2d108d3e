// Type-ahead and documents like another one, from the segments of the embedded engine.
import { bare, fold } from '../text/fold.ts'
import { idf } from '../text/bm25.ts'
import { cutForSearch } from '../text/segment.ts'
import { STOP_WORDS } from '../vocabulary.ts'
import type { Hit, Suggestion } from './engine.ts'
import { searchSegments } from './search.ts'
import type { Segment } from './segment.ts'

/** Titles and numbers that start with the text, then those that contain it, then words of the index. */
export function suggestFrom(segments: readonly Segment[], text: string, limit: number): Suggestion[] {
  const typed = bare(text)
  if (!typed) return []
  const starting: Suggestion[] = []
  const containing: Suggestion[] = []
  for (const { records, dead } of segments) {
    records.forEach((record, d) => {
      if (dead[d]) return
      for (const name of [record.title, ...record.numbers, ...record.otherTitles]) {
        const at = bare(name).indexOf(typed)
        if (at < 0) continue
        ;(at === 0 ? starting : containing).push({ text: name, type: 'document', kind: record.kind, url: record.url })
        return
      }
    })
  }
  const byLength = (a: Suggestion, b: Suggestion) => a.text.length - b.text.length || (a.text < b.text ? -1 : 1)
  const documents = [...starting.sort(byLength), ...containing.sort(byLength)]
  const words = wordsStarting(segments, fold(text.trim()))
  const room = Math.max(limit - words.length, Math.ceil(limit / 2))
  return [...documents.slice(0, room), ...words].slice(0, limit)
}

function wordsStarting(segments: readonly Segment[], prefix: string): Suggestion[] {
  const counts = new Map<string, number>()
  if (prefix.length < 2) return []
  for (const segment of segments) {
    for (const term of segment.index.expand(prefix, 200)) {
      const word = segment.index.word(term)
      const frequency = segment.frequency(term)
      if (frequency && word.length > 1 && word !== prefix) counts.set(word, (counts.get(word) ?? 0) + frequency)
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 4).map(([text]) => ({ text, type: 'term' }))
}

/** The document's most telling words, searched for among the others. */
export function similarDocuments(segments: readonly Segment[], id: string, limit: number): Hit[] {
  const segment = segments.find(({ byId, dead }) => byId.has(id) && !dead[byId.get(id)!])
  if (!segment) return []
  const document = segment.documentAt(segment.byId.get(id)!)
  const text = [document.title, document.summary, ...document.sections.map(({ text }) => text)].join('\n').slice(0, 4000)
  const total = segments.reduce((sum, { liveSections }) => sum + liveSections, 0)
  const frequencyOf = (word: string) => segments.reduce((sum, each) => sum + each.frequency(each.index.find(word)), 0)
  const weights = new Map<string, number>()
  for (const word of cutForSearch(fold(text))) {
    if (word.length > 1 && !STOP_WORDS.has(word) && !/^\d+$/.test(word)) weights.set(word, (weights.get(word) ?? 0) + 1)
  }
  const telling = [...weights]
    .map(([word, tf]) => ({ word, weight: (1 + Math.log(tf)) * idf(total, frequencyOf(word)) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 20)
  const { items } = searchSegments(segments, { text: telling.map(({ word }) => word).join(' '), filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: limit + 1, facets: [] })
  return items.filter((hit) => hit.id !== id).slice(0, limit)
}
