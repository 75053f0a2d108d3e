// What a panel must be made of, by procedure (matching.md 6.3), and which experts share an employer. Pure.
import type { Role } from '../assignments/instance.ts'
import { readName } from '../conflicts/names.ts'
import type { ExpertFacts } from '../matching/model.ts'

export interface PanelRules {
  /** Smaller panels need no mix of types. */
  fromSize: number
  roles: readonly Role[]
  /** By the enquiry's procedure, instead of `roles`. */
  byProcedure: Readonly<Record<string, readonly Role[]>>
}

/** Types of domain §8. An appraisal is made by two appraisers (司法鉴定程序通则 art. 19). */
export const PANEL_RULES: PanelRules = {
  fromSize: 2,
  roles: [
    { type: 'legal', atLeast: 1 },
    { type: 'technical', atLeast: 1 },
  ],
  byProcedure: { appraisal: [{ type: 'appraisal', atLeast: 2 }] },
}

export function rolesOf({ procedure, size }: { procedure: string | null; size: number }, { fromSize, roles, byProcedure }: PanelRules = PANEL_RULES): Role[] {
  if (size < fromSize) return []
  const chosen = procedure !== null && Object.hasOwn(byProcedure, procedure) ? byProcedure[procedure]! : roles
  return chosen.map((role) => ({ ...role }))
}

type Employed = Pick<ExpertFacts, 'id' | 'employer'>

/** One key an employer: its code where any expert of the pool gives one for this name, else the folded name; experts without an employer are left out. */
export function employersOf(experts: readonly Employed[]): Map<string, string> {
  const nameOf = ({ name }: NonNullable<Employed['employer']>): string => readName(name).key || name.trim()
  const codes = new Map<string, string>()
  for (const { employer } of experts) if (employer?.uscc && nameOf(employer)) codes.set(nameOf(employer), employer.uscc)
  return new Map(
    experts.flatMap(({ id, employer }) => {
      const key = employer && (employer.uscc ?? codes.get(nameOf(employer)) ?? nameOf(employer))
      return key ? [[id, key] as const] : []
    }),
  )
}

/** Roles that are left to fill when these experts sit already. */
export const rolesLeft = (roles: readonly Role[], seated: readonly Pick<ExpertFacts, 'types'>[]): Role[] =>
  roles.map(({ type, atLeast }) => ({ type, atLeast: atLeast - seated.filter(({ types }) => types.includes(type)).length })).filter(({ atLeast }) => atLeast > 0)
