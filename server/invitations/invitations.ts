// What becomes of an invitation: answered with a declaration, decided, run out, given up, or completed by an opinion.
import type { Prisma } from '../../prisma/client.ts'
import { can, SYSTEM, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit } from '../audit/audit.ts'
import { dayInShanghai } from '../calendar.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { excluding, positives, readDeclaration, type Declaration } from './declaration.ts'
import { reopenedLetter } from './letters.ts'
import { findOwn } from './panel.ts'
import type { AnswerBody, DeclarationDecision, ExpertInvitation } from './schema.ts'
import { aboutAssignment, deliverWhenComplete, holdAssignment, mailUser, moveAssignment, refill, refuseWalledOff, settleSeats, tellDeclared, type Held, type InvitationsDeps } from './seats.ts'
import { OCCUPYING } from './states.ts'
import { answerBy } from './working-days.ts'

const toJson = (declaration: Declaration): Prisma.InputJsonObject => ({ ...declaration, statements: { ...declaration.statements }, ...(declaration.decision && { decision: { ...declaration.decision } }) })

/** By the invited expert alone. Whatever is declared waits for an officer. Throws NotFound, Conflict when it is too late or answered. */
export async function answerInvitation(deps: InvitationsDeps, actor: Actor, id: string, body: AnswerBody, requestId?: string): Promise<ExpertInvitation> {
  demand(actor, 'assignment:answer')
  const { prisma, now = () => new Date() } = deps
  const declared = body.answer === 'accept' ? positives(body.statements) : []
  const move = body.answer === 'decline' ? 'decline' : declared.length ? 'hold' : 'accept'
  await findOwn(deps, actor, id)
  await changeWithAudit(prisma, aboutAssignment(actor, 'assignment:answer', id, requestId, { answer: move, ...(body.answer === 'decline' && { reason: body.reason }), ...(declared.length && { declared }) }), async (tx) => {
    const held = await holdAssignment(tx, id)
    if (held.assignment.expert.userId !== actor.userId) throw new NotFound()
    const at = now()
    const answer = body.answer === 'accept' ? { declaration: toJson({ statements: body.statements, explanation: body.explanation, at: at.toISOString() }) } : { declined: body.reason, note: body.note || null }
    await moveAssignment(tx, held, { move, by: 'expert', now: at, data: { answeredAt: at, ...answer } })
    if (move === 'accept') await settleSeats(tx, deps, held.enquiry, actor.id)
    else if (move === 'hold') await tellDeclared(tx, deps.baseUrl, held.enquiry)
    else await refill(tx, deps, held.enquiry, at)
  })
  return findOwn(deps, actor, id)
}

/** An officer's decision about what an expert declared. Throws InvalidInput where the law excludes the expert, NotFound, Conflict. */
export async function decideDeclaration(deps: InvitationsDeps, actor: Actor, id: string, { verdict, reason }: DeclarationDecision, requestId?: string): Promise<void> {
  demand(actor, 'conflict:decide')
  const { prisma, baseUrl, now = () => new Date() } = deps
  await changeWithAudit(prisma, aboutAssignment(actor, 'assignment:decide-declaration', id, requestId, { verdict }), async (tx) => {
    const held = await holdAssignment(tx, id)
    const { enquiry, assignment } = held
    refuseWalledOff(actor, enquiry)
    const at = now()
    if (verdict === 'again') {
      const until = answerBy(enquiry.kind, at)
      await moveAssignment(tx, held, { move: 'ask_again', by: 'officer', now: at, data: { answeredAt: null, answerBy: until, note: reason } })
      return mailUser(tx, assignment.expert.userId, (to) => reopenedLetter(to, { title: enquiry.title, link: `${baseUrl}/account/invitations/${id}`, until: dayInShanghai(until) }))
    }
    const declaration = readDeclaration(assignment.declaration)
    if (verdict === 'admit' && declaration && excluding(declaration.statements).length) throw new InvalidInput([{ pointer: '#/body/verdict', detail: '申报的情况属于法定回避，不能准许；请选择回避，申报有误的请专家重新填写' }])
    const decided = declaration && { declaration: toJson({ ...declaration, decision: { verdict, reason, by: actor.userId ?? '', at: at.toISOString() } }) }
    await moveAssignment(tx, held, { move: verdict, by: 'officer', now: at, data: { ...decided, ...(verdict === 'exclude' && { declined: 'conflict', note: reason }) } })
    if (verdict === 'admit') await settleSeats(tx, deps, enquiry, actor.id)
    else await refill(tx, deps, enquiry, at)
  })
}

/** For a job: whoever has not answered in time makes room for the next alternate. */
export async function expireInvitations(deps: Pick<InvitationsDeps, 'prisma' | 'baseUrl'>, now: Date): Promise<{ expired: number }> {
  const { prisma } = deps
  const due = await prisma.assignment.findMany({ where: { state: 'INVITED', answeredAt: null, answerBy: { lt: now } }, select: { id: true }, orderBy: [{ answerBy: 'asc' }, { id: 'asc' }] })
  let expired = 0
  for (const { id } of due) {
    const done = await changeWithAudit(prisma, aboutAssignment(SYSTEM, 'assignment:expire', id, undefined), async (tx) => {
      const held = await holdAssignment(tx, id)
      await moveAssignment(tx, held, { move: 'expire', by: 'system', now, data: {} })
      await refill(tx, deps, held.enquiry, now)
      return true
      // Answered or withdrawn meanwhile: nothing is due any more.
    }).catch((error: unknown) => (error instanceof Conflict || error instanceof NotFound ? false : Promise.reject(error)))
    if (done) expired++
  }
  return { expired }
}

/** An expert who finds a reason afterwards steps down, or an officer records it; the next alternate is invited. */
export async function recuse(deps: InvitationsDeps, actor: Actor, id: string, { reason }: { reason: string }, requestId?: string): Promise<void> {
  const { prisma, now = () => new Date() } = deps
  await changeWithAudit(prisma, aboutAssignment(actor, 'assignment:recuse', id, requestId), async (tx) => {
    const held = await holdAssignment(tx, id)
    const by = partOf(actor, held)
    const at = now()
    await moveAssignment(tx, held, { move: 'recuse', by, now: at, data: { note: reason } })
    await refill(tx, deps, held.enquiry, at)
  })
}

/** As the expert whose seat it is, or as an officer. Throws NotFound for everybody else who may not know of it, NotAllowed. */
function partOf(actor: Actor, { enquiry, assignment }: Held): 'expert' | 'officer' {
  if (actor.userId !== null && assignment.expert.userId === actor.userId && can(actor, 'assignment:answer') && OCCUPYING.includes(assignment.state)) return 'expert'
  refuseWalledOff(actor, enquiry)
  if (!can(actor, 'enquiry:handle')) throw new NotFound()
  return 'officer'
}

/** The opinion is in. Throws Conflict while the work has not begun, or the expert may not work because of a challenge. */
export async function completeAssignment(deps: InvitationsDeps, actor: Actor, id: string, requestId?: string): Promise<void> {
  demand(actor, 'enquiry:handle')
  const { prisma, now = () => new Date() } = deps
  await changeWithAudit(prisma, aboutAssignment(actor, 'assignment:complete', id, requestId), async (tx) => {
    const held = await holdAssignment(tx, id)
    const { enquiry, assignment } = held
    refuseWalledOff(actor, enquiry)
    if (enquiry.state !== 'IN_PROGRESS' && enquiry.state !== 'OPINION_DELIVERED') throw new Conflict('需求还没有开始办理，不能登记意见')
    const at = now()
    await moveAssignment(tx, held, { move: assignment.state === 'CHALLENGED' ? 'deliver' : 'complete', by: 'officer', now: at, data: { completedAt: at } })
    await deliverWhenComplete(tx, deps, enquiry, actor.id)
  })
}
