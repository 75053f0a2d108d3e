// Edited drafts made from real clauses with a fixed seed: what the editors did is known, so where each comment belongs is known too.
import { readdirSync, readFileSync } from 'node:fs'
import { splitSections } from '../../../indexer/content/sections.ts'
import type { Anchor, Clause } from '../../../server/drafting/anchors.ts'
import { anchorAt } from '../../../server/drafting/anchors.ts'
import { seeded } from '../../support/spellings.ts'

/** Marks around the quoted words: they travel with the text through every edit and are taken out at the end. */
const OPEN = '\uE000'
const CLOSE = '\uE001'
const EDITS = ['move', 'split', 'merge', 'reword', 'renumber', 'delete', 'insert'] as const
export type Edit = (typeof EDITS)[number]

export interface EditedDraft {
  edits: readonly Edit[]
  before: Clause[]
  after: Clause[]
  comment: Anchor
  /** Null: the words were struck out. */
  truth: { clause: string; start: number; end: number; verbatim: boolean } | null
}

export function realDrafts(): Clause[][] {
  return readdirSync('content/standards')
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => splitSections(readFileSync(`content/standards/${name}`, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, ''), 'standard', null).map(({ anchor, heading, text }) => ({ anchor, heading, text })))
}

const REWORDINGS: readonly (readonly [string, string])[] = [
  ['应当', '应'],
  ['应', '宜'],
  ['企业', '组织'],
  ['人员', '员工'],
  ['不少于', '至少'],
  ['或者', '或'],
  ['说明', '写明'],
  ['办理', '完成'],
  ['要求', '规定'],
  ['记录', '登记'],
  ['，', '；'],
]

export function editedDrafts(seed: number, count: number): EditedDraft[] {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const below = (n: number) => Math.floor(random() * n)
  const drafts = realDrafts()
  const strange = drafts.flat().filter(({ text }) => text.length > 30)
  return Array.from({ length: count }, (_, at) => {
    const before = drafts[at % drafts.length]!
    const quoted = pick(before.filter(({ text, anchor }) => text.length >= 24 && anchor.startsWith('cl-')))
    const length = 6 + below(Math.min(40, quoted.text.length - 6))
    const start = below(quoted.text.length - length + 1)
    const comment = anchorAt(quoted, { start, end: start + length })
    const work = before.map((clause) => (clause === quoted ? { ...clause, text: quoted.text.slice(0, start) + OPEN + comment.exact + CLOSE + quoted.text.slice(start + length) } : { ...clause }))
    // The commented clause is always hit by the first edit; the others fall anywhere.
    const edits = Array.from({ length: 1 + below(4) }, () => (random() < 0.06 ? 'delete' : pick(EDITS.filter((edit) => edit !== 'delete'))))
    edits.forEach((edit, n) => {
      const marked = work.findIndex(({ text }) => text.includes(OPEN))
      if (marked < 0) return
      const target = n === 0 ? marked : below(work.length)
      apply(edit, work, target)
    })
    const holder = work.find(({ text }) => text.includes(OPEN))
    const from = holder ? holder.text.indexOf(OPEN) : 0
    const to = holder ? holder.text.indexOf(CLOSE) - 1 : 0
    const after = work.map((clause) => ({ ...clause, text: clause.text.replace(OPEN, '').replace(CLOSE, '') }))
    const now = after.find(({ anchor }) => anchor === holder?.anchor)
    return { edits, before, after, comment, truth: holder && now ? { clause: holder.anchor, start: from, end: to, verbatim: now.text.slice(from, to) === comment.exact } : null }
  })

  function apply(edit: Edit, work: Clause[], at: number): void {
    const clause = work[at]!
    if (edit === 'move') work.splice(below(work.length), 0, ...work.splice(at, 1))
    if (edit === 'delete') work.splice(at, 1)
    if (edit === 'insert') work.splice(at, 0, fresh(work, reword(pick(strange).text, 0.3)))
    if (edit === 'reword') clause.text = reword(clause.text, 0.35)
    if (edit === 'split') split(work, at)
    if (edit === 'merge' && at > 0 && !(work[at - 1]!.text.includes(OPEN) && clause.text.includes(OPEN))) {
      const [gone] = work.splice(at, 1)
      work[at - 1] = { ...work[at - 1]!, text: [work[at - 1]!.text, gone!.text].filter(Boolean).join('\n') }
    }
    if (edit === 'renumber') renumber(work, at)
  }

  function fresh(work: readonly Clause[], text: string): Clause {
    let n = 100
    while (work.some(({ anchor }) => anchor === `cl-9.${n}`)) n++
    return { anchor: `cl-9.${n}`, heading: `9.${n}`, text }
  }

  /** After the first full stop that is not within the quotation. */
  function split(work: Clause[], at: number): void {
    const { text } = work[at]!
    const stops = [...text.matchAll(/[。；，]/g)].map(({ index }) => index + 1).filter((cut) => cut < text.length && !(cut > text.indexOf(OPEN) && cut <= text.indexOf(CLOSE)))
    if (!stops.length) return
    const cut = pick(stops)
    work[at] = { ...work[at]!, text: text.slice(0, cut) }
    work.splice(at + 1, 0, fresh(work, text.slice(cut)))
  }

  /** Numbers of this clause and of those behind it go up by one place, so an old number now names other text. */
  function renumber(work: Clause[], at: number): void {
    const end = Math.min(work.length - 1, at + 1 + below(5))
    const names = work.slice(at, end + 1).map(({ anchor, heading }) => ({ anchor, heading }))
    names.unshift(names.pop()!)
    names.forEach((name, n) => (work[at + n] = { ...work[at + n]!, ...name }))
  }

  function reword(text: string, chance: number): string {
    return text
      .split(/([\uE000\uE001])/)
      .map((part) => REWORDINGS.reduce((now, [from, to]) => now.replaceAll(from, () => (random() < chance ? to : from)), part))
      .join('')
  }
}
