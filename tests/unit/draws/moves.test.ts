// The states of a draw and what is open in each.
import { describe, expect, test } from 'vitest'
import { Conflict } from '../../../server/errors.ts'
import { areValuesClosed, MOVES, next, stateAt, type Move } from '../../../server/draws/moves.ts'
import { STATES } from '../../../server/draws/record.ts'

describe('moves', () => {
  const open = (move: Move) => STATES.flatMap((state) => {
    try {
      return [`${state}>${next(move, state)}`]
    } catch (error) {
      expect(error).toBeInstanceOf(Conflict)
      return []
    }
  })

  test('nothing is open after the reveal or an abortion, and nothing is revealed before hashes are closed', () => {
    expect(Object.fromEntries((Object.keys(MOVES) as Move[]).map((move) => [move, open(move)]))).toEqual({
      hash: ['COMMITTED>COMMITTED'],
      value: ['COLLECTING>COLLECTING'],
      observe: ['COLLECTING>COLLECTING'],
      reveal: ['COLLECTING>REVEALED'],
      abort: ['COMMITTED>ABORTED', 'COLLECTING>ABORTED'],
    })
  })
})

describe('time', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour))
  const draw = { state: 'COMMITTED', parties: ['a', 'b'], nonces: [{ party: 'a', value: null }], hashesBy: at(10), valuesBy: at(20) } as const

  test('hashes close at their time, or when all are in', () => {
    expect(stateAt(draw, at(9))).toBe('COMMITTED')
    expect(stateAt(draw, at(10))).toBe('COLLECTING')
    expect(stateAt({ ...draw, nonces: [...draw.nonces, { party: 'b', value: null }] }, at(9))).toBe('COLLECTING')
    expect(stateAt({ ...draw, state: 'ABORTED' }, at(10))).toBe('ABORTED')
  })

  test('values close at their time, or when every one that was announced is in', () => {
    expect(areValuesClosed(draw, at(19))).toBe(false)
    expect(areValuesClosed(draw, at(20))).toBe(true)
    expect(areValuesClosed({ ...draw, nonces: [{ party: 'a', value: 'x' }] }, at(11))).toBe(true)
  })
})
