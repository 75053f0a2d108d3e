// The shapes of experts for programs and forms.
import { z } from 'zod'
import { isVisibleLine, rowVersion, soughtText } from '../http/shapes.ts'
import { RELATION_KINDS } from '../matching/model.ts'
import { organisationName } from '../organisations/schema.ts'
import { foldUscc, usccProblem } from '../organisations/uscc.ts'
import { paging } from '../search/schema.ts'
import { EXPERT_STATES, MOVES, PACES } from './roster.ts'

const word = z.string().trim().min(1, '不能为空').max(100, '最多 100 个字符')
const words = z.array(word).max(200, '最多 200 项').transform((list) => [...new Set(list)])
const day = z.iso.date({ error: '应为存在的一天，写成 2026-03-01' })
const personName = z.string().trim().min(1, '请填写姓名').max(100, '姓名最多 100 个字').refine(isVisibleLine, '姓名里有看不见的字符，请重新输入')
const uscc = z.string().max(60).transform(foldUscc).superRefine((code, context) => {
  const problem = usccProblem(code)
  if (problem) context.addIssue({ code: 'custom', message: problem })
})
const employer = z.strictObject({ name: organisationName, uscc: uscc.nullable().optional() }).nullable()
const pace = z.literal(PACES, { error: `可用：${PACES.join(' ')}` })
const cap = z.int('应为整数').min(0, '至少为 0').max(100, '最多为 100')
const text = (most: number) => z.string().trim().max(most, `最多 ${most} 个字符`)
const relation = z.strictObject({ kind: z.enum(RELATION_KINDS), organisation: z.strictObject({ name: organisationName, uscc: uscc.nullable().optional() }), person: text(100).nullable().optional(), from: day.nullable().optional(), to: day.nullable().optional(), matter: text(60).nullable().optional() })
const work = z.strictObject({ externalId: text(100).nullable().optional(), title: text(500).min(1, '请填写题名'), text: text(200_000).default(''), year: z.int().min(1800).max(2200).nullable().default(null), kind: text(40).default('publication'), highlighted: z.boolean().optional() })

const profile = {
  name: personName,
  types: words,
  fields: words,
  industries: words,
  services: words,
  languages: words,
  jurisdictions: words,
  licences: words,
  region: text(40).nullable(),
  employer,
  biography: text(5_000).nullable(),
  relations: z.array(relation).max(1_000),
  documents: z.array(work).max(1_000).refine((list) => list.filter(({ highlighted }) => highlighted).length <= 5, '代表作最多 5 项'),
}
/** What the expert, or an officer for the expert, may write. */
export const profileFields = z.strictObject(profile).partial()
export const expertBody = profileFields.extend({ name: personName, externalId: word.optional(), cap: cap.optional(), pace: pace.optional(), confidential: z.boolean().optional() })
export type ExpertBody = z.output<typeof expertBody>
const version = rowVersion
export const expertPatch = profileFields.extend({ version, cap: cap.optional(), pace: pace.optional(), awayUntil: day.nullable().optional(), confidential: z.boolean().optional(), userId: z.string().max(16).nullable().optional().describe('The account with which the expert signs in') })
export type ExpertPatch = z.output<typeof expertPatch>
/** The expert answers for name and employer with the bureau: these change by an officer. */
export const ownPatch = profileFields.omit({ name: true, licences: true }).extend({ version, cap: cap.optional(), pace: pace.optional(), awayUntil: day.nullable().optional(), confidential: z.boolean().optional() })
export type OwnPatch = z.output<typeof ownPatch>
export const applicationBody = profileFields.extend({ name: personName, confidential: z.literal(true, { error: '请同意为所接触的秘密保密' }), nominatedBy: z.string().max(16).optional().describe('The organisation that nominates; without it one applies for oneself') })
export type ApplicationBody = z.output<typeof applicationBody>

export const moveBody = z.strictObject({ move: z.enum(MOVES, { error: `可用：${MOVES.join(' ')}` }), reason: text(500).default(''), termFrom: day.optional(), termTo: day.optional(), version })
export type MoveBody = z.output<typeof moveBody>
export const leaveBody = z.strictObject({ reason: text(500).min(1, '请写明理由'), version })

const many = z.array(soughtText(100)).max(50).optional()
export const expertsQuery = z.strictObject({ q: soughtText(100).optional().describe('Part of the name'), externalId: soughtText(100).optional(), type: many, field: many, industry: many, service: many, language: many, jurisdiction: many, region: soughtText(40).optional(), state: z.array(z.enum(EXPERT_STATES)).optional().describe('For officers'), ...paging })
export type ExpertsQuery = z.output<typeof expertsQuery>

const list = z.array(z.string())
const brief = {
  id: z.string(),
  name: z.string(),
  types: list,
  fields: list,
  industries: list,
  services: list,
  languages: list,
  jurisdictions: list,
  region: z.string().nullable(),
  term: z.object({ from: z.string().nullable(), to: z.string().nullable() }),
  /** Null where consent does not show it. */
  employer: z.string().nullable(),
  isExample: z.boolean(),
  url: z.string(),
}
const shownWork = z.object({ id: z.string(), title: z.string(), year: z.int().nullable(), kind: z.string() })
const storedWork = shownWork.extend({ externalId: z.string().nullable(), text: z.string(), highlighted: z.boolean() })
/** For officers and the expert only. */
const file = z.object({
  externalId: z.string().nullable(),
  userId: z.string().nullable(),
  state: z.enum(EXPERT_STATES),
  employer: z.object({ name: z.string(), uscc: z.string().nullable() }).nullable(),
  cap: z.int(),
  pace: z.int(),
  awayUntil: z.string().nullable(),
  isConfidential: z.boolean(),
  nominatedBy: z.string().nullable(),
  version: z.int(),
  relations: z.array(z.object({ kind: z.string(), organisation: z.object({ name: z.string(), uscc: z.string().nullable() }), person: z.string().nullable(), from: z.string().nullable(), to: z.string().nullable(), source: z.string().nullable(), matter: z.string().nullable() })),
  documents: z.array(storedWork),
  moves: z.array(z.object({ at: z.iso.datetime(), from: z.enum(EXPERT_STATES).nullable(), to: z.enum(EXPERT_STATES), reason: z.string(), actorId: z.string().nullable() })),
})
export const expertBrief = z.object(brief).meta({ id: 'ExpertBrief' })
export type ExpertBrief = z.output<typeof expertBrief>
export const expertAnswer = z.object({ ...brief, biography: z.string().nullable(), licences: list, highlights: z.array(shownWork), works: z.array(shownWork), file: file.nullable() }).meta({ id: 'Expert' })
export type ExpertAnswer = z.output<typeof expertAnswer>
export const expertsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(expertBrief.extend({ externalId: z.string().nullable(), state: z.enum(EXPERT_STATES) })) })

export const importQuery = z.strictObject({ atomic: z.enum(['true', 'false']).default('false').describe('All lines or none') })
const MOST_PASTED = 800_000
export const pastedForm = z.object({ table: z.string().max(MOST_PASTED, '粘贴的表格最多 80 万字；更大的请用文件导入').refine((table) => table.trim() !== '', '请粘贴表格，第一行是表头'), atomic: z.string().max(3) })
export const importAnswer = z.object({
  applied: z.boolean(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  searchable: z.boolean(),
  lines: z.array(z.object({ line: z.int(), externalId: z.string().nullable(), result: z.enum(['created', 'updated', 'unchanged', 'refused']), id: z.string().nullable(), problems: z.array(z.object({ field: z.string(), detail: z.string() })) })),
})
export const EXPORT_FORMATS = ['ndjson', 'csv', 'xlsx'] as const
export const exportQuery = z.strictObject({ format: z.enum(EXPORT_FORMATS, { error: `可用：${EXPORT_FORMATS.join(' ')}` }).default('ndjson') })
