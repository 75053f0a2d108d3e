// The OpenAPI 3.1 description, made from the endpoints themselves: no route without its schemas and problems.
import { z } from 'zod'
import type { AnyEndpoint } from './endpoint.ts'

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', required: ['pointer', 'detail'], properties: { pointer: { type: 'string' }, detail: { type: 'string' } } } },
  },
} as const

const RESPONSE_OF: Record<string, string> = { 'invalid-input': '400', 'not-found': '404', gone: '410', internal: '500', 'engine-failed': '502', 'engine-unavailable': '503', 'database-unavailable': '503' }

type JsonSchema = Record<string, unknown>

export function openApi(endpoints: readonly AnyEndpoint[]): object {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, summary, query, params, response, problems } of endpoints) {
    const codes = [...new Set([...problems, 'internal'].map((code) => RESPONSE_OF[code] ?? '500'))]
    ;(paths[path] ??= {})[method] = {
      summary,
      parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: schemaOf(response, 'output') } } },
        ...Object.fromEntries(codes.map((code) => [code, { description: 'Problem (RFC 9457)', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }])),
      },
    }
  }
  return { openapi: '3.1.0', info: { title: '商业秘密保护专家与知识库服务', version: '0.1.0', license: { name: 'MIT', identifier: 'MIT' } }, paths, components: { schemas: { Problem: PROBLEM } } }
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Record<string, JsonSchema>; required?: string[] }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: rest, ...(description !== undefined && { description }) }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as JsonSchema
  return rest
}
