// The declaration of impartiality: one statement for each ground of conflict, on what law it rests, and which of them nobody can set aside. Pure.
import type { GateRule } from '../matching/model.ts'

/** Grounds of domain §8. */
export const GROUNDS = ['party', 'interest', 'other_relation', 'private_contact', 'employed_3y', 'director_3y', 'shareholder_3y', 'kin_3deg', 'prior_stage', 'same_employer', 'coauthor', 'co_counsel', 'supervisor_dept'] as const
export type Ground = (typeof GROUNDS)[number]

export interface GroundRule {
  /** The rule of the gate that says the same; its legal basis is there. */
  rule: GateRule
  /** Excludes by law: no officer can admit the expert. */
  excludes: boolean
}

/** matching.md 6.2; the supervising department: 招标投标法实施条例第四十六条. */
export const GROUND_RULES: Readonly<Record<Ground, GroundRule>> = {
  party: { rule: 'C1', excludes: true },
  interest: { rule: 'C3', excludes: true },
  other_relation: { rule: 'C11', excludes: false },
  private_contact: { rule: 'C9', excludes: false },
  employed_3y: { rule: 'C6', excludes: true },
  director_3y: { rule: 'C6', excludes: true },
  shareholder_3y: { rule: 'C6', excludes: true },
  kin_3deg: { rule: 'C2', excludes: true },
  prior_stage: { rule: 'C4', excludes: true },
  same_employer: { rule: 'C8', excludes: true },
  coauthor: { rule: 'C11', excludes: false },
  co_counsel: { rule: 'C11', excludes: false },
  supervisor_dept: { rule: 'C11', excludes: true },
}

/** Every ground answered: true means that it is so. */
export type Statements = Readonly<Record<Ground, boolean>>

/** What the expert says is so, in the order of the grounds. */
export const positives = (statements: Statements): Ground[] => GROUNDS.filter((ground) => statements[ground])

/** What the expert says and nobody can set aside. */
export const excluding = (statements: Statements): Ground[] => positives(statements).filter((ground) => GROUND_RULES[ground].excludes)

/** As it is kept with the assignment. */
export interface Declaration {
  statements: Statements
  explanation: string
  /** Instant, ISO 8601. */
  at: string
  /** What an officer decided about what was declared. */
  decision?: { verdict: 'admit' | 'exclude'; reason: string; by: string; at: string }
}

/** A kept declaration, or null when there is none. */
export function readDeclaration(kept: unknown): Declaration | null {
  return kept !== null && typeof kept === 'object' && 'statements' in kept ? (kept as Declaration) : null
}
