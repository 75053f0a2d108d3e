// One line a request: method, route, status, time. Never the query, an address or a person.
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

export const requestLog =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const started = performance.now()
    const path = request.path
    response.on('finish', () => {
      if (path.startsWith('/assets/')) return
      log.info({ requestId: response.locals.requestId as string, method: request.method, path: path.slice(0, 120), status: response.statusCode, ms: Math.round((performance.now() - started) * 10) / 10 }, 'request')
    })
    next()
  }
