// Keeps the search index at what may be seen of experts: each change leaves its document, or its removal, in the outbox of the same transaction.
import { toExpertDocument, type SearchDocument } from '../../indexer/index.ts'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { listedFacts, type Person } from './visibility.ts'

const CONSENT = { fieldGroup: true, audience: true, version: true, withdrawnAt: true, userId: true } as const
const WORKS = { documents: { orderBy: [{ year: 'desc' as const }, { id: 'asc' as const }] } }

export type WithConsents<T> = T & Pick<Person, 'consents'>

/** The experts with the consents of their accounts that were not withdrawn. */
export async function withConsents<T extends { userId: string | null }>(prisma: PrismaClient | Transaction, experts: readonly T[]): Promise<WithConsents<T>[]> {
  const userIds = experts.flatMap(({ userId }) => userId ?? [])
  const consents = userIds.length ? await prisma.consent.findMany({ where: { userId: { in: userIds }, withdrawnAt: null }, select: CONSENT }) : []
  const byUser = new Map<string, typeof consents>()
  for (const consent of consents) byUser.set(consent.userId, [...(byUser.get(consent.userId) ?? []), consent])
  return experts.map((expert) => ({ ...expert, consents: (expert.userId && byUser.get(expert.userId)) || [] }))
}

/** One outbox row an expert. `isNew`: it cannot be in the index, so nothing need be taken out. */
export function outboxRow(person: Person, { isNew = false } = {}): Prisma.OutboxCreateManyInput[] {
  const facts = listedFacts(person)
  if (facts) return [{ action: 'PUT', documentId: person.id, payload: toExpertDocument(facts) as unknown as Prisma.InputJsonObject }]
  return isNew ? [] : [{ action: 'DROP', documentId: person.id }]
}

/** Call it in the transaction of every change to an expert, after the change. */
export async function relist(tx: Transaction, expertId: string): Promise<void> {
  const expert = await tx.expert.findUniqueOrThrow({ where: { id: expertId }, include: WORKS })
  const [person] = await withConsents(tx, [expert])
  await tx.outbox.createMany({ data: outboxRow(person!) })
}

/**
 * What has to happen to the index and the roster when a person's consents change or the account is erased; called in that
 * transaction (`PrivacyDeps.onConsentChanged`). An erased person leaves no words here: the row stays for the ids that refer to it.
 */
export async function onConsentChanged(tx: Transaction, userId: string): Promise<void> {
  const expert = await tx.expert.findUnique({ where: { userId }, select: { id: true, state: true } })
  if (!expert) return
  const user = await tx.user.findUnique({ where: { id: userId }, select: { erasedAt: true } })
  if (user?.erasedAt) await forget(tx, expert)
  // Whoever keeps the roster in memory sees by the version that it changed.
  else await tx.expert.update({ where: { id: expert.id }, data: { version: { increment: 1 } }, select: { id: true } })
  await relist(tx, expert.id)
}

const NAMELESS = '已注销'

async function forget(tx: Transaction, { id, state }: { id: string; state: Person['state'] }): Promise<void> {
  await tx.expertDocument.deleteMany({ where: { expertId: id } })
  await tx.expertRelation.deleteMany({ where: { expertId: id } })
  const emptied = { name: NAMELESS, externalId: null, userId: null, types: [], fields: [], industries: [], services: [], languages: [], jurisdictions: [], licences: [], region: null, employerName: null, employerUscc: null, biography: null, awayUntil: null }
  await tx.expert.update({ where: { id }, data: { ...emptied, state: 'REMOVED', version: { increment: 1 } }, select: { id: true } })
  if (state !== 'REMOVED') await tx.expertMove.create({ data: { expertId: id, from: state, to: 'REMOVED', reason: '本人注销账户' } })
}

/** Of those who are listed. */
export function documentsOf(people: readonly Person[]): SearchDocument[] {
  return people.flatMap((person) => {
    const facts = listedFacts(person)
    return facts ? [toExpertDocument(facts)] : []
  })
}
