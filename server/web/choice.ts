// The query string of a search or browse page, read kindly: what cannot be read is left out and said, never an error page.
import { FACETS, type Facet, type FacetValues } from '../../indexer/index.ts'
import type { Choice } from './address.ts'

export interface ReadChoice {
  choice: Choice
  /** A facet whose values are all wanted. */
  more: string | undefined
  /** Only the results are wanted, by the script of the page. */
  fragment: boolean
  /** Values that could not be read, as written. */
  unread: string[]
}

const MOST_VALUES = 50
const MOST_PAGES = 10_000
const LONGEST = 2000

const all = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((it): it is string => typeof it === 'string' && it !== '')
const one = (value: unknown): string => all(value)[0] ?? ''

/** 2024, 2024-03, 2024-03-05 → that day, or the first or last day of the period. */
export function boundary(text: string, end: 'first' | 'last'): string | null {
  const match = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text.trim().replace(/[年月./]/g, '-').replace(/[日-]+$/, ''))
  if (!match) return null
  const year = match[1]!
  const month = match[2]?.padStart(2, '0') ?? (end === 'first' ? '01' : '12')
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const day = match[3]?.padStart(2, '0') ?? (end === 'first' ? '01' : String(last))
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last ? `${year}-${month}-${day}` : null
}

export function readChoice(query: Readonly<Record<string, unknown>>): ReadChoice {
  const filters: FacetValues = {}
  const unread: string[] = []
  for (const facet of FACETS as readonly Facet[]) {
    const values = [...new Set(all(query[facet]))].slice(0, MOST_VALUES)
    if (values.length) filters[facet] = values
  }
  const dates: Pick<Choice, 'from' | 'to'> = {}
  for (const name of ['from', 'to'] as const) {
    const written = one(query[name])
    if (!written) continue
    if (boundary(written, 'first')) dates[name] = written.trim()
    else unread.push(written.slice(0, 40))
  }
  const sort = one(query.sort)
  const page = Number(one(query.page) || 1)
  return {
    choice: {
      q: one(query.q).slice(0, LONGEST).trim(),
      filters,
      ...dates,
      sort: sort === 'date' || sort === '-date' ? sort : 'relevance',
      page: Number.isInteger(page) && page >= 1 ? Math.min(page, MOST_PAGES) : 1,
    },
    more: one(query.more) || undefined,
    fragment: one(query.fragment) === '1',
    unread,
  }
}
