import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { openSolver, type Solver } from '../../../server/assignments/highs.ts'
import { orderInstance, type Instance } from '../../../server/assignments/instance.ts'
import { optimise } from '../../../server/assignments/optimise.ts'
import { describePlan, type Plan } from '../../../server/assignments/plan.ts'
import { tieWorth, totalProgram } from '../../../server/assignments/program.ts'
import { flowBound } from '../../support/min-cost-flow.ts'
import { randomInstance } from './random-instance.ts'
import { everyPlan, smallInstance } from './small-instance.ts'

let solver: Solver
beforeAll(async () => {
  solver = await openSolver()
})

function planOf(instance: Instance): Plan | null {
  const batch = orderInstance(instance)
  const found = optimise(batch, solver)
  return 'blocks' in found ? null : describePlan(batch, found)
}

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length })
const membersOf = (plan: Plan) => plan.panels.map((panel) => panel.members.map(({ expertId }) => expertId))
const least = (best: number, size: number) => Math.ceil(0.97 * best * size - 1e-6)

describe('optimise', () => {
  test('finds what trying every plan finds, on 500 small batches', () => {
    const seen = { solved: 0, unsolvable: 0, relaxation: 0, integer: 0 }
    for (let seed = 1; seed <= 500; seed++) {
      const instance = smallInstance(seed)
      const possible = everyPlan(instance)
      const plan = planOf(instance)
      expect({ seed, solved: plan !== null }).toEqual({ seed, solved: possible.length > 0 })
      seen[plan ? 'solved' : 'unsolvable']++
      if (!plan) continue
      const { best, basis } = plan.floor
      const worst = Math.max(...possible.map((it) => it.worst))
      const aboveFloor = possible.filter(({ points }) => points.every((sum, i) => sum >= least(best, instance.enquiries[i]!.size)))
      seen[basis]++
      if (basis === 'integer') expect(best, `seed ${seed}`).toBeCloseTo(worst, 5)
      else expect(best, `seed ${seed}`).toBeGreaterThanOrEqual(worst - 1e-6)
      expect({ seed, total: plan.total }).toEqual({ seed, total: Math.max(...aboveFloor.map(({ total }) => total)) })
      const ours = plan.panels.map(({ members }) => members.map(({ expertId }) => expertId).toSorted())
      expect(
        aboveFloor.map(({ panels }) => panels),
        `seed ${seed}`,
      ).toContainEqual(ours)
    }
    console.log('small batches:', seen)
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(5)
  })

  test('without roles, employers and floor it equals an own min-cost flow', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const drawn = randomInstance(seed, { experts: 30, enquiries: 40, size: 3, slack: 1.05, excluded: 0.2 })
      const instance = {
        ...drawn,
        experts: drawn.experts.map((expert) => ({ ...expert, employer: null })),
        enquiries: drawn.enquiries.map((enquiry) => ({ ...enquiry, roles: [] })),
      }
      const optimum = solver.solve(totalProgram(orderInstance(instance), []))
      expect(optimum && Math.floor(optimum.objective + 1e-6)).toBe(flowBound(instance))
      const plan = planOf(drawn)
      expect(plan!.total).toBeLessThanOrEqual(flowBound(drawn)!)
    }
  })

  test('the tie-break of a whole batch is worth less than one point', () => {
    for (const enquiries of [1, 300, 40_000]) {
      const batch = {
        experts: [],
        enquiries: Array.from({ length: enquiries }, (_, i) => ({ id: `q${i}`, size: 5, roles: [], alternates: 0, forced: [], candidates: [] })),
        seed: '',
      }
      expect(tieWorth(batch) * 999 * enquiries * 5).toBeLessThan(1)
    }
  })

  test('the order in which a batch is written changes nothing', () => {
    const drawn = { ...randomInstance(3, { experts: 24, enquiries: 20, size: 3, slack: 1.1, excluded: 0.1 }) }
    const coarse = { ...drawn, pairs: drawn.pairs.map((pair) => ({ ...pair, score: Math.round(pair.score / 100) * 100 })) }
    const expected = planOf(coarse)
    fc.assert(
      fc.property(shuffled(coarse.experts), shuffled(coarse.enquiries), shuffled(coarse.pairs), (experts, enquiries, pairs) => {
        expect(planOf({ ...coarse, experts, enquiries, pairs })).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })

  test('another seed decides between equal scores, and costs nothing', () => {
    const drawn = randomInstance(4, { experts: 20, enquiries: 12, size: 2, slack: 1.6, excluded: 0 })
    const flat = { ...drawn, pairs: drawn.pairs.map((pair) => ({ ...pair, score: 500 })) }
    const [first, second] = ['甲', '乙'].map((seed) => planOf({ ...flat, seed })!)
    expect(membersOf(first!)).not.toEqual(membersOf(second!))
    expect([first!.total, second!.total]).toEqual([12_000, 12_000])
  })

  test('widens to all candidates when the best of each enquiry cannot keep the rules', () => {
    // The seventy best are technical; the only lawyer ranks last.
    const technical = Array.from({ length: 70 }, (_, i) => ({ id: `t${i}`, employer: null, types: ['technical'], cap: 1, load: 0 }))
    const experts = [...technical, { id: 'lawyer', employer: null, types: ['legal'], cap: 1, load: 0 }]
    const pairs = experts.map(({ id }, i) => ({ expertId: id, enquiryId: 'q', score: 900 - i }))
    const plan = planOf({ experts, enquiries: [{ id: 'q', size: 2, roles: [{ type: 'legal', atLeast: 1 }], alternates: 1 }], pairs, seed: '1' })!
    expect(plan.panels[0]!.members).toEqual([
      { expertId: 't0', score: 900 },
      { expertId: 'lawyer', score: 830 },
    ])
    expect(plan.pairs).toEqual({ kept: 71, eligible: 71 })
    expect(plan.panels[0]!.alternates).toEqual([{ expertId: 't1', score: 899, replaces: ['t0'] }])
  })

  test('the floor keeps an enquiry from paying for the others', () => {
    // By points alone the strong expert goes where she brings most and q2 is left with 100.
    const experts = ['strong', 'weak'].map((id) => ({ id, employer: null, types: [], cap: 1, load: 0 }))
    const enquiries = ['q1', 'q2'].map((id) => ({ id, size: 1, roles: [], alternates: 0 }))
    const scores = { 'strong q1': 1000, 'weak q1': 500, 'strong q2': 550, 'weak q2': 100 }
    const pairs = Object.entries(scores).map(([key, score]) => ({ expertId: key.split(' ')[0]!, enquiryId: key.split(' ')[1]!, score }))
    const plan = planOf({ experts, enquiries, pairs, seed: '1' })!
    expect(plan.total).toBe(1050)
    expect(plan.panels.map(({ members }) => members[0]!.expertId)).toEqual(['weak', 'strong'])
    expect(plan.panels[0]!.runnerUp).toMatchObject({ expertId: 'strong', reason: 'floor', busyWith: ['q2'] })
  })
})
