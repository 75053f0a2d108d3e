// The shapes of consultations: opened and extended by the association, comments of organisations and of whoever confirms by mail.
import { z } from 'zod'
import { rowVersion } from '../http/shapes.ts'
import { paging } from '../search/schema.ts'

const DAY = z.iso.date('请写成 2026-11-24 这样的日期')
const words = (most: number) => z.string().trim().max(most, `最多 ${most} 个字符`)
export const COMMENT_TYPES = ['ge', 'te', 'ed'] as const

export const openBody = z.strictObject({ opensOn: DAY, closesOn: DAY, public: z.boolean().default(true), version: rowVersion })
export const openForm = z.object({ opensOn: DAY, closesOn: DAY, public: z.string(), version: z.coerce.number().pipe(rowVersion) })
export const extendBody = z.strictObject({ closesOn: DAY, reason: words(1_000).default(''), version: rowVersion.describe('Of the project') })
export const extendForm = z.object({ closesOn: DAY, reason: words(1_000), version: z.coerce.number().pipe(rowVersion) })

const said = { proposed: words(10_000), reason: words(10_000) }
const saysSomething = ({ proposed, reason }: { proposed: string; reason: string }) => proposed !== '' || reason !== ''
const SAY = { path: ['proposed'], message: '请写修改建议，或者写理由' }
const place = {
  clause: z.string().trim().max(60).describe('Anchor of the clause, such as cl-4.1; empty for the draft as a whole'),
  element: words(60),
  type: z.enum(COMMENT_TYPES),
  original: words(2_000).describe('Words of the clause to which the comment refers, as they stand there'),
}
export const commentBody = z
  .strictObject({ clause: place.clause.default(''), element: place.element.default(''), type: place.type.default('ge'), original: place.original.default(''), proposed: said.proposed.default(''), reason: said.reason.default(''), organisationId: z.string().max(40).optional().describe('For whom a signed-in person comments'), body: words(120).optional().describe('Name of who comments, without an organisation here'), email: z.email().max(254).optional().describe('Of whoever has not signed in; a link is sent there') })
  .refine(saysSomething, SAY)
export const commentForm = z.object({ ...place, ...said, organisationId: z.string().max(40), body: words(120), email: z.union([z.literal(''), z.email('请写电子邮件地址').max(254)]) })

export const consultationsQuery = z.strictObject({ open: z.enum(['yes', 'no']).optional(), ...paging })

export const consultationSummary = z.object({
  id: z.string(),
  projectId: z.string(),
  title: z.string(),
  organisation: z.string(),
  opensOn: z.iso.date(),
  closesOn: z.iso.date(),
  isOpen: z.boolean(),
  public: z.boolean(),
  comments: z.int(),
})
export const consultationsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(consultationSummary) })
export const standing = z.object({ outcome: z.enum(['kept', 'moved', 'changed', 'gone', 'uncertain']), clause: z.string().nullable(), reason: z.string(), draft: z.int() })
export const commentAnswer = z.object({
  id: z.string(),
  number: z.int(),
  body: z.string(),
  clause: z.string(),
  element: z.string(),
  type: z.enum(COMMENT_TYPES),
  original: z.string(),
  proposed: z.string(),
  reason: z.string(),
  disposition: z.string(),
  reply: z.string(),
  standing: standing.nullable().describe('Where it stands in the newest draft; null: it was made on that'),
  mine: z.boolean(),
  at: z.iso.datetime(),
})
export const consultationAnswer = consultationSummary.extend({ draft: z.int(), text: z.string(), explanationId: z.string().nullable(), comment: z.array(commentAnswer) })
export const madeAnswer = z.object({ id: z.string(), state: z.enum(['counted', 'awaits-confirmation']) })
