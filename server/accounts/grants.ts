// Which roles count: those that have not ended, of organisations that have been confirmed. Pure.

/** For `where` of role grants, alone or below a person. */
export const IN_FORCE = { endedAt: null, OR: [{ organisationId: null }, { organisation: { confirmedAt: { not: null } } }] } satisfies { endedAt: null; OR: object[] }
