// The only table from failures to HTTP, and the last middleware: problem+json for programs, a page for people (RFC 9457).
import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { EngineFailed, EngineUnavailable } from '../../indexer/index.ts'
import { DomainFailure, NotFound, TooMany, type Code, type Issue } from '../errors.ts'
import { renderProblem } from '../web/problems.ts'
import { readerOf } from '../web/reader.ts'

export const STATUS = {
  'invalid-input': { status: 400, title: 'Invalid input' },
  'not-signed-in': { status: 401, title: 'Not signed in' },
  'not-allowed': { status: 403, title: 'Not allowed' },
  'second-factor-needed': { status: 403, title: 'A second factor is needed' },
  'form-expired': { status: 403, title: 'The form has expired' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  gone: { status: 410, title: 'Withdrawn' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'too-many': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  'engine-failed': { status: 502, title: 'The search engine refused' },
  'engine-unavailable': { status: 503, title: 'The search engine is unavailable' },
  'database-unavailable': { status: 503, title: 'The database is unavailable' },
} as const satisfies Record<Code, { status: number; title: string }>

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance?: string
  errors?: readonly Issue[]
}

const RETRY_AFTER_SECONDS = 5

/** Unknown failures tell nothing but a number under which the log has the stack. */
export function toProblem(error: unknown): Problem & { code: Code } {
  const { code, detail, issues } = classify(error)
  return { code, type: `/problems/${code}`, ...STATUS[code], detail, ...(issues.length > 0 && { errors: issues }), ...(code === 'internal' && { instance: `urn:uuid:${randomUUID()}` }) }
}

function classify(error: unknown): { code: Code; detail: string; issues: readonly Issue[] } {
  if (error instanceof DomainFailure) return { code: error.code, detail: error.message, issues: error.issues }
  if (error instanceof EngineUnavailable) return { code: 'engine-unavailable', detail: '检索引擎暂时不可用，请稍后再试；文档仍可按栏目浏览', issues: [] }
  if (error instanceof EngineFailed) return { code: 'engine-failed', detail: '检索引擎拒绝了请求，请管理员检查配置', issues: [] }
  if (isDatabaseAway(error)) return { code: 'database-unavailable', detail: '数据库暂时连接不上，请稍后再试', issues: [] }
  const status = (error as { status?: unknown } | null)?.status
  if (status === 413) return { code: 'too-large', detail: '提交的内容太大', issues: [] }
  if (status === 415) return { code: 'unsupported-media-type', detail: '不支持这种内容类型或编码', issues: [] }
  // Malformed escapes in an address, malformed bodies: Express marks them 4xx.
  if (typeof status === 'number' && status >= 400 && status < 500) return { code: 'invalid-input', detail: '请求无法识别，请检查地址和内容的格式', issues: [] }
  return { code: 'internal', detail: '系统出了差错；请把问题编号告诉管理员', issues: [] }
}

/** Prisma's codes for a server that cannot be reached, times out or has closed the connection. */
const AWAY = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'ECONNREFUSED', 'ECONNRESET', '57P03'])
const isDatabaseAway = (error: unknown): boolean => error instanceof Error && (error.name === 'PrismaClientInitializationError' || AWAY.has(String((error as { code?: unknown }).code)))

export const isApi = (request: Request): boolean => request.path === '/api' || request.path.startsWith('/api/') || ['/healthz', '/readyz'].includes(request.path)

export const notFound: RequestHandler = () => {
  throw new NotFound('没有这个地址')
}

export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    const { code, ...problem } = toProblem(error)
    if (problem.status >= 500) log.error({ err: error, instance: problem.instance, requestId: response.locals.requestId }, 'request failed')
    if (response.headersSent) return next(error)
    if (problem.status === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS))
    if (error instanceof TooMany) response.set('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterSeconds))))
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="api"')
    response.set('Cache-Control', 'no-store')
    response.status(problem.status)
    if (isApi(request)) response.type('application/problem+json').send(JSON.stringify(problem))
    else response.type('html').send(renderProblem(readerOf(request, response), { code, status: problem.status, detail: problem.detail, instance: problem.instance, errors: problem.errors }))
  }
}
