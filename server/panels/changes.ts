// What it would cost to seat somebody else than the plan does, over the instance that the run has kept. Pure.
import { orderInstance } from '../assignments/instance.ts'
import { standingOfPlan } from '../assignments/plan.ts'
import { changesFor, costOfChange, type ChangeCost } from '../assignments/swap.ts'
import { instanceOf, type Solved } from './result.ts'

/** `seat` null: everybody who could take the place without breaking a rule. */
export interface AskedChange {
  enquiryId: string
  leave: string
  seat: string | null
}

export interface ChangeTable extends AskedChange {
  /** Everybody whom the gate lets through and who does not sit on the panel, best first. */
  others: string[]
  costs: (ChangeCost & { seat: string })[]
}

/** Throws NotFound when enquiry, member or expert are not of this run. */
export function costTable(solved: Solved, { enquiryId, leave, seat }: AskedChange): ChangeTable {
  const instance = instanceOf(solved)
  const standing = standingOfPlan(instance, solved.plan!)
  const costs = seat === null ? changesFor(standing, { enquiryId, leave }) : [{ seat, ...costOfChange(standing, { enquiryId, leave, seat }) }]
  const members = new Set(solved.plan!.panels.find((panel) => panel.enquiryId === enquiryId)?.members.map(({ expertId }) => expertId))
  const batch = orderInstance(instance)
  const candidates = batch.enquiries.find(({ id }) => id === enquiryId)?.candidates ?? []
  return { enquiryId, leave, seat, costs, others: candidates.map(({ expert }) => batch.experts[expert]!.id).filter((id) => !members.has(id)) }
}
