// Two people at one draft: what each changed since the text both began with, put together clause by clause. Pure.
import { diffSections, type SectionDiff } from '../../indexer/index.ts'

export interface Clash {
  /** Heading line of the clause; '' for the text before the first. */
  heading: string
  base: string
  theirs: string
  mine: string
}

export interface Merged {
  text: string
  /** Clauses that both changed, each its own way: the merged text has both wordings, one after the other. */
  clashes: Clash[]
}

/** Stands in the merged text before the wording of whoever saved first. */
export const THEIRS_BELOW = '> 【下面是对方先保存的文字，请核对后删去多余的一段】'

/** A clash with what each side changed word by word; null when nothing of the old wording is left. */
export interface MarkedClash extends Clash {
  theirParts: SectionDiff['parts'] | null
  myParts: SectionDiff['parts'] | null
}

export function markClash(clash: Clash): MarkedClash {
  const section = (text: string) => [{ anchor: 'clause', heading: '', text }]
  const parts = (now: string) => (clash.base && now ? (diffSections(section(clash.base), section(now)).find(({ state }) => state === 'edited')?.parts ?? null) : null)
  return { ...clash, theirParts: parts(clash.theirs), myParts: parts(clash.mine) }
}

interface Chunk {
  key: string
  heading: string
  text: string
}

/** Whoever changed a clause alone is followed; new clauses of both stay; what one deleted and the other changed stays and is a clash. */
export function merge(base: string, theirs: string, mine: string): Merged {
  if (theirs === base || theirs === mine) return { text: mine, clashes: [] }
  if (mine === base) return { text: theirs, clashes: [] }
  const [old, first, second] = [base, theirs, mine].map((text) => chunksOf(text)) as [Chunk[], Chunk[], Chunk[]]
  const [oldBy, firstBy, secondBy] = [old, first, second].map((chunks) => new Map(chunks.map((chunk) => [chunk.key, chunk]))) as [Map<string, Chunk>, Map<string, Chunk>, Map<string, Chunk>]
  const clashes: Clash[] = []
  const parts = orderOf(second, first).flatMap((key) => {
    const [b, t, m] = [oldBy.get(key)?.text, firstBy.get(key)?.text, secondBy.get(key)?.text]
    if (t === m) return m ?? []
    if (t === b) return m ?? []
    if (m === b) return t ?? []
    const heading = (secondBy.get(key) ?? firstBy.get(key))!.heading
    clashes.push({ heading, base: b ?? '', theirs: t ?? '', mine: m ?? '' })
    return [m, t].filter((text) => text !== undefined).join(`\n${THEIRS_BELOW}\n\n`)
  })
  return { text: parts.join(''), clashes }
}

/** Pieces that put together are the text: each a heading line with what follows it; equal headings are counted. */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = []
  const seen = new Map<string, number>()
  let heading = ''
  let at = 0
  const close = (end: number) => {
    const times = seen.get(heading) ?? 0
    seen.set(heading, times + 1)
    if (end > at || heading) chunks.push({ key: `${heading}\0${times}`, heading, text: text.slice(at, end) })
    at = end
  }
  for (const { 0: line, index } of text.matchAll(/^#{1,6}[ \t].*$/gm)) {
    close(index)
    heading = line.trim()
  }
  close(text.length)
  return chunks
}

/** Mine in my order; a clause that only the other has stands behind the one that it follows there. */
function orderOf(mine: readonly Chunk[], theirs: readonly Chunk[]): string[] {
  const order = mine.map(({ key }) => key)
  const known = new Set(order)
  let before: string | undefined
  for (const { key } of theirs) {
    if (!known.has(key)) {
      order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key)
      known.add(key)
    }
    before = key
  }
  return order
}
