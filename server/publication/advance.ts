// What happens to published standards by date: they come into force, take the place of what they revise, and are due to be looked at again.
import type { Prisma, PrismaClient, StandardProject } from '../../prisma/client.ts'
import { SYSTEM } from '../access/access.ts'
import { appendAudit, changeWithAudit, type Transaction } from '../audit/audit.ts'
import { addDays } from '../calendar.ts'
import { noteDeed } from '../drafting/events.ts'
import type { Facts } from '../drafting/guards.ts'
import { moveProjectWithin } from '../drafting/moves.ts'
import { lockProject } from '../drafting/projects.ts'
import type { Move } from '../drafting/states.ts'
import { Conflict, NotFound } from '../errors.ts'
import { queueMail } from '../mail/mail.ts'
import { revalidationLetter } from './letters.ts'
import { republishWithin } from './republish.ts'

export interface AdvanceDeps {
  prisma: PrismaClient
  /** For links in letters; without one they are paths. */
  baseUrl?: string
}

export interface Advanced {
  inForce: number
  replaced: number
  reminded: number
  /** Were due by date, but a guard refused: the clock stands before their last move, or something is missing. */
  refused: number
}

/** The association hears of a revalidation this long before its day. */
export const REMIND_DAYS = 90

/** Does what is due on that day and has not been done; a second run, or one after a clock that went back, changes nothing more. */
export async function advanceStandards(deps: AdvanceDeps, today: string): Promise<Advanced> {
  const { prisma } = deps
  const done: Advanced = { inForce: 0, replaced: 0, reminded: 0, refused: 0 }
  const note = (outcome: boolean, kind: 'inForce' | 'replaced') => (outcome ? done[kind]++ : done.refused++)
  for (const { id } of await prisma.standardProject.findMany({ where: { state: 'published', implementationOn: { lte: today } }, orderBy: [{ implementationOn: 'asc' }, { id: 'asc' }], select: { id: true } })) {
    note(await moveByDate(prisma, id, { move: 'enter_force', today, given: () => ({ textPublic: true }) }), 'inForce')
  }
  for (const { id } of await prisma.standardProject.findMany({ where: { state: 'revised', successors: { some: IN_FORCE } }, orderBy: { id: 'asc' }, select: { id: true } })) {
    note(await moveByDate(prisma, id, { move: 'replace', today, given: successorOf }), 'replaced')
  }
  for (const { id } of await prisma.standardProject.findMany({ where: { state: 'in_force', revalidateBy: { lte: addDays(today, REMIND_DAYS) } }, orderBy: { id: 'asc' }, select: { id: true } })) {
    if (await remind(deps, id, today)) done.reminded++
  }
  return done
}

/** Has come into force, whatever became of it since. */
const IN_FORCE = { number: { not: null }, state: { in: ['in_force', 'under_review', 'revised', 'replaced', 'abolished'] } } satisfies Prisma.StandardProjectWhereInput

async function successorOf(tx: Transaction, { id }: StandardProject): Promise<Partial<Facts>> {
  const successor = await tx.standardProject.findFirst({ where: { predecessorId: id, ...IN_FORCE }, orderBy: { implementationOn: 'asc' }, select: { number: true, implementationOn: true } })
  return successor?.number && successor.implementationOn ? { successor: { number: successor.number, inForceOn: successor.implementationOn } } : {}
}

/** False when a guard refuses. */
async function moveByDate(prisma: PrismaClient, id: string, { move, today, given }: { move: Move; today: string; given: (tx: Transaction, project: StandardProject) => Promise<Partial<Facts>> | Partial<Facts> }): Promise<boolean> {
  const event = { actor: SYSTEM, action: 'standard:advance-by-date', subject: { kind: 'standard', id }, outcome: 'DONE' as const, detail: { move, today } }
  return changeWithAudit(prisma, event, async (tx) => {
    const project = await lockProject(tx, id)
    const facts = { ...(await given(tx, project)), ...(project.implementationOn && { implementationOn: project.implementationOn }) }
    const moved = await moveProjectWithin(tx, { projectId: id, move, given: facts, actorId: null, today, evidence: { byDate: today, ...(facts.successor && { successor: facts.successor.number }) } })
    await republishWithin(tx, moved, today)
    return true
    // Moved by somebody else meanwhile, or the clock is wrong: the next run sees what is due then.
  }).catch((error: unknown) => (error instanceof Conflict || error instanceof NotFound ? false : Promise.reject(error)))
}

/** Once for each day by which it has to be looked at; false when that was said already. */
async function remind({ prisma, baseUrl = '' }: AdvanceDeps, id: string, today: string): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const { revalidateBy, title, number, organisationId } = await lockProject(tx, id)
    if (!revalidateBy || (await tx.standardEvent.count({ where: { projectId: id, deed: 'revalidation_due', evidence: { path: ['revalidateBy'], equals: revalidateBy } } }))) return false
    await noteDeed(tx, { projectId: id, deed: 'revalidation_due', actorId: null, evidence: { revalidateBy, today } })
    const secretaries = await tx.roleGrant.findMany({ where: { organisationId, role: 'association_secretary', endedAt: null }, select: { user: { select: { email: true } } } })
    for (const { user } of secretaries) await queueMail(tx, revalidationLetter(user.email, { title: `${number ?? ''} ${title}`.trim(), by: revalidateBy, link: `${baseUrl}/drafting/${id}` }))
    await appendAudit(tx, { actor: SYSTEM, action: 'standard:advance-by-date', subject: { kind: 'standard', id }, outcome: 'DONE', detail: { deed: 'revalidation_due', revalidateBy } })
    return true
  })
}
