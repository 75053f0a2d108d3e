// Keys as pages: one's list with usage, the form for a new one, its text shown once, and revocation after a question.
import type { Request, Response } from 'express'
import { mintId } from '../../indexer/index.ts'
import type { Actor } from '../access/access.ts'
import { dayInShanghai } from '../calendar.ts'
import { fields, submit, type Page } from '../http/page.ts'
import { callerOf } from '../http/session.ts'
import type { FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { createKey, findKey, listKeys, organisationsOf, revokeKey, scopesFor, type KeysDeps } from './keys.ts'
import { DAYS_TO_LIVE, keyForm, type KeyAnswer } from './schema.ts'
import { readUsage, type UsageDeps } from './usage.ts'
import { keysPage, newKeyPage, revokePage, type KeyLine } from './views.ts'

export type KeysPagesDeps = KeysDeps & UsageDeps

const LIST = '/account/keys'
const UNTOUCHED: FormState = { values: { expiresInDays: String(DAYS_TO_LIVE.otherwise) }, issues: [] }

export function keysPages(deps: KeysPagesDeps): Page[] {
  /** The page but for the form's state. */
  async function prepare(request: Request, response: Response, actor: Actor) {
    const [{ items }, usage, organisations] = await Promise.all([listKeys(deps, actor), readUsage(deps, actor), organisationsOf(deps, actor)])
    const used = new Map(usage.map((one) => [one.id, one]))
    const keys = items.map((key) => ({ ...lineOf(key), today: used.get(key.id)?.today, last30Days: used.get(key.id)?.last30Days }))
    const view = { keys, scopes: scopesFor(actor.grants), organisations, draft: mintId(), wasRevoked: request.query.revoked !== undefined }
    return (state: FormState, chosen: readonly string[]): string => keysPage(readerOf(request, response), { ...view, state, chosen })
  }

  return [
    {
      method: 'get',
      path: LIST,
      permission: 'key:read',
      handle: async (request, response, actor) => {
        const draw = await prepare(request, response, actor)
        response.type('html').send(draw(UNTOUCHED, ['read:public']))
      },
    },
    {
      method: 'post',
      path: LIST,
      permission: 'key:create',
      handle: async (request, response, actor) => {
        const draw = await prepare(request, response, actor)
        await submit(request, response, {
          form: keyForm,
          lists: ['scopes'],
          // Not redirected: between two requests the key would have to lie somewhere. `draft` keeps a reload from making another.
          done: async ({ draft: id, ...asked }) => {
            const { key, ...made } = await createKey(deps, actor, asked, { ...callerOf(request, response), id })
            response.set('Cache-Control', 'no-store').type('html')
            response.send(newKeyPage(readerOf(request, response), { ...lineOf(made), key }))
          },
          again: (state) => draw(state, fields(request, 'scopes')),
        })
      },
    },
    {
      method: 'get',
      path: `${LIST}/:id/revoke`,
      permission: 'key:revoke',
      handle: async (request, response, actor) => {
        const key = lineOf(await findKey(deps, actor, request.params.id))
        response.type('html').send(revokePage(readerOf(request, response), key))
      },
    },
    {
      method: 'post',
      path: `${LIST}/:id/revoke`,
      permission: 'key:revoke',
      handle: async (request, response, actor) => {
        await revokeKey(deps, actor, request.params.id, callerOf(request, response))
        response.redirect(303, `${LIST}?revoked=1`)
      },
    },
  ]
}

const dayOf = (instant: string | null): string | null => (instant === null ? null : dayInShanghai(new Date(instant)))

function lineOf({ id, name, prefix, scopes, state, expiresAt, lastUsedAt }: KeyAnswer): KeyLine {
  return { id, name, prefix, scopes, state, expires: dayOf(expiresAt), lastUsed: dayOf(lastUsedAt) }
}
