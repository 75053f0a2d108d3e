// The demonstration association: a fictional one with three standards on three stages of their way, so that a newcomer sees all of it.
import { createHash } from 'node:crypto'
import { mintId, splitSections, type ContentDocument, type FrontMatterOf, type Library } from '../../indexer/index.ts'
import type { PrismaClient, StandardProject, StandardState } from '../../prisma/client.ts'
import { SYSTEM } from '../access/access.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { addDays } from '../conflicts/windows.ts'
import { anchorAt, type Anchor } from './anchors.ts'
import { noteDeed } from './events.ts'
import type { Move } from './states.ts'

export interface DemoDeps {
  prisma: PrismaClient
  library: () => Pick<Library, 'documents'>
  /** `YYYY-MM-DD`. */
  today: () => string
}

/** Invented; its check digit is right (GB 32100-2015). */
const ASSOCIATION = { name: '示例市商业秘密保护协会', uscc: '51440700MJM0000010', region: '440700' }
const DRAFTERS = [
  { name: '示例起草人甲', employerName: '示例汽车零部件有限公司', part: 'lead' },
  { name: '示例起草人乙', employerName: '示例模具行业协会', part: 'drafter' },
]

/** Its texts are those of the authors' folder; where that holds none of them, nothing is put in. Returns how many projects were. */
export async function seedDrafting({ prisma, library, today }: DemoDeps): Promise<number> {
  if (await prisma.standardProject.count({ take: 1 })) return 0
  const bySlug = new Map([...library().documents.values()].filter(isStandard).map((document) => [document.slug, document]))
  const [drafting, consulting, published] = ['overseas-risk-draft', 'supply-chain-partner-draft', 't-jmts-0007-2026'].map((slug) => bySlug.get(slug))
  if (!drafting || !consulting || !published) return 0
  return changeWithAudit(prisma, { actor: SYSTEM, action: 'standard:propose', subject: { kind: 'standard', id: 'demo' }, outcome: 'DONE', detail: { demo: true } }, async (tx) => {
    // Another process may have been faster.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(24935, 6)`
    if (await tx.standardProject.count({ take: 1 })) return 0
    const now = new Date()
    const found = await tx.organisation.findUnique({ where: { uscc: ASSOCIATION.uscc }, select: { id: true } })
    const organisation = found ?? (await tx.organisation.create({ data: { id: mintId(), kind: 'ASSOCIATION', confirmedAt: now, ...ASSOCIATION }, select: { id: true } }))
    await tx.associationRules.createMany({ data: [{ organisationId: organisation.id, code: 'JMTS', lastSequence: 8 }], skipDuplicates: true })
    const day = today()
    await atDrafting(tx, organisation.id, drafting, day)
    await atConsultation(tx, organisation.id, consulting, day)
    await inLibrary(tx, organisation.id, published, day)
    return 3
  })
}

type Text = ContentDocument & { frontMatter: FrontMatterOf<'standard'> }

const isStandard = (document: ContentDocument): document is Text => document.frontMatter.kind === 'standard'

interface Begun {
  organisationId: string
  text: Text
  state: StandardState
  lastMoveOn: string
  documentId?: string
  rest?: Partial<Pick<StandardProject, 'number' | 'publishedOn' | 'implementationOn' | 'revalidateBy'>>
}

async function begin(tx: Transaction, { organisationId, text, state, lastMoveOn, documentId = mintId(), rest }: Begun): Promise<string> {
  const id = mintId()
  const { english_title, ics, ccs } = text.frontMatter
  const title = text.title.replace(/（[^（）]*稿）$|（工作组草案）$/, '')
  const proposal = { purpose: '统一本市企业的做法，减少泄密（示例）。', scope: sectionOf(text, 'cl-1'), content: '见草案各章（示例）。', situation: '没有相同主题的国家标准；已与有关地方标准比对（示例）。' }
  await tx.standardProject.create({ data: { id, organisationId, title, englishTitle: english_title ?? '', ics: ics ?? '', ccs: ccs ?? '', proposal, applicants: DRAFTERS.map(({ employerName }) => employerName), state, facts: { projectPanelAgreed: true, projectNoticedOn: addDays(lastMoveOn, -60) }, documentId, lastMoveOn, ...rest } })
  await tx.standardDrafter.createMany({ data: DRAFTERS.map((drafter) => ({ id: mintId(), projectId: id, ...drafter })) })
  return id
}

const sectionOf = ({ sections }: Text, anchor: string): string => sections.find((section) => section.anchor === anchor)?.text ?? ''

async function walk(tx: Transaction, projectId: string, steps: readonly (readonly [move: Move, from: StandardState, to: StandardState])[]): Promise<void> {
  for (const [deed, from, to] of steps) await noteDeed(tx, { projectId, deed, from, to, actorId: null, reason: '示例数据' })
}

const FIRST_STEPS = [
  ['approve_project', 'proposed', 'project_approved'],
  ['start_drafting', 'project_approved', 'drafting'],
] as const

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')
const draftOf = (projectId: string, number: number, purpose: string, text: string, changes: string) => ({ id: mintId(), projectId, number, purpose, text, digest: digestOf(text), changes })
const paperOf = (projectId: string, kind: string, title: string, text: string) => ({ id: mintId(), projectId, kind, title, text, digest: digestOf(text) })

async function atDrafting(tx: Transaction, organisationId: string, text: Text, today: string): Promise<void> {
  const id = await begin(tx, { organisationId, text, state: 'drafting', lastMoveOn: addDays(today, -40) })
  await tx.standardDraft.create({ data: draftOf(id, 1, 'working', text.body, '工作组草案') })
  await tx.workingDraft.create({ data: { projectId: id, text: text.body } })
  await walk(tx, id, FIRST_STEPS)
}

const COMMENTS = [
  { body: '示例电子制造有限公司', clause: 'cl-5.2.3', exact: '分档应每年复核', type: 'te', proposed: '分档应每两年复核', reason: '合作方多的企业每年复核负担较重。' },
  { body: '示例照明科技有限公司', clause: 'cl-7.4', exact: '10个工作日内书面确认', type: 'te', proposed: '5个工作日内书面确认', reason: '时间久了双方记忆不一致。' },
  { body: '示例律师事务所', clause: 'cl-6.5.2', exact: '违约金', type: 'ed', proposed: '违约金的数额', reason: '语意更完整。' },
  { body: '示例进出口商会', clause: 'cl-9.3', exact: '', type: 'ge', proposed: '增加对境外合作方的核验方式', reason: '境外现场核验常常做不到。' },
] as const

async function atConsultation(tx: Transaction, organisationId: string, text: Text, today: string): Promise<void> {
  const opensOn = addDays(today, -20)
  const projectId = await begin(tx, { organisationId, text, state: 'consulting', lastMoveOn: opensOn })
  const draft = draftOf(projectId, 1, 'consultation', text.body, '征求意见稿')
  await tx.standardDraft.create({ data: draft })
  await tx.workingDraft.create({ data: { projectId, text: text.body } })
  await tx.standardPaper.create({ data: paperOf(projectId, 'explanation', '编制说明（示例）', '## 任务来源\n\n协会会员提出（示例）。\n\n## 主要条款的确定依据\n\n依据商业秘密民事司法解释所列的合理保密措施逐条对应（示例）。') })
  const consultation = await tx.consultation.create({ data: { id: mintId(), projectId, draftId: draft.id, opensOn, closesOn: addDays(today, 20) } })
  const clauses = splitSections(text.body, 'standard')
  await tx.draftComment.createMany({
    data: COMMENTS.map(({ clause, exact, ...comment }, at) => {
      const section = clauses.find(({ anchor }) => anchor === clause)
      return { id: mintId(), projectId, draftId: draft.id, consultationId: consultation.id, number: at + 1, clause: clause.slice(3), original: exact, ...comment, verifiedAt: new Date(), ...(section && { anchor: anchored(section, exact) as object }) }
    }),
  })
  await walk(tx, projectId, [...FIRST_STEPS, ['open_consultation', 'drafting', 'consulting']])
}

function anchored(section: { anchor: string; heading: string; text: string }, exact: string): Anchor {
  const start = exact ? section.text.indexOf(exact) : 0
  return anchorAt(section, start < 0 ? { start: 0, end: 0 } : { start, end: start + exact.length })
}

async function inLibrary(tx: Transaction, organisationId: string, text: Text, today: string): Promise<void> {
  const { number, date, implementation_date } = text.frontMatter
  const state = implementation_date !== undefined && implementation_date <= today ? 'in_force' : 'published'
  const id = await begin(tx, { organisationId, text, state, lastMoveOn: date < today ? date : today, documentId: text.id, rest: { number: number[0] ?? null, publishedOn: date, implementationOn: implementation_date ?? null } })
  await tx.standardDraft.create({ data: draftOf(id, 1, 'approval', text.body, '发布稿') })
  await walk(tx, id, [...FIRST_STEPS, ['open_consultation', 'drafting', 'consulting'], ['send_to_review', 'consulting', 'reviewing'], ['pass_review', 'reviewing', 'approving'], ['publish', 'approving', 'published'], ...(state === 'in_force' ? [['enter_force', 'published', 'in_force'] as const] : [])])
}
