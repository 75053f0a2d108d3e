// The answer people read: panels by ids with alternates, the best expert left out, loads, and the greedy way for comparison. Pure.
import { alternatesOf } from './alternates.ts'
import { compareWithGreedy, type Comparison } from './greedy.ts'
import { orderInstance, type Batch, type Instance } from './instance.ts'
import type { Floor, Optimal } from './optimise.ts'
import { runnerUpOf, type RunnerUp } from './runner-up.ts'
import { pointsOf, scoreOf, standingOf, type Standing } from './standing.ts'

export interface Seat {
  expertId: string
  score: number
}

export interface PlannedPanel {
  enquiryId: string
  /** Points of the panel, and the least that the floor asks for. */
  points: number
  floor: number
  /** By score, best first. */
  members: Seat[]
  /** In the order in which they step in; `replaces` are the members in whose place all rules stay kept. */
  alternates: (Seat & { replaces: string[] })[]
  /** The best eligible expert not chosen, and why; null when everybody was. */
  runnerUp: (Seat & { reason: RunnerUp['reason']; busyWith: string[]; colleague: string | null; message: string }) | null
}

export interface Plan {
  panels: PlannedPanel[]
  /** Points in all, without the tie-break. */
  total: number
  /** Whoever fares worst, in points a seat. */
  worst: { enquiryId: string; perSeat: number }
  floor: Floor
  /** Pairs looked at, of all eligible; fewer when the best of each enquiry sufficed. */
  pairs: { kept: number; eligible: number }
  /** Experts with a seat in this batch: matters in hand before and after. */
  loads: { expertId: string; before: number; after: number; cap: number }[]
  greedy: Comparison
}

export function describePlan(batch: Batch, { panels, floors, floor, kept }: Optimal): Plan {
  const standing = standingOf(batch, panels, floors)
  const planned = batch.enquiries.map((_, enquiry) => describePanel(standing, enquiry))
  const perSeat = planned.map(({ points }, enquiry) => points / batch.enquiries[enquiry]!.size)
  const lowest = perSeat.indexOf(Math.min(...perSeat))
  return {
    panels: planned,
    total: planned.reduce((sum, { points }) => sum + points, 0),
    worst: { enquiryId: planned[lowest]!.enquiryId, perSeat: perSeat[lowest]! },
    floor,
    pairs: { kept, eligible: batch.enquiries.reduce((sum, { candidates }) => sum + candidates.length, 0) },
    loads: batch.experts.flatMap(({ id, load, cap }, expert) =>
      standing.taken[expert] ? [{ expertId: id, before: load, after: load + standing.taken[expert], cap }] : [],
    ),
    greedy: compareWithGreedy(standing),
  }
}

/** A plan's panels over their instance again, to ask what a change would cost. Throws InvalidInput. */
export function standingOfPlan(instance: Instance, { panels }: Pick<Plan, 'panels'>): Standing {
  const batch = orderInstance(instance)
  const indexOf = new Map(batch.experts.map(({ id }, index) => [id, index]))
  const planned = new Map(panels.map((panel) => [panel.enquiryId, panel]))
  const members = batch.enquiries.map(({ id }) => (planned.get(id)?.members ?? []).map(({ expertId }) => indexOf.get(expertId)!).toSorted((a, b) => a - b))
  return standingOf(
    batch,
    members,
    batch.enquiries.map(({ id }) => planned.get(id)?.floor ?? 0),
  )
}

function describePanel(standing: Standing, enquiry: number): PlannedPanel {
  const { batch, panels, floors } = standing
  const idOf = (expert: number): string => batch.experts[expert]!.id
  const runnerUp = runnerUpOf(standing, enquiry)
  const members = panels[enquiry]!.map((expert) => ({ expertId: idOf(expert), score: scoreOf(standing, enquiry, expert) })).toSorted(
    (a, b) => b.score - a.score,
  )
  const names = runnerUp && {
    busyWith: runnerUp.busyWith.map((index) => batch.enquiries[index]!.id),
    colleague: runnerUp.colleague === null ? null : idOf(runnerUp.colleague),
  }
  return {
    enquiryId: batch.enquiries[enquiry]!.id,
    points: pointsOf(standing, enquiry),
    floor: floors[enquiry]!,
    members,
    alternates: alternatesOf(standing, enquiry).map(({ expert, score, replaces }) => ({ expertId: idOf(expert), score, replaces: replaces.map(idOf) })),
    runnerUp: runnerUp &&
      names && { expertId: idOf(runnerUp.expert), score: runnerUp.score, reason: runnerUp.reason, ...names, message: reasonOf(runnerUp.reason, names) },
  }
}

function reasonOf(reason: RunnerUp['reason'], { busyWith, colleague }: { busyWith: string[]; colleague: string | null }): string {
  const serving = busyWith.length ? `，本批已承办 ${busyWith.join('、')}` : ''
  const words: Record<RunnerUp['reason'], string> = {
    score: '入选专家的分数都不低于这位专家',
    load: `承办量已满${serving}；需要时请调高承办上限后重新求解`,
    employer: `与入选专家 ${colleague} 同属一个单位，每单位限 1 位`,
    role: '换入后专家组缺少规定类型的专家',
    forced: '可换下的席位由指定专家占用',
    min_load: '换入后被换下的专家达不到最低承办量',
    floor: `承办量已满${serving}；调来会使总分更高，但有需求低于保底线`,
  }
  return words[reason]
}
