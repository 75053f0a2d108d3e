// All that is held about a person as one JSON document (个人信息保护法 art. 45), written piece by piece however long the trail is.
import type { PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { recordAudit } from '../audit/audit.ts'
import { NotFound } from '../errors.ts'
import { waitingFor } from '../mail/mail.ts'
import { ownWork } from './own-work.ts'
import { ABOUT_PERSON, aboutAccount, demandOwn } from './privacy.ts'
import { sealedOf, type OwnDataDeps, type Section } from './sealed-data.ts'

const TRAIL_BATCH = 500

/** The pieces of one JSON document, without secrets: no token, hash or second factor. That it was asked for is recorded first. */
export async function exportOwnData({ prisma, sealing }: OwnDataDeps, actor: Actor, requestId?: string): Promise<AsyncGenerator<string>> {
  const userId = demandOwn(actor, 'account:export')
  const account = await prisma.user.findUnique({ where: { id: userId }, omit: { erasedAt: true, version: true } })
  if (!account) throw new NotFound('没有这个账户')
  await recordAudit(prisma, aboutAccount(actor, 'account:export', userId, {}, requestId))
  const about = { madeAt: new Date(), of: '关于您的全部资料，依《个人信息保护法》第四十五条提供 / Everything held about you, under article 45 of the Personal Information Protection Law' }
  return write({ about, account }, [...sections({ prisma, sealing }, userId, account.email), ...ownWork({ prisma, sealing }, { userId, email: account.emailVerified ? account.email : null }), ['trail', () => trail(prisma, userId)]])
}

function sections({ prisma, sealing }: OwnDataDeps, userId: string, email: string): Section[] {
  const where = { userId }
  const organisation = { select: { id: true, name: true } } as const
  return [
    ['sessions', () => prisma.session.findMany({ where, select: { createdAt: true, expiresAt: true, ipAddress: true, userAgent: true, method: true } })],
    ['waysToSignIn', () => prisma.credential.findMany({ where, select: { providerId: true, accountId: true, scope: true, createdAt: true, updatedAt: true } })],
    ['secondFactors', () => prisma.twoFactor.findMany({ where, select: { verified: true, failedVerificationCount: true, lockedUntil: true } })],
    ['roles', () => prisma.roleGrant.findMany({ where, select: { role: true, organisation, grantedAt: true, endedAt: true } })],
    ['consents', () => prisma.consent.findMany({ where, orderBy: { givenAt: 'asc' }, omit: { userId: true } })],
    ['holds', () => prisma.legalHold.findMany({ where, select: { reason: true, basis: true, placedAt: true, releasedAt: true } })],
    ['keys', () => prisma.apiKey.findMany({ where: { ownerId: userId }, omit: { hash: true, ownerId: true }, include: { usage: { omit: { keyId: true } } } })],
    // Addresses of the people whom the person invited are theirs.
    ['invitationsSent', () => prisma.invitation.findMany({ where: { invitedById: userId }, select: { role: true, organisation, createdAt: true, expiresAt: true, acceptedAt: true, revokedAt: true } })],
    ['invitationsReceived', () => prisma.invitation.findMany({ where: { email }, select: { role: true, organisation, createdAt: true, expiresAt: true, acceptedAt: true, revokedAt: true } })],
    ['mailWaiting', () => prisma.mail.findMany({ where: waitingFor(email), select: { at: true, subject: true, attempts: true } })],
    ['takedownsRequested', () => prisma.takedown.findMany({ where: { requestedBy: userId }, select: { documentId: true, reason: true, at: true, liftedAt: true } })],
    ['sealed', () => sealedOf({ prisma, sealing }, { subjectKind: ABOUT_PERSON, subjectId: userId })],
  ]
}

/** What the person or their keys did, and what was done about the person; of others only whether it was they or the service. */
async function* trail(prisma: PrismaClient, userId: string): AsyncGenerator {
  const keys = await prisma.apiKey.findMany({ where: { ownerId: userId }, select: { id: true } })
  const own = new Set([userId, ...keys.map(({ id }) => id)])
  const about = { OR: [{ actorId: { in: [...own] } }, { subjectKind: ABOUT_PERSON, subjectId: userId }] }
  let after = 0n
  for (;;) {
    const entries = await prisma.auditEntry.findMany({ where: { AND: [about, { seq: { gt: after } }] }, orderBy: { seq: 'asc' }, take: TRAIL_BATCH })
    for (const { seq, at, actorKind, actorId, action, subjectKind, subjectId, outcome, detail, requestId } of entries) {
      const by = actorId !== null && own.has(actorId) ? 'you' : actorKind === 'system' ? 'the service' : 'somebody else'
      yield { seq, at, by, action, subjectKind, subjectId, outcome, detail, requestId }
    }
    if (entries.length < TRAIL_BATCH) return
    after = entries.at(-1)!.seq
  }
}

const json = (value: unknown): string => JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item))

async function* write(head: Record<string, unknown>, lists: readonly Section[]): AsyncGenerator<string> {
  yield `{\n${Object.entries(head).map(([name, value]) => `${json(name)}: ${json(value)}`).join(',\n')}`
  for (const [name, read] of lists) {
    yield `,\n${json(name)}: [`
    let between = '\n  '
    for await (const item of await read()) {
      yield `${between}${json(item)}`
      between = ',\n  '
    }
    yield ']'
  }
  yield '\n}\n'
}
