// The OpenAPI 3.1 description, made from the endpoints themselves: no route without its schemas and problems.
import { z } from 'zod'
import { PERMISSIONS } from '../access/access.ts'
import type { Code } from '../errors.ts'
import type { AnyEndpoint } from './endpoint.ts'
import { STATUS } from './problem.ts'
import { SESSION_COOKIE } from './session.ts'

type JsonSchema = Record<string, unknown>

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457; `errors` lists every issue at once',
  required: ['type', 'title', 'status', 'detail'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', description: 'Address of the page that explains this type' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Number under which the log has more' },
    errors: { type: 'array', items: { type: 'object', required: ['pointer', 'detail'], additionalProperties: false, properties: { pointer: { type: 'string' }, detail: { type: 'string' } } } },
  },
} as const satisfies JsonSchema

export function openApi(endpoints: readonly AnyEndpoint[]): object {
  const schemas: Record<string, unknown> = { Problem: PROBLEM }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const it of endpoints) {
    ;(paths[it.path] ??= {})[it.method] = {
      operationId: `${it.method}${it.path.replace(/[/{}.-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
      summary: it.summary,
      'x-permission': it.permission,
      security: isOpen(it) ? [{}, { key: [] }, { session: [] }] : [{ key: [] }, { session: [] }],
      parameters: [...parameters(it.params, 'path', schemas), ...parameters(it.query, 'query', schemas)],
      ...(it.body && { requestBody: { required: true, content: { 'application/json': { schema: storable(schemaOf(it.body, 'input', schemas)) } } } }),
      ...(it.raw && { requestBody: { required: true, content: Object.fromEntries(it.raw.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])) } }),
      responses: responses(it, schemas),
    }
  }
  return { openapi: '3.1.0', info: { title: '商业秘密保护专家与知识库服务', version: '0.1.0', license: { name: 'MIT', identifier: 'MIT' } }, servers: [{ url: '/' }], paths, components: { schemas, securitySchemes: SECURITY } }
}

const SECURITY = {
  key: { type: 'http', scheme: 'bearer', description: 'An API key' },
  session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'The cookie of a signed-in browser' },
} as const

const isOpen = ({ permission }: AnyEndpoint): boolean => 'visitor' in PERMISSIONS[permission].allow

/** What any endpoint may answer, by what it asks for and reads. */
function codesOf(it: AnyEndpoint): Set<Code> {
  const codes: Code[] = [...it.problems, 'invalid-input', 'not-signed-in', 'method-not-allowed', 'too-many', 'internal', 'database-unavailable']
  if (!isOpen(it)) codes.push('not-allowed', 'second-factor-needed')
  if (it.method !== 'get') codes.push('form-expired')
  if (it.path.includes('{')) codes.push('not-found')
  if (it.body || it.raw) codes.push('too-large', 'unsupported-media-type')
  return new Set(codes)
}

function responses(it: AnyEndpoint, schemas: Record<string, unknown>): Record<string, unknown> {
  const { response, status: success = 200, alsoAnswers = [], files } = it
  const answers: Record<string, { description: string; content: Record<string, unknown> }> = {}
  for (const status of [success, ...alsoAnswers]) answers[status] = { description: status === success ? 'OK' : 'The same, with what is wrong', content: files ? Object.fromEntries(files.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])) : { 'application/json': { schema: schemaOf(response, 'output', schemas) } } }
  for (const code of codesOf(it)) {
    const { status, title } = STATUS[code]
    const answer = (answers[status] ??= { description: title, content: {} })
    if (!answer.description.includes(title)) answer.description += `; ${title}`
    answer.content['application/problem+json'] = { schema: { $ref: '#/components/schemas/Problem' } }
  }
  return answers
}

function parameters(schema: z.ZodType, place: 'path' | 'query', schemas: Record<string, unknown>): object[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input', schemas) as { properties?: Record<string, JsonSchema>; required?: string[] }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: rest, ...(description !== undefined && { description }) }))
}

/** Schemas that have a name (`.meta({ id })`) are described once, under components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, unknown>): JsonSchema {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' }) as JsonSchema & { $defs?: Record<string, unknown> }
  // A tuple of equals is told as a list of that length, which every reader of these descriptions knows.
  const moved = <T>(value: T): T => each(JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema, untupled) as T
  for (const [name, definition] of Object.entries($defs)) schemas[name] = moved(definition)
  return moved(rest)
}

/** The schema with every part of it changed, from the inside out. */
function each(schema: JsonSchema, change: (part: JsonSchema) => JsonSchema): JsonSchema {
  const inner = (value: unknown): unknown => (Array.isArray(value) ? value.map(inner) : typeof value === 'object' && value !== null ? each(value as JsonSchema, change) : value)
  return change(Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, inner(value)])))
}

function untupled({ prefixItems, ...rest }: JsonSchema): JsonSchema {
  if (!Array.isArray(prefixItems)) return prefixItems === undefined ? rest : { ...rest, prefixItems }
  const [first, ...others] = prefixItems.map((item) => JSON.stringify(item))
  return others.every((item) => item === first) ? { ...rest, items: prefixItems[0] as unknown, minItems: prefixItems.length, maxItems: prefixItems.length } : { ...rest, prefixItems }
}

/** Bodies are refused when they hold NUL, see storable.ts. */
const storable = (schema: JsonSchema): JsonSchema => each(schema, (part) => (part.type === 'string' && !part.pattern && !part.enum && !part.const ? { ...part, pattern: '^[^\\u0000]*$' } : part))
