// A JSON endpoint declared once: validated, documented and served from the same schemas.
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import type { Action, Actor } from '../access/access.ts'
import { demand, type GuardRules } from '../access/guard.ts'
import { InvalidInput, MethodNotAllowed, NotFound, UnsupportedMediaType, type Code, type Issue } from '../errors.ts'
import type { Language } from '../web/language.ts'
import { actorOf, refuseForeignSite, requestIdOf } from './actor.ts'
import { explainedIn, languageOfProgram } from './explanations.ts'
import { holdsNul, segment, unstorable } from './storable.ts'

export interface Endpoint<Q extends z.ZodObject, P extends z.ZodObject, R extends z.ZodType, B extends z.ZodType = z.ZodUndefined> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With `{name}` for parts, as OpenAPI writes them. */
  path: string
  summary: string
  /** Asked at the door without a subject; what belongs to somebody is asked about again by the feature. */
  permission: Action
  query: Q
  params: P
  /** JSON body; an endpoint without one does not read any. */
  body?: B
  /** Content types of a body that `handle` reads from `request` itself, piece by piece, and limits itself. */
  raw?: readonly string[]
  response: R
  /** Content types of a file that `handle` sends itself instead of JSON; what it returns is then not looked at. */
  files?: readonly string[]
  /** Other statuses that carry the response's shape instead of a problem. */
  alsoAnswers?: readonly number[]
  /** Status of a success; 200 unless something was made. */
  status?: 200 | 201
  /** Besides those that every endpoint may answer, see `COMMON` and what the permission implies. */
  problems: readonly Code[]
  handle: (input: { query: z.output<Q>; params: z.output<P>; body: z.output<B>; actor: Actor; requestId: string | undefined; request: Request; response: Response }) => Promise<z.output<R>> | z.output<R>
}

// oxlint-disable-next-line no-explicit-any -- an endpoint of any schemas
export type AnyEndpoint = Endpoint<any, any, any, any>

export const endpoint = <Q extends z.ZodObject, P extends z.ZodObject, R extends z.ZodType, B extends z.ZodType = z.ZodUndefined>(declared: Endpoint<Q, P, R, B>): Endpoint<Q, P, R, B> => declared

export const nothing = z.strictObject({})

const BODY_LIMIT = '1mb'

export function routerOf(endpoints: readonly AnyEndpoint[], rules: GuardRules): Router {
  const router = Router()
  const methods = new Map<string, string[]>()
  for (const { method, path, permission, query, params, body, raw, files, status = 200, handle } of endpoints) {
    const route = path.replace(/\{(\w+)\}/g, ':$1')
    methods.set(route, [...(methods.get(route) ?? []), method.toUpperCase()])
    const guard: RequestHandler = (request, response, next) => {
      const actor = actorOf(response)
      if (method !== 'get') refuseForeignSite(request, actor)
      demand(actor, permission, undefined, rules)
      if (body && !isUtf8Json(request)) throw new UnsupportedMediaType('请以 application/json 提交，编码为 UTF-8')
      if (raw && (!request.is([...raw]) || !/^(identity)?$/.test(request.get('content-encoding') ?? ''))) throw new UnsupportedMediaType(`请以 ${raw.join('、')} 提交，不要压缩`)
      if (actor.kind !== 'visitor') response.set('Cache-Control', 'private, no-store')
      next()
    }
    // Who may not do it is told so before a body is read.
    const before = body ? [guard, express.json({ limit: BODY_LIMIT, strict: true })] : [guard]
    router[method](route, ...before, async (request: Request, response: Response) => {
      if (holdsNul(request.params)) throw new NotFound()
      const wrong = body ? unstorable(request.body) : []
      if (wrong.length) throw new InvalidInput(wrong)
      const input = check({ query: [query, readQuery(query, request)], params: [params, { ...request.params }], ...(body && { body: [body, request.body] }) }, languageOfProgram(request))
      response.status(status)
      const answer: unknown = await handle({ query: input.query, params: input.params, body: input.body, actor: actorOf(response), requestId: requestIdOf(response), request, response })
      if (!files) response.json(answer)
    })
  }
  for (const [route, allowed] of methods) {
    router.all(route, (_, response) => {
      response.set('Allow', allowed.join(', '))
      throw new MethodNotAllowed(`这里只支持 ${allowed.join(' ')}`)
    })
  }
  return router
}

/** JSON between systems is UTF-8 (RFC 8259 § 8.1); the parser would take UTF-7 and UTF-16 as well. */
const isUtf8Json = (request: Request): boolean => {
  const charset = /;\s*charset\s*=\s*"?([^;"\s]*)/i.exec(request.get('content-type') ?? '')?.[1]
  return Boolean(request.is('application/json')) && (charset === undefined || /^utf-?8$/i.test(charset))
}

/** The query string in the types that the schema asks for: lists always as lists, numbers as numbers, all else as text. */
function readQuery(schema: z.ZodObject, request: Request): Record<string, unknown> {
  const { url } = request
  const mark = url.indexOf('?')
  const given = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))) {
    const values = given.get(name)
    if (values) values.push(value)
    else given.set(name, [value])
  }
  // Without a prototype, so that `__proto__` is a name like any other.
  const read = Object.create(null) as Record<string, unknown>
  for (const [name, values] of given) read[name] = typed(Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined, values)
  return read
}

function typed(schema: z.core.$ZodType | undefined, values: string[]): unknown {
  const type = schema ? innermost(schema) : 'string'
  if (type === 'array') return values
  if (values.length > 1) return values
  const [value = ''] = values
  return type === 'number' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

function innermost(schema: z.core.$ZodType): string {
  const { type, innerType } = schema._zod.def as { type: string; innerType?: z.core.$ZodType }
  return innerType ? innermost(innerType) : type
}

/** All problems of all parts at once. */
function check(parts: Record<string, [schema: z.ZodType, value: unknown]>, language: Language): Record<string, unknown> {
  const issues: Issue[] = []
  const checked: Record<string, unknown> = {}
  for (const [part, [schema, value]] of Object.entries(parts)) {
    const result = schema.safeParse(value, explainedIn(language))
    if (result.success) checked[part] = result.data
    else issues.push(...result.error.issues.flatMap((issue) => explain({ part, schema, language }, issue)))
  }
  if (issues.length) throw new InvalidInput(issues)
  return checked
}

function explain({ part, schema, language }: { part: string; schema: z.ZodType; language: Language }, issue: z.core.$ZodIssue): Issue[] {
  const at = (path: readonly PropertyKey[]) => ['#', part, ...path.map(segment)].join('/')
  if (issue.code !== 'unrecognized_keys') return [{ pointer: at(issue.path), detail: issue.message }]
  const known = schema instanceof z.ZodObject && issue.path.length === 0 ? Object.keys(schema.shape).join(' ') : ''
  return issue.keys.map((key) => ({ pointer: at([...issue.path, key]), detail: unknownName(segment(key), known, language) }))
}

function unknownName(name: string, known: string, language: Language): string {
  if (language === 'en') return `Unknown parameter ${name}; ${known ? `there are: ${known}` : 'there are none here'}`
  return `不认识的参数 ${name}；${known ? `可用：${known}` : '这里没有参数'}`
}
