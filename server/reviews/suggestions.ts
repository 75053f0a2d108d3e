// Whom the registry has for a panel: matched on the standard's own words, and everybody who is kept out, with why.
import type { Actor } from '../access/access.ts'
import { dayOf } from '../drafting/projects.ts'
import { saidOf } from '../drafting/votes.ts'
import type { EnquiryFacts } from '../matching/model.ts'
import type { Matcher } from '../matching/pool.ts'
import { readDrafters, standingsOf } from './panel.ts'
import { demandManager, type ReviewsDeps } from './reviews.ts'
import type { Suggestions } from './schema.ts'

export interface SuggestionsDeps extends ReviewsDeps {
  matcher: Matcher
}

const MOST = 20
const MOST_BARRED = 50
const MOST_TEXT = 20_000

/** Stores nothing. Whom the gate keeps out for a tie with the working group, and whom the rules of the vote bar, are told with the reason. */
export async function suggestMembers(deps: SuggestionsDeps, actor: Actor, id: string): Promise<Suggestions> {
  const { prisma, matcher } = deps
  const { review, project } = await demandManager(deps, actor, id)
  const today = dayOf(deps)
  const drafters = await readDrafters(prisma, project.id)
  const proposal = Object.values(project.proposal as Record<string, unknown>).filter((part) => typeof part === 'string')
  const facts: EnquiryFacts = {
    id: null,
    title: project.title,
    text: [project.title, ...proposal, review.draft.text].join('\n').slice(0, MOST_TEXT),
    facets: { fields: [], industries: [], needs: ['standard_review'], jurisdictions: [], languages: [], region: null },
    parties: drafters.flatMap(({ name, employers }) => employers.map(({ name: employer, uscc }) => ({ name: employer, uscc: uscc ?? null, role: 'applicant', people: [name] }))),
    matter: project.id,
    on: today,
  }
  const answer = await matcher.match(facts, { size: MOST * 2, explain: false })
  const ids = [...answer.items, ...answer.excluded].map(({ expertId }) => expertId)
  const experts = await prisma.expert.findMany({ where: { id: { in: ids } }, select: { id: true, userId: true, name: true, employerName: true, employerUscc: true } })
  const seats = experts.map((expert) => ({ expertId: expert.id, userId: expert.userId, name: expert.name, employerName: expert.employerName ?? '', employerUscc: expert.employerUscc }))
  const { standings } = await standingsOf(prisma, project.id, { seats: [...review.members, ...seats], today })
  const known = new Map(seats.map((seat, at) => [seat.expertId, { seat, standing: standings[review.members.length + at]! }]))
  const told = (expertId: string) => {
    const { seat, standing } = known.get(expertId)!
    return { line: { expertId, name: seat.name, employerName: seat.employerName }, standing }
  }
  const found = answer.items.filter(({ expertId }) => known.has(expertId))
  const items = found.flatMap(({ expertId, score, confidence }) => {
    const { line, standing } = told(expertId)
    return standing.bar ? [] : [{ ...line, score, confidence, doubt: standing.doubt }]
  })
  const barred = [
    ...found.flatMap(({ expertId }) => {
      const { line, standing } = told(expertId)
      return standing.bar && standing.bar !== 'member_twice' ? [{ ...line, why: saidOf(standing.bar) }] : []
    }),
    // Those who are not available at all are nobody's conflict.
    ...answer.excluded.filter(({ expertId, rule }) => rule !== 'Q1' && known.has(expertId)).map(({ expertId, detail }) => {
      const { line, standing } = told(expertId)
      return { ...line, why: standing.bar && standing.bar !== 'member_twice' ? saidOf(standing.bar) : detail }
    }),
  ]
  return { items: items.slice(0, MOST), barred: barred.slice(0, MOST_BARRED), notes: answer.notes.map(({ detail }) => detail) }
}
