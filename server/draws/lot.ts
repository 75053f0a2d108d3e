// The lot itself, as SPECIFICATION.md lays it down: hashes, seed and the numbers drawn, from bytes and whole numbers only. Pure.
import { createHash, createHmac } from 'node:crypto'
import { canonicalJson } from '../canonical-json.ts'

/** At least so many of the selected belong to these numbers of the list. */
export interface Stratum {
  /** Numbers of the list (from 1), ascending. */
  numbers: readonly number[]
  atLeast: number
}

export interface Lot {
  /** How many the list holds. */
  count: number
  size: number
  alternates: number
  /** In the order in which they are filled. */
  strata: readonly Stratum[]
}

/** Numbers of the list, in drawn order. */
export interface Drawn {
  selected: number[]
  alternates: number[]
}

export interface PartyNonce {
  party: string
  /** Empty when none was handed in. */
  value: string
}

/** SHA-256 over the tag and the fields, each behind its length in four bytes, so that no two lists of fields read alike. */
export function digest(tag: string, ...fields: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256')
  for (const field of [tag, ...fields]) {
    const bytes = Buffer.from(field)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  return hash.digest()
}

/** Of the frozen list alone, which is not for everybody; in hex. */
export const listDigestOf = (list: unknown): string => createHash('sha256').update(canonicalJson(list)).digest('hex')

/** H_L, of the public terms and the list together; in hex. */
export const listHashOf = (terms: unknown, listDigest: string): string => digest('draw-list/1', canonicalJson(terms), Buffer.from(listDigest, 'hex')).toString('hex')

/** C, published before any nonce is handed in; in hex. */
export function commitmentOf({ id, listHash, size, alternates, secret }: { id: string; listHash: string; size: number; alternates: number; secret: string }): string {
  return digest('draw-commitment/1', id, Buffer.from(listHash, 'hex'), String(size), String(alternates), Buffer.from(secret, 'hex')).toString('hex')
}

/** Of lines of text, so that anybody can make it with a command: `printf 'draw-nonce/1\n%s\n%s\n%s' ID PARTY VALUE | sha256sum`. */
export const nonceHashOf = (drawId: string, { party, value }: PartyNonce): string => createHash('sha256').update(`draw-nonce/1\n${drawId}\n${party}\n${value}`).digest('hex')

/** One nonce a party of the terms, whatever order they come in; in hex. */
export function seedOf({ commitment, secret, nonces, publicValue }: { commitment: string; secret: string; nonces: readonly PartyNonce[]; publicValue: string }): string {
  const fields = nonces.toSorted((a, b) => (a.party < b.party ? -1 : 1)).flatMap(({ party, value }) => [party, value])
  return digest('draw-seed/1', Buffer.from(commitment, 'hex'), Buffer.from(secret, 'hex'), ...fields, publicValue).toString('hex')
}

const WORDS = 2 ** 32

/** Whole numbers below `bound`, all equally likely: words at the ragged upper end are thrown away. */
export function dice(seed: string): (bound: number) => number {
  const key = Buffer.from(seed, 'hex')
  let block = Buffer.alloc(0)
  let at = 0
  let counter = 0n
  function word(): number {
    if (at === block.length) {
      const number = Buffer.alloc(8)
      number.writeBigUInt64BE(counter++)
      block = createHmac('sha256', key).update(number).digest()
      at = 0
    }
    at += 4
    return block.readUInt32BE(at - 4)
  }
  return (bound) => {
    const end = WORDS - (WORDS % bound)
    for (;;) {
      const drawn = word()
      if (drawn < end) return drawn % bound
    }
  }
}

/** The first `wanted` of a Fisher–Yates shuffle of `pool`. */
function take(pool: readonly number[], wanted: number, roll: (bound: number) => number): number[] {
  const left = [...pool]
  for (let i = 0; i < wanted; i++) {
    const j = i + roll(left.length - i)
    ;[left[i], left[j]] = [left[j]!, left[i]!]
  }
  return left.slice(0, wanted)
}

/** Why these numbers cannot be drawn, in words; null when they can. */
export function lotProblem({ count, size, alternates, strata }: Lot): string | null {
  if (size < 1) return '至少要抽取 1 人'
  if (size + alternates > count) return `名单只有 ${count} 人，抽不出 ${size} 名入选和 ${alternates} 名候补`
  if (strata.reduce((sum, { atLeast }) => sum + atLeast, 0) > size) return '各类别的最低人数之和超过了要抽取的人数'
  return strata.some(({ numbers, atLeast }) => numbers.length < atLeast) ? '有的类别在名单里的人数不够' : null
}

/** Strata first, in their order, counting who already belongs; then the rest, then the alternates, from all who are left. Throws RangeError where `lotProblem` finds one. */
export function drawLot(seed: string, lot: Lot): Drawn {
  const problem = lotProblem(lot)
  if (problem) throw new RangeError(problem)
  const { count, size, alternates, strata } = lot
  const roll = dice(seed)
  const selected: number[] = []
  for (const { numbers, atLeast } of strata) {
    const held = numbers.filter((number) => selected.includes(number)).length
    selected.push(...take(numbers.filter((number) => !selected.includes(number)), Math.max(0, atLeast - held), roll))
  }
  const open = size - selected.length
  const all = Array.from({ length: count }, (_, i) => i + 1)
  const rest = take(all.filter((number) => !selected.includes(number)), open + alternates, roll)
  return { selected: [...selected, ...rest.slice(0, open)], alternates: rest.slice(open) }
}
