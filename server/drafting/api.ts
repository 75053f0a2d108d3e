// Drafting as JSON: projects and their moves, the text at work, kept drafts and their differences, papers, rules of an association.
import { z } from 'zod'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { addDrafter, addPaper, changeProposal, describeProject, endDrafter, findPaper, listProjects, moveProject, propose, type ServiceDeps } from './drafting.ts'
import { diffDrafts, findDraft, keepDraft, readWorking, saveWorking, structureOf } from './drafts.ts'
import { diffAnswer, draftAnswer, drafterBody, keepBody, moveBody, paperBody, projectAnswer, projectsAnswer, projectsQuery, proposalBody, proposalChange, rulesBody, workingAnswer, workingBody, type PURPOSES } from './schema.ts'
import { findAssociation, setRules } from './rules.ts'

const made = z.object({ id: z.string() })
const number = z.coerce.number().int().min(1).max(100_000)
const rulesAnswer = rulesBody.extend({ organisation: z.string(), confirmedAt: z.iso.datetime().nullable().describe('Null: nobody of the association has confirmed the defaults') })

export function draftingEndpoints(deps: ServiceDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams } as const
  const rulesOf = async (...asked: Parameters<typeof findAssociation>) => {
    const { name, rules } = await findAssociation(...asked)
    const { passRatio, ...numbers } = rules.parameters
    return { ...numbers, passRatio: [passRatio[0], passRatio[1]] as [number, number], code: rules.code, version: rules.version, organisation: name, confirmedAt: rules.confirmedAt?.toISOString() ?? null }
  }
  return [
    endpoint({ method: 'get', path: '/api/drafting', summary: 'Projects of group standards, the latest move first', permission: 'standard:read', query: projectsQuery, params: nothing, response: projectsAnswer, problems: [], handle: ({ query, actor }) => listProjects(deps, actor, query) }),
    endpoint({ method: 'post', path: '/api/drafting', summary: 'Proposes a standard for an association to which one belongs', permission: 'standard:propose', query: nothing, params: nothing, body: proposalBody, status: 201, response: made, problems: ['not-found'], handle: async ({ body, actor, requestId }) => ({ id: await propose(deps, actor, body, requestId) }) }),
    endpoint({ method: 'get', path: '/api/drafting/{id}', summary: 'A project: where it is, what stands in the way of each move, drafts and papers that one may read', permission: 'standard:read', ...one, response: projectAnswer, problems: ['not-found'], handle: ({ params, actor }) => describeProject(deps, actor, params.id) }),
    endpoint({
      method: 'put',
      path: '/api/drafting/{id}',
      summary: 'Changes a proposal that is not approved yet',
      permission: 'standard:propose',
      ...one,
      body: proposalChange,
      response: projectAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await changeProposal(deps, actor, params.id, body, requestId)
        return describeProject(deps, actor, params.id)
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/drafting/{id}/moves',
      summary: 'Moves a project; 409 lists every guard that fails. Consultations, reviews and publication have addresses of their own',
      permission: 'standard:move',
      ...one,
      body: moveBody,
      response: projectAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await moveProject(deps, actor, params.id, body, requestId)
        return describeProject(deps, actor, params.id)
      },
    }),
    endpoint({ method: 'post', path: '/api/drafting/{id}/drafters', summary: 'Adds a member to the working group', permission: 'standard:move', ...one, body: drafterBody, status: 201, response: made, problems: ['not-found', 'conflict'], handle: async ({ params, body, actor, requestId }) => ({ id: await addDrafter(deps, actor, params.id, body, requestId) }) }),
    endpoint({
      method: 'delete',
      path: '/api/drafting/{id}/drafters/{drafterId}',
      summary: 'Ends a membership of the working group',
      permission: 'standard:move',
      query: nothing,
      params: idParams.extend({ drafterId: idParams.shape.id }),
      response: z.object({ ok: z.literal(true) }),
      problems: ['not-found'],
      handle: async ({ params, actor, requestId }) => {
        await endDrafter(deps, actor, params.id, params.drafterId, requestId)
        return { ok: true as const }
      },
    }),
    endpoint({ method: 'get', path: '/api/drafting/{id}/text', summary: 'The text at work', permission: 'standard:read-all', ...one, response: workingAnswer, problems: ['not-found'], handle: ({ params, actor }) => readWorking(deps, actor, params.id) }),
    endpoint({ method: 'put', path: '/api/drafting/{id}/text', summary: 'Saves the text at work; 409 when somebody has saved since the version that was read, and nothing is overwritten', permission: 'standard:draft', ...one, body: workingBody, response: workingAnswer, problems: ['not-found', 'conflict'], handle: ({ params, body, actor, requestId }) => saveWorking(deps, actor, params.id, body, requestId) }),
    endpoint({ method: 'post', path: '/api/drafting/{id}/drafts', summary: 'Keeps the text at work as a version', permission: 'standard:draft', ...one, body: keepBody, status: 201, response: z.object({ number: z.int(), digest: z.string() }), problems: ['not-found', 'conflict'], handle: async ({ params, body, actor, requestId }) => keepDraft(deps, actor, params.id, body, requestId).then(({ number: n, digest }) => ({ number: n, digest })) }),
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/drafts/{number}',
      summary: 'A kept draft, held against GB/T 1.1',
      permission: 'standard:read',
      query: nothing,
      params: idParams.extend({ number }),
      response: draftAnswer,
      problems: ['not-found'],
      handle: async ({ params, actor }) => {
        const { project, draft } = await findDraft(deps, actor, params.id, params.number)
        const { name } = await findAssociation(deps, actor, project.organisationId)
        const { findings, modals } = structureOf(project, name, draft.text)
        return { number: draft.number, purpose: draft.purpose as (typeof PURPOSES)[number], text: draft.text, digest: draft.digest, changes: draft.changes, createdAt: draft.createdAt.toISOString(), structure: { findings, modals } }
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/drafts/{a}/diff/{b}',
      summary: 'Two kept drafts, clause by clause: same, edited, moved, added, deleted',
      permission: 'standard:read',
      query: nothing,
      params: idParams.extend({ a: number, b: number }),
      response: diffAnswer,
      problems: ['not-found'],
      handle: async ({ params, actor }) => {
        const { diff } = await diffDrafts(deps, actor, params.id, params.a, params.b)
        return { a: params.a, b: params.b, diff: diff.map(({ state, before, after, parts }) => ({ state, before: before ?? null, after: after ?? null, parts: parts ?? null })) }
      },
    }),
    endpoint({ method: 'post', path: '/api/drafting/{id}/papers', summary: 'Files a paper: 编制说明, minutes, notice, approval', permission: 'standard:draft', ...one, body: paperBody, status: 201, response: made, problems: ['not-found'], handle: async ({ params, body, actor, requestId }) => ({ id: await addPaper(deps, actor, params.id, body, requestId) }) }),
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/papers/{paperId}',
      summary: 'A paper; the public reads the 编制说明 of a public consultation',
      permission: 'standard:read',
      query: nothing,
      params: idParams.extend({ paperId: idParams.shape.id }),
      response: z.object({ id: z.string(), kind: z.string(), title: z.string(), text: z.string(), digest: z.string(), createdAt: z.iso.datetime() }),
      problems: ['not-found'],
      handle: async ({ params, actor }) => {
        const { paper } = await findPaper(deps, actor, params.id, params.paperId)
        const { id, kind, title, text, digest, createdAt } = paper
        return { id, kind, title, text, digest, createdAt: createdAt.toISOString() }
      },
    }),
    endpoint({ method: 'get', path: '/api/associations/{id}/rules', summary: 'The numbers by which an association drafts', permission: 'standard:read', ...one, response: rulesAnswer, problems: ['not-found'], handle: ({ params, actor }) => rulesOf(deps, actor, params.id) }),
    endpoint({
      method: 'put',
      path: '/api/associations/{id}/rules',
      summary: 'Sets and confirms them; looser than the national rule is refused',
      permission: 'standard:rules',
      ...one,
      body: rulesBody,
      response: rulesAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await setRules(deps, actor, params.id, body, requestId)
        return rulesOf(deps, actor, params.id)
      },
    }),
  ]
}
