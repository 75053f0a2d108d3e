// How long a password may be (NIST SP 800-63B-4 § 3.1.1: length counts, composition does not). Pure.
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const

/** How long a link that sets a new password is good. */
export const RESET_MINUTES = 30
