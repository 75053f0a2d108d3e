// The shapes of publishing a standard.
import { z } from 'zod'
import { rowVersion } from '../http/shapes.ts'

export const idParams = z.strictObject({ id: z.string().max(40) })

const day = z.iso.date({ error: '应为存在的一天，写成 YYYY-MM-DD' })
const line = (most: number) => z.string({ error: '应为文字' }).trim().max(most, `最多 ${most} 个字符`)
const doubts = z.array(line(300).min(1, '不能为空')).max(100, '最多 100 条')

export const publishBody = z.strictObject({
  version: rowVersion,
  number: line(60).optional().describe('`T/CODE 0001—2026`; without one the next is given'),
  implementationOn: day,
  approval: z.strictObject({ on: day, title: line(200).min(2, '请填写批准文件的名称'), text: line(50_000).min(2, '请填写批准文件的内容或者文号') }).describe('The paper by which the association approved it'),
  mandatory: z.strictObject({ compared: line(5_000).min(2, '请写明与哪些强制性国家标准比对过；没有相关的，写“没有”'), below: doubts.describe('Where it asks for less than they do; empty: nowhere') }),
  competition: z.strictObject({ checked: line(5_000).min(2, '请写明公平竞争核对的结论'), doubts: doubts.describe('What may exclude or restrict competition; empty: nothing') }),
})
export type PublishRequest = z.output<typeof publishBody>

export const publishAnswer = z.object({ id: z.string(), number: z.string(), state: z.string(), documentId: z.string(), url: z.string(), publishedOn: z.string(), implementationOn: z.string(), version: z.int(), indexed: z.boolean().describe('False: the index could not be reached; the schedule tries again') })
export type PublishAnswer = z.output<typeof publishAnswer>

/** As the page posts it: lists are lines of text. */
export const publishForm = z.strictObject({
  version: z.coerce.number().pipe(rowVersion),
  number: line(60),
  implementationOn: day,
  approvedOn: day,
  approvalTitle: line(200).min(2, '请填写批准文件的名称'),
  approvalText: line(50_000).min(2, '请填写批准文件的内容或者文号'),
  compared: line(5_000).min(2, '请写明与哪些强制性国家标准比对过；没有相关的，写“没有”'),
  below: line(5_000),
  checked: line(5_000).min(2, '请写明公平竞争核对的结论'),
  doubts: line(5_000),
})

const lines = (text: string): string[] => text.split(/\r?\n/).map((one) => one.trim()).filter(Boolean)

export const requestOf = (form: z.output<typeof publishForm>): PublishRequest => ({
  version: form.version,
  ...(form.number && { number: form.number }),
  implementationOn: form.implementationOn,
  approval: { on: form.approvedOn, title: form.approvalTitle, text: form.approvalText },
  mandatory: { compared: form.compared, below: lines(form.below) },
  competition: { checked: form.checked, doubts: lines(form.doubts) },
})
