import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BASES } from '../../../server/conflicts/bases.ts'
import { createConflictCheck } from '../../../server/conflicts/conflicts.ts'
import type { Decision } from '../../../server/conflicts/decisions.ts'
import { createDirectory } from '../../../server/conflicts/directory.ts'
import { createGate, smallestChange } from '../../../server/conflicts/gate.ts'
import { conflictCheckForm, conflictDecisionForm } from '../../../server/conflicts/schema.ts'
import { GATE_RULES, RELATION_KINDS, type GateRule, type Relation } from '../../../server/matching/model.ts'
import { DEFENDANT, enquiry, expert, ON, PLAINTIFF, relation } from './facts.ts'

const organisations = createDirectory()
const decided = (change: Partial<Decision>): Decision => ({ expertId: 'exp1', rule: 'C11', organisation: { name: DEFENDANT }, verdict: 'dismissed', reason: '论文合作已多年前结束', actor: '经办甲', at: '2027-02-01T09:00:00+08:00', ...change })
const finding = (rule: GateRule, relations: Relation[], decisions: Decision[]) => createGate({ organisations, decisions })(expert({ relations }), enquiry()).find(({ id }) => id === rule)!
const results = (relations: Relation[]) => createGate({ organisations })(expert({ relations }), enquiry()).map(({ result, freeFrom }) => [result, freeFrom])
const messages = (input: unknown) => conflictCheckForm.safeParse(input).error?.issues.map(({ message }) => message)
const ended = (kind: 'employed' | 'adviser', to: string) => relation({ kind, organisation: { name: DEFENDANT }, to })
const coauthor = relation({ kind: 'coauthor', organisation: { name: DEFENDANT }, from: '2020-01-01' })
const near = relation({ kind: 'employed', organisation: { name: '海曙精铸' } })
const sure = relation({ kind: 'employed', organisation: { name: DEFENDANT } })
const with5 = (on: string) => createGate({ organisations, settings: { windowYears: 5 } })(expert({ relations: [ended('employed', '2023-03-01')] }), enquiry({ on })).find(({ id }) => id === 'C6')!

describe('settings', () => {
  test('a longer window counts longer', () => {
    expect(with5('2028-03-01')).toMatchObject({ result: 'exclude', window: '5 年内', remedy: '期限满 5 年后，即 2028-03-02 起' })
    expect(with5('2028-03-02').result).toBe('pass')
  })
  test.each([2, 0, -1, 3.5, Number.NaN, 51])('%d years are refused', (windowYears) => expect(() => createGate({ organisations, settings: { windowYears } })).toThrow(expect.objectContaining({ code: 'invalid-input' })))
  test('a day that is none is refused', () => expect(() => createGate({ organisations })(expert(), enquiry({ on: '2027-02-29' }))).toThrow(expect.objectContaining({ code: 'invalid-input' })))
})

describe('decisions', () => {
  test('a dismissed doubt passes, with the decision as evidence', () => {
    expect(finding('C11', [coauthor], []).result).toBe('decide')
    expect(finding('C11', [coauthor], [decided({})])).toMatchObject({ result: 'pass', evidence: expect.stringContaining('经办人决定：不构成冲突（经办甲，2027-02-01）') })
    expect(finding('C6', [near], [decided({ rule: 'C6', organisation: { name: '海曙精铸' } })]).result).toBe('pass')
  })
  test('an exclusion cannot be dismissed', () =>
    expect(finding('C6', [sure], [decided({ rule: 'C6' })])).toMatchObject({ result: 'exclude', evidence: expect.stringContaining('不能由决定排除') }))
  test('an upheld doubt excludes', () => expect(finding('C11', [coauthor], [decided({ verdict: 'upheld' })])).toMatchObject({ result: 'exclude', evidence: expect.stringContaining('认定回避') }))
  test('a pinned finding excludes without any tie, for its party or its matter only', () => {
    expect(finding('C11', [], [decided({ verdict: 'upheld' })]).result).toBe('exclude')
    expect(finding('C11', [], [decided({ verdict: 'upheld', organisation: { name: '天台山制茶有限公司' } })]).result).toBe('pass')
    expect(finding('C11', [], [decided({ verdict: 'upheld', organisation: null, matter: '(2026)浙01民初12号' })]).result).toBe('exclude')
    expect(finding('C11', [], [decided({ verdict: 'upheld', organisation: null, matter: '(2026)浙01民初13号' })]).result).toBe('pass')
  })
  test('the latest decision about a thing holds, in any order of the list', () => {
    const later = decided({ verdict: 'upheld', at: '2027-02-02T00:00:00Z' })
    for (const list of [[later, decided({})], [decided({}), later]]) expect(finding('C11', [coauthor], list).result).toBe('exclude')
    const lifted = decided({ at: '2027-02-03T00:00:00Z' })
    expect(finding('C11', [], [later, lifted]).result).toBe('pass')
  })
  test('another expert, rule, organisation or matter is not touched', () => {
    for (const other of [{ expertId: 'exp2' }, { rule: 'C9' as const }, { organisation: { name: PLAINTIFF } }, { matter: '别案' }]) expect(finding('C11', [coauthor], [decided(other)]).result).toBe('decide')
  })
  test('one dismissal does not clear a second organisation, nor a tie that began after it', () => {
    const second = relation({ kind: 'competitor', organisation: { name: PLAINTIFF } })
    expect(finding('C11', [coauthor, second], [decided({})]).result).toBe('decide')
    expect(finding('C11', [{ ...coauthor, from: '2027-02-15' }], [decided({})]).result).toBe('decide')
  })
  test.each([{ organisation: null }, { reason: ' ' }, { actor: '' }, { at: '昨天' }])('a decision with %j is refused', (change) => expect(() => createGate({ organisations, decisions: [decided(change)] })).toThrow(expect.objectContaining({ code: 'invalid-input' })))
})

describe('checkConflicts', () => {
  const check = createConflictCheck({ organisations })
  test('answers the gravest result, the rules and the smallest change, for every expert', () => {
    const answers = check([expert({ id: 'a' }), expert({ id: 'b', relations: [coauthor] }), expert({ id: 'c', relations: [coauthor, sure], load: { current: 3, cap: 3 } })], enquiry())
    expect(answers.map(({ expertId, result, rules }) => [expertId, result, rules])).toEqual([['a', 'pass', []], ['b', 'decide', ['C11']], ['c', 'exclude', ['C6', 'C8', 'C11', 'Q1']]])
    expect(answers[0]!.remedy).toBeNull()
    expect(answers[2]!.remedy).toContain('减少 1 件在办')
  })
  test('of several windows the last one is the day', () => {
    const [answer] = check([expert({ relations: [ended('employed', '2025-06-30'), ended('employed', '2024-12-31'), ended('adviser', '2026-01-31')] })], enquiry())
    expect(answer!.findings.find(({ id }) => id === 'C6')!.freeFrom).toBe('2028-07-01')
    expect(answer!.remedy).toBe('期限满 3 年后，即 2029-02-01 起')
  })
  test('on the day that the remedy names the expert is eligible, and not before', () =>
    fc.assert(
      fc.property(fc.date({ min: new Date('2024-03-01T00:00:00Z'), max: new Date('2027-02-28T00:00:00Z'), noInvalidDate: true }), fc.constantFrom('employed', 'director', 'adviser', 'agent', 'controller'), (date, kind) => {
        const relations = [relation({ kind, organisation: { name: DEFENDANT }, to: date.toISOString().slice(0, 10) })]
        const day = check([expert({ relations })], enquiry())[0]!.findings.map(({ freeFrom }) => freeFrom).find(Boolean)!
        const before = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
        expect(check([expert({ relations })], enquiry({ on: day }))[0]!.result).toBe('pass')
        expect(check([expert({ relations })], enquiry({ on: before }))[0]!.result).toBe('exclude')
      }),
    ))
})

describe('the gate', () => {
  const tie = fc.record({ kind: fc.constantFrom(...RELATION_KINDS), organisation: fc.record({ name: fc.constantFrom(DEFENDANT, '海曙精铸', '天台山制茶有限公司', '', '（）') }), person: fc.constantFrom(null, '上官云飞', '（配偶）', '('), from: fc.constantFrom(null, '2020-01-01', 'x'), to: fc.constantFrom(null, '2026-01-01', '2019-01-01'), matter: fc.constantFrom(null, '12'), kinship: fc.constantFrom(null, '配偶', '?') })
  test('answers every rule once and in order, with a remedy exactly when something stands in the way; nothing throws', () =>
    fc.assert(
      fc.property(fc.array(tie, { maxLength: 6 }), (relations) => {
        const findings = createGate({ organisations })(expert({ relations }), enquiry())
        expect(findings.map(({ id }) => id)).toEqual([...GATE_RULES])
        for (const { result, remedy, evidence } of findings) {
          expect(remedy === null).toBe(result === 'pass')
          expect(evidence).not.toBe('')
        }
        expect(smallestChange(findings) === null).toBe(findings.every(({ result }) => result === 'pass'))
      }),
    ))
  test('the order of relations changes no result', () =>
    fc.assert(
      fc.property(fc.array(tie, { maxLength: 5 }), (relations) => {
        expect(results(relations.toReversed())).toEqual(results(relations))
      }),
    ))
})

describe('bases', () => {
  test('every rule rests on something, and what is unverified says why and shows it', () => {
    for (const rule of GATE_RULES) {
      expect(BASES[rule].length).toBeGreaterThan(0)
      for (const { verified, note } of BASES[rule]) expect(verified || Boolean(note)).toBe(true)
    }
    expect(BASES.C5[0]!.verified).toBe(false)
    expect(finding('C5', [], []).basis).toContain('（条号待核）')
  })
})

describe('schemas', () => {
  const body = { experts: ['a'], parties: [{ name: DEFENDANT, role: 'respondent', unwanted: ['x', 'y', 'z'] }] }
  test('three unsuitable experts a party are admitted, a fourth is refused', () => {
    expect(messages(body)).toBeUndefined()
    expect(messages({ ...body, parties: [{ ...body.parties[0], unwanted: ['w', 'x', 'y', 'z'] }] })).toEqual(['每一方最多提出 3 位不适宜的专家'])
  })
  test('agents name nobody, days exist, parties are there', () => {
    expect(messages({ ...body, parties: [{ ...body.parties[0], role: 'agent' }] })).toEqual(['只有当事人可以提出不适宜的专家'])
    expect(messages({ ...body, on: '2027-02-29' })).toEqual(['日期要写成 YYYY-MM-DD'])
    expect(messages({ ...body, parties: [] })).toEqual(['请至少填写一方当事人'])
  })
  test('a decision needs a reason and a scope', () => {
    const form = { expertId: 'a', rule: 'C11', organisation: { name: DEFENDANT }, verdict: 'dismissed', reason: '经核实不是同一人' }
    expect(conflictDecisionForm.safeParse(form).success).toBe(true)
    expect(conflictDecisionForm.safeParse({ ...form, organisation: null }).success).toBe(false)
    expect(conflictDecisionForm.safeParse({ ...form, reason: '无' }).success).toBe(false)
    expect(conflictDecisionForm.safeParse({ ...form, verdict: 'pinned' }).success).toBe(false)
  })
  test('the day of the fixtures is one', () => expect(conflictCheckForm.parse({ ...body, on: ON }).on).toBe(ON))
})
