// The shapes of organisations, their members and invitations.
import { z } from 'zod'
import { isVisibleLine, rowVersion, soughtText } from '../http/shapes.ts'
import { ROLES } from '../access/access.ts'
import { emailAddress } from '../accounts/schema.ts'
import { idParams } from '../library/schema.ts'
import { paging } from '../search/schema.ts'
import { ORGANISATION_KINDS } from './roles.ts'
import { foldUscc, usccProblem } from './uscc.ts'

export const organisationName = z.string().trim().min(2, '请填写单位全称').max(100, '单位全称最多 100 个字').refine(isVisibleLine, '名称里有看不见的字符，请重新输入')

export const uscc = z
  .string()
  .max(60)
  .transform(foldUscc)
  .superRefine((code, context) => {
    const problem = usccProblem(code)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

export const organisationForm = z.strictObject({
  name: organisationName,
  kind: z.enum(ORGANISATION_KINDS, { error: `可用：${ORGANISATION_KINDS.join(' ')}` }),
  uscc,
})
export type OrganisationForm = z.output<typeof organisationForm>

export const organisationPatch = z.strictObject({ name: organisationName, version: rowVersion })
export const invitationForm = z.strictObject({ email: emailAddress, role: z.enum(ROLES, { error: '请选择身份' }) })

const organisationFields = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(ORGANISATION_KINDS),
  uscc: z.string(),
  confirmedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  version: z.int(),
}
export const organisationAnswer = z.object(organisationFields).meta({ id: 'Organisation' })
export type OrganisationAnswer = z.output<typeof organisationAnswer>
export const organisationDetail = z.object({
  ...organisationFields,
  members: z.array(z.object({ grantId: z.string(), userId: z.string(), name: z.string(), role: z.enum(ROLES), grantedAt: z.iso.datetime() })),
  invitations: z.array(z.object({ id: z.string(), email: z.string(), role: z.enum(ROLES), expiresAt: z.iso.datetime() })),
})
// oxlint-disable-next-line no-control-regex -- PostgreSQL cannot look for it
export const organisationsQuery = z.strictObject({ q: soughtText(100).optional().describe('Part of the name, or the code'), confirmed: z.enum(['yes', 'no']).optional(), ...paging })
export const organisationsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(organisationAnswer) })
export const memberParams = z.strictObject({ id: idParams.shape.id, grantId: z.string() })
export const invitationParams = z.strictObject({ id: idParams.shape.id, invitationId: z.string() })
export const invitationAnswer = z.object({ id: z.string(), email: z.string(), role: z.enum(ROLES), expiresAt: z.iso.datetime() })
