// The refusals that belong to `can`: not signed in, second factor missing, not allowed.
import { NotAllowed, NotSignedIn, SecondFactorNeeded } from '../errors.ts'
import { can, isPrivileged, VISITOR, type Action, type Actor, type Subject } from './access.ts'

/** Reachable without a second factor even where it is required: otherwise it could never be set up. */
const WITHOUT_SECOND_FACTOR: ReadonlySet<Action> = new Set(['account:read', 'account:change'])

export interface GuardRules {
  /** `REQUIRE_2FA`: privileged roles act only in a session opened with a second factor. */
  requireSecondFactor: boolean
}

/** Throws NotSignedIn, NotAllowed or SecondFactorNeeded unless the actor may do this (to this subject). */
export function demand(actor: Actor, action: Action, subject?: Subject, { requireSecondFactor }: GuardRules = { requireSecondFactor: false }): void {
  if (!can(actor, action, subject)) throw actor.kind === 'visitor' ? new NotSignedIn() : new NotAllowed(actor, action, subject)
  const isBare = actor.kind === 'person' && !actor.secondFactor && isPrivileged(actor)
  // What anybody may do needs no more proof of an officer.
  if (requireSecondFactor && isBare && !WITHOUT_SECOND_FACTOR.has(action) && !can(VISITOR, action)) throw new SecondFactorNeeded()
}
