import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDirectory } from '../../../server/conflicts/directory.ts'
import { DEFAULTS } from '../../../server/drafting/parameters.ts'
import { countVotes } from '../../../server/drafting/votes.ts'
import { seat, type Candidate, type Participant } from '../../../server/reviews/eligibility.ts'

const known = { organisations: createDirectory(), on: '2026-11-24' }
const person = (name: string, employer: string | null, userId: string | null = null): Participant => ({ userId, name, employers: employer === null ? [] : [{ name: employer }] })
const voter = (name: string, employer: string | null, vote: Candidate['vote'] = 'for', userId: string | null = null): Candidate => ({ ...person(name, employer, userId), attends: true, vote })
const bars = (members: Candidate[], drafters: Participant[], over = known) => seat(members, drafters, over).standings.map(({ bar }) => bar)

describe('seat', () => {
  const drafters = [person('示例甲', '示例江新材料有限公司', 'u1')]
  test('bars a drafter by account, and by name and employer', () => expect(bars([voter('别名', '别处单位', 'for', 'u1'), voter('示例甲', '示例江新材料有限公司')], drafters)).toEqual(['drafter', 'drafter']))
  test('bars a colleague whatever the spelling, and not a namesake elsewhere', () => expect(bars([voter('示例乙', '示例江新材料（有限公司）'), voter('示例甲', '示例河电机有限公司', 'for', 'u2')], drafters)).toEqual(['employer_of_drafter', null]))
  test('knows a former name from the directory', () => {
    const organisations = createDirectory({ organisations: [{ id: 'e1', name: '示例江新材料有限公司', uscc: null, names: [{ name: '旧日化工厂', kind: 'former' }] }] })
    expect([bars([voter('示例乙', '旧日化工厂')], drafters), bars([voter('示例乙', '旧日化工厂')], drafters, { ...known, organisations })]).toEqual([[null], ['employer_of_drafter']])
  })
  test('bars the second seat of one person, not a namesake with an account of their own', () => expect(bars([voter('示例丙', '示例学院', 'for', 'u3'), voter('示例丙', '示例学院', 'for', 'u4'), voter('示例丙', '示例学院')], drafters)).toEqual([null, null, 'member_twice']))
  test('somebody without a known employer may vote, with a doubt', () => expect(seat([voter('示例丁', null)], drafters, known).standings).toEqual([{ bar: null, doubt: expect.stringContaining('没有填写') }]))
  test('a colleague’s vote changes no count, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('for', 'against', 'abstain', null), { maxLength: 8 }), fc.nat(8), (votes, at) => {
        const panel = votes.map((vote, n) => voter(`人${n}`, `第${n}研究院`, vote))
        const count = (members: Candidate[]) => {
          const { members: seated, drafters: working } = seat(members, drafters, known)
          const { for: yes, against, base, needed, passed } = countVotes(seated, working, DEFAULTS)
          return { yes, against, base, needed, passed }
        }
        expect(count(panel.toSpliced(at, 0, voter('同事', '示例江新材料有限公司', 'for')))).toEqual(count(panel))
      }),
    )
  })
})
