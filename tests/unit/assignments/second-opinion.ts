// What an assignment is measured against: the rules checked anew on ids, and the same instance solved by an independent program.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { orderInstance, prune, type Instance } from '../../../server/assignments/instance.ts'
import { KEPT } from '../../../server/assignments/optimise.ts'
import type { Plan } from '../../../server/assignments/plan.ts'

const PYTHON = process.env.PYTHON ?? 'python3'
const SCRIPT = fileURLToPath(new URL('../../solve_assignment.py', import.meta.url))

export interface Opinion {
  state: 'done' | 'no_solution'
  engine: string
  total: number
  best: number
  basis: string
  worst: number
}

/** Can the independent program run here? `PYTHON` names another interpreter. */
export const hasSecondOpinion = (): boolean => spawnSync(PYTHON, ['-c', 'import scipy']).status === 0

/** Throws with the program's own words when it fails. */
export function secondOpinion(instance: Instance): Opinion {
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, '-'], { input: JSON.stringify(instance), encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`${PYTHON} ${SCRIPT} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as Opinion
}

/** The pairs that the first attempt looks at: so both programs are given the same. */
export function prunedInstance(instance: Instance): Instance {
  const { experts, enquiries } = prune(orderInstance(instance), KEPT)
  return {
    ...instance,
    pairs: enquiries.flatMap(({ id, candidates }) => candidates.map(({ expert, score }) => ({ expertId: experts[expert]!.id, enquiryId: id, score }))),
  }
}

/** Every rule that a plan breaks, and every figure in it that does not add up. */
export function violations({ experts, enquiries, pairs }: Instance, plan: Plan): string[] {
  const found: string[] = []
  const note = (isBroken: boolean, what: string): void => void (isBroken && found.push(what))
  const expertOf = new Map(experts.map((expert) => [expert.id, expert]))
  const scores = new Map(pairs.map(({ expertId, enquiryId, score }) => [`${enquiryId} ${expertId}`, score]))
  const seats = new Map<string, number>()
  let total = 0
  for (const { id, size, roles, forced = [], forbidden = [] } of enquiries) {
    const members = plan.panels.find(({ enquiryId }) => enquiryId === id)?.members.map(({ expertId }) => expertId) ?? []
    const employers = members.flatMap((expertId) => expertOf.get(expertId)!.employer ?? [])
    const points = members.reduce((sum, expertId) => sum + (scores.get(`${id} ${expertId}`) ?? 0), 0)
    note(new Set(members).size !== size || members.length !== size, `${id} seats`)
    note(
      members.some((expertId) => !scores.has(`${id} ${expertId}`) || forbidden.includes(expertId)),
      `${id} gate`,
    )
    note(new Set(employers).size < employers.length, `${id} employer`)
    for (const { type, atLeast } of roles)
      note(members.filter((expertId) => expertOf.get(expertId)!.types.includes(type)).length < atLeast, `${id} role ${type}`)
    note(!forced.every((expertId) => members.includes(expertId)), `${id} forced`)
    note(points / size < plan.floor.share * plan.floor.best - 1e-6, `${id} floor`)
    for (const expertId of members) seats.set(expertId, (seats.get(expertId) ?? 0) + 1)
    total += points
  }
  for (const { id, cap, load, minLoad = 0 } of experts) {
    note((seats.get(id) ?? 0) > Math.max(0, cap - load), `${id} load`)
    note(load + (seats.get(id) ?? 0) < minLoad, `${id} least load`)
  }
  note(total !== plan.total, 'total')
  return found
}
