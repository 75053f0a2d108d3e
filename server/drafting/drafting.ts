// Projects from the proposal on: proposed, listed, described, moved by the association's secretary, drafted by a working group.
import { createHash } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { z } from 'zod'
import type { Prisma, StandardDraft } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { noteDeed } from './events.ts'
import { moveProjectWithin, outlookOf } from './moves.ts'
import { dayOf, findProject, HIDDEN, isInternal, lockProject, newestDraft, subjectOf, visibleTo, type DraftingDeps, type WithDrafters } from './projects.ts'
import type { drafterBody, moveBody, paperBody, projectAnswer, projectsAnswer, projectsQuery, proposalBody, proposalChange } from './schema.ts'
import type { PROPOSAL_FIELDS } from './facts.ts'

/** What has to follow in the same transaction when a project moved or a draft was kept; given by those who do it. */
export interface Followers {
  onMoved?: (tx: Transaction, project: WithDrafters) => Promise<void>
  onDraftKept?: (tx: Transaction, project: WithDrafters, draft: StandardDraft) => Promise<void>
}
export interface ServiceDeps extends DraftingDeps, Followers {
  /** Brings the library up to date with what was published, renamed or abolished. */
  refresh?: () => Promise<unknown>
}

export const aboutStandard = (actor: Actor, action: string, id: string, requestId: string | undefined, detail: Prisma.InputJsonObject = {}): AuditEvent => ({ actor, action, subject: { kind: 'standard', id }, outcome: 'DONE', detail, requestId })

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

type ProposalForm = Omit<z.output<typeof proposalBody>, 'organisationId' | 'predecessorId'>
const proposalData = ({ title, englishTitle, ics, ccs, purpose, scope, content, situation, touchesConsumers, applicants }: ProposalForm) =>
  ({ title, englishTitle, ics, ccs, touchesConsumers, applicants, proposal: { purpose, scope, content, situation } satisfies Record<keyof typeof PROPOSAL_FIELDS, string> }) as const

export async function propose(deps: DraftingDeps, actor: Actor, { organisationId, predecessorId, ...form }: z.output<typeof proposalBody>, requestId?: string): Promise<string> {
  demand(actor, 'standard:propose', { organisationId })
  if (predecessorId !== null) {
    const predecessor = await findProject(deps, actor, predecessorId)
    if (predecessor.organisationId !== organisationId) throw new InvalidInput([{ pointer: '#/body/predecessorId', detail: '只能修订本协会的标准' }])
  }
  const id = mintId()
  await changeWithAudit(deps.prisma, aboutStandard(actor, 'standard:propose', id, requestId), async (tx) => {
    await tx.standardProject.create({ data: { id, organisationId, documentId: mintId(), predecessorId, lastMoveOn: dayOf(deps), createdBy: actor.userId, ...proposalData(form) } })
    // A revision begins with the text that it revises.
    const revised = predecessorId === null ? null : await newestDraft(tx, predecessorId)
    if (revised) await tx.workingDraft.create({ data: { projectId: id, text: revised.text, savedBy: actor.userId } })
    await noteDeed(tx, { projectId: id, deed: 'propose', to: 'proposed', actorId: actor.id })
  })
  return id
}

/** Until the panel has approved it; afterwards what was approved stays as it is. */
export async function changeProposal({ prisma }: DraftingDeps, actor: Actor, id: string, { version, ...form }: z.output<typeof proposalChange>, requestId?: string): Promise<void> {
  const project = await findProject({ prisma }, actor, id)
  demand(actor, 'standard:propose', { organisationId: project.organisationId })
  await changeWithAudit(prisma, aboutStandard(actor, 'standard:propose', id, requestId, { version }), async (tx) => {
    const { state } = await lockProject(tx, id, version)
    if (state !== 'proposed') throw new Conflict('项目已经立项，提案不能再改；标准名称请在草案里调整')
    await tx.standardProject.update({ where: { id }, data: { ...proposalData(form), version: { increment: 1 } } })
    await noteDeed(tx, { projectId: id, deed: 'proposal_changed', actorId: actor.id })
  })
}

const namesOf = async (prisma: DraftingDeps['prisma'], ids: readonly string[]): Promise<Map<string, string>> => new Map((await prisma.organisation.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })).map(({ id, name }) => [id, name]))

const summarise = ({ id, organisationId, title, state, number, lastMoveOn, documentId }: Prisma.StandardProjectGetPayload<object>, names: ReadonlyMap<string, string>) => ({ id, organisationId, organisation: names.get(organisationId) ?? '', title, state, number, lastMoveOn, documentId })

export async function listProjects({ prisma }: DraftingDeps, actor: Actor, { state, organisationId, page, size }: z.output<typeof projectsQuery>): Promise<z.output<typeof projectsAnswer>> {
  const where: Prisma.StandardProjectWhereInput = { AND: [visibleTo(actor), state ? { state } : {}, organisationId ? { organisationId } : {}] }
  const [total, rows] = await Promise.all([prisma.standardProject.count({ where }), prisma.standardProject.findMany({ where, orderBy: [{ lastMoveOn: 'desc' }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  const names = await namesOf(prisma, rows.map((row) => row.organisationId))
  return { total, page, size, items: rows.map((row) => summarise(row, names)) }
}

export type ProjectDetail = z.output<typeof projectAnswer>

export async function describeProject(deps: DraftingDeps, actor: Actor, id: string): Promise<ProjectDetail> {
  const { prisma } = deps
  const project = await findProject(deps, actor, id)
  const internal = isInternal(actor, project)
  const where = { projectId: id }
  const [events, drafts, papers, drafters, names, opened] = await Promise.all([
    prisma.standardEvent.findMany({ where, orderBy: { id: 'asc' } }),
    prisma.standardDraft.findMany({ where, orderBy: { number: 'desc' }, select: { id: true, number: true, purpose: true, digest: true, changes: true, createdAt: true } }),
    prisma.standardPaper.findMany({ where, orderBy: { createdAt: 'desc' }, select: { id: true, kind: true, title: true, createdAt: true } }),
    prisma.standardDrafter.findMany({ where: { ...where, endedAt: null }, orderBy: { addedAt: 'asc' } }),
    namesOf(prisma, [project.organisationId]),
    prisma.consultation.findMany({ where: { ...where, public: true }, select: { draftId: true } }),
  ])
  const open = new Set(opened.map(({ draftId }) => draftId))
  const outlook = internal ? await prisma.$transaction((tx) => outlookOf(tx, project, dayOf(deps))) : []
  const { englishTitle, ics, ccs, applicants, touchesConsumers, publishedOn, implementationOn, revalidateBy, predecessorId, version } = project
  return {
    ...summarise(project, names),
    englishTitle,
    ics,
    ccs,
    applicants,
    touchesConsumers,
    publishedOn,
    implementationOn,
    revalidateBy,
    predecessorId,
    version,
    proposal: project.proposal as Record<string, string>,
    events: events.filter(({ to }) => internal || (to !== null && !HIDDEN.includes(to))).map(({ at, deed, from, to, reason }) => ({ at: at.toISOString(), deed, from, to, reason: internal ? reason : '' })),
    drafts: drafts.filter((draft) => internal || open.has(draft.id)).map(({ number, purpose, digest, changes, createdAt }) => ({ number, purpose: purpose as ProjectDetail['drafts'][number]['purpose'], digest, changes, createdAt: createdAt.toISOString() })),
    papers: papers.filter(({ kind }) => internal || (kind === 'explanation' && open.size > 0)).map((paper) => ({ ...paper, createdAt: paper.createdAt.toISOString() })),
    drafters: internal ? drafters.map((drafter) => ({ id: drafter.id, name: drafter.name, employer: drafter.employerName, part: drafter.part })) : [],
    outlook: outlook.map(({ move, to, failures }) => ({ move, to, failures: failures.map(({ guard, detail, basis }) => ({ guard, detail, basis })) })),
  }
}

/** Moves that are results of a revalidation. */
const REVALIDATIONS = ['confirm', 'revise', 'abolish'] as const

/** Throws MoveRefused with every guard that fails. */
export async function moveProject(deps: ServiceDeps, actor: Actor, id: string, { move, version, reason, ...said }: z.output<typeof moveBody>, requestId?: string): Promise<void> {
  const project = await findProject(deps, actor, id)
  demand(actor, 'standard:move', subjectOf(actor, project))
  const { number } = await changeWithAudit(deps.prisma, aboutStandard(actor, 'standard:move', id, requestId, { move }), async (tx) => {
    const result = REVALIDATIONS.find((one) => one === move)
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
    const moved = await moveProjectWithin(tx, { projectId: id, move, version, actorId: actor.id, today: dayOf(deps), given: { ...given, reason, ...(result && { revalidation: result }) } })
    await deps.onMoved?.(tx, moved)
    return moved
  })
  // The move stands; what the index misses now, the schedule brings.
  if (number !== null) await deps.refresh?.().catch(() => {})
}

/** May the actor work on the text now? */
export const mayDraft = (actor: Actor, project: WithDrafters): boolean => can(actor, 'standard:draft', subjectOf(actor, project))

export async function addDrafter({ prisma }: DraftingDeps, actor: Actor, id: string, { email, employerUscc, ...drafter }: z.output<typeof drafterBody>, requestId?: string): Promise<string> {
  const project = await findProject({ prisma }, actor, id)
  demand(actor, 'standard:move', subjectOf(actor, project))
  const user = email ? await prisma.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { id: true } }) : null
  if (email && !user) throw new InvalidInput([{ pointer: '#/body/email', detail: '没有用这个邮箱注册的账户；请对方先注册，或者留空' }])
  const drafterId = mintId()
  await changeWithAudit(prisma, aboutStandard(actor, 'standard:move', id, requestId, { drafter: drafterId }), async (tx) => {
    await lockProject(tx, id)
    if (user && (await tx.standardDrafter.count({ where: { projectId: id, userId: user.id, endedAt: null } }))) throw new Conflict('这个账户已经在工作组里')
    await tx.standardDrafter.create({ data: { id: drafterId, projectId: id, userId: user?.id ?? null, employerUscc: employerUscc || null, ...drafter } })
    await noteDeed(tx, { projectId: id, deed: 'drafter_added', actorId: actor.id, evidence: { drafterId } })
  })
  return drafterId
}

export async function endDrafter({ prisma }: DraftingDeps, actor: Actor, id: string, drafterId: string, requestId?: string): Promise<void> {
  const project = await findProject({ prisma }, actor, id)
  demand(actor, 'standard:move', subjectOf(actor, project))
  await changeWithAudit(prisma, aboutStandard(actor, 'standard:move', id, requestId, { drafter: drafterId, ended: true }), async (tx) => {
    const { count } = await tx.standardDrafter.updateMany({ where: { id: drafterId, projectId: id, endedAt: null }, data: { endedAt: new Date() } })
    if (!count) throw new NotFound('工作组里没有这个人')
    await noteDeed(tx, { projectId: id, deed: 'drafter_ended', actorId: actor.id, evidence: { drafterId } })
  })
}

export async function addPaper({ prisma }: DraftingDeps, actor: Actor, id: string, paper: z.output<typeof paperBody>, requestId?: string): Promise<string> {
  const project = await findProject({ prisma }, actor, id)
  demand(actor, 'standard:draft', subjectOf(actor, project))
  const paperId = mintId()
  await changeWithAudit(prisma, aboutStandard(actor, 'standard:draft', id, requestId, { paper: paperId, kind: paper.kind }), async (tx) => {
    await lockProject(tx, id)
    const digest = digestOf(paper.text)
    await tx.standardPaper.create({ data: { id: paperId, projectId: id, ...paper, digest, createdBy: actor.userId } })
    await noteDeed(tx, { projectId: id, deed: 'paper_filed', actorId: actor.id, evidence: { paperId, kind: paper.kind, digest } })
  })
  return paperId
}

export async function findPaper(deps: DraftingDeps, actor: Actor, id: string, paperId: string) {
  const project = await findProject(deps, actor, id)
  const paper = await deps.prisma.standardPaper.findFirst({ where: { id: paperId, projectId: id } })
  const isOpen = paper?.kind === 'explanation' && (await deps.prisma.consultation.count({ where: { projectId: id, public: true } })) > 0
  if (!paper || !(isOpen || isInternal(actor, project))) throw new NotFound('没有这份材料')
  return { project, paper }
}

/** Those with a project of which the actor may know. */
export async function draftingAssociations({ prisma }: DraftingDeps, actor: Actor): Promise<{ id: string; name: string }[]> {
  const found = await prisma.standardProject.findMany({ where: visibleTo(actor), distinct: ['organisationId'], select: { organisationId: true } })
  return prisma.organisation.findMany({ where: { id: { in: found.map(({ organisationId }) => organisationId) } }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
}

/** For the choice of association in a proposal. */
export async function associationsOf({ prisma }: DraftingDeps, actor: Actor): Promise<{ id: string; name: string }[]> {
  const ids = actor.grants.flatMap(({ organisationId }) => organisationId ?? []).filter((organisationId) => can(actor, 'standard:propose', { organisationId }))
  return prisma.organisation.findMany({ where: { id: { in: ids } }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
}
