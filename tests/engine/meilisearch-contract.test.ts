// The contract of all engines, on a real Meilisearch.
import { afterAll, describe, vi } from 'vitest'
import { createMeilisearchEngine } from '../../indexer/engine/meilisearch.ts'
import { startMeilisearch } from '../support/meilisearch.ts'
import { engineContract } from './contract.ts'

// A write is two or three tasks of the server, each up to a second on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const server = await startMeilisearch()
afterAll(() => server?.close())

describe.skipIf(!server)('on a real server', () => {
  engineContract('meilisearch', () => createMeilisearchEngine({ url: server!.url, searchKey: server!.searchKey, adminKey: server!.adminKey, indexName: server!.indexName() }))
})
