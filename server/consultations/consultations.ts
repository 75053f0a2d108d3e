// Consultations on drafts: opened with their legal minimum, extended forward only, closed by date, reminded of once.
import { mintId } from '../../indexer/index.ts'
import type { z } from 'zod'
import type { Consultation, Prisma, PrismaClient, StandardDraft, StandardProject } from '../../prisma/client.ts'
import { SYSTEM, VISITOR, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { addDays } from '../conflicts/windows.ts'
import { aboutStandard } from '../drafting/drafting.ts'
import { noteDeed } from '../drafting/events.ts'
import { COUNTED } from '../drafting/facts.ts'
import { earliestClose } from '../drafting/guards.ts'
import { moveProjectWithin } from '../drafting/moves.ts'
import { dayOf, DRAFTERS, findProject, isInternal, newestDraft, subjectOf, type DraftingDeps, type WithDrafters } from '../drafting/projects.ts'
import { readRules } from '../drafting/rules.ts'
import { Conflict, NotFound } from '../errors.ts'
import { queueMail } from '../mail/mail.ts'
import { closedLetter, reminderLetter } from './letters.ts'
import type { consultationsAnswer, consultationsQuery, extendBody, openBody } from './schema.ts'

export interface ConsultationDeps extends DraftingDeps {
  baseUrl: string
}

/** Days before the closing on which the secretaries are reminded. */
const REMIND_DAYS = 3

export type Found = Consultation & { project: WithDrafters; draft: StandardDraft }

/** Public ones everybody sees; others whoever belongs to an organisation, and the association. */
const mayKnow = (actor: Actor, { public: isPublic, project }: Pick<Found, 'public' | 'project'>): boolean => isPublic || actor.grants.some(({ organisationId }) => organisationId !== null) || isInternal(actor, project)

export async function findConsultation({ prisma }: Pick<ConsultationDeps, 'prisma'>, actor: Actor, id: string): Promise<Found> {
  const found = await prisma.consultation.findUnique({ where: { id }, include: { project: { include: DRAFTERS }, draft: true } })
  if (!found || !mayKnow(actor, found)) throw new NotFound('没有这次征求意见；请检查地址')
  return found
}

/** Comments are taken until the end of the closing day, as long as the draft is still being consulted on. */
export const isOpen = ({ opensOn, closesOn, closedAt, project }: Pick<Consultation, 'opensOn' | 'closesOn' | 'closedAt'> & { project: Pick<StandardProject, 'state'> }, today: string): boolean => closedAt === null && project.state === 'consulting' && opensOn <= today && today <= closesOn

export async function listConsultations(deps: ConsultationDeps, actor: Actor, { open, page, size }: z.output<typeof consultationsQuery>): Promise<z.output<typeof consultationsAnswer>> {
  const { prisma } = deps
  const today = dayOf(deps)
  const isNow: Prisma.ConsultationWhereInput = { closedAt: null, closesOn: { gte: today }, opensOn: { lte: today }, project: { state: 'consulting' } }
  const where: Prisma.ConsultationWhereInput = { AND: [actor.grants.some(({ organisationId }) => organisationId !== null) ? {} : { public: true }, open === 'yes' ? isNow : open === 'no' ? { NOT: isNow } : {}] }
  const [total, rows] = await Promise.all([
    prisma.consultation.count({ where }),
    prisma.consultation.findMany({ where, include: { project: true, _count: { select: { comments: { where: COUNTED } } } }, orderBy: [{ closedAt: { sort: 'desc', nulls: 'first' } }, { closesOn: 'asc' }, { id: 'asc' }], skip: (page - 1) * size, take: size }),
  ])
  const names = new Map((await prisma.organisation.findMany({ where: { id: { in: rows.map(({ project }) => project.organisationId) } }, select: { id: true, name: true } })).map(({ id, name }) => [id, name]))
  return { total, page, size, items: rows.map((row) => ({ id: row.id, projectId: row.projectId, title: row.project.title, organisation: names.get(row.project.organisationId) ?? '', opensOn: row.opensOn, closesOn: row.closesOn, isOpen: isOpen(row, today), public: row.public, comments: row._count.comments })) }
}

/** Those that everybody may comment on now, the first to close first. */
export async function openConsultations(deps: ConsultationDeps): Promise<{ title: string; href: string; to: string }[]> {
  const { items } = await listConsultations(deps, VISITOR, { open: 'yes', page: 1, size: 10 })
  return items.map(({ id, title, closesOn }) => ({ title, href: `/consultations/${id}`, to: closesOn }))
}

/** Of the newest kept draft for consultation; throws MoveRefused with every guard that fails. */
export async function openConsultation(deps: ConsultationDeps, actor: Actor, projectId: string, { opensOn, closesOn, public: isPublic, version }: z.output<typeof openBody>, requestId?: string): Promise<string> {
  const project = await findProject(deps, actor, projectId)
  demand(actor, 'standard:move', subjectOf(actor, project))
  const id = mintId()
  await changeWithAudit(deps.prisma, aboutStandard(actor, 'standard:move', projectId, requestId, { move: 'open_consultation', closesOn }), async (tx) => {
    const draft = await newestDraft(tx, projectId, 'consultation')
    await moveProjectWithin(tx, { projectId, move: 'open_consultation', version, actorId: actor.id, today: dayOf(deps), given: { consultation: { opensOn, closesOn, public: isPublic, touchesConsumers: project.touchesConsumers } }, evidence: { consultation: id, draft: draft?.number ?? 0, opensOn, closesOn } })
    // The guard has made sure that there is one.
    await tx.consultation.create({ data: { id, projectId, draftId: draft!.id, opensOn, closesOn, public: isPublic } })
  })
  return id
}

export async function extendConsultation(deps: ConsultationDeps, actor: Actor, projectId: string, { closesOn, reason, version }: z.output<typeof extendBody>, requestId?: string): Promise<void> {
  const project = await findProject(deps, actor, projectId)
  demand(actor, 'standard:move', subjectOf(actor, project))
  await changeWithAudit(deps.prisma, aboutStandard(actor, 'standard:move', projectId, requestId, { move: 'extend_consultation', closesOn }), async (tx) => {
    const now = await tx.consultation.findFirst({ where: { projectId }, orderBy: { createdAt: 'desc' } })
    if (!now || now.closedAt) throw new Conflict('征求意见已经截止，不能再延长；需要时请重新征求意见')
    await moveProjectWithin(tx, { projectId, move: 'extend_consultation', version, actorId: actor.id, today: dayOf(deps), given: { reason, consultation: { opensOn: now.opensOn, closesOn: now.closesOn, public: now.public, touchesConsumers: project.touchesConsumers, extendTo: closesOn } }, evidence: { from: now.closesOn, to: closesOn } })
    const { count } = await tx.consultation.updateMany({ where: { id: now.id, closedAt: null }, data: { closesOn, remindedOn: null, version: { increment: 1 } } })
    if (!count) throw new Conflict('征求意见刚刚截止，不能再延长')
  })
}

export interface Clockwork {
  prisma: PrismaClient
  baseUrl: string
}

/** Run every few minutes, by any number of processes: each consultation is reminded of and closed once. */
export async function advanceConsultations({ prisma, baseUrl }: Clockwork, today: string): Promise<{ reminded: number; closed: number }> {
  const running = await prisma.consultation.findMany({ where: { closedAt: null }, include: { project: { include: DRAFTERS } } })
  let [reminded, closed] = [0, 0]
  for (const consultation of running) {
    const { parameters } = await readRules(prisma, consultation.project.organisationId)
    // Never before the minimum, whatever stands in the row.
    const last = [consultation.closesOn, earliestClose(consultation.opensOn, parameters)].sort().at(-1)!
    if (today > last) closed += await closeOne({ prisma, baseUrl }, consultation)
    else if (consultation.remindedOn === null && today >= addDays(consultation.closesOn, -REMIND_DAYS) && consultation.project.state === 'consulting') reminded += await remindOf({ prisma, baseUrl }, consultation, today)
  }
  return { reminded, closed }
}

type Running = Consultation & { project: WithDrafters }

async function closeOne({ prisma, baseUrl }: Clockwork, { id, projectId, project }: Running): Promise<number> {
  return changeWithAudit(prisma, { actor: SYSTEM, action: 'consultation:close', subject: { kind: 'standard', id: projectId }, outcome: 'DONE', detail: { consultation: id } }, async (tx) => {
    const { count } = await tx.consultation.updateMany({ where: { id, closedAt: null }, data: { closedAt: new Date(), version: { increment: 1 } } })
    if (!count) return 0
    const comments = await tx.draftComment.count({ where: { consultationId: id, ...COUNTED } })
    await noteDeed(tx, { projectId, deed: 'consultation_closed', actorId: null, evidence: { consultation: id, comments } })
    for (const to of await addressesOf(tx, project)) await queueMail(tx, closedLetter(to, { title: project.title, link: `${baseUrl}/drafting/${projectId}/comments`, comments }))
    return 1
  })
}

async function remindOf({ prisma, baseUrl }: Clockwork, { id, projectId, project, closesOn }: Running, today: string): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.consultation.updateMany({ where: { id, closedAt: null, remindedOn: null }, data: { remindedOn: today } })
    if (!count) return 0
    const comments = await tx.draftComment.count({ where: { consultationId: id, ...COUNTED } })
    for (const to of await addressesOf(tx, project)) await queueMail(tx, reminderLetter(to, { title: project.title, link: `${baseUrl}/consultations/${id}`, closesOn, comments }))
    await noteDeed(tx, { projectId, deed: 'reminded', actorId: null, evidence: { consultation: id, closesOn } })
    return 1
  })
}

/** Of the association's secretaries and of the drafters who have an account. */
async function addressesOf(tx: Transaction, { organisationId, drafters }: WithDrafters): Promise<string[]> {
  const people = await tx.user.findMany({
    where: { erasedAt: null, suspendedAt: null, OR: [{ roles: { some: { organisationId, role: 'association_secretary', endedAt: null } } }, { id: { in: drafters.flatMap(({ userId, endedAt }) => (endedAt === null && userId) || []) } }] },
    select: { email: true },
  })
  return people.map(({ email }) => email)
}
