// A page declared once: who may see it, and for a form who may post it; checked before anything is read.
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import type { z } from 'zod'
import type { Action, Actor } from '../access/access.ts'
import { demand, type GuardRules } from '../access/guard.ts'
import { Conflict, InvalidInput, MethodNotAllowed, NotFound, NotSignedIn, TooMany, UnsupportedMediaType, type Issue } from '../errors.ts'
import type { FormState } from '../web/form.ts'
import { readingLanguage } from '../web/language.ts'
import { actorOf, refuseForeignSite } from './actor.ts'
import { explainedIn } from './explanations.ts'
import type { FormTokens } from './form-token.ts'
import { holdsNul, unstorable } from './storable.ts'

export interface Page {
  method: 'get' | 'post'
  /** As Express writes it: `/documents/:id`. */
  path: string
  /** Asked at the door without a subject; what belongs to somebody is asked about again by the feature. */
  permission: Action
  /** Most that a form of this page may be; 200 kb unless it holds long texts. */
  largest?: `${number}mb`
  // oxlint-disable-next-line no-explicit-any -- the parameters are those of `path`
  handle: (request: Request<any>, response: Response, actor: Actor) => unknown
}

const FORM_LIMIT = '200kb'
const readForm = (limit: string = FORM_LIMIT) => express.urlencoded({ extended: false, limit, parameterLimit: 500 })

export interface PageRules extends GuardRules {
  tokens: Pick<FormTokens, 'check'>
}

export function pagesRouter(pages: readonly Page[], rules: PageRules): Router {
  const router = Router()
  const methods = new Map<string, Set<string>>()
  for (const { method, path, permission, largest, handle } of pages) {
    methods.set(path, (methods.get(path) ?? new Set()).add(method.toUpperCase()))
    const guard: RequestHandler = (request, response, next) => {
      const actor = actorOf(response)
      if (method === 'post') {
        refuseForeignSite(request, actor)
        if (!request.is('application/x-www-form-urlencoded')) throw new UnsupportedMediaType('请从网页上的表单提交')
      }
      try {
        demand(actor, permission, undefined, rules)
      } catch (error) {
        // A person who follows a link is asked to sign in, and comes back to where it led.
        if (error instanceof NotSignedIn && method === 'get') return response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`)
        throw error
      }
      if (actor.kind !== 'visitor' || method === 'post') response.set('Cache-Control', 'private, no-store')
      next()
    }
    const form: RequestHandler[] = method === 'post' ? [readForm(largest), (request, response, next) => (rules.tokens.check(request, response), next())] : []
    router[method](path, guard, ...form, (request: Request, response: Response) => {
      if (holdsNul(request.params)) throw new NotFound()
      const wrong = method === 'post' ? unstorable(request.body) : []
      if (wrong.length) throw new InvalidInput(wrong)
      return handle(request, response, actorOf(response))
    })
  }
  for (const [path, allowed] of methods) {
    router.all(path, (_, response) => {
      response.set('Allow', [...allowed].join(', '))
      throw new MethodNotAllowed(`这里只支持 ${[...allowed].join(' ')}`)
    })
  }
  return router
}

export const send = (response: Response, page: string): void => void response.type('html').send(page)

/** Number of the page of a list, from 1; whatever else is asked for is the first. */
export const pageNumberOf = ({ query }: Pick<Request, 'query'>): number => Math.min(Math.max(1, Math.trunc(Number(query.page)) || 1), 10_000)

/** For features that are there to be read by everybody. */
export function readingPages(): { pages: Page[]; get: (path: string, handle: Page['handle']) => void } {
  const pages: Page[] = []
  return { pages, get: (path, handle) => void pages.push({ method: 'get', path, permission: 'library:read', handle }) }
}

type Posted = Record<string, string | string[] | undefined>

/** Every value of a posted field, such as a group of check boxes. */
export function fields(request: Request, name: string): string[] {
  const body = request.body as Posted | undefined
  const value = body && Object.hasOwn(body, name) ? body[name] : undefined
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

/** A posted field; a repeated one counts once, the last. */
export const field = (request: Request, name: string): string => fields(request, name).at(-1) ?? ''

export interface Submission<S extends z.ZodObject> {
  form: S
  /** Fields that are read as lists. */
  lists?: readonly string[]
  /** Does what was asked and answers, as a rule by redirecting. */
  done: (data: z.output<S>) => Promise<void> | void
  /** The page again, with what is wrong and what was typed. */
  again: (state: FormState) => string | Promise<string>
}

/** Reads a form, does its work, or shows it again: 422 with every issue at once, 429 while too many attempts were made. */
export async function submit<S extends z.ZodObject>(request: Request, response: Response, { form, lists = [], done, again }: Submission<S>): Promise<void> {
  const names = Object.keys(form.shape)
  const given = Object.fromEntries(names.map((name) => [name, lists.includes(name) ? fields(request, name) : field(request, name)]))
  const values = Object.fromEntries(names.flatMap((name) => (lists.includes(name) ? [] : [[name, field(request, name)]])))
  const show = async (status: number, issues: readonly Issue[]) => void response.status(status).type('html').send(await again({ values, issues }))
  const read = form.safeParse(given, explainedIn(readingLanguage(request)))
  if (!read.success) return show(422, read.error.issues.map(({ path, message }) => ({ pointer: `#/body/${path.map(String).join('/')}`, detail: message })))
  try {
    await done(read.data)
  } catch (error) {
    if (error instanceof InvalidInput) return show(422, error.issues)
    if (error instanceof Conflict) return show(409, error.issues.length ? error.issues : [{ pointer: `#/body/${names[0] ?? ''}`, detail: error.message }])
    if (!(error instanceof TooMany)) throw error
    response.set('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterSeconds))))
    return show(429, [{ pointer: `#/body/${names[0] ?? ''}`, detail: error.message }])
  }
}

/** A path of this site to go on to, whatever was asked for; never an address elsewhere. */
export function sitePath(asked: unknown, otherwise: string): string {
  // oxlint-disable-next-line no-control-regex -- browsers drop control characters inside an address
  return typeof asked === 'string' && /^\/(?![/\\])[^\u0000-\u0020\\]*$/.test(asked) ? asked : otherwise
}
