// The shapes of the audit trail's interface.
import { z } from 'zod'
import { integer } from '../search/schema.ts'

const text = z.string({ error: '只能写一次' }).max(200, '最多 200 个字符').optional()
const day = z.iso.date({ error: '应为存在的一天，写成 YYYY-MM-DD' }).optional()
export const OUTCOMES = ['DONE', 'DENIED', 'FAILED'] as const

/** `key:revoke`, or `key` for all that is done to keys; `user:abc`, or either part; an id, or a kind of actor; days in Shanghai, both included. */
export const filterFields = z.strictObject({
  actor: text,
  action: text,
  subject: text,
  outcome: z.enum(OUTCOMES, { error: `可用：${OUTCOMES.join(' ')}` }).optional(),
  from: day,
  to: day,
})
export type AuditFilter = z.output<typeof filterFields>

const inOrder = ({ from, to }: AuditFilter): boolean => typeof from !== 'string' || typeof to !== 'string' || from <= to
const disorder = { path: ['from'], message: '开始的一天不能晚于结束的一天', when: () => true }

export const auditFilter = filterFields.refine(inOrder, disorder)
export const auditQuery = filterFields.extend({ page: integer(1, 1_000_000, 1), size: integer(1, 200, 50) }).refine(inOrder, disorder)
export type AuditQuery = z.output<typeof auditQuery>

export const auditEntry = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  actorKind: z.string(),
  actorId: z.string().nullable(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  detail: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable(),
  previousHash: z.string().length(64),
  hash: z.string().length(64),
})
export type AuditLine = z.output<typeof auditEntry>

export const auditAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(auditEntry) })
