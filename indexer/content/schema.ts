// Front matter of the seven kinds of content: what each file must and may say (content/README.md is the author's version of this file).
import { z } from 'zod'
import { INDUSTRIES } from '../industries.ts'
import * as L from '../labels.ts'
import { code, count, date, id, interval, list, money, text, url, yesNo } from './fields.ts'

const common = {
  id,
  title: text(300),
  date,
  language: text(20).default('zh-CN'),
  jurisdiction: code(L.JURISDICTION).default('CN'),
  region: code(L.REGION).optional(),
  tags: list(text(40)).default([]),
  industries: list(code(INDUSTRIES)).default([]),
  source: z.strictObject({ name: text(200), url: url.optional() }).optional(),
  owner: text(100).optional(),
  review_by: date.optional(),
  summary: text(600).optional(),
  verified: yesNo.default(true),
  verification_note: text(800).optional(),
  example: yesNo.default(false),
  aliases: list(text(120)).default([]),
  withdrawn: z.strictObject({ date, reason: text(400) }).optional(),
  version: text(60).optional(),
  cites: list(text(120)).default([]),
}

const finding = z.strictObject({ finding: code(L.FINDING), note: text(600).optional() }).refine((it) => it.finding === 'not_discussed' || it.note, { message: '写明法院怎么说（note）', path: ['note'] })
const measures = z.partialRecord(code(L.MEASURE), finding)
const holdings = {
  remedies: list(code(L.REMEDY)).default([]),
  secret_types: list(code(L.SECRET_TYPE)).default([]),
  acts: list(code(L.ACT)).default([]),
  defences: list(code(L.DEFENCE)).default([]),
  scenes: list(code(L.SCENE)).default([]),
  issues: list(code(L.ISSUE)).default([]),
  outcome: list(code(L.OUTCOME)).default([]),
  measures: measures.default({}),
  number: list(text(120)).default([]),
  authority: text(120).optional(),
  amount: money.optional(),
}
const shown = (statuses: readonly (keyof typeof L.STATUS)[]) => code(Object.fromEntries(statuses.map((status) => [status, L.STATUS[status]])) as Record<(typeof statuses)[number], L.Label>)
const plainStatus = shown(['published', 'draft', 'withdrawn']).default('published')

const kinds = {
  case: z.strictObject({
    ...common,
    ...holdings,
    kind: z.literal('case'),
    status: plainStatus,
    case_type: code(L.CASE_TYPE).optional(),
    cause: code(L.CAUSE).optional(),
    court_level: code(L.COURT_LEVEL).optional(),
    procedure: code(L.PROCEDURE).optional(),
    document_type: code(L.DOCUMENT_TYPE).optional(),
    statutes: list(z.strictObject({ law: text(120), article: text(20).optional(), as_of: date.optional() })).default([]),
    act_period: interval.optional(),
    redaction: z.literal('done', { error: '隐去个人信息的检查做完后写 done' }).optional(),
  }),
  overseas: z.strictObject({
    ...common,
    ...holdings,
    kind: z.literal('overseas'),
    status: plainStatus,
    analysis: code({ case: ['案例分析', 'Case analysis'], law: ['制度分析', 'Law analysis'] }).optional(),
    court_level: code(L.COURT_LEVEL).optional(),
    procedure_type: code(L.PROCEDURE_TYPE).optional(),
    original_title: text(300).optional(),
    original_language: text(20).optional(),
    legislation: list(text(120)).default([]),
    currency: text(3).optional(),
    matrix: z.partialRecord(z.enum(['definition', 'measures', 'burden', 'interim', 'damages', 'limitation', 'criminal'], { error: 'matrix 只有 definition measures burden interim damages limitation criminal' }), text(600)).optional(),
  }),
  standard: z.strictObject({
    ...common,
    kind: z.literal('standard'),
    status: shown(['drafting', 'consulting', 'upcoming', 'in-force', 'replaced', 'abolished', 'draft', 'withdrawn']),
    standard_kind: code(L.STANDARD_KIND).optional(),
    number: list(text(120)).default([]),
    organisation: text(120).optional(),
    proposer: text(120).optional(),
    drafters: list(text(120)).default([]),
    english_title: text(300).optional(),
    ics: text(60).optional(),
    ccs: text(60).optional(),
    record_number: text(60).optional(),
    implementation_date: date.optional(),
    consultation: interval.optional(),
    replaces: list(text(120)).default([]),
    replaced_by: list(text(120)).default([]),
    adopts: list(text(120)).default([]),
    measures: list(code(L.MEASURE)).default([]),
  }),
  law: z.strictObject({
    ...common,
    kind: z.literal('law'),
    status: shown(['in-force', 'upcoming', 'amended', 'repealed', 'draft', 'withdrawn']).default('in-force'),
    level: code(L.LAW_LEVEL).optional(),
    category: text(60).optional(),
    document_number: text(120).optional(),
    authority: text(120).optional(),
    effective_from: date.optional(),
    effective_to: date.optional(),
    formerly: list(text(120)).default([]),
    replaces: list(text(120)).default([]),
    replaced_by: list(text(120)).default([]),
  }),
  guide: z.strictObject({
    ...common,
    kind: z.literal('guide'),
    status: plainStatus,
    audience: list(code(L.AUDIENCE)).default([]),
    measures: list(code(L.MEASURE)).default([]),
    issues: list(code(L.ISSUE)).default([]),
  }),
  course: z.strictObject({
    ...common,
    kind: z.literal('course'),
    status: plainStatus,
    audience: list(code(L.AUDIENCE)).default([]),
    format: code(L.FORMAT).optional(),
    duration_minutes: count.optional(),
    measures: list(code(L.MEASURE)).default([]),
  }),
  notice: z.strictObject({
    ...common,
    kind: z.literal('notice'),
    status: plainStatus,
    issuer: text(120).optional(),
    channels: list(code(L.CHANNEL)).default([]),
  }),
}

/** What the publish gate needs, by kind (features A5); a draft may lack all of it. */
const REQUIRED = {
  case: ['summary', 'source', 'owner', 'review_by', 'authority', 'case_type', 'cause', 'court_level', 'procedure', 'document_type', 'outcome', 'secret_types', 'issues', 'redaction'],
  overseas: ['summary', 'source', 'owner', 'review_by', 'authority', 'analysis', 'legislation', 'issues'],
  standard: ['summary', 'source', 'owner', 'review_by', 'standard_kind', 'organisation'],
  law: [],
  guide: ['summary', 'owner', 'review_by', 'audience'],
  course: ['summary', 'owner', 'review_by', 'audience', 'format', 'duration_minutes'],
  notice: ['summary', 'owner', 'issuer'],
} as const satisfies Record<keyof typeof kinds, readonly string[]>

const PUBLISHED_STANDARD = ['upcoming', 'in-force', 'replaced', 'abolished']

/** Every gate that front matter as written does not pass, as [field, rule]; judged on the raw text so that it is reported beside all other problems. */
function gaps(kind: keyof typeof kinds, raw: Record<string, unknown>): [field: string, rule: string][] {
  if (raw.status === 'withdrawn') return raw.withdrawn ? [] : [['withdrawn', '撤下的文档必须写明日期和原因：withdrawn: { date, reason }']]
  if (raw.status === 'draft') return []
  const fields: string[] = [...REQUIRED[kind]]
  if (kind === 'overseas' && raw.analysis === 'case') fields.push('court_level', 'procedure_type', 'outcome')
  if (kind === 'overseas' && raw.analysis === 'law') fields.push('matrix')
  if (kind === 'standard' && raw.status === undefined) fields.push('status')
  if (kind === 'standard' && PUBLISHED_STANDARD.includes(String(raw.status))) fields.push('number', 'implementation_date')
  if (kind === 'standard' && raw.status === 'consulting') fields.push('consultation')
  const missing = fields.filter((field) => raw[field] === undefined || (Array.isArray(raw[field]) && raw[field].length === 0))
  const found = missing.map((field): [string, string] => [field, `${L.labelOf(L.KIND, kind)}发布前必填；还没有就先写 status: draft`])
  if (raw.verified === 'false' && !raw.verification_note) found.push(['verification_note', 'verified: false 时说明哪一处没有把握、为什么'])
  if (raw.withdrawn) found.push(['withdrawn', '只有 status: withdrawn 的文档才写'])
  return found
}

export type FrontMatter = z.output<(typeof kinds)[keyof typeof kinds]>
export type FrontMatterOf<K extends FrontMatter['kind']> = Extract<FrontMatter, { kind: K }>

interface Problem {
  path: (string | number)[]
  rule: string
}
export type Checked = { ok: true; data: FrontMatter } | { ok: false; problems: Problem[] }

/** Checks front matter read as plain strings, lists and maps; reports all problems at once. */
export function checkFrontMatter(raw: unknown): Checked {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { ok: false, problems: [{ path: [], rule: '资料头应为“字段: 值”的列表' }] }
  const kind = (raw as { kind?: unknown }).kind
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return { ok: false, problems: [{ path: ['kind'], rule: `必填，可用：${Object.keys(kinds).join(' ')}` }] }
  const known = kind as keyof typeof kinds
  const result = kinds[known].safeParse(raw)
  const problems: Problem[] = result.success ? [] : result.error.issues.flatMap(explain)
  const named = new Set(problems.map(({ path }) => path[0]))
  for (const [field, rule] of gaps(known, raw as Record<string, unknown>)) if (!named.has(field)) problems.push({ path: [field], rule })
  return result.success && problems.length === 0 ? { ok: true, data: result.data } : { ok: false, problems }
}

function explain(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key], rule: '不认识的字段（拼写？这一类文档没有它？）' }))
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ path, rule: '必填' }]
  if (issue.code === 'invalid_key') return [{ path, rule: issue.issues[0]?.message ?? '不认识的代码' }]
  return [{ path, rule: issue.message.startsWith('Invalid input') ? '类型不对，见作者手册' : issue.message }]
}
