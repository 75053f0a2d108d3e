// Signing in, registering and one's own account as HTML.
import type { Request, Response } from 'express'
import { z } from 'zod'
import { toString as drawCode } from 'qrcode'
import type { Actor } from '../access/access.ts'
import { NotFound } from '../errors.ts'
import { send, sitePath, submit, type Page } from '../http/page.ts'
import { callerOf } from '../http/session.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { EMPTY } from '../web/form.ts'
import { readerOf } from '../web/reader.ts'
import type { Accounts } from './accounts.ts'
import { AUTH_PATH } from './auth.ts'
import { Refusal } from './steps.ts'
import { changePasswordForm, codeForm, emailForm, passwordForm, resetForm, signInForm, signUpForm } from './schema.ts'
import { accountPage, codePage, confirmPage, forgotPage, notePage, passwordPage, resetPage, secondFactorPage, signInPage, signUpPage, verifyPage, type Note } from './views.ts'

export interface AccountPagesDeps {
  prisma: PrismaClient
  accounts: Accounts
  baseUrl: string
  /** An identity provider is configured. */
  hasProvider: boolean
}

const HOME = '/account'

export function accountPages({ prisma, accounts, baseUrl, hasProvider }: AccountPagesDeps): Page[] {
  const keep = (response: Response, cookies: readonly string[]) => cookies.forEach((cookie) => response.append('Set-Cookie', cookie))
  const nextOf = (request: Request) => sitePath(request.query.next, HOME)
  const open = (path: string, handle: Page['handle']): Page => ({ method: 'get', path, permission: 'session:open', handle })
  const enter = (path: string, handle: Page['handle']): Page => ({ method: 'post', path, permission: 'session:open', handle })
  const change = (path: string, handle: Page['handle']): Page => ({ method: 'post', path, permission: 'account:change', handle })
  const token = (request: Request) => (typeof request.query.token === 'string' ? request.query.token.slice(0, 2000) : '')
  const look = (path: string, handle: Page['handle']): Page => ({ method: 'get', path, permission: 'account:read', handle })
  const isOn = async ({ userId }: Actor) => (await prisma.user.findUniqueOrThrow({ where: { id: userId! }, select: { twoFactorEnabled: true } })).twoFactorEnabled
  const note = (request: Request, response: Response, which: Note) => send(response, notePage(readerOf(request, response), which))

  async function account(request: Request, response: Response, actor: Actor): Promise<string> {
    const [user, sessions, grants] = await Promise.all([
      prisma.user.findUniqueOrThrow({ where: { id: actor.userId! } }),
      accounts.listSessions(actor),
      prisma.roleGrant.findMany({ where: { userId: actor.userId!, endedAt: null }, include: { organisation: true }, orderBy: { grantedAt: 'asc' } }),
    ])
    return accountPage(readerOf(request, response), { user, grants, actor, sessions: sessions.map((session) => ({ ...session, isThis: session.id === actor.sessionId })), saved: request.query.saved !== undefined })
  }

  return [
    open('/sign-in', (request, response, actor) => (actor.kind === 'person' ? response.redirect(303, nextOf(request)) : send(response, signInPage(readerOf(request, response), { next: nextOf(request), hasProvider, providerFailed: request.query.problem === 'provider', state: EMPTY })))),
    enter('/sign-in', (request, response) =>
      submit(request, response, {
        form: signInForm,
        again: (state) => signInPage(readerOf(request, response), { next: nextOf(request), hasProvider, providerFailed: false, state }),
        done: async (form) => {
          const { cookies, next } = await accounts.signIn(form, callerOf(request, response))
          keep(response, cookies)
          response.redirect(303, next === 'done' ? nextOf(request) : `/sign-in/code?next=${encodeURIComponent(nextOf(request))}`)
        },
      }),
    ),
    open('/sign-in/code', (request, response) => send(response, codePage(readerOf(request, response), { next: nextOf(request), state: EMPTY }))),
    enter('/sign-in/code', (request, response) =>
      submit(request, response, {
        form: codeForm,
        again: (state) => codePage(readerOf(request, response), { next: nextOf(request), state: { ...state, values: {} } }),
        done: async ({ code }) => {
          keep(response, (await accounts.verifySecondFactor(code, callerOf(request, response))).cookies)
          response.redirect(303, nextOf(request))
        },
      }),
    ),
    enter('/sign-in/provider', async (request, response) => {
      if (!hasProvider) throw new NotFound('本站没有接入统一身份认证；请用邮箱和密码登录')
      const { location, cookies } = await accounts.startProvider(nextOf(request), callerOf(request, response)).then(({ url, cookies }) => ({ location: url, cookies }), providerProblem)
      keep(response, cookies)
      response.redirect(303, location)
    }),
    open(`${AUTH_PATH}/callback/:provider`, async (request, response) => {
      const { location, cookies } = await accounts.finishProvider(new URL(request.originalUrl.replaceAll('%00', ''), baseUrl).href, callerOf(request, response)).catch(providerProblem)
      keep(response, cookies)
      response.redirect(303, location.startsWith(baseUrl) ? location : sitePath(location, HOME))
    }),
    open('/sign-up', (request, response) => send(response, signUpPage(readerOf(request, response), EMPTY))),
    enter('/sign-up', (request, response) =>
      submit(request, response, {
        form: signUpForm,
        again: (state) => signUpPage(readerOf(request, response), state),
        done: async (form) => {
          await accounts.signUp(form, callerOf(request, response))
          response.redirect(303, '/sign-up/sent')
        },
      }),
    ),
    open('/sign-up/sent', (request, response) => note(request, response, 'sign_up_sent')),
    open('/verify-email', (request, response) => send(response, verifyPage(readerOf(request, response), { token: token(request), state: EMPTY }))),
    enter('/verify-email', (request, response) =>
      submit(request, response, {
        form: z.object({ token: z.string().min(1).max(2000) }),
        again: (state) => verifyPage(readerOf(request, response), { token: '', state }),
        done: async (form) => {
          await accounts.verifyEmail(form.token, callerOf(request, response))
          response.redirect(303, '/verify-email/done')
        },
      }),
    ),
    open('/verify-email/done', (request, response) => note(request, response, 'verified')),
    open('/forgot-password', (request, response) => send(response, forgotPage(readerOf(request, response), EMPTY))),
    enter('/forgot-password', (request, response) =>
      submit(request, response, {
        form: emailForm,
        again: (state) => forgotPage(readerOf(request, response), state),
        done: async ({ email }) => {
          await accounts.requestReset(email, callerOf(request, response))
          response.redirect(303, '/forgot-password/sent')
        },
      }),
    ),
    open('/forgot-password/sent', (request, response) => note(request, response, 'reset_sent')),
    open('/reset-password', (request, response) => send(response, resetPage(readerOf(request, response), { token: token(request), state: EMPTY }))),
    enter('/reset-password', (request, response) =>
      submit(request, response, {
        form: resetForm,
        again: (state) => resetPage(readerOf(request, response), { token: state.values.token ?? '', state }),
        done: async (form) => {
          await accounts.resetPassword(form, callerOf(request, response))
          response.redirect(303, '/reset-password/done')
        },
      }),
    ),
    open('/reset-password/done', (request, response) => note(request, response, 'reset_done')),
    open('/signed-out', (request, response) => note(request, response, 'signed_out')),

    look(HOME, async (request, response, actor) => send(response, await account(request, response, actor))),
    change('/sign-out', async (request, response, actor) => {
      keep(response, await accounts.signOut(actor, callerOf(request, response)))
      response.redirect(303, '/signed-out')
    }),
    change('/sign-out/everywhere', async (request, response, actor) => {
      await accounts.signOutEverywhere(actor, callerOf(request, response))
      response.redirect(303, '/signed-out')
    }),
    change('/account/sessions/:id/end', async (request, response, actor) => {
      await accounts.closeSession(actor, (request.params as { id: string }).id, callerOf(request, response))
      response.redirect(303, `${HOME}?saved`)
    }),
    look('/account/password', (request, response) => send(response, passwordPage(readerOf(request, response), EMPTY))),
    change('/account/password', (request, response, actor) =>
      submit(request, response, {
        form: changePasswordForm,
        again: (state) => passwordPage(readerOf(request, response), state),
        done: async (form) => {
          keep(response, await accounts.changePassword(actor, form, callerOf(request, response)))
          response.redirect(303, `${HOME}?saved`)
        },
      }),
    ),
    look('/account/second-factor', async (request, response, actor) => send(response, secondFactorPage(readerOf(request, response), { isOn: await isOn(actor), state: EMPTY }))),
    change('/account/second-factor', (request, response, actor) =>
      submit(request, response, {
        form: passwordForm,
        again: (state) => secondFactorPage(readerOf(request, response), { isOn: false, state }),
        done: async ({ password }) => {
          const { uri, backupCodes } = await accounts.startSecondFactor(actor, password, callerOf(request, response))
          // The only page that ever shows them; it is not kept anywhere.
          send(response, confirmPage(readerOf(request, response), { started: { uri, image: await drawCode(uri, { type: 'svg', margin: 1 }), backupCodes }, state: EMPTY }))
        },
      }),
    ),
    change('/account/second-factor/confirm', (request, response, actor) =>
      submit(request, response, {
        form: codeForm,
        again: (state) => confirmPage(readerOf(request, response), { started: null, state: { ...state, values: {} } }),
        done: async ({ code }) => {
          keep(response, await accounts.confirmSecondFactor(actor, code, callerOf(request, response)))
          response.redirect(303, `${HOME}?saved`)
        },
      }),
    ),
    change('/account/second-factor/stop', (request, response, actor) =>
      submit(request, response, {
        form: passwordForm,
        again: (state) => secondFactorPage(readerOf(request, response), { isOn: true, state }),
        done: async ({ password }) => {
          keep(response, await accounts.stopSecondFactor(actor, password, callerOf(request, response)))
          response.redirect(303, `${HOME}?saved`)
        },
      }),
    ),
  ]
}

/** Back to the form, which says that the other way is open. */
function providerProblem(error: unknown): { location: string; cookies: string[] } {
  if (error instanceof Refusal) return { location: '/sign-in?problem=provider', cookies: [] }
  throw error
}
