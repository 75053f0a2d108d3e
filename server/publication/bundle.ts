// The proof bundle: one ZIP with everything a group standard rests on and the SHA-256 of each file; the same rows give the same bytes.
import { text } from 'node:stream/consumers'
import { zipSync, type Zippable } from 'fflate'
import { digestOfText } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { can, type Actor, type Role } from '../access/access.ts'
import { toRows } from '../drafting/comment-table.ts'
import { TYPES, type Comment, type CommentType, type Disposition } from '../drafting/disposition.ts'
import { COUNTED } from '../drafting/facts.ts'
import { DEFAULTS } from '../drafting/parameters.ts'
import { findProject, type DraftingDeps } from '../drafting/projects.ts'
import { STATE_LABELS } from '../drafting/states.ts'
import { writeCsv } from '../tables/csv.ts'
import { NotAllowed } from '../errors.ts'
import { readmeOf, titleOfPurpose } from './bundle-text.ts'
import { slugOf } from './number.ts'

export interface Bundle {
  /** ASCII, ends in `.zip`. */
  fileName: string
  bytes: Uint8Array
}

/** Fields of a ZIP's file date are local time without a zone: made of local fields it is the same everywhere. */
const DATE = new Date(2000, 0, 1)
const SUMS = 'SHA256SUMS'

/** For the association's secretary, the bureau and auditors. Throws NotFound when the actor may not know of the project, else NotAllowed. */
export async function proofBundle(deps: DraftingDeps, actor: Actor, id: string): Promise<Bundle> {
  const project = await findProject(deps, actor, id)
  if (!mayBundle(actor, project)) throw new NotAllowed(actor, 'standard:read-all', { organisationId: project.organisationId })
  const files = await filesOf(deps.prisma, id)
  return { fileName: `${project.number ? slugOf(project.number) : `standard-${id}`}-bundle.zip`, bytes: zipOf(files) }
}

const KEEPERS: readonly Role[] = ['bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor', 'admin']

/** Votes and comments name people: not for everybody who drafts. */
export function mayBundle(actor: Actor, { organisationId }: { organisationId: string }): boolean {
  const keeps = actor.grants.some((grant) => KEEPERS.includes(grant.role) || (grant.role === 'association_secretary' && grant.organisationId === organisationId))
  return keeps && can(actor, 'standard:read-all', { organisationId, ownerId: null })
}

/** Names in byte order; the list of digests is in the form that `sha256sum -c` reads. */
export function zipOf(files: ReadonlyMap<string, string>): Uint8Array {
  const names = [...files.keys()].toSorted((a, b) => (a < b ? -1 : 1))
  const sums = names.map((name) => `${digestOfText(files.get(name)!)}  ${name}\n`).join('')
  const zippable: Zippable = {}
  for (const name of names) zippable[name] = new TextEncoder().encode(files.get(name)!)
  zippable[SUMS] = new TextEncoder().encode(sums)
  return zipSync(zippable, { level: 6, mtime: DATE })
}

async function filesOf(prisma: PrismaClient, projectId: string): Promise<Map<string, string>> {
  // One state of all rows, so that no vote is in one file and missing in another.
  const rows = await prisma.$transaction(
    async (tx) => {
      const project = await tx.standardProject.findUniqueOrThrow({ where: { id: projectId }, include: { predecessor: { select: { number: true } } } })
      const where = { projectId }
      return {
        project,
        organisation: await tx.organisation.findUniqueOrThrow({ where: { id: project.organisationId }, select: { name: true } }),
        rules: await tx.associationRules.findUnique({ where: { organisationId: project.organisationId } }),
        drafters: await tx.standardDrafter.findMany({ where, orderBy: [{ addedAt: 'asc' }, { id: 'asc' }] }),
        drafts: await tx.standardDraft.findMany({ where, orderBy: { number: 'asc' } }),
        papers: await tx.standardPaper.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
        consultations: await tx.consultation.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
        comments: await tx.draftComment.findMany({ where: { ...where, ...COUNTED }, orderBy: { number: 'asc' } }),
        reviews: await tx.standardReview.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], include: { members: { orderBy: [{ name: 'asc' }, { id: 'asc' }] } } }),
        events: await tx.standardEvent.findMany({ where, orderBy: { id: 'asc' } }),
        published: await tx.publishedFile.findMany({ where: project.number ? { OR: [{ path: `standards/${slugOf(project.number)}.md` }, { path: { startsWith: `standards/versions/${slugOf(project.number)}/` } }] } : { path: '' }, orderBy: { path: 'asc' } }),
      }
    },
    { isolationLevel: 'RepeatableRead' },
  )
  const files = new Map<string, string>()
  const two = (n: number) => String(n).padStart(2, '0')
  const { project, organisation, rules } = rows
  const { id, title, englishTitle, ics, ccs, proposal, applicants, touchesConsumers, state, facts, number, publishedOn, implementationOn, revalidateBy, documentId, predecessor, lastMoveOn } = project
  files.set('project.json', json({ id, number, title, englishTitle, ics, ccs, organisation: organisation.name, state, stateLabel: STATE_LABELS[state], publishedOn, implementationOn, revalidateBy, lastMoveOn, documentId, revises: predecessor?.number ?? null, applicants, touchesConsumers, proposal, facts }))
  files.set('rules.json', json({ code: rules?.code ?? null, confirmedAt: rules?.confirmedAt ?? null, parameters: { ...DEFAULTS, ...(rules?.parameters as object | undefined) }, setByAssociation: rules?.parameters ?? {} }))
  files.set('drafters.csv', await csv([['姓名', '单位', '统一社会信用代码', '分工', '加入', '退出'], ...rows.drafters.map((one) => [one.name, one.employerName, one.employerUscc, one.part, moment(one.addedAt), moment(one.endedAt)])]))
  for (const draft of rows.drafts) files.set(`drafts/${two(draft.number)}-${draft.purpose}.md`, draft.text)
  files.set('drafts/index.csv', await csv([['稿次', '用途', '文件', 'SHA-256', '保存时间', '改动说明'], ...rows.drafts.map((draft) => [draft.number, titleOfPurpose(draft.purpose), `drafts/${two(draft.number)}-${draft.purpose}.md`, draft.digest, moment(draft.createdAt), draft.changes])]))
  const papers = rows.papers.map((paper, at) => ({ ...paper, file: `papers/${two(at + 1)}-${paper.kind}.md` }))
  for (const paper of papers) files.set(paper.file, paper.text)
  files.set('papers/index.csv', await csv([['文件', '种类', '标题', 'SHA-256', '归档时间'], ...papers.map((paper) => [paper.file, titleOfPurpose(paper.kind), paper.title, paper.digest, moment(paper.createdAt)])]))
  files.set('consultations.csv', await csv([['征求意见稿', '开始', '截止', '是否公开', '结束时间'], ...rows.consultations.map((one) => [rows.drafts.find((draft) => draft.id === one.draftId)?.number ?? '', one.opensOn, one.closesOn, one.public ? '公开' : '不公开', moment(one.closedAt)])]))
  files.set('comments.csv', await csv(toRows(rows.comments.map(toComment), 'zh')))
  const minutes = (minutesId: string | null) => papers.find((paper) => paper.id === minutesId)?.file ?? ''
  for (const [at, review] of rows.reviews.entries()) {
    files.set(`reviews/${two(at + 1)}-votes.csv`, await csv([['姓名', '单位', '统一社会信用代码', '是否出席', '表决', '意见', '表决时间'], ...review.members.map((one) => [one.name, one.employerName, one.employerUscc, one.attends ? '出席' : '未出席', VOTES[one.vote ?? ''] ?? one.vote, one.opinion, moment(one.votedAt)])]))
  }
  files.set('reviews/index.csv', await csv([['次序', '方式', '日期', '送审稿', '材料送达', '结论', '表决', '会议纪要'], ...rows.reviews.map((review, at) => [at + 1, review.mode === 'letter' ? '函审' : '会议审查', review.on, rows.drafts.find((draft) => draft.id === review.draftId)?.number ?? '', review.papersSentOn, OUTCOMES[review.outcome ?? ''] ?? '', `reviews/${two(at + 1)}-votes.csv`, minutes(review.minutesId)])]))
  files.set('events.csv', await csv([['序号', '时间', '事项', '从', '到', '经办人编号', '理由', '依据'], ...rows.events.map((event) => [String(event.id), moment(event.at), event.deed, event.from ? STATE_LABELS[event.from] : '', event.to ? STATE_LABELS[event.to] : '', event.actorId, event.reason, JSON.stringify(event.evidence)])]))
  for (const { path, text: published } of rows.published) files.set(`published/${path}`, published)
  files.set('README.md', readmeOf({ title, number, organisation: organisation.name, state: STATE_LABELS[state], confirmed: rules?.confirmedAt ? moment(rules.confirmedAt) : null, counts: { drafts: rows.drafts.length, papers: papers.length, comments: rows.comments.length, reviews: rows.reviews.length, events: rows.events.length } }))
  return files
}

const VOTES: Readonly<Record<string, string>> = { for: '赞成', against: '反对', abstain: '弃权', '': '未表决' }
const OUTCOMES: Readonly<Record<string, string>> = { passed: '通过', failed: '不通过', '': '未结束' }

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const moment = (at: Date | null): string => at?.toISOString() ?? ''

async function* each(rows: readonly (readonly (string | number | null)[])[]) {
  yield* rows
}
/** The decoder of the stream eats the byte order mark. */
const csv = async (rows: readonly (readonly (string | number | null)[])[]): Promise<string> => `\ufeff${(await text(writeCsv(each(rows)))).replace(/^\ufeff/, '')}`

/** Without address of whoever sent it: the table names who comments, never how to reach them. */
function toComment(row: { number: number; body: string; clause: string; element: string; type: string; original: string; proposed: string; reason: string; disposition: string; reply: string }): Comment {
  const type: CommentType = Object.hasOwn(TYPES, row.type) ? (row.type as CommentType) : 'ge'
  return { id: String(row.number), body: row.body, clause: row.clause, element: row.element, type, original: row.original, proposed: row.proposed, reason: row.reason, disposition: row.disposition as Disposition | '', reply: row.reply }
}
