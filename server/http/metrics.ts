// Numbers for whoever watches the service, in Prometheus' format: how it answers, and how far behind it is. Nothing personal.
import type { Request, RequestHandler, Response } from 'express'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface MetricsDeps {
  /** Documents that are published. */
  documents: () => number | Promise<number>
  /** Entries of the outbox that the engine has not confirmed. */
  outboxBacklog: () => Promise<number>
  /** When the index was last brought to the content; null before the first time. */
  indexRefreshedAt: () => Date | null
  /** False when the database does not answer. */
  databaseUp: () => Promise<boolean>
  /** Paths under which something is mounted by `app.use`, in lower case; a request under any other is counted as `other`. */
  mounts?: readonly string[]
}

export interface Metrics {
  /** Counts every request that passes; goes before whatever answers. */
  metricsMiddleware: RequestHandler
  /** Answers `GET /metrics`. Mounted before the middleware it does not count itself. */
  metricsHandler: RequestHandler
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** A scrape is over in time even when the database is not. */
const PATIENCE_MS = 2_000
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const OTHER = 'other'

/** With a registry of its own, so that two of them in one process do not meet. A reading that fails or is late is absent from the scrape. */
export function createMetrics({ documents, outboxBacklog, indexRefreshedAt, databaseUp, mounts = ['/assets'] }: MetricsDeps): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'Time from the request to the end of the answer', labelNames: ['method', 'route', 'status'] as const, buckets: SECONDS, registers })
  const inFlight = new Gauge({ name: 'http_requests_in_flight', help: 'Requests that are being answered', registers })

  reading('registry_documents', 'Documents that are published', documents)
  reading('registry_outbox_backlog', 'Changes that the search engine has not confirmed', outboxBacklog)
  reading('registry_index_refresh_age_seconds', 'Time since the index was last brought to the content', () => ageOf(indexRefreshedAt()))
  reading('registry_database_up', '1 when the database answers', async () => ((await databaseUp()) ? 1 : 0))

  function reading(name: string, help: string, read: () => number | null | Promise<number | null>): void {
    const current = inTime(read)
    // oxlint-disable-next-line no-new -- it registers itself
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const value = await current()
        if (value === null) this.remove()
        else this.set(value)
      },
    })
  }

  function count(request: Request, response: Response, started: number): void {
    const labels = { method: METHODS.has(request.method) ? request.method : OTHER, route: routeOf(request, mounts), status: response.writableFinished ? `${Math.trunc(response.statusCode / 100)}xx` : 'aborted' }
    duration.observe(labels, (performance.now() - started) / 1000)
    inFlight.dec()
  }

  return {
    metricsMiddleware: (request, response, next) => {
      const started = performance.now()
      inFlight.inc()
      // `close` comes once, after `finish` or when the other side has left.
      response.once('close', () => count(request, response, started))
      next()
    },
    metricsHandler: async (_, response) => {
      const text = await registry.metrics()
      response.set({ 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).send(text)
    },
  }
}

/** The pattern that the code declares, never what was asked for: a visitor cannot make up label values. */
function routeOf({ route, baseUrl }: Request, mounts: readonly string[]): string {
  const mount = baseUrl.toLowerCase()
  if (mount && !mounts.includes(mount)) return OTHER
  const declared = route as { path: string | RegExp } | undefined
  if (declared) return mount + String(declared.path)
  return mount ? `${mount}/*` : OTHER
}

/** The number, or null when it cannot be had in time; a call that is still under way is not repeated. */
function inTime(read: () => number | null | Promise<number | null>): () => Promise<number | null> {
  let pending: Promise<number | null> | undefined
  return async () => {
    pending ??= attempt(read).finally(() => (pending = undefined))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, null)))
    return Promise.race([pending, late]).finally(() => clearTimeout(timer))
  }
}

async function attempt(read: () => number | null | Promise<number | null>): Promise<number | null> {
  try {
    const value = await read()
    return Number.isFinite(value) ? value : null
  } catch {
    return null
  }
}

const ageOf = (at: Date | null): number | null => at && Math.max(0, (Date.now() - at.getTime()) / 1000)

/** Answers whoever asks on this machine, not through a proxy; all others go on to where a key is asked for. */
export const fromHere =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    /^(::1|(::ffff:)?127\.)/.test(request.socket.remoteAddress ?? '') && request.get('x-forwarded-for') === undefined ? handler(request, response, next) : next()
