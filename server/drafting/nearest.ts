// The passage of a text that is nearest to a quotation, by edit distance (Sellers 1980: a free start and end in the text). Pure.

export interface Nearest {
  start: number
  end: number
  /** 1 − edits / length of the quotation, 0…1. */
  likeness: number
}

/** Of equally near passages the first. Time is the product of both lengths; `quote` must not be empty. */
export function nearest(quote: string, text: string): Nearest {
  const n = text.length
  let cost = new Uint32Array(n + 1)
  let begin = Uint32Array.from({ length: n + 1 }, (_, at) => at)
  for (let i = 1; i <= quote.length; i++) {
    const nextCost = new Uint32Array(n + 1)
    const nextBegin = new Uint32Array(n + 1)
    nextCost[0] = i
    for (let j = 1; j <= n; j++) {
      const swap = cost[j - 1]! + (quote[i - 1] === text[j - 1] ? 0 : 1)
      const drop = cost[j]! + 1
      const insert = nextCost[j - 1]! + 1
      const least = Math.min(swap, drop, insert)
      nextCost[j] = least
      nextBegin[j] = least === swap ? begin[j - 1]! : least === drop ? begin[j]! : nextBegin[j - 1]!
    }
    cost = nextCost
    begin = nextBegin
  }
  let end = 0
  for (let j = 1; j <= n; j++) if (cost[j]! < cost[end]!) end = j
  return { start: begin[end]!, end, likeness: Math.max(0, 1 - cost[end]! / quote.length) }
}
