// From candidates to the frozen list and its public terms: who is in the lot, who is not, and why. Pure.
import { InvalidInput, type Issue } from '../errors.ts'
import { lotProblem } from './lot.ts'
import type { Entry, List, Terms } from './record.ts'
import { SUPERVISOR, type DrawForm } from './schema.ts'

export interface Frozen {
  terms: Terms
  list: List
}

/** Room to choose from where a lot follows a ranking: three for every seat, at least ten (cf. 人民陪审员法解释 art. 3). */
const roomFor = (size: number): number => Math.max(3 * size, 10)

const byId = (a: Entry, b: Entry): number => (a.id < b.id ? -1 : 1)

/** `salt`: 64 hexadecimal signs that keep the public digest from being guessed. Throws InvalidInput with everything that stands in the way. */
export function freeze(form: DrawForm, salt: string, now: Date): Frozen {
  const { size, alternates, level, candidates } = form
  const excluded = candidates.filter(({ gate }) => gate.some(({ result }) => result === 'exclude')).toSorted(byId)
  const eligible = candidates.filter((one) => !excluded.includes(one)).toSorted(byId)
  const [entries, belowCut] = level === 'strict' ? [eligible, []] : cut(eligible, roomFor(size))
  const strata = form.strata.map(({ type, atLeast }) => ({ type, atLeast, numbers: entries.flatMap(({ types }, i) => (types.includes(type) ? [i + 1] : [])) }))

  const issues = [...problemsOf(form, now), ...undecided(form)]
  const unfit = lotProblem({ count: entries.length, size, alternates, strata })
  if (unfit) issues.push({ pointer: '#/body/candidates', detail: `${unfit}；请扩大名单或减少人数` })
  if (issues.length) throw new InvalidInput(issues)

  const { procedure, ruleVersion, snapshot, hashesBy, valuesBy, publicValueName, repeats, matter = null } = form
  const parties = [...form.parties, { party: SUPERVISOR, organisationId: null }]
  return {
    terms: { procedure, level, ruleVersion, snapshot, eligible: eligible.length, count: entries.length, strata, parties: parties.map(({ party }) => party).toSorted(), hashesBy: hashesBy.toISOString(), valuesBy: valuesBy.toISOString(), publicValueName, repeats },
    list: { salt, matter, entries, belowCut, excluded, parties },
  }
}

/** The best by score; whoever scores as much as the last of them is in as well. */
function cut(eligible: readonly Entry[], room: number): [entries: Entry[], belowCut: Entry[]] {
  const last = eligible.map(({ score }) => score).toSorted((a, b) => b - a)[room - 1] ?? -1
  return [eligible.filter(({ score }) => score >= last), eligible.filter(({ score }) => score < last)]
}

function problemsOf({ candidates, parties, hashesBy, valuesBy }: DrawForm, now: Date): Issue[] {
  const issues: Issue[] = []
  if (new Set(candidates.map(({ id }) => id)).size < candidates.length) issues.push({ pointer: '#/body/candidates', detail: '名单里有人重复' })
  if (new Set([SUPERVISOR, ...parties.map(({ party }) => party)]).size <= parties.length) issues.push({ pointer: '#/body/parties', detail: `当事方不能重复，也不能叫 ${SUPERVISOR}（监督员总在其中）` })
  if (hashesBy <= now) issues.push({ pointer: '#/body/hashesBy', detail: '提交校验值的截止时间应在现在之后' })
  if (valuesBy <= hashesBy) issues.push({ pointer: '#/body/valuesBy', detail: '提交随机数的截止时间应在校验值截止之后' })
  return issues
}

/** A doubt is decided by a person before the lot, never passed over. */
const undecided = ({ candidates }: DrawForm): Issue[] =>
  candidates.flatMap(({ id, gate }, i) => (gate.some(({ result }) => result === 'decide') && !gate.some(({ result }) => result === 'exclude') ? [{ pointer: `#/body/candidates/${i}/gate`, detail: `${id} 有待决定的回避问题，请先作出决定` }] : []))
