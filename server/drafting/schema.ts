// The shapes of drafting: proposals, moves, rules of an association, texts at work, kept drafts and papers.
import { z } from 'zod'
import { rowVersion } from '../http/shapes.ts'
import { usccProblem } from '../organisations/uscc.ts'
import { paging } from '../search/schema.ts'
import { MOVES, STATES, type Move } from './states.ts'

const words = (most: number) => z.string().trim().max(most, `最多 ${most} 个字符`)
/** Of a draft in Markdown; some four times the longest group standard. */
export const MOST_TEXT = 300_000
const DAY = z.iso.date('请写成 2026-11-24 这样的日期')

export const PURPOSES = ['working', 'consultation', 'review', 'approval'] as const
export const PAPER_KINDS = ['explanation', 'project_notice', 'minutes', 'approval', 'other'] as const

const proposal = {
  title: words(120).min(4, '请写标准名称，至少 4 个字'),
  englishTitle: words(300).default(''),
  ics: words(40).default(''),
  ccs: words(40).default(''),
  purpose: words(5_000).default(''),
  scope: words(5_000).default(''),
  content: words(5_000).default(''),
  situation: words(5_000).default(''),
  touchesConsumers: z.boolean().default(false).describe('Touches the interests of consumers: then the consultation has to be public'),
}

export const proposalBody = z.strictObject({ organisationId: z.string().max(40), ...proposal, applicants: z.array(words(120).min(2)).max(50).default([]).describe('Organisations that propose it together'), predecessorId: z.string().max(40).nullable().default(null).describe('The project that this one revises') })
export const proposalChange = proposalBody.omit({ organisationId: true, predecessorId: true }).extend({ version: rowVersion })

/** As a page posts it: applicants one a line, a check box for consumers. */
export const proposalForm = z.object({ ...proposal, organisationId: z.string().min(1, '请选择协会').max(40), applicants: words(6_000), touchesConsumers: z.string(), predecessorId: z.string().max(40) }).transform(({ applicants, touchesConsumers, predecessorId, ...rest }) => ({
  ...rest,
  touchesConsumers: touchesConsumers === 'yes',
  predecessorId: predecessorId || null,
  applicants: linesOf(applicants),
}))
export const linesOf = (text: string): string[] => [...new Set(text.split(/[\n；;]/).map((line) => line.trim()).filter(Boolean))]

/** These come with rows of their own and are made elsewhere: opening a consultation, sending to review, publishing. */
export const SPECIAL: readonly Move[] = ['open_consultation', 'extend_consultation', 'send_to_review', 'pass_review', 'fail_review', 'review_again', 'publish', 'enter_force', 'replace']
const plain = MOVES.filter((move) => !SPECIAL.includes(move)) as [Move, ...Move[]]

export const moveBody = z.strictObject({
  move: z.enum(plain),
  version: rowVersion,
  reason: words(2_000).default(''),
  projectPanelAgreed: z.boolean().optional().describe('立项评审 has agreed'),
  projectNoticedOn: DAY.optional().describe('Day on which the notice of the project was published'),
  correction: z.strictObject({ orderedOn: DAY, dueOn: DAY, met: z.boolean(), byProvince: z.boolean() }).optional(),
})
export const moveForm = z.object({ move: z.enum(plain), version: z.coerce.number().pipe(rowVersion), reason: words(2_000), projectPanelAgreed: z.string(), projectNoticedOn: z.union([z.literal(''), DAY]), correctionOrderedOn: z.union([z.literal(''), DAY]), correctionDueOn: z.union([z.literal(''), DAY]), correctionUnmet: z.string() })

export const drafterBody = z.strictObject({
  name: words(60).min(2, '请写姓名'),
  employerName: words(120).min(2, '请写单位'),
  employerUscc: z.union([z.literal(''), z.string().trim().toUpperCase().refine((code) => usccProblem(code) === null, '统一社会信用代码不对；请核对 18 位')]).default(''),
  part: z.enum(['lead', 'drafter']).default('drafter'),
  email: z.union([z.literal(''), z.email('请写电子邮件地址')]).default('').describe('Of the account with which this person drafts; may be left out'),
})

export const workingBody = z.strictObject({ text: z.string().max(MOST_TEXT, `草案最多 ${MOST_TEXT} 个字符`), version: z.int().min(0).max(2_147_483_647).describe('As last read; 0 when there is none yet') })
export const workingForm = z.object({ text: z.string().max(MOST_TEXT, `草案最多 ${MOST_TEXT} 个字符`), base: z.string().max(MOST_TEXT), version: z.coerce.number().int().min(0).max(2_147_483_647) })
export const keepBody = z.strictObject({ purpose: z.enum(PURPOSES), changes: words(2_000).default(''), version: z.int().min(0).describe('Of the text at work') })
export const keepForm = z.object({ purpose: z.enum(PURPOSES), changes: words(2_000), version: z.coerce.number().int().min(0) })
export const paperBody = z.strictObject({ kind: z.enum(PAPER_KINDS), title: words(120).min(2, '请写名称'), text: z.string().trim().min(2, '请写内容').max(MOST_TEXT) })

export const rulesBody = z.strictObject({
  code: z.string().trim().regex(/^[A-Z][A-Z0-9]{1,11}$/, '团体代号是大写字母开头的 2～12 位字母数字，例如 JMTS').nullable(),
  minApplicants: z.int().min(1).max(20),
  projectNoticeDays: z.int().min(0).max(120),
  minConsultDays: z.int().min(1).max(365),
  passRatio: z.tuple([z.int().min(1).max(100), z.int().min(1).max(100)]),
  voteBase: z.enum(['attending', 'panel']),
  minPanel: z.int().min(1).max(50),
  paperLeadWorkdays: z.int().min(0).max(60),
  reviewYears: z.int().min(1).max(10),
  maxFailedReviews: z.int().min(1).max(5),
  publicRequired: z.boolean(),
  version: z.int().min(0),
})
const whole = z.coerce.number()
export const rulesForm = z
  .object({ code: z.string().trim(), minApplicants: whole, projectNoticeDays: whole, minConsultDays: whole, passRatio: z.string().trim().regex(/^\d{1,3}\/\d{1,3}$/, '请写成 3/4 这样的比例'), voteBase: z.string(), minPanel: whole, paperLeadWorkdays: whole, reviewYears: whole, maxFailedReviews: whole, publicRequired: z.string(), version: whole })
  .transform(({ code, passRatio, publicRequired, ...rest }) => ({ ...rest, code: code || null, passRatio: passRatio.split('/').map(Number), publicRequired: publicRequired === 'yes' }))
  .pipe(rulesBody)

export const projectsQuery = z.strictObject({ state: z.enum(STATES).optional(), organisationId: z.string().max(40).optional(), ...paging })

const failure = z.object({ guard: z.string(), detail: z.string(), basis: z.object({ text: z.string(), verified: z.boolean() }) })
export const projectSummary = z.object({ id: z.string(), organisationId: z.string(), organisation: z.string(), title: z.string(), state: z.enum(STATES), number: z.string().nullable(), lastMoveOn: z.string(), documentId: z.string() })
export const projectsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(projectSummary) })
export const projectAnswer = projectSummary.extend({
  englishTitle: z.string(),
  ics: z.string(),
  ccs: z.string(),
  proposal: z.record(z.string(), z.string()),
  applicants: z.array(z.string()),
  touchesConsumers: z.boolean(),
  publishedOn: z.string().nullable(),
  implementationOn: z.string().nullable(),
  revalidateBy: z.string().nullable(),
  predecessorId: z.string().nullable(),
  version: z.int(),
  events: z.array(z.object({ at: z.iso.datetime(), deed: z.string(), from: z.enum(STATES).nullable(), to: z.enum(STATES).nullable(), reason: z.string() })),
  drafts: z.array(z.object({ number: z.int(), purpose: z.enum(PURPOSES), digest: z.string(), changes: z.string(), createdAt: z.iso.datetime() })).describe('Those that the caller may read'),
  papers: z.array(z.object({ id: z.string(), kind: z.string(), title: z.string(), createdAt: z.iso.datetime() })),
  drafters: z.array(z.object({ id: z.string(), name: z.string(), employer: z.string(), part: z.string() })).describe('Empty for whoever may not read internal papers'),
  outlook: z.array(z.object({ move: z.enum(MOVES), to: z.enum(STATES), failures: z.array(failure) })).describe('Every move from here with all that stands in its way; empty for the public'),
})
export const workingAnswer = z.object({ text: z.string(), version: z.int(), savedAt: z.iso.datetime().nullable() })
export const diffAnswer = z.object({ a: z.int(), b: z.int(), diff: z.array(z.object({ state: z.enum(['same', 'edited', 'moved', 'added', 'deleted']), before: z.object({ anchor: z.string(), heading: z.string() }).nullable(), after: z.object({ anchor: z.string(), heading: z.string() }).nullable(), parts: z.array(z.object({ kind: z.enum(['same', 'added', 'deleted']), text: z.string() })).nullable() })) })
const finding = z.object({ rule: z.string(), severity: z.enum(['error', 'warning']), clause: z.string(), line: z.int(), detail: z.string() })
export const draftAnswer = z.object({ number: z.int(), purpose: z.enum(PURPOSES), text: z.string(), digest: z.string(), changes: z.string(), createdAt: z.iso.datetime(), structure: z.object({ findings: z.array(finding), modals: z.record(z.string(), z.int()) }) })
