// Matching and conflict checks as JSON; nothing of either is stored.
import { NotFound } from '../errors.ts'
import { conflictCheckAnswer, conflictCheckForm, type ConflictCheckForm } from '../conflicts/schema.ts'
import { checkConflicts } from '../conflicts/conflicts.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import type { EnquiryFacts } from './model.ts'
import type { Matcher } from './pool.ts'
import { matchAnswer, matchRequest, type MatchRequest } from './schema.ts'

export function matchingEndpoints({ matcher }: { matcher: Matcher }): AnyEndpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/match',
      summary: 'Experts for an enquiry in an order with reasons; every expert of the pool is in `items` or in `excluded`. Nothing is stored',
      permission: 'match:run',
      query: nothing,
      params: nothing,
      body: matchRequest,
      response: matchAnswer,
      problems: [],
      handle: ({ body }) => matcher.match(factsOf(body, matcher.today()), { size: body.size, explain: body.explain }),
    }),
    endpoint({
      method: 'post',
      path: '/api/conflicts/check',
      summary: 'Who would be in conflict, before anybody is invited. Nothing is stored and nobody is told',
      permission: 'match:run',
      query: nothing,
      params: nothing,
      body: conflictCheckForm,
      response: conflictCheckAnswer,
      problems: ['not-found'],
      handle: async ({ body }) => {
        const on = body.on ?? matcher.today()
        const [{ experts }, gate] = await Promise.all([matcher.snapshot(), matcher.gate()])
        const asked = new Set(body.experts)
        const found = experts.filter(({ id, externalId }) => asked.has(id) || (externalId !== null && asked.has(externalId)))
        const known = new Set(found.flatMap(({ id, externalId }) => [id, externalId]))
        const missing = body.experts.filter((id) => !known.has(id))
        if (missing.length) throw new NotFound(`名册里没有这些专家：${missing.slice(0, 20).join('、')}`)
        return { on, items: checkConflicts(found, toFacts(body, on), gate) }
      },
    }),
  ]
}

export const factsOf = ({ text, title, facets, parties }: MatchRequest, on: string): EnquiryFacts => ({ id: null, title: title ?? null, text, facets, parties: parties.map(({ people, uscc, ...party }) => ({ ...party, uscc: uscc ?? null, ...(people && { people }) })), on })

const toFacts = ({ parties, needs, fields, jurisdictions, languages, matter, earlier, items, forum }: ConflictCheckForm, on: string): EnquiryFacts => ({
  id: null,
  title: null,
  text: '',
  facets: { fields, industries: [], needs, jurisdictions, languages, region: null },
  parties: parties.map(({ name, uscc, role, people }) => ({ name, uscc: uscc ?? null, role, ...(people && { people }) })),
  unwanted: parties.flatMap(({ unwanted }) => unwanted ?? []),
  matter: matter ?? null,
  earlier,
  items,
  forum: forum ? { name: forum.name, uscc: forum.uscc ?? null } : null,
  on,
})
