// Erases a person from the service in one transaction, unless the law keeps the data (个人信息保护法 art. 47); ids stay, so that the trail holds together.
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, recordAudit, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput } from '../errors.ts'
import { dropMailTo } from '../mail/mail.ts'
import { forgetWork } from './own-work.ts'
import { ABOUT_PERSON, aboutAccount, demandOwn, lockAccount, type PrivacyDeps } from './privacy.ts'

/** Shown in the place of a name. */
const NAMELESS = '已注销'

export const placeholderEmail = (userId: string): string => `erased-${userId}@invalid`

/** Refused, with the reason and its basis: retention required by law (art. 47, second paragraph). */
export class HeldByLaw extends Conflict {
  readonly holdIds: readonly string[]
  constructor(holds: readonly { id: string; reason: string; basis: string }[]) {
    super(`依法须保留这个账户的资料，现在不能注销：${holds.map(({ reason, basis }) => `${reason}（依据：${basis}）`).join('；')}。保留解除后请再来办理，有疑问请联系管理员`)
    this.holdIds = holds.map(({ id }) => id)
  }
}

/**
 * Deletes or empties all that says who the person is. Throws HeldByLaw while a hold stands (which is recorded), Conflict for
 * the last administrator, NotFound, Gone when it was done before.
 */
export async function eraseAccount({ prisma, onConsentChanged }: PrivacyDeps, actor: Actor, userId: string, requestId?: string): Promise<void> {
  demand(actor, 'account:erase', { ownerId: userId })
  const event = aboutAccount(actor, 'account:erase', userId, {}, requestId)
  try {
    await changeWithAudit(prisma, event, async (tx) => {
      const { email } = await lockAccount(tx, userId)
      await refuseIfNeeded(tx, userId)
      const now = new Date()
      await closeAccess(tx, userId, now)
      await forgetPerson(tx, { userId, email, now })
      await onConsentChanged(tx, userId)
    })
  } catch (error) {
    if (error instanceof HeldByLaw) await recordAudit(prisma, { ...event, outcome: 'FAILED', detail: { holds: [...error.holdIds] } })
    throw error
  }
}

/** For the person themselves, who confirms by typing the account's address. Throws InvalidInput when it is another one. */
export async function eraseOwnAccount(deps: PrivacyDeps, actor: Actor, typedEmail: string, requestId?: string): Promise<void> {
  const userId = demandOwn(actor, 'account:erase')
  const user = await deps.prisma.user.findUnique({ where: { id: userId }, select: { email: true } })
  if (user?.email.toLowerCase() !== typedEmail.trim().toLowerCase()) throw new InvalidInput([{ pointer: '#/body/email', detail: '和账户的邮箱不一致；请完整输入您登录用的邮箱' }])
  await eraseAccount(deps, actor, userId, requestId)
}

async function refuseIfNeeded(tx: Transaction, userId: string): Promise<void> {
  const holds = await tx.legalHold.findMany({ where: { userId, releasedAt: null }, orderBy: { placedAt: 'asc' }, select: { id: true, reason: true, basis: true } })
  if (holds.length) throw new HeldByLaw(holds)
  // Two administrators who leave at once wait for each other here.
  const admins = await tx.$queryRaw<{ user_id: string }[]>`SELECT user_id FROM role_grant WHERE role = 'admin' AND ended_at IS NULL ORDER BY id FOR UPDATE`
  const ids = admins.map((grant) => grant.user_id)
  if (ids.includes(userId) && ids.every((id) => id === userId)) throw new Conflict('这是最后一位管理员，注销后没有人能管理本服务；请先让另一位管理员上任')
}

/** Nobody gets in under this name again: sessions, passwords, second factors, keys, roles. */
async function closeAccess(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx.session.deleteMany({ where: { userId } })
  await tx.credential.deleteMany({ where: { userId } })
  await tx.twoFactor.deleteMany({ where: { userId } })
  await tx.apiKey.updateMany({ where: { ownerId: userId, revokedAt: null }, data: { revokedAt: now } })
  await tx.apiKey.updateMany({ where: { ownerId: userId }, data: { name: '' } })
  await tx.roleGrant.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } })
}

async function forgetPerson(tx: Transaction, { userId, email, now }: { userId: string; email: string; now: Date }): Promise<void> {
  await forgetWork(tx, { userId, nameless: NAMELESS, now })
  await tx.user.update({ where: { id: userId }, data: { name: NAMELESS, email: placeholderEmail(userId), emailVerified: false, image: null, twoFactorEnabled: false, erasedAt: now, version: { increment: 1 } }, select: { id: true } })
  await tx.$executeRaw`UPDATE invitation SET email = '', revoked_at = CASE WHEN accepted_at IS NULL THEN coalesce(revoked_at, ${now}) ELSE revoked_at END WHERE lower(email) = lower(${email})`
  // Half-done proofs and counters name the person in the middle of a text.
  await tx.$executeRaw`DELETE FROM verification WHERE strpos(lower(identifier || ' ' || value), lower(${email})) > 0 OR strpos(identifier || ' ' || value, ${userId}) > 0`
  await tx.$executeRaw`DELETE FROM rate_limit WHERE strpos(lower(key), lower(${email})) > 0 OR strpos(key, ${userId}) > 0`
  await tx.consent.updateMany({ where: { userId, withdrawnAt: null }, data: { withdrawnAt: now } })
  await tx.sealedField.deleteMany({ where: { subjectKind: ABOUT_PERSON, subjectId: userId } })
  await dropMailTo(tx, email)
}
