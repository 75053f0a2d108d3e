// The shape of the picture of the pool.
import { z } from 'zod'

const count = z.int().min(0)
const words = z.array(z.string())

export const coverageAnswer = z
  .object({
    on: z.string().describe('`YYYY-MM-DD`, Shanghai'),
    experts: count.describe('Available on that day'),
    away: count.describe('Suspended, away, or past their term'),
    sections: words.describe('Sections of GB/T 4754'),
    fields: z.array(z.object({ field: z.string(), experts: count, cells: z.array(count).describe('By section') })),
    bySection: z.array(count),
    gaps: z.object({ fields: words, sections: words, pairs: z.array(z.object({ field: z.string(), section: z.string() })).describe('Asked for by open enquiries, with no expert for both'), single: words.describe('Fields with one expert') }),
    types: z.array(z.object({ type: z.string(), experts: count, places: count, taken: count, free: count })),
    loads: z.array(z.object({ id: z.string(), name: z.string(), types: words, current: count, cap: count, free: count })).describe('Least free capacity first'),
  })
  .meta({ id: 'Coverage' })
