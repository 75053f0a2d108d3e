// The record of a draw as it is published and replayed; SPECIFICATION.md explains every field.
import { z } from 'zod'

/** Text that reads the same in every program: no control characters, no halves of characters. */
export const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), '不能有换行等控制字符')

export const hash = z.string().regex(/^[0-9a-f]{64}$/, '应为 64 位小写十六进制')
const expertId = z.string().regex(/^[\x21-\x7e]{1,64}$/, '编号只用英文字母、数字和符号，最多 64 个')
export const partyName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, '当事方写成小写英文代号，如 applicant')

export const LEVELS = ['strict', 'qualified'] as const
export const STATES = ['COMMITTED', 'COLLECTING', 'REVEALED', 'ABORTED'] as const
export type State = (typeof STATES)[number]

const gateResult = z.strictObject({ rule: plainText(32), result: z.enum(['pass', 'exclude', 'decide']) })
export const entry = z.strictObject({ id: expertId, score: z.int().min(0).max(1_000_000), types: z.array(plainText(60)).max(20), gate: z.array(gateResult).max(60) })
export type Entry = z.output<typeof entry>

/** Far beyond any roster, and small enough to be shuffled at once. */
const MOST = 100_000
const numbers = z.array(z.int().min(1).max(MOST)).max(MOST)
export const terms = z.strictObject({
  procedure: plainText(100),
  level: z.enum(LEVELS),
  ruleVersion: plainText(100),
  snapshot: plainText(100),
  eligible: z.int().min(1).max(MOST).describe('Passed the gate'),
  count: z.int().min(1).max(MOST).describe('In the lot'),
  strata: z.array(z.strictObject({ type: plainText(60), atLeast: z.int().min(1), numbers })),
  parties: z.array(partyName).min(1),
  hashesBy: z.iso.datetime(),
  valuesBy: z.iso.datetime(),
  publicValueName: plainText(200).nullable(),
  repeats: z.string().nullable(),
})
export type Terms = z.output<typeof terms>

export const list = z.strictObject({
  salt: hash,
  matter: plainText(200).nullable(),
  entries: z.array(entry).min(1),
  belowCut: z.array(entry),
  excluded: z.array(entry),
  parties: z.array(z.strictObject({ party: partyName, organisationId: z.string().nullable() })),
})
export type List = z.output<typeof list>

const ids = z.array(expertId)
export const drawRecord = z
  .strictObject({
    format: z.literal('draw-record/1'),
    id: z.string().regex(/^[\x21-\x7e]{1,64}$/),
    state: z.enum(STATES),
    size: z.int().min(1),
    alternates: z.int().min(0),
    terms,
    list: list.nullable().describe('For those entitled'),
    listDigest: hash,
    listHash: hash,
    commitment: hash,
    nonces: z.array(z.strictObject({ party: partyName, hash, value: plainText(200).nullable() })),
    publicValue: plainText(200).nullable(),
    secret: hash.nullable(),
    seed: hash.nullable(),
    result: z.strictObject({ selected: numbers, alternates: numbers }).nullable(),
    ids: z.strictObject({ selected: ids, alternates: ids }).nullable().describe('The result as ids, for those entitled'),
    account: z.strictObject({ createdAt: z.iso.datetime(), revealedAt: z.iso.datetime().nullable(), isObserved: z.boolean(), abortReason: z.string().nullable(), enquiryId: z.string().nullable() }).describe('As the service tells it; no part of the proof'),
  })
  .meta({ id: 'DrawRecord' })
export type DrawRecord = z.output<typeof drawRecord>
