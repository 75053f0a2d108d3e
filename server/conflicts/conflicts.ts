// Answers "who has a conflict in this matter" before anybody is invited. Pure.
import type { EnquiryFacts, ExpertFacts, Gate, GateFinding, GateRule } from '../matching/model.ts'
import { createGate, smallestChange, type GateDeps } from './gate.ts'

export interface ConflictCheck {
  expertId: string
  externalId: string | null
  /** The gravest of all rules. */
  result: GateFinding['result']
  /** The rules that stand in the way. */
  rules: GateRule[]
  findings: GateFinding[]
  /** The smallest change that would make the expert eligible; null when eligible. */
  remedy: string | null
}

/** For `POST /api/conflicts/check`: nothing is stored and nobody is told. */
export const createConflictCheck =
  (deps: GateDeps): ((experts: readonly ExpertFacts[], enquiry: EnquiryFacts) => ConflictCheck[]) =>
  (experts, enquiry) =>
    checkConflicts(experts, enquiry, createGate(deps))

/** The same through a gate that is at hand. */
export function checkConflicts(experts: readonly ExpertFacts[], enquiry: EnquiryFacts, gate: Gate): ConflictCheck[] {
  return experts.map((expert) => {
    const findings = gate(expert, enquiry)
    const standing = findings.filter(({ result }) => result !== 'pass')
    const result = standing.some((finding) => finding.result === 'exclude') ? 'exclude' : standing.length > 0 ? 'decide' : 'pass'
    return { expertId: expert.id, externalId: expert.externalId, result, rules: standing.map(({ id }) => id), findings, remedy: smallestChange(findings) }
  })
}
