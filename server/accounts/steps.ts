// One step of an account: what better-auth writes and the audit entry, in one transaction; its refusals as failures of ours.
import { isAPIError } from 'better-auth/api'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { InvalidInput } from '../errors.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import type { Auth } from './auth.ts'
import { createTurns } from './turns.ts'

/** What the trail will say; `run` fills in what it learns, such as whose account it is. */
export type Entry = Omit<AuditEvent, 'outcome' | 'detail'> & { detail: Record<string, string | number> }

export type Step = <T>(entry: Entry, run: (tx: Transaction, entry: Entry) => Promise<T>) => Promise<T>

/** better-auth said no. `code` is one of its codes; never shown to people. */
export class Refusal extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Each holds a database connection while a password is hashed: other requests keep theirs. */
const AT_ONCE = 4

/**
 * A refusal is committed as well: its entry as FAILED, and the counts of wrong codes that better-auth keeps; then it is
 * thrown as a Refusal. Any other failure rolls everything back.
 */
export function createStep({ prisma, auth }: { prisma: PrismaClient; auth: Auth }): Step {
  const inTurn = createTurns(AT_ONCE)
  return async <T>(entry: Entry, run: (tx: Transaction, entry: Entry) => Promise<T>): Promise<T> => {
    const ended = await inTurn(() =>
      changeWithAudit<Ended<T>>(
        prisma,
        ({ refusal }): AuditEvent => ({ ...entry, outcome: refusal ? 'FAILED' : 'DONE', detail: refusal ? { ...entry.detail, reason: refusal.code } : entry.detail }),
        (tx) => auth.within(tx, () => attempt(() => run(tx, entry))),
      ),
    )
    if (ended.refusal) throw ended.refusal
    return ended.value
  }
}

type Ended<T> = { value: T; refusal?: undefined } | { refusal: Refusal }

/** Outside of a step: a refusal is given back, any other failure thrown. */
export async function attempt<T>(run: () => Promise<T>): Promise<Ended<T>> {
  try {
    return { value: await run() }
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error }
    if (!isAPIError(error)) throw error
    return { refusal: new Refusal((error.body as { code?: string } | undefined)?.code ?? String(error.status)) }
  }
}

/** Turns a refusal into words beside a field of the form. */
export async function explained<T>(run: Promise<T>, words: (code: string) => { field: string; detail: string }): Promise<T> {
  return run.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    const { field, detail } = words(error.code)
    throw new InvalidInput([{ pointer: `#/body/${field}`, detail }])
  })
}
