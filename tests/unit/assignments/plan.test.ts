import { beforeAll, describe, expect, test } from 'vitest'
import { NotFound } from '../../../server/errors.ts'
import { assignGreedily } from '../../../server/assignments/greedy.ts'
import { openSolver, type Solver } from '../../../server/assignments/highs.ts'
import { orderInstance, type Instance } from '../../../server/assignments/instance.ts'
import { optimise } from '../../../server/assignments/optimise.ts'
import { describePlan, standingOfPlan, type Plan } from '../../../server/assignments/plan.ts'
import { changesFor, costOfChange } from '../../../server/assignments/swap.ts'
import { randomInstance } from './random-instance.ts'
import { everyPlan, smallInstance, type PossiblePlan } from './small-instance.ts'

let solver: Solver
beforeAll(async () => {
  solver = await openSolver()
})

function planOf(instance: Instance): Plan | null {
  const batch = orderInstance(instance)
  const found = optimise(batch, solver)
  return 'blocks' in found ? null : describePlan(batch, found)
}

const membersOf = (plan: Plan): string[][] => plan.panels.map(({ members }) => members.map(({ expertId }) => expertId).toSorted())
const replaced = (panels: string[][], enquiry: number, [leave, seat]: [string, string]): string[][] =>
  panels.map((panel, i) => (i === enquiry ? panel.map((id) => (id === leave ? seat : id)).toSorted() : panel))
const holds = (possible: PossiblePlan[], panels: string[][]): PossiblePlan | undefined =>
  possible.find((it) => JSON.stringify(it.panels) === JSON.stringify(panels))

/** A batch with one enquiry of two seats; scores in the order of the experts. */
function single(experts: Instance['experts'], scores: number[], enquiry: Partial<Instance['enquiries'][number]> = {}): Instance {
  return {
    experts,
    enquiries: [{ id: 'q', size: 2, roles: [], alternates: 2, ...enquiry }],
    pairs: experts.map(({ id }, i) => ({ expertId: id, enquiryId: 'q', score: scores[i]! })),
    seed: '1',
  }
}
const reasonIn = (instance: Instance) => planOf(instance)!.panels[0]!.runnerUp
const expert = (id: string, facts: Partial<Instance['experts'][number]> = {}) => ({ id, employer: null, types: ['technical'], cap: 2, load: 0, ...facts })

describe('alternates and changes, on small batches', () => {
  test('an alternate in the place of whom it replaces is a possible plan; a change that breaks nothing is one, any other is not', () => {
    const seen = { alternates: 0, kept: 0, broken: 0 }
    for (let seed = 1; seed <= 250; seed++) {
      const drawn = smallInstance(seed)
      // A member who leaves may leave a forced seat or a least load behind: here no rule of that kind.
      const instance = {
        ...drawn,
        experts: drawn.experts.map((it) => ({ ...it, minLoad: 0 })),
        enquiries: drawn.enquiries.map((it) => ({ ...it, forced: [] })),
      }
      const plan = planOf(instance)
      if (!plan) continue
      const possible = everyPlan(instance)
      const panels = membersOf(plan)
      const standing = standingOfPlan(instance, plan)
      plan.panels.forEach(({ enquiryId, members, alternates, floor }, enquiry) => {
        expect(alternates.length).toBeLessThanOrEqual(instance.enquiries[enquiry]!.alternates)
        for (const { expertId, replaces } of alternates) {
          expect(replaces.length).toBeGreaterThan(0)
          for (const leave of replaces) expect(holds(possible, replaced(panels, enquiry, [leave, expertId])), `seed ${seed}`).toBeDefined()
          seen.alternates += replaces.length
        }
        for (const { expertId: leave } of members) {
          for (const { id: seat } of instance.experts) {
            const cost = costOfChange(standing, { enquiryId, leave, seat })
            const changed = seat === leave ? undefined : holds(possible, replaced(panels, enquiry, [leave, seat]))
            if (seat === leave) continue
            const isKept = cost.broken.length === 0
            expect({ seed, enquiryId, leave, seat, isKept }).toEqual({
              seed,
              enquiryId,
              leave,
              seat,
              isKept: changed !== undefined && changed.points[enquiry]! >= floor,
            })
            if (changed) expect(plan.total + cost.difference).toBe(changed.total)
            if (isKept) expect(cost.difference).toBeLessThanOrEqual(0)
            seen[isKept ? 'kept' : 'broken']++
          }
          expect(changesFor(standing, { enquiryId, leave }).every(({ difference, broken }) => difference <= 0 && broken.length === 0)).toBe(true)
        }
      })
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  })
})

describe('alternates', () => {
  test('cover every member before they repeat, and never two of one employer', () => {
    const experts = [
      expert('lawyer', { types: ['legal'] }),
      expert('t1'),
      expert('t2', { employer: '甲所' }),
      expert('t3', { employer: '甲所' }),
      expert('t4'),
      expert('l2', { types: ['legal'] }),
    ]
    const roles = [
      { type: 'legal', atLeast: 1 },
      { type: 'technical', atLeast: 1 },
    ]
    const plan = planOf(single(experts, [900, 800, 700, 650, 600, 100], { roles, alternates: 3 }))!
    expect(plan.panels[0]!.alternates).toEqual([
      { expertId: 't2', score: 700, replaces: ['t1'] },
      { expertId: 'l2', score: 100, replaces: ['lawyer'] },
      { expertId: 't4', score: 600, replaces: ['t1'] },
    ])
  })

  test('have a place left', () => {
    const plan = planOf(single([expert('a'), expert('b'), expert('full', { cap: 3, load: 3 }), expert('free')], [900, 800, 700, 600]))!
    expect(plan.panels[0]!.alternates.map(({ expertId }) => expertId)).toEqual(['free'])
  })
})

describe('the best expert not chosen', () => {
  test('because all members score as much', () => {
    expect(reasonIn(single([expert('a'), expert('b'), expert('c')], [900, 800, 700]))).toMatchObject({ expertId: 'c', score: 700, reason: 'score' })
  })
  test('because the expert is full', () => {
    expect(reasonIn(single([expert('a'), expert('b'), expert('c', { cap: 1, load: 1 })], [900, 800, 950]))).toMatchObject({
      expertId: 'c',
      reason: 'load',
      busyWith: [],
    })
  })
  test('because a colleague sits on the panel', () => {
    expect(reasonIn(single([expert('a', { employer: '甲所' }), expert('b'), expert('c', { employer: '甲所' })], [900, 700, 800]))).toMatchObject({
      expertId: 'c',
      reason: 'employer',
      colleague: 'a',
    })
  })
  test('because a role needs the weaker member', () => {
    expect(
      reasonIn(single([expert('a'), expert('b', { types: ['legal'] }), expert('c')], [900, 100, 800], { roles: [{ type: 'legal', atLeast: 1 }] })),
    ).toMatchObject({ expertId: 'c', reason: 'role' })
  })
  test('because the weaker member is forced', () => {
    expect(reasonIn(single([expert('a'), expert('b'), expert('c')], [900, 100, 800], { forced: ['b'] }))).toMatchObject({ expertId: 'c', reason: 'forced' })
  })
  test('because the weaker member would fall below the least load', () => {
    expect(reasonIn(single([expert('a'), expert('b', { minLoad: 1 }), expert('c')], [900, 100, 800]))).toMatchObject({ expertId: 'c', reason: 'min_load' })
  })
  test('is null when everybody sits', () => {
    expect(reasonIn(single([expert('a'), expert('b')], [900, 100]))).toBeNull()
  })
  test('has a reason in every panel of a hundred small batches', () => {
    for (let seed = 1; seed <= 100; seed++) {
      for (const { runnerUp, members } of planOf(smallInstance(seed))?.panels ?? []) {
        if (runnerUp?.reason === 'score') expect(members.every(({ score }) => score >= runnerUp.score)).toBe(true)
        else if (runnerUp) expect(members.some(({ score }) => score < runnerUp.score)).toBe(true)
      }
    }
  })
})

describe('greedy beside the optimum', () => {
  test('adds up, and keeps loads, employers and roles', () => {
    const instance = randomInstance(2, { experts: 40, enquiries: 50, size: 3, slack: 1.1, excluded: 0.1 })
    const { greedy, total, worst } = planOf(instance)!
    expect(greedy.optimal).toBe(total)
    expect(greedy.worst.optimal).toBe(worst.perSeat)
    expect(greedy.greedy).toBe(greedy.enquiries.reduce((sum, row) => sum + row.greedy, 0))
    expect(greedy.enquiries.every((row) => row.difference === row.optimal - row.greedy)).toBe(true)
    const batch = orderInstance(instance)
    const panels = assignGreedily(batch)
    batch.experts.forEach(({ places }, index) => expect(panels.flat().filter((it) => it === index).length).toBeLessThanOrEqual(places))
    for (const panel of panels) {
      const employers = panel.flatMap((index) => batch.experts[index]!.employer ?? [])
      expect(new Set(employers).size).toBe(employers.length)
    }
  })

  test('takes the best pair first, to the cost of the others', () => {
    const experts = [expert('a', { cap: 1 }), expert('b', { cap: 1 })]
    const pairs = Object.entries({ q1: { a: 900, b: 850 }, q2: { a: 800, b: 100 } }).flatMap(([enquiryId, scores]) =>
      Object.entries(scores).map(([expertId, score]) => ({ expertId, enquiryId, score })),
    )
    const { greedy } = planOf({ experts, enquiries: ['q1', 'q2'].map((id) => ({ id, size: 1, roles: [], alternates: 0 })), pairs, seed: '1' })!
    expect(greedy).toMatchObject({ optimal: 1650, greedy: 1000, worst: { optimal: 800, greedy: 100 }, unfilled: 0, roleless: 0 })
    expect(greedy.enquiries.map(({ difference }) => difference)).toEqual([-50, 700])
  })
})

describe('the cost of a change', () => {
  test('names every rule it breaks', () => {
    const experts = [
      expert('lawyer', { types: ['legal'], employer: '乙所' }),
      expert('t1', { employer: '甲所' }),
      expert('t2', { employer: '甲所', cap: 1, load: 1 }),
      expert('out'),
    ]
    const instance = single(experts, [900, 800, 10, 0], { roles: [{ type: 'legal', atLeast: 1 }], forbidden: ['out'] })
    const standing = standingOfPlan(instance, planOf(instance)!)
    const broken = (seat: string) => costOfChange(standing, { enquiryId: 'q', leave: 'lawyer', seat }).broken.map(({ rule }) => rule)
    expect(broken('t2')).toEqual(['employer', 'role', 'floor', 'load'])
    expect(broken('out')).toEqual(['not_eligible', 'role', 'floor'])
    expect(broken('t1')).toContain('seated')
    expect(costOfChange(standing, { enquiryId: 'q', leave: 'lawyer', seat: 't2' })).toMatchObject({ difference: -890, panel: { before: 1700, after: 810 } })
  })

  test('is refused for enquiries, members and experts that are not there', () => {
    const instance = single([expert('a'), expert('b'), expert('c')], [3, 2, 1])
    const standing = standingOfPlan(instance, planOf(instance)!)
    for (const change of [
      { enquiryId: 'x', leave: 'a', seat: 'c' },
      { enquiryId: 'q', leave: 'c', seat: 'a' },
      { enquiryId: 'q', leave: 'a', seat: 'x' },
    ])
      expect(() => costOfChange(standing, change)).toThrow(NotFound)
  })
})
