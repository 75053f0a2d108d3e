// How comments on a draft are answered: 采纳, 部分采纳, 不采纳 with a reason, 已知悉; and all of them together, clause by clause. Pure.

export const DISPOSITIONS = ['采纳', '部分采纳', '不采纳', '已知悉'] as const
export type Disposition = (typeof DISPOSITIONS)[number]
export const TYPES = { ge: '一般', te: '技术', ed: '编辑' } as const
export type CommentType = keyof typeof TYPES

export interface Comment {
  id: string
  /** Who comments. */
  body: string
  /** '' : the draft as a whole. */
  clause: string
  /** Table, figure or paragraph within the clause. */
  element: string
  type: CommentType
  original: string
  proposed: string
  reason: string
  /** '' : not answered yet. */
  disposition: Disposition | ''
  reply: string
}

/** What is wrong with an answer, or null. A refusal, whole or in part, needs its reason. */
export function faultOf({ disposition, reply }: Pick<Comment, 'disposition' | 'reply'>): string | null {
  if (!disposition) return '还没有处理；请选择采纳、部分采纳、不采纳或者已知悉'
  return (disposition === '不采纳' || disposition === '部分采纳') && reply.trim().length < 2 ? `“${disposition}”要写明理由；请填写` : null
}

/** Facts for the guards `comments_answered` and `refusals_reasoned`. */
export const standingOf = (comments: readonly Comment[]): { open: number; refusedWithoutReason: number } => ({
  open: comments.filter(({ disposition }) => !disposition).length,
  refusedWithoutReason: comments.filter((comment) => comment.disposition && faultOf(comment)).length,
})

export interface ClauseView {
  clause: string
  comments: Comment[]
  counts: Record<Disposition | 'open', number>
}

/** In the order of clause numbers, comments on the whole draft first; within a clause as they came. */
export function consolidate(comments: readonly Comment[]): ClauseView[] {
  const groups = new Map<string, Comment[]>()
  for (const comment of comments) groups.set(comment.clause, [...(groups.get(comment.clause) ?? []), comment])
  return [...groups]
    .sort(([a], [b]) => compareClauses(a, b))
    .map(([clause, list]) => {
      const counts = { 采纳: 0, 部分采纳: 0, 不采纳: 0, 已知悉: 0, open: 0 }
      for (const { disposition } of list) counts[disposition || 'open']++
      return { clause, comments: list, counts }
    })
}

/** 4.2 before 4.10 before 5 before A.1. */
export function compareClauses(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]]
    if (x === y) continue
    const [m, n] = [/^\d+$/.test(x), /^\d+$/.test(y)]
    return m && n ? Number(x) - Number(y) || (x < y ? -1 : 1) : x === '' ? -1 : y === '' ? 1 : m !== n ? (m ? -1 : 1) : x < y ? -1 : 1
  }
  return 0
}
