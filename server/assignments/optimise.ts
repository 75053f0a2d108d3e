// The best panels of a batch in two steps: how well the worst-off enquiry can fare, then most points in all above that floor.
import { findBlocks, type Block } from './blocks.ts'
import type { Solver } from './highs.ts'
import { prune, type Batch, type Panels } from './instance.ts'
import { columnsOf, panelsOf, relaxed, totalProgram, worstOffProgram } from './program.ts'
import { breachesOf, standingOf } from './standing.ts'

/** Candidates an enquiry keeps at first; widened to all when these do not suffice. */
export const KEPT = 60
/** No enquiry gets less than this share of what the worst-off could get. */
export const FLOOR_SHARE = 0.97

export type Step = 'floor' | 'optimum' | 'integer_floor' | 'blocks' | 'widen' | 'explain'

export interface Floor {
  /** Points a seat that the worst-off enquiry could get at most (max-min). */
  best: number
  share: number
  /** `relaxation`: bound by linear programming; `integer`: that bound cannot be kept by whole people, and `best` is the exact figure for them. */
  basis: 'relaxation' | 'integer'
}

export interface Optimal {
  panels: Panels
  /** Least points of each panel, in the batch's order. */
  floors: number[]
  floor: Floor
  /** Pairs looked at. */
  kept: number
}

type Report = (step: Step, gap?: number) => void

/** The optimum, or what stands in its way. Throws SolverFailed. */
export function optimise(batch: Batch, solver: Solver, report: Report = () => {}): Optimal | { blocks: Block[] } {
  const pruned = prune(batch, KEPT)
  const found = optimiseKept(pruned, solver, report)
  if (found) return found
  report('blocks')
  const blocks = findBlocks(batch, solver, (gap) => report('blocks', gap))
  if (blocks.length) return { blocks }
  report('widen')
  const widened = optimiseKept(batch, solver, report)
  if (!widened) throw new Error('求解器前后矛盾：规则可以同时满足，却没有求得方案；请重试，并把这一批的编号告诉维护人员')
  return widened
}

function optimiseKept(batch: Batch, solver: Solver, report: Report): Optimal | null {
  report('floor')
  const bound = boundOfWorst(batch, solver)
  if (bound === null) return null
  report('optimum')
  const first = solveAbove(batch, solver, { best: bound, basis: 'relaxation' }, report)
  if (first) return first
  report('integer_floor')
  const exact = solver.solve(worstOffProgram(batch, bound), (gap) => report('integer_floor', gap))
  if (!exact) return null
  report('optimum')
  return solveAbove(batch, solver, { best: exact.objective, basis: 'integer' }, report)
}

/** Optimum of the max-min relaxation, in points a seat; null when not even that has a solution. */
function boundOfWorst(batch: Batch, solver: Solver): number | null {
  // What each enquiry would get if it were alone bounds the figure, mostly sharply: then one quick program proves it.
  const alone = { ...batch, experts: batch.experts.map((expert) => ({ ...expert, places: Infinity, minLoad: 0 })) }
  const best = solver.solve(relaxed(totalProgram(alone, [])))
  if (!best) return null
  const points = batch.enquiries.map(() => 0)
  columnsOf(batch).forEach(({ enquiry, score }, c) => (points[enquiry]! += score * best.values[c]!))
  const ceiling = Math.min(1000, ...batch.enquiries.map(({ size }, enquiry) => points[enquiry]! / size))
  if (
    solver.solve(
      relaxed(
        totalProgram(
          batch,
          batch.enquiries.map(({ size }) => ceiling * size - 1e-6),
        ),
      ),
    )
  )
    return ceiling
  return solver.solve(relaxed(worstOffProgram(batch, ceiling)))?.objective ?? null
}

function solveAbove(batch: Batch, solver: Solver, { best, basis }: Pick<Floor, 'best' | 'basis'>, report: Report): Optimal | null {
  const floors = batch.enquiries.map(({ size }) => Math.max(0, Math.ceil(FLOOR_SHARE * best * size - 1e-6)))
  const optimum = solver.solve(totalProgram(batch, floors), (gap) => report('optimum', gap))
  if (!optimum) return null
  const panels = panelsOf(batch, optimum.values)
  const breaches = breachesOf(standingOf(batch, panels, floors))
  if (breaches.length) throw new Error(`求解器的方案违反规则，已作废：${breaches.join('；')}`)
  return { panels, floors, floor: { best, share: FLOOR_SHARE, basis }, kept: batch.enquiries.reduce((sum, { candidates }) => sum + candidates.length, 0) }
}
