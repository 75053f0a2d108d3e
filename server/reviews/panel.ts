// A review's panel as it stands now: read from the rows, held against today's working group, counted by the association's rules.
import type { Prisma, PrismaClient, ReviewMember, StandardProject } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { addDays } from '../calendar.ts'
import { createDirectory, type Organisations } from '../conflicts/directory.ts'
import { GUARDS, type Facts, type Guard } from '../drafting/guards.ts'
import { readRules, type Rules } from '../drafting/rules.ts'
import { RULES } from '../drafting/states.ts'
import { countVotes, type Count } from '../drafting/votes.ts'
import type { OrganisationName } from '../matching/model.ts'
import { seat, type Candidate, type Participant, type Standing } from './eligibility.ts'

export const WITH_MEMBERS = { members: { orderBy: [{ name: 'asc' }, { id: 'asc' }] }, draft: { select: { id: true, number: true, digest: true, text: true, createdAt: true } } } as const satisfies Prisma.StandardReviewInclude
export type ReviewRow = Prisma.StandardReviewGetPayload<{ include: typeof WITH_MEMBERS }>

export interface Panel {
  rules: Rules
  /** Of each member, in the order of the rows. */
  standings: Standing[]
  count: Count
  facts: NonNullable<Facts['review']>
}

const employerOf = ({ employerName, employerUscc }: { employerName: string | null; employerUscc: string | null }): OrganisationName[] => (employerName?.trim() || employerUscc ? [{ name: employerName?.trim() ?? '', uscc: employerUscc }] : [])

/** What is known of the organisations that are named, with their other names and edges. */
async function directoryOf(tx: Transaction | PrismaClient, named: readonly OrganisationName[]): Promise<Organisations> {
  const names = [...new Set(named.map(({ name }) => name).filter(Boolean))]
  const codes = named.flatMap(({ uscc }) => uscc ?? [])
  const entities = await tx.entity.findMany({ where: { OR: [{ uscc: { in: codes } }, { name: { in: names } }, { names: { some: { name: { in: names } } } }] }, include: { names: true } })
  const ids = entities.map(({ id }) => id)
  const edges = await tx.entityEdge.findMany({ where: { OR: [{ parentId: { in: ids } }, { childId: { in: ids } }] } })
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null
  return createDirectory({ organisations: entities, edges: edges.map(({ parentId, childId, kind, from, to }) => ({ parent: parentId, child: childId, kind, from: day(from), to: day(to) })) })
}

/** Where experts work by the register, besides what stands in the panel. */
async function furtherEmployers(tx: Transaction | PrismaClient, expertIds: readonly string[], today: string): Promise<Map<string, OrganisationName[]>> {
  const yesterday = new Date(addDays(today, -1))
  const rows = await tx.expertRelation.findMany({ where: { expertId: { in: [...expertIds] }, kind: 'employed', OR: [{ to: null }, { to: { gt: yesterday } }] } })
  const found = new Map<string, OrganisationName[]>()
  for (const { expertId, organisation, uscc } of rows) found.set(expertId, [...(found.get(expertId) ?? []), { name: organisation, uscc }])
  return found
}

export async function readDrafters(tx: Transaction | PrismaClient, projectId: string): Promise<Participant[]> {
  const rows = await tx.standardDrafter.findMany({ where: { projectId, endedAt: null }, orderBy: { id: 'asc' } })
  return rows.map((row) => ({ userId: row.userId, name: row.name, employers: employerOf(row) }))
}

export type Seat = Pick<ReviewMember, 'userId' | 'expertId' | 'name' | 'employerName' | 'employerUscc'>

/** How people would stand in a panel of this project, seated in this order. */
export async function standingsOf(tx: Transaction | PrismaClient, projectId: string, { seats, today }: { seats: readonly (Seat & Partial<Pick<ReviewMember, 'attends' | 'vote'>>)[]; today: string }) {
  const drafters = await readDrafters(tx, projectId)
  const further = await furtherEmployers(tx, seats.flatMap(({ expertId }) => expertId ?? []), today)
  const candidates = seats.map((row): Candidate => ({ userId: row.userId, expertId: row.expertId, name: row.name, employers: [...employerOf(row), ...(further.get(row.expertId ?? '') ?? [])], attends: row.attends ?? false, vote: (row.vote ?? null) as Candidate['vote'] }))
  const organisations = await directoryOf(tx, [...drafters, ...candidates].flatMap(({ employers }) => employers))
  return seat(candidates, drafters, { organisations, on: today })
}

export async function readPanel(tx: Transaction | PrismaClient, { review, project, today }: { review: ReviewRow; project: Pick<StandardProject, 'organisationId'>; today: string }): Promise<Panel> {
  const [rules, seated] = await Promise.all([readRules(tx, project.organisationId), standingsOf(tx, review.projectId, { seats: review.members, today })])
  const { members, drafters, standings } = seated
  return { rules, standings, count: countVotes(members, drafters, rules.parameters), facts: { on: review.on, papersSentOn: review.papersSentOn, members, drafters, minutesFiled: review.minutesId !== null } }
}

/** What one guard says of this panel; null when it holds. */
export const askGuard = (guard: Guard, { rules, facts }: Panel, today: string): string | null => GUARDS[guard].check({ today, lastMoveOn: '', review: facts }, rules.parameters)

/** What stands in the way of an outcome, each with what to do. */
export const obstaclesTo = (move: 'pass_review' | 'fail_review', panel: Panel, today: string): string[] => RULES[move].guards.flatMap((guard) => askGuard(guard, panel, today) ?? [])
