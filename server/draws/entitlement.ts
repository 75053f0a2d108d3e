// What of a draw its viewer may see: everybody the proof, few the list; and draws as they are answered.
import type { Draw } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { NotFound } from '../errors.ts'
import { frozenOf, stateOf, WITH_ALL, type DrawsDeps, type StoredDraw } from './draw.ts'
import { listDigestOf } from './lot.ts'
import { isMember } from './nonces.ts'
import type { DrawRecord } from './record.ts'
import type { DrawLine, Phase } from './schema.ts'

export interface Sight {
  /** Who is in the lot, and for what. */
  list: boolean
  /** Who was drawn: besides, the parties, unless the procedure keeps it from bidders (招标投标法 art. 37; level `strict`). */
  ids: boolean
}

export function sightOf(actor: Actor, draw: StoredDraw): Sight {
  const isWalledOff = actor.userId !== null && (draw.enquiry?.walledOff.includes(actor.userId) ?? false)
  const list = can(actor, 'draw:read-list') && !isWalledOff
  const isParty = frozenOf(draw).list.parties.some(({ organisationId }) => isMember(actor, organisationId))
  return { list, ids: list || (isParty && draw.level === 'qualified' && !isWalledOff) }
}

interface StoredResult {
  secret: string
  seed: string
  selected: number[]
  alternates: number[]
}

/** Throws NotFound. */
export async function findDraw({ prisma }: Pick<DrawsDeps, 'prisma'>, actor: Actor, id: string): Promise<StoredDraw> {
  demand(actor, 'draw:read')
  const found = await prisma.draw.findUnique({ where: { id }, include: WITH_ALL })
  if (!found) throw new NotFound('没有这次抽取；请检查编号')
  return found
}

/** The published record, as far as the actor may see it. */
export function recordOf(draw: StoredDraw, { list: seesList, ids: seesIds }: Sight, now: Date): DrawRecord {
  const { terms, list } = frozenOf(draw)
  const result = draw.result as unknown as StoredResult | null
  const named = (numbers: readonly number[]) => numbers.map((number) => list.entries[number - 1]!.id)
  return {
    format: 'draw-record/1',
    id: draw.id,
    state: stateOf(draw, now),
    size: draw.size,
    alternates: draw.alternates,
    terms,
    list: seesList ? list : null,
    listDigest: listDigestOf(list),
    listHash: draw.listHash,
    commitment: draw.commitment,
    nonces: draw.nonces.map(({ party, commitmentHash, value }) => ({ party, hash: commitmentHash, value })),
    publicValue: draw.publicValue,
    secret: result?.secret ?? null,
    seed: result?.seed ?? null,
    result: result && { selected: result.selected, alternates: result.alternates },
    ids: result && seesIds ? { selected: named(result.selected), alternates: named(result.alternates) } : null,
    account: { createdAt: draw.createdAt.toISOString(), revealedAt: draw.revealedAt?.toISOString() ?? null, isObserved: draw.observedBy !== null, abortReason: draw.abortReason, enquiryId: seesList ? draw.enquiryId : null },
  }
}

const presentDraw = (draw: StoredDraw, now: Date): DrawLine => ({
  id: draw.id,
  state: stateOf(draw, now),
  procedure: draw.procedure,
  level: frozenOf(draw).terms.level,
  size: draw.size,
  alternates: draw.alternates,
  count: frozenOf(draw).terms.count,
  listHash: draw.listHash,
  commitment: draw.commitment,
  createdAt: draw.createdAt.toISOString(),
  revealedAt: draw.revealedAt?.toISOString() ?? null,
  repeats: draw.repeatsId,
})

const STORED = { open: ['COMMITTED', 'COLLECTING'], revealed: ['REVEALED'], aborted: ['ABORTED'] } as const satisfies Record<Phase, readonly Draw['state'][]>

/** Newest first; every draw is public, aborted ones too. */
export async function listDraws({ prisma, now }: Pick<DrawsDeps, 'prisma' | 'now'>, actor: Actor, { state, page, size }: { state?: Phase | undefined; page: number; size: number }): Promise<{ total: number; page: number; size: number; items: DrawLine[] }> {
  demand(actor, 'draw:read')
  const where = state ? { state: { in: [...STORED[state]] } } : {}
  const [total, rows] = await Promise.all([prisma.draw.count({ where }), prisma.draw.findMany({ where, include: WITH_ALL, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: rows.map((row) => presentDraw(row, now?.() ?? new Date())) }
}
