// Which move is open in which state of a draw, in one table; and how far it has come. Pure.
import { Conflict } from '../errors.ts'
import type { State } from './record.ts'

export type Move = 'hash' | 'value' | 'observe' | 'reveal' | 'abort'

/** Where a move leads; what is not here is refused. */
export const MOVES = {
  hash: { COMMITTED: 'COMMITTED' },
  value: { COLLECTING: 'COLLECTING' },
  observe: { COLLECTING: 'COLLECTING' },
  reveal: { COLLECTING: 'REVEALED' },
  abort: { COMMITTED: 'ABORTED', COLLECTING: 'ABORTED' },
} as const satisfies Record<Move, Partial<Record<State, State>>>

const WHY: Record<State, string> = {
  COMMITTED: '各方还在提交随机数的校验值；截止或交齐后再继续',
  COLLECTING: '校验值的提交已经截止，现在提交的是随机数本身',
  REVEALED: '结果已经揭示，不能再改动',
  ABORTED: '这次抽取已经中止；需要时另行抽取，并写明重复的是哪一次',
}

/** Throws Conflict, saying how far the draw has come. */
export function next(move: Move, state: State): State {
  const open: Partial<Record<State, State>> = MOVES[move]
  const to = open[state]
  if (!to) throw new Conflict(WHY[state])
  return to
}

export interface Progress {
  state: State
  parties: readonly string[]
  nonces: readonly { party: string; value: string | null }[]
  hashesBy: Date
  valuesBy: Date
}

/** Hashes close when all are in, or at their time, whether or not anybody has written it down. */
export function stateAt({ state, parties, nonces, hashesBy }: Pick<Progress, 'state' | 'parties' | 'nonces' | 'hashesBy'>, now: Date): State {
  return state === 'COMMITTED' && (now >= hashesBy || nonces.length === parties.length) ? 'COLLECTING' : state
}

/** Nobody can add anything any more: every value of which there is a hash is in, or their time is over. Asked once hashes are closed. */
export const areValuesClosed = ({ nonces, valuesBy }: Pick<Progress, 'nonces' | 'valuesBy'>, now: Date): boolean => now >= valuesBy || nonces.every(({ value }) => value !== null)
