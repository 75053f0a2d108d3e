// Experts found, registered and changed: by officers, by the experts themselves, and by those who apply or nominate.
import { mintId } from '../../indexer/index.ts'
import type { Expert, Prisma, PrismaClient } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn } from '../errors.ts'
import { FIELD_GROUPS, GROUP_NAMES } from '../privacy/consent.ts'
import { relist, withConsents } from './listing.ts'
import { presentBrief, presentFile, presentPublic, type Filed } from './present.ts'
import { AVAILABLE } from './roster.ts'
import { dateOf } from './rows.ts'
import type { ApplicationBody, ExpertAnswer, ExpertBody, ExpertPatch, ExpertsQuery, OwnPatch } from './schema.ts'
import { isListed } from './visibility.ts'

export interface ExpertsDeps {
  prisma: PrismaClient
}

export const aboutExpert = (actor: Pick<Actor, 'kind' | 'id'>, action: string, id: string, requestId: string | undefined, detail: NonNullable<AuditEvent['detail']> = {}): AuditEvent => ({ actor, action, subject: { kind: 'expert', id }, outcome: 'DONE', detail, requestId })

const FILE = { documents: { orderBy: [{ year: 'desc' }, { id: 'asc' }] }, relations: { orderBy: { id: 'asc' } }, moves: { orderBy: { id: 'asc' } } } as const satisfies Prisma.ExpertInclude

async function readFile(prisma: PrismaClient | Transaction, where: Prisma.ExpertWhereUniqueInput): Promise<Filed | null> {
  const expert = await prisma.expert.findUnique({ where, include: FILE })
  return expert && (await withConsents(prisma, [expert]))[0]!
}

/** Those on the public roster: enrolled or appointed, and by the bureau's or their own consent to be seen by everybody. */
async function listedWhere(prisma: PrismaClient): Promise<Prisma.ExpertWhereInput> {
  const standing = GROUP_NAMES.filter((group) => group !== 'contact').map((fieldGroup) => ({ fieldGroup, version: FIELD_GROUPS[fieldGroup].version }))
  const given = await prisma.consent.findMany({ where: { audience: 'PUBLIC', withdrawnAt: null, OR: standing }, distinct: ['userId'], select: { userId: true } })
  return { state: { in: [...AVAILABLE] }, OR: [{ userId: null }, { userId: { in: given.map(({ userId }) => userId) } }] }
}

const hasAny = (values: string[] | undefined) => (values?.length ? { hasSome: values } : undefined)

/** By name; officers see every state, others the public roster. */
export async function listExperts({ prisma }: ExpertsDeps, actor: Actor, { q, externalId, type, field, industry, service, language, jurisdiction, region, state, page, size }: ExpertsQuery) {
  demand(actor, 'expert:read')
  const isWhole = can(actor, 'expert:read-all')
  const chosen = Object.entries({ types: hasAny(type), fields: hasAny(field), industries: hasAny(industry), services: hasAny(service), languages: hasAny(language), jurisdictions: hasAny(jurisdiction) }).filter(([, wanted]) => wanted)
  const where: Prisma.ExpertWhereInput = {
    AND: [isWhole ? {} : await listedWhere(prisma), Object.fromEntries(chosen)],
    ...(q && { name: { contains: q, mode: 'insensitive' } }),
    ...(isWhole && externalId && { externalId }),
    ...(isWhole && state?.length && { state: { in: state } }),
    ...(region && { region: { startsWith: region.replace(/(00)+$/, '') } }),
  }
  const [total, rows] = await Promise.all([prisma.expert.count({ where }), prisma.expert.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  const items = (await withConsents(prisma, rows)).map((expert) => ({ ...presentBrief(expert, { isWhole }), externalId: isWhole ? expert.externalId : null, state: expert.state }))
  return { total, page, size, items }
}

/** Throws NotFound for an expert whom this reader may not see. */
export async function findExpert({ prisma }: ExpertsDeps, actor: Actor, id: string): Promise<ExpertAnswer> {
  demand(actor, 'expert:read')
  const expert = await readFile(prisma, { id })
  if (expert && (can(actor, 'expert:read-all') || isOwn(actor, expert))) return presentFile(expert)
  if (!expert || !isListed(expert)) throw new NotFound('没有这位专家，或者现在不公开')
  return presentPublic(expert)
}

const isOwn = (actor: Actor, { userId }: Pick<Expert, 'userId'>): boolean => actor.kind === 'person' && userId !== null && actor.userId === userId

/** The actor's own file; null for somebody who is no expert. */
export async function findOwn({ prisma }: ExpertsDeps, actor: Actor): Promise<ExpertAnswer | null> {
  demand(actor, 'expert:self', { ownerId: actor.userId })
  const expert = actor.userId === null ? null : await readFile(prisma, { userId: actor.userId })
  return expert && presentFile(expert)
}

/** An officer enters an expert whom the bureau has chosen: enrolled at once, as by an import. Throws Conflict when the number is taken. */
export async function createExpert({ prisma }: ExpertsDeps, actor: Actor, body: ExpertBody, requestId?: string): Promise<ExpertAnswer> {
  demand(actor, 'expert:create')
  const { externalId, cap, pace, confidential = true, ...profile } = body
  const id = mintId()
  await changeWithAudit(prisma, aboutExpert(actor, 'expert:create', id, requestId), async (tx) => {
    if (externalId && (await tx.expert.findUnique({ where: { externalId }, select: { id: true } }))) throw new Conflict('这个编号已经有专家；请改用 PATCH 修改')
    await insert(tx, id, profile, { state: 'ENROLLED', actorId: actor.id, data: { externalId: externalId ?? null, ...(cap !== undefined && { cap }), ...(pace !== undefined && { pace }), confidentialAt: confidential ? new Date() : null } })
  })
  return findExpert({ prisma }, actor, id)
}

/** For oneself, or as an institution for somebody else; the bureau reviews it. Throws Conflict when one has applied before. */
export async function applyAsExpert({ prisma }: ExpertsDeps, actor: Actor, body: ApplicationBody, requestId?: string): Promise<{ id: string }> {
  const { nominatedBy, confidential: _, ...profile } = body
  demand(actor, 'expert:apply')
  if (!actor.userId) throw new NotSignedIn()
  if (nominatedBy && !actor.grants.some(({ organisationId }) => organisationId === nominatedBy)) throw new NotAllowed(actor, 'expert:apply', { organisationId: nominatedBy })
  const userId = nominatedBy ? null : actor.userId
  const id = mintId()
  await changeWithAudit(prisma, aboutExpert(actor, 'expert:apply', id, requestId, nominatedBy ? { nominatedBy } : {}), async (tx) => {
    if (userId && (await tx.expert.findUnique({ where: { userId }, select: { id: true } }))) throw new Conflict('您已经申请过；可在“我的专家资料”里查看和修改')
    await insert(tx, id, profile, { state: 'APPLIED', actorId: actor.id, data: { userId, nominatedBy: nominatedBy ?? null, confidentialAt: userId ? new Date() : null } })
  })
  return { id }
}

type Profile = Partial<Omit<OwnPatch, 'version'>> & { name?: string | undefined; licences?: string[] | undefined; userId?: string | null | undefined }

async function insert(tx: Transaction, id: string, profile: Profile & { name: string }, { state, actorId, data }: { state: Expert['state']; actorId: string | null; data: Partial<Prisma.ExpertUncheckedCreateInput> }): Promise<void> {
  await tx.expert.create({ data: { id, name: profile.name, ...columnsOf(profile), ...data, state }, select: { id: true } })
  await replaceLists(tx, id, profile)
  await tx.expertMove.create({ data: { expertId: id, from: null, to: state, reason: '', actorId } })
  await relist(tx, id)
}

/** Throws Conflict when somebody was faster, NotFound when there is none. */
export async function changeExpert({ prisma }: ExpertsDeps, actor: Actor, id: string, { version, ...change }: ExpertPatch, requestId?: string): Promise<ExpertAnswer> {
  demand(actor, 'expert:change')
  await changeWithAudit(prisma, aboutExpert(actor, 'expert:change', id, requestId, { fields: Object.keys(change) }), async (tx) => {
    if (change.userId) await demandAccount(tx, change.userId, id)
    await update(tx, { id, version }, change)
  })
  return findExpert({ prisma }, actor, id)
}

async function demandAccount(tx: Transaction, userId: string, expertId: string): Promise<void> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { erasedAt: true } })
  if (!user || user.erasedAt) throw new InvalidInput([{ pointer: '#/body/userId', detail: '没有这个账户；请核对编号' }])
  const other = await tx.expert.findUnique({ where: { userId }, select: { id: true } })
  if (other && other.id !== expertId) throw new Conflict('这个账户已经连着另一位专家')
}

/** The expert's own changes: profile, works, ties, and how much work to be asked for. */
export async function changeOwn({ prisma }: ExpertsDeps, actor: Actor, { version, ...change }: OwnPatch, requestId?: string): Promise<ExpertAnswer> {
  const own = await findOwn({ prisma }, actor)
  if (!own?.file) throw new NotFound('您还不是专家；可以先申请入库')
  await changeWithAudit(prisma, aboutExpert(actor, 'expert:self', own.id, requestId, { fields: Object.keys(change) }), (tx) => update(tx, { id: own.id, version }, change))
  return (await findOwn({ prisma }, actor))!
}

async function update(tx: Transaction, { id, version }: { id: string; version: number }, change: Profile): Promise<void> {
  const { count } = await tx.expert.updateMany({ where: { id, version }, data: { ...columnsOf(change), version: { increment: 1 } } })
  if (!count) {
    if (await tx.expert.count({ where: { id } })) throw new Conflict()
    throw new NotFound('没有这位专家')
  }
  await replaceLists(tx, id, change)
  await relist(tx, id)
}

/** Only what was given. */
function columnsOf({ employer, awayUntil, confidential, documents: _documents, relations: _relations, ...plain }: Profile): Prisma.ExpertUncheckedUpdateManyInput & Partial<Prisma.ExpertUncheckedCreateInput> {
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  return {
    ...given,
    ...(employer !== undefined && { employerName: employer?.name ?? null, employerUscc: employer?.uscc ?? null }),
    ...(awayUntil !== undefined && { awayUntil: dateOf(awayUntil) }),
    ...(confidential !== undefined && { confidentialAt: confidential ? new Date() : null }),
  }
}

/** Works keep their ids by number, else by title. */
async function replaceLists(tx: Transaction, expertId: string, { documents, relations }: Profile): Promise<void> {
  if (documents) {
    const before = await tx.expertDocument.findMany({ where: { expertId }, select: { id: true, externalId: true, title: true } })
    await tx.expertDocument.deleteMany({ where: { expertId } })
    const taken = new Set<string>()
    const idFor = (externalId: string | null, title: string): string => {
      const old = before.find((work) => !taken.has(work.id) && (externalId === null ? work.title === title : work.externalId === externalId))
      if (old) taken.add(old.id)
      return old?.id ?? mintId()
    }
    await tx.expertDocument.createMany({ data: documents.map(({ externalId = null, title, highlighted = false, ...work }, i) => ({ id: idFor(externalId, title), expertId, externalId: externalId ?? `#${i + 1}`, title, highlighted, ...work })) })
  }
  if (relations) {
    await tx.expertRelation.deleteMany({ where: { expertId } })
    await tx.expertRelation.createMany({ data: relations.map(({ organisation, from = null, to = null, person = null, matter = null, kind }) => ({ id: mintId(), expertId, kind, organisation: organisation.name, uscc: organisation.uscc ?? null, person, matter, from: dateOf(from), to: dateOf(to), source: 'declared' })) })
  }
}
