// The shapes of panels, invitations, declarations and challenges.
import { z } from 'zod'
import { isDay } from '../calendar.ts'
import { rowVersion, visibleText } from '../http/shapes.ts'
import { GROUNDS, type Ground } from './declaration.ts'
import { DECLINE_REASONS, STATES } from './states.ts'

const words = (most: number, missing: string) => visibleText(most).refine((given) => given.length >= 4, missing)

const expertId = z.string().min(1).max(40)
const chosen = z.strictObject({ expertId, score: z.int().min(0).max(1000).optional().describe('Points of the match, 0 to 1000') })
const version = rowVersion.optional()

export const MOST_ALTERNATES = 10
export const panelForm = z.strictObject({
  members: z.array(chosen).max(50).describe('As many as there are free seats'),
  alternates: z.array(chosen).max(MOST_ALTERNATES, `候补最多 ${MOST_ALTERNATES} 位`).describe('In the order in which they move up'),
  version,
})
export type PanelForm = z.output<typeof panelForm>

const statements = z.strictObject(Object.fromEntries(GROUNDS.map((ground) => [ground, z.boolean({ error: '请逐项声明：有或者没有' })])) as Record<Ground, z.ZodBoolean>)
const acceptance = z
  .strictObject({ answer: z.literal('accept'), statements, explanation: visibleText(2000).default('').describe('Needed when something is declared') })
  .superRefine(({ statements: given, explanation }, context) => {
    if (Object.values(given).includes(true) && explanation.length < 4) context.addIssue({ code: 'custom', path: ['explanation'], message: '请说明所申报的情况，至少 4 个字' })
  })
const refusal = z.strictObject({ answer: z.literal('decline'), reason: z.enum(DECLINE_REASONS, { error: `请选择理由，可用：${DECLINE_REASONS.join(' ')}` }), note: visibleText(500).default('') })
export const answerBody = z.discriminatedUnion('answer', [acceptance, refusal])
export type AnswerBody = z.output<typeof answerBody>

export const VERDICTS = ['admit', 'exclude', 'again'] as const
export const declarationDecision = z.strictObject({ verdict: z.enum(VERDICTS, { error: `请选择，可用：${VERDICTS.join(' ')}` }), reason: words(500, '请写明理由，至少 4 个字') })
export type DeclarationDecision = z.output<typeof declarationDecision>

export const recusalBody = z.strictObject({ reason: words(500, '请写明回避的理由，至少 4 个字') })

export const challengeBody = z.strictObject({
  reason: words(2000, '请写明申请回避的理由，至少 4 个字'),
  organisationId: z.string().max(40).optional().describe('Of the party, when an officer hands the challenge in'),
  learned: z.string().refine(isDay, '请写成 2026-03-01 这样的日期').optional().describe('Day on which the ground became known, when that was after work had begun'),
})
export type ChallengeBody = z.output<typeof challengeBody>
export const decisionBody = z.strictObject({ upheld: z.boolean({ error: '请选择是否应当回避' }), grounds: words(2000, '请写明决定的理由，至少 4 个字') })
export type DecisionBody = z.output<typeof decisionBody>

const instant = z.iso.datetime().nullable()
const state = z.enum(STATES)
const ground = z.enum(GROUNDS)

export const challengeAnswer = z
  .object({ id: z.string(), assignmentId: z.string(), organisationId: z.string().nullable(), reason: z.string(), at: z.iso.datetime(), decideBy: z.iso.datetime(), decidedAt: instant, upheld: z.boolean().nullable(), grounds: z.string().nullable(), reconsideredAt: instant, isOverdue: z.boolean(), mayReconsider: z.boolean() })
  .meta({ id: 'Challenge' })
export type ChallengeAnswer = z.output<typeof challengeAnswer>

/** What an expert is shown of one's own. */
export const invitationAnswer = z
  .object({
    id: z.string(),
    state,
    enquiry: z.object({ id: z.string(), title: z.string(), kind: z.string(), procedure: z.string().nullable(), organisation: z.string().nullable().describe('Who asks; what is declared is declared about it too') }),
    invitedAt: instant,
    answerBy: instant,
    answeredAt: instant,
    needsDecision: z.boolean().describe('Something was declared; an officer decides'),
    declined: z.enum(DECLINE_REASONS).nullable(),
    mayAnswer: z.boolean(),
  })
  .meta({ id: 'ExpertInvitation' })
export type ExpertInvitation = z.output<typeof invitationAnswer>
export const invitationsAnswer = z.object({ items: z.array(invitationAnswer) })

export const SIGHTS = ['officer', 'party', 'expert'] as const
export type Sight = (typeof SIGHTS)[number]
export const memberAnswer = z
  .object({
    id: z.string(),
    expertId: z.string(),
    name: z.string(),
    state,
    alternate: z.int().nullable().describe('0 for members, 1, 2 … for alternates; officers only'),
    score: z.int().nullable(),
    declined: z.string().nullable(),
    note: z.string().nullable(),
    invitedAt: instant,
    answerBy: instant,
    answeredAt: instant,
    completedAt: instant,
    hasAccount: z.boolean().nullable().describe('Without one the expert gets no mail and cannot answer; officers only'),
    needsDecision: z.boolean(),
    declared: z.array(ground),
    explanation: z.string().nullable(),
    isSuspended: z.boolean(),
    voidOpinion: z.boolean(),
    challenges: z.array(challengeAnswer),
  })
  .meta({ id: 'PanelMember' })
export type PanelMember = z.output<typeof memberAnswer>
export const panelAnswer = z
  .object({ enquiryId: z.string(), title: z.string(), state: z.string(), version: z.int(), sight: z.enum(SIGHTS), size: z.int(), seated: z.int(), missing: z.int().nullable().describe('Seats for which nobody is left; officers only'), members: z.array(memberAnswer) })
  .meta({ id: 'Panel' })
export type Panel = z.output<typeof panelAnswer>
export const doneAnswer = z.object({ id: z.string(), state })
