// What a panel must be made of, who shares an employer, and what a run keeps.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { optimise } from '../../../server/assignments/optimise.ts'
import { openSolver } from '../../../server/assignments/highs.ts'
import { orderInstance, type Instance } from '../../../server/assignments/instance.ts'
import { describePlan } from '../../../server/assignments/plan.ts'
import { costTable } from '../../../server/panels/changes.ts'
import { instanceOf, packRun } from '../../../server/panels/result.ts'
import { employersOf, PANEL_RULES, rolesLeft, rolesOf } from '../../../server/panels/rules.ts'
import { tellProgress } from '../../../server/panels/runner.ts'

describe('roles', () => {
  test('one legal and one technical from two seats on; an appraisal has two appraisers', () => {
    const both = [{ type: 'legal', atLeast: 1 }, { type: 'technical', atLeast: 1 }]
    expect(rolesOf({ procedure: null, size: 1 })).toEqual([])
    expect(rolesOf({ procedure: null, size: 2 })).toEqual(both)
    expect(rolesOf({ procedure: 'litigation_support', size: 5 })).toEqual(both)
    expect(rolesOf({ procedure: 'appraisal', size: 2 })).toEqual([{ type: 'appraisal', atLeast: 2 }])
    expect(rolesOf({ procedure: 'constructor', size: 2 })).toEqual(both)
  })

  test('are less by those who sit already', () => {
    expect(rolesLeft([{ type: 'legal', atLeast: 1 }, { type: 'technical', atLeast: 2 }], [{ types: ['legal', 'technical'] }])).toEqual([{ type: 'technical', atLeast: 1 }])
  })

  test('are those that a bureau sets', () => {
    const own = { ...PANEL_RULES, fromSize: 3, roles: [{ type: 'legal', atLeast: 2 }], byProcedure: {} }
    expect(rolesOf({ procedure: 'appraisal', size: 2 }, own)).toEqual([])
    expect(rolesOf({ procedure: 'appraisal', size: 3 }, own)).toEqual([{ type: 'legal', atLeast: 2 }])
  })
})

const of = (id: string, name: string | null, uscc: string | null = null) => ({ id, employer: name === null ? null : { name, uscc } })

describe('employers', () => {
  test('are one by their code, by a name that has a code elsewhere, or by the name however it is written', () => {
    const keys = employersOf([of('a', '示例律师事务所', '1'), of('b', '示例 律师事务所'), of('c', '示例大学'), of('d', '（示例）大学'), of('e', null), of('f', '别的大学')])
    expect(keys.get('a')).toBe(keys.get('b'))
    expect(keys.get('c')).not.toBe(keys.get('f'))
    expect(keys.has('e')).toBe(false)
  })

  test('never depend on the order of experts', () => {
    const expert = fc.record({ id: fc.string({ minLength: 1, maxLength: 3 }), employer: fc.option(fc.record({ name: fc.constantFrom('甲公司', '甲有限公司', '乙大学', '丙所'), uscc: fc.constant(null) }), { nil: null }) })
    fc.assert(
      fc.property(fc.uniqueArray(expert, { selector: ({ id }) => id }), (experts) => {
        expect(Object.fromEntries(employersOf(experts.toReversed()))).toEqual(Object.fromEntries(employersOf(experts)))
      }),
    )
  })
})

const expertOf = (id: string, type: string, employer: string | null = null) => ({ id, employer, types: [type], cap: 1, load: 0 })
const INSTANCE: Instance = {
  seed: 's',
  experts: [expertOf('l1', 'legal'), expertOf('l2', 'legal'), expertOf('t1', 'technical'), expertOf('t2', 'technical')],
  enquiries: [{ id: 'q', size: 2, alternates: 1, roles: rolesOf({ procedure: null, size: 2 }) }],
  pairs: Object.entries({ l1: 900, l2: 500, t1: 800, t2: 777 }).map(([expertId, score]) => ({ expertId, enquiryId: 'q', score })),
}
const basisOf = (instance: Instance) => ({ snapshot: 'x', enquiries: instance.enquiries.map(({ id }) => ({ id, version: 1, eligible: 4, undecided: 0 })), experts: instance.experts.map(({ id }, version) => ({ id, version })) })

describe('what a run keeps', () => {
  test('is the whole instance again', () => {
    const id = fc.string({ minLength: 1, maxLength: 4 })
    const experts = fc.uniqueArray(id, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(experts, fc.uniqueArray(id, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.integer({ min: 0, max: 1000 })), (people, matters, scores) => {
        const instance: Instance = {
          seed: 's',
          experts: people.map((one) => expertOf(one, 'legal', 'e')),
          enquiries: matters.map((one) => ({ id: one, size: 1, alternates: 0, roles: [] })),
          pairs: matters.flatMap((enquiryId) => people.filter(() => scores.next().value! % 3 > 0).map((expertId) => ({ enquiryId, expertId, score: scores.next().value! }))),
        }
        const packed = packRun({ instance, basis: basisOf(instance), outcome: { state: 'no_solution', seconds: 1, blocks: [], message: '' } })
        expect(instanceOf(JSON.parse(JSON.stringify(packed)) as typeof packed)).toEqual(instance)
      }),
    )
  })

  test('tells what a change costs and which rule it breaks', async () => {
    const batch = orderInstance(INSTANCE)
    const found = optimise(batch, await openSolver())
    if ('blocks' in found) throw new Error('there is a solution')
    const solved = packRun({ instance: INSTANCE, basis: basisOf(INSTANCE), outcome: { state: 'done', seconds: 1, plan: describePlan(batch, found) } })
    expect(solved.plan!.panels[0]!.members).toEqual([{ expertId: 'l1', score: 900 }, { expertId: 't1', score: 800 }])
    const all = costTable(solved, { enquiryId: 'q', leave: 't1', seat: null })
    expect(all.others).toEqual(['t2', 'l2'])
    expect(all.costs).toMatchObject([{ seat: 't2', difference: -23, broken: [] }])
    expect(costTable(solved, { enquiryId: 'q', leave: 't1', seat: 'l2' }).costs[0]).toMatchObject({ difference: -300, broken: expect.arrayContaining([expect.objectContaining({ rule: 'role' })]) })
    expect(() => costTable(solved, { enquiryId: 'q', leave: 'l2', seat: null })).toThrow(/刷新/)
    expect(() => costTable(solved, { enquiryId: 'other', leave: 't1', seat: null })).toThrow(/核对/)
  })
})

describe('progress', () => {
  test('is told in words, with the distance to the bound once there is one', () => {
    expect(tellProgress({ state: 'queued' })).toBe('正在排队')
    expect(tellProgress({ state: 'running', step: 'optimum', gap: null, seconds: 1 })).toBe('正在求最优方案')
    expect(tellProgress({ state: 'running', step: 'optimum', gap: 0.0123, seconds: 1 })).toContain('1.2%')
  })
})
