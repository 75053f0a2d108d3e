// The shapes of enquiries: what is public of them, what is sealed, and the moves.
import { z } from 'zod'
import { rowVersion } from '../http/shapes.ts'
import { checkedParty, conflictDecisionForm } from '../conflicts/schema.ts'
import { idParams } from '../library/schema.ts'
import { matchAnswer, matchFacets } from '../matching/schema.ts'
import { paging } from '../search/schema.ts'
import { KINDS, MOVES, PROCEDURES, STATES, type State } from './states.ts'

const LEAST_FACTS = 30
const MOST_FACTS = 20_000
const facets = matchFacets.shape

/** One that a list is narrowed to; whatever else is asked for narrows nothing. */
export const stateNamed = (asked: unknown): State | undefined => STATES.find((state) => state === asked)

/** The title is shown to whoever may see that there is an enquiry: no facts, no names. */
const title = z.string().trim().min(4, '请写一个不含案情和名称的标题，至少 4 个字').max(100, '标题最多 100 个字')

export const enquiryForm = z.strictObject({
  title,
  kind: z.enum(KINDS).default('ordinary'),
  procedure: z.enum(PROCEDURES).nullable().default(null),
  facts: z.string().trim().min(LEAST_FACTS, `请写明事实和问题，至少 ${LEAST_FACTS} 个字；约 200 字最好`).max(MOST_FACTS, `最多 ${MOST_FACTS} 个字`).describe('Sealed: read by the requester and the officers in charge only'),
  parties: z.array(checkedParty).max(50).default([]).describe('Sealed'),
  fields: facets.fields,
  industries: facets.industries,
  needs: facets.needs,
  jurisdictions: facets.jurisdictions,
  languages: facets.languages,
  region: facets.region,
  size: z.int().min(1).max(15).default(3),
  alternates: z.int().min(0).max(10).default(2),
  organisationId: z.string().max(16).nullable().default(null),
})
/** Of which there may be several, so that a page reads them as lists. */
export const CHOICES = ['needs', 'fields', 'industries', 'jurisdictions', 'languages'] as const
export type Chosen = Readonly<Record<(typeof CHOICES)[number], readonly string[]>>
export const NOTHING_CHOSEN: Chosen = { needs: [], fields: [], industries: [], jurisdictions: [], languages: [] }
export type EnquiryForm = z.output<typeof enquiryForm>

/** Ticked or chosen codes; an empty choice says nothing. */
const codes = z.array(z.string()).transform((values) => values.filter(Boolean)).pipe(facets.fields.unwrap())

/** As a person fills it in: several choices as lists, parties one a line. */
export const enquiryPageForm = z.object({
  title,
  kind: enquiryForm.shape.kind,
  procedure: z.string().transform((value) => value || null).pipe(enquiryForm.shape.procedure.unwrap()),
  facts: enquiryForm.shape.facts,
  parties: z
    .string()
    .max(5_000)
    .transform((text): unknown => text.split(/\n+/).map((line) => line.trim()).filter(Boolean).map((line) => partyOf(line)))
    .pipe(z.array(checkedParty).max(50)),
  fields: codes,
  industries: codes,
  needs: codes,
  jurisdictions: codes,
  languages: codes,
})

/** `名称（代码）：身份`, the last two optional: the first line is the applicant. */
function partyOf(line: string): { name: string; uscc?: string; role: string } {
  const { name = line, uscc, role } = /^(?<name>[^：:()（）]+?)\s*(?:[（(](?<uscc>[0-9A-Z]{18})[）)])?\s*(?:[：:]\s*(?<role>.+))?$/u.exec(line)?.groups ?? {}
  return { name, ...(uscc && { uscc }), role: ROLE_WORDS[role ?? ''] ?? role ?? 'respondent' }
}
const ROLE_WORDS: Readonly<Record<string, string>> = { 申请人: 'applicant', 原告: 'applicant', 权利人: 'applicant', 被申请人: 'respondent', 被告: 'respondent', 第三人: 'third_party', 代理人: 'agent', 律所: 'agent_firm', 代理机构: 'agent_firm' }

export const moveBody = z.strictObject({ move: z.enum(MOVES, { error: `可用：${MOVES.join(' ')}` }), reason: z.string().trim().max(1_000).default(''), version: rowVersion })
export const movePageForm = z.object({ move: z.enum(MOVES), reason: z.string().trim().max(1_000), version: z.coerce.number().pipe(rowVersion) })
/** About one finding as a whole, for the enquiry at hand. */
export const decisionPageForm = z.object({ rule: conflictDecisionForm.shape.rule, verdict: z.enum(['dismissed', 'upheld'], { error: '请选择决定' }), reason: conflictDecisionForm.shape.reason })
export const wallBody = z.strictObject({ userId: z.string().min(8).max(16), walled: z.boolean() })

const enquiryFields = {
  id: z.string(),
  title: z.string(),
  kind: z.enum(KINDS),
  procedure: z.string().nullable(),
  state: z.enum(STATES),
  fields: z.array(z.string()),
  industries: z.array(z.string()),
  needs: z.array(z.string()),
  jurisdictions: z.array(z.string()),
  languages: z.array(z.string()),
  region: z.string().nullable(),
  size: z.int(),
  alternates: z.int(),
  submittedAt: z.iso.datetime().nullable(),
  dueAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  version: z.int(),
}
export const enquiryAnswer = z.object(enquiryFields).meta({ id: 'Enquiry' })
export type EnquiryAnswer = z.output<typeof enquiryAnswer>
export const enquiryDetail = z.object({
  ...enquiryFields,
  facts: z.string().nullable().describe('Null for those who may see the enquiry but not its facts'),
  parties: z.array(z.object({ name: z.string(), uscc: z.string().nullish(), role: z.string(), people: z.array(z.string()).optional(), unwanted: z.array(z.string()).optional() })).nullable(),
  moves: z.array(z.object({ at: z.iso.datetime(), from: z.enum(STATES).nullable(), to: z.enum(STATES), reason: z.string() })),
  possible: z.array(z.enum(MOVES)),
})
export type EnquiryDetail = z.output<typeof enquiryDetail>
export const enquiriesQuery = z.strictObject({ state: z.enum(STATES).optional(), mine: z.enum(['yes', 'no']).optional(), ...paging })
export const enquiriesAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(enquiryAnswer) })
export const matchBody = z.strictObject({ size: z.int().min(1).max(5000).default(20), explain: z.boolean().default(true) })
export const storedMatch = z.object({ id: z.string(), at: z.iso.datetime(), answer: matchAnswer })
export const similarBody = z.strictObject({ title: z.string().trim().max(100).default(''), facts: z.string().max(MOST_FACTS) })
export const similarAnswer = z.object({ items: z.array(z.object({ id: z.string(), title: z.string(), state: z.enum(STATES), likeness: z.number().describe('0…1, of the words they share') })) })
export { idParams }
