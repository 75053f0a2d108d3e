// Enquiries: opened by whoever needs experts, their facts sealed, handled by officers, and closed to a wall of colleagues in conflict.
import { mintId } from '../../indexer/index.ts'
import type { Enquiry, Prisma, PrismaClient } from '../../prisma/client.ts'
import { can, holds, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, NotFound, NotSignedIn } from '../errors.ts'
import { readSealed, saveSealed, type Sealing } from '../sealing/sealing.ts'
import { ALIKE, likeness } from './likeness.ts'
import { moveEnquiryWithin } from './moves.ts'
import type { EnquiryAnswer, EnquiryDetail, EnquiryForm } from './schema.ts'
import { EDITABLE, ENDED, movesFrom, partsOf, type Move } from './states.ts'

export interface EnquiriesDeps {
  prisma: PrismaClient
  sealing: Sealing
}

export const aboutEnquiry = (actor: Actor, action: string, id: string, requestId: string | undefined, detail: Prisma.InputJsonObject = {}): AuditEvent => ({ actor, action, subject: { kind: 'enquiry', id }, outcome: 'DONE', detail, requestId })

const OFFICERS = ['bureau_officer', 'bureau_reviewer', 'bureau_leader'] as const

/** Whoever is walled off does not learn that there is such an enquiry: not by a list, a count or a refusal. */
export function visibleWhere(actor: Actor): Prisma.EnquiryWhereInput {
  const readsAll = holds(actor, ...OFFICERS, 'auditor', 'admin')
  const own: Prisma.EnquiryWhereInput[] = [{ requesterId: actor.userId ?? '' }, { organisationId: { in: actor.grants.flatMap(({ organisationId }) => organisationId ?? []) } }]
  return { AND: [readsAll ? { OR: [{ state: { not: 'DRAFT' } }, ...own] } : { OR: own }, ...(actor.userId ? [{ NOT: { walledOff: { has: actor.userId } } }] : [])] }
}

export async function findVisible({ prisma }: Pick<EnquiriesDeps, 'prisma'>, actor: Actor, id: string): Promise<Enquiry> {
  demand(actor, 'enquiry:read')
  const found = await prisma.enquiry.findFirst({ where: { AND: [{ id }, visibleWhere(actor)] } })
  if (!found) throw new NotFound('没有这个需求')
  return found
}

/** The requester, the officers and the auditor; members of the requester's organisation see that it exists and how far it is. */
const seesFacts = (actor: Actor, enquiry: Enquiry): boolean => enquiry.requesterId === actor.userId || holds(actor, ...OFFICERS, 'auditor', 'admin')

const place = (id: string, field: 'facts' | 'parties') => ({ subjectKind: 'enquiry', subjectId: id, field })

export async function readFacts(tx: Transaction, sealing: Sealing, id: string): Promise<{ facts: string; parties: EnquiryForm['parties'] }> {
  const [facts, parties] = await Promise.all([readSealed(tx, sealing, place(id, 'facts')), readSealed(tx, sealing, place(id, 'parties'))])
  return { facts: facts ?? '', parties: parties ? (JSON.parse(parties) as EnquiryForm['parties']) : [] }
}

export async function openEnquiry({ prisma, sealing }: EnquiriesDeps, actor: Actor, form: EnquiryForm, requestId?: string): Promise<EnquiryDetail> {
  demand(actor, 'enquiry:create')
  const { userId } = actor
  if (!userId) throw new NotSignedIn('需求要由本人登录后提出')
  if (form.organisationId !== null) demandMember(actor, form.organisationId)
  const id = mintId()
  await changeWithAudit(prisma, aboutEnquiry(actor, 'enquiry:create', id, requestId, { kind: form.kind }), async (tx) => {
    await tx.enquiry.create({ data: { id, requesterId: userId, walledOff: [], ...publicPart(form), moves: { create: { to: 'DRAFT', reason: 'open', actorId: actor.id } } } })
    await seal(tx, sealing, id, form)
  })
  return describeEnquiry({ prisma, sealing }, actor, id)
}

function demandMember(actor: Actor, organisationId: string): void {
  if (!actor.grants.some((grant) => grant.organisationId === organisationId)) throw new NotFound('您不是这个单位的成员')
}

export async function changeEnquiry({ prisma, sealing }: EnquiriesDeps, actor: Actor, id: string, { version, ...form }: EnquiryForm & { version: number }, requestId?: string): Promise<EnquiryDetail> {
  const found = await findVisible({ prisma }, actor, id)
  demand(actor, 'enquiry:change', { ownerId: found.requesterId })
  if (form.organisationId !== null) demandMember(actor, form.organisationId)
  await changeWithAudit(prisma, aboutEnquiry(actor, 'enquiry:change', id, requestId, { version }), async (tx) => {
    const { count } = await tx.enquiry.updateMany({ where: { id, version, state: { in: [...EDITABLE] } }, data: { ...publicPart(form), version: { increment: 1 } } })
    if (!count) throw new Conflict('需求已提交或刚被改动；退回后才能修改')
    await seal(tx, sealing, id, form)
  })
  return describeEnquiry({ prisma, sealing }, actor, id)
}

/** Everything but what is sealed. */
const publicPart = ({ title, kind, procedure, fields, industries, needs, jurisdictions, languages, region, size, alternates, organisationId }: EnquiryForm) => ({ title, kind, procedure, fields, industries, needs, jurisdictions, languages, region, size, alternates, organisationId })

async function seal(tx: Transaction, sealing: Sealing, id: string, { facts, parties }: EnquiryForm): Promise<void> {
  await saveSealed(tx, sealing, place(id, 'facts'), facts)
  await saveSealed(tx, sealing, place(id, 'parties'), JSON.stringify(parties))
}

export async function describeEnquiry({ prisma, sealing }: EnquiriesDeps, actor: Actor, id: string): Promise<EnquiryDetail> {
  const found = await findVisible({ prisma }, actor, id)
  const moves = await prisma.enquiryMove.findMany({ where: { enquiryId: id }, orderBy: { id: 'asc' } })
  const sealed = seesFacts(actor, found) ? await readFacts(prisma, sealing, id) : null
  return {
    ...present(found),
    facts: sealed?.facts ?? null,
    parties: sealed?.parties ?? null,
    moves: moves.map(({ at, from, to, reason }) => ({ at: at.toISOString(), from, to, reason })),
    possible: movesFrom(found.state, partsOf(actor, found)),
  }
}

export async function listEnquiries({ prisma }: Pick<EnquiriesDeps, 'prisma'>, actor: Actor, { state, mine, page, size }: { state?: Enquiry['state'] | undefined; mine?: 'yes' | 'no' | undefined; page: number; size: number }) {
  demand(actor, 'enquiry:read')
  const where: Prisma.EnquiryWhereInput = { AND: [visibleWhere(actor), state ? { state } : {}, mine === 'yes' ? { OR: [{ requesterId: actor.userId ?? '' }, { officerId: actor.userId ?? '' }] } : {}] }
  const [total, rows] = await Promise.all([prisma.enquiry.count({ where }), prisma.enquiry.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: rows.map(present) }
}

export async function moveEnquiry({ prisma, sealing }: EnquiriesDeps, actor: Actor, id: string, { move, reason, version }: { move: Move; reason: string; version: number }, requestId?: string): Promise<EnquiryDetail> {
  const found = await findVisible({ prisma }, actor, id)
  const mover = partsOf(actor, found)
  demand(actor, mover.includes('requester') ? 'enquiry:change' : 'enquiry:handle', { ownerId: found.requesterId })
  await changeWithAudit(prisma, aboutEnquiry(actor, mover.includes('requester') ? 'enquiry:change' : 'enquiry:handle', id, requestId, { move }), (tx) => moveEnquiryWithin(tx, { id, move, reason, mover, actorId: actor.id, version }))
  return describeEnquiry({ prisma, sealing }, actor, id)
}

/** A colleague in conflict learns nothing more of it (features D15). */
export async function wallOff({ prisma }: Pick<EnquiriesDeps, 'prisma'>, actor: Actor, id: string, { userId, walled }: { userId: string; walled: boolean }, requestId?: string): Promise<void> {
  await findVisible({ prisma }, actor, id)
  demand(actor, 'enquiry:handle')
  await changeWithAudit(prisma, aboutEnquiry(actor, 'enquiry:handle', id, requestId, { wall: userId, walled }), async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM enquiry WHERE id = ${id} FOR UPDATE`
    const { walledOff, officerId } = await tx.enquiry.findUniqueOrThrow({ where: { id }, select: { walledOff: true, officerId: true } })
    const others = walledOff.filter((one) => one !== userId)
    await tx.enquiry.update({ where: { id }, data: { walledOff: walled ? [...others, userId] : others, ...(walled && officerId === userId && { officerId: null }), version: { increment: 1 } } })
  })
}

/** Open enquiries of the same requester or organisation that say much the same; those of others are nobody's business. */
export async function similarOpen({ prisma, sealing }: EnquiriesDeps, actor: Actor, { title, facts, except }: { title: string; facts: string; except?: string }): Promise<{ id: string; title: string; state: Enquiry['state']; likeness: number }[]> {
  demand(actor, 'enquiry:read')
  const open = await prisma.enquiry.findMany({ where: { AND: [visibleWhere(actor), { state: { notIn: [...ENDED] } }, except ? { id: { not: except } } : {}] }, orderBy: { createdAt: 'desc' }, take: 200 })
  const compared = await Promise.all(open.filter((enquiry) => seesFacts(actor, enquiry)).map(async (enquiry) => ({ id: enquiry.id, title: enquiry.title, state: enquiry.state, likeness: likeness(`${title}\n${facts}`, `${enquiry.title}\n${(await readFacts(prisma, sealing, enquiry.id)).facts}`) })))
  return compared.filter((one) => one.likeness >= ALIKE).toSorted((a, b) => b.likeness - a.likeness).slice(0, 5)
}

export const mayHandle = (actor: Actor, enquiry: Pick<Enquiry, 'requesterId' | 'walledOff'>): boolean => can(actor, 'enquiry:handle') && partsOf(actor, enquiry).includes('officer')

export function present(row: Enquiry): EnquiryAnswer {
  const { id, title, procedure, state, fields, industries, needs, jurisdictions, languages, region, size, alternates, version } = row
  return { id, title, kind: row.kind as EnquiryAnswer['kind'], procedure, state, fields, industries, needs, jurisdictions, languages, region, size, alternates, version, submittedAt: row.submittedAt?.toISOString() ?? null, dueAt: row.dueAt?.toISOString() ?? null, closedAt: row.closedAt?.toISOString() ?? null }
}
