import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { Facts, Guard } from '../../../server/drafting/guards.ts'
import { GUARDS } from '../../../server/drafting/guards.ts'
import { DEFAULTS, GROUNDS, shortfalls } from '../../../server/drafting/parameters.ts'
import { MOVES, RULES, STATES, tryMove } from '../../../server/drafting/states.ts'
import type { Member } from '../../../server/drafting/votes.ts'

const TODAY = '2026-12-02'
const members = (yes: number, no: number): Member[] => Array.from({ length: yes + no }, (_, n) => ({ personId: `p${n}`, employerId: `o${n}`, attends: true, vote: n < yes ? 'for' : 'against' }))
const consultation = { opensOn: '2026-11-02', closesOn: TODAY, public: true, touchesConsumers: false }
const review = { on: TODAY, papersSentOn: '2026-11-18', members: members(6, 2), drafters: [{ personId: 'd', employerId: 'od' }], minutesFiled: true }
const P = { ...DEFAULTS, minApplicants: 3, projectNoticeDays: 7, paperLeadWorkdays: 10 }
const is = (part: Partial<Facts>): Facts => ({ today: TODAY, lastMoveOn: TODAY, ...part })

/** The last facts that pass and the first that do not. */
const SIDES: Record<Guard, [holds: Partial<Facts>, fails: Partial<Facts>]> = {
  clock_forward: [{ lastMoveOn: TODAY }, { lastMoveOn: '2026-12-03' }],
  proposal_complete: [{ missingInProposal: [] }, { missingInProposal: ['范围'] }],
  enough_applicants: [{ applicants: 3 }, { applicants: 2 }],
  project_panel_agreed: [{ projectPanelAgreed: true }, { projectPanelAgreed: false }],
  project_notice_run: [{ projectNoticedOn: '2026-11-25' }, { projectNoticedOn: '2026-11-26' }],
  draft_uploaded: [{ draftUploaded: true }, {}],
  explanation_uploaded: [{ explanationUploaded: true }, {}],
  consultation_long_enough: [{ consultation: { ...consultation, opensOn: TODAY, closesOn: '2027-01-01' } }, { consultation: { ...consultation, opensOn: TODAY, closesOn: '2026-12-31' } }],
  consultation_public: [{ consultation }, { consultation: { ...consultation, public: false } }],
  extension_forward: [{ consultation: { ...consultation, extendTo: '2026-12-03' } }, { consultation: { ...consultation, extendTo: TODAY } }],
  consultation_days_run: [{ consultation }, { consultation: { ...consultation, opensOn: '2026-11-03' } }],
  consultation_closed: [{ consultation }, { consultation: { ...consultation, closesOn: '2026-12-03' } }],
  comments_answered: [{ comments: { open: 0, refusedWithoutReason: 0 } }, { comments: { open: 1, refusedWithoutReason: 0 } }],
  refusals_reasoned: [{ comments: { open: 0, refusedWithoutReason: 0 } }, { comments: { open: 0, refusedWithoutReason: 1 } }],
  review_draft_uploaded: [{ reviewDraftUploaded: true }, {}],
  panel_large_enough: [{ review: { ...review, members: members(5, 0) } }, { review: { ...review, members: [...members(4, 0), { personId: 'c', employerId: 'od', attends: true, vote: 'for' }] } }],
  papers_in_time: [{ review }, { review: { ...review, papersSentOn: '2026-11-19' } }],
  vote_passed: [{ review: { ...review, members: members(3, 1) } }, { review: { ...review, members: members(2, 1) } }],
  vote_not_passed: [{ review: { ...review, members: members(2, 1) } }, { review: { ...review, members: members(3, 1) } }],
  minutes_filed: [{ review }, { review: { ...review, minutesFiled: false } }],
  retry_left: [{ failedReviews: 1 }, { failedReviews: 2 }],
  draft_revised: [{ lastReviewOn: '2026-11-01', draftRevisedOn: '2026-11-01' }, { lastReviewOn: '2026-11-01', draftRevisedOn: '2026-10-31' }],
  body_approved: [{ bodyApproved: true }, {}],
  number_well_formed: [{ number: 'T/SOFIDPA 0006—2026' }, { number: 'T/SOFIDPA 0006—2027' }],
  not_below_mandatory: [{ belowMandatory: [] }, { belowMandatory: ['GB 1—2020'] }],
  competition_respected: [{ competitionDoubts: [] }, { competitionDoubts: ['指定供应商'] }],
  text_public: [{ textPublic: true }, {}],
  implementation_reached: [{ implementationOn: TODAY }, { implementationOn: '2026-12-03' }],
  result_confirm: [{ revalidation: 'confirm' }, { revalidation: 'revise' }],
  result_revise: [{ revalidation: 'revise' }, { revalidation: 'abolish' }],
  result_abolish: [{ revalidation: 'abolish' }, { revalidation: 'confirm' }],
  reason_given: [{ reason: '理由' }, { reason: ' 。' }],
  successor_in_force: [{ successor: { number: 'T/A 1—2026', inForceOn: TODAY } }, { successor: { number: 'T/A 1—2026', inForceOn: '2026-12-03' } }],
  correction_unmet: [{ correction: { orderedOn: '2026-11-01', dueOn: '2026-12-01', met: false, byProvince: true } }, { correction: { orderedOn: '2026-11-01', dueOn: TODAY, met: false, byProvince: true } }],
}

describe('guards', () => {
  test.each(Object.keys(SIDES) as Guard[])('%s holds on one side and fails on the other', (guard) => {
    const [holds, fails] = SIDES[guard]
    expect(GUARDS[guard].check(is(holds), P)).toBeNull()
    expect(GUARDS[guard].check(is(fails), P)).toMatch(/[\u4e00-\u9fff]/)
  })

  test('every guard is used by a move', () => expect(Object.keys(GUARDS).filter((guard) => guard !== 'clock_forward' && !MOVES.some((move) => (RULES[move].guards as readonly string[]).includes(guard)))).toEqual([]))
})

describe('tryMove', () => {
  const ready: Facts = is({ consultation, comments: { open: 0, refusedWithoutReason: 0 }, reviewDraftUploaded: true })

  test('day 29 is refused, day 30 is not', () => {
    expect(tryMove('consulting', 'send_to_review', { ...ready, today: '2026-12-01', lastMoveOn: '2026-11-02', consultation: { ...consultation, closesOn: '2026-12-01' } }, P)).toMatchObject({ ok: false, failures: [{ guard: 'consultation_days_run', basis: { verified: false } }] })
    expect(tryMove('consulting', 'send_to_review', ready, P)).toEqual({ ok: true, to: 'reviewing' })
  })

  test('all failing guards are listed', () => {
    const tried = tryMove('consulting', 'send_to_review', is({}), P)
    expect(tried.ok ? [] : tried.failures.map(({ guard }) => guard)).toEqual(RULES.send_to_review.guards)
  })

  test('a clock moved back is refused for every move', () => {
    for (const move of MOVES) expect(JSON.stringify(tryMove(RULES[move].from[0]!, move, is({ lastMoveOn: '2026-12-03' }), P))).toContain('clock_forward')
  })

  test('only moves of the table are made', () => {
    const part = fc.constantFrom(...Object.values(SIDES).flat())
    fc.assert(
      fc.property(fc.constantFrom(...STATES), fc.constantFrom(...MOVES), fc.array(part, { maxLength: 12 }), (state, move, parts) => {
        const tried = tryMove(state, move, is(Object.assign({}, ...parts) as Partial<Facts>), P)
        if (!RULES[move].from.includes(state)) expect(tried).toMatchObject({ ok: false, failures: [{ guard: 'not_in_table' }] })
        if (tried.ok) expect([RULES[move].from.includes(state), tried.to]).toEqual([true, RULES[move].to])
      }),
    )
  })
})

describe('parameters', () => {
  test('the defaults are in order and say what was not verified', () => {
    expect(shortfalls(DEFAULTS)).toEqual([])
    expect(GROUNDS.minConsultDays.verified).toBe(false)
  })
  test('looser than the rule is told, stricter is not', () => {
    expect(shortfalls({ ...DEFAULTS, minConsultDays: 29, passRatio: [2, 3], reviewYears: 6 }).map(({ parameter }) => parameter)).toEqual(['minConsultDays', 'passRatio', 'reviewYears'])
    expect(shortfalls({ ...DEFAULTS, minConsultDays: 40, passRatio: [4, 5], reviewYears: 3 })).toEqual([])
  })
})
