// Is the process alive, and can it do its work: database, engine, and an index that agrees with the content.
import { z } from 'zod'
import { endpoint, nothing, type AnyEndpoint } from './endpoint.ts'

export interface HealthDeps {
  /** Each throws, or says what is wrong, when its part does not work. */
  checks: Readonly<Record<'database' | 'engine' | 'index', () => Promise<string | null>>>
}

const part = z.object({ ok: z.boolean(), detail: z.string().optional() })
const ready = z.object({ ok: z.boolean(), database: part, engine: part, index: part })

export function healthEndpoints({ checks }: HealthDeps): AnyEndpoint[] {
  return [
    endpoint({ method: 'get', path: '/healthz', permission: 'operations:probe', summary: 'The process answers', query: nothing, params: nothing, response: z.object({ ok: z.boolean() }), problems: [], handle: () => ({ ok: true }) }),
    endpoint({
      method: 'get',
      path: '/readyz',
      permission: 'operations:probe',
      summary: 'Database, engine and index are ready; 503 names the part that is not',
      query: nothing,
      params: nothing,
      response: ready,
      alsoAnswers: [503],
      problems: [],
      handle: async ({ response }) => {
        const parts = Object.fromEntries(await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await run(check)] as const))) as Record<keyof typeof checks, z.output<typeof part>>
        const ok = Object.values(parts).every((it) => it.ok)
        response.status(ok ? 200 : 503)
        return { ok, ...parts }
      },
    }),
  ]
}

async function run(check: () => Promise<string | null>): Promise<z.output<typeof part>> {
  try {
    const detail = await check()
    return detail === null ? { ok: true } : { ok: false, detail }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.name : 'failed' }
  }
}
