// Makes something happen in one process at a time, among all that use the database.
import { createHash } from 'node:crypto'
import pg from 'pg'

export type LockOutcome<T> = { ran: true; value: T } | { ran: false }

/**
 * Runs `run` while holding the PostgreSQL advisory lock of this name, or not at all when another holder has it. The
 * lock has a connection of its own and ends with it, so that a killed process never keeps it; should the connection
 * be lost, `signal` is aborted: somebody else may begin. Throws what `run` throws, or that the database is away.
 */
export async function withAdvisoryLock<T>(
  { url }: { url: string },
  name: string,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<LockOutcome<T>> {
  const lost = new AbortController()
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
  client.on('error', (error) => lost.abort(new Error(`The lock "${name}" was lost: ${error.message}`)))
  await client.connect()
  try {
    const question = 'SELECT pg_try_advisory_lock($1) AS "isOurs"'
    const { rows } = await client.query<{ isOurs: boolean }>(question, [keyOf(name)])
    if (!rows[0]?.isOurs) return { ran: false }
    return { ran: true, value: await run(lost.signal) }
  } finally {
    await client.end().catch(() => {}) // releases the lock
  }
}

/** A signed 64-bit number, as PostgreSQL wants it; that two names share one is as good as impossible. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest().readBigInt64BE().toString()
}
