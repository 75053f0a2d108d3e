// Counts beside facet values against the hits behind them, on a real Meilisearch.
import { describe } from 'vitest'
import { facetClicks } from './facet-clicks.ts'
import { useMeilisearch } from './use-meilisearch.ts'

const { server, open } = await useMeilisearch()

describe.skipIf(!server)('on a real server', () => {
  facetClicks('meilisearch', () => open())
})
