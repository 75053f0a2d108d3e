// Takes a plan over as proposals: all of it or nothing, once, and only while enquiries, experts and loads are what it was made from.
import { demand } from '../access/guard.ts'
import type { Actor } from '../access/access.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { Conflict } from '../errors.ts'
import type { Seat } from '../assignments/plan.ts'
import { loadsOf, WAITING } from './batch.ts'
import { aboutRun, findRun, presentRun, solvedOf, type PanelsDeps } from './panels.ts'
import type { Solved } from './result.ts'
import type { PanelAnswer } from './schema.ts'

export interface ProposedPanel {
  enquiryId: string
  actor: Actor
  requestId: string | undefined
  /** Best first. */
  members: Seat[]
  /** In the order in which they step in. */
  alternates: Seat[]
}

/** Writes the proposals of one enquiry in the caller's transaction; what was proposed for it before gives way. */
export type ProposePanel = (tx: Transaction, panel: ProposedPanel) => Promise<unknown>

export interface ApplyDeps extends PanelsDeps {
  proposePanel: ProposePanel
}

/** Of two who do so at once, one does. Throws Conflict when there is no plan, it was taken over, or something changed since. */
export async function applyRun(deps: ApplyDeps, actor: Actor, id: string, requestId?: string): Promise<PanelAnswer> {
  const run = await findRun(deps, actor, id)
  demand(actor, 'enquiry:handle')
  const solved = solvedOf(run)
  const plan = solved?.plan
  if (run.state !== 'DONE' || !solved || !plan) throw new Conflict('还没有可以写入的方案；请等求解完成，或重新求解')
  const { prisma, proposePanel } = deps
  await changeWithAudit(prisma, aboutRun(actor, 'panel:apply', id, requestId, { enquiries: plan.panels.map(({ enquiryId }) => enquiryId) }), async (tx) => {
    const { count } = await tx.panelRun.updateMany({ where: { id, state: 'DONE', appliedAt: null }, data: { appliedAt: new Date(), version: { increment: 1 } } })
    if (!count) throw new Conflict('这份方案已经写入过；请刷新后再看')
    await claimEnquiries(tx, actor, solved)
    await checkExperts(tx, solved)
    for (const { enquiryId, members, alternates } of plan.panels) await proposePanel(tx, { enquiryId, actor, requestId, members, alternates: alternates.map(({ expertId, score }) => ({ expertId, score })) })
  })
  return presentRun(await findRun(deps, actor, id))
}

/** By rising ids, so that two who take over at once never wait for each other. */
async function claimEnquiries(tx: Transaction, { userId }: Actor, { enquiries }: Solved): Promise<void> {
  const changed: string[] = []
  for (const { id, version } of enquiries.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { count } = await tx.enquiry.updateMany({ where: { id, version, ...WAITING, ...(userId !== null && { NOT: { walledOff: { has: userId } } }) }, data: { version: { increment: 1 } } })
    if (!count) changed.push(id)
  }
  if (changed.length) throw new Conflict(`求解之后这些需求有变动：${changed.join('、')}；请重新求解`)
}

/** Locked until the proposals are in. */
async function checkExperts(tx: Transaction, { plan, experts, enquiries }: Solved): Promise<void> {
  const seated = new Set(plan!.loads.map(({ expertId }) => expertId))
  const named = new Set([...seated, ...plan!.panels.flatMap(({ alternates }) => alternates.map(({ expertId }) => expertId))])
  const rows = await tx.$queryRaw<{ id: string; version: number }[]>`SELECT id, version FROM expert WHERE id = ANY(${[...named].toSorted()}::text[]) ORDER BY id FOR UPDATE`
  const versions = new Map(rows.map(({ id, version }) => [id, version]))
  const loads = await loadsOf(tx, enquiries.map(({ id }) => id))
  const changed = experts.filter(({ id, version, load }) => named.has(id) && (versions.get(id) !== version || (seated.has(id) && (loads.get(id) ?? 0) !== load)))
  if (changed.length) throw new Conflict(`求解之后这些专家的资料或承办量有变动：${changed.map(({ id }) => id).join('、')}；请重新求解`)
}
