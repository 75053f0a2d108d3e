// The building blocks of the front-matter schemas; every message is written for the author of the Markdown file.
import { z } from 'zod'
import type { CodeTable } from '../labels.ts'

const ID = /^[bcdfghjkmnpqrstvwxyz23456789]{8,16}$/

export const text = (max = 500) =>
  z
    .string({ error: '应为文字' })
    .trim()
    .min(1, '不能为空')
    .max(max, `最多 ${max} 个字符`)

export const id = z.string({ error: '必填：永久编号，用 npm run index -- --new-id 取一个' }).regex(ID, '应为 8–16 位，只用 bcdfghjkmnpqrstvwxyz23456789')

/** A calendar day `YYYY-MM-DD` that exists. */
export const date = z
  .string({ error: '应为 YYYY-MM-DD 形式的日期，加引号' })
  .regex(/^\d{4}-\d{2}-\d{2}$/, '应为 YYYY-MM-DD 形式的日期，加引号')
  .refine(isRealDay, '没有这一天')

export function isRealDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

export function code<T extends CodeTable>(table: T) {
  const codes = Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]
  return z.enum(codes, { error: (issue) => `词表中没有 ${JSON.stringify(issue.input)}；可用：${codes.length > 40 ? `${codes.slice(0, 40).join(' ')} …` : codes.join(' ')}` })
}

/** A list; a single value may be written without brackets. */
export const list = <T extends z.ZodType>(item: T, max = 200) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(max, `最多 ${max} 项`))

export const yesNo = z.enum(['true', 'false'], { error: '应为 true 或 false' }).transform((word) => word === 'true')

/** An amount of money as authors write it, kept exact as an integer of hundredths (fen, cents). */
export const money = z
  .string()
  .regex(/^\d{1,13}(\.\d{1,2})?$/, '应为数字，最多两位小数，不写单位和逗号')
  .transform((digits) => {
    const [whole = '0', part = ''] = digits.split('.')
    return Number(whole) * 100 + Number(part.padEnd(2, '0'))
  })

export const count = z.string().regex(/^\d{1,6}$/, '应为整数').transform(Number)

/** http(s) only: what authors write ends up in links. */
export const url = z.string().max(500).regex(/^https?:\/\/[^\s<>"']+$/, '应为 http:// 或 https:// 开头的网址')

export const interval = z
  .strictObject({ from: date, to: date })
  .refine(({ from, to }) => from <= to, { message: 'to 不能早于 from', path: ['to'] })
