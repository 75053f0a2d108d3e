// The forms of invitations and panels as pages send them, read into the shapes of the core. Pure.
import { z } from 'zod'
import { InvalidInput } from '../errors.ts'
import { GROUNDS, type Ground, type Statements } from './declaration.ts'
import { answerBody, challengeBody, declarationDecision, decisionBody, panelForm, recusalBody, VERDICTS, type AnswerBody, type ChallengeBody, type PanelForm } from './schema.ts'

const typed = z.string().max(5_000)
const choice = z.enum(['yes', 'no'], { error: '请选择“有”或者“没有”' })

/** One choice for each ground. */
export const acceptanceForm = z.object({ ...(Object.fromEntries(GROUNDS.map((ground) => [ground, choice])) as Record<Ground, typeof choice>), explanation: typed })
export function readAcceptance({ explanation, ...choices }: z.output<typeof acceptanceForm>): AnswerBody {
  const statements: Statements = Object.fromEntries(GROUNDS.map((ground) => [ground, choices[ground] === 'yes'])) as Record<Ground, boolean>
  return judge(answerBody, { answer: 'accept', statements, explanation })
}

export const refusalForm = z.object({ reason: typed, note: typed })
export const readRefusal = (form: z.output<typeof refusalForm>): AnswerBody => judge(answerBody, { answer: 'decline', ...form })

export const recusalForm = z.object({ recusal: recusalBody.shape.reason })
export const declarationForm = z.object({ verdict: z.enum(VERDICTS, { error: '请选择' }), verdict_reason: declarationDecision.shape.reason })
export const decisionForm = z.object({ upheld: z.enum(['yes', 'no'], { error: '请选择是否应当回避' }), grounds: decisionBody.shape.grounds })
export const buttonForm = z.object({})

export const challengeForm = z.object({ assignment: z.string().min(1, '请选择专家').max(40), challenge: challengeBody.shape.reason, learned: typed })
export const readChallenge = ({ challenge, learned }: z.output<typeof challengeForm>): ChallengeBody => judge(challengeBody, { reason: challenge, ...(learned.trim() && { learned: learned.trim() }) })

export const proposalForm = z.object({ members: typed, alternates: typed, version: z.string().regex(/^\d{1,9}$/, '请刷新页面后再提交') })
/** One expert a line: the id, and the points of the match where known. Throws InvalidInput. */
export function readProposal({ members, alternates, version }: z.output<typeof proposalForm>): PanelForm {
  return judge(panelForm, { members: readLines(members, 'members'), alternates: readLines(alternates, 'alternates'), version: Number(version) })
}

function readLines(text: string, field: 'members' | 'alternates'): { expertId: string; score?: number }[] {
  const lines = text.split(/[\n,，;；]+/).map((line) => line.trim()).filter(Boolean)
  return lines.map((line) => {
    const [, expertId, score] = /^(\S{1,40})(?:\s+(\d{1,4}))?$/.exec(line) ?? []
    if (!expertId) throw new InvalidInput([{ pointer: `#/body/${field}`, detail: `“${line.slice(0, 40)}”不是“编号 得分”的写法；每行写一位专家` }])
    return { expertId, ...(score !== undefined && { score: Number(score) }) }
  })
}

/** What a form cannot say by itself; pointers lead to the form's fields. */
function judge<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value, { error: z.locales.zhCN().localeError })
  if (!read.success) throw new InvalidInput(read.error.issues.map(({ path, message }) => ({ pointer: `#/body/${String(path[0] ?? '')}`, detail: message })))
  return read.data
}
