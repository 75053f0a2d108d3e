// Reviews of standards as HTML: for the secretary who runs one, and for the members of its panel.
import type { Request, Response } from 'express'
import type { Actor } from '../access/access.ts'
import { clausesOf, dayOf } from '../drafting/projects.ts'
import { requestIdOf } from '../http/actor.ts'
import { send, submit, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf, type Reader } from '../web/reader.ts'
import { castVote, fileMinutes } from './ballots.ts'
import { addMember, removeMember, sendPapers } from './members.ts'
import { ownReviewsPage, reviewPage } from './member-views.ts'
import { closeReview, describeReview, findReview, listReviews, managesReview, ownReviews, readReviewPapers, sendToReview } from './reviews.ts'
import { closePageForm, memberPageForm, minutesPageForm, papersPageForm, reviewPageForm, voteOf, votePageForm } from './schema.ts'
import { suggestMembers, type SuggestionsDeps } from './suggestions.ts'
import { managePage } from './views.ts'

type One = Request<{ id: string }>
type OfMember = Request<{ id: string; member: string }>

export function reviewsPages(deps: SuggestionsDeps): Page[] {
  const reader = (request: Request<never> | One | OfMember, response: Response): Reader => readerOf(request as unknown as Request, response, dayOf(deps))

  async function managing(request: One | OfMember, response: Response, { actor, projectId, state }: { actor: Actor; projectId: string; state: FormState }): Promise<string> {
    const { project, items } = await listReviews(deps, actor, projectId)
    const [newest] = items
    const current = newest ? await describeReview(deps, actor, newest.id) : null
    const suggestions = request.query.suggest === 'yes' && current?.obstacles ? await suggestMembers(deps, actor, current.id) : null
    return managePage(reader(request, response), { project, manages: managesReview(actor, project), reviews: items, current, suggestions, state })
  }

  async function reading(request: One | OfMember, response: Response, { actor, state }: { actor: Actor; state: FormState }): Promise<string> {
    const { id } = request.params
    const [found, review] = await Promise.all([findReview(deps, actor, id), describeReview(deps, actor, id)])
    const { text, explanation } = await readReviewPapers(deps, found)
    return reviewPage(reader(request, response), { review, clauses: clausesOf(text), explanation: explanation && { title: explanation.title, sections: clausesOf(explanation.text) }, state })
  }

  /** Whoever runs the review comes back to where it is run, a member to the papers. */
  async function placeOf(actor: Actor, id: string): Promise<{ projectId: string; manages: boolean; path: string }> {
    const { project } = await findReview(deps, actor, id)
    const manages = managesReview(actor, project)
    return { projectId: project.id, manages, path: manages ? `/drafting/${project.id}/review` : `/reviews/${id}` }
  }

  const again = (request: One | OfMember, response: Response, actor: Actor) => async (state: FormState): Promise<string> => {
    const { projectId, manages } = await placeOf(actor, request.params.id)
    return manages ? managing(request, response, { actor, projectId, state }) : reading(request, response, { actor, state })
  }
  const back = async (response: Response, actor: Actor, id: string): Promise<void> => response.redirect(303, (await placeOf(actor, id)).path)

  return [
    { method: 'get', path: '/drafting/:id/review', permission: 'standard:read-all', handle: async (request: One, response, actor) => send(response, await managing(request, response, { actor, projectId: request.params.id, state: EMPTY })) },
    {
      method: 'post',
      path: '/drafting/:id/review',
      permission: 'review:manage',
      handle: (request: One, response, actor) =>
        submit(request as unknown as Request, response, {
          form: reviewPageForm,
          again: (state) => managing(request, response, { actor, projectId: request.params.id, state }),
          done: async (form) => {
            await sendToReview(deps, actor, request.params.id, form, requestIdOf(response))
            response.redirect(303, `/drafting/${request.params.id}/review`)
          },
        }),
    },
    { method: 'get', path: '/reviews', permission: 'review:vote', handle: async (request, response, actor) => send(response, ownReviewsPage(reader(request, response), await ownReviews(deps, actor))) },
    { method: 'get', path: '/reviews/:id', permission: 'standard:read-all', handle: async (request: One, response, actor) => send(response, await reading(request, response, { actor, state: EMPTY })) },
    {
      method: 'post',
      path: '/reviews/:id/members',
      permission: 'review:manage',
      handle: (request: One, response, actor) =>
        submit(request as unknown as Request, response, {
          form: memberPageForm,
          again: again(request, response, actor),
          done: async ({ expertId, ...form }) => {
            await addMember(deps, actor, request.params.id, { ...form, ...(expertId && { expertId }) }, requestIdOf(response))
            await back(response, actor, request.params.id)
          },
        }),
    },
    {
      method: 'post',
      path: '/reviews/:id/members/:member/remove',
      permission: 'review:manage',
      handle: async (request: OfMember, response, actor) => {
        await removeMember(deps, actor, { id: request.params.id, memberId: request.params.member }, requestIdOf(response))
        await back(response, actor, request.params.id)
      },
    },
    {
      method: 'post',
      path: '/reviews/:id/members/:member/vote',
      permission: 'review:vote',
      handle: (request: OfMember, response, actor) =>
        submit(request as unknown as Request, response, {
          form: votePageForm,
          again: again(request, response, actor),
          done: async (form) => {
            await castVote(deps, actor, { id: request.params.id, memberId: request.params.member }, voteOf(form), requestIdOf(response))
            await back(response, actor, request.params.id)
          },
        }),
    },
    {
      method: 'post',
      path: '/reviews/:id/papers',
      permission: 'review:manage',
      handle: (request: One, response, actor) =>
        submit(request as unknown as Request, response, {
          form: papersPageForm,
          again: again(request, response, actor),
          done: async ({ version, on }) => {
            await sendPapers(deps, actor, request.params.id, { version, ...(on && { on }) }, requestIdOf(response))
            await back(response, actor, request.params.id)
          },
        }),
    },
    {
      method: 'post',
      path: '/reviews/:id/minutes',
      permission: 'review:manage',
      handle: (request: One, response, actor) =>
        submit(request as unknown as Request, response, {
          form: minutesPageForm,
          again: again(request, response, actor),
          done: async (form) => {
            await fileMinutes(deps, actor, request.params.id, form, requestIdOf(response))
            await back(response, actor, request.params.id)
          },
        }),
    },
    {
      method: 'post',
      path: '/reviews/:id/close',
      permission: 'review:manage',
      handle: (request: One, response, actor) =>
        submit(request as unknown as Request, response, {
          form: closePageForm,
          again: again(request, response, actor),
          done: async (form) => {
            await closeReview(deps, actor, request.params.id, form, requestIdOf(response))
            await back(response, actor, request.params.id)
          },
        }),
    },
  ]
}
