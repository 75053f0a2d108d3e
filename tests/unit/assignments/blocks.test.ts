import { beforeAll, describe, expect, test } from 'vitest'
import { openSolver, type Solver } from '../../../server/assignments/highs.ts'
import { orderInstance, type AssignableEnquiry, type AssignableExpert, type Instance } from '../../../server/assignments/instance.ts'
import type { Block } from '../../../server/assignments/blocks.ts'
import { optimise } from '../../../server/assignments/optimise.ts'
import { everyPlan, smallInstance } from './small-instance.ts'

let solver: Solver
beforeAll(async () => {
  solver = await openSolver()
})

const expert = (id: string, facts: Partial<AssignableExpert> = {}): AssignableExpert => ({
  id,
  employer: null,
  types: ['technical'],
  cap: 1,
  load: 0,
  ...facts,
})
const enquiry = (id: string, facts: Partial<AssignableEnquiry> = {}): AssignableEnquiry => ({ id, size: 1, roles: [], alternates: 0, ...facts })

/** Everyone is eligible everywhere, but for `excluded` pairs `expert enquiry`. */
function blocksOf(experts: AssignableExpert[], enquiries: AssignableEnquiry[], excluded: string[] = []): Block[] {
  const pairs = enquiries.flatMap(({ id: enquiryId }) => experts.map(({ id: expertId }) => ({ expertId, enquiryId, score: 500 })))
  return blocksOfInstance({ experts, enquiries, pairs: pairs.filter((pair) => !excluded.includes(`${pair.expertId} ${pair.enquiryId}`)), seed: '1' })
}

function blocksOfInstance(instance: Instance): Block[] {
  const found = optimise(orderInstance(instance), solver)
  return 'blocks' in found ? found.blocks : []
}

describe('a batch without solution', () => {
  test('names the enquiry that has too few eligible experts', () => {
    const [block, ...others] = blocksOf([expert('a', { cap: 9 }), expert('b', { cap: 9 })], [enquiry('q1', { size: 2 }), enquiry('q2', { size: 2 })], ['b q2'])
    expect(others).toEqual([])
    expect(block).toMatchObject({ rule: 'seats', enquiryId: 'q2', missing: 1 })
    expect(block!.message).toContain('需求 q2 缺 1 席')
  })

  test('names an enquiry for which nobody at all is eligible', () => {
    expect(blocksOf([expert('a')], [enquiry('q')], ['a q'])).toMatchObject([
      { rule: 'seats', enquiryId: 'q', missing: 1, capacity: { experts: 0, places: 0, wanted: 1 } },
    ])
  })

  test('names the capacity that several enquiries share, and who shares it', () => {
    const [block, ...others] = blocksOf(
      [expert('a', { cap: 3, load: 1 }), expert('b', { cap: 2, load: 2 }), expert('z', { cap: 5 })],
      ['q1', 'q2', 'q3', 'q4'].map((id) => enquiry(id)),
      ['z q1', 'z q2', 'z q3'],
    )
    expect(others).toEqual([])
    expect(block).toMatchObject({ rule: 'seats', missing: 1, capacity: { experts: 2, places: 2, enquiries: ['q1', 'q2', 'q3'], wanted: 3 } })
    expect(block!.message).toContain('相关的 2 位专家共有 2 个空位，3 项需求共要 3 席')
  })

  test('names the role, and the places its type has', () => {
    const experts = [expert('law', { types: ['legal'], cap: 1 }), expert('t1', { cap: 9 }), expert('t2', { cap: 9 })]
    const needsLawyer = { size: 2, roles: [{ type: 'legal', atLeast: 1 }] }
    const [block, ...others] = blocksOf(experts, [enquiry('q1', needsLawyer), enquiry('q2', needsLawyer)])
    expect(others).toEqual([])
    expect(block).toMatchObject({ rule: 'role', of: 'legal', missing: 1, capacity: { experts: 1, places: 1, enquiries: ['q1', 'q2'], wanted: 2 } })
  })

  test('names the employer whose experts alone could fill the panel', () => {
    const experts = [expert('a', { employer: '甲所' }), expert('b', { employer: '甲所' }), expert('c', { employer: '乙所' })]
    expect(blocksOf(experts, [enquiry('q', { size: 3 })])).toMatchObject([{ rule: 'employer', enquiryId: 'q', of: '甲所', missing: 1 }])
  })

  test('names a forced expert whom the gate excludes: no gate is relaxed', () => {
    const [block] = blocksOf([expert('a'), expert('b')], [enquiry('q', { forced: ['a'] })], ['a q'])
    expect(block).toMatchObject({ rule: 'forced', enquiryId: 'q', expertId: 'a' })
    expect(block!.message).toContain('未通过资格与回避审查')
  })

  test('names a forced expert who has no place left', () => {
    expect(blocksOf([expert('a', { cap: 2, load: 2 }), expert('b')], [enquiry('q', { forced: ['a'] })])).toMatchObject([
      { rule: 'forced', enquiryId: 'q', expertId: 'a', capacity: { places: 0, wanted: 1 } },
    ])
  })

  test('names the expert whose least load cannot be reached', () => {
    expect(blocksOf([expert('a', { cap: 3, minLoad: 2 }), expert('b')], [enquiry('q')])).toMatchObject([{ rule: 'min_load', expertId: 'a', missing: 1 }])
  })

  test('says what would mend it: with that much less asked for, the batch has a solution', () => {
    let mended = 0
    for (let seed = 1; seed <= 400 && mended < 100; seed++) {
      const instance = smallInstance(seed)
      const blocks = blocksOfInstance(instance)
      if (blocks.length === 0) continue
      const easier = mend(instance, blocks)
      if (!easier) continue
      expect({ seed, plans: everyPlan(easier).length > 0 }).toEqual({ seed, plans: true })
      mended++
    }
    expect(mended).toBe(100)
  })
})

/** The instance with each block's demand lowered by what is missing; null when an employer rule would have to go, which is not a number. */
function mend(instance: Instance, blocks: readonly Block[]): Instance | null {
  if (blocks.some(({ rule }) => rule === 'employer')) return null
  const missing = (rule: Block['rule'], key: 'enquiryId' | 'expertId', id: string, of?: string) =>
    blocks.find((block) => block.rule === rule && block[key] === id && (of === undefined || block.of === of))?.missing ?? 0
  const enquiries = instance.enquiries.map((it) => ({
    ...it,
    size: it.size - missing('seats', 'enquiryId', it.id),
    roles: it.roles.map(({ type, atLeast }) => ({ type, atLeast: atLeast - missing('role', 'enquiryId', it.id, type) })),
    forced: (it.forced ?? []).filter((id) => !blocks.some((block) => block.rule === 'forced' && block.enquiryId === it.id && block.expertId === id)),
  }))
  const experts = instance.experts.map((it) => ({ ...it, ...(it.minLoad !== undefined && { minLoad: it.minLoad - missing('min_load', 'expertId', it.id) }) }))
  return { ...instance, experts, enquiries }
}
