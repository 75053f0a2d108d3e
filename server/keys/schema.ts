// The shapes of keys and their usage, as asked for and as answered.
import { z } from 'zod'
import { SCOPES } from '../access/access.ts'

export const DAYS_TO_LIVE = { least: 1, otherwise: 365, most: 730 } as const
export const MOST_PER_MINUTE = 100_000
const id = z.string().regex(/^[bcdfghjkmnpqrstvwxyz23456789]{8,16}$/, '应为 8 到 16 位的编号')
const userId = z.string().regex(/^[\x21-\x7e]{1,64}$/, '应为账户编号')
const whole = (least: number, most: number) => z.int({ error: '应为整数' }).min(least, `至少为 ${least}`).max(most, `最多为 ${most}`)

/** What a new key is asked to be. */
export const keyRequest = z.strictObject({
  name: z
    .string({ error: '请填写名称，说明哪个程序用它' })
    // oxlint-disable-next-line no-control-regex -- PostgreSQL cannot store NUL, and a name is one line
    .regex(/^[^\u0000-\u001f\u007f]*$/, '名称只能有一行')
    .trim()
    .min(1, '请填写名称，说明哪个程序用它')
    .max(80, '最多 80 个字符'),
  scopes: z
    .array(z.enum(SCOPES, { error: `可用：${SCOPES.join(' ')}` }), { error: '请至少选一项用途' })
    .min(1, '请至少选一项用途')
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  organisationId: id.optional().describe('The key acts in this organisation only'),
  expiresInDays: whole(DAYS_TO_LIVE.least, DAYS_TO_LIVE.most).default(DAYS_TO_LIVE.otherwise),
  perMinute: whole(1, MOST_PER_MINUTE).optional().describe('Requests a minute, set by administrators; otherwise the default of the service'),
  ownerId: userId.optional().describe('For administrators: whose key it is'),
})
export type KeyRequest = z.input<typeof keyRequest>

/** The same from a form, where all is text and what is left empty is not asked for. */
export const keyForm = z.object({
  name: keyRequest.shape.name,
  scopes: keyRequest.shape.scopes,
  organisationId: z
    .string()
    .transform((value) => value || undefined)
    .pipe(keyRequest.shape.organisationId),
  expiresInDays: z
    .string()
    .transform((value) => (/^\d{1,6}$/.test(value.trim()) ? Number(value) : NaN))
    .pipe(whole(DAYS_TO_LIVE.least, DAYS_TO_LIVE.most)),
  draft: id,
})

const instant = z.string().describe('ISO 8601')
const keyFields = {
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  ownerId: z.string().nullable(),
  organisationId: z.string().nullable(),
  state: z.enum(['live', 'expired', 'revoked']),
  perMinute: z.int().nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
}
export const keyAnswer = z.object(keyFields).meta({ id: 'ApiKey' })
export type KeyAnswer = z.output<typeof keyAnswer>
export const newKeyAnswer = z.object({ ...keyFields, key: z.string().describe('Told this one time only') })

export const keysQuery = z.strictObject({ ownerId: userId.optional().describe('For administrators and auditors: whose keys'), page: whole(1, 1_000_000).default(1), size: whole(1, 100).default(20) })
export const keysAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(keyAnswer) })
export const keyParams = z.strictObject({ id })

const counts = z.object({ requests: z.int(), throttled: z.int().describe('Of these, answered 429') })
export const usageAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      prefix: z.string(),
      today: counts,
      last30Days: counts,
      limit: z.int().describe('Requests a minute'),
      remaining: z.int().describe('Of these left in the running minute, in the process that answers'),
      resetSeconds: z.int(),
    }),
  ),
})
