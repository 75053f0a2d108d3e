// The shapes of the register of adoptions (贯标).
import { z } from 'zod'
import { rowVersion, soughtText } from '../http/shapes.ts'
import { paging } from '../search/schema.ts'

export const idParams = z.strictObject({ id: z.string().max(40) })

const day = z.iso.date({ error: '应为存在的一天，写成 YYYY-MM-DD' })
const documentId = z.string({ error: '必填：标准在知识库里的编号' }).min(1, '必填：标准在知识库里的编号').max(40)
const clause = z.string().trim().regex(/^(?:\d{1,3}|[A-Z])(?:\.\d{1,3})*$/, '应为条款号，例如 5.2 或者 A.1')
const web = z.string().trim().max(500, '最多 500 个字符').regex(/^https?:\/\/[^\s<>"']+$/, '应为 http:// 或 https:// 开头的网址')

export const adoptionsQuery = z.strictObject({ standard: soughtText(40).optional().describe('Id of the document'), organisation: soughtText(40).optional(), ended: z.enum(['true', 'false'], { error: '可用：true false' }).default('false').describe('`true`: those that ended as well'), ...paging })
export type AdoptionsQuery = z.output<typeof adoptionsQuery>

export const declareBody = z.strictObject({ documentId, organisationId: z.string().max(40).optional().describe('Needed by whoever acts for several'), clauses: z.array(clause).max(500, '最多 500 条').default([]).describe('Empty: the whole standard'), evidenceUrl: web.nullable().default(null), declaredOn: day })
export type Declaration = z.output<typeof declareBody>
export const endBody = z.strictObject({ version: rowVersion, endedOn: day })
export const checkBody = z.strictObject({ version: rowVersion })

export const adoptionAnswer = z.object({
  id: z.string(),
  documentId: z.string(),
  title: z.string(),
  number: z.string(),
  organisationId: z.string(),
  organisation: z.string(),
  clauses: z.array(z.string()),
  basis: z.enum(['declared', 'checked']),
  checkedBy: z.string().nullable().describe('Name of the association or bureau'),
  evidenceUrl: z.string().nullable(),
  declaredOn: z.string(),
  endedOn: z.string().nullable(),
  version: z.int(),
})
export type AdoptionAnswer = z.output<typeof adoptionAnswer>
export const adoptionsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(adoptionAnswer) })

/** As the page posts it. */
export const declareForm = z.strictObject({ standard: documentId, clauses: z.string().max(5_000), evidenceUrl: z.union([z.literal(''), web]), declaredOn: day })
export const declarationOf = ({ standard, clauses, evidenceUrl, declaredOn }: z.output<typeof declareForm>) => ({ documentId: standard, clauses: clauses.split(/[\s,，、;；]+/).filter(Boolean), evidenceUrl: evidenceUrl || null, declaredOn })
export const endForm = z.strictObject({ version: z.coerce.number().pipe(rowVersion), endedOn: day })
export const checkForm = z.strictObject({ version: z.coerce.number().pipe(rowVersion) })
