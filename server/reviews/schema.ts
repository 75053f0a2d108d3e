// The shapes of reviews: opening one, its panel, papers, votes, minutes and outcome.
import { z } from 'zod'
import { rowVersion } from '../http/shapes.ts'
import { foldUscc, usccProblem } from '../organisations/uscc.ts'

export const MODES = ['meeting', 'letter'] as const
export const VOTES = ['for', 'against', 'abstain'] as const
export const OUTCOMES = ['passed', 'failed'] as const

const id = z.string().max(40)
export const idParams = z.strictObject({ id })
export const memberParams = z.strictObject({ id, memberId: id })

const line = (most: number) => z.string({ error: '应为文字' }).trim().max(most, `最多 ${most} 个字符`)
const day = z.iso.date({ error: '应为存在的一天，写成 YYYY-MM-DD' })
const uscc = line(30).transform(foldUscc).superRefine((code, context) => {
  const problem = code && usccProblem(code)
  if (problem) context.addIssue({ code: 'custom', message: problem })
})

export const reviewBody = z.strictObject({ version: rowVersion.describe('Of the project'), mode: z.enum(MODES, { error: '请选择会议（meeting）或者函审（letter）' }), on: day.describe('Day of the meeting, or last day for letters') })
export type ReviewForm = z.output<typeof reviewBody>
export const reviewPageForm = z.object({ ...reviewBody.shape, version: z.coerce.number().pipe(rowVersion) })

export const memberBody = z.strictObject({
  expertId: id.optional().describe('Of the registry; name and employer are then taken from there'),
  name: line(60).default(''),
  employerName: line(100).default(''),
  employerUscc: uscc.default(''),
  email: line(254).default('').describe('Address of the account with which a letter vote is cast'),
})
export type MemberForm = z.output<typeof memberBody>
export const memberPageForm = z.object({ expertId: id, name: line(60), employerName: line(100), employerUscc: uscc, email: line(254) })

export const papersBody = z.strictObject({ version: rowVersion.describe('Of the review'), on: day.optional().describe('A later day, when the review is put off') })
export type PapersForm = z.output<typeof papersBody>
export const papersPageForm = z.object({ on: z.literal('').or(day), version: z.coerce.number().pipe(rowVersion) })

export const voteBody = z.strictObject({
  version: rowVersion.describe('Of the member'),
  attends: z.boolean().default(true).describe('At a meeting; who votes by letter attends'),
  vote: z.enum(VOTES, { error: '请选择赞成、反对或者弃权' }).nullable().describe('Null: gave none'),
  opinion: line(5_000).default(''),
})
export type VoteForm = z.output<typeof voteBody>
export const votePageForm = z.object({
  vote: z.enum(['', ...VOTES, 'absent'], { error: '请选择赞成、反对或者弃权' }),
  opinion: line(5_000),
  version: z.coerce.number().pipe(rowVersion),
})
export const voteOf = ({ vote, opinion, version }: z.output<typeof votePageForm>): VoteForm => ({ version, opinion, attends: vote !== 'absent', vote: vote === '' || vote === 'absent' ? null : vote })

export const minutesBody = z.strictObject({ version: rowVersion.describe('Of the review'), title: line(200).min(2, '请填写会议纪要的名称'), text: line(100_000).min(10, '请写纪要的内容，至少 10 个字') })
export type MinutesForm = z.output<typeof minutesBody>
export const minutesPageForm = z.object({ title: minutesBody.shape.title, text: minutesBody.shape.text, version: z.coerce.number().pipe(rowVersion) })

export const closeBody = z.strictObject({ version: rowVersion.describe('Of the review'), outcome: z.enum(OUTCOMES, { error: '请选择通过（passed）或者不通过（failed）' }) })
export type CloseForm = z.output<typeof closeBody>
export const closePageForm = z.object({ outcome: closeBody.shape.outcome, version: z.coerce.number().pipe(rowVersion) })

const memberAnswer = z.object({
  id: z.string(),
  name: z.string(),
  employerName: z.string(),
  expertId: z.string().nullable(),
  hasAccount: z.boolean(),
  isOwn: z.boolean().describe('The caller’s own seat'),
  bar: z.enum(['drafter', 'employer_of_drafter', 'member_twice']).nullable().describe('Why the vote does not count'),
  barWords: z.string().nullable(),
  doubt: z.string().nullable().describe('What somebody has to look at'),
  hasVoted: z.boolean(),
  isHidden: z.boolean().describe('Attendance, vote and opinion are not shown to the caller while letters come in'),
  attends: z.boolean(),
  vote: z.enum(VOTES).nullable(),
  opinion: z.string(),
  version: z.int(),
})
export type MemberAnswer = z.output<typeof memberAnswer>

const head = {
  id: z.string(),
  projectId: z.string(),
  title: z.string(),
  mode: z.enum(MODES),
  on: z.string(),
  papersSentOn: z.string().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  closedAt: z.iso.datetime().nullable(),
  version: z.int(),
}
export const reviewLine = z.object(head)
export type ReviewLine = z.output<typeof reviewLine>
export const reviewsAnswer = z.object({ items: z.array(reviewLine) })

export const reviewDetail = z.object({
  ...head,
  round: z.int().describe('From 1 within the project'),
  draft: z.object({ id: z.string(), number: z.int(), digest: z.string() }),
  minutes: z.object({ id: z.string(), title: z.string(), text: z.string() }).nullable(),
  members: z.array(memberAnswer),
  count: z.object({ for: z.int(), against: z.int(), abstain: z.int(), base: z.int(), needed: z.int(), passed: z.boolean() }).nullable().describe('Null while the votes are hidden from the caller'),
  entitled: z.int(),
  rules: z.object({ ratio: z.tuple([z.int(), z.int()]), voteBase: z.enum(['attending', 'panel']), minPanel: z.int(), paperLeadWorkdays: z.int(), maxFailedReviews: z.int(), isConfirmed: z.boolean().describe('By the association; else defaults') }),
  manages: z.boolean().describe('The caller runs the review'),
  obstacles: z.object({ passed: z.array(z.string()), failed: z.array(z.string()) }).nullable().describe('What stands in the way of each outcome today; for whoever runs it'),
})
export type ReviewDetail = z.output<typeof reviewDetail>

export const suggestionsAnswer = z.object({
  items: z.array(z.object({ expertId: z.string(), name: z.string(), employerName: z.string(), score: z.number(), confidence: z.string(), doubt: z.string().nullable() })),
  barred: z.array(z.object({ expertId: z.string(), name: z.string(), employerName: z.string(), why: z.string() })),
  notes: z.array(z.string()),
})
export type Suggestions = z.output<typeof suggestionsAnswer>
