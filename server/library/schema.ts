// The shapes of the document API.
import { z } from 'zod'
import { CONTENT_KINDS, KINDS, type FrontMatter } from '../../indexer/index.ts'
import { paging } from '../search/schema.ts'

export const listQuery = z.strictObject({ kind: z.enum(CONTENT_KINDS, { error: `可用：${CONTENT_KINDS.join(' ')}` }).optional(), ...paging })
export const idParams = z.strictObject({ id: z.string() })
export const diffParams = z.strictObject({ id: z.string(), a: z.string(), b: z.string() })

type FieldOf<F> = F extends unknown ? keyof F : never

/** Which fields of the front matter programs see; a new field does not compile until it is decided. */
const IS_PUBLISHED = {
  id: false, kind: false, title: false, date: false, aliases: false, cites: false, redaction: false, withdrawn: false,
  language: true, jurisdiction: true, region: true, tags: true, industries: true, source: true, owner: true, review_by: true, summary: true, verified: true, verification_note: true, example: true, version: true, status: true,
  number: true, authority: true, amount: true, currency: true, outcome: true, remedies: true, secret_types: true, acts: true, defences: true, scenes: true, issues: true, measures: true,
  case_type: true, cause: true, court_level: true, procedure: true, procedure_type: true, document_type: true, statutes: true, act_period: true,
  analysis: true, original_title: true, original_language: true, legislation: true, matrix: true,
  standard_kind: true, organisation: true, proposer: true, drafters: true, english_title: true, ics: true, ccs: true, record_number: true, implementation_date: true, consultation: true, replaces: true, replaced_by: true, adopts: true,
  level: true, category: true, document_number: true, effective_from: true, effective_to: true, formerly: true,
  audience: true, format: true, duration_minutes: true, issuer: true, channels: true,
} as const satisfies Record<FieldOf<FrontMatter>, boolean>

/** The published fields that a document has, named as its authors name them. */
export function metadataOf(frontMatter: FrontMatter): Record<string, unknown> {
  return Object.fromEntries(Object.entries(frontMatter).filter(([field, value]) => value !== undefined && Object.hasOwn(IS_PUBLISHED, field) && IS_PUBLISHED[field as keyof typeof IS_PUBLISHED]))
}

const brief = z.object({ id: z.string(), kind: z.enum(KINDS), title: z.string(), date: z.string(), url: z.string() })
const place = z.object({ anchor: z.string(), heading: z.string() })

export const listAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(brief) })

export const documentAnswer = brief.extend({
  slug: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  stale: z.object({ reason: z.enum(['review', 'law-replaced']), detail: z.string() }).nullable(),
  sections: z.array(place.extend({ level: z.int(), path: z.array(z.string()), text: z.string(), html: z.string() })),
  versions: z.array(z.object({ id: z.string(), label: z.string(), date: z.string(), changes: z.string(), origin: z.enum(['file', 'git', 'current']) })),
  citations: z.array(z.object({ label: z.string(), type: z.string(), anchor: z.string(), state: z.enum(['RESOLVED', 'FOUND', 'FAILED_AMBIGUOUS', 'FAILED']), target: z.object({ id: z.string(), anchor: z.string().optional() }).optional(), candidates: z.array(z.string()).optional() })),
  /** NO_CITATION when the document cites nothing. */
  citationState: z.enum(['NO_CITATION', 'CITES']),
  citedBy: z.array(z.object({ id: z.string(), title: z.string(), anchors: z.array(z.string()) })),
  related: z.array(brief),
})

export const diffAnswer = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  changes: z.array(z.object({ state: z.enum(['same', 'edited', 'moved', 'added', 'deleted']), before: place.optional(), after: place.optional(), parts: z.array(z.object({ kind: z.enum(['same', 'added', 'deleted']), text: z.string() })).optional() })),
})
