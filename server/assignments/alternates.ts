// Who steps in when a member of a panel drops out: next best experts who keep the rules in that member's place. Pure.
import type { Candidate } from './instance.ts'
import { brokenBySwap, hasRoom, type BrokenRule, type Standing } from './standing.ts'

export interface Alternate {
  expert: number
  score: number
  /** Members in whose place the panel keeps load, employer and role rules; never empty. */
  replaces: number[]
}

/** What a member who drops out breaks by leaving; not the alternate's doing. */
const BY_LEAVING = new Set<BrokenRule>(['forced', 'min_load', 'floor'])

/**
 * As many as the enquiry asks for, or fewer when there are no more; of one employer one only, so that several can step in.
 * The best comes first; then whoever covers a member that nobody covers yet goes before better ones who do not. Standing by
 * takes no load: an alternate of several panels has at least one place, and the rules are asked again when one steps in.
 */
export function alternatesOf(standing: Standing, enquiry: number): Alternate[] {
  const { batch, panels } = standing
  const panel = panels[enquiry]!
  const replaces = (seat: number): number[] => panel.filter((leave) => brokenBySwap(standing, enquiry, { leave, seat }).every((rule) => BY_LEAVING.has(rule)))
  const { candidates, alternates: wanted } = batch.enquiries[enquiry]!
  const open = wanted
    ? candidates
        .filter(({ expert }) => !panel.includes(expert) && hasRoom(standing, expert))
        .map(({ expert, score }: Candidate): Alternate => ({ expert, score, replaces: replaces(expert) }))
        .filter((it) => it.replaces.length)
    : []
  const chosen: Alternate[] = []
  while (chosen.length < wanted) {
    const covered = new Set(chosen.flatMap((it) => it.replaces))
    const employers = new Set(chosen.map(({ expert }) => batch.experts[expert]!.employer).filter((employer) => employer !== null))
    const able = open.filter((it) => !chosen.includes(it) && !employers.has(batch.experts[it.expert]!.employer ?? ''))
    const next = able.find((it) => it.replaces.some((member) => !covered.has(member))) ?? able[0]
    if (!next) break
    chosen.push(next)
  }
  return chosen
}
