// One line of a register as it is written, into what can be stored: days for years, folded credit codes, and every problem told. Pure.
import { z } from 'zod'
import { INDUSTRIES } from '../../indexer/index.ts'
import { RELATION_KINDS, type RelationKind } from '../matching/model.ts'
import { foldUscc, usccProblem } from '../organisations/uscc.ts'
import { EXPERT_STATES, PACES } from './roster.ts'

export interface LineProblem {
  /** As the line names it, such as `employer.uscc`; empty for the line as a whole. */
  field: string
  detail: string
}

const LIMITS = { name: 100, word: 100, list: 200, works: 1_000, title: 500, text: 200_000, biography: 5_000 }

// oxlint-disable-next-line no-control-regex -- PostgreSQL stores no U+0000, and half a character is none
const storable = (text: string): string => text.replace(/\u0000/g, '').replace(/\p{Surrogate}/gu, '\ufffd')

/** Numbers are taken for the text they were typed as: a spreadsheet makes `001` a number. */
const text = (most: number) => z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string({ error: '应为文字' }).transform((it) => storable(it).trim()).pipe(z.string().max(most, `最多 ${most} 个字符`)))
const needed = (most: number) => z.preprocess((value) => value ?? '', text(most)).pipe(z.string().min(1, '必填'))
/** Null and the empty text clear what is stored; a field that is not there leaves it. */
const clearable = (most: number) => z.preprocess((value) => (value === '' ? null : value), text(most).nullable()).optional()

const SEPARATORS = /[；;、，,\n|]+/
/** One text is cut at the usual separators: `民事；刑事`. */
const asList = (value: unknown): unknown => (value === null ? [] : typeof value === 'string' ? value.split(SEPARATORS) : typeof value === 'number' ? [value] : value)
/** As written: what a program calls a field or a service it also calls so when it asks for one. */
const wordList = z.preprocess(asList, z.array(text(LIMITS.word)).max(LIMITS.list, `最多 ${LIMITS.list} 项`).transform((words) => [...new Set(words.filter(Boolean))])).optional()

const RELATION_WORDS: Readonly<Record<string, RelationKind>> = {
  employee: 'employed', employer: 'employed', employment: 'employed', 任职: 'employed', 雇佣: 'employed', 劳动关系: 'employed', 董事: 'director', 高管: 'director', 监事: 'director', 股东: 'shareholder', 持股: 'shareholder', 实际控制人: 'controller', 控制人: 'controller',
  advisor: 'adviser', consultant: 'adviser', counsel: 'adviser', 顾问: 'adviser', 法律顾问: 'adviser', 代理: 'agent', 代理人: 'agent', lawyer: 'agent', relative: 'kin', 近亲属: 'kin', 亲属: 'kin', 利害关系: 'interest', 参与前程序: 'prior_stage', 鉴定: 'appraised', 证人: 'witness', 接触: 'contact', 曾任公职: 'former_official', 竞争: 'competitor', 专利: 'patent', 合著: 'coauthor', 合著者: 'coauthor', 共同代理: 'cocounsel', 主管部门: 'supervisor',
}
const relationKind = text(40).transform((word, context): RelationKind => {
  const kind = RELATION_KINDS.find((known) => known === word.toLowerCase()) ?? RELATION_WORDS[word.toLowerCase()]
  if (kind) return kind
  context.addIssue({ code: 'custom', message: `不认识的关系“${word}”；可用：${RELATION_KINDS.join(' ')}` })
  return z.NEVER
})

/** `2024`, `2024-03` and `2024/3/5` are days too: the first of the period, or for its end the last. */
function dayOf(end: 'first' | 'last') {
  return z
    .preprocess((value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().slice(0, 10) : value === '' || value === '至今' ? null : typeof value === 'number' ? String(value) : value), z.string().nullable())
    .transform((written, context): string | null => {
      if (written === null) return null
      const [, year, month, day] = /^(\d{4})(?:[-/.年](\d{1,2}))?(?:[-/.月](\d{1,2}))?[日月年]?(?:T.*)?$/.exec(written.trim()) ?? []
      const lastDay = year && new Date(Date.UTC(Number(year), Number(month ?? 12), 0)).getUTCDate()
      const read = year && `${year}-${(month ?? (end === 'first' ? '1' : '12')).padStart(2, '0')}-${(day ?? (end === 'first' ? '1' : String(lastDay))).padStart(2, '0')}`
      if (read && new Date(`${read}T00:00:00Z`).toJSON()?.startsWith(read)) return read
      context.addIssue({ code: 'custom', message: `没有这一天：${written}；写成 2026-03-01` })
      return z.NEVER
    })
    .optional()
}

const uscc = z.preprocess((value) => (value === '' ? null : value), text(60).transform(foldUscc).superRefine((code, context) => {
  const problem = usccProblem(code)
  if (problem) context.addIssue({ code: 'custom', message: problem })
}).nullable()).optional().transform((code) => code ?? null)

const organisation = z.preprocess((value) => (typeof value === 'string' ? { name: value } : value), z.object({ name: needed(200), uscc }))

const relation = z.object({ kind: relationKind, organisation, person: clearable(100), from: dayOf('first'), to: dayOf('last'), source: clearable(40), matter: clearable(60) }).refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: '结束早于开始' })

const WORK_KINDS: Readonly<Record<string, string>> = { 论文: 'publication', 著作: 'publication', 文章: 'publication', 案例: 'case', 案件: 'case', 标准: 'standard', 鉴定意见: 'opinion', 意见: 'opinion', 专利: 'patent', 其他: 'other' }
const yearOf = z.preprocess((value) => (value === '' ? null : typeof value === 'string' && /^\d{4}([-年]|$)/.test(value.trim()) ? Number(value.trim().slice(0, 4)) : value), z.int('应为四位年份').min(1800, '应为四位年份').max(2200, '应为四位年份').nullable()).optional()
const work = z
  .object({ externalId: clearable(100), title: clearable(LIMITS.title), text: clearable(LIMITS.text), year: yearOf, kind: clearable(40), highlighted: z.boolean().optional() })
  .refine(({ title, text: words }) => title || words, { path: ['title'], message: '题名和内容至少写一项' })
  .transform(({ externalId, title, text: words, year, kind, highlighted }) => ({ externalId: externalId ?? null, title: title || (words ?? '').slice(0, 40), text: words ?? '', year: year ?? null, kind: (kind && (WORK_KINDS[kind] ?? kind)) || 'publication', ...(highlighted !== undefined && { highlighted }) }))

const count = (least: number, most: number) => z.preprocess((value) => (typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value), z.int('应为整数').min(least, `至少为 ${least}`).max(most, `最多为 ${most}`))

const STATE_WORDS: Readonly<Record<string, string>> = { 申请: 'APPLIED', 审核: 'UNDER_REVIEW', 公示: 'PUBLICITY', 入库: 'ENROLLED', 聘任: 'APPOINTED', 暂停: 'SUSPENDED', 届满: 'EXPIRED', 出库: 'REMOVED' }

const importLine = z
  .object({
    externalId: needed(100),
    name: needed(LIMITS.name),
    types: wordList,
    fields: wordList,
    industries: wordList,
    services: wordList,
    languages: wordList,
    jurisdictions: wordList,
    licences: wordList,
    region: z.preprocess((value) => (value === '' ? null : value), text(40).nullable()).optional(),
    employer: z.preprocess((value) => (value === '' ? null : value), organisation.nullable()).optional(),
    biography: clearable(LIMITS.biography),
    state: z.preprocess((value) => (typeof value === 'string' ? (STATE_WORDS[value.trim()] ?? value.trim().toUpperCase()) : value), z.enum(EXPERT_STATES, { error: `可用：${EXPERT_STATES.join(' ').toLowerCase()}` })).optional(),
    termFrom: dayOf('first'),
    termTo: dayOf('last'),
    load: z.object({ cap: count(0, 1_000).optional() }).nullable().optional(),
    pace: count(0, 91).refine((days) => PACES.some((pace) => pace === days), `可用：${PACES.join(' ')}`).optional(),
    confidential: z.boolean().optional(),
    example: z.boolean().optional(),
    relations: z.preprocess((value) => value ?? [], z.array(relation).max(LIMITS.works, `最多 ${LIMITS.works} 项`)).optional(),
    documents: z.preprocess((value) => value ?? [], z.array(work).max(LIMITS.works, `最多 ${LIMITS.works} 份`)).optional(),
  })
  .refine(({ termFrom, termTo }) => !termFrom || !termTo || termFrom <= termTo, { path: ['termTo'], message: '任期结束早于开始' })
export type ImportLine = z.output<typeof importLine>

export interface ReadLine {
  externalId: string | null
  /** Null when the line is refused. */
  line: ImportLine | null
  /** Of a line that is not refused: what was noticed, such as a code that no table has. */
  problems: LineProblem[]
}

const chinese = z.locales.zhCN().localeError

export function readLine(value: unknown): ReadLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { externalId: null, line: null, problems: [{ field: '', detail: '一行应为一个 JSON 对象' }] }
  const { externalId } = value as { externalId?: unknown }
  const id = typeof externalId === 'string' || typeof externalId === 'number' ? String(externalId).trim().slice(0, 100) || null : null
  const read = importLine.safeParse(value, { error: chinese })
  if (!read.success) return { externalId: id, line: null, problems: read.error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), detail: message })) }
  const line = { ...read.data, ...(read.data.documents && { documents: read.data.documents.map((it, i) => ({ ...it, externalId: it.externalId ?? `#${i + 1}` })) }) }
  const twice = repeated((line.documents ?? []).map((it) => it.externalId))
  if (twice !== null) return { externalId: id, line: null, problems: [{ field: 'documents', detail: `著作编号 ${twice} 出现了两次` }] }
  return { externalId: line.externalId, line, problems: noticesOf(value, line) }
}

function repeated(ids: readonly (string | null)[]): string | null {
  const seen = new Set<string | null>()
  return ids.find((id) => seen.has(id) || !seen.add(id)) ?? null
}

function noticesOf(given: object, { industries = [], region: place }: ImportLine): LineProblem[] {
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(importLine.shape, key))
  return [
    ...(unknown.length ? [{ field: '', detail: `没有用到：${unknown.slice(0, 10).map((key) => key.slice(0, 40)).join('、')}` }] : []),
    ...industries.filter((code) => !Object.hasOwn(INDUSTRIES, code)).slice(0, 5).map((code) => ({ field: 'industries', detail: `GB/T 4754 里没有 ${code}；已照原样保存` })),
    ...(place && !/^\d{6}$/.test(place) ? [{ field: 'region', detail: `${place} 不是行政区划代码；已照原样保存` }] : []),
  ]
}
