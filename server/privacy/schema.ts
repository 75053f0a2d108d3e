// What the interface takes and says about consents and holds.
import { z } from 'zod'
import { idParams } from '../library/schema.ts'
import { AUDIENCES, GROUP_NAMES } from './consent.ts'

const words = z.object({ zh: z.string(), en: z.string() })
export const group = z.enum(GROUP_NAMES, { error: `可用：${GROUP_NAMES.join(' ')}` })
export const audience = z.enum(AUDIENCES, { error: `可用：${AUDIENCES.join(' ')}` })

export const groupParams = z.strictObject({ group })
export const consentBody = z.strictObject({ audience: audience.describe('Who may see the group: everybody, or the regulators only') })
export const consentsAnswer = z.object({
  items: z.array(
    z.object({
      group,
      name: words,
      holds: words,
      purpose: words,
      audience: audience.nullable().describe('Null: nobody may see it'),
      version: z.string().describe('Version of these words'),
      givenAt: z.iso.datetime().nullable(),
      outdated: z.boolean().describe('There is a consent to earlier words, which no longer counts'),
    }),
  ),
}).meta({ id: 'Consents' })

export const accountParams = idParams
export const holdParams = idParams
export const holdBody = z.strictObject({
  reason: z.string().trim().min(2, '请写明为什么保留').max(500).describe('Why the data must be kept; the person is told'),
  basis: z.string().trim().min(2, '请写明法律依据或程序').max(500).describe('The law or proceeding that requires it'),
})
export const holdAnswer = z.object({ id: z.string(), reason: z.string(), basis: z.string(), placedAt: z.iso.datetime(), releasedAt: z.iso.datetime().nullable() }).meta({ id: 'LegalHold' })
export const holdsAnswer = z.object({ items: z.array(holdAnswer) })
export const erasureAnswer = z.object({ erased: z.literal(true) })
