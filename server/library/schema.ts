// The shapes of the document API.
import { z } from 'zod'
import { KINDS } from '../../indexer/index.ts'
import { paging } from '../search/schema.ts'

export const listQuery = z.strictObject({ kind: z.enum(KINDS, { error: `可用：${KINDS.join(' ')}` }).optional(), ...paging })
export const idParams = z.strictObject({ id: z.string() })
export const diffParams = z.strictObject({ id: z.string(), a: z.string(), b: z.string() })

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
