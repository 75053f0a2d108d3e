// Takedowns (features A8): asked for by anybody who has signed in, decided by a leader or an administrator, in force at once, lifted again.
import { mintId, type ContentDocument } from '../../indexer/index.ts'
import type { PrismaClient, Takedown } from '../../prisma/client.ts'
import type { Actor, Role } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, Gone, NotFound, TooMany } from '../errors.ts'
import { queueMail } from '../mail/mail.ts'
import { translate } from '../web/messages.ts'
import type { TakedownLedger } from './ledger.ts'
import { decisionLetter, requestLetter } from './letters.ts'
import { declineDetail, requestDetail, type Ground, type RequestAnswer, type TakedownAnswer } from './schema.ts'

export interface TakedownsDeps {
  prisma: PrismaClient
  ledger: TakedownLedger
  /** Scheme and host of the site, without a slash at the end. */
  baseUrl: string
}

/** So that nobody buries those who decide in mail. */
export const REQUESTS_A_DAY = 10
const DAY_MS = 86_400_000
const DECIDERS: readonly Role[] = ['bureau_leader', 'admin']
const NEWEST = 50

const about = (actor: Actor, action: string, documentId: string, requestId: string | undefined, detail: AuditEvent['detail'] = {}): AuditEvent => ({ actor, action, subject: { kind: 'document', id: documentId }, outcome: 'DONE', detail, requestId })

/** Throws NotFound. Taken down or not. */
export function findDocument({ ledger }: Pick<TakedownsDeps, 'ledger'>, id: string): ContentDocument {
  const document = ledger.whole().documents.get(id)
  if (!document) throw new NotFound('没有这个编号的文档')
  return document
}

/**
 * Puts the request on the trail and mails it to those who decide: what is written may hold what must not be kept.
 * Throws NotFound, Gone, Conflict for a second request while one is open, TooMany.
 */
export async function requestTakedown({ prisma, ledger, baseUrl }: TakedownsDeps, actor: Actor, documentId: string, { ground, reason }: { ground: Ground; reason: string }, requestId?: string): Promise<{ id: string }> {
  demand(actor, 'takedown:request')
  const { title } = findDocument({ ledger }, documentId)
  const id = mintId()
  await changeWithAudit(prisma, about(actor, 'takedown:request', documentId, requestId, { request: id, ground }), async (tx) => {
    await takeTurn(tx, documentId)
    if (await standing(tx, documentId)) throw new Gone('这份文档已经撤下')
    if ((await openRequests(tx, documentId)).some(({ requestedBy }) => requestedBy === actor.id)) throw new Conflict('您已经申请撤下这份文档，正在审查；结果会用邮件告诉您')
    const today = await tx.auditEntry.count({ where: { action: 'takedown:request', actorId: actor.id, outcome: 'DONE', at: { gt: new Date(Date.now() - DAY_MS) } } })
    if (today >= REQUESTS_A_DAY) throw new TooMany(3600, `一天最多申请 ${REQUESTS_A_DAY} 次，请明天再来`)
    const asked = { document: documentId, title, ground: translate('zh')(`takedown_ground_${ground}`), reason }
    for (const email of await decidersOf(tx)) await queueMail(tx, requestLetter(email, asked, `${baseUrl}/documents/${documentId}/takedown/decision`))
  })
  return { id }
}

/** Row, entry, the index's DROP and the answers to whoever asked, in one transaction; then this process forgets the document. */
export async function takeDown({ prisma, ledger, baseUrl }: TakedownsDeps, actor: Actor, documentId: string, { reason }: { reason: string }, requestId?: string): Promise<TakedownAnswer> {
  demand(actor, 'takedown:decide')
  findDocument({ ledger }, documentId)
  const id = mintId()
  const decidedBy = personOf(actor)
  const made = await changeWithAudit(prisma, about(actor, 'takedown:decide', documentId, requestId, { takedown: id }), async (tx) => {
    await takeTurn(tx, documentId)
    if (await standing(tx, documentId)) throw new Conflict('这份文档已经撤下')
    const requests = await openRequests(tx, documentId)
    await tx.outbox.create({ data: { action: 'DROP', documentId } })
    for (const { requestedBy } of requests) await tell(tx, requestedBy, { document: documentId, decision: 'taken-down', reason }, baseUrl)
    return tx.takedown.create({ data: { id, documentId, reason, requestedBy: requests[0]?.requestedBy ?? decidedBy, decidedBy } })
  })
  await ledger.reread()
  // While the engine is away its answers are filtered, and the outbox drops the document later.
  await ledger.engine.drop([documentId]).catch(() => {})
  return present(made)
}

/** The document stays; whoever asked is told why. Throws NotFound when there is no such open request. */
export async function declineRequest({ prisma, baseUrl }: TakedownsDeps, actor: Actor, documentId: string, { request, reason }: { request: string; reason: string }, requestId?: string): Promise<void> {
  demand(actor, 'takedown:decide')
  await changeWithAudit(prisma, about(actor, 'takedown:decline', documentId, requestId, { request }), async (tx) => {
    await takeTurn(tx, documentId)
    const open = (await openRequests(tx, documentId)).find(({ id }) => id === request)
    if (!open) throw new NotFound('没有这份申请，或者已经有了决定')
    await tell(tx, open.requestedBy, { document: documentId, decision: 'declined', reason }, baseUrl)
  })
}

/** The page answers at once; the index takes the document up again with the next refresh. Throws Conflict when it is not taken down. */
export async function liftTakedown({ prisma, ledger }: TakedownsDeps, actor: Actor, documentId: string, requestId?: string): Promise<TakedownAnswer> {
  demand(actor, 'takedown:decide')
  const lifted = await changeWithAudit(prisma, (row: Takedown) => about(actor, 'takedown:lift', documentId, requestId, { takedown: row.id }), async (tx) => {
    await takeTurn(tx, documentId)
    const row = await standing(tx, documentId)
    if (!row) throw new Conflict('这份文档没有撤下，或者已经恢复')
    // A DROP that is applied (again) after the refresh would take it out once more.
    await tx.outbox.deleteMany({ where: { documentId, action: 'DROP' } })
    return tx.takedown.update({ where: { id: row.id }, data: { liftedAt: new Date() } })
  })
  await ledger.reread()
  return present(lifted)
}

/** For those who decide: what is asked, oldest first, and what was decided, newest first; of one document or of all. */
export async function listTakedowns({ prisma }: Pick<TakedownsDeps, 'prisma'>, actor: Actor, documentId?: string): Promise<{ requests: RequestAnswer[]; takedowns: TakedownAnswer[] }> {
  demand(actor, 'takedown:decide')
  const of = documentId === undefined ? {} : { documentId }
  const [requests, now, past] = await Promise.all([
    openRequests(prisma, documentId),
    prisma.takedown.findMany({ where: { ...of, liftedAt: null }, orderBy: { at: 'desc' } }),
    prisma.takedown.findMany({ where: { ...of, liftedAt: { not: null } }, orderBy: { at: 'desc' }, take: NEWEST }),
  ])
  return { requests, takedowns: [...now, ...past].map(present) }
}

/** Has this person a request about the document that waits for its decision? */
export const isWaiting = async ({ prisma }: Pick<TakedownsDeps, 'prisma'>, actor: Actor, documentId: string): Promise<boolean> => (await openRequests(prisma, documentId)).some(({ requestedBy }) => requestedBy === actor.id)

const standing = (tx: Transaction, documentId: string): Promise<Takedown | null> => tx.takedown.findFirst({ where: { documentId, liftedAt: null } })

/** Decisions about one document wait for one another. */
async function takeTurn(tx: Transaction, documentId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(24936, hashtext(${documentId}::text))`
}

/** Requests live on the trail only: each one is open until its document is taken down or it is declined. */
async function openRequests({ auditEntry }: Pick<PrismaClient, 'auditEntry'>, documentId?: string): Promise<RequestAnswer[]> {
  const entries = await auditEntry.findMany({
    where: { action: { in: ['takedown:request', 'takedown:decide', 'takedown:decline'] }, subjectKind: 'document', outcome: 'DONE', ...(documentId !== undefined && { subjectId: documentId }) },
    select: { at: true, action: true, actorId: true, subjectId: true, detail: true },
    orderBy: { seq: 'asc' },
  })
  const open = new Map<string, RequestAnswer>()
  for (const { at, action, actorId, subjectId, detail } of entries) {
    if (action === 'takedown:request') {
      const { request, ground } = requestDetail.parse(detail)
      open.set(request, { id: request, documentId: subjectId ?? '', ground, requestedBy: actorId, at: at.toISOString() })
    } else if (action === 'takedown:decline') open.delete(declineDetail.parse(detail).request)
    else for (const [id, request] of open) if (request.documentId === subjectId) open.delete(id)
  }
  return [...open.values()]
}

async function decidersOf(tx: Transaction): Promise<string[]> {
  const people = await tx.user.findMany({ where: { suspendedAt: null, erasedAt: null, roles: { some: { role: { in: [...DECIDERS] }, endedAt: null } } }, select: { email: true }, orderBy: { id: 'asc' } })
  return people.map(({ email }) => email)
}

async function tell(tx: Transaction, userId: string | null, decision: Parameters<typeof decisionLetter>[1], baseUrl: string): Promise<void> {
  const user = userId === null ? null : await tx.user.findUnique({ where: { id: userId }, select: { email: true, erasedAt: true } })
  if (user && !user.erasedAt) await queueMail(tx, decisionLetter(user.email, decision, `${baseUrl}/documents/${decision.document}`))
}

/** Whoever decides by a key is the person behind it. */
const personOf = ({ kind, id, userId }: Actor): string => userId ?? id ?? kind

const present = ({ id, documentId, reason, requestedBy, decidedBy, at, liftedAt }: Takedown): TakedownAnswer => ({ id, documentId, reason, requestedBy, decidedBy, at: at.toISOString(), liftedAt: liftedAt?.toISOString() ?? null })
