// The shapes of conflict checks and of officers' decisions about findings.
import { z } from 'zod'
import { isDay } from '../calendar.ts'
import { GATE_RULES } from '../matching/model.ts'
import { uscc } from '../organisations/schema.ts'
import { MOST_UNWANTED } from './decisions.ts'
import { seatOf } from './party-index.ts'

const name = z.string().trim().min(1, '请填写名称').max(100, '名称最多 100 个字')
const matter = z.string().trim().min(1).max(100, '案号最多 100 个字')
const words = z.array(z.string().trim().min(1).max(60)).max(50).default([])
const expertId = z.string().trim().min(1).max(100)

export const organisationNamed = z.strictObject({ name, uscc: uscc.nullish() })

export const checkedParty = z.strictObject({
  name,
  uscc: uscc.nullish(),
  role: z.string().trim().min(1, '请填写身份，例如 applicant').max(40),
  people: z.array(name).max(200).optional().describe('Legal representative, directors, executives, agents named'),
  unwanted: z.array(expertId).max(MOST_UNWANTED, `每一方最多提出 ${MOST_UNWANTED} 位不适宜的专家`).optional().describe('Experts whom this party thinks unsuitable: ids or external ids'),
})

/** Body of `POST /api/conflicts/check`; nothing of it is stored. */
export const conflictCheckForm = z
  .strictObject({
    experts: z.array(expertId).min(1, '请至少选择一位专家').max(5000, '一次最多核对 5000 位专家'),
    parties: z.array(checkedParty).min(1, '请至少填写一方当事人').max(100),
    needs: words,
    fields: words,
    jurisdictions: words,
    languages: words,
    matter: matter.nullish().describe('Number of the matter'),
    earlier: z.array(matter).max(20).default([]).describe('Numbers of the same dispute at earlier stages'),
    items: z.array(matter).max(100).default([]).describe('Items to appraise'),
    forum: organisationNamed.nullish().describe('Court or organ that hears the matter'),
    on: z.string().refine(isDay, '日期要写成 YYYY-MM-DD').optional().describe('The day to check for; today when absent'),
  })
  .superRefine(({ parties }, context) => {
    for (const [at, { role, unwanted }] of parties.entries()) {
      if (unwanted?.length && seatOf(role) !== 'principal') context.addIssue({ code: 'custom', path: ['parties', at, 'unwanted'], message: '只有当事人可以提出不适宜的专家' })
    }
  })
export type ConflictCheckForm = z.output<typeof conflictCheckForm>

export const gateFinding = z
  .object({
    id: z.enum(GATE_RULES),
    result: z.enum(['pass', 'exclude', 'decide']),
    basis: z.string(),
    window: z.string().nullable(),
    evidence: z.string(),
    remedy: z.string().nullable(),
    freeFrom: z.string().nullish().describe('`YYYY-MM-DD` from which time alone makes the expert eligible'),
  })
  .meta({ id: 'GateFinding' })

export const conflictCheckAnswer = z.object({
  on: z.string(),
  items: z.array(z.object({ expertId: z.string(), externalId: z.string().nullable(), result: z.enum(['pass', 'exclude', 'decide']), rules: z.array(z.enum(GATE_RULES)), findings: z.array(gateFinding), remedy: z.string().nullable() })),
})

/** An officer's decision about a finding; who and when are added by the service. */
export const conflictDecisionForm = z
  .strictObject({
    expertId,
    rule: z.enum(GATE_RULES, { error: `可用：${GATE_RULES.join(' ')}` }),
    organisation: organisationNamed.nullish(),
    matter: matter.nullish(),
    verdict: z.enum(['dismissed', 'upheld'], { error: '请选择 dismissed 或 upheld' }),
    reason: z.string().trim().min(4, '请写明理由，至少 4 个字').max(2000, '理由最多 2000 个字'),
  })
  .refine(({ organisation, matter: number }) => organisation || number, { message: '请写明决定针对的单位或案件', path: ['organisation'] })
export type ConflictDecisionForm = z.output<typeof conflictDecisionForm>
