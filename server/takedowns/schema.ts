// What is asked and said of a takedown.
import { z } from 'zod'
import { visibleText } from '../http/shapes.ts'
import { idParams } from '../library/schema.ts'

/** Why a document should go. The word is kept; what is written besides goes to those who decide and is not kept here. */
export const GROUNDS = ['personal', 'secret', 'rights', 'wrong', 'other'] as const
export type Ground = (typeof GROUNDS)[number]

const ground = z.enum(GROUNDS, { error: `请选择理由，可用：${GROUNDS.join(' ')}` })
const words = (least: number, most: number) => visibleText(most).min(least, `请写明原因，至少 ${least} 个字`)

export const requestBody = z.strictObject({ ground, reason: words(5, 2000).describe('Sent to those who decide; not kept') })
/** Shown on the tombstone, or sent to whoever asked. */
export const decisionBody = z.strictObject({ reason: words(4, 300).describe('Everybody sees it: without personal data') })

export const takedownAnswer = z
  .object({ id: z.string(), documentId: z.string(), reason: z.string(), requestedBy: z.string(), decidedBy: z.string(), at: z.iso.datetime(), liftedAt: z.iso.datetime().nullable() })
  .meta({ id: 'Takedown' })
export type TakedownAnswer = z.output<typeof takedownAnswer>

export const requestAnswer = z.object({ id: z.string(), documentId: z.string(), ground, requestedBy: z.string().nullable(), at: z.iso.datetime() }).meta({ id: 'TakedownRequest' })
export type RequestAnswer = z.output<typeof requestAnswer>

/** The newest decisions; those that stand are all among them. */
export const takedownsAnswer = z.object({ requests: z.array(requestAnswer), takedowns: z.array(takedownAnswer) })
export const requestedAnswer = z.object({ id: z.string() })
export const declineParams = z.strictObject({ id: idParams.shape.id, request: idParams.shape.id })
export const declineAnswer = z.object({ id: z.string(), documentId: z.string(), declined: z.literal(true) })

/** As the forms send them. */
export const requestForm = z.object(requestBody.shape)
export const decisionForm = z.object(decisionBody.shape)
export const declineForm = z.object({ request: z.string().min(1).max(16), kept: decisionBody.shape.reason })

/** What an entry of the trail says of a request, and of its refusal. */
export const requestDetail = z.object({ request: z.string(), ground })
export const declineDetail = z.object({ request: z.string() })
