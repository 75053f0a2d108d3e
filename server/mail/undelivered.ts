// Mail that was given up, in the hands of an administrator: sent again, or discarded. Whom it was for and what it said stays unseen.
import type { PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, NotFound } from '../errors.ts'
import { MOST_ATTEMPTS, undeliveredMail, type Undelivered } from './mail.ts'

export interface UndeliveredDeps {
  prisma: PrismaClient
}

export async function listUndelivered({ prisma }: UndeliveredDeps, actor: Actor): Promise<Undelivered[]> {
  demand(actor, 'account:administer')
  return undeliveredMail(prisma)
}

/** As if it had just been written: all attempts anew, the first at once. Throws NotFound for what is no number, Conflict when it is not given up (any more). */
export const retryMail = (deps: UndeliveredDeps, actor: Actor, id: string, requestId?: string): Promise<void> =>
  settle(deps, actor, { action: 'mail:retry', id, requestId }, async (tx, where) => (await tx.mail.updateMany({ where, data: { attempts: 0, nextAt: new Date(), lastError: null } })).count)

/** Nobody gets it any more. Throws NotFound for what is no number, Conflict when it is not given up (any more). */
export const discardMail = (deps: UndeliveredDeps, actor: Actor, id: string, requestId?: string): Promise<void> =>
  settle(deps, actor, { action: 'mail:discard', id, requestId }, async (tx, where) => (await tx.mail.deleteMany({ where })).count)

interface Deed {
  action: string
  id: string
  requestId: string | undefined
}

type GivenUp = { id: bigint; sentAt: null; attempts: { gte: number } }

async function settle({ prisma }: UndeliveredDeps, actor: Actor, { action, id, requestId }: Deed, change: (tx: Transaction, where: GivenUp) => Promise<number>): Promise<void> {
  demand(actor, 'account:administer')
  if (!/^\d{1,18}$/.test(id)) throw new NotFound('没有这封邮件')
  const event: AuditEvent = { actor, action, subject: { kind: 'mail', id }, outcome: 'DONE', requestId }
  await changeWithAudit(prisma, event, async (tx) => {
    const count = await change(tx, { id: BigInt(id), sentAt: null, attempts: { gte: MOST_ATTEMPTS } })
    if (!count) throw new Conflict('这封邮件已经寄出、正在重寄，或者已经删除；请刷新后看看')
  })
}
