// The only door to the `meilisearch` package: two clients (search, admin) over one keep-alive agent, and its errors in our words.
import { Agent, request as plainRequest, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { Meilisearch, MeilisearchTaskTimeOutError, type EnqueuedTaskPromise, type MultiSearchQuery, type Settings } from 'meilisearch'
import { EngineFailed, EngineUnavailable } from '../errors.ts'

export type { Settings }
export type SearchRequest = MultiSearchQuery

export interface SearchAnswer<T> {
  hits: T[]
  totalHits?: number
  facetDistribution?: Record<string, Record<string, number>>
}

export interface MeilisearchClientOptions {
  /** `http://127.0.0.1:7700` */
  url: string
  /** Used for every search; without it the admin key is. */
  searchKey?: string
  /** Used for writing only. */
  adminKey?: string
  /** Milliseconds after which one request counts as unreachable. */
  timeout?: number
  /** Milliseconds for one task of the server to end. */
  taskTimeout?: number
}

const CONFIGURE = 'set MEILI_SEARCH_KEY to a key with the action `search`, MEILI_ADMIN_KEY to one that may also write documents, settings, indexes and tasks'

/** A refusal of the server with its code, e.g. `index_not_found`. */
export class Refused extends EngineFailed {
  readonly reason: string
  constructor(detail: string, reason: string) {
    super(detail)
    this.reason = reason
  }
}

export class MeilisearchClient {
  readonly #search: Meilisearch
  readonly #admin: Meilisearch | null
  readonly #agent: Agent
  readonly #taskTimeout: number
  readonly url: string

  constructor({ url, searchKey, adminKey, timeout = 10_000, taskTimeout = 600_000 }: MeilisearchClientOptions) {
    const { protocol } = new URL(url)
    // Nagle's algorithm with delayed acknowledgements costs 40 ms a call, which is why `fetch` is not used.
    const options = { keepAlive: true, noDelay: true, maxSockets: 64 }
    this.#agent = protocol === 'https:' ? new SecureAgent(options) : new Agent(options)
    const client = (apiKey: string | undefined) => new Meilisearch({ host: url, timeout, httpClient: (target, init) => send(this.#agent, new URL(target instanceof Request ? target.url : target), init ?? {}), ...(apiKey && { apiKey }) })
    this.url = url
    this.#taskTimeout = taskTimeout
    this.#search = client(searchKey ?? adminKey)
    this.#admin = adminKey === undefined && searchKey !== undefined ? null : client(adminKey)
  }

  get canWrite(): boolean {
    return this.#admin !== null
  }

  /** One round trip with the search key; answers in the order of the queries. */
  async search<T>(queries: SearchRequest[]): Promise<SearchAnswer<T>[]> {
    const { results } = await this.#translated(this.#search.multiSearch({ queries }))
    return results as unknown as SearchAnswer<T>[]
  }

  /** Anything that needs the admin key. Throws `EngineFailed` when there is none. */
  admin<T>(use: (client: Meilisearch) => Promise<T>): Promise<T> {
    if (!this.#admin) throw new EngineFailed('Writing to Meilisearch needs an admin key: set MEILI_ADMIN_KEY')
    return this.#translated(use(this.#admin))
  }

  /** Sends a task and waits for its end; a failed task is an error with the server's message. */
  async run(start: (client: Meilisearch) => EnqueuedTaskPromise, signal?: AbortSignal): Promise<void> {
    const { taskUid } = await this.admin((client) => start(client))
    await this.settle(taskUid, signal)
  }

  async settle(taskUid: number, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + this.#taskTimeout
    for (let pause = 10; ; pause = Math.min(200, pause * 1.5)) {
      signal?.throwIfAborted()
      const { status, error, type } = await this.admin((client) => client.tasks.getTask(taskUid))
      if (status === 'succeeded') return
      if (status === 'failed') throw new Refused(`Meilisearch could not finish ${type} (task ${taskUid}): ${error?.message}`, error?.code ?? '')
      if (status === 'canceled') throw new EngineFailed(`Meilisearch task ${taskUid} (${type}) was cancelled by someone else`)
      if (Date.now() > deadline) throw new EngineUnavailable(`Meilisearch has not finished ${type} (task ${taskUid}) within ${this.#taskTimeout / 1000} s`)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  async #translated<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (error) {
      // The package wraps whatever its http client throws.
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      if (cause instanceof EngineFailed || cause instanceof EngineUnavailable) throw cause
      if (cause instanceof MeilisearchTaskTimeOutError) throw new EngineUnavailable(cause.message)
      throw new EngineUnavailable(`Meilisearch at ${this.url} cannot be reached: ${cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(cause)}`)
    }
  }
}

async function send(agent: Agent, url: URL, { method = 'GET', headers, body, signal }: RequestInit): Promise<unknown> {
  const options = { method, agent, headers: Object.fromEntries(new Headers(headers)), ...(signal && { signal }) }
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const receive = (response: IncomingMessage) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
      response.on('error', reject)
    }
    const sent = url.protocol === 'https:' ? secureRequest(url, options, receive) : plainRequest(url, options, receive)
    sent.on('error', () => reject(new EngineUnavailable(`Meilisearch at ${url.origin} cannot be reached: ${signal?.aborted ? 'no answer in time' : sent.errored?.message || (sent.errored as NodeJS.ErrnoException | null)?.code}`)))
    sent.end(typeof body === 'string' ? body : undefined)
  })
  const answer = parse(text, url)
  if (status >= 200 && status < 300) return answer
  const { message = text.slice(0, 200), code = '' } = (answer ?? {}) as { message?: string; code?: string }
  if (status === 401 || status === 403) throw new Refused(`Meilisearch at ${url.origin} refuses the key: ${message} Please ${CONFIGURE}`, code)
  if (status >= 500) throw new EngineUnavailable(`Meilisearch at ${url.origin} answered ${status}: ${message}`)
  throw new Refused(`Meilisearch at ${url.origin} refused ${method} ${url.pathname}: ${message}`, code)
}

function parse(text: string, url: URL): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw new EngineUnavailable(`What answers at ${url.origin} is not Meilisearch: ${text.slice(0, 80)}`)
  }
}
