// Moves experts on the roster: guarded by the table of moves, recorded, audited, and followed by the index; and ends terms by the calendar.
import type { PrismaClient } from '../../prisma/client.ts'
import { SYSTEM, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { dayInShanghai, todayInShanghai } from '../calendar.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../errors.ts'
import { aboutExpert, type ExpertsDeps } from './experts.ts'
import { relist } from './listing.ts'
import { mayMove, MOVE_RULES, MOVES, obstacleTo, stateAfter, type Attempt, type Move, type Standing } from './roster.ts'
import { dateOf, dayOf } from './rows.ts'
import type { MoveBody } from './schema.ts'

export interface LifecycleDeps extends ExpertsDeps {
  today?: () => string
}

interface Found extends Standing {
  userId: string | null
  version: number
}

async function standingOf(prisma: PrismaClient | Transaction, id: string): Promise<Found> {
  const expert = await prisma.expert.findUnique({ where: { id }, select: { state: true, termFrom: true, termTo: true, userId: true, version: true } })
  if (!expert) throw new NotFound('没有这位专家')
  const published = await prisma.expertMove.findFirst({ where: { expertId: id, to: 'PUBLICITY' }, orderBy: { id: 'desc' }, select: { at: true } })
  return { ...expert, termFrom: dayOf(expert.termFrom), termTo: dayOf(expert.termTo), publicSince: published && dayInShanghai(published.at) }
}

const moversOf = (actor: Actor, { userId }: Pick<Found, 'userId'>): Parameters<typeof mayMove>[1] => [...actor.grants.map(({ role }) => role), ...(actor.kind === 'person' && userId !== null && actor.userId === userId ? (['self'] as const) : [])]

/** The moves that this actor could make now, for the page; those with an obstacle carry it. */
export async function movesFor({ prisma, today = todayInShanghai }: LifecycleDeps, actor: Actor, id: string): Promise<{ move: Move; obstacle: string | null }[]> {
  const standing = await standingOf(prisma, id)
  const movers = moversOf(actor, standing)
  const day = today()
  return MOVES.filter((move) => mayMove(move, movers) && MOVE_RULES[move].from.includes(standing.state)).map((move) => ({ move, obstacle: obstacleTo(standing, { move, reason: '·', today: day, term: { from: day, to: day } }) }))
}

/** Throws NotAllowed, InvalidInput with what stands in the way, or Conflict when somebody was faster. */
export async function moveExpert({ prisma, today = todayInShanghai }: LifecycleDeps, actor: Actor, id: string, { move, reason, termFrom, termTo, version }: MoveBody, requestId?: string): Promise<void> {
  const isOwnMove = MOVE_RULES[move].by.includes('self')
  const standing = await standingOf(prisma, id)
  demand(actor, isOwnMove ? 'expert:self' : 'expert:review', { ownerId: standing.userId })
  if (!mayMove(move, moversOf(actor, standing))) throw new NotAllowed(actor, isOwnMove ? 'expert:self' : 'expert:review', { ownerId: standing.userId })
  const term = termFrom && termTo ? { from: termFrom, to: termTo } : undefined
  await changeWithAudit(prisma, aboutExpert(actor, 'expert:review', id, requestId, { move }), (tx) => apply(tx, id, { attempt: { move, reason, term, today: today() }, version, actorId: actor.id }))
}

async function apply(tx: Transaction, id: string, { attempt, version, actorId }: { attempt: Attempt; version: number; actorId: string | null }): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM expert WHERE id = ${id} FOR UPDATE`
  const standing = await standingOf(tx, id)
  if (standing.version !== version) throw new Conflict()
  const obstacle = obstacleTo(standing, attempt)
  if (obstacle) throw new InvalidInput([{ pointer: '#/body/move', detail: obstacle }])
  const { move, reason, term } = attempt
  const to = stateAfter(move, standing)
  await tx.expert.update({ where: { id }, data: { state: to, version: { increment: 1 }, ...(move === 'appoint' && term && { termFrom: dateOf(term.from), termTo: dateOf(term.to) }) }, select: { id: true } })
  await tx.expertMove.create({ data: { expertId: id, from: standing.state, to, reason, actorId } })
  await relist(tx, id)
}

/** For a daily job: whoever's last day was before `today` (`YYYY-MM-DD`, Shanghai) is no longer appointed; on the last day they still are. */
export async function expireTerms(prisma: PrismaClient, today: string): Promise<{ expired: number }> {
  const due = await prisma.expert.findMany({ where: { state: { in: [...MOVE_RULES.expire.from] }, termTo: { lt: dateOf(today)! } }, select: { id: true } })
  let expired = 0
  for (const { id } of due) {
    const done = await changeWithAudit(prisma, aboutExpert(SYSTEM, 'expert:expire', id, undefined), async (tx) => {
      const { version } = await standingOf(tx, id)
      await apply(tx, id, { attempt: { move: 'expire', reason: '聘期届满', today }, version, actorId: null })
      return true
      // Reappointed or removed meanwhile: nothing is due any more.
    }).catch((error: unknown) => (error instanceof InvalidInput || error instanceof Conflict ? false : Promise.reject(error)))
    if (done) expired++
  }
  return { expired }
}
