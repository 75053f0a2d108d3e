// The quick way for comparison: the best pair first, as long as loads, employers and roles allow; and how far it falls short. Pure.
import type { Batch, Panels } from './instance.ts'
import { pointsOf, standingOf, type Standing } from './standing.ts'

/** Panels by best pair first; seats that nobody fits any more stay empty. */
export function assignGreedily(batch: Batch): Panels {
  const { experts, enquiries } = batch
  const panels: Panels = enquiries.map(() => [])
  const left = experts.map(({ places }) => places)
  const fits = (enquiry: number, expert: number): boolean => {
    const { size, roles } = enquiries[enquiry]!
    const panel = [...panels[enquiry]!, expert]
    const { employer } = experts[expert]!
    if (left[expert]! < 1 || panel.length > size || panels[enquiry]!.includes(expert)) return false
    if (employer !== null && panels[enquiry]!.some((member) => experts[member]!.employer === employer)) return false
    // One person may fill two roles, so the seats left must cover the longest shortfall only.
    const lacking = roles.map(({ type, atLeast }) => atLeast - panel.filter((member) => experts[member]!.types.includes(type)).length)
    return Math.max(0, ...lacking) <= size - panel.length
  }
  const seat = (enquiry: number, expert: number): void => {
    if (!fits(enquiry, expert)) return
    panels[enquiry]!.push(expert)
    left[expert]!--
  }
  enquiries.forEach(({ forced, candidates }, enquiry) =>
    forced.filter((expert) => candidates.some((it) => it.expert === expert)).forEach((expert) => seat(enquiry, expert)),
  )
  const pairs = enquiries.flatMap(({ candidates }, enquiry) => candidates.map((candidate) => ({ enquiry, ...candidate })))
  pairs.sort((a, b) => b.score - a.score || b.tie - a.tie || a.enquiry - b.enquiry || a.expert - b.expert)
  for (const { enquiry, expert } of pairs) seat(enquiry, expert)
  return panels.map((panel) => panel.toSorted((a, b) => a - b))
}

export interface Comparison {
  /** Points in all. */
  optimal: number
  greedy: number
  /** Points a seat of the enquiry that fares worst. */
  worst: { optimal: number; greedy: number }
  /** Seats that greedy leaves empty, and panels whose roles it does not fill. */
  unfilled: number
  roleless: number
  /** Optimal minus greedy, in points. */
  enquiries: { enquiryId: string; optimal: number; greedy: number; difference: number }[]
}

/** The optimum and greedy side by side. */
export function compareWithGreedy(optimal: Standing): Comparison {
  const { batch } = optimal
  const greedy = standingOf(batch, assignGreedily(batch), optimal.floors)
  const enquiries = batch.enquiries.map(({ id }, enquiry) => {
    const [ours, theirs] = [pointsOf(optimal, enquiry), pointsOf(greedy, enquiry)]
    return { enquiryId: id, optimal: ours, greedy: theirs, difference: ours - theirs }
  })
  const sum = (key: 'optimal' | 'greedy'): number => enquiries.reduce((total, row) => total + row[key], 0)
  const worst = (key: 'optimal' | 'greedy'): number => Math.min(...enquiries.map((row, enquiry) => row[key] / batch.enquiries[enquiry]!.size))
  const isRoleless = ({ roles }: Batch['enquiries'][number], enquiry: number): boolean =>
    roles.some(({ type, atLeast }) => greedy.panels[enquiry]!.filter((expert) => batch.experts[expert]!.types.includes(type)).length < atLeast)
  return {
    optimal: sum('optimal'),
    greedy: sum('greedy'),
    worst: { optimal: worst('optimal'), greedy: worst('greedy') },
    unfilled: batch.enquiries.reduce((total, { size }, enquiry) => total + size - greedy.panels[enquiry]!.length, 0),
    roleless: batch.enquiries.filter(isRoleless).length,
    enquiries,
  }
}
