// Chooses the engine by what is configured: Meilisearch where there is a server, else the embedded one.
import { join } from 'node:path'
import { createEmbeddedEngine } from './embedded.ts'
import type { Engine } from './engine.ts'
import { createMeilisearchEngine } from './meilisearch.ts'

export interface EngineSettings {
  /** The service's data folder; the embedded index lives in `index/` below it. */
  directory: string
  meilisearch: { url: string | undefined; searchKey: string | undefined; adminKey: string | undefined }
}

export async function openEngine({ directory, meilisearch: { url, searchKey, adminKey } }: EngineSettings): Promise<Engine> {
  if (!url) return createEmbeddedEngine({ directory: join(directory, 'index') })
  return createMeilisearchEngine({ url, ...(adminKey && { adminKey }), ...(searchKey && { searchKey }) })
}
