// Where the panels of a batch stand: loads, points, and which rules a change would break. Pure.
import type { Batch, Candidate, Panels } from './instance.ts'
import type { Row } from './program.ts'

export interface Standing {
  batch: Batch
  panels: Panels
  /** Least points of each panel. */
  floors: number[]
  /** Seats that each expert has in this batch. */
  taken: number[]
  /** Of each enquiry, its candidates by expert. */
  candidates: Map<number, Candidate>[]
}

/** `not_eligible`: the gate excludes, or the enquiry forbids; `seated`: sits on this panel already. */
export type BrokenRule = Exclude<Row['rule'], 'seats'> | 'not_eligible' | 'seated'

export function standingOf(batch: Batch, panels: Panels, floors: readonly number[]): Standing {
  const taken = batch.experts.map(() => 0)
  for (const panel of panels) for (const expert of panel) taken[expert]!++
  return {
    batch,
    panels,
    floors: [...floors],
    taken,
    candidates: batch.enquiries.map(({ candidates }) => new Map(candidates.map((candidate) => [candidate.expert, candidate]))),
  }
}

export const scoreOf = ({ candidates }: Standing, enquiry: number, expert: number): number => candidates[enquiry]!.get(expert)?.score ?? 0

/** Points of a panel in an enquiry. */
export const pointsOf = (standing: Standing, enquiry: number, panel: readonly number[] = standing.panels[enquiry]!): number =>
  panel.reduce((sum, expert) => sum + scoreOf(standing, enquiry, expert), 0)

export const hasRoom = ({ batch, taken }: Standing, expert: number): boolean => taken[expert]! < batch.experts[expert]!.places

/** Rules of the panel itself that these experts would break in this enquiry, whatever the others do. */
export function brokenByPanel(standing: Standing, enquiry: number, panel: readonly number[]): BrokenRule[] {
  const { batch, floors, candidates } = standing
  const { roles, forced } = batch.enquiries[enquiry]!
  const employers = panel.map((expert) => batch.experts[expert]!.employer).filter((employer) => employer !== null)
  const broken: BrokenRule[] = []
  if (panel.some((expert) => !candidates[enquiry]!.has(expert))) broken.push('not_eligible')
  if (new Set(panel).size < panel.length) broken.push('seated')
  if (new Set(employers).size < employers.length) broken.push('employer')
  if (roles.some(({ type, atLeast }) => panel.filter((expert) => batch.experts[expert]!.types.includes(type)).length < atLeast)) broken.push('role')
  if (forced.some((expert) => !panel.includes(expert))) broken.push('forced')
  if (pointsOf(standing, enquiry, panel) < floors[enquiry]!) broken.push('floor')
  return broken
}

/** What `seat` instead of `leave` would break; nothing when the change keeps every rule. */
export function brokenBySwap(standing: Standing, enquiry: number, { leave, seat }: { leave: number; seat: number }): BrokenRule[] {
  const { batch, panels, taken } = standing
  const broken = brokenByPanel(
    standing,
    enquiry,
    panels[enquiry]!.map((expert) => (expert === leave ? seat : expert)),
  )
  if (!hasRoom(standing, seat)) broken.push('load')
  const { load, minLoad = 0 } = batch.experts[leave]!
  if (load + taken[leave]! - 1 < minLoad) broken.push('min_load')
  return broken
}

/** Every rule that the panels break, by enquiry and expert; the service checks each answer of the solver by it. */
export function breachesOf(standing: Standing): string[] {
  const { batch, panels, taken } = standing
  return [
    ...batch.enquiries.flatMap(({ id, size }, enquiry) =>
      [...(panels[enquiry]!.length === size ? [] : ['seats']), ...brokenByPanel(standing, enquiry, panels[enquiry]!)].map((rule) => `${id}: ${rule}`),
    ),
    ...batch.experts.flatMap(({ id, places, load, minLoad = 0 }, expert) => [
      ...(taken[expert]! > places ? [`${id}: load`] : []),
      ...(load + taken[expert]! < minLoad ? [`${id}: min_load`] : []),
    ]),
  ]
}
