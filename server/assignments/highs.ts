// The only door to the HiGHS solver: a program of rows and columns in, values out; it blocks its thread while it works.
import highs, { type Highs } from 'highs'

/** Maximise `gain` · x; rows and columns within their bounds. Row by row: entries of row r are `starts[r]` up to `starts[r + 1]`. */
export interface Program {
  gain: number[]
  lower: number[]
  upper: number[]
  /** Which columns are whole numbers; null for none. */
  whole: boolean[] | null
  rowLower: number[]
  rowUpper: number[]
  starts: number[]
  columns: number[]
  values: number[]
}

export interface Optimum {
  objective: number
  values: Float64Array
}

export interface Solver {
  /** Null when no values keep all bounds. Throws SolverFailed for any other end. `onGap` hears the relative distance to the proven bound, 0 at the end. */
  solve: (program: Program, onGap?: (gap: number) => void) => Optimum | null
}

export class SolverFailed extends Error {
  constructor(status: number) {
    super(`求解器没有得出结论（HiGHS 状态 ${status}）；请重试，仍不行时请把这一批分成几批`)
    this.name = 'SolverFailed'
  }
}

// The package's types describe its CommonJS form, where the loader is a property; here Node loads the module form, where it is the import itself.
const loadHighs = highs as unknown as () => Promise<Highs>

const OPTIONS = { output_flag: false, random_seed: 1, mip_rel_gap: 0, mip_abs_gap: 0 }

/** Loads the solver into this thread. */
export async function openSolver(options: Readonly<Record<string, number | string | boolean>> = {}): Promise<Solver> {
  const loaded = await loadHighs()
  const { modelStatus, callbackType, objectiveSense } = loaded.constants

  function solve(program: Program, onGap?: (gap: number) => void): Optimum | null {
    const { gain, lower, upper, whole, rowLower, rowUpper, starts, columns, values } = program
    // HiGHS calls a program without columns empty and does not look at its rows.
    if (gain.length === 0) return rowLower.every((low, r) => low <= 0 && rowUpper[r]! >= 0) ? { objective: 0, values: new Float64Array() } : null
    const matrix = { format: 'csr', numRows: rowLower.length, numCols: gain.length, starts, indices: columns, values } as const
    const integrality = whole && Int32Array.from(whole, (isWhole) => (isWhole ? 1 : 0))
    const data = {
      numCols: gain.length,
      numRows: rowLower.length,
      sense: objectiveSense.maximize,
      colCost: gain,
      colLower: lower,
      colUpper: upper,
      rowLower,
      rowUpper,
      matrix,
      ...(integrality && { integrality }),
    }
    // The simplex method gives up on a few programs with many equal scores; the interior point method, or another strategy, does not.
    const attempt = (more: Readonly<Record<string, number | string>>) => loaded.withModel(data, (model) => {
      model.options.set({ ...OPTIONS, ...options, ...more })
      const { modelStatus: status } = model.run(
        whole && onGap ? { [callbackType.mipLogging]: ({ data: { mip_gap: gap } }) => void (gap !== undefined && Number.isFinite(gap) && onGap(gap)) } : {},
      )
      if (status !== modelStatus.infeasible && status !== modelStatus.optimal) return { failed: status }
      return { optimum: status === modelStatus.infeasible ? null : { objective: model.getObjectiveValue(), values: model.getSolution().colValue } }
    })
    const first = attempt({})
    if ('optimum' in first) return first.optimum
    const second = attempt(whole ? { simplex_strategy: 4 } : { solver: 'ipm' })
    if ('optimum' in second) return second.optimum
    throw new SolverFailed(first.failed)
  }
  return { solve }
}
