// A real Meilisearch for one test file, and engines on it that are closed with it.
import { afterAll } from 'vitest'
import type { Engine } from '../../indexer/engine/engine.ts'
import { createMeilisearchEngine, type MeilisearchEngineOptions } from '../../indexer/engine/meilisearch.ts'
import { startMeilisearch, type MeilisearchServer } from '../support/meilisearch.ts'

/** `server` is null where there is none; then `open` must not be called. */
export async function useMeilisearch(): Promise<{ server: MeilisearchServer | null; keep: (engine: Engine) => Engine; open: (options?: Partial<MeilisearchEngineOptions>) => Promise<Engine> }> {
  const server = await startMeilisearch()
  const opened: Engine[] = []
  afterAll(async () => {
    for (const engine of opened) await engine.close()
    await server?.close()
  }, 30_000)
  /** Closes an engine that was made otherwise when the file ends. */
  function keep(engine: Engine): Engine {
    opened.push(engine)
    return engine
  }
  async function open(options: Partial<MeilisearchEngineOptions> = {}): Promise<Engine> {
    const { url, searchKey, adminKey } = server!
    return keep(await createMeilisearchEngine({ url, searchKey, adminKey, indexName: server!.indexName(), ...options }))
  }
  return { server, keep, open }
}
