// Who is in the lot: everybody who passed, or the best with room to choose; never somebody in doubt.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../../server/errors.ts'
import { freeze } from '../../../server/draws/freeze.ts'
import { listDigestOf, listHashOf } from '../../../server/draws/lot.ts'
import { drawForm } from '../../../server/draws/schema.ts'

const NOW = new Date('2026-03-01T00:00:00Z')
const SALT = '5'.repeat(64)
const person = (n: number, more: object = {}) => ({ id: `e${String(n).padStart(2, '0')}`, score: n * 10, types: ['技术'], gate: [{ rule: 'C1', result: 'pass' }], ...more })
const people = (n: number) => Array.from({ length: n }, (_, i) => person(i + 1))
const form = (given: object) => drawForm.parse({ matter: '示例事项', procedure: '鉴定', level: 'strict', size: 2, alternates: 1, candidates: people(12), hashesBy: '2026-03-02T08:00:00+08:00', valuesBy: '2026-03-03T08:00:00+08:00', ...given })

function issuesOf(given: object): string[] {
  try {
    freeze(form(given), SALT, NOW)
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues.map(({ pointer, detail }) => `${pointer} ${detail}`)
    throw error
  }
  return []
}

describe('freeze', () => {
  test('strict: among all who pass, in the order of their ids; whoever is excluded is kept with the rule', () => {
    const { terms, list } = freeze(form({ candidates: [person(3), person(1), person(2, { gate: [{ rule: 'C4', result: 'exclude' }] }), person(4)] }), SALT, NOW)
    expect(list.entries.map(({ id }) => id)).toEqual(['e01', 'e03', 'e04'])
    expect(list.excluded).toEqual([person(2, { gate: [{ rule: 'C4', result: 'exclude' }] })])
    expect([terms.count, terms.eligible, list.belowCut]).toEqual([3, 3, []])
    expect(terms.parties).toEqual(['supervisor'])
    expect(terms.hashesBy).toBe('2026-03-02T00:00:00.000Z')
  })

  test('qualified: the best ten, and whoever scores as much as the tenth', () => {
    const candidates = people(14).map((one, i) => ({ ...one, score: i < 3 ? 5 : i < 6 ? 40 : 90 }))
    const { list, terms } = freeze(form({ level: 'qualified', candidates }), SALT, NOW)
    expect(list.entries.map(({ score }) => score)).toEqual([...Array(3).fill(40), ...Array(8).fill(90)])
    expect([terms.count, terms.eligible]).toEqual([11, 14])
    const roomy = freeze(form({ level: 'qualified', size: 4, candidates }), SALT, NOW)
    expect(roomy.terms.count).toBe(14)
  })

  test('strata count who is in the lot, by number', () => {
    const candidates = people(4).map((one, i) => ({ ...one, types: i % 2 ? ['法律'] : ['技术', '法律'] }))
    expect(freeze(form({ candidates, strata: [{ type: '技术', atLeast: 1 }] }), SALT, NOW).terms.strata).toEqual([{ type: '技术', atLeast: 1, numbers: [1, 3] }])
  })

  test('the same list in any order has the same hash', () => {
    const hashOf = (candidates: object[]) => {
      const { terms, list } = freeze(form({ candidates, level: 'qualified', strata: [{ type: '技术', atLeast: 1 }] }), SALT, NOW)
      return listHashOf(terms, listDigestOf(list))
    }
    const expected = hashOf(people(15))
    fc.assert(
      fc.property(fc.shuffledSubarray(people(15), { minLength: 15, maxLength: 15 }), (shuffled) => {
        expect(hashOf(shuffled)).toBe(expected)
      }),
      { seed: 3 },
    )
    expect(hashOf(people(14))).not.toBe(expected)
  })

  test('refuses, all at once, what would make the draw worthless', () => {
    expect(issuesOf({ candidates: [person(1), person(1), person(2, { gate: [{ rule: 'C3', result: 'decide' }] })], parties: [{ party: 'supervisor' }], hashesBy: '2026-02-28T00:00:00Z', valuesBy: '2026-02-27T00:00:00Z', size: 3 })).toEqual([
      '#/body/candidates 名单里有人重复',
      '#/body/parties 当事方不能重复，也不能叫 supervisor（监督员总在其中）',
      '#/body/hashesBy 提交校验值的截止时间应在现在之后',
      '#/body/valuesBy 提交随机数的截止时间应在校验值截止之后',
      '#/body/candidates/2/gate e02 有待决定的回避问题，请先作出决定',
      '#/body/candidates 名单只有 3 人，抽不出 3 名入选和 1 名候补；请扩大名单或减少人数',
    ])
    expect(issuesOf({ parties: [{ party: 'a' }, { party: 'a' }] })).toHaveLength(1)
    expect(issuesOf({ strata: [{ type: '法律', atLeast: 1 }] })[0]).toContain('人数不够')
  })

  test('asks for what it is drawn for', () => {
    expect(() => form({ matter: undefined })).toThrow('为哪一事项')
  })
})
