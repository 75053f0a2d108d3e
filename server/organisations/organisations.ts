// Organisations: registered by their social credit code, confirmed by the bureau.
import { mintId } from '../../indexer/index.ts'
import type { Organisation, PrismaClient } from '../../prisma/client.ts'
import { holds, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { ROLES_OF } from './roles.ts'
import type { OrganisationAnswer, OrganisationForm } from './schema.ts'

export interface OrganisationsDeps {
  prisma: PrismaClient
}

export const aboutOrganisation = (actor: Actor, action: string, id: string, requestId: string | undefined, detail = {}): AuditEvent => ({ actor, action, subject: { kind: 'organisation', id }, outcome: 'DONE', detail, requestId })

/** Whoever registers it gets its first role, which counts once the organisation is confirmed. Throws Conflict when the code is registered. */
export async function registerOrganisation({ prisma }: OrganisationsDeps, actor: Actor, { name, kind, uscc }: OrganisationForm, requestId?: string): Promise<OrganisationAnswer> {
  demand(actor, 'organisation:register')
  const isOfficial = holds(actor, 'admin')
  if (kind === 'BUREAU' && !isOfficial) throw new InvalidInput([{ pointer: '#/body/kind', detail: '监管部门由系统管理员登记' }])
  const id = mintId()
  const made = await changeWithAudit(prisma, aboutOrganisation(actor, 'organisation:register', id, requestId, { kind }), async (tx) => {
    if (await tx.organisation.findUnique({ where: { uscc }, select: { id: true } })) throw new Conflict('这个代码已经登记；请向该单位的管理员要一份邀请')
    const organisation = await tx.organisation.create({ data: { id, name, kind, uscc, ...(isOfficial && { confirmedAt: new Date(), confirmedBy: actor.id }) } })
    const [role] = ROLES_OF[kind]
    if (!isOfficial && role) await tx.roleGrant.create({ data: { id: mintId(), userId: actor.userId!, role, organisationId: id, grantedBy: actor.id } })
    return organisation
  })
  return present(made)
}

export async function confirmOrganisation({ prisma }: OrganisationsDeps, actor: Actor, id: string, requestId?: string): Promise<OrganisationAnswer> {
  demand(actor, 'organisation:confirm')
  return present(
    await changeWithAudit(prisma, aboutOrganisation(actor, 'organisation:confirm', id, requestId), async (tx) => {
      const found = await tx.organisation.findUnique({ where: { id } })
      if (!found) throw new NotFound('没有这个单位')
      if (found.confirmedAt) throw new Conflict('这个单位已经确认过了')
      return tx.organisation.update({ where: { id }, data: { confirmedAt: new Date(), confirmedBy: actor.id, version: { increment: 1 } } })
    }),
  )
}

export async function renameOrganisation({ prisma }: OrganisationsDeps, actor: Actor, id: string, { name, version }: { name: string; version: number }, requestId?: string): Promise<OrganisationAnswer> {
  demand(actor, 'organisation:change', { organisationId: id })
  return present(
    await changeWithAudit(prisma, aboutOrganisation(actor, 'organisation:rename', id, requestId, { version }), async (tx) => {
      const { count } = await tx.organisation.updateMany({ where: { id, version }, data: { name, version: { increment: 1 } } })
      const now = await tx.organisation.findUnique({ where: { id } })
      if (!now) throw new NotFound('没有这个单位')
      if (!count) throw new Conflict()
      return now
    }),
  )
}

export interface Asked {
  q?: string | undefined
  confirmed?: 'yes' | 'no' | undefined
  page: number
  size: number
}

/** Those that the actor may read: all of them, or those to which the actor belongs. */
export async function listOrganisations({ prisma }: OrganisationsDeps, actor: Actor, { q, confirmed, page, size }: Asked): Promise<{ total: number; page: number; size: number; items: OrganisationAnswer[] }> {
  demand(actor, 'organisation:read')
  const readsAll = holds(actor, 'bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor', 'admin')
  const where = {
    ...(!readsAll && { id: { in: actor.grants.flatMap(({ organisationId }) => organisationId ?? []) } }),
    ...(q && { OR: [{ name: { contains: q, mode: 'insensitive' as const } }, { uscc: { contains: q.toUpperCase() } }] }),
    ...(confirmed && { confirmedAt: confirmed === 'yes' ? { not: null } : null }),
  }
  const [total, rows] = await Promise.all([prisma.organisation.count({ where }), prisma.organisation.findMany({ where, orderBy: [{ confirmedAt: { sort: 'desc', nulls: 'first' } }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: rows.map(present) }
}

export async function findOrganisation({ prisma }: OrganisationsDeps, actor: Actor, id: string) {
  // Asked before it is looked up: whoever may not read it does not learn whether it is there.
  demand(actor, 'organisation:read', { organisationId: id })
  const found = await prisma.organisation.findUnique({
    where: { id },
    include: {
      grants: { where: { endedAt: null }, include: { user: { select: { name: true } } }, orderBy: { grantedAt: 'asc' } },
      invitations: { where: { acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }, orderBy: { createdAt: 'asc' } },
    },
  })
  if (!found) throw new NotFound('没有这个单位')
  return {
    ...present(found),
    members: found.grants.map(({ id: grantId, userId, user, role, grantedAt }) => ({ grantId, userId, name: user.name, role, grantedAt: grantedAt.toISOString() })),
    invitations: found.invitations.map(({ id: invitationId, email, role, expiresAt }) => ({ id: invitationId, email, role, expiresAt: expiresAt.toISOString() })),
  }
}

const present = ({ id, name, kind, uscc, confirmedAt, createdAt, version }: Organisation): OrganisationAnswer => ({ id, name, kind, uscc, confirmedAt: confirmedAt?.toISOString() ?? null, createdAt: createdAt.toISOString(), version })
