// One's personal data as pages: consents, download, erasure.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import type { Actor } from '../access/access.ts'
import { InvalidInput } from '../errors.ts'
import { requestIdOf } from '../http/actor.ts'
import { field, type Page } from '../http/page.ts'
import { EMPTY, type FormState } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import { eraseOwnAccount } from './erasure.ts'
import { exportOwnData } from './own-data.ts'
import { giveConsent, listConsents, listOwnHolds, withdrawConsent, type PrivacyDeps } from './privacy.ts'
import { audience, group } from './schema.ts'
import type { OwnDataDeps } from './sealed-data.ts'
import { erasedPage, privacyPage } from './views.ts'

export type PrivacyPagesDeps = PrivacyDeps & OwnDataDeps

const HERE = '/account/privacy'

export function privacyPages(deps: PrivacyPagesDeps): Page[] {
  async function show(request: Request, response: Response, actor: Actor, state: FormState = EMPTY): Promise<void> {
    const [groups, holds] = await Promise.all([listConsents(deps, actor), listOwnHolds(deps, actor)])
    const { done } = request.query
    response.type('html').send(privacyPage(readerOf(request, response), { groups, holds, state, done: done === 'given' || done === 'withdrawn' ? done : null }))
  }

  return [
    { method: 'get', path: HERE, permission: 'account:read', handle: (request, response, actor) => show(request, response, actor) },
    {
      method: 'post',
      path: `${HERE}/consents`,
      permission: 'consent:change',
      handle: async (request, response, actor) => {
        await giveConsent(deps, actor, { group: choose('group', group, request), audience: choose('audience', audience, request) }, requestIdOf(response))
        response.redirect(303, `${HERE}?done=given`)
      },
    },
    {
      method: 'post',
      path: `${HERE}/withdrawals`,
      permission: 'consent:change',
      handle: async (request, response, actor) => {
        await withdrawConsent(deps, actor, choose('group', group, request), requestIdOf(response))
        response.redirect(303, `${HERE}?done=withdrawn`)
      },
    },
    {
      method: 'get',
      path: `${HERE}/data`,
      permission: 'account:export',
      handle: async (_request, response, actor) => {
        const data = await exportOwnData(deps, actor, requestIdOf(response))
        response.attachment('my-data.json').type('json')
        await pipeline(Readable.from(data), response)
      },
    },
    {
      method: 'post',
      path: `${HERE}/erasure`,
      permission: 'account:erase',
      handle: async (request, response, actor) => {
        const email = field(request, 'email')
        try {
          await eraseOwnAccount(deps, actor, email, requestIdOf(response))
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error
          response.status(422)
          return show(request, response, actor, { values: { email }, issues: error.issues })
        }
        response.redirect(303, `${HERE}/erased`)
      },
    },
    // Whoever comes here has no account any more.
    { method: 'get', path: `${HERE}/erased`, permission: 'session:open', handle: (request, response) => response.type('html').send(erasedPage(readerOf(request, response))) },
  ]
}

/** The buttons send nothing else; whoever writes the form anew is told what there is. */
function choose<T>(name: string, schema: { safeParse: (value: unknown) => { success: true; data: T } | { success: false; error: { issues: readonly { message: string }[] } } }, request: Request): T {
  const read = schema.safeParse(field(request, name))
  if (!read.success) throw new InvalidInput(read.error.issues.map(({ message }) => ({ pointer: `#/body/${name}`, detail: message })))
  return read.data
}
