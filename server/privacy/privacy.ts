// What a person decides about their personal data: consents given and withdrawn; and the holds under which the law keeps data (个人信息保护法 art. 13–15, 47).
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import type { Action, Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, Gone, NotFound, NotSignedIn } from '../errors.ts'
import { FIELD_GROUPS, GROUP_NAMES, stands, type Audience, type FieldGroup } from './consent.ts'

export interface PrivacyDeps {
  prisma: PrismaClient
  /**
   * Called in the transaction in which what may be seen of a person changes: whoever indexes the person writes the new
   * document (or its removal) to the outbox there, so that the index follows within a minute or nothing changes.
   */
  onConsentChanged: (tx: Transaction, userId: string) => Promise<void>
}

/** The `subjectKind` of sealed fields, and the `kind` of audit subjects, that are about a person with an account. */
export const ABOUT_PERSON = 'account'

export interface GroupState {
  group: FieldGroup
  /** Null: nobody may see it. */
  audience: Audience | null
  /** Of the words in force. */
  version: string
  /** Of the consent that stands. */
  givenAt: Date | null
  /** There is a consent, to words that no longer hold. */
  outdated: boolean
}

/** Throws NotSignedIn or NotAllowed; the id of the person who acts for themselves. */
export function demandOwn(actor: Actor, action: Action): string {
  demand(actor, action, { ownerId: actor.userId })
  if (actor.userId === null) throw new NotSignedIn()
  return actor.userId
}

/** Every group of fields with what the actor has consented to. */
export async function listConsents({ prisma }: Pick<PrivacyDeps, 'prisma'>, actor: Actor): Promise<GroupState[]> {
  const userId = demandOwn(actor, 'account:read')
  const consents = await prisma.consent.findMany({ where: { userId, withdrawnAt: null }, orderBy: { givenAt: 'desc' } })
  return GROUP_NAMES.map((group) => {
    const standing = consents.find((consent) => stands(consent, group))
    const outdated = !standing && consents.some(({ fieldGroup }) => fieldGroup === group)
    return { group, audience: standing?.audience ?? null, version: FIELD_GROUPS[group].version, givenAt: standing?.givenAt ?? null, outdated }
  })
}

/** Replaces an earlier consent to the same group; given a second time in the same words it changes nothing. */
export async function giveConsent({ prisma, onConsentChanged }: PrivacyDeps, actor: Actor, { group, audience }: { group: FieldGroup; audience: Audience }, requestId?: string): Promise<void> {
  const userId = demandOwn(actor, 'consent:change')
  const { version } = FIELD_GROUPS[group]
  const given = await prisma.consent.findMany({ where: { userId, fieldGroup: group, withdrawnAt: null } })
  if (given.length === 1 && given.every((consent) => stands(consent, group) && consent.audience === audience)) return
  await changeWithAudit(prisma, aboutAccount(actor, 'consent:give', userId, { group, audience, version }, requestId), async (tx) => {
    await lockAccount(tx, userId)
    await tx.consent.updateMany({ where: { userId, fieldGroup: group, withdrawnAt: null }, data: { withdrawnAt: new Date() } })
    await tx.consent.create({ data: { id: mintId(), userId, fieldGroup: group, audience, version } })
    await onConsentChanged(tx, userId)
  })
}

/** Nothing that was done under the consent becomes unlawful by this (art. 15); from here on nobody sees the group. */
export async function withdrawConsent({ prisma, onConsentChanged }: PrivacyDeps, actor: Actor, group: FieldGroup, requestId?: string): Promise<void> {
  const userId = demandOwn(actor, 'consent:change')
  const where = { userId, fieldGroup: group, withdrawnAt: null }
  if (!(await prisma.consent.count({ where }))) return
  await changeWithAudit(prisma, aboutAccount(actor, 'consent:withdraw', userId, { group }, requestId), async (tx) => {
    await lockAccount(tx, userId)
    await tx.consent.updateMany({ where, data: { withdrawnAt: new Date() } })
    await onConsentChanged(tx, userId)
  })
}

export interface Hold {
  id: string
  reason: string
  basis: string
  placedAt: Date
  releasedAt: Date | null
}
const HOLD = { id: true, reason: true, basis: true, placedAt: true, releasedAt: true } as const

/** Throws NotFound, or Gone when the account has been erased already. */
export async function placeHold({ prisma }: Pick<PrivacyDeps, 'prisma'>, actor: Actor, { userId, reason, basis }: { userId: string; reason: string; basis: string }, requestId?: string): Promise<Hold> {
  demand(actor, 'hold:place', { ownerId: userId })
  const placed = (hold: Hold): AuditEvent => aboutAccount(actor, 'hold:place', userId, { hold: hold.id }, requestId)
  return changeWithAudit(prisma, placed, async (tx) => {
    await lockAccount(tx, userId)
    return tx.legalHold.create({ data: { id: mintId(), userId, reason, basis, placedById: actor.userId }, select: HOLD })
  })
}

/** Throws NotFound, or Conflict when it was released before. */
export async function releaseHold({ prisma }: Pick<PrivacyDeps, 'prisma'>, actor: Actor, holdId: string, requestId?: string): Promise<Hold> {
  demand(actor, 'hold:place')
  const hold = await prisma.legalHold.findUnique({ where: { id: holdId }, select: { userId: true } })
  if (!hold) throw new NotFound('没有这项保留；请核对编号')
  demand(actor, 'hold:place', { ownerId: hold.userId })
  return changeWithAudit(prisma, aboutAccount(actor, 'hold:release', hold.userId, { hold: holdId }, requestId), async (tx) => {
    const { count } = await tx.legalHold.updateMany({ where: { id: holdId, releasedAt: null }, data: { releasedAt: new Date() } })
    if (!count) throw new Conflict('这项保留已经解除')
    return tx.legalHold.findUniqueOrThrow({ where: { id: holdId }, select: HOLD })
  })
}

/** Standing and released, the newest first. */
export async function listHolds({ prisma }: Pick<PrivacyDeps, 'prisma'>, actor: Actor, userId: string): Promise<Hold[]> {
  demand(actor, 'hold:place', { ownerId: userId })
  return prisma.legalHold.findMany({ where: { userId }, orderBy: { placedAt: 'desc' }, select: HOLD })
}

/** The actor's own holds that stand, so that the page says beforehand why the account cannot be erased. */
export const listOwnHolds = ({ prisma }: Pick<PrivacyDeps, 'prisma'>, actor: Actor): Promise<Hold[]> =>
  prisma.legalHold.findMany({ where: { userId: demandOwn(actor, 'account:read'), releasedAt: null }, orderBy: { placedAt: 'asc' }, select: HOLD })

export const aboutAccount = (actor: Actor, action: string, userId: string, detail: NonNullable<AuditEvent['detail']>, requestId: string | undefined): AuditEvent => ({ actor, action, subject: { kind: ABOUT_PERSON, id: userId }, outcome: 'DONE', detail, requestId })

/** One change at a time to what is held about a person: a hold and an erasure cannot pass each other. */
export async function lockAccount(tx: Transaction, userId: string): Promise<{ email: string }> {
  const [user] = await tx.$queryRaw<{ email: string; erased_at: Date | null }[]>`SELECT email, erased_at FROM user_account WHERE id = ${userId} FOR UPDATE`
  if (!user) throw new NotFound('没有这个账户；请核对编号')
  if (user.erased_at) throw new Gone('这个账户已经注销')
  return { email: user.email }
}
