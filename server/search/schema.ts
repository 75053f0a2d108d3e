// The shapes of the search API (the contract that outside programs rely on).
import { z } from 'zod'
import { FACETS, KINDS, type Facet } from '../../indexer/index.ts'

const MAX_QUERY = 10_000
const MAX_VALUES = 200

const many = z.array(z.string().max(200, '最多 200 个字符')).max(MAX_VALUES, `一个参数最多重复 ${MAX_VALUES} 次`).optional()
const day = z.iso.date({ error: '应为存在的一天，写成 YYYY-MM-DD' }).optional()
export const integer = (least: number, most: number, otherwise: number) => z.int({ error: '应为整数，只写一次' }).min(least, `至少为 ${least}`).max(most, `最多为 ${most}`).default(otherwise)

export const paging = { page: integer(1, 1_000_000, 1), size: integer(1, 100, 20) }
export const language = z.enum(['zh', 'en'], { error: '可用：zh en' }).default('zh')

const searchFields = z.strictObject({
  q: z.string({ error: '只能写一次' }).max(MAX_QUERY, `最多 ${MAX_QUERY} 个字符`).default(''),
  ...(Object.fromEntries(FACETS.map((facet) => [facet, many])) as Record<Facet, typeof many>),
  from: day,
  to: day,
  sort: z.enum(['relevance', 'date', '-date'], { error: '可用：relevance date -date' }).default('relevance'),
  group: z.enum(['document', 'section'], { error: '可用：document section' }).default('document'),
  ...paging,
  lang: language,
})
/** Judged beside the fields, not after them, so that all problems are told at once. */
export const searchQuery = searchFields.refine(({ from, to }) => typeof from !== 'string' || typeof to !== 'string' || from <= to, { path: ['from'], message: 'from 不能晚于 to', when: () => true })

const highlights = z.array(z.tuple([z.int(), z.int()]))
const section = z.object({ anchor: z.string(), heading: z.string(), path: z.array(z.string()), snippet: z.string(), highlights })
const related = z.object({ label: z.string(), url: z.string().nullable().describe('Null: not in the library') })
const relations = z.object({ replaces: z.array(related), replacedBy: z.array(related), adopts: z.array(z.string()), cites: z.int().nullable().describe('Null while citations are still being found'), citedBy: z.int().nullable() })
export const item = z.object({
  id: z.string(),
  kind: z.enum(KINDS),
  title: z.string(),
  url: z.string(),
  date: z.string(),
  summary: z.string(),
  numbers: z.array(z.string()),
  body: z.string(),
  score: z.number(),
  anchor: z.string(),
  heading: z.string(),
  snippet: z.string(),
  highlights,
  sections: z.array(section).optional(),
  relations: relations.optional().describe('Of a standard to others'),
  ...(Object.fromEntries(FACETS.filter((facet) => facet !== 'kind').map((facet) => [facet, z.array(z.string()).optional()])) as Record<Exclude<Facet, 'kind'>, z.ZodOptional<z.ZodArray<z.ZodString>>>),
})

export const searchAnswer = z.object({
  total: z.int(),
  page: z.int(),
  size: z.int(),
  tookMs: z.number(),
  engine: z.enum(['embedded', 'meilisearch']),
  query: z.object({ terms: z.array(z.string()), identifiers: z.array(z.string()), phrases: z.array(z.string()), dropped: z.array(z.string()), correctedFrom: z.string().optional() }),
  items: z.array(item),
  facets: z.partialRecord(z.enum(FACETS), z.array(z.object({ value: z.string(), label: z.string(), count: z.int() }))),
})

export const suggestQuery = z.strictObject({ q: z.string({ error: '必填，只写一次' }).max(MAX_QUERY, `最多 ${MAX_QUERY} 个字符`), size: integer(1, 20, 8), lang: language })
export const suggestAnswer = z.object({ items: z.array(z.object({ text: z.string(), type: z.enum(['document', 'term']), kind: z.enum(KINDS).optional(), url: z.string().optional() })) })
