// The panel of a review: who is added, from the registry or by hand, who is kept out and why, and the papers that go out to them.
import { mintId } from '../../indexer/index.ts'
import type { Prisma } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { noteDeed } from '../drafting/events.ts'
import { dayOf, type WithDrafters } from '../drafting/projects.ts'
import { saidOf } from '../drafting/votes.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { AVAILABLE } from '../experts/roster.ts'
import { queueMail } from '../mail/mail.ts'
import { papersLetter, putOffLetter, type Papers } from './letters.ts'
import { askGuard, readPanel, standingsOf, type Panel, type ReviewRow, type Seat } from './panel.ts'
import { aboutReview, demandManager, describeReview, lockReview, type ReviewsDeps } from './reviews.ts'
import type { MemberForm, PapersForm, ReviewDetail } from './schema.ts'

async function seatOf(tx: Transaction, { expertId, name, employerName, employerUscc, email }: MemberForm): Promise<Seat> {
  const account = email ? await tx.user.findFirst({ where: { email: email.toLowerCase(), suspendedAt: null, erasedAt: null }, select: { id: true } }) : null
  if (email && !account) throw new InvalidInput([{ pointer: '#/body/email', detail: '没有用这个邮箱登记的账户；请核对，或者留空，由秘书登记表决' }])
  if (expertId) {
    const expert = await tx.expert.findFirst({ where: { id: expertId, state: { in: [...AVAILABLE] } } })
    if (!expert) throw new NotFound('专家库里没有这位在库专家；请重新选择')
    return { expertId, userId: expert.userId ?? account?.id ?? null, name: expert.name, employerName: expert.employerName ?? '', employerUscc: expert.employerUscc }
  }
  const missing = [!name && { pointer: '#/body/name', detail: '请填写姓名' }, !employerName && { pointer: '#/body/employerName', detail: '请填写单位：要据此核对是否与起草人同一单位；没有单位的写“无”' }].filter((one) => one !== false)
  if (missing.length) throw new InvalidInput(missing)
  return { expertId: null, userId: account?.id ?? null, name, employerName: employerName === '无' ? '' : employerName, employerUscc: employerUscc || null }
}

/** Once papers are out, a further member must have them in time as well, and nobody is added when votes are known and the panel is large enough. */
function demandOpenSeat(review: ReviewRow, panel: Panel, today: string): void {
  if (review.papersSentOn === null) return
  const late = askGuard('papers_in_time', { ...panel, facts: { ...panel.facts, papersSentOn: today } }, today)
  if (late) throw new Conflict(`${late}；请先改期，再增补`)
  const isFull = askGuard('panel_large_enough', panel, today) === null
  if (isFull && review.members.some(({ vote }) => vote !== null)) throw new Conflict('已经有人表决，人数也够，不能再增补')
}

/** Throws Conflict with the reason for whoever may not vote, or sits there already. */
export async function addMember(deps: ReviewsDeps, actor: Actor, id: string, form: MemberForm, requestId?: string): Promise<ReviewDetail> {
  const { project: found } = await demandManager(deps, actor, id)
  const today = dayOf(deps)
  const memberId = mintId()
  await changeWithAudit(deps.prisma, aboutReview(actor, found.id, { review: id, member: memberId, added: true }, { requestId }), async (tx) => {
    const { review, project } = await lockReview(tx, id)
    const wanted = await seatOf(tx, form)
    const { standings } = await standingsOf(tx, project.id, { seats: [...review.members, wanted], today })
    const bar = standings.at(-1)?.bar
    if (bar) throw new Conflict(`${wanted.name}（${wanted.employerName || '单位未填'}）${saidOf(bar)}，不能参加表决；请另选人员`)
    demandOpenSeat(review, await readPanel(tx, { review, project, today }), today)
    await tx.reviewMember.create({ data: { id: memberId, reviewId: id, ...wanted } })
    await tx.standardReview.update({ where: { id }, data: { version: { increment: 1 } } })
    if (review.papersSentOn !== null) await writeTo(tx, { userIds: [wanted.userId], letter: papersLetter, papers: papersOf(deps, review, project) })
  })
  return describeReview(deps, actor, id)
}

/** Only before the papers are out: who has them has been asked. */
export async function removeMember(deps: ReviewsDeps, actor: Actor, { id, memberId }: { id: string; memberId: string }, requestId?: string): Promise<ReviewDetail> {
  const { project: found } = await demandManager(deps, actor, id)
  await changeWithAudit(deps.prisma, aboutReview(actor, found.id, { review: id, member: memberId, added: false }, { requestId }), async (tx) => {
    const { review } = await lockReview(tx, id)
    if (review.papersSentOn !== null) throw new Conflict('审查材料已经送达，不能再移除；不能出席的，表决时登记为缺席')
    const { count } = await tx.reviewMember.deleteMany({ where: { id: memberId, reviewId: id } })
    if (!count) throw new NotFound('审查组里没有这个人；请刷新后再看')
    await tx.standardReview.update({ where: { id }, data: { version: { increment: 1 } } })
  })
  return describeReview(deps, actor, id)
}

const papersOf = ({ baseUrl }: ReviewsDeps, { id, mode, on }: Pick<ReviewRow, 'id' | 'mode' | 'on'>, { title }: Pick<WithDrafters, 'title'>): Papers => ({ title, link: `${baseUrl}/reviews/${id}`, mode: mode === 'letter' ? 'letter' : 'meeting', on })

async function writeTo(tx: Transaction, { userIds, letter, papers }: { userIds: readonly (string | null)[]; letter: typeof papersLetter; papers: Papers }): Promise<void> {
  const users = await tx.user.findMany({ where: { id: { in: userIds.filter((userId) => userId !== null) }, erasedAt: null }, select: { email: true } })
  for (const { email } of users) await queueMail(tx, letter(email, papers))
}

/**
 * The first time, the day is recorded and every member with an account is written to. Later with a later `on`: the review is put off,
 * and they are told. Throws Conflict when the panel is too small or the papers would come too late, with the earliest day.
 */
export async function sendPapers(deps: ReviewsDeps, actor: Actor, id: string, { version, on }: PapersForm, requestId?: string): Promise<ReviewDetail> {
  const { project: found } = await demandManager(deps, actor, id)
  const today = dayOf(deps)
  await changeWithAudit(deps.prisma, aboutReview(actor, found.id, { review: id, papersOn: today, ...(on && { on }) }, { requestId }), async (tx) => {
    const { review, project } = await lockReview(tx, id, version)
    const isFirst = review.papersSentOn === null
    const day = on ?? review.on
    if (isFirst ? day < today : day <= review.on || day < today) throw new InvalidInput([{ pointer: '#/body/on', detail: isFirst ? `${day}已经过去；请填写今天或以后的日期` : `材料已在${review.papersSentOn}送达；改期只能往后，现在是${review.on}` }])
    const papersSentOn = review.papersSentOn ?? today
    const panel = await readPanel(tx, { review: { ...review, on: day, papersSentOn }, project, today })
    const obstacles = isFirst ? (['panel_large_enough', 'papers_in_time'] as const).flatMap((guard) => askGuard(guard, panel, today) ?? []) : []
    if (obstacles.length) throw new Conflict(obstacles.join('；'))
    await tx.standardReview.update({ where: { id }, data: { on: day, papersSentOn, version: { increment: 1 } } })
    const evidence: Prisma.InputJsonObject = { review: id, day: today, on: day, members: review.members.length, digest: review.draft.digest }
    await noteDeed(tx, { projectId: project.id, deed: isFirst ? 'papers_sent' : 'review_put_off', actorId: actor.id, evidence })
    await writeTo(tx, { userIds: review.members.map(({ userId }) => userId), letter: isFirst ? papersLetter : putOffLetter, papers: papersOf(deps, { ...review, on: day }, project) })
  })
  return describeReview(deps, actor, id)
}
