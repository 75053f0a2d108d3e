// The text of a standard: the one at work, saved as it is typed and never overwritten unseen, and the versions that are kept.
import { diffSections, mintId, type SectionDiff } from '../../indexer/index.ts'
import type { z } from 'zod'
import type { StandardDraft } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { aboutStandard, digestOf, type ServiceDeps } from './drafting.ts'
import { noteDeed } from './events.ts'
import { clausesOf, findProject, isInternal, lockProject, subjectOf, type DraftingDeps, type WithDrafters } from './projects.ts'
import type { keepBody, workingAnswer } from './schema.ts'
import type { State } from './states.ts'
import { checkStructure, type Structure } from './structure.ts'

type Working = z.output<typeof workingAnswer>

/** Published texts change by revision only. */
const AT_WORK: readonly State[] = ['proposed', 'project_approved', 'drafting', 'consulting', 'reviewing', 'review_failed', 'approving']

export const isAtWork = ({ state }: { state: State }): boolean => AT_WORK.includes(state)

async function draftersProject(deps: DraftingDeps, actor: Actor, id: string): Promise<WithDrafters> {
  const project = await findProject(deps, actor, id)
  demand(actor, 'standard:draft', subjectOf(actor, project))
  return project
}

export async function readWorking({ prisma }: DraftingDeps, actor: Actor, id: string): Promise<Working> {
  const project = await findProject({ prisma }, actor, id)
  if (!isInternal(actor, project)) throw new NotFound('没有这份草案')
  const row = await prisma.workingDraft.findUnique({ where: { projectId: id } })
  return row ? { text: row.text, version: row.version, savedAt: row.savedAt.toISOString() } : { text: '', version: 0, savedAt: null }
}

/** Throws Conflict when somebody has saved since: nothing is overwritten, and what is saved can be read and put together (`merge`). */
export async function saveWorking({ prisma }: DraftingDeps, actor: Actor, id: string, { text, version }: { text: string; version: number }, requestId?: string): Promise<Working> {
  await draftersProject({ prisma }, actor, id)
  return changeWithAudit(prisma, aboutStandard(actor, 'standard:draft', id, requestId, { version, length: text.length }), async (tx) => {
    const project = await lockProject(tx, id)
    if (!isAtWork(project)) throw new Conflict('标准已经发布或者项目已经终止，草案不能再改；修订请另立项目')
    const kept = await tx.workingDraft.findUnique({ where: { projectId: id }, select: { version: true } })
    if ((kept?.version ?? 0) !== version) throw new Conflict('别人先保存了草案；请比较三份文字后再保存')
    const data = { text, savedAt: new Date(), savedBy: actor.userId, version: version + 1 }
    const saved = await tx.workingDraft.upsert({ where: { projectId: id }, create: { projectId: id, ...data }, update: data })
    return { text: saved.text, version: saved.version, savedAt: saved.savedAt.toISOString() }
  })
}

/** Keeps the text at work as a version that never changes. */
export async function keepDraft(deps: ServiceDeps, actor: Actor, id: string, { purpose, changes, version }: z.output<typeof keepBody>, requestId?: string): Promise<StandardDraft> {
  await draftersProject(deps, actor, id)
  return changeWithAudit(deps.prisma, (draft) => aboutStandard(actor, 'standard:draft', id, requestId, { draft: draft.number, purpose, digest: draft.digest }), async (tx) => {
    const project = await lockProject(tx, id)
    if (!isAtWork(project)) throw new Conflict('标准已经发布或者项目已经终止，不能再留版本')
    const working = await tx.workingDraft.findUnique({ where: { projectId: id } })
    if (!working?.text.trim()) throw new InvalidInput([{ pointer: '#/body/version', detail: '草案还是空的；请先写草案' }])
    if (working.version !== version) throw new Conflict('草案刚被改动；请刷新，看过现在的文字再留版本')
    const last = await tx.standardDraft.aggregate({ where: { projectId: id }, _max: { number: true } })
    const draft = await tx.standardDraft.create({ data: { id: mintId(), projectId: id, number: (last._max.number ?? 0) + 1, purpose, text: working.text, digest: digestOf(working.text), changes, createdBy: actor.userId } })
    await noteDeed(tx, { projectId: id, deed: 'draft_kept', actorId: actor.id, reason: changes, evidence: { draft: draft.number, purpose, digest: draft.digest } })
    await deps.onDraftKept?.(tx, project, draft)
    return draft
  })
}

/** A kept draft: the public reads those of public consultations. */
export async function findDraft({ prisma }: DraftingDeps, actor: Actor, id: string, number: number): Promise<{ project: WithDrafters; draft: StandardDraft }> {
  const project = await findProject({ prisma }, actor, id)
  const draft = await prisma.standardDraft.findUnique({ where: { projectId_number: { projectId: id, number } } })
  const isOpen = draft !== null && (await prisma.consultation.count({ where: { draftId: draft.id, public: true } })) > 0
  if (!draft || !(isOpen || isInternal(actor, project))) throw new NotFound('没有这一版草案')
  return { project, draft }
}

/** Numbers of the drafts that an actor may read, earliest first. */
export async function readableDrafts({ prisma }: DraftingDeps, actor: Actor, project: WithDrafters): Promise<number[]> {
  const drafts = await prisma.standardDraft.findMany({ where: { projectId: project.id, ...(!isInternal(actor, project) && { consultations: { some: { public: true } } }) }, select: { number: true }, orderBy: { number: 'asc' } })
  return drafts.map(({ number }) => number)
}

export async function diffDrafts(deps: DraftingDeps, actor: Actor, id: string, a: number, b: number): Promise<{ project: WithDrafters; earlier: StandardDraft; later: StandardDraft; diff: SectionDiff[] }> {
  const [{ project, draft: earlier }, { draft: later }] = await Promise.all([findDraft(deps, actor, id, a), findDraft(deps, actor, id, b)])
  return { project, earlier, later, diff: diffSections(clausesOf(earlier.text), clausesOf(later.text)) }
}

/** Held against GB/T 1.1. */
export const structureOf = ({ title, englishTitle, ics, ccs }: Pick<WithDrafters, 'title' | 'englishTitle' | 'ics' | 'ccs'>, organisation: string, text: string): Structure => checkStructure({ title, englishTitle, ics, ccs, organisation }, text)
