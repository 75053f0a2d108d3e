// Proof that a form was made for this very browser: an HMAC bound to its session, or to a random cookie before there is one.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { CookieOptions, Request, RequestHandler, Response } from 'express'
import { FormExpired } from '../errors.ts'
import { actorOf } from './actor.ts'
import { readCookie } from '../web/cookies.ts'

export const FORM_FIELD = 'form_token'
const COOKIE = 'visit'
const LIFE_MS = 12 * 60 * 60 * 1000

export interface FormTokens {
  /** Makes `response.locals.formToken()` available to whatever draws a form. */
  offer: RequestHandler
  /** Throws FormExpired unless the posted form carries a token of this session that is not too old. */
  check: (request: Request, response: Response) => void
}

export function createFormTokens({ secret, secure, now = Date.now }: { secret: string; secure: boolean; now?: () => number }): FormTokens {
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' }
  const sign = (expires: string, nonce: string, binding: string): Buffer => createHmac('sha256', secret).update(`form\0${expires}\0${nonce}\0${binding}`).digest()
  const bindingOf = (request: Request, response: Response): string | null => actorOf(response).sessionId ?? readCookie(request, COOKIE)

  function issue(request: Request, response: Response): string {
    let binding = bindingOf(request, response) ?? (response.locals.visit as string | undefined)
    if (!binding) {
      binding = randomBytes(18).toString('base64url')
      response.locals.visit = binding
      response.cookie(COOKIE, binding, options)
    }
    // A page with a form of one browser's own is nobody else's.
    response.set('Cache-Control', 'private, no-store')
    const expires = (now() + LIFE_MS).toString(36)
    const nonce = randomBytes(9).toString('base64url')
    return `${expires}.${nonce}.${sign(expires, nonce, binding).toString('base64url')}`
  }

  return {
    offer: (request, response, next) => {
      response.locals.formToken = () => issue(request, response)
      next()
    },
    check: (request, response) => {
      const given: unknown = (request.body as Record<string, unknown> | undefined)?.[FORM_FIELD]
      const binding = bindingOf(request, response)
      const [expires = '', nonce = '', signature = ''] = typeof given === 'string' ? given.split('.') : []
      if (!binding || !(parseInt(expires, 36) > now())) throw new FormExpired()
      const received = Buffer.from(signature, 'base64url')
      const wanted = sign(expires, nonce, binding)
      if (received.length !== wanted.length || !timingSafeEqual(received, wanted)) throw new FormExpired()
    },
  }
}
