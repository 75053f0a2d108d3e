// Seeded batches for the assignment tests: experts with employers and loads, enquiries with roles, scores with structure.
import type { Instance } from '../../../server/assignments/instance.ts'
import { seeded } from '../../support/spellings.ts'

export interface BatchShape {
  experts: number
  enquiries: number
  size: number
  /** Places for each seat wanted: 1.13 is loose, 1.01 tight. */
  slack: number
  /** Share of pairs that the gate excludes. */
  excluded: number
}

/** Two of three experts are technical, half are legal, all are one of them; a tenth of the employers has several experts. Scores are products of fields, as real ones: most pairs low, few high. */
export function randomInstance(seed: number, { experts: expertCount, enquiries: enquiryCount, size, slack, excluded }: BatchShape): Instance {
  const random = seeded(seed * 7919 + 17)
  for (let i = 0; i < 20; i++) random()
  const below = (count: number) => Math.floor(random() * count)
  const FIELDS = 12
  const wanted = enquiryCount * size
  const experts = Array.from({ length: expertCount }, (_, i) => {
    const kind = random()
    return {
      id: `e-${String(i).padStart(4, '0')}`,
      employer: random() < 0.9 ? `org-${below(Math.ceil(expertCount * 0.6))}` : null,
      types: kind < 0.35 ? ['legal'] : kind < 0.85 ? ['technical'] : ['legal', 'technical'],
      cap: 0,
      load: below(3),
      field: below(FIELDS),
      second: below(FIELDS),
      skill: 0.5 + random() / 2,
    }
  })
  const places = Math.ceil(wanted * slack)
  const least = Math.floor(places / expertCount)
  experts.forEach((expert) => (expert.cap = expert.load + least))
  for (let rest = places - least * expertCount; rest > 0; rest--) experts[below(expertCount)]!.cap++
  const enquiries = Array.from({ length: enquiryCount }, (_, i) => ({
    id: `q-${String(i).padStart(4, '0')}`,
    size,
    roles: [
      { type: 'legal', atLeast: 1 },
      { type: 'technical', atLeast: 1 },
    ],
    alternates: 2,
    field: below(FIELDS),
  }))
  const pairs: Instance['pairs'] = []
  for (const enquiry of enquiries) {
    for (const expert of experts) {
      if (random() < excluded) continue
      const near = expert.field === enquiry.field ? 1 : expert.second === enquiry.field ? 0.7 : 0.25
      pairs.push({ expertId: expert.id, enquiryId: enquiry.id, score: Math.min(1000, Math.round(1000 * near * expert.skill * (0.35 + 0.65 * random()))) })
    }
  }
  return {
    experts: experts.map(({ id, employer, types, cap, load }) => ({ id, employer, types, cap, load })),
    enquiries: enquiries.map(({ id, size: seats, roles, alternates }) => ({ id, size: seats, roles, alternates })),
    pairs,
    seed: `batch-${seed}`,
  }
}

/** The size the service is measured at, loose and tight in turn: 1.13 places a seat with 9 % of pairs excluded, 1.01 with 25 %. */
export const realSize = (seed: number): BatchShape => ({
  experts: 200,
  enquiries: 300,
  size: 3,
  slack: seed % 2 ? 1.13 : 1.01,
  excluded: seed % 2 ? 0.09 : 0.25,
})
