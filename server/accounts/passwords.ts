// Passwords are kept as argon2id (RFC 9106), hashed on the thread pool, a few at a time: the event loop never waits for one.
import { hash, verify } from '@node-rs/argon2'
import { createTurns } from './turns.ts'

/** The library's number for argon2id. */
const ARGON2ID = 2
/** OWASP's second recommendation: 19 MiB, two passes, one lane. */
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Of the pool's four threads: files and DNS keep the others. */
const inTurn = createTurns(2)

/** Unicode passwords are compared in one form (NIST SP 800-63B § 5.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC')

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(normal(password), COST))

/** False for a hash that cannot be read. */
export const verifyPassword = ({ hash: kept, password }: { hash: string; password: string }): Promise<boolean> => inTurn(() => verify(kept, normal(password)).catch(() => false))
