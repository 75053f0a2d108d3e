// Drafting as HTML: projects, proposals, the editor, kept drafts, papers, and the rules of an association.
import type { Request, Response } from 'express'
import { can, type Actor } from '../access/access.ts'
import { Conflict } from '../errors.ts'
import { requestIdOf } from '../http/actor.ts'
import { field, pageNumberOf, send, submit, type Page, type Submission } from '../http/page.ts'
import type { z } from 'zod'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { addDrafter, addPaper, associationsOf, changeProposal, describeProject, draftingAssociations, endDrafter, findPaper, listProjects, mayDraft, moveProject, propose, type ServiceDeps } from './drafting.ts'
import { draftDiffPage, draftPage, editorPage, paperPage, type EditorView } from './draft-views.ts'
import { diffDrafts, findDraft, isAtWork, keepDraft, readableDrafts, readWorking, saveWorking, structureOf } from './drafts.ts'
import { markClash, merge } from './merge.ts'
import { clausesOf, findProject, isInternal, subjectOf } from './projects.ts'
import { drafterBody, keepForm, moveForm, paperBody, proposalForm, PURPOSES, rulesForm, workingForm } from './schema.ts'
import { findAssociation, setRules } from './rules.ts'
import { STATES } from './states.ts'
import { associationPage, projectPage, projectsPage, proposalPage } from './views.ts'

const SIZE = 20
type One = Request<{ id: string }>

export function draftingPages(deps: ServiceDeps): Page[] {
  const { prisma } = deps

  async function project(request: One, response: Response, actor: Actor, state: FormState): Promise<string> {
    const { id } = request.params
    const [detail, row, rows] = await Promise.all([describeProject(deps, actor, id), findProject(deps, actor, id), prisma.consultation.findMany({ where: { projectId: id }, orderBy: { createdAt: 'desc' }, select: { id: true, closesOn: true, closedAt: true, public: true } })])
    const internal = isInternal(actor, row)
    const consultations = rows.filter((one) => one.public || internal).map(({ id: one, closesOn, closedAt }) => ({ id: one, closesOn, closed: closedAt !== null }))
    const subject = subjectOf(actor, row)
    return projectPage(readerOf(request as unknown as Request, response), { project: detail, internal, mayMove: can(actor, 'standard:move', subject), mayDraft: mayDraft(actor, row) && isAtWork(row), mayPropose: can(actor, 'standard:propose', subject), consultations, state })
  }

  async function association(request: One, response: Response, actor: Actor, state: FormState): Promise<string> {
    const { id } = request.params
    const [found, { items }] = await Promise.all([findAssociation(deps, actor, id), listProjects(deps, actor, { organisationId: id, page: 1, size: 100 })])
    return associationPage(readerOf(request as unknown as Request, response), { association: found, projects: items, state })
  }

  /** `text` is what stands in the field: the saved text, or what could not be saved. */
  async function editor(request: One, response: Response, actor: Actor, state: FormState, put: Partial<Pick<EditorView, 'text' | 'clashes'>> = {}): Promise<string> {
    const row = await findProject(deps, actor, request.params.id)
    const working = await readWorking(deps, actor, row.id)
    const { name } = await findAssociation(deps, actor, row.organisationId)
    const text = put.text ?? working.text
    return editorPage(readerOf(request as unknown as Request, response), { id: row.id, title: row.title, text, base: working.text, version: working.version, savedAt: working.savedAt, mayEdit: mayDraft(actor, row) && isAtWork(row), sections: clausesOf(text), structure: structureOf(row, name, text), ...(put.clashes && { clashes: put.clashes }), state })
  }

  /** Posts to an address of a project, does its work, and goes back to the project. */
  const act = <S extends z.ZodObject>(path: string, permission: Page['permission'], form: S, work: (actor: Actor, id: string, data: z.output<S>, requestId: string | undefined) => Promise<unknown>): Page => ({
    method: 'post',
    path,
    permission,
    handle: (request, response, actor) =>
      submit(request, response, {
        form,
        again: (state) => project(request, response, actor, state),
        done: async (data) => {
          await work(actor, request.params.id, data, requestIdOf(response))
          response.redirect(303, `/drafting/${request.params.id}`)
        },
      } satisfies Submission<S>),
  })

  const proposed = (request: Request, response: Response, actor: Actor, view: { action: string; own: boolean }, done: (form: z.output<typeof proposalForm>) => Promise<string>) =>
    submit(request, response, {
      form: proposalForm.in,
      again: async (state) => proposalPage(readerOf(request, response), { action: view.action, state, associations: view.own ? await associationsOf(deps, actor) : [], hidden: view.own ? { predecessorId: field(request, 'predecessorId') } : { version: field(request, 'version'), organisationId: field(request, 'organisationId') } }),
      done: async (data) => response.redirect(303, `/drafting/${await done(proposalForm.parse(data))}`),
    })

  return [
    {
      method: 'get',
      path: '/drafting',
      permission: 'standard:read',
      handle: async (request, response, actor) => {
        const state = STATES.find((one) => one === request.query.state)
        const associations = await draftingAssociations(deps, actor)
        const association = associations.find(({ id }) => id === request.query.association)?.id ?? ''
        const found = await listProjects(deps, actor, { page: pageNumberOf(request), size: SIZE, ...(state && { state }), ...(association && { organisationId: association }) })
        send(response, projectsPage(readerOf(request, response), { ...found, state, association, associations, mayPropose: can(actor, 'standard:propose') }))
      },
    },
    { method: 'get', path: '/drafting/new', permission: 'standard:propose', handle: async (request, response, actor) => send(response, proposalPage(readerOf(request, response), { action: '/drafting/new', state: EMPTY, associations: await associationsOf(deps, actor), hidden: { predecessorId: typeof request.query.predecessor === 'string' ? request.query.predecessor : '' } })) },
    { method: 'post', path: '/drafting/new', permission: 'standard:propose', handle: (request, response, actor) => proposed(request, response, actor, { action: '/drafting/new', own: true }, (form) => propose(deps, actor, form, requestIdOf(response))) },
    { method: 'get', path: '/drafting/:id', permission: 'standard:read', handle: async (request, response, actor) => send(response, await project(request, response, actor, EMPTY)) },
    {
      method: 'get',
      path: '/drafting/:id/proposal',
      permission: 'standard:propose',
      handle: async (request, response, actor) => {
        const { id, version, organisationId, proposal, applicants, touchesConsumers, title, englishTitle, ics, ccs } = await describeProject(deps, actor, request.params.id)
        const values = { ...proposal, title, englishTitle, ics, ccs, applicants: applicants.join('\n'), touchesConsumers: touchesConsumers ? 'yes' : '' }
        send(response, proposalPage(readerOf(request, response), { action: `/drafting/${id}/proposal`, state: { values, issues: [] }, associations: [], hidden: { version: String(version), organisationId } }))
      },
    },
    {
      method: 'post',
      path: '/drafting/:id/proposal',
      permission: 'standard:propose',
      handle: (request, response, actor) =>
        proposed(request as unknown as Request, response, actor, { action: `/drafting/${request.params.id}/proposal`, own: false }, async ({ title, englishTitle, ics, ccs, purpose, scope, content, situation, touchesConsumers, applicants }) => {
          await changeProposal(deps, actor, request.params.id, { title, englishTitle, ics, ccs, purpose, scope, content, situation, touchesConsumers, applicants, version: Number(field(request as unknown as Request, 'version')) || 0 }, requestIdOf(response))
          return request.params.id
        }),
    },
    act('/drafting/:id/moves', 'standard:move', moveForm, (actor, id, { projectPanelAgreed, projectNoticedOn, correctionOrderedOn: orderedOn, correctionDueOn: dueOn, correctionUnmet, ...form }, requestId) => moveProject(deps, actor, id, { ...form, ...(projectPanelAgreed === 'yes' && { projectPanelAgreed: true }), ...(projectNoticedOn && { projectNoticedOn }), ...(orderedOn && dueOn && correctionUnmet === 'yes' && { correction: { orderedOn, dueOn, met: false, byProvince: true } }) }, requestId)),
    act('/drafting/:id/drafters', 'standard:move', drafterBody, (actor, id, form, requestId) => addDrafter(deps, actor, id, form, requestId)),
    {
      method: 'post',
      path: '/drafting/:id/drafters/:drafterId/end',
      permission: 'standard:move',
      handle: async (request, response, actor) => {
        await endDrafter(deps, actor, request.params.id, request.params.drafterId, requestIdOf(response))
        response.redirect(303, `/drafting/${request.params.id}`)
      },
    },
    { ...act('/drafting/:id/papers', 'standard:draft', paperBody, (actor, id, form, requestId) => addPaper(deps, actor, id, form, requestId)), largest: '3mb' },
    {
      method: 'get',
      path: '/drafting/:id/papers/:paperId',
      permission: 'standard:read',
      handle: async (request, response, actor) => {
        const { project: row, paper } = await findPaper(deps, actor, request.params.id, request.params.paperId)
        send(response, paperPage(readerOf(request as unknown as Request, response), { id: row.id, title: row.title, paper, sections: clausesOf(paper.text) }))
      },
    },
    { method: 'get', path: '/drafting/:id/edit', permission: 'standard:read-all', handle: async (request, response, actor) => send(response, await editor(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/drafting/:id/edit',
      permission: 'standard:draft',
      // Chinese grows ninefold in a form, and the text goes along twice.
      largest: '6mb',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: workingForm,
          again: (state) => editor(request, response, actor, { ...state, values: {} }, { text: state.values.text ?? '' }),
          done: async ({ text, base, version }) => {
            // Browsers send line ends as CR LF.
            const mine = text.replaceAll('\r\n', '\n')
            try {
              await saveWorking(deps, actor, request.params.id, { text: mine, version }, requestIdOf(response))
              response.redirect(303, `/drafting/${request.params.id}/edit`)
            } catch (error) {
              if (!(error instanceof Conflict)) throw error
              const theirs = await readWorking(deps, actor, request.params.id)
              if (theirs.version === version) throw error
              const { text: merged, clashes } = merge(base.replaceAll('\r\n', '\n'), theirs.text, mine)
              response.status(409)
              send(response, await editor(request, response, actor, EMPTY, { text: merged, clashes: clashes.map(markClash) }))
            }
          },
        }),
    },
    {
      method: 'post',
      path: '/drafting/:id/drafts',
      permission: 'standard:draft',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: keepForm,
          again: (state) => editor(request, response, actor, state),
          done: async (form) => {
            const { number } = await keepDraft(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, `/drafting/${request.params.id}/drafts/${number}`)
          },
        }),
    },
    {
      method: 'get',
      path: '/drafting/:id/drafts/:number',
      permission: 'standard:read',
      handle: async (request, response, actor) => {
        const { project: row, draft } = await findDraft(deps, actor, request.params.id, numberOf(request.params.number))
        const { name } = await findAssociation(deps, actor, row.organisationId)
        const purpose = PURPOSES.find((one) => one === draft.purpose) ?? 'working'
        send(response, draftPage(readerOf(request as unknown as Request, response), { id: row.id, title: row.title, number: draft.number, purpose, createdAt: draft.createdAt.toISOString(), digest: draft.digest, changes: draft.changes, sections: clausesOf(draft.text), structure: structureOf(row, name, draft.text), internal: isInternal(actor, row), others: (await readableDrafts(deps, actor, row)).filter((one) => one !== draft.number) }))
      },
    },
    {
      method: 'get',
      path: '/drafting/:id/drafts/:a/diff/:b',
      permission: 'standard:read',
      handle: async (request, response, actor) => {
        const { project: row, later, diff } = await diffDrafts(deps, actor, request.params.id, numberOf(request.params.a), numberOf(request.params.b))
        send(response, draftDiffPage(readerOf(request as unknown as Request, response), { id: row.id, title: row.title, a: numberOf(request.params.a), b: later.number, diff, changes: later.changes }))
      },
    },
    { method: 'get', path: '/associations/:id', permission: 'standard:read', handle: async (request, response, actor) => send(response, await association(request, response, actor, EMPTY)) },
    {
      method: 'post',
      path: '/associations/:id/rules',
      permission: 'standard:rules',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: rulesForm.in.in,
          again: (state) => association(request, response, actor, state),
          done: async (data) => {
            const read = rulesForm.safeParse(data)
            if (!read.success) return void response.status(422).type('html').send(await association(request, response, actor, { values: data as unknown as Record<string, string>, issues: read.error.issues.map(({ path, message }) => ({ pointer: `#/body/${path.map(String).join('/')}`, detail: message })) }))
            await setRules(deps, actor, request.params.id, read.data, requestIdOf(response))
            response.redirect(303, `/associations/${request.params.id}`)
          },
        }),
    },
  ]
}

/** 0 is no draft's number. */
const numberOf = (text: string | undefined): number => (/^[1-9]\d{0,4}$/.test(text ?? '') ? Number(text) : 0)
