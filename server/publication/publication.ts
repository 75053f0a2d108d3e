// Publishing a group standard: number, approval and checks on record, its text and all earlier drafts into the library, in one step.
import { digestOfText, mintId, normaliseIdentifier, numbersOf, type Library } from '../../indexer/index.ts'
import type { StandardProject } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { dayInShanghai, todayInShanghai } from '../calendar.ts'
import { moveProjectWithin } from '../drafting/moves.ts'
import { revalidateBy } from '../drafting/guards.ts'
import { findProject, lockProject, type DraftingDeps } from '../drafting/projects.ts'
import { readRules } from '../drafting/rules.ts'
import { Conflict, InvalidInput, NotAllowed, type Issue } from '../errors.ts'
import { textToPublish } from './files.ts'
import { nextNumber, readNumber, slugOf, writeNumber } from './number.ts'
import { publishWithin } from './republish.ts'
import type { PublishAnswer, PublishRequest } from './schema.ts'

export interface PublicationDeps extends DraftingDeps {
  library: () => Library
  /** Brings library and index to what is published now. */
  refresh: () => Promise<unknown>
}

export interface Preparation {
  project: StandardProject
  /** The association's secretary. */
  isManager: boolean
  /** Null while the association has no code. */
  proposedNumber: string | null
  /** Draft that would be published. */
  text: { number: number; purpose: string; day: string; digest: string } | null
  /** Earlier drafts that will stand beside it. */
  earlier: { number: number; purpose: string; day: string }[]
  mayPublish: boolean
  /** Papers of approval already filed. */
  approvals: { title: string; day: string }[]
}

/** What the page shows; drafts and papers to those only who may publish. Throws NotFound when the actor may not know of it. */
export async function preparePublication(deps: PublicationDeps, actor: Actor, id: string): Promise<Preparation> {
  const { prisma, today = todayInShanghai } = deps
  const project = await findProject(deps, actor, id)
  const isManager = can(actor, 'standard:move', { organisationId: project.organisationId })
  if (!isManager) return { project, isManager, proposedNumber: null, text: null, earlier: [], mayPublish: false, approvals: [] }
  const [rules, revised, drafts, approvals] = await Promise.all([
    prisma.associationRules.findUnique({ where: { organisationId: project.organisationId }, select: { code: true, lastSequence: true } }),
    project.predecessorId ? prisma.standardProject.findUnique({ where: { id: project.predecessorId }, select: { number: true } }) : null,
    prisma.standardDraft.findMany({ where: { projectId: id, purpose: { in: ['consultation', 'review', 'approval'] } }, orderBy: { number: 'asc' } }),
    prisma.standardPaper.findMany({ where: { projectId: id, kind: 'approval' }, orderBy: { createdAt: 'asc' }, select: { title: true, createdAt: true } }),
  ])
  const brief = (draft: (typeof drafts)[number]) => ({ number: draft.number, purpose: draft.purpose, day: dayInShanghai(draft.createdAt) })
  const text = textToPublish(drafts)
  return {
    project,
    isManager,
    proposedNumber: rules?.code ? nextNumber({ code: rules.code, lastSequence: rules.lastSequence }, today().slice(0, 4), revised?.number ?? null) : null,
    text: text && { ...brief(text), digest: text.digest },
    earlier: drafts.filter((draft) => draft !== text).map(brief),
    mayPublish: project.state === 'approving',
    approvals: approvals.map(({ title, createdAt }) => ({ title, day: dayInShanghai(createdAt) })),
  }
}

/** Found in search when this is over, unless the answer says otherwise. Throws Conflict with every guard that fails, or when the number is taken. */
export async function publishStandard(deps: PublicationDeps, actor: Actor, id: string, request: PublishRequest, requestId?: string): Promise<PublishAnswer> {
  const { prisma, library, refresh, today = todayInShanghai } = deps
  const found = await findProject(deps, actor, id)
  demandMove(actor, found)
  const on = today()
  const issues = wrongDays(request, on)
  if (issues.length) throw new InvalidInput(issues)
  const project = await changeWithAudit<StandardProject>(
    prisma,
    (published) => ({ actor, action: 'standard:move', subject: { kind: 'standard', id }, outcome: 'DONE' as const, detail: { move: 'publish', number: published.number, documentId: published.documentId }, requestId }),
    async (tx) => {
      const locked = await lockProject(tx, id, request.version)
      const theirs = library().documents.get(locked.documentId)
      if (theirs && !locked.number) throw new Conflict(`作者文件夹里已经有这份文档（${theirs.file}），发布的文本会被它盖住；请先把那个文件移走`)
      const { parameters } = await readRules(tx, locked.organisationId)
      const number = locked.state === 'approving' ? await giveNumber(tx, locked, request.number, { year: on.slice(0, 4), library: library() }) : (request.number ?? '')
      const paper = await fileApproval(tx, id, request, actor)
      const { below } = request.mandatory
      const { doubts } = request.competition
      const moved = await moveProjectWithin(tx, {
        projectId: id,
        move: 'publish',
        given: { bodyApproved: request.approval.on <= on, number, belowMandatory: below, competitionDoubts: doubts, textPublic: true, implementationOn: request.implementationOn },
        actorId: actor.userId,
        today: on,
        version: request.version,
        evidence: { number, approvedOn: request.approval.on, paperId: paper.id, paperDigest: paper.digest, compared: request.mandatory.compared, competition: request.competition.checked, implementationOn: request.implementationOn },
        data: { number, publishedOn: on, implementationOn: request.implementationOn, revalidateBy: revalidateBy(on, parameters) },
      })
      if (!(await publishWithin(tx, moved, on))) throw new Conflict('没有可以发布的送审稿或者报批稿；请先在“草案”里上传')
      return moved
    },
  )
  const indexed = await refresh().then(
    // Null: another process is writing the index, and this one tries again by itself.
    (report) => report !== null && library().documents.has(project.documentId),
    () => false,
  )
  return { id, number: project.number!, state: project.state, documentId: project.documentId, url: `/documents/${project.documentId}`, publishedOn: on, implementationOn: request.implementationOn, version: project.version, indexed }
}

function demandMove(actor: Actor, { organisationId }: StandardProject): void {
  if (!can(actor, 'standard:move', { organisationId })) throw new NotAllowed(actor, 'standard:move', { organisationId })
}

function wrongDays({ approval, implementationOn }: PublishRequest, today: string): Issue[] {
  const issues: Issue[] = []
  if (approval.on > today) issues.push({ pointer: '#/body/approval/on', detail: '批准日期不能晚于今天' })
  if (implementationOn < today) issues.push({ pointer: '#/body/implementationOn', detail: `实施日期不能早于发布的日子（今天，${today}）` })
  return issues
}

/** The association's row is locked until the end: two that are published at once never get one number. */
async function giveNumber(tx: Transaction, { organisationId, predecessorId, documentId }: StandardProject, wished: string | undefined, { year, library }: { year: string; library: Library }): Promise<string> {
  const [rules] = await tx.$queryRaw<{ code: string | null; last: number }[]>`SELECT code, last_sequence AS last FROM association_rules WHERE organisation_id = ${organisationId} FOR UPDATE`
  if (!rules?.code) throw new Conflict('协会还没有登记团体代号，不能给编号；请先在协会规则里登记')
  const { code, last: lastSequence } = rules
  const revised = predecessorId ? ((await tx.standardProject.findUnique({ where: { id: predecessorId }, select: { number: true } }))?.number ?? null) : null
  const next = nextNumber({ code, lastSequence }, year, revised)
  const read = readNumber(wished ?? next)
  if (!read) throw new InvalidInput([{ pointer: '#/body/number', detail: `编号要写成 T/${code} 顺序号—年代号，例如 ${next}` }])
  if (read.code !== code) throw new InvalidInput([{ pointer: '#/body/number', detail: `本协会的团体代号是 ${code}；请改为 ${next}` }])
  const number = writeNumber(read)
  const taken = await tx.standardProject.findFirst({ where: { number }, select: { title: true } })
  const held = holderOf(library, number, documentId)
  if (taken || held) throw new Conflict(`编号 ${number} 已经给了《${taken?.title ?? held}》；下一个可用的编号是 ${next === number ? nextNumber({ code, lastSequence: Math.max(lastSequence, read.sequence) }, year, null) : next}`)
  if (read.sequence > lastSequence) await tx.associationRules.update({ where: { organisationId }, data: { lastSequence: read.sequence, version: { increment: 1 } }, select: { organisationId: true } })
  return number
}

/** Title of another document of the library that has this number, or the address that it would get. */
function holderOf(library: Library, number: string, documentId: string): string | undefined {
  const value = normaliseIdentifier(number)
  const address = library.address('standard', slugOf(number))
  return [...library.documents.values()].find((document) => document.id !== documentId && document.kind === 'standard' && (document.id === address || numbersOf(document).some((one) => normaliseIdentifier(one) === value)))?.title
}

async function fileApproval(tx: Transaction, projectId: string, { approval }: PublishRequest, actor: Actor): Promise<{ id: string; digest: string }> {
  const text = `${approval.text}\n\n批准日期：${approval.on}\n`
  return tx.standardPaper.create({ data: { id: mintId(), projectId, kind: 'approval', title: approval.title, text, digest: digestOfText(text), createdBy: actor.userId }, select: { id: true, digest: true } })
}
