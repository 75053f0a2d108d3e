// Accounts as administrators see them: found, suspended and restored, given roles that belong to no registration of their own.
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { can, type Actor, type Role } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { AccountAnswer } from './schema.ts'

export interface PeopleDeps {
  prisma: PrismaClient
}

/** Held without an organisation; all others come with one. */
export const FREE_ROLES: readonly Role[] = ['expert', 'auditor', 'admin']

const WITH_GRANTS = { roles: { where: { endedAt: null }, orderBy: { grantedAt: 'asc' as const } } }
const about = (actor: Actor, action: string, id: string, requestId: string | undefined, detail = {}): AuditEvent => ({ actor, action, subject: { kind: 'account', id }, outcome: 'DONE', detail, requestId })

export async function listPeople({ prisma }: PeopleDeps, actor: Actor, { q, page, size }: { q?: string | undefined; page: number; size: number }) {
  demand(actor, 'account:list')
  const contains = { contains: q ?? '', mode: 'insensitive' as const }
  const where = q ? { OR: [{ name: contains }, { email: contains }] } : {}
  const [total, rows] = await Promise.all([prisma.user.count({ where }), prisma.user.findMany({ where, include: WITH_GRANTS, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: rows.map(present) }
}

export async function findPerson({ prisma }: PeopleDeps, actor: Actor, id: string): Promise<AccountAnswer> {
  // Whoever sees the list sees each account on it, a key too; everybody else sees their own.
  if (!can(actor, 'account:list')) demand(actor, 'account:read', { ownerId: id })
  const found = await prisma.user.findUnique({ where: { id }, include: WITH_GRANTS })
  if (!found) throw new NotFound('没有这个账户')
  return present(found)
}

/** Ends every session at once; keys stop within seconds. */
export async function suspendPerson({ prisma }: PeopleDeps, actor: Actor, id: string, requestId?: string): Promise<AccountAnswer> {
  demand(actor, 'account:administer')
  if (id === actor.userId) throw new Conflict('不能停用自己的账户；请另一位管理员来做')
  await changeWithAudit(prisma, about(actor, 'account:suspend', id, requestId), async (tx) => {
    const { count } = await tx.user.updateMany({ where: { id, suspendedAt: null, erasedAt: null }, data: { suspendedAt: new Date(), version: { increment: 1 } } })
    if (!count) throw new Conflict('没有这个账户，或者它已经停用')
    await tx.session.deleteMany({ where: { userId: id } })
  })
  return findPerson({ prisma }, actor, id)
}

export async function restorePerson({ prisma }: PeopleDeps, actor: Actor, id: string, requestId?: string): Promise<AccountAnswer> {
  demand(actor, 'account:administer')
  await changeWithAudit(prisma, about(actor, 'account:restore', id, requestId), async (tx) => {
    const { count } = await tx.user.updateMany({ where: { id, suspendedAt: { not: null }, erasedAt: null }, data: { suspendedAt: null, version: { increment: 1 } } })
    if (!count) throw new Conflict('没有这个账户，或者它没有停用')
  })
  return findPerson({ prisma }, actor, id)
}

export async function grantRole({ prisma }: PeopleDeps, actor: Actor, userId: string, { role, organisationId }: { role: Role; organisationId: string | null }, requestId?: string): Promise<AccountAnswer> {
  demand(actor, 'account:administer')
  const isFree = FREE_ROLES.includes(role)
  if (!isFree && !organisationId) throw new InvalidInput([{ pointer: '#/body/organisationId', detail: '这个身份要写明所在单位' }])
  await changeWithAudit(prisma, about(actor, 'account:grant-role', userId, requestId, { role, organisationId }), async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { erasedAt: true } })
    if (!user || user.erasedAt) throw new NotFound('没有这个账户')
    if (organisationId && !(await tx.organisation.findUnique({ where: { id: organisationId }, select: { id: true } }))) throw new InvalidInput([{ pointer: '#/body/organisationId', detail: '没有这个单位' }])
    if (await tx.roleGrant.count({ where: { userId, role, organisationId, endedAt: null } })) throw new Conflict('已经有这个身份')
    await tx.roleGrant.create({ data: { id: mintId(), userId, role, organisationId, grantedBy: actor.id } })
  })
  return findPerson({ prisma }, actor, userId)
}

/** The last administrator cannot be taken away: nobody could give the role back. */
export async function endRole({ prisma }: PeopleDeps, actor: Actor, userId: string, grantId: string, requestId?: string): Promise<AccountAnswer> {
  demand(actor, 'account:administer')
  await changeWithAudit(prisma, about(actor, 'account:end-role', userId, requestId, { grant: grantId }), async (tx) => {
    // Two administrators who end each other's role at once wait for one another here.
    await tx.$executeRaw`SELECT 1 FROM role_grant WHERE role = 'admin' AND ended_at IS NULL ORDER BY id FOR UPDATE`
    const grant = await tx.roleGrant.findFirst({ where: { id: grantId, userId, endedAt: null } })
    if (!grant) throw new NotFound('没有这个身份，或者已经撤销')
    const others = await tx.roleGrant.count({ where: { role: 'admin', endedAt: null, id: { not: grantId }, user: { suspendedAt: null, erasedAt: null } } })
    if (grant.role === 'admin' && !others) throw new Conflict('这是最后一位管理员；请先授予接替的人')
    await tx.roleGrant.update({ where: { id: grantId }, data: { endedAt: new Date() } })
  })
  return findPerson({ prisma }, actor, userId)
}

interface Row {
  id: string
  name: string
  email: string
  emailVerified: boolean
  twoFactorEnabled: boolean
  suspendedAt: Date | null
  erasedAt: Date | null
  createdAt: Date
  roles: { id: string; role: Role; organisationId: string | null; grantedAt: Date }[]
}

const present = ({ id, name, email, emailVerified, twoFactorEnabled, suspendedAt, erasedAt, createdAt, roles }: Row): AccountAnswer => ({
  id,
  name,
  email,
  emailVerified,
  twoFactorEnabled,
  suspendedAt: suspendedAt?.toISOString() ?? null,
  erasedAt: erasedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  grants: roles.map((grant) => ({ id: grant.id, role: grant.role, organisationId: grant.organisationId, grantedAt: grant.grantedAt.toISOString() })),
})
