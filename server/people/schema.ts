// What the interface says of a person with an account, and what an administrator may ask and change.
import { z } from 'zod'
import { ROLES } from '../access/access.ts'
import { soughtText } from '../http/shapes.ts'
import { idParams } from '../library/schema.ts'
import { paging } from '../search/schema.ts'

const grantAnswer = z.object({ id: z.string(), role: z.enum(ROLES), organisationId: z.string().nullable(), grantedAt: z.iso.datetime() })
export const accountAnswer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  twoFactorEnabled: z.boolean(),
  suspendedAt: z.iso.datetime().nullable(),
  erasedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  grants: z.array(grantAnswer),
}).meta({ id: 'Account' })
export type AccountAnswer = z.output<typeof accountAnswer>

// oxlint-disable-next-line no-control-regex -- PostgreSQL cannot look for it

export const accountsQuery = z.strictObject({
  q: soughtText(100).optional().describe('Part of a name or address'),
  ...paging,
})
export const accountsAnswer = z.object({ total: z.number().int(), page: z.number().int(), size: z.number().int(), items: z.array(accountAnswer) })

export const roleBody = z.strictObject({ role: z.enum(ROLES), organisationId: z.string().min(8).max(16).nullable().default(null) })
export const grantParams = z.strictObject({ id: idParams.shape.id, grantId: idParams.shape.id })

/** As a form sends it: an empty field is no organisation. */
export const roleForm = z.object({ role: roleBody.shape.role, organisationId: z.string().trim().max(16).transform((id) => id || null) })
