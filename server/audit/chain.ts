// The chain of the audit trail: what an entry's hash is made of, and where a chain that was tampered with breaks. Pure.
import { createHash } from 'node:crypto'
import { canonicalJson } from '../canonical-json.ts'

/** What the first entry has for the hash of the one before. */
export const GENESIS = '0'.repeat(64)

/** A row of `audit_entry`; `detail` is anything JSON can say. */
export interface ChainEntry {
  /** 1, 2, 3 … */
  seq: bigint
  at: Date
  actorKind: string
  actorId: string | null
  action: string
  subjectKind: string
  subjectId: string | null
  outcome: string
  detail: unknown
  requestId: string | null
  /** SHA-256 in hex of the entry before. */
  previousHash: string
  hash: string
}

/** The newest entry, to be noted where the database's owner cannot reach: only against it a cut-off end shows. */
export interface Head {
  seq: bigint
  hash: string
}

export const START: Head = { seq: 0n, hash: GENESIS }

/**
 * SHA-256 in hex over the canonical JSON of every field but the hash itself, `seq` as digits, `at` to the millisecond. `jsonb` keeps
 * neither the order of names nor the spelling of numbers, so the form is made anew on each reading.
 */
export function hashOf({ seq, at, actorKind, actorId, action, subjectKind, subjectId, outcome, detail, requestId, previousHash }: Omit<ChainEntry, 'hash'>): string {
  const fields = { seq: String(seq), at: at.toISOString(), actorKind, actorId, action, subjectKind, subjectId, outcome, detail, requestId, previousHash }
  return createHash('sha256').update(canonicalJson(fields)).digest('hex')
}

/**
 * A value as PostgreSQL and Prisma can keep it: what JSON leaves out (undefined, NaN) is left out, and so is the name
 * `__proto__`; NUL and halves of a surrogate pair, which `text` and `jsonb` refuse, become U+FFFD in names and texts
 * alike. Throws TypeError for a bigint.
 */
export function storable<T>(value: T): T {
  return value === undefined ? value : (mend(JSON.parse(JSON.stringify(value))) as T)
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD')
  if (Array.isArray(value)) return value.map(mend)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__')
  return Object.fromEntries(entries.map(([name, item]) => [mend(name), mend(item)]))
}

/** `missing`: rows were deleted; `misplaced`: reordered or inserted; `edited`: a field; `unlinked`: this row or the one before was replaced. */
export type Break = 'missing' | 'misplaced' | 'edited' | 'unlinked' | 'head-differs'

export interface Verdict {
  /** Entries that are in order, from the first on. */
  count: number
  /** The last of them. */
  head: Head
  /** The first entry that is not in order; null when all are. */
  broken: { seq: bigint; why: Break } | null
}

/** Follows the chain from its first entry; stops at the first that is wrong. With `known`, that head has to be in it. */
export async function verifyChain(entries: AsyncIterable<ChainEntry> | Iterable<ChainEntry>, known?: Head): Promise<Verdict> {
  let head = START
  let count = 0
  const verdict = (broken: Verdict['broken']): Verdict => ({ count, head, broken })
  const isForeign = (): boolean => known?.seq === head.seq && known.hash !== head.hash
  if (isForeign()) return verdict({ seq: 0n, why: 'head-differs' })
  for await (const entry of entries) {
    const why = judge(entry, head)
    if (why) return verdict({ seq: why === 'missing' ? head.seq + 1n : entry.seq, why })
    head = { seq: entry.seq, hash: entry.hash }
    if (isForeign()) return verdict({ seq: entry.seq, why: 'head-differs' })
    count += 1
  }
  return verdict(known && known.seq > head.seq ? { seq: head.seq + 1n, why: 'missing' } : null)
}

function judge(entry: ChainEntry, before: Head): Break | null {
  if (entry.seq > before.seq + 1n) return 'missing'
  if (entry.seq <= before.seq) return 'misplaced'
  if (hashOf(entry) !== entry.hash) return 'edited'
  return entry.previousHash === before.hash ? null : 'unlinked'
}
