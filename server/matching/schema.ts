// The shapes of a match request and its answer.
import { z } from 'zod'
import { CONFIDENCES } from './explain.ts'
import { GATE_RULES } from './model.ts'

/** Longer texts cost time and say no more; 200 characters of facts are enough to compare. */
const LONGEST_TEXT = 20_000
const values = (what: string) => z.array(z.string().trim().min(1).max(100)).max(50).default([]).describe(what)
const name = z.string().trim().min(1, '请填写名称').max(200, '名称最多 200 个字')

export const matchFacets = z.strictObject({
  fields: values('Paths of the field tree, such as `secret/technical`'),
  industries: values('GB/T 4754 codes, such as `C26`'),
  needs: values('Kinds of need, compared with the services experts offer'),
  jurisdictions: values('Where the matter is'),
  languages: values('Working languages'),
  region: z.string().trim().max(20).nullable().default(null).describe('GB/T 2260 code'),
})

export const matchParty = z.strictObject({
  name,
  uscc: z.string().trim().max(60).nullish().describe('统一社会信用代码'),
  role: z.string().trim().min(1).max(50).describe('`applicant`, `respondent`, `third_party`, `agent`, `agent_firm` …'),
  people: z.array(name).max(100).optional().describe('Legal representative, directors, executives, agents named'),
})

export const matchRequest = z.strictObject({
  text: z.string({ error: '请用 text 写明需求的事实，约 200 个汉字' }).max(LONGEST_TEXT, `需求文字最多 ${LONGEST_TEXT} 个字，请只留事实和问题`),
  title: z.string().trim().max(300, '标题最多 300 个字').nullish(),
  facets: matchFacets.prefault({}),
  parties: z.array(matchParty).max(200).default([]),
  size: z.int().min(1, '至少 1 位').max(5000, '最多 5000 位').default(10),
  explain: z.boolean().default(true),
})
export type MatchRequest = z.output<typeof matchRequest>

const rule = z.enum(GATE_RULES)
const points = z.int().min(0).max(1000)
const share = z.number().min(0).max(1)
const partsOf = <T extends z.ZodType>(value: T) => z.object({ text: value, domain: value, need: value, record: value, availability: value })

export const matchItem = z
  .object({
    expertId: z.string(),
    externalId: z.string().nullable(),
    score: points,
    raw: z.number().min(0).max(1000).describe('Unrounded; comparable between enquiries of one snapshot'),
    rank: z.int().min(1),
    parts: partsOf(points).describe('Points; they add up to `score`'),
    undecided: z.array(rule).describe('Rules to be decided by a person before the expert is asked'),
    confidence: z.enum(CONFIDENCES),
    documents: z.array(
      z.object({
        id: z.string(),
        externalId: z.string().nullable(),
        title: z.string(),
        points: points.describe('Of the text part'),
        terms: z.array(z.object({ term: z.string(), share: z.number().min(0).describe("Of the document's similarity") })),
      }),
    ),
    otherDocuments: points.describe('Text points of all other documents'),
    facets: z.array(z.object({ facet: z.enum(['fields', 'industries', 'needs']), value: z.string(), met: share })),
    load: z.object({ before: z.number(), after: z.number(), cap: z.number() }),
    rules: z.array(
      z.object({ id: rule, result: z.enum(['pass', 'exclude', 'decide']), basis: z.string(), window: z.string().nullable(), evidence: z.string(), remedy: z.string().nullable(), freeFrom: z.string().nullish().describe('`YYYY-MM-DD` from which time alone makes the expert eligible') }),
    ),
  })
  .meta({ id: 'MatchItem' })

export const matchAnswer = z
  .object({
    snapshot: z.string().describe('Equal ids give equal answers'),
    version: z.string(),
    considered: z.int(),
    eligible: z.int(),
    shares: partsOf(share).describe('Of each part in this enquiry: what it does not declare is not counted'),
    items: z.array(matchItem),
    excluded: z.array(z.object({ expertId: z.string(), externalId: z.string().nullable(), rule, basis: z.string(), detail: z.string(), remedy: z.string().nullable() })),
    excludedByRule: z.partialRecord(rule, z.int()),
    notes: z.array(z.object({ id: z.enum(['no-experts', 'none-eligible', 'no-text', 'little-text', 'nothing-shared', 'model-away']), detail: z.string() })),
  })
  .meta({ id: 'MatchAnswer' })
