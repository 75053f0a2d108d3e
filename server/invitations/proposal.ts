// The panel as an officer puts it together: proposed, proposed anew, and invited.
import { mintId } from '../../indexer/index.ts'
import type { Assignment, Enquiry } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { RULE_NAMES } from '../conflicts/bases.ts'
import type { ConflictCheck } from '../conflicts/conflicts.ts'
import { Conflict, InvalidInput, NotFound, type Issue } from '../errors.ts'
import { describePanel } from './panel.ts'
import type { Panel, PanelForm } from './schema.ts'
import { CHOOSING, fillSeats, isUnderWay, lockEnquiry, refuseWalledOff, settleSeats, type InvitationsDeps } from './seats.ts'
import { OCCUPYING } from './states.ts'

const about = (actor: Actor, action: string, id: string, requestId: string | undefined, detail: AuditEvent['detail'] = {}): AuditEvent => ({ actor, action, subject: { kind: 'enquiry', id }, outcome: 'DONE', detail, requestId })

/**
 * Puts a panel in the place of what was proposed before; whoever was invited stays. While experts are being chosen, and later when seats
 * are open for which no alternate is left. Nobody whom the conflict gate excludes, or about whom an officer has yet to decide. Throws NotFound, Conflict when another officer was faster, InvalidInput with everything that is wrong.
 */
export async function proposePanel(deps: Pick<InvitationsDeps, 'prisma' | 'checkGate' | 'now'>, actor: Actor, enquiryId: string, form: PanelForm, requestId?: string): Promise<Panel> {
  demand(actor, 'enquiry:handle')
  const { prisma, checkGate } = deps
  const seen = await prisma.enquiry.findUnique({ where: { id: enquiryId }, select: { version: true, walledOff: true } })
  if (!seen) throw new NotFound()
  refuseWalledOff(actor, seen)
  const ids = (group: PanelForm['members']): string[] => group.map(({ expertId }) => expertId)
  const event = about(actor, 'assignment:propose', enquiryId, requestId, { members: ids(form.members), alternates: ids(form.alternates) })
  const checks = await checkGate(enquiryId, [...ids(form.members), ...ids(form.alternates)])
  await changeWithAudit(prisma, event, (tx) => proposePanelWithin(tx, actor, enquiryId, { ...form, version: form.version ?? seen.version, checks }))
  return describePanel(deps, actor, enquiryId)
}

type Proposal = Pick<PanelForm, 'members' | 'alternates'> & { version?: number | undefined; checks?: readonly ConflictCheck[] }

/** The same in the caller's transaction, which also writes the audit entry; without `version` whatever state the enquiry is in counts, without `checks` the caller has asked the gate. */
export async function proposePanelWithin(tx: Transaction, actor: Actor, enquiryId: string, form: Proposal): Promise<void> {
  const enquiry = await lockEnquiry(tx, enquiryId)
  refuseWalledOff(actor, enquiry)
  if (form.version !== undefined && enquiry.version !== form.version) throw new Conflict()
  const kept = await tx.assignment.findMany({ where: { enquiryId, state: { not: 'PROPOSED' } } })
  const free = enquiry.size - kept.filter(({ state }) => OCCUPYING.includes(state)).length
  if (!CHOOSING.has(enquiry.state) && !(isUnderWay(enquiry) && free > 0)) throw new Conflict('需求不在匹配或抽取阶段，名单也没有空缺；现在不能提出名单')
  const issues = await issuesOf(tx, form, { enquiry, kept, free })
  if (issues.length) throw new InvalidInput(issues)
  await tx.assignment.deleteMany({ where: { enquiryId, state: 'PROPOSED' } })
  const row = (alternate: number, { expertId, score }: PanelForm['members'][number]) => ({ id: mintId(), enquiryId, expertId, alternate, score: score ?? null })
  await tx.assignment.createMany({ data: [...form.members.map((member) => row(0, member)), ...form.alternates.map((one, at) => row(at + 1, one))] })
  await tx.enquiry.update({ where: { id: enquiryId }, data: { version: { increment: 1 } }, select: { id: true } })
}

async function issuesOf(tx: Transaction, { members, alternates, checks = [] }: Proposal, { enquiry, kept, free }: { enquiry: Enquiry; kept: readonly Assignment[]; free: number }): Promise<Issue[]> {
  const issues: Issue[] = []
  if (members.length !== free) issues.push({ pointer: '#/body/members', detail: `还缺 ${free} 位专家，名单里有 ${members.length} 位；请改成 ${free} 位` })
  const named = [...members.map(({ expertId }, at) => ({ expertId, pointer: `#/body/members/${at}` })), ...alternates.map(({ expertId }, at) => ({ expertId, pointer: `#/body/alternates/${at}` }))]
  const experts = new Map((await tx.expert.findMany({ where: { id: { in: named.map(({ expertId }) => expertId) } }, select: { id: true, state: true, userId: true } })).map((expert) => [expert.id, expert]))
  const known = new Set(kept.map(({ expertId }) => expertId))
  const listed = new Set<string>()
  const obstacles = new Map(checks.map((check) => [check.expertId, obstacleOf(check, enquiry.id)]))
  for (const { expertId, pointer } of named) {
    const expert = experts.get(expertId)
    if (listed.has(expertId)) issues.push({ pointer, detail: `${expertId} 在名单里写了两次` })
    else if (!expert) issues.push({ pointer, detail: `没有编号为 ${expertId} 的专家` })
    else if (expert.state !== 'ENROLLED' && expert.state !== 'APPOINTED') issues.push({ pointer, detail: `专家 ${expertId} 现在不在库，不能邀请` })
    else if (expert.userId !== null && expert.userId === enquiry.requesterId) issues.push({ pointer, detail: `专家 ${expertId} 就是提出需求的人` })
    else if (known.has(expertId)) issues.push({ pointer, detail: `专家 ${expertId} 已经为这件需求邀请过` })
    else if (obstacles.get(expertId)) issues.push({ pointer, detail: `专家 ${expertId} ${obstacles.get(expertId)!}` })
    listed.add(expertId)
  }
  return issues
}

/** What of the gate stands in the way of an invitation, with the evidence of every rule; null when nothing does. */
function obstacleOf({ expertId, result, findings }: ConflictCheck, enquiryId: string): string | null {
  if (result === 'pass') return null
  const told = findings.filter((finding) => finding.result === result).map(({ id, evidence, remedy }) => `${RULE_NAMES[id]}（${id}）：${evidence}${remedy ? `；${remedy}` : ''}`)
  return result === 'exclude' ? `应当回避或不符合条件：${told.join('。')}。请换一位` : `有待决定的事项，请先作决定（页面 /enquiries/${enquiryId}/experts/${expertId}），再提出名单：${told.join('。')}`
}

/** Sends out the invitations; the enquiry moves on with the first ones. Throws NotFound, Conflict when there is nobody to invite. */
export async function invitePanel(deps: InvitationsDeps, actor: Actor, enquiryId: string, requestId?: string): Promise<Panel> {
  demand(actor, 'enquiry:handle')
  const { prisma, now = () => new Date() } = deps
  await changeWithAudit(prisma, ({ invited }: { invited: string[] }) => about(actor, 'assignment:invite', enquiryId, requestId, { assignments: invited }), async (tx) => {
    const enquiry = await lockEnquiry(tx, enquiryId)
    refuseWalledOff(actor, enquiry)
    const isChoosing = CHOOSING.has(enquiry.state)
    if (!isChoosing && !isUnderWay(enquiry)) throw new Conflict('需求现在的状态不能发出邀请；请刷新后再看')
    const proposed = await tx.assignment.count({ where: { enquiryId, state: 'PROPOSED' } })
    if (!proposed) throw new Conflict('还没有提出名单，或者都已经邀请；请先提出名单')
    const filling = await fillSeats(tx, deps, enquiry, now())
    if (!filling.invited.length && !isChoosing) throw new Conflict('席位都已经有人，没有要邀请的专家')
    if (isChoosing) {
      await deps.moveEnquiry(tx, { id: enquiryId, move: 'invite', reason: '邀请已经发出', mover: ['system'], actorId: actor.id })
      // Everybody may have accepted in an earlier round.
      await settleSeats(tx, deps, { ...enquiry, state: 'INVITED' }, actor.id)
    }
    return filling
  })
  return describePanel(deps, actor, enquiryId)
}
