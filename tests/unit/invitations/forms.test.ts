// The declaration and the forms: every ground answered, nothing guessed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../../server/errors.ts'
import { BASES } from '../../../server/conflicts/bases.ts'
import { excluding, GROUND_RULES, GROUNDS, positives, type Statements } from '../../../server/invitations/declaration.ts'
import { acceptanceForm, readAcceptance, readProposal } from '../../../server/invitations/forms.ts'
import { answerBody } from '../../../server/invitations/schema.ts'

const statements = fc.record(Object.fromEntries(GROUNDS.map((ground) => [ground, fc.boolean()]))) as fc.Arbitrary<Statements>
const none = Object.fromEntries(GROUNDS.map((ground) => [ground, false]))

describe('the declaration', () => {
  test('every ground rests on a rule of the gate that has a legal basis', () => {
    for (const ground of GROUNDS) expect(BASES[GROUND_RULES[ground].rule].length).toBeGreaterThan(0)
  })

  test('what is said to be so is what was answered so; what excludes is among it', () => {
    fc.assert(
      fc.property(statements, (given) => {
        expect(new Set(positives(given))).toEqual(new Set(GROUNDS.filter((ground) => given[ground])))
        expect(positives(given)).toEqual(expect.arrayContaining(excluding(given)))
      }),
    )
  })

  test('leaves no ground open, and explains what is declared', () => {
    for (const ground of GROUNDS) {
      const { [ground]: _, ...others } = none
      const read = answerBody.safeParse({ answer: 'accept', statements: others })
      expect(read.error?.issues.map(({ path }) => path.join('/'))).toEqual([`statements/${ground}`])
    }
    expect(answerBody.safeParse({ answer: 'accept', statements: { ...none, coauthor: true } }).error?.issues.map(({ path }) => path.join('/'))).toEqual(['explanation'])
    expect(answerBody.safeParse({ answer: 'accept', statements: none }).success).toBe(true)
    expect(answerBody.safeParse({ answer: 'decline', reason: 'tired' }).success).toBe(false)
  })

  test('as a form takes yes and no only', () => {
    const chosen = Object.fromEntries(GROUNDS.map((ground) => [ground, ground === 'interest' ? 'yes' : 'no']))
    expect(readAcceptance(acceptanceForm.parse({ ...chosen, explanation: '持有对方股票' }))).toMatchObject({ answer: 'accept', statements: { ...none, interest: true } })
    expect(acceptanceForm.safeParse({ ...chosen, party: '', explanation: '' }).error?.issues.map(({ path }) => path[0])).toEqual(['party'])
  })
})

describe('a proposal as text', () => {
  const id = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghjk23456789')), minLength: 10, maxLength: 10 })
  test('reads one expert a line, in order, with points or without', () => {
    const line = fc.record({ expertId: id, score: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 5 }), fc.constantFrom('\n', '\r\n', ', ', '；', '\n\n'), (members, alternates, between) => {
        const written = (lines: typeof members) => lines.map(({ expertId, score }) => (score === undefined ? expertId : `${expertId} ${score}`)).join(between)
        const tidy = (lines: typeof members) => lines.map(({ expertId, score }) => ({ expertId, ...(score !== undefined && { score }) }))
        expect(readProposal({ members: written(members), alternates: written(alternates), version: '3' })).toEqual({ members: tidy(members), alternates: tidy(alternates), version: 3 })
      }),
    )
  })

  test('says which line it cannot read', () => {
    expect(() => readProposal({ members: 'abcdefghjk 90 分', alternates: '', version: '1' })).toThrow(InvalidInput)
    expect(() => readProposal({ members: 'abcdefghjk 1001', alternates: '', version: '1' })).toThrow(InvalidInput)
  })
})
