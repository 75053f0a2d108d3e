// Finds out who is asking: a key in Authorization, else the session of the cookie, else a visitor. No database is asked for a visitor.
import type { Request, RequestHandler, Response } from 'express'
import { VISITOR, type Actor } from '../access/access.ts'
import { requestIdOf } from './actor.ts'
import { NotSignedIn } from '../errors.ts'
import { readCookie } from '../web/cookies.ts'
import { createPace } from './pace.ts'

/** Where cookies travel over TLS only, browsers know it by the prefix. */
export const SESSION_COOKIE = 'registry.session_token'
export const sessionCookieName = (secure: boolean): string => (secure ? `__Secure-${SESSION_COOKIE}` : SESSION_COOKIE)

export interface Person {
  id: string
  name: string
}

export interface SessionDeps {
  secure: boolean
  /** Null when the cookie opens no session any more. */
  openSession: (headers: Headers) => Promise<{ actor: Actor; person: Person } | null>
  /** Throws NotSignedIn when the key is not (or no longer) good. */
  authenticateKey: (bearer: string) => Promise<Actor>
}

export function identify({ secure, openSession, authenticateKey }: SessionDeps): RequestHandler {
  const cookie = sessionCookieName(secure)
  const turn = createPace()
  return async (request, response, next) => {
    await turn()
    response.locals.actor = VISITOR
    const authorization = request.get('authorization')
    if (authorization !== undefined) {
      const bearer = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization.trim())?.[1]
      if (!bearer) throw new NotSignedIn('Authorization 要写成 Bearer 加接口密钥')
      response.locals.actor = await authenticateKey(bearer)
    } else if (readCookie(request, cookie)) {
      const opened = await openSession(headersOf(request.headers))
      if (opened) {
        response.locals.actor = opened.actor
        response.locals.person = opened.person
      } else response.clearCookie(cookie, { path: '/', httpOnly: true, sameSite: 'lax', secure })
    }
    next()
  }
}

/** As the Fetch API has them; what cannot be a header value there is left out. */
export function headersOf(headers: NodeJS.Dict<string | string[]>): Headers {
  const result = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue
    for (const one of Array.isArray(value) ? value : [value]) result.append(name, one)
  }
  return result
}

/** Where a request came from, as far as the account behind it has to know. */
export interface Caller {
  headers: Headers
  address: string
  requestId?: string | undefined
}

export const callerOf = (request: Request, response: Response): Caller => ({ headers: headersOf(request.headers), address: request.ip ?? '', requestId: requestIdOf(response) })
