// Moves an enquiry, inside somebody's transaction: the row is locked, the table of moves is asked, and the move is on record.
import type { Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { Enquiry } from '../../prisma/client.ts'
import { answerBy } from '../invitations/working-days.ts'
import { obstacleTo, RULES, URGENT, type Move, type Mover } from './states.ts'

export interface MoveRequest {
  id: string
  move: Move
  reason?: string
  /** What the actor is to this enquiry. */
  mover: readonly Mover[]
  actorId: string | null
  /** As last read; not asked when a move follows from another. */
  version?: number
}

/** Throws NotFound, Conflict when somebody was faster, InvalidInput with what stands in the way. */
export async function moveEnquiryWithin(tx: Transaction, { id, move, reason = '', mover, actorId, version }: MoveRequest): Promise<Enquiry> {
  await tx.$executeRaw`SELECT 1 FROM enquiry WHERE id = ${id} FOR UPDATE`
  const found = await tx.enquiry.findUnique({ where: { id } })
  if (!found) throw new NotFound('没有这个需求')
  if (version !== undefined && version !== found.version) throw new Conflict()
  const obstacle = obstacleTo(move, { state: found.state, mover, reason })
  if (obstacle) throw new InvalidInput([{ pointer: '#/body/move', detail: obstacle }])
  const { to } = RULES[move]
  const now = new Date()
  await tx.enquiryMove.create({ data: { enquiryId: id, from: found.state, to, reason: reason || move, actorId } })
  return tx.enquiry.update({
    where: { id },
    data: {
      state: to,
      version: { increment: 1 },
      // One working day for what cannot wait overseas (seed plan).
      ...(move === 'submit' && { submittedAt: now, dueAt: found.kind === URGENT ? answerBy(URGENT, now) : null }),
      ...(move === 'triage' && { officerId: actorId }),
      ...((to === 'CLOSED' || to === 'WITHDRAWN') && { closedAt: now }),
    },
  })
}
