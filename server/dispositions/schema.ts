// The shapes of answering comments: the list, an answer, several answers, the commenting table.
import { z } from 'zod'
import { DISPOSITIONS, TYPES, type CommentType } from '../drafting/disposition.ts'
import { rowVersion, visibleText } from '../http/shapes.ts'
import { idParams } from '../library/schema.ts'
import { paging } from '../search/schema.ts'
import { FORMATS } from './files.ts'

export const MOST_AT_ONCE = 500
const types = Object.keys(TYPES) as [CommentType, ...CommentType[]]
const disposition = z.enum(DISPOSITIONS, { error: `请选择：${DISPOSITIONS.join('、')}` })
const reply = visibleText(10_000).default('').describe('The reason; required for 不采纳 and 部分采纳')

export const commentParams = idParams.extend({ commentId: z.string() })

export const commentsQuery = z.strictObject({
  open: z.enum(['yes']).optional().describe('Those that nobody has answered'),
  clause: z.string().max(40).optional().describe('Number of a clause; empty for comments on the whole draft'),
  type: z.enum(types).optional(),
  ...paging,
})

const standing = z.object({ outcome: z.enum(['kept', 'moved', 'changed', 'gone', 'uncertain']), clause: z.string().nullable().describe('Anchor in the newest draft, such as cl-4.1'), reason: z.string(), confidence: z.number().describe('0…1') })

export const commentAnswer = z.object({
  id: z.string(),
  number: z.int(),
  body: z.string().describe('Whoever made it'),
  clause: z.string(),
  element: z.string(),
  type: z.enum(types),
  original: z.string(),
  proposed: z.string(),
  reason: z.string(),
  disposition: z.enum(['', ...DISPOSITIONS]),
  reply: z.string(),
  answeredAt: z.iso.datetime().nullable(),
  standing: standing.nullable().describe('In the newest draft; null while that is the one it was made on'),
  createdAt: z.iso.datetime(),
  version: z.int(),
})
export type CommentAnswer = z.output<typeof commentAnswer>

export const commentsAnswer = z.object({
  total: z.int(),
  page: z.int(),
  size: z.int(),
  counts: z.object({ 采纳: z.int(), 部分采纳: z.int(), 不采纳: z.int(), 已知悉: z.int(), open: z.int() }).describe('Of all confirmed comments, whatever was asked for'),
  clauses: z.array(z.object({ clause: z.string(), comments: z.int(), open: z.int() })),
  newestDraft: z.int().nullable(),
  closed: z.string().nullable().describe('Why comments are no longer answered'),
  items: z.array(commentAnswer),
})

export const dispositionBody = z.strictObject({ disposition, reply, version: rowVersion })
export const dispositionsBody = z.strictObject({ comments: z.array(z.strictObject({ id: z.string().max(40), version: rowVersion })).min(1, '请先勾选意见').max(MOST_AT_ONCE, `一次最多 ${MOST_AT_ONCE} 条`), disposition, reply })
export const dispositionsAnswer = z.object({ answered: z.int() })

export const tableQuery = z.strictObject({ format: z.enum(FORMATS, { error: `可用：${FORMATS.join(' ')}` }).default('csv'), headers: z.enum(['zh', 'iso'], { error: '可用：zh iso' }).default('zh').describe('意见汇总处理表, or the ISO/CEN commenting template') })

export const importAnswer = z.object({
  taken: z.int(),
  answered: z.int().describe('Comments that were there and got the answer of the table'),
  duplicate: z.int(),
  refused: z.int(),
  unknownHeaders: z.array(z.string()).describe('Columns whose cells were not taken'),
  rows: z.array(z.object({ row: z.int().describe('As the file’s program counts; the header is usually 1'), outcome: z.enum(['taken', 'taken_with_remarks', 'answered', 'duplicate', 'refused', 'empty']), number: z.int().nullable().describe('Of the comment'), details: z.array(z.string()) })),
})

/** As the page posts it. */
export const onePageForm = z.object({ disposition, reply, version: z.coerce.number().pipe(rowVersion) })
export const severalPageForm = z.object({
  disposition,
  reply,
  chosen: z.array(z.string().regex(/^[\w-]{1,40}:\d{1,10}$/)).min(1, '请先勾选要处理的意见').max(MOST_AT_ONCE).transform((list) => list.map((one) => ({ id: one.split(':')[0]!, version: Number(one.split(':')[1]) }))),
})
export const pastedForm = z.object({ table: z.string().max(2_000_000, '太长；请改用文件导入').refine((text) => text.trim() !== '', '请粘贴 CSV 表格，第一行是表头') })
