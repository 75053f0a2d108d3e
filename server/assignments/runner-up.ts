// The counterfactual of a panel: its best eligible expert who was not chosen, and the rule that kept this expert out. Pure.
import { brokenByPanel, brokenBySwap, hasRoom, scoreOf, type BrokenRule, type Standing } from './standing.ts'

export interface RunnerUp {
  expert: number
  score: number
  /**
   * `score`: no member scores less; `load`: has no place left, serving `busyWith`; `floor`: same, and another exchange would
   * give more points in all but leave an enquiry below its floor; else the rule that taking a weaker member's seat breaks.
   */
  reason: 'score' | 'load' | 'employer' | 'role' | 'forced' | 'min_load' | 'floor'
  /** Enquiries of this batch that the expert serves. */
  busyWith: number[]
  /** For `employer`, the member of the same employer. */
  colleague: number | null
}

const ORDER = ['employer', 'role', 'forced', 'min_load', 'load', 'floor'] as const satisfies BrokenRule[]

/** Null when everybody eligible was chosen. */
export function runnerUpOf(standing: Standing, enquiry: number): RunnerUp | null {
  const { batch, panels } = standing
  const panel = panels[enquiry]!
  const best = batch.enquiries[enquiry]!.candidates.find(({ expert }) => !panel.includes(expert))
  if (!best) return null
  const { expert, score } = best
  const weaker = panel.filter((member) => scoreOf(standing, enquiry, member) < score)
  const busyWith = panels.flatMap((members, index) => (members.includes(expert) ? [index] : []))
  const { employer } = batch.experts[expert]!
  const colleague = employer === null ? undefined : panel.find((member) => batch.experts[member]!.employer === employer)
  const reason = weaker.length ? ruleAgainst(standing, enquiry, { expert, weaker, busyWith }) : 'score'
  return { expert, score, reason, busyWith, colleague: reason === 'employer' ? (colleague ?? null) : null }
}

function ruleAgainst(
  standing: Standing,
  enquiry: number,
  { expert, weaker, busyWith }: { expert: number; weaker: number[]; busyWith: number[] },
): RunnerUp['reason'] {
  const swaps = weaker.map((leave) => brokenBySwap(standing, enquiry, { leave, seat: expert }))
  // A place would not have helped where each swap breaks a rule of the panel as well.
  const panelRules: BrokenRule[][] = swaps.map((broken) => broken.filter((rule) => rule !== 'load'))
  const rules = new Set((hasRoom(standing, expert) || panelRules.every((broken) => broken.length) ? panelRules : [[]]).flat())
  const rule = ORDER.find((it) => rules.has(it))
  if (rule) return rule
  if (hasRoom(standing, expert)) throw new Error('方案不是最优：有更好的专家可以直接换入；请重新求解，并把这一批的编号告诉维护人员')
  return isHeldByFloor(standing, enquiry, { expert, weaker, busyWith }) ? 'floor' : 'load'
}

/** Is there an enquiry that could let the expert go, to more points in all, were it not for a floor? */
function isHeldByFloor(standing: Standing, enquiry: number, { expert, weaker, busyWith }: { expert: number; weaker: number[]; busyWith: number[] }): boolean {
  const { batch, panels, taken } = standing
  const score = (index: number, of: number): number => scoreOf(standing, index, of)
  return weaker.some((leave) => {
    const gain = score(enquiry, expert) - score(enquiry, leave)
    const here = brokenByPanel(
      standing,
      enquiry,
      panels[enquiry]!.map((member) => (member === leave ? expert : member)),
    )
    if (here.some((rule) => rule !== 'floor')) return false
    const { load, minLoad = 0 } = batch.experts[leave]!
    return busyWith.some((other) =>
      batch.enquiries[other]!.candidates.some(({ expert: instead }) => {
        const isExchange = instead === leave
        if (panels[other]!.includes(instead) || gain + score(other, instead) - score(other, expert) <= 0) return false
        if (!isExchange && (!hasRoom(standing, instead) || load + taken[leave]! - 1 < minLoad)) return false
        const there = brokenByPanel(
          standing,
          other,
          panels[other]!.map((member) => (member === expert ? instead : member)),
        )
        const broken = [...here, ...there]
        return broken.length > 0 && broken.every((rule) => rule === 'floor')
      }),
    )
  })
}
