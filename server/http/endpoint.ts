// A JSON endpoint declared once: validated, documented and served from the same schemas.
import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { InvalidInput, type Code, type Issue } from '../errors.ts'

export interface Endpoint<Q extends z.ZodType, P extends z.ZodType, R extends z.ZodType> {
  method: 'get'
  /** With `{name}` for parts, as OpenAPI writes them. */
  path: string
  summary: string
  query: Q
  params: P
  response: R
  problems: readonly Code[]
  handle: (input: { query: z.output<Q>; params: z.output<P>; request: Request; response: Response }) => Promise<z.output<R>> | z.output<R>
}

// oxlint-disable-next-line no-explicit-any -- an endpoint of any schemas
export type AnyEndpoint = Endpoint<any, any, any>

export const endpoint = <Q extends z.ZodType, P extends z.ZodType, R extends z.ZodType>(declared: Endpoint<Q, P, R>): Endpoint<Q, P, R> => declared

export const nothing = z.strictObject({})

export function routerOf(endpoints: readonly AnyEndpoint[]): Router {
  const router = Router()
  for (const { method, path, query, params, handle } of endpoints) {
    router[method](path.replace(/\{(\w+)\}/g, ':$1'), async (request, response) => {
      const input = check({ query: [query, request.query], params: [params, request.params] })
      const answer: unknown = await handle({ ...(input as { query: unknown; params: unknown }), request, response })
      response.json(answer)
    })
  }
  return router
}

/** All problems of all parts at once. */
function check(parts: Record<string, [schema: z.ZodType, value: unknown]>): Record<string, unknown> {
  const issues: Issue[] = []
  const checked: Record<string, unknown> = {}
  for (const [part, [schema, value]] of Object.entries(parts)) {
    const result = schema.safeParse({ ...(value as object) })
    if (result.success) checked[part] = result.data
    else issues.push(...result.error.issues.flatMap((issue) => explain(part, issue)))
  }
  if (issues.length) throw new InvalidInput(issues)
  return checked
}

function explain(part: string, issue: z.core.$ZodIssue): Issue[] {
  const at = (name: PropertyKey | undefined) => `#/${part}${name === undefined ? '' : `/${String(name)}`}`
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: at(key), detail: `不认识的参数 ${key}；可用的参数见 /api/openapi.json` }))
  return [{ pointer: at(issue.path[0]), detail: issue.message }]
}
