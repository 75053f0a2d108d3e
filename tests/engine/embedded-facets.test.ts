// Counts beside facet values against the hits behind them, on the embedded engine.
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import { facetClicks } from './facet-clicks.ts'

facetClicks('embedded', () => createEmbeddedEngine({ directory: null }))
