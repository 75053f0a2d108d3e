// Makes complete records of draws from a seed, without a service, for the tests that replay and falsify them.
import { createHash } from 'node:crypto'
import { freeze } from '../../../server/draws/freeze.ts'
import { commitmentOf, drawLot, listDigestOf, listHashOf, nonceHashOf, seedOf } from '../../../server/draws/lot.ts'
import type { DrawRecord } from '../../../server/draws/record.ts'
import { drawForm } from '../../../server/draws/schema.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface Recipe {
  seed: string
  people: number
  size: number
  alternates: number
  level?: 'strict' | 'qualified'
  strata?: { type: string; atLeast: number }[]
  /** Party to value; null: hash handed in, no value. */
  values?: Record<string, string | null>
  publicValue?: string | null
  sealed?: boolean
}

const NOW = new Date('2026-03-01T00:00:00Z')

export function recordFrom({ seed, people, size, alternates, level = 'strict', strata = [], values = {}, publicValue = null, sealed = false }: Recipe): DrawRecord {
  const candidates = Array.from({ length: people }, (_, i) => ({
    id: `exp-${String(i + 1).padStart(3, '0')}`,
    score: (i * 37) % 101,
    types: i % 3 === 0 ? ['法律'] : i % 3 === 1 ? ['技术'] : ['法律', '技术'],
    gate: [{ rule: 'C1', result: 'pass' }],
  }))
  const outside = { id: 'exp-out', score: 99, types: [], gate: [{ rule: 'C4', result: 'exclude' }] }
  const form = drawForm.parse({
    matter: '示例事项 1 号',
    procedure: '行政裁决',
    level,
    size,
    alternates,
    ruleVersion: 'rules-1',
    snapshot: 'snapshot-1',
    candidates: [outside, ...candidates.toReversed()],
    strata,
    parties: Object.keys(values).filter((party) => party !== 'supervisor').map((party) => ({ party })),
    hashesBy: '2026-03-02T00:00:00Z',
    valuesBy: '2026-03-03T00:00:00Z',
    publicValueName: publicValue === null ? null : '示例指数收盘点位',
  })
  const { terms, list } = freeze(form, hash(`${seed} salt`), NOW)
  const id = `d${hash(seed).slice(0, 9)}`
  const secret = hash(`${seed} secret`)
  const listDigest = listDigestOf(list)
  const listHash = listHashOf(terms, listDigest)
  const commitment = commitmentOf({ id, listHash, size, alternates, secret })
  const nonces = Object.entries(values).map(([party, value]) => ({ party, hash: nonceHashOf(id, { party, value: value ?? 'kept to oneself' }), value }))
  const drawnSeed = seedOf({ commitment, secret, nonces: terms.parties.map((party) => ({ party, value: values[party] ?? '' })), publicValue: publicValue ?? '' })
  const result = drawLot(drawnSeed, { count: terms.count, size, alternates, strata: terms.strata })
  const named = (numbers: number[]) => numbers.map((number) => list.entries[number - 1]!.id)
  return {
    format: 'draw-record/1',
    id,
    state: 'REVEALED',
    size,
    alternates,
    terms,
    list: sealed ? null : list,
    listDigest,
    listHash,
    commitment,
    nonces,
    publicValue,
    secret,
    seed: drawnSeed,
    result,
    ids: sealed ? null : { selected: named(result.selected), alternates: named(result.alternates) },
    account: { createdAt: NOW.toISOString(), revealedAt: '2026-03-03T00:00:00.000Z', isObserved: true, abortReason: null, enquiryId: null },
  }
}

export const VECTOR: Recipe = { seed: 'vector', people: 12, size: 3, alternates: 2, values: { applicant: 'the applicant’s nonce 申请人', respondent: 'the respondent’s nonce 被申请人', supervisor: 'the supervisor’s nonce 监督员' }, publicValue: '3,210.98' }
