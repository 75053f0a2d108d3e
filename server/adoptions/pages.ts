// The register of adoptions as HTML: public to read, for enterprises to declare and end, for associations and the bureau to check.
import type { Request, Response } from 'express'
import { can, type Actor } from '../access/access.ts'
import { Conflict } from '../errors.ts'
import { requestIdOf } from '../http/actor.ts'
import { field, pageNumberOf, send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { adoptable, adoptedStandards, checkAdoption, declareAdoption, endAdoption, listAdoptions, type AdoptionsDeps } from './adoptions.ts'
import { checkForm, declarationOf, declareForm, endForm } from './schema.ts'
import { adoptionsPage, declarePage } from './views.ts'

const SIZE = 20

export function adoptionsPages(deps: AdoptionsDeps): Page[] {
  const reading = (request: Request, response: Response) => readerOf(request, response, deps.today?.())

  async function register(request: Request, response: Response, actor: Actor, state: FormState): Promise<string> {
    const standard = typeof request.query.standard === 'string' ? request.query.standard.slice(0, 40).replaceAll('\0', '') : ''
    const [found, standards] = await Promise.all([listAdoptions(deps, { ...(standard && { standard }), ended: 'true', page: pageNumberOf(request), size: SIZE }), adoptedStandards(deps)])
    const items = found.items.map((one) => ({ ...one, mayEnd: !one.endedOn && can(actor, 'adoption:declare', { organisationId: one.organisationId }), mayCheck: !one.endedOn && one.basis === 'declared' && can(actor, 'adoption:check') }))
    return adoptionsPage(reading(request, response), { ...found, items, standard, standards, refusal: state.issues[0]?.detail ?? null })
  }

  async function declaring(request: Request, response: Response, id: string, state: FormState): Promise<string> {
    const document = deps.library().documents.get(id)
    return declarePage(reading(request, response), { standard: { id, title: document?.title ?? id }, state })
  }

  return [
    { method: 'get', path: '/adoptions', permission: 'standard:read', handle: async (request, response, actor) => send(response, await register(request, response, actor, EMPTY)) },
    {
      method: 'get',
      path: '/adoptions/new',
      permission: 'adoption:declare',
      handle: async (request, response) => {
        const id = typeof request.query.standard === 'string' ? request.query.standard : ''
        const refusal = refusalOf(() => adoptable(deps.library(), id))
        if (refusal) response.status(409)
        send(response, await declaring(request, response, id, refusal ? { values: {}, issues: [{ pointer: '#/body/clauses', detail: refusal }] } : EMPTY))
      },
    },
    {
      method: 'post',
      path: '/adoptions/new',
      permission: 'adoption:declare',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: declareForm,
          again: (state) => declaring(request, response, field(request, 'standard'), state),
          done: async (form) => {
            const { documentId } = await declareAdoption(deps, actor, declarationOf(form), requestIdOf(response))
            response.redirect(303, `/documents/${documentId}#adoptions`)
          },
        }),
    },
    {
      method: 'post',
      path: '/adoptions/:id/end',
      permission: 'adoption:declare',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: endForm,
          again: (state) => register(request, response, actor, state),
          done: async (form) => {
            await endAdoption(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, '/adoptions')
          },
        }),
    },
    {
      method: 'post',
      path: '/adoptions/:id/check',
      permission: 'adoption:check',
      handle: (request, response, actor) =>
        submit(request, response, {
          form: checkForm,
          again: (state) => register(request, response, actor, state),
          done: async (form) => {
            await checkAdoption(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, '/adoptions')
          },
        }),
    },
  ]
}

function refusalOf(look: () => unknown): string | null {
  try {
    look()
    return null
  } catch (error) {
    if (error instanceof Conflict) return error.message
    throw error
  }
}
