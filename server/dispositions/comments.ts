// Comments on a draft as those who answer them read them: the confirmed ones, clause by clause, and where each stands in the newest draft.
import type { DraftComment, Prisma, PrismaClient, StandardDraft } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import type { Transaction } from '../audit/audit.ts'
import { NotFound } from '../errors.ts'
import { reanchorAll, type Anchor, type Reanchored } from '../drafting/anchors.ts'
import { compareClauses, DISPOSITIONS, type Comment, type CommentType, type Disposition } from '../drafting/disposition.ts'
import { clausesOf, findProject, isInternal, newestDraft, subjectOf, type DraftingDeps, type WithDrafters } from '../drafting/projects.ts'
import { STATE_LABELS, type State } from '../drafting/states.ts'

/** A comment counts once its author has confirmed it, until it is withdrawn. */
export const CONFIRMED = { verifiedAt: { not: null }, withdrawnAt: null } satisfies Prisma.DraftCommentWhereInput

const ANSWERABLE: readonly State[] = ['project_approved', 'drafting', 'consulting']

/** Why comments can no longer be answered, or null while they can. */
export const closedBecause = (state: State): string | null =>
  ANSWERABLE.includes(state)
    ? null
    : state === 'proposed'
      ? '项目还没有立项，还没有草案可以提意见。'
      : `项目已到“${STATE_LABELS[state]}”，送审时各条意见都已处理完毕；处理结果随审查材料存档，不再改动。`

/** Throws NotFound for whoever may not read internal papers of it. */
export async function findInternal(deps: Pick<DraftingDeps, 'prisma'>, actor: Actor, id: string): Promise<WithDrafters> {
  const project = await findProject(deps, actor, id)
  if (!isInternal(actor, project)) throw new NotFound('没有这个标准项目；请检查地址')
  return project
}

export const mayAnswer = (actor: Actor, project: WithDrafters): boolean => can(actor, 'comment:answer', subjectOf(actor, project))

/** The row in the words of the commenting table. */
export const toComment = ({ number, body, clause, element, type, original, proposed, reason, disposition, reply }: DraftComment): Comment => ({ id: String(number), body, clause, element, type: type as CommentType, original, proposed, reason, disposition: disposition as Disposition | '', reply })

export const confirmedComments = (tx: Transaction | PrismaClient, projectId: string): Promise<DraftComment[]> => tx.draftComment.findMany({ where: { projectId, ...CONFIRMED }, orderBy: { number: 'asc' } })

export type Standing = Reanchored & { draftId: string }

export interface ListedComment {
  row: DraftComment
  /** Null while the newest draft is the one it was made on, and for comments on the whole. */
  standing: Standing | null
}

export interface CommentFilter {
  open?: boolean | undefined
  clause?: string | undefined
  type?: CommentType | undefined
}

export interface CommentList {
  project: WithDrafters
  draft: StandardDraft | null
  /** Of all confirmed comments, whatever the filter. */
  counts: Record<Disposition | 'open', number>
  clauses: { clause: string; comments: number; open: number }[]
  total: number
  page: number
  size: number
  items: ListedComment[]
}

/** In the order of clauses, within one as they came. */
export async function listComments({ prisma }: Pick<DraftingDeps, 'prisma'>, actor: Actor, id: string, { page, size, open, clause, type }: CommentFilter & { page: number; size: number }): Promise<CommentList> {
  const project = await findInternal({ prisma }, actor, id)
  const [all, draft] = await Promise.all([confirmedComments(prisma, id), newestDraft(prisma, id)])
  const counts = { 采纳: 0, 部分采纳: 0, 不采纳: 0, 已知悉: 0, open: 0 }
  const clauses = new Map<string, { comments: number; open: number }>()
  for (const row of all) {
    counts[DISPOSITIONS.find((one) => one === row.disposition) ?? 'open']++
    const of = clauses.get(row.clause) ?? { comments: 0, open: 0 }
    clauses.set(row.clause, { comments: of.comments + 1, open: of.open + (row.disposition ? 0 : 1) })
  }
  const chosen = all.filter((row) => (!open || !row.disposition) && (clause === undefined || row.clause === clause) && (!type || row.type === type)).toSorted((a, b) => compareClauses(a.clause, b.clause) || a.number - b.number)
  const items = await withStanding(prisma, chosen.slice((page - 1) * size, page * size), draft)
  return { project, draft, counts, clauses: [...clauses].map(([name, of]) => ({ clause: name, ...of })).toSorted((a, b) => compareClauses(a.clause, b.clause)), total: chosen.length, page, size, items }
}

/** What is kept, or found now for comments that nobody has carried to the newest draft yet. */
export async function withStanding(tx: Transaction | PrismaClient, rows: readonly DraftComment[], draft: StandardDraft | null): Promise<ListedComment[]> {
  if (!draft) return rows.map((row) => ({ row, standing: null }))
  const kept = (row: DraftComment) => row.standing as unknown as Standing | null
  const stale = rows.filter((row) => row.anchor !== null && row.draftId !== draft.id && kept(row)?.draftId !== draft.id)
  const found = new Map<string, Standing>()
  const drafts = stale.length ? await tx.standardDraft.findMany({ where: { id: { in: [...new Set(stale.map(({ draftId }) => draftId))] } }, select: { id: true, text: true } }) : []
  const after = clausesOf(draft.text)
  for (const before of drafts) {
    const those = stale.filter(({ draftId }) => draftId === before.id)
    for (const [i, standing] of reanchorAll(those.map(({ anchor }) => anchor as unknown as Anchor), clausesOf(before.text), after).entries()) found.set(those[i]!.id, { ...standing, draftId: draft.id })
  }
  return rows.map((row) => ({ row, standing: found.get(row.id) ?? (row.draftId === draft.id ? null : kept(row)) }))
}
