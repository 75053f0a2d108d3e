// Where a comment of a table belongs in the draft: by its clause number and the words it quotes. Pure.
import { anchorAt, type Anchor, type Clause } from '../drafting/anchors.ts'
import type { Comment } from '../drafting/disposition.ts'

export interface Placed {
  /** As the table has it, or the clause in which alone the quoted words stand. */
  clause: string
  /** Null for the draft as a whole. */
  anchor: Anchor | null
  details: string[]
}

/** `cl-4.1` → `4.1`. */
const numberOf = ({ anchor }: Clause): string => anchor.replace(/^cl-/, '')

/** The clause of that number; numbers with `附录` or in another width are the same. */
const byNumber = (clauses: readonly Clause[], number: string): Clause | undefined => {
  const bare = number.normalize('NFKC').replace(/^附录\s*/, '').trim()
  return clauses.find((one) => numberOf(one) === bare)
}

export function placeComment({ clause, original }: Pick<Comment, 'clause' | 'original'>, clauses: readonly Clause[]): Placed {
  const quote = original.trim()
  const own = clause ? byNumber(clauses, clause) : undefined
  const holders = quote ? clauses.filter(({ text }) => text.includes(quote)) : []
  if (own) {
    const start = quote ? own.text.indexOf(quote) : -1
    if (start >= 0) return { clause, anchor: anchorAt(own, { start, end: start + quote.length }), details: [] }
    return { clause, anchor: { clause: own.anchor, exact: '', prefix: '', suffix: '' }, details: quote ? [`原文在 ${numberOf(own)} 里找不到，按对这一条的意见收入；请核对`] : [] }
  }
  const [only] = holders
  if (!clause && only && holders.length === 1) {
    const start = only.text.indexOf(quote)
    return { clause: numberOf(only), anchor: anchorAt(only, { start, end: start + quote.length }), details: [`按原文找到在 ${numberOf(only)}`] }
  }
  return { clause, anchor: null, details: clause ? [`草案里没有 ${clause}；请核对章节号`] : [] }
}
