// What was refused goes on the audit trail before it is answered: somebody known who may not, and keys that are not good.
import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import type { PrismaClient } from '../../prisma/client.ts'
import { VISITOR } from '../access/access.ts'
import { recordAudit, type AuditEvent } from '../audit/audit.ts'
import { NotAllowed, NotSignedIn } from '../errors.ts'

export function auditRefusals({ prisma, log }: { prisma: PrismaClient; log: Pick<Logger, 'error'> }): ErrorRequestHandler {
  return async (error, request, response, next) => {
    const event = eventOf(error, request.get('authorization') !== undefined)
    if (event) await recordAudit(prisma, { ...event, requestId: response.locals.requestId as string }).catch((failure: unknown) => log.error({ err: failure }, 'a refusal could not be put on the audit trail'))
    next(error)
  }
}

function eventOf(error: unknown, broughtKey: boolean): AuditEvent | null {
  if (error instanceof NotAllowed) {
    const { actor, action, subject } = error
    return { actor, action, subject: { kind: action.split(':')[0]!, id: subject?.organisationId ?? subject?.ownerId ?? null }, outcome: 'DENIED' }
  }
  if (error instanceof NotSignedIn && broughtKey) return { actor: VISITOR, action: 'key:use', subject: { kind: 'key', id: null }, outcome: 'FAILED' }
  return null
}
