// Which roles an organisation of a kind can give, and which one whoever registers it gets. Pure.
import type { Role } from '../access/access.ts'

export const ORGANISATION_KINDS = ['ENTERPRISE', 'ASSOCIATION', 'BUREAU', 'PARK', 'PROVIDER'] as const
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number]

/** The first is given to whoever registers; bureaus are registered by administrators, who get none. */
export const ROLES_OF: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  ENTERPRISE: ['enterprise'],
  PARK: ['enterprise'],
  PROVIDER: ['enterprise'],
  ASSOCIATION: ['association_secretary', 'association_editor'],
  BUREAU: ['bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor'],
}

/** Roles that may invite and remove members: without one of them an organisation is nobody's. */
export const MANAGERS: readonly Role[] = ['enterprise', 'association_secretary', 'bureau_leader']
