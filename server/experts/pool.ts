// The experts as matching and synchronisation need them: read once a change, kept in memory, with their load of the moment.
import type { SearchDocument } from '../../indexer/index.ts'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import { addDays } from '../calendar.ts'
import { RELATION_KINDS, type ExpertFacts, type Relation } from '../matching/model.ts'
import { finishInTurns, mapSteps } from '../matching/steps.ts'
import { documentsOf, withConsents, type WithConsents } from './listing.ts'
import { IN_POOL, isTermOver } from './roster.ts'

export interface PoolDeps {
  prisma: PrismaClient
}

type Kept = WithConsents<Prisma.ExpertGetPayload<{ include: { documents: true; relations: true } }>>

/** A batch is taken apart in one go: with some fifteen works an expert this is about ten milliseconds. */
const BATCH = 50

/** By database, so that processes with several (tests) do not mix them. */
const rosters = new WeakMap<PrismaClient, { stamp: string; people: Promise<Kept[]> }>()

/** Every change of an expert, a work, a relation or a consent raises the version of its expert. */
export async function stampOf(prisma: PrismaClient): Promise<string> {
  const [row] = await prisma.$queryRaw<[{ stamp: string }]>`SELECT count(*) || '/' || coalesce(sum(version), 0) || '/' || coalesce(max(updated_at)::text, '') AS stamp FROM expert`
  return row.stamp
}

async function readRoster(prisma: PrismaClient): Promise<Kept[]> {
  const people: Kept[] = []
  for (let after = ''; ; ) {
    const batch = await prisma.expert.findMany({ where: { id: { gt: after }, state: { in: [...IN_POOL] } }, orderBy: { id: 'asc' }, take: BATCH, include: { documents: { orderBy: [{ year: 'desc' }, { id: 'asc' }] }, relations: { orderBy: { id: 'asc' } } } })
    people.push(...(await withConsents(prisma, batch)))
    if (batch.length < BATCH) return people
    after = batch.at(-1)!.id
  }
}

async function roster({ prisma }: PoolDeps): Promise<Kept[]> {
  const stamp = await stampOf(prisma)
  const kept = rosters.get(prisma)
  if (kept?.stamp === stamp) return kept.people
  const people = readRoster(prisma)
  rosters.set(prisma, { stamp, people })
  // What could not be read is read again by whoever asks next.
  people.catch(() => rosters.get(prisma)?.people === people && rosters.delete(prisma))
  return people
}

/** The search documents of all listed experts: what a synchronisation must not drop. */
export const loadListed = async (deps: PoolDeps): Promise<SearchDocument[]> => documentsOf(await roster(deps))

/**
 * Facts of every expert in the pool on a day (`YYYY-MM-DD`, Shanghai): the enrolled and appointed, and the suspended, who are
 * there to be excluded with their reason. Whoever is away, whose term is over, or who was invited within their own pace
 * counts as suspended on that day.
 */
export async function loadPool(deps: PoolDeps, at: string): Promise<ExpertFacts[]> {
  const [people, loads] = await Promise.all([roster(deps), loadsOf(deps)])
  return finishInTurns(mapSteps(people, (person) => toFacts(person, loads.get(person.id) ?? IDLE, at)))
}

/** Changes with whatever loads, records and pace are counted from. */
export async function loadsStampOf(prisma: PrismaClient): Promise<string> {
  const [row] = await prisma.$queryRaw<[{ stamp: string | null }]>`SELECT md5(string_agg(expert_id || state::text || coalesce(declined, '') || void_opinion || coalesce(invited_at::text, ''), ',' ORDER BY id)) AS stamp FROM assignment`
  return row.stamp ?? ''
}

interface Load {
  current: number
  completed: number
  /** Day of the last invitation. */
  invited: string | null
}
const IDLE: Load = { current: 0, completed: 0, invited: null }

async function loadsOf({ prisma }: PoolDeps): Promise<Map<string, Load>> {
  const rows = await prisma.$queryRaw<{ id: string; current: number; completed: number; invited: string | null }[]>`
    SELECT expert_id AS id,
      (count(*) FILTER (WHERE state IN ('INVITED', 'ACCEPTED', 'CHALLENGED')))::int AS current,
      (count(*) FILTER (WHERE state = 'COMPLETED' AND NOT void_opinion))::int AS completed,
      to_char(max(invited_at) FILTER (WHERE NOT (state = 'DECLINED' AND declined = 'conflict')) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS invited
    FROM assignment GROUP BY expert_id`
  return new Map(rows.map(({ id, ...load }) => [id, load]))
}

const dayOf = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null

function toFacts(person: Kept, { current, completed, invited }: Load, at: string): ExpertFacts {
  const { id, externalId, name, types, fields, industries, services, languages, jurisdictions, region, licences, employerName, employerUscc, state, cap, pace, confidentialAt, documents } = person
  const awayUntil = dayOf(person.awayUntil)
  const isTooSoon = pace > 0 && invited !== null && addDays(invited, pace) > at
  return {
    id, externalId, name, types, fields, industries, services, languages, jurisdictions, region, licences,
    employer: employerName === null ? null : { name: employerName, uscc: employerUscc },
    relations: person.relations.flatMap(toRelation),
    load: { current, cap },
    record: { accepted: completed, matters: completed + documents.filter(({ kind }) => kind === 'case' || kind === 'opinion').length },
    isSuspended: state === 'SUSPENDED' || isTermOver({ termTo: dayOf(person.termTo) }, at) || (awayUntil !== null && awayUntil >= at) || isTooSoon,
    isConfidential: confidentialAt !== null,
    documents: documents.map(({ id: work, externalId: number, title, text, year, kind }) => ({ id: work, externalId: number, title, text, year, kind })),
  }
}

function toRelation({ kind, organisation, uscc, person, from, to, source, matter }: Kept['relations'][number]): Relation[] {
  const known = RELATION_KINDS.find((one) => one === kind)
  return known ? [{ kind: known, organisation: { name: organisation, uscc }, person, from: dayOf(from), to: dayOf(to), source, matter }] : []
}
