// The pool as a picture: how many experts stand in each field and section of industry, where nobody does, and who has room. Pure.
import { EXPERT_TYPE, INDUSTRIES, industrySection } from '../../indexer/index.ts'
import { industryPath } from '../matching/domain.ts'
import type { ExpertFacts } from '../matching/model.ts'

export type Counted = Pick<ExpertFacts, 'id' | 'name' | 'types' | 'fields' | 'industries' | 'load' | 'isSuspended'>

/** What an open enquiry asks for. */
export interface Demand {
  fields: readonly string[]
  industries: readonly string[]
}

export interface Picture {
  /** Available experts; the others are counted nowhere else. */
  experts: number
  away: number
  /** Letters of GB/T 4754, A to T. */
  sections: string[]
  /** `cells`: experts by section, in the order of `sections`; `experts`: with any industry or none. */
  fields: { field: string; experts: number; cells: number[] }[]
  /** Experts by section, whatever their field. */
  bySection: number[]
  gaps: {
    fields: string[]
    sections: string[]
    /** Of open enquiries: field and section that no expert has both. */
    pairs: { field: string; section: string }[]
    single: string[]
  }
  types: { type: string; experts: number; places: number; taken: number; free: number }[]
  loads: { id: string; name: string; types: string[]; current: number; cap: number; free: number }[]
}

const SECTIONS = Object.keys(INDUSTRIES).filter((code) => code.length === 1)
const sectionOf = (code: string): string => industrySection(industryPath(code))
const freeOf = ({ load: { current, cap } }: Pick<Counted, 'load'>): number => Math.max(0, cap - current)

/** Fields are those that anybody in the pool declares, away or not, and those that open enquiries ask for. */
export function drawPicture(pool: readonly Counted[], demands: readonly Demand[]): Picture {
  const available = pool.filter(({ isSuspended }) => !isSuspended)
  const placed = available.map((expert) => ({ ...expert, fields: new Set(expert.fields), sections: new Set(expert.industries.map(sectionOf)) }))
  const names = [...new Set([...pool.flatMap(({ fields }) => fields), ...demands.flatMap(({ fields }) => fields)])].toSorted()
  const fields = names.map((field) => {
    const inField = placed.filter((expert) => expert.fields.has(field))
    return { field, experts: inField.length, cells: SECTIONS.map((section) => inField.filter(({ sections }) => sections.has(section)).length) }
  })
  const bySection = SECTIONS.map((section) => placed.filter(({ sections }) => sections.has(section)).length)
  return {
    experts: available.length,
    away: pool.length - available.length,
    sections: [...SECTIONS],
    fields,
    bySection,
    gaps: {
      fields: fields.filter(({ experts }) => experts === 0).map(({ field }) => field),
      sections: SECTIONS.filter((_, at) => bySection[at] === 0),
      pairs: pairsWithout(fields, demands),
      single: fields.filter(({ experts }) => experts === 1).map(({ field }) => field),
    },
    types: capacityByType(available),
    loads: available.map(({ id, name, types, load }) => ({ id, name, types: [...types], current: load.current, cap: load.cap, free: freeOf({ load }) })).toSorted((a, b) => a.free - b.free || b.current - a.current || (a.id < b.id ? -1 : 1)),
  }
}

function pairsWithout(fields: Picture['fields'], demands: readonly Demand[]): Picture['gaps']['pairs'] {
  const cells = new Map(fields.map(({ field, cells: row }) => [field, row]))
  const pairs = new Map<string, { field: string; section: string }>()
  for (const demand of demands)
    for (const field of demand.fields)
      for (const section of demand.industries.map(sectionOf)) {
        const at = SECTIONS.indexOf(section)
        if (at >= 0 && cells.get(field)![at] === 0) pairs.set(`${field} ${section}`, { field, section })
      }
  return [...pairs.values()].toSorted((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : a.section < b.section ? -1 : 1))
}

/** Every type of domain §8, whether or not somebody has it, then whatever else experts declare. Whoever has two types counts in both. */
function capacityByType(available: readonly Counted[]): Picture['types'] {
  const types = [...new Set([...Object.keys(EXPERT_TYPE), ...available.flatMap((expert) => expert.types).toSorted()])]
  return types.map((type) => {
    const own = available.filter((expert) => expert.types.includes(type))
    const sum = (value: (expert: Counted) => number): number => own.reduce((total, expert) => total + value(expert), 0)
    return { type, experts: own.length, places: sum(({ load }) => load.cap), taken: sum(({ load }) => load.current), free: sum(freeOf) }
  })
}

const BLOCKS = '▁▂▃▄▅▆▇█'

/** A sign that grows with the count, readable without colour; `·` for none. */
export function blockOf(count: number, most: number): string {
  if (count <= 0) return '·'
  return BLOCKS[Math.min(BLOCKS.length, Math.ceil((count / Math.max(most, count)) * BLOCKS.length)) - 1]!
}
