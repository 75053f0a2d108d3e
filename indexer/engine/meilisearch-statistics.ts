// Document frequencies of the whole index, stored in the catalogue as plain records so that servers need no files of their own.
import { randomUUID } from 'node:crypto'
import { isOneEdit } from '../text/edit.ts'
import { BIGRAM } from '../text/terms.ts'

/** Counts to be added up; several such records make the statistics. */
export interface StatisticsRecord {
  key: string
  type: 'terms'
  sections: number
  length: number
  /** `term TAB count` lines. */
  data: string
}

/** Terms in one record: about 300 kB. */
const SHARD = 20_000
/** Bigrams rarer than this are not kept: they are most of the list, and the planner does without them. */
const RARE_BIGRAM = 3

export class Statistics {
  sections = 0
  length = 0
  readonly #counts = new Map<string, number>()
  #sorted: string[] | undefined

  /** Adds (or with -1 takes away) one section. */
  count(terms: Iterable<string>, length: number, sign: 1 | -1 = 1): void {
    this.sections += sign
    this.length += sign * length
    for (const term of terms) this.#counts.set(term, (this.#counts.get(term) ?? 0) + sign)
  }

  add({ sections, length, data }: StatisticsRecord): void {
    this.sections += sections
    this.length += length
    for (let from = 0, end = data.indexOf('\n'); end >= 0; from = end + 1, end = data.indexOf('\n', from)) {
      const tab = data.indexOf('\t', from)
      const term = data.slice(from, tab)
      this.#counts.set(term, (this.#counts.get(term) ?? 0) + Number(data.slice(tab + 1, end)))
    }
  }

  /** As records with new keys. */
  toRecords({ dropRare = false } = {}): StatisticsRecord[] {
    const kept = [...this.#counts].filter(([term, count]) => count && !(dropRare && count < RARE_BIGRAM && term.startsWith(BIGRAM)))
    const records: StatisticsRecord[] = []
    for (let from = 0; from === 0 || from < kept.length; from += SHARD) {
      const data = kept.slice(from, from + SHARD).map(([term, count]) => `${term}\t${count}\n`).join('')
      records.push({ key: `terms-${randomUUID()}`, type: 'terms', sections: from ? 0 : this.sections, length: from ? 0 : this.length, data })
    }
    return records
  }

  get meanLength(): number {
    return this.length / this.sections || 1
  }

  frequency(term: string): number {
    return Math.max(0, this.#counts.get(term) ?? 0)
  }

  /** Words that start like this, the most frequent first; the word itself is not among them. */
  expand(prefix: string, limit: number): string[] {
    const words = (this.#sorted ??= [...this.#counts.keys()].filter((term) => !term.startsWith(BIGRAM) && !term.startsWith('#')).sort())
    const found: string[] = []
    for (let at = lowerBound(words, prefix); at < words.length && words[at]!.startsWith(prefix); at++) {
      if (words[at] !== prefix && this.frequency(words[at]!)) found.push(words[at]!)
    }
    return found.sort((a, b) => this.frequency(b) - this.frequency(a)).slice(0, limit)
  }

  /** The most frequent word one edit away; the first letter is nearly always right. */
  nearest(word: string): string | undefined {
    return this.expand(word[0]!, Infinity).find((candidate) => isOneEdit(word, candidate))
  }
}

function lowerBound(words: readonly string[], wanted: string): number {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (words[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
