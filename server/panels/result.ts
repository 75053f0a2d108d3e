// What a run keeps: the instance in a short form, what it was read from, the plan or what stands in its way, and the greedy way beside it. Pure.
import { assignGreedily } from '../assignments/greedy.ts'
import type { Block } from '../assignments/blocks.ts'
import { orderInstance, type AssignableEnquiry, type AssignableExpert, type Instance } from '../assignments/instance.ts'
import type { Plan, Seat } from '../assignments/plan.ts'
import type { Outcome } from '../assignments/solve.ts'
import type { Basis } from './batch.ts'

/** As asked for; until the run has ended there is nothing more. */
export interface Asked {
  seed: string
}

export interface Solved extends Asked {
  snapshot: string
  seconds: number
  experts: (AssignableExpert & { version: number })[]
  /** Pairs are places in `experts` and points, one after the other. */
  enquiries: (AssignableEnquiry & Basis['enquiries'][number] & { pairs: number[] })[]
  plan: Plan | null
  blocks: Block[]
  /** Panels by best pair first; seats that nobody fits stay empty. */
  greedy: { enquiryId: string; members: Seat[] }[]
}

/** Ids and numbers only: names are read when they are shown, so that nothing of an erased person stays here. */
export function packRun({ instance, basis, outcome }: { instance: Instance; basis: Basis; outcome: Extract<Outcome, { state: 'done' | 'no_solution' }> }): Solved {
  const placeOf = new Map(instance.experts.map(({ id }, place) => [id, place]))
  const pairs = new Map<string, number[]>(instance.enquiries.map(({ id }) => [id, []]))
  for (const { expertId, enquiryId, score } of instance.pairs) pairs.get(enquiryId)!.push(placeOf.get(expertId)!, score)
  const versions = new Map(basis.experts.map(({ id, version }) => [id, version]))
  const counts = new Map(basis.enquiries.map((counted) => [counted.id, counted]))
  return {
    seed: instance.seed,
    snapshot: basis.snapshot,
    seconds: outcome.seconds,
    experts: instance.experts.map((expert) => ({ ...expert, version: versions.get(expert.id)! })),
    enquiries: instance.enquiries.map((enquiry) => ({ ...enquiry, ...counts.get(enquiry.id)!, pairs: pairs.get(enquiry.id)! })),
    plan: outcome.state === 'done' ? outcome.plan : null,
    blocks: outcome.state === 'done' ? [] : outcome.blocks,
    greedy: outcome.state === 'done' ? greedyPanels(instance) : [],
  }
}

export const isSolved = (result: Asked | Solved): result is Solved => 'snapshot' in result

export function instanceOf({ seed, experts, enquiries }: Solved): Instance {
  return {
    seed,
    experts: experts.map(({ id, employer, types, cap, load }) => ({ id, employer, types, cap, load })),
    enquiries: enquiries.map(({ id, size, alternates, roles }) => ({ id, size, alternates, roles })),
    pairs: enquiries.flatMap(({ id, pairs }) => pairs.flatMap((place, at) => (at % 2 ? [] : [{ enquiryId: id, expertId: experts[place]!.id, score: pairs[at + 1]! }]))),
  }
}

function greedyPanels(instance: Instance): Solved['greedy'] {
  const batch = orderInstance(instance)
  return assignGreedily(batch).map((panel, at) => {
    const { id, candidates } = batch.enquiries[at]!
    const scores = new Map(candidates.map(({ expert, score }) => [expert, score]))
    return { enquiryId: id, members: panel.map((expert) => ({ expertId: batch.experts[expert]!.id, score: scores.get(expert)! })).toSorted((a, b) => b.score - a.score) }
  })
}
