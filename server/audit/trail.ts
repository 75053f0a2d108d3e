// Reading the trail for those who may: filtered, newest first, a page at a time or from end to end.
import type { AuditEntry, Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { storable } from './chain.ts'
import type { AuditFilter, AuditLine, AuditQuery } from './schema.ts'

export interface TrailDeps {
  prisma: PrismaClient
}

export interface TrailPage {
  total: number
  page: number
  size: number
  items: AuditLine[]
}

/** Throws NotSignedIn or NotAllowed. */
export async function findAudit({ prisma }: TrailDeps, actor: Actor, { page, size, ...filter }: AuditQuery): Promise<TrailPage> {
  demand(actor, 'audit:read')
  const where = whereOf(filter)
  const [total, entries] = await Promise.all([prisma.auditEntry.count({ where }), prisma.auditEntry.findMany({ where, orderBy: { seq: 'desc' }, skip: (page - 1) * size, take: size })])
  return { total, page, size, items: entries.map(present) }
}

const BATCH = 1_000

/** All that fits, newest first, a batch in memory at a time. Throws like `findAudit`, at once. */
export function exportAudit({ prisma }: TrailDeps, actor: Actor, filter: AuditFilter): AsyncGenerator<AuditLine> {
  demand(actor, 'audit:read')
  return readBackwards(prisma, whereOf(filter))
}

async function* readBackwards(prisma: PrismaClient, where: Prisma.AuditEntryWhereInput): AsyncGenerator<AuditLine> {
  for (let before: bigint | undefined; ; ) {
    const entries: AuditEntry[] = await prisma.auditEntry.findMany({ where: { AND: [where, before === undefined ? {} : { seq: { lt: before } }] }, orderBy: { seq: 'desc' }, take: BATCH })
    for (const entry of entries) yield present(entry)
    if (entries.length < BATCH) return
    before = entries.at(-1)!.seq
  }
}

const present = ({ seq, at, detail, ...fields }: AuditEntry): AuditLine => ({ seq: Number(seq), at: at.toISOString(), detail: detail as Record<string, unknown>, ...fields })

function whereOf(filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const { actor, action, subject, outcome, from, to } = storable(filter)
  const and: Prisma.AuditEntryWhereInput[] = []
  if (actor) and.push({ OR: [{ actorId: actor }, { actorKind: actor }] })
  if (action) and.push({ action: action.includes(':') ? action : { startsWith: `${action}:` } })
  if (subject) and.push(subjectOf(subject))
  if (outcome) and.push({ outcome })
  if (from) and.push({ at: { gte: startOf(from) } })
  if (to) and.push({ at: { lt: new Date(startOf(to).getTime() + DAY_MS) } })
  return { AND: and }
}

/** `kind:id`, or one of both. */
function subjectOf(subject: string): Prisma.AuditEntryWhereInput {
  const colon = subject.indexOf(':')
  const either = [{ subjectKind: subject }, { subjectId: subject }]
  return { OR: colon < 0 ? either : [...either, { subjectKind: subject.slice(0, colon), subjectId: subject.slice(colon + 1) }] }
}

const DAY_MS = 86_400_000
/** Shanghai has no summer time. */
const startOf = (day: string): Date => new Date(`${day}T00:00:00+08:00`)
