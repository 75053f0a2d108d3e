// Batches small enough to try every panel: the yardstick for the assignment's optimum.
import type { AssignableEnquiry, AssignableExpert, Instance } from '../../../server/assignments/instance.ts'
import { seeded } from '../../support/spellings.ts'

/** Up to six experts and three enquiries, with every rule in play now and then; many have no solution. */
export function smallInstance(seed: number): Instance {
  const random = seeded(seed * 104729 + 5)
  for (let i = 0; i < 20; i++) random()
  const below = (count: number) => Math.floor(random() * count)
  const chance = (share: number) => random() < share
  const experts: AssignableExpert[] = Array.from({ length: 3 + below(4) }, (_, i) => {
    const load = below(2)
    return {
      id: `e${i}`,
      employer: chance(0.7) ? `org${below(4)}` : null,
      types: [['legal'], ['technical'], ['legal', 'technical']][below(3)]!,
      cap: load + below(4),
      load,
      ...(chance(0.15) && { minLoad: load + 1 }),
    }
  })
  const enquiries: AssignableEnquiry[] = Array.from({ length: 1 + below(3) }, (_, i) => {
    const someone = () => experts[below(experts.length)]!.id
    return {
      id: `q${i}`,
      size: 1 + below(3),
      roles: chance(0.6) ? [{ type: chance(0.5) ? 'legal' : 'technical', atLeast: 1 }] : [],
      alternates: below(3),
      ...(chance(0.1) && { forced: [someone()] }),
      ...(chance(0.15) && { forbidden: [someone()] }),
    }
  })
  const isCoarse = chance(0.4)
  const pairs = enquiries.flatMap(({ id: enquiryId }) =>
    experts.filter(() => chance(0.9)).map(({ id: expertId }) => ({ expertId, enquiryId, score: isCoarse ? 250 * below(5) : below(1001) })),
  )
  return { experts, enquiries, pairs, seed: `small-${seed}` }
}

export interface PossiblePlan {
  /** Expert ids of each enquiry, in the instance's order. */
  panels: string[][]
  points: number[]
  total: number
  /** Points a seat of the enquiry that fares worst. */
  worst: number
}

/** Every plan that keeps all rules but the floor, by trying them all; the rules written anew, on ids. */
export function everyPlan({ experts, enquiries, pairs }: Instance): PossiblePlan[] {
  const expertOf = new Map(experts.map((expert) => [expert.id, expert]))
  const score = new Map(pairs.map((pair) => [`${pair.enquiryId} ${pair.expertId}`, pair.score]))
  const options = enquiries.map(({ id, size, roles, forced = [], forbidden = [] }) => {
    const able = experts.map((expert) => expert.id).filter((expertId) => score.has(`${id} ${expertId}`) && !forbidden.includes(expertId))
    return subsets(able, size).filter((panel) => {
      const employers = panel.flatMap((expertId) => expertOf.get(expertId)!.employer ?? [])
      return (
        new Set(employers).size === employers.length &&
        forced.every((expertId) => panel.includes(expertId)) &&
        roles.every(({ type, atLeast }) => panel.filter((expertId) => expertOf.get(expertId)!.types.includes(type)).length >= atLeast)
      )
    })
  })
  const plans: PossiblePlan[] = []
  const choose = (panels: string[][]): void => {
    if (panels.length < enquiries.length) return options[panels.length]!.forEach((panel) => choose([...panels, panel]))
    const seats = (id: string) => panels.flat().filter((expertId) => expertId === id).length
    if (!experts.every(({ id, load, cap, minLoad = 0 }) => (seats(id) === 0 || load + seats(id) <= cap) && load + seats(id) >= minLoad)) return
    const points = panels.map((panel, i) => panel.reduce((sum, expertId) => sum + score.get(`${enquiries[i]!.id} ${expertId}`)!, 0))
    plans.push({ panels, points, total: points.reduce((a, b) => a + b, 0), worst: Math.min(...points.map((sum, i) => sum / enquiries[i]!.size)) })
  }
  choose([])
  return plans
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]))
}
