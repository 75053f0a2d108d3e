// Projects of group standards: who may know of one, its row under a lock, its newest draft as clauses.
import { splitSections, type ContentSection } from '../../indexer/index.ts'
import type { Prisma, PrismaClient, StandardDraft, StandardProject, StandardState } from '../../prisma/client.ts'
import { can, type Actor, type Subject } from '../access/access.ts'
import type { Transaction } from '../audit/audit.ts'
import { Conflict, NotFound } from '../errors.ts'
import { todayInShanghai } from '../web/reader.ts'
import type { State } from './states.ts'

export interface DraftingDeps {
  prisma: PrismaClient
  /** `YYYY-MM-DD` in Shanghai. */
  today?: () => string
}

export const dayOf = ({ today }: Pick<DraftingDeps, 'today'>): string => (today ?? todayInShanghai)()

/** A proposal is the association's own until its project is approved. */
export const HIDDEN: readonly State[] = ['proposed']

export type WithDrafters = StandardProject & { drafters: { userId: string | null; endedAt: Date | null }[] }
export const DRAFTERS = { drafters: { select: { userId: true, endedAt: true } } } as const

const isDrafter = (actor: Actor, { drafters }: Pick<WithDrafters, 'drafters'>): boolean => actor.userId !== null && drafters.some(({ userId, endedAt }) => userId === actor.userId && endedAt === null)

/** What permissions on a project are asked with: a member of the working group stands to it as an owner does. */
export const subjectOf = (actor: Actor, project: Pick<WithDrafters, 'organisationId' | 'drafters'>): Subject => ({ organisationId: project.organisationId, ownerId: isDrafter(actor, project) ? actor.userId : null })

/** May read what is not public: texts at work, comments' authors, papers. */
export const isInternal = (actor: Actor, project: Pick<WithDrafters, 'organisationId' | 'drafters'>): boolean => can(actor, 'standard:read-all', subjectOf(actor, project))

/** Of which an actor may know. */
export function visibleTo(actor: Actor): Prisma.StandardProjectWhereInput {
  if (can(actor, 'standard:read-all', {})) return {}
  const own = actor.grants.flatMap(({ organisationId }) => organisationId ?? []).filter((organisationId) => can(actor, 'standard:read-all', { organisationId }))
  const open: Prisma.StandardProjectWhereInput = { state: { notIn: [...HIDDEN] satisfies StandardState[] } }
  return { OR: [open, { organisationId: { in: own } }, ...(actor.userId ? [{ drafters: { some: { userId: actor.userId, endedAt: null } } }] : [])] }
}

/** Throws NotFound for whoever may not know of it. */
export async function findProject({ prisma }: Pick<DraftingDeps, 'prisma'>, actor: Actor, id: string): Promise<WithDrafters> {
  const project = await prisma.standardProject.findFirst({ where: { AND: [{ id }, visibleTo(actor)] }, include: DRAFTERS })
  if (!project) throw new NotFound('没有这个标准项目；请检查地址')
  return project
}

/** Nobody else changes it until the transaction ends. Throws NotFound, and Conflict when the row is newer than `version`. */
export async function lockProject(tx: Transaction, id: string, version?: number): Promise<WithDrafters> {
  await tx.$executeRaw`SELECT 1 FROM standard_project WHERE id = ${id} FOR UPDATE`
  const project = await tx.standardProject.findUnique({ where: { id }, include: DRAFTERS })
  if (!project) throw new NotFound('没有这个标准项目；请检查地址')
  if (version !== undefined && version !== project.version) throw new Conflict('项目刚被别人改动；请刷新后再办理')
  return project
}

export const newestDraft = (tx: Transaction | PrismaClient, projectId: string, purpose?: string): Promise<StandardDraft | null> =>
  tx.standardDraft.findFirst({ where: { projectId, ...(purpose && { purpose }) }, orderBy: { number: 'desc' } })

/** The clauses of a draft's Markdown: anchor, heading, text. */
export const clausesOf = (text: string): ContentSection[] => splitSections(text, 'standard')
