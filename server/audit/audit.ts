// The audit trail: one entry for whatever is done, refused or fails, in the transaction of the change itself.
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { hashOf, START, storable, type ChainEntry, type Head } from './chain.ts'

export interface AuditEvent {
  actor: Pick<Actor, 'kind' | 'id'>
  /** `<subject>:<verb>`, such as `key:revoke`. */
  action: string
  subject: { kind: string; id: string | null }
  outcome: 'DONE' | 'DENIED' | 'FAILED'
  /** Names of fields and ids that changed; never sealed or personal words. */
  detail?: Prisma.InputJsonObject
  requestId?: string | undefined
}

export type Transaction = Prisma.TransactionClient

/** Waiting for a connection and for one's turn at the chain's end, in milliseconds. */
const PATIENCE = { maxWait: 15_000, timeout: 30_000 }

/**
 * Adds an entry at the end of the chain, in the caller's transaction. Call it last: from here to the end of the
 * transaction nobody else can append. The transaction must read what others have committed (PostgreSQL's default);
 * under a stricter isolation it fails instead when another one was faster. U+0000 and halves of characters in `event`
 * are stored as U+FFFD.
 */
export async function appendAudit(tx: Transaction, event: AuditEvent): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(24935, 1)` // a statement of its own: the next one then sees the newest entry
  const [before] = await tx.$queryRaw<[{ seq: bigint | null; hash: string | null; milliseconds: bigint }]>`
    SELECT seq, hash, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS milliseconds
    FROM (VALUES (1)) AS one LEFT JOIN (SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1) AS newest ON true`
  const { actor, action, subject, outcome, detail = {}, requestId = null } = storable(event)
  const unhashed = {
    seq: (before.seq ?? START.seq) + 1n,
    at: new Date(Number(before.milliseconds)),
    actorKind: actor.kind,
    actorId: actor.id,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    outcome,
    detail,
    requestId,
    previousHash: before.hash ?? START.hash,
  }
  await tx.auditEntry.create({ data: { ...unhashed, hash: hashOf(unhashed) }, select: { seq: true } })
}

/** A refusal or a failure: an entry without a change. */
export async function recordAudit(prisma: PrismaClient, event: AuditEvent): Promise<void> {
  await prisma.$transaction((tx) => appendAudit(tx, event), PATIENCE)
}

/** A change and its entry: both come about or neither. Throws what `change` throws. */
export async function changeWithAudit<T>(prisma: PrismaClient, event: AuditEvent | ((result: T) => AuditEvent), change: (tx: Transaction) => Promise<T>): Promise<T> {
  return prisma.$transaction(async (tx) => {
    const result = await change(tx)
    await appendAudit(tx, typeof event === 'function' ? event(result) : event)
    return result
  }, PATIENCE)
}

/** The newest entry; `START` while there is none. */
export async function readHead(prisma: PrismaClient): Promise<Head> {
  return (await prisma.auditEntry.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true, hash: true } })) ?? START
}

/** For a daily job: its detail is kept in the job's row and the log, from where `audit:verify --head` can take it. */
export async function noteHead(prisma: PrismaClient): Promise<{ head: string }> {
  const { seq, hash } = await readHead(prisma)
  return { head: `${seq}:${hash}` }
}

const BATCH = 1_000

/** Every entry in order, a batch in memory at a time; `report` is told the last one of each batch. */
export async function* readChain(prisma: PrismaClient, report: (seq: bigint) => void = () => {}): AsyncGenerator<ChainEntry> {
  for (let after: bigint | null = null; ; ) {
    // As text, because a client may drop names such as `__proto__` from JSON, and with them what somebody has put in.
    const rows: (Omit<ChainEntry, 'detail'> & { detail: string })[] = await prisma.$queryRaw`
      SELECT seq, at, actor_kind AS "actorKind", actor_id AS "actorId", action, subject_kind AS "subjectKind", subject_id AS "subjectId",
        outcome::text AS outcome, detail::text AS detail, request_id AS "requestId", previous_hash AS "previousHash", hash
      FROM audit_entry WHERE ${after}::bigint IS NULL OR seq > ${after}::bigint ORDER BY seq LIMIT ${BATCH}`
    for (const row of rows) yield { ...row, detail: JSON.parse(row.detail) as unknown }
    if (rows.length < BATCH) return
    after = rows.at(-1)!.seq
    report(after)
  }
}
