// Whether two organisations are one, belong together, or need a person to look: codes first, then names, former names and edges. Symmetric. Pure.
import type { OrganisationName } from '../matching/model.ts'
import { foldUscc } from '../organisations/uscc.ts'
import { rightCode, type Edge, type KnownOrganisation, type Organisations } from './directory.ts'
import { compareNames } from './likeness.ts'
import { readName, type ReadName } from './names.ts'

/** From the strongest: one legal person, head and branch, parent and subsidiary, to be looked at, and nothing. */
export const LIKENESSES = ['same', 'branch', 'group', 'alike', 'different'] as const
export type Likeness = (typeof LIKENESSES)[number]

/** `because` names what was compared and its source, never a name. */
export interface Identity {
  likeness: Likeness
  because: string
}

/** An organisation as somebody stated it, with what the directory knows of it. */
export interface Subject {
  /** A right code; null when none was stated, or a wrong one. */
  code: string | null
  /** A stated code that cannot be right, folded. */
  wrongCode: string | null
  known: readonly KnownOrganisation[]
  names: readonly { read: ReadName; kind: string }[]
}

const NAME_KINDS: Readonly<Record<string, string>> = { stated: '名称', current: '现用名称', former: '曾用名', alias: '别名', foreign: '外文名称' }
const DIFFERENT: Identity = { likeness: 'different', because: '代码与名称都不同' }

export function subjectOf({ name, uscc }: OrganisationName, organisations: Organisations): Subject {
  const code = rightCode(uscc)
  const known = organisations.find(name, code)
  const names = [{ read: readName(name), kind: 'stated' }]
  const [only] = known
  if (only && known.length === 1) {
    for (const other of [{ name: only.name, kind: 'current' }, ...only.names]) names.push({ read: readName(other.name), kind: other.kind })
  }
  return { code, wrongCode: code === null && uscc?.trim() ? foldUscc(uscc) : null, known, names }
}

/** What the other organisations of a group are to the one that the walk began from. */
export type Relatives = ReadonlyMap<string, Identity>

/** @param relatives those of `b`, see `relativesOf` */
export function compareSubjects(a: Subject, b: Subject, relatives: Relatives): Identity {
  if (a.code !== null && a.code === b.code) return { likeness: 'same', because: '统一社会信用代码一致' }
  // Most pairs are of this kind, and nothing but the names can tell.
  if (a.known.length + b.known.length === 0 && a.code === null && a.wrongCode === null) return compareAllNames(a, b)
  const shared = a.known.some(({ id }) => b.known.some((other) => other.id === id))
  if (shared && a.known.length === 1 && b.known.length === 1) return { likeness: 'same', because: `单位名录中是同一单位（${kindsOf(a, b)}）` }
  const tie = tieOf(a, b, relatives)
  if (tie && tie.likeness !== 'alike') return tie
  const named = compareAllNames(a, b)
  if (named.likeness === 'branch') return named
  if (a.code !== null && b.code !== null) return tie ?? { likeness: 'different', because: '统一社会信用代码不同' }
  if (shared) return { likeness: 'alike', because: '名称为几家单位共用，须核对统一社会信用代码' }
  if (a.wrongCode !== null && a.wrongCode === b.wrongCode && named.likeness !== 'same') return { likeness: 'alike', because: '填写的代码相同，但校验位不对' }
  if (!haveOtherCodes(a, b)) return strongest([named, tie]) ?? DIFFERENT
  // The directory knows two organisations: equal names are then a question of which one is meant, near ones are none.
  return a.names[0]!.read.key === b.names[0]!.read.key ? { likeness: 'alike', because: '名称一致，但名录中的统一社会信用代码不同' } : (tie ?? DIFFERENT)
}

/** Which of several namesakes is meant is not known, so neither is their group. */
function tieOf(a: Subject, b: Subject, relatives: Relatives): Identity | undefined {
  if (a.known.length === 0 || relatives.size === 0) return undefined
  const tie = strongest(a.known.map(({ id }) => relatives.get(id)))
  return tie && a.known.length * b.known.length > 1 ? { likeness: 'alike', because: `${tie.because}；名称为几家单位共用` } : tie
}

function haveOtherCodes(a: Subject, b: Subject): boolean {
  const [one, other] = [codeOf(a), codeOf(b)]
  return one !== null && other !== null && one !== other
}

const codeOf = ({ code, known }: Subject): string | null => code ?? (known.length === 1 ? rightCode(known[0]!.uscc) : null)

const kindsOf = (a: Subject, b: Subject): string => (a.names[0]!.read.key === b.names[0]!.read.key ? '名称一致' : '按曾用名、别名或代码对应')

function compareAllNames(a: Subject, b: Subject): Identity {
  let best: Identity = DIFFERENT
  for (const one of a.names) {
    for (const other of b.names) {
      const { likeness, because } = compareNames(one.read, other.read)
      if (likeness === 'different' || LIKENESSES.indexOf(likeness) >= LIKENESSES.indexOf(best.likeness)) continue
      const kinds = [...new Set([one.kind, other.kind])].filter((kind) => kind !== 'stated').map((kind) => NAME_KINDS[kind] ?? '其他名称').toSorted()
      best = { likeness, because: kinds.length > 0 ? `${because}（比对${kinds.join('、')}）` : because }
    }
  }
  return best
}

function strongest(identities: readonly (Identity | undefined)[]): Identity | undefined {
  let best: Identity | undefined
  for (const identity of identities) {
    if (!identity || identity.likeness === 'different') continue
    if (!best || LIKENESSES.indexOf(identity.likeness) < LIKENESSES.indexOf(best.likeness)) best = identity
  }
  return best
}

/** A group is not walked further than this many organisations from one end; no real one is larger by two orders. */
const MOST = 20_000

interface Step {
  id: string
  /** Of the walk: upwards, downwards, or down again after having gone up. */
  way: 'start' | 'up' | 'down' | 'side'
  onlyBranches: boolean
  isOver: boolean
  edge: Edge | null
  depth: number
}

/**
 * Parents and subsidiaries at any depth are ties. Sisters are for a person to decide: under state capital they are not related for
 * that alone (公司法第二百六十五条第四项). An edge that has ended, or not begun, on the day is for a person to decide as well.
 */
export function relativesOf(ids: readonly string[], organisations: Organisations, on: string): Relatives {
  const found = new Map<string, Identity>()
  const seen = new Set<string>()
  const queue: Step[] = ids.map((id) => ({ id, way: 'start', onlyBranches: true, isOver: false, edge: null, depth: 0 }))
  for (let at = 0; at < queue.length && at < MOST; at++) {
    const step = queue[at]!
    const state = `${step.id} ${step.way} ${step.onlyBranches} ${step.isOver}`
    if (seen.has(state)) continue
    seen.add(state)
    if (step.edge && !ids.includes(step.id)) found.set(step.id, strongest([found.get(step.id), identityOf(step)])!)
    for (const edge of organisations.group(step.id)) queue.push(...onward(step, edge, on))
  }
  return found
}

function onward(step: Step, edge: Edge, on: string): Step[] {
  const isUp = edge.child === step.id
  const isBranch = edge.kind === 'branch'
  // Two owners of one company are no group for that: what was reached downwards is not left upwards.
  if (isUp && !isBranch && (step.way === 'down' || step.way === 'side')) return []
  const way = isBranch ? step.way : isUp ? 'up' : step.way === 'up' || step.way === 'side' ? 'side' : 'down'
  const isOver = step.isOver || (edge.from !== null && edge.from > on) || (edge.to !== null && edge.to < on)
  return [{ id: isUp ? edge.parent : edge.child, way, onlyBranches: step.onlyBranches && isBranch, isOver, edge, depth: step.depth + 1 }]
}

function identityOf({ way, onlyBranches, isOver, edge, depth }: Step): Identity {
  const known = [edge!.source ?? '单位名录', edge!.from && `自 ${edge!.from}`, edge!.to && `至 ${edge!.to}`, depth > 1 && `相隔 ${depth} 层`].filter(Boolean).join('，')
  const kind = onlyBranches ? '分支机构关系' : way === 'up' ? '上级单位' : way === 'down' ? '下属单位' : '同一上级的单位'
  if (isOver) return { likeness: 'alike', because: `登记过${kind}，当日不在有效期内（${known}）` }
  if (onlyBranches) return { likeness: 'branch', because: `登记为${kind}（${known}）` }
  return { likeness: way === 'side' ? 'alike' : 'group', because: `登记为${kind}（${known}）` }
}

/** Two organisations compared on a day. */
export function identify(a: OrganisationName, b: OrganisationName, { organisations, on }: { organisations: Organisations; on: string }): Identity {
  const [one, other] = [subjectOf(a, organisations), subjectOf(b, organisations)]
  return compareSubjects(one, other, relativesOf(other.known.map(({ id }) => id), organisations, on))
}
