// Moves a project, inside somebody's transaction: the row is locked, every guard is asked, and the deed is on record.
import type { Prisma, StandardProject } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { Conflict, type Issue } from '../errors.ts'
import { noteDeed } from './events.ts'
import { gatherFacts } from './facts.ts'
import type { Facts, Failure } from './guards.ts'
import { lockProject, type WithDrafters } from './projects.ts'
import { readRules } from './rules.ts'
import { movesFrom, RULES, tryMove, type Move, type State } from './states.ts'

export interface MoveWithin {
  projectId: string
  move: Move
  /** What is said with the move; facts of record among it are kept. */
  given?: Partial<Facts>
  actorId: string | null
  today: string
  version?: number
  evidence?: Prisma.InputJsonObject
  data?: Prisma.StandardProjectUncheckedUpdateInput
}

/** 409 with every guard that fails, each saying what to do. */
export class MoveRefused extends Conflict {
  override readonly issues: readonly Issue[]
  readonly failures: readonly Failure[]
  constructor(move: Move, failures: readonly Failure[]) {
    super(`现在还不能“${RULES[move].label}”：${failures.map(({ detail }) => detail).join('；')}`)
    this.failures = failures
    this.issues = failures.map(({ guard, detail, basis }) => ({ pointer: `#/body/${guard}`, detail: `${detail}（依据：${basis.text}${basis.verified ? '' : '，未核实，由协会确认'}）` }))
  }
}

/** Said once and true from then on; everything else is asked anew at each move. */
const OF_RECORD = ['projectPanelAgreed', 'projectNoticedOn', 'bodyApproved', 'belowMandatory', 'competitionDoubts', 'correction'] as const satisfies readonly (keyof Facts)[]

export const keptFacts = (given: Partial<Facts>): Partial<Facts> => Object.fromEntries(OF_RECORD.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))

const factsOf = async (tx: Transaction, project: StandardProject, today: string, given: Partial<Facts>): Promise<Facts> => ({ ...(await gatherFacts(tx, project, today)), ...(project.facts as Partial<Facts>), ...given })

/** Throws NotFound, Conflict when somebody was faster, MoveRefused with everything that stands in the way. */
export async function moveProjectWithin(tx: Transaction, { projectId, move, given = {}, actorId, today, version, evidence, data }: MoveWithin): Promise<WithDrafters> {
  const project = await lockProject(tx, projectId, version)
  const { parameters } = await readRules(tx, project.organisationId)
  const tried = tryMove(project.state, move, await factsOf(tx, project, today, given), parameters)
  if (!tried.ok) throw new MoveRefused(move, tried.failures)
  const facts = { ...(project.facts as Partial<Facts>), ...keptFacts(given) } as unknown as Prisma.InputJsonObject
  const { drafters } = project
  const moved = await tx.standardProject.update({ where: { id: projectId }, data: { facts, ...data, state: tried.to, lastMoveOn: today, version: { increment: 1 } } })
  await noteDeed(tx, { projectId, deed: move, from: project.state, to: tried.to, actorId, reason: given.reason ?? '', evidence: { day: today, ...evidence } })
  return { ...moved, drafters }
}

export interface Outlook {
  move: Move
  to: State
  failures: readonly Failure[]
}

/** For every move of the table from here: what stands in its way today. */
export async function outlookOf(tx: Transaction, project: StandardProject, today: string): Promise<Outlook[]> {
  const { parameters } = await readRules(tx, project.organisationId)
  const facts = await factsOf(tx, project, today, {})
  return movesFrom(project.state).map((move) => {
    const tried = tryMove(project.state, move, facts, parameters)
    return { move, to: RULES[move].to, failures: tried.ok ? [] : tried.failures }
  })
}
