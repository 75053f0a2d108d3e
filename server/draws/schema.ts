// The shapes of draws: what is asked for, what parties hand in, what is answered.
import { z } from 'zod'
import { paging } from '../search/schema.ts'
import { drawRecord, entry, hash, LEVELS, partyName, plainText, STATES } from './record.ts'

/** Handed in by an auditor; every draw has this party. */
export const SUPERVISOR = 'supervisor'

const instant = z.iso.datetime({ offset: true, error: '写成带时区的时间，如 2026-03-01T09:00:00+08:00' }).transform((at) => new Date(at))

export const drawForm = z
  .strictObject({
    enquiryId: z.string().max(16).optional().describe('The enquiry that it is for; or else `matter`'),
    matter: plainText(200).optional().describe('Case number or the like, where there is no enquiry here; kept with the list, not public'),
    procedure: plainText(100).describe('Such as 行政裁决 or 鉴定'),
    level: z.enum(LEVELS, { error: `可用：${LEVELS.join(' ')}` }).describe('`strict`: among all who pass the gate; `qualified`: among the best max(3·size, 10) by score'),
    size: z.int().min(1).max(50),
    alternates: z.int().min(0).max(50).default(2),
    ruleVersion: plainText(100).default('-'),
    snapshot: plainText(100).default('-').describe('Of the matching that the candidates come from'),
    candidates: z.array(z.strictObject({ ...entry.shape, score: entry.shape.score.default(0), types: entry.shape.types.default([]), gate: entry.shape.gate.default([]) })).min(1).max(5_000),
    strata: z.array(z.strictObject({ type: plainText(60), atLeast: z.int().min(1).max(50) })).max(10).default([]),
    parties: z.array(z.strictObject({ party: partyName, organisationId: z.string().max(16).nullable().default(null) })).max(10).default([]).describe('Who may hand in a nonce, besides the supervisor'),
    hashesBy: instant.describe('Until then hashes of nonces are taken'),
    valuesBy: instant.describe('Until then the values; who has none by then counts as empty'),
    publicValueName: plainText(200).nullable().default(null).describe('A number that nobody knows yet, such as an index at the close of the next trading day'),
    repeats: z.string().max(16).nullable().default(null).describe('The draw of the same matter before this one'),
  })
  .refine(({ enquiryId, matter }) => enquiryId ?? matter, { path: ['matter'], message: '请写明为哪一事项抽取：enquiryId 或 matter' })
export type DrawForm = z.output<typeof drawForm>

const nonceValue = plainText(200).min(16, '随机数至少 16 个字符，别人才猜不出')
export const nonceForm = z
  .strictObject({ party: partyName, hash: hash.optional().describe('First: see SPECIFICATION.md, 4'), value: nonceValue.optional().describe('Later, once hashes are closed') })
  .refine(({ hash: made, value }) => (made === undefined) !== (value === undefined), { path: ['value'], message: 'hash 和 value 每次只交一个：先交 hash，截止后再交 value' })
export type NonceForm = z.output<typeof nonceForm>

/** On the page each step has its own form. */
export const hashPageForm = z.strictObject({ party: partyName, hash: z.string().trim().toLowerCase().regex(/^[0-9a-f]{64}$/, '校验值是 64 位十六进制；如果填的是随机数本身，请先算出校验值') })
export const valuePageForm = z.strictObject({ party: partyName, value: nonceValue })
export const revealForm = z.strictObject({ publicValue: plainText(200).nullable().default(null) })
export const revealPageForm = z.strictObject({ publicValue: z.string().trim().max(200) })
/** A button and nothing else. */
export const confirmationForm = z.strictObject({})
export const abortForm = z.strictObject({ reason: plainText(500).min(4, '请写明中止的理由') })

const drawFields = {
  id: z.string(),
  state: z.enum(STATES),
  procedure: z.string(),
  level: z.enum(LEVELS),
  size: z.int(),
  alternates: z.int(),
  count: z.int(),
  listHash: z.string(),
  commitment: z.string(),
  createdAt: z.iso.datetime(),
  revealedAt: z.iso.datetime().nullable(),
  repeats: z.string().nullable(),
}
export const drawLine = z.object(drawFields).meta({ id: 'Draw' })
export type DrawLine = z.output<typeof drawLine>
export const PHASES = ['open', 'revealed', 'aborted'] as const
export type Phase = (typeof PHASES)[number]
export const drawsQuery = z.strictObject({ state: z.enum(PHASES, { error: `可用：${PHASES.join(' ')}` }).optional(), ...paging })
export const drawsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(drawLine) })
export const recordAnswer = drawRecord
