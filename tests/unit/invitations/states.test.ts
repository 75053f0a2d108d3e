// The table of moves of an assignment: what is open to whom, and that no path leaves it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Conflict } from '../../../server/errors.ts'
import { countsForPace, FINAL, MOVE_NAMES, MOVES, movesOpen, obstacleTo, stateAfter, STATES, type Circumstances, type Mover, type Standing, type State } from '../../../server/invitations/states.ts'

const MOVERS: readonly Mover[] = ['expert', 'officer', 'party', 'leader', 'system']
const NAMES = ['isLive', 'isLate', 'isHeld', 'isDelivered', 'isSuspended', 'isReconsidered'] as const satisfies readonly (keyof Circumstances)[]

/** Written down a second time, from domain §8 and the procedure of challenges. */
const EDGES: Readonly<Record<State, readonly State[]>> = {
  PROPOSED: ['INVITED'],
  INVITED: ['INVITED', 'ACCEPTED', 'DECLINED', 'NO_RESPONSE'],
  ACCEPTED: ['RECUSED', 'CHALLENGED', 'COMPLETED', 'REPLACED'],
  CHALLENGED: ['CHALLENGED', 'ACCEPTED', 'COMPLETED', 'REPLACED'],
  COMPLETED: ['CHALLENGED', 'REPLACED'],
  DECLINED: [],
  RECUSED: [],
  REPLACED: [],
  NO_RESPONSE: [],
}

const circumstances: fc.Arbitrary<Circumstances> = fc.record({ isLive: fc.boolean(), isLate: fc.boolean(), isHeld: fc.boolean(), isDelivered: fc.boolean(), isSuspended: fc.boolean(), isReconsidered: fc.boolean() })
const every = (): Circumstances[] => Array.from({ length: 2 ** NAMES.length }, (_, bits) => Object.fromEntries(NAMES.map((name, at) => [name, Boolean(bits & (1 << at))])) as unknown as Circumstances)
const calm: Circumstances = { isLive: true, isLate: false, isHeld: false, isDelivered: false, isSuspended: false, isReconsidered: false }

describe('paths', () => {
  test('no path leaves the table, whoever tries whatever in whatever circumstances', () => {
    const step = fc.record({ move: fc.constantFrom(...MOVE_NAMES), by: fc.constantFrom(...MOVERS), given: circumstances })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state: State = 'PROPOSED'
        for (const { move, by, given } of steps) {
          const before: State = state
          try {
            state = stateAfter(move, { ...given, state }, by)
          } catch (error) {
            expect(error).toBeInstanceOf(Conflict)
            continue
          }
          expect(EDGES[before]).toContain(state)
          expect(MOVES[move].by).toContain(by)
        }
      }),
    )
  })

  test('every edge can be gone, and nothing follows the final states', () => {
    for (const from of STATES) {
      const reached = new Set(every().flatMap((given) => MOVERS.flatMap((by) => movesOpen({ ...given, state: from }, by).map((move) => MOVES[move].to))))
      expect([from, [...reached].toSorted()]).toEqual([from, [...EDGES[from]].toSorted()])
    }
    expect([...FINAL].toSorted()).toEqual(['DECLINED', 'NO_RESPONSE', 'RECUSED', 'REPLACED'])
  })

  test('an obstacle is told in words exactly when the move throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MOVE_NAMES), fc.constantFrom(...MOVERS), fc.constantFrom(...STATES), circumstances, (move, by, state, given) => {
        const standing: Standing = { ...given, state }
        const obstacle = obstacleTo(move, standing, by)
        if (obstacle === null) expect(stateAfter(move, standing, by)).toBe(MOVES[move].to)
        else expect(() => stateAfter(move, standing, by)).toThrow(obstacle)
      }),
    )
  })
})

describe('who may', () => {
  const reachable = (by: Mover) => STATES.flatMap((state) => [...new Set(every().flatMap((given) => movesOpen({ ...given, state }, by)))].map((move) => `${state}:${move}`)).toSorted()

  test('each mover has these moves and no others', () => {
    expect(reachable('expert')).toEqual(['ACCEPTED:recuse', 'INVITED:accept', 'INVITED:decline', 'INVITED:hold'])
    expect(reachable('party')).toEqual(['ACCEPTED:challenge', 'COMPLETED:challenge'])
    expect(reachable('system')).toEqual(['INVITED:expire', 'PROPOSED:invite'])
    expect(reachable('leader')).toEqual(['ACCEPTED:overturn', 'CHALLENGED:overturn', 'CHALLENGED:reinstate', 'CHALLENGED:reject', 'CHALLENGED:replace', 'COMPLETED:overturn'])
    expect(reachable('officer')).toEqual(['ACCEPTED:challenge', 'ACCEPTED:complete', 'ACCEPTED:recuse', 'CHALLENGED:deliver', 'COMPLETED:challenge', 'INVITED:admit', 'INVITED:ask_again', 'INVITED:exclude', 'PROPOSED:invite'])
  })

  test('what was declared waits for an officer: neither accepted, declined nor run out', () => {
    const held: Standing = { ...calm, state: 'INVITED', isHeld: true }
    expect(movesOpen(held, 'expert')).toEqual([])
    expect(movesOpen({ ...held, isLate: true }, 'system')).toEqual([])
    expect(movesOpen(held, 'officer')).toEqual(['admit', 'exclude', 'ask_again'])
  })

  test('after its day an invitation can only run out, before it only be answered', () => {
    const invited: Standing = { ...calm, state: 'INVITED' }
    expect([movesOpen(invited, 'expert'), movesOpen(invited, 'system')]).toEqual([['accept', 'hold', 'decline'], []])
    expect([movesOpen({ ...invited, isLate: true }, 'expert'), movesOpen({ ...invited, isLate: true }, 'system')]).toEqual([[], ['expire']])
  })

  test('a suspended expert hands nothing in; who works on does, once', () => {
    const challenged: Standing = { ...calm, state: 'CHALLENGED' }
    expect(obstacleTo('deliver', { ...challenged, isSuspended: true }, 'officer')).toMatch('暂停参与')
    expect(obstacleTo('deliver', challenged, 'officer')).toBeNull()
    expect(obstacleTo('deliver', { ...challenged, isDelivered: true }, 'officer')).toMatch('已经交付')
  })
})

test('only a decline for conflict keeps the place', () => {
  const counted = STATES.flatMap((state) => ['conflict', 'busy', 'field', 'other', null].filter((declined) => countsForPace({ state, declined })).map((declined) => `${state}:${declined}`))
  expect(counted).not.toContain('DECLINED:conflict')
  expect(counted.filter((one) => one.startsWith('DECLINED'))).toEqual(['DECLINED:busy', 'DECLINED:field', 'DECLINED:other', 'DECLINED:null'])
  expect(counted.some((one) => one.startsWith('PROPOSED'))).toBe(false)
})
