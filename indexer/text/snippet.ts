// The piece of a section that shows why it was found, with the ranges to highlight.
import type { Highlights } from '../engine/engine.ts'
import { fold } from './fold.ts'

const LENGTH = 140
const BEFORE = 24

/** `needles` are folded words or phrases, the most telling first; ranges are UTF-16 units of the snippet, ordered and apart. */
export function makeSnippet(text: string, needles: readonly string[]): { snippet: string; highlights: Highlights } {
  const folded = fold(text)
  const hits = occurrences(folded, needles)
  const start = hits.length ? windowStart(folded, hits) : 0
  const end = Math.min(text.length, start + LENGTH)
  const lead = start > 0 ? '…' : ''
  const snippet = lead + text.slice(start, end).replaceAll('\n', ' ') + (end < text.length ? '…' : '')
  const highlights: Highlights = []
  for (const [from, to] of hits) {
    if (from < start || to > end) continue
    const last = highlights.at(-1)
    const a = from - start + lead.length
    const b = to - start + lead.length
    if (last && a <= last[1]) last[1] = Math.max(last[1], b)
    else highlights.push([a, b])
  }
  return { snippet, highlights }
}

type Occurrence = [from: number, to: number, needle: number]

function occurrences(folded: string, needles: readonly string[]): Occurrence[] {
  const found: Occurrence[] = []
  needles.forEach((needle, index) => {
    if (!needle) return
    const latin = /^[a-z0-9]+$/.test(needle)
    for (let at = folded.indexOf(needle), times = 0; at >= 0 && times < 40; at = folded.indexOf(needle, at + needle.length), times++) {
      if (latin && (/[a-z0-9]/.test(folded[at - 1] ?? ' ') || /[a-z0-9]/.test(folded[at + needle.length] ?? ' '))) continue
      found.push([at, at + needle.length, index])
    }
  })
  return found.sort((a, b) => a[0] - b[0] || b[1] - a[1])
}

/** The window with the most different words, opened a little before its first, at the start of a sentence when one is near. */
function windowStart(folded: string, hits: readonly Occurrence[]): number {
  let best = 0
  let most = -1
  // Two ends that both only move on: `counts` is how often each needle stands between them.
  const counts = new Map<number, number>()
  let end = 0
  for (const [from, , needle] of hits) {
    for (; end < hits.length && hits[end]![1] <= from + LENGTH - BEFORE; end++) counts.set(hits[end]![2], (counts.get(hits[end]![2]) ?? 0) + 1)
    if (counts.size > most) {
      most = counts.size
      best = from
    }
    const left = counts.get(needle)
    if (left === undefined) end++
    else if (left === 1) counts.delete(needle)
    else counts.set(needle, left - 1)
  }
  if (best <= BEFORE) return 0
  const sentence = Math.max(...['。', '；', '\n', '！', '？', '. '].map((mark) => folded.lastIndexOf(fold(mark), best - 1)))
  const start = best - sentence <= BEFORE * 2 && sentence >= 0 ? sentence + 1 : best - BEFORE
  return Math.max(0, Math.min(start, folded.length - LENGTH))
}
