// Searches for the best panels of many enquiries: begun, watched, stopped; whoever is walled off from one of the enquiries learns nothing of the run.
import { mintId } from '../../indexer/index.ts'
import type { PanelRun, Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { visibleWhere } from '../enquiries/enquiries.ts'
import { WAITING } from './batch.ts'
import { isSolved, type Asked, type Solved } from './result.ts'
import type { PanelRunner } from './runner.ts'
import { MOST_ENQUIRIES, type PanelAnswer, type PanelForm, type PanelLine, type PanelResult } from './schema.ts'

export interface PanelsDeps {
  prisma: PrismaClient
  runner: Pick<PanelRunner, 'wake' | 'stop'>
}

export const aboutRun = (actor: Actor, action: string, id: string, requestId: string | undefined, detail: Prisma.InputJsonObject = {}): AuditEvent => ({ actor, action, subject: { kind: 'panel-run', id }, outcome: 'DONE', detail, requestId })

export interface Choosable {
  id: string
  title: string
  size: number
  submittedAt: Date | null
  dueAt: Date | null
}

/** Enquiries that wait for a recommended panel, as far as the actor may know of them; the most urgent first. */
export async function listWaiting({ prisma }: Pick<PanelsDeps, 'prisma'>, actor: Actor): Promise<Choosable[]> {
  demand(actor, 'enquiry:handle')
  return prisma.enquiry.findMany({ where: { AND: [visibleWhere(actor), WAITING] }, orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { submittedAt: 'asc' }, { id: 'asc' }], select: { id: true, title: true, size: true, submittedAt: true, dueAt: true } })
}

/** Queued; the work is done afterwards. Throws InvalidInput naming every enquiry that cannot be taken, whatever the reason. */
export async function startRun({ prisma, runner }: PanelsDeps, actor: Actor, { enquiries: asked, seed }: PanelForm, requestId?: string): Promise<PanelAnswer> {
  const waiting = (await listWaiting({ prisma }, actor)).map(({ id }) => id)
  const enquiries = [...new Set(asked ?? waiting)]
  // Of an enquiry that the actor must not know of nothing else is said than of one that does not exist.
  const issues = (asked ?? []).flatMap((id, at) => (waiting.includes(id) ? [] : [{ pointer: `#/body/enquiries/${at}`, detail: `没有等待推荐专家的需求 ${id}；请刷新后重选` }]))
  if (!enquiries.length) issues.push({ pointer: '#/body/enquiries', detail: '现在没有等待推荐专家的需求；请先把需求转入匹配' })
  if (enquiries.length > MOST_ENQUIRIES) issues.push({ pointer: '#/body/enquiries', detail: `一次最多 ${MOST_ENQUIRIES} 项需求；请分批求解` })
  if (issues.length) throw new InvalidInput(issues)
  const id = mintId()
  const made = await changeWithAudit(prisma, aboutRun(actor, 'panel:start', id, requestId, { enquiries }), (tx) => tx.panelRun.create({ data: { id, enquiries, actorId: actor.id, result: { seed: seed ?? id } } }))
  void runner.wake()
  return presentRun(made)
}

/** Runs without any enquiry from which the actor is walled off. */
async function visibleRuns(prisma: PrismaClient, { userId }: Actor): Promise<Prisma.PanelRunWhereInput> {
  if (userId === null) return {}
  const walled = await prisma.enquiry.findMany({ where: { walledOff: { has: userId } }, select: { id: true } })
  return walled.length ? { NOT: { enquiries: { hasSome: walled.map(({ id }) => id) } } } : {}
}

export async function listRuns({ prisma }: Pick<PanelsDeps, 'prisma'>, actor: Actor, { page, size }: { page: number; size: number }): Promise<{ total: number; page: number; size: number; items: PanelLine[] }> {
  demand(actor, 'panel:read')
  const where = await visibleRuns(prisma, actor)
  const [total, rows] = await Promise.all([prisma.panelRun.count({ where }), prisma.panelRun.findMany({ where, omit: { result: true }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: rows.map(presentLine) }
}

/** Throws NotFound. */
export async function findRun({ prisma }: Pick<PanelsDeps, 'prisma'>, actor: Actor, id: string): Promise<PanelRun> {
  demand(actor, 'panel:read')
  const found = await prisma.panelRun.findFirst({ where: { AND: [{ id }, await visibleRuns(prisma, actor)] } })
  if (!found) throw new NotFound('没有这次求解；请检查编号')
  return found
}

/** Its row says so first; the process that works on it looks there. Throws Conflict when there is nothing to stop. */
export async function stopRun(deps: PanelsDeps, actor: Actor, id: string, requestId?: string): Promise<PanelAnswer> {
  const { prisma, runner } = deps
  await findRun(deps, actor, id)
  demand(actor, 'enquiry:handle')
  await changeWithAudit(prisma, aboutRun(actor, 'panel:stop', id, requestId), async (tx) => {
    const { count } = await tx.panelRun.updateMany({ where: { id, state: { in: ['QUEUED', 'RUNNING'] } }, data: { state: 'ERROR', error: '已由经办人停止，没有产生方案；需要时请重新求解', progress: null, endedAt: new Date(), version: { increment: 1 } } })
    if (!count) throw new Conflict('这次求解已经结束，不用再停止')
  })
  runner.stop(id)
  return presentRun(await findRun(deps, actor, id))
}

type Line = Omit<PanelRun, 'result'>
const presentLine = ({ id, state, enquiries, createdAt, startedAt, endedAt, progress, error, appliedAt, version }: Line): PanelLine => ({ id, state, enquiries, createdAt: createdAt.toISOString(), startedAt: startedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null, progress, error, appliedAt: appliedAt?.toISOString() ?? null, version })

/** Null until the run has found its panels, or that there are none. */
export function solvedOf({ result }: Pick<PanelRun, 'result'>): Solved | null {
  const kept = result as unknown as Asked | Solved
  return isSolved(kept) ? kept : null
}

export function presentRun(run: PanelRun): PanelAnswer {
  const solved = solvedOf(run)
  return { ...presentLine(run), result: solved && presentResult(solved) }
}

function presentResult({ seed, snapshot, seconds, enquiries, plan, blocks, greedy }: Solved): PanelResult {
  const greedyOf = new Map(greedy.map(({ enquiryId, members }) => [enquiryId, members]))
  const rows = new Map(plan?.greedy.enquiries.map((row) => [row.enquiryId, row]))
  return {
    seed,
    snapshot,
    seconds,
    considered: enquiries.map(({ id, size, eligible, undecided }) => ({ enquiryId: id, size, eligible, undecided })),
    panels: (plan?.panels ?? []).map((panel) => ({ ...panel, greedy: { members: greedyOf.get(panel.enquiryId) ?? [], points: rows.get(panel.enquiryId)?.greedy ?? 0, difference: rows.get(panel.enquiryId)?.difference ?? 0 } })),
    total: plan?.total ?? null,
    greedyTotal: plan?.greedy.greedy ?? null,
    unfilledByGreedy: plan?.greedy.unfilled ?? null,
    worst: plan?.worst ?? null,
    loads: plan?.loads ?? [],
    blocks,
  }
}

/** Titles of enquiries and names of experts, by id; of what is no more there is none. */
export async function namesIn({ prisma }: Pick<PanelsDeps, 'prisma'>, run: PanelRun): Promise<Map<string, string>> {
  const solved = solvedOf(run)
  const [enquiries, experts] = await Promise.all([
    prisma.enquiry.findMany({ where: { id: { in: run.enquiries } }, select: { id: true, title: true } }),
    prisma.expert.findMany({ where: { id: { in: (solved?.experts ?? []).map(({ id }) => id) } }, select: { id: true, name: true } }),
  ])
  return new Map([...enquiries.map(({ id, title }) => [id, title] as const), ...experts.map(({ id, name }) => [id, name] as const)])
}
