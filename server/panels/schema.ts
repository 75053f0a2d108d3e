// The shapes of runs: what is asked for, how far one is, what it found.
import { z } from 'zod'
import { paging } from '../search/schema.ts'

/** More in one batch would not be solved within the limit. */
export const MOST_ENQUIRIES = 300
const ids = z.array(z.string().trim().min(1).max(16), { error: '请至少选一项需求' }).max(MOST_ENQUIRIES, `一次最多 ${MOST_ENQUIRIES} 项需求；请分批求解`)
// oxlint-disable-next-line no-control-regex -- PostgreSQL cannot keep it
const seed = z.string().trim().min(1).max(100).regex(/^[^\u0000-\u001f]*$/, '种子里有控制字符')

export const panelForm = z.strictObject({
  enquiries: ids.min(1, '请至少选一项需求').optional().describe('All that wait for a recommended panel when not given'),
  seed: seed.optional().describe('Orders what the scores leave equal; the id of the run when not given'),
})
export type PanelForm = z.output<typeof panelForm>
/** On the page the boxes are a list, and at least one has to be ticked. */
export const panelPageForm = z.strictObject({ enquiries: ids.min(1, '请至少选一项需求') })
/** A button and nothing else. */
export const confirmationForm = z.strictObject({})

export const RUN_STATES = ['QUEUED', 'RUNNING', 'DONE', 'NO_SOLUTION', 'ERROR', 'TIMEOUT'] as const
export type RunState = (typeof RUN_STATES)[number]

const instant = z.iso.datetime()
const seat = { expertId: z.string(), score: z.int() }
const members = z.array(z.object(seat))
const runFields = {
  id: z.string(),
  state: z.enum(RUN_STATES),
  enquiries: z.array(z.string()),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  progress: z.string().nullable().describe('In words, while it runs'),
  error: z.string().nullable().describe('Why there is no plan, with what to do next'),
  appliedAt: instant.nullable(),
  version: z.int(),
}

const plannedPanel = z.object({
  enquiryId: z.string(),
  points: z.int(),
  floor: z.number().describe('Least points that fairness asks for'),
  members,
  alternates: z.array(z.object({ ...seat, replaces: z.array(z.string()) })).describe('In the order in which they step in'),
  runnerUp: z.object({ ...seat, reason: z.string(), busyWith: z.array(z.string()), colleague: z.string().nullable(), message: z.string() }).nullable().describe('The best eligible expert not chosen, and why'),
  greedy: z.object({ members, points: z.int(), difference: z.int() }).describe('Best pair first, for comparison'),
})

const panelResult = z.object({
  seed: z.string(),
  snapshot: z.string().describe('Of the pool that was scored'),
  seconds: z.number(),
  considered: z.array(z.object({ enquiryId: z.string(), size: z.int(), eligible: z.int(), undecided: z.int().describe('Left out until a finding is decided') })),
  panels: z.array(plannedPanel),
  total: z.int().nullable(),
  greedyTotal: z.int().nullable(),
  unfilledByGreedy: z.int().nullable().describe('Seats that stay empty the greedy way'),
  worst: z.object({ enquiryId: z.string(), perSeat: z.number() }).nullable(),
  loads: z.array(z.object({ expertId: z.string(), before: z.int(), after: z.int(), cap: z.int() })),
  blocks: z.array(z.object({ rule: z.string(), enquiryId: z.string().nullable(), expertId: z.string().nullable(), of: z.string().nullable(), missing: z.int(), capacity: z.object({ experts: z.int(), places: z.int(), enquiries: z.array(z.string()), wanted: z.int() }), message: z.string() })),
})
export type PanelResult = z.output<typeof panelResult>

const panelLine = z.object(runFields).meta({ id: 'PanelRunLine' })
export type PanelLine = z.output<typeof panelLine>
export const panelAnswer = z.object({ ...runFields, result: panelResult.nullable() }).meta({ id: 'PanelRun' })
export type PanelAnswer = z.output<typeof panelAnswer>
export const panelsQuery = z.strictObject({ ...paging })
export const panelsAnswer = z.object({ total: z.int(), page: z.int(), size: z.int(), items: z.array(panelLine) })
