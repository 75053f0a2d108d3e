// The register of adoptions: enterprises declare which standards they keep, and end it; an association or the bureau checks.
import { mintId, type ContentDocument, type Library } from '../../indexer/index.ts'
import type { Adoption, PrismaClient } from '../../prisma/client.ts'
import { can, type Action, type Actor } from '../access/access.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { todayInShanghai } from '../calendar.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound, type Issue } from '../errors.ts'
import { successorsOf } from '../library/present.ts'
import type { AdoptionAnswer, AdoptionsQuery, Declaration } from './schema.ts'

export interface AdoptionsDeps {
  prisma: PrismaClient
  library: () => Library
  today?: () => string
}

/** In effect on a standard's page. */
export interface AdoptionSummary {
  total: number
  checked: number
  items: AdoptionAnswer[]
}

const SHOWN = 10
const ADOPTABLE: readonly string[] = ['in-force', 'upcoming']

const about = (actor: Actor, action: Extract<Action, `adoption:${string}`>, id: string, requestId: string | undefined, detail = {}): AuditEvent => ({ actor, action, subject: { kind: 'adoption', id }, outcome: 'DONE', detail, requestId })

/** Newest first; without those that ended unless they are asked for. */
export async function listAdoptions(deps: AdoptionsDeps, { standard, organisation, ended, page, size }: AdoptionsQuery): Promise<{ total: number; page: number; size: number; items: AdoptionAnswer[] }> {
  const where = { ...(standard && { documentId: standard }), ...(organisation && { organisationId: organisation }), ...(ended === 'false' && inEffect(deps)) }
  const [total, rows] = await Promise.all([deps.prisma.adoption.count({ where }), deps.prisma.adoption.findMany({ where, orderBy: [{ declaredOn: 'desc' }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: await answersOf(deps, rows) }
}

/** An adoption counts until the end of the day before it ended. */
const inEffect = ({ today = todayInShanghai }: Pick<AdoptionsDeps, 'today'>) => ({ OR: [{ endedOn: null }, { endedOn: { gt: today() } }] })

export async function summariseAdoptions(deps: AdoptionsDeps, documentId: string): Promise<AdoptionSummary> {
  const where = { documentId, ...inEffect(deps) }
  const [total, checked, rows] = await Promise.all([
    deps.prisma.adoption.count({ where }),
    deps.prisma.adoption.count({ where: { ...where, basis: 'checked' } }),
    deps.prisma.adoption.findMany({ where, orderBy: [{ basis: 'asc' }, { declaredOn: 'desc' }, { id: 'asc' }], take: SHOWN }),
  ])
  return { total, checked, items: await answersOf(deps, rows) }
}

/** Documents that stand in the register, for its filter; those that left the library are named by their id. */
export async function adoptedStandards({ prisma, library }: AdoptionsDeps): Promise<{ id: string; title: string }[]> {
  const rows = await prisma.adoption.groupBy({ by: ['documentId'] })
  return rows.map(({ documentId: id }) => ({ id, title: library().documents.get(id)?.title ?? id })).toSorted((a, b) => a.title.localeCompare(b.title, 'zh'))
}

/** Throws InvalidInput when there is no such standard or clause, Conflict when it is no longer to be adopted or was declared already. */
export async function declareAdoption(deps: AdoptionsDeps, actor: Actor, { documentId, organisationId: named, clauses, evidenceUrl, declaredOn }: Declaration, requestId?: string): Promise<AdoptionAnswer> {
  const { prisma, library, today = todayInShanghai } = deps
  const organisationId = named ?? enterpriseOf(actor)
  if (!organisationId || !can(actor, 'adoption:declare', { organisationId })) throw new NotAllowed(actor, 'adoption:declare', { organisationId: organisationId ?? null })
  const document = adoptable(library(), documentId)
  const unique = [...new Set(clauses)]
  const anchors = new Set(document.sections.map(({ anchor }) => anchor))
  const issues: Issue[] = unique.filter((clause) => !anchors.has(`cl-${clause}`)).map((clause) => ({ pointer: '#/body/clauses', detail: `《${document.title}》没有第${clause}条；请对照正文填写条款号` }))
  if (declaredOn > today()) issues.push({ pointer: '#/body/declaredOn', detail: '开始采用的日期不能晚于今天' })
  if (issues.length) throw new InvalidInput(issues)
  const id = mintId()
  const row = await changeWithAudit(prisma, about(actor, 'adoption:declare', id, requestId, { documentId, organisationId, clauses: unique }), async (tx) => {
    // Two declarations of one organisation at once: the second one waits here and then sees the first.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(24936, hashtext(${`${organisationId} ${documentId}`}))`
    if (await tx.adoption.count({ where: { documentId, organisationId, ...inEffect(deps) } })) throw new Conflict('贵单位已经声明采用这份标准；要改条款，请先终止原来的声明')
    return tx.adoption.create({ data: { id, documentId, organisationId, clauses: unique, evidenceUrl, declaredOn, createdBy: actor.userId } })
  })
  return one(deps, row)
}

/** By the organisation itself, from the day on that is given. */
export async function endAdoption(deps: AdoptionsDeps, actor: Actor, id: string, { version, endedOn }: { version: number; endedOn: string }, requestId?: string): Promise<AdoptionAnswer> {
  const row = await changeWithAudit(deps.prisma, about(actor, 'adoption:declare', id, requestId, { endedOn }), async (tx) => {
    const adoption = await held(tx, id, version)
    if (!can(actor, 'adoption:declare', { organisationId: adoption.organisationId })) throw new NotAllowed(actor, 'adoption:declare', { organisationId: adoption.organisationId })
    if (adoption.endedOn) throw new Conflict(`这项声明已于 ${adoption.endedOn} 终止`)
    if (endedOn < adoption.declaredOn) throw new InvalidInput([{ pointer: '#/body/endedOn', detail: `终止日期不能早于开始采用的 ${adoption.declaredOn}` }])
    return tx.adoption.update({ where: { id }, data: { endedOn, version: { increment: 1 } } })
  })
  return one(deps, row)
}

/** By an association or the bureau, once the evidence was seen. */
export async function checkAdoption(deps: AdoptionsDeps, actor: Actor, id: string, { version }: { version: number }, requestId?: string): Promise<AdoptionAnswer> {
  if (!can(actor, 'adoption:check')) throw new NotAllowed(actor, 'adoption:check')
  const row = await changeWithAudit(deps.prisma, about(actor, 'adoption:check', id, requestId), async (tx) => {
    const adoption = await held(tx, id, version)
    if (adoption.endedOn) throw new Conflict(`这项声明已于 ${adoption.endedOn} 终止，不用再核实`)
    if (adoption.basis === 'checked') throw new Conflict('已经核实过了')
    const checkedBy = actor.grants.find(({ role, organisationId }) => organisationId !== null && CHECKERS.includes(role))?.organisationId ?? actor.userId
    return tx.adoption.update({ where: { id }, data: { basis: 'checked', checkedBy, version: { increment: 1 } } })
  })
  return one(deps, row)
}

const CHECKERS: readonly string[] = ['association_secretary', 'bureau_officer', 'bureau_reviewer', 'bureau_leader']

export const enterpriseOf = ({ grants }: Pick<Actor, 'grants'>): string | null => grants.find(({ role, organisationId }) => role === 'enterprise' && organisationId !== null)?.organisationId ?? null

/** What may be declared now. Throws InvalidInput, or Conflict naming what took its place. */
export function adoptable(library: Library, documentId: string): ContentDocument {
  const document = library.documents.get(documentId)
  if (document?.kind !== 'standard') throw new InvalidInput([{ pointer: '#/body/documentId', detail: '知识库里没有这份标准；请从标准的页面进入' }])
  const { status } = document.frontMatter
  if (ADOPTABLE.includes(status)) return document
  const successors = successorsOf(library, document)
  const see = successors.length ? `，已由${successors.map(({ title, id }) => `《${title}》（/documents/${id}）`).join('、')}代替；请采用新标准` : ''
  if (status === 'replaced') throw new Conflict(`《${document.title}》已经被代替，不能再声明采用${see}`)
  if (status === 'abolished') throw new Conflict(`《${document.title}》已经废止，不能再声明采用${see}`)
  throw new Conflict(`《${document.title}》还没有发布，不能声明采用；请等它发布`)
}

async function held(tx: Transaction, id: string, version: number): Promise<Adoption> {
  await tx.$executeRaw`SELECT 1 FROM adoption WHERE id = ${id} FOR UPDATE`
  const adoption = await tx.adoption.findUnique({ where: { id } })
  if (!adoption) throw new NotFound('没有这项采用声明；请检查地址')
  if (adoption.version !== version) throw new Conflict()
  return adoption
}

const one = async (deps: AdoptionsDeps, row: Adoption): Promise<AdoptionAnswer> => (await answersOf(deps, [row]))[0]!

/** Copies named fields; who typed it in stays in the audit trail. */
async function answersOf({ prisma, library }: AdoptionsDeps, rows: readonly Adoption[]): Promise<AdoptionAnswer[]> {
  const ids = rows.flatMap(({ organisationId, checkedBy }) => [organisationId, ...(checkedBy ? [checkedBy] : [])])
  const names = new Map((await prisma.organisation.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } })).map(({ id, name }) => [id, name]))
  return rows.map(({ id, documentId, organisationId, clauses, basis, checkedBy, evidenceUrl, declaredOn, endedOn, version }) => {
    const document = library().documents.get(documentId)
    const number = document?.frontMatter.kind === 'standard' ? (document.frontMatter.number[0] ?? '') : ''
    return { id, documentId, title: document?.title ?? documentId, number, organisationId, organisation: names.get(organisationId) ?? organisationId, clauses, basis: basis === 'checked' ? 'checked' : 'declared', checkedBy: checkedBy && (names.get(checkedBy) ?? '主管部门'), evidenceUrl, declaredOn, endedOn, version }
  })
}
