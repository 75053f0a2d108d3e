// Who belongs to an organisation: invited by mail, joined by the link, removed without a trace being lost.
import { createHash, randomBytes } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import type { Actor, Role } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { invitationLetter } from '../accounts/letters.ts'
import { changeWithAudit } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { queueMail } from '../mail/mail.ts'
import { translate } from '../web/messages.ts'
import { aboutOrganisation } from './organisations.ts'
import { MANAGERS, ROLES_OF } from './roles.ts'

export interface MembersDeps {
  prisma: PrismaClient
  baseUrl: string
}

export const INVITATION_DAYS = 7
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The token is in the mail and nowhere else. */
export async function inviteMember({ prisma, baseUrl }: MembersDeps, actor: Actor, organisationId: string, { email, role }: { email: string; role: Role }, requestId?: string) {
  demand(actor, 'member:invite', { organisationId })
  const token = randomBytes(32).toString('base64url')
  const id = mintId()
  const expiresAt = new Date(Date.now() + INVITATION_DAYS * 86_400_000)
  await changeWithAudit(prisma, aboutOrganisation(actor, 'member:invite', organisationId, requestId, { invitation: id, role }), async (tx) => {
    const organisation = await tx.organisation.findUnique({ where: { id: organisationId } })
    if (!organisation) throw new NotFound('没有这个单位')
    if (!ROLES_OF[organisation.kind].includes(role)) throw new InvalidInput([{ pointer: '#/body/role', detail: `这类单位可用的身份：${ROLES_OF[organisation.kind].map((one) => translate('zh')(`role_${one}`)).join('、')}` }])
    await tx.invitation.create({ data: { id, organisationId, role, email, tokenHash: hashToken(token), invitedById: inviterOf(actor), expiresAt } })
    await queueMail(tx, invitationLetter(email, { organisation: organisation.name, role: translate('zh')(`role_${role}`), link: `${baseUrl}/invitations/${token}` }))
  })
  return { id, email, role, expiresAt: expiresAt.toISOString() }
}

/** A key without an owner cannot stand for a person who invites. */
function inviterOf({ userId }: Actor): string {
  if (!userId) throw new InvalidInput([{ pointer: '#', detail: '邀请必须由本人登录后发出' }])
  return userId
}

/** Throws NotFound when the link is not (or no longer) good, or was sent to somebody else. */
export async function findInvitation({ prisma }: Pick<MembersDeps, 'prisma'>, actor: Actor, token: string) {
  demand(actor, 'invitation:accept')
  const found = await prisma.invitation.findUnique({ where: { tokenHash: hashToken(token) }, include: { organisation: true } })
  const user = await prisma.user.findUnique({ where: { id: actor.userId ?? '' }, select: { email: true } })
  const isGood = found && !found.acceptedAt && !found.revokedAt && found.expiresAt > new Date() && found.email === user?.email
  if (!isGood) throw new NotFound('这份邀请已经用过、撤回或过期，或者是发给别的邮箱的；请对方重新发送')
  return found
}

export async function acceptInvitation({ prisma }: Pick<MembersDeps, 'prisma'>, actor: Actor, token: string, requestId?: string): Promise<string> {
  const { id, organisationId, role } = await findInvitation({ prisma }, actor, token)
  await changeWithAudit(prisma, aboutOrganisation(actor, 'invitation:accept', organisationId, requestId, { invitation: id, role }), async (tx) => {
    const { count } = await tx.invitation.updateMany({ where: { id, acceptedAt: null, revokedAt: null }, data: { acceptedAt: new Date() } })
    if (!count) throw new Conflict('这份邀请刚刚被用掉或撤回')
    const held = await tx.roleGrant.count({ where: { userId: actor.userId!, organisationId, role, endedAt: null } })
    if (!held) await tx.roleGrant.create({ data: { id: mintId(), userId: actor.userId!, role, organisationId, grantedBy: actor.id } })
  })
  return organisationId
}

export async function revokeInvitation({ prisma }: Pick<MembersDeps, 'prisma'>, actor: Actor, organisationId: string, id: string, requestId?: string): Promise<void> {
  demand(actor, 'member:invite', { organisationId })
  await changeWithAudit(prisma, aboutOrganisation(actor, 'invitation:revoke', organisationId, requestId, { invitation: id }), async (tx) => {
    const { count } = await tx.invitation.updateMany({ where: { id, organisationId, acceptedAt: null, revokedAt: null }, data: { revokedAt: new Date() } })
    if (!count) throw new NotFound('没有这份邀请，或者它已经用过')
  })
}

/** Ends the role; whoever keeps the organisation in order cannot be the last one to go. */
export async function removeMember({ prisma }: Pick<MembersDeps, 'prisma'>, actor: Actor, organisationId: string, grantId: string, requestId?: string): Promise<void> {
  demand(actor, 'member:remove', { organisationId })
  await changeWithAudit(prisma, aboutOrganisation(actor, 'member:remove', organisationId, requestId, { grant: grantId }), async (tx) => {
    // Two managers who remove each other at once wait for one another here.
    await tx.$executeRaw`SELECT 1 FROM organisation WHERE id = ${organisationId} FOR UPDATE`
    const grant = await tx.roleGrant.findFirst({ where: { id: grantId, organisationId, endedAt: null } })
    if (!grant) throw new NotFound('这位成员已经不在了')
    const others = await tx.roleGrant.count({ where: { organisationId, endedAt: null, role: { in: [...MANAGERS] }, id: { not: grantId } } })
    if (MANAGERS.includes(grant.role) && !others && !actor.grants.some(({ role }) => role === 'admin')) throw new Conflict('这是最后一位管理成员；请先邀请接替的人')
    await tx.roleGrant.update({ where: { id: grantId }, data: { endedAt: new Date() } })
  })
}
