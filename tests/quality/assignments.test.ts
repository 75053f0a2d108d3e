import { afterAll, describe, expect, test } from 'vitest'
import { assignPanels } from '../../server/assignments/solve.ts'
import { randomInstance, realSize } from '../unit/assignments/random-instance.ts'
import { hasSecondOpinion, prunedInstance, secondOpinion, violations } from '../unit/assignments/second-opinion.ts'

/** A handful by default, because each takes seconds; `ASSIGNMENTS=100` runs them all. */
const COUNT = Number(process.env.ASSIGNMENTS ?? 3)
const hasOpinion = hasSecondOpinion()
if (!hasOpinion)
  console.warn('NOT CHECKED AGAINST AN INDEPENDENT SOLVER: python3 has no scipy. Install it (pip install scipy), or name another interpreter in PYTHON.')

const table: Record<string, Record<string, string | number>> = {}

describe('panels for 300 enquiries of three seats among 200 experts', () => {
  afterAll(() => console.table(table))

  test.each(Array.from({ length: COUNT }, (_, i) => i + 1))(
    'batch %i: no rule broken, the independent optimum',
    async (seed) => {
      const instance = randomInstance(seed, realSize(seed))
      const outcome = await assignPanels(instance, { limitMs: 600_000 })
      if (outcome.state !== 'done') return expect.fail(JSON.stringify(outcome))
      const { plan, seconds } = outcome
      const opinion = hasOpinion ? secondOpinion(plan.pairs.kept < plan.pairs.eligible ? prunedInstance(instance) : instance) : null
      const gap = (100 * (plan.greedy.optimal - plan.greedy.greedy)) / plan.greedy.optimal
      table[seed] = {
        total: plan.total,
        independent: opinion?.total ?? 'not checked',
        best: plan.floor.best.toFixed(2),
        worst: plan.worst.perSeat.toFixed(2),
        'greedy gap %': gap.toFixed(2),
        'greedy worst': plan.greedy.worst.greedy.toFixed(2),
        'wall s': seconds,
      }
      expect(violations(instance, plan)).toEqual([])
      expect(plan.worst.perSeat).toBeGreaterThanOrEqual(0.97 * plan.floor.best - 1e-6)
      expect(plan.greedy.greedy).toBeLessThanOrEqual(plan.total)
      if (opinion) {
        expect(opinion).toMatchObject({ state: 'done', total: plan.total, basis: plan.floor.basis })
        expect(opinion.best).toBeCloseTo(plan.floor.best, 5)
      }
    },
    900_000,
  )
})
