// The codes of the field with their Chinese and English words (domain vocabulary §1–§7): the only place where a code gets its label.
import { INDUSTRIES } from './industries.ts'
import { CASE_TYPE, CAUSE, COURT_LEVEL, PROCEDURE, PROCEDURE_TYPE, DOCUMENT_TYPE, OUTCOME, REMEDY, AMOUNT, SECRET_TYPE, ACT, DEFENCE, SCENE, ISSUE, MEASURE } from './labels/cases.ts'
import type { CodeTable } from './labels/code-table.ts'
import { KIND, STATUS, JURISDICTION, TRUST, LANGUAGE } from './labels/documents.ts'
import { EXPERT_TYPE, SERVICE, FIELD } from './labels/experts.ts'
import { STANDARD_KIND, LAW_LEVEL, AUDIENCE } from './labels/guidance.ts'
import { REGION } from './labels/regions.ts'

export * from './labels/cases.ts'
export * from './labels/code-table.ts'
export * from './labels/documents.ts'
export * from './labels/experts.ts'
export * from './labels/guidance.ts'
export * from './labels/regions.ts'

/** The table that labels the values of a facet; facets without one hold words that are their own label. */
export const FACET_LABELS: Readonly<Record<string, CodeTable>> = {
  kind: KIND,
  status: STATUS,
  jurisdiction: JURISDICTION,
  industry: INDUSTRIES,
  case_type: CASE_TYPE,
  cause: CAUSE,
  court_level: COURT_LEVEL,
  procedure: PROCEDURE,
  procedure_type: PROCEDURE_TYPE,
  document_type: DOCUMENT_TYPE,
  outcome: OUTCOME,
  remedy: REMEDY,
  amount: AMOUNT,
  secret_type: SECRET_TYPE,
  act: ACT,
  defence: DEFENCE,
  scene: SCENE,
  issue: ISSUE,
  measure: MEASURE,
  standard_kind: STANDARD_KIND,
  law_level: LAW_LEVEL,
  region: REGION,
  audience: AUDIENCE,
  language: LANGUAGE,
  trust: TRUST,
  expert_type: EXPERT_TYPE,
  field: FIELD,
  service: SERVICE,
}
