// The engine for installations that outgrow one process: Meilisearch stores and finds, planning and ranking stay here.
import type { Engine, IndexState } from './engine.ts'
import { Catalogue, notBuilt } from './meilisearch-catalogue.ts'
import { MeilisearchClient, Refused, type MeilisearchClientOptions } from './meilisearch-client.ts'
import { search, type SearchDeps } from './meilisearch-search.ts'
import { CATALOGUE_SETTINGS, findDrift, FINGERPRINT, SECTION_SETTINGS } from './meilisearch-settings.ts'
import { similar, suggest } from './meilisearch-suggest.ts'
import { drop, put, rebuild } from './meilisearch-write.ts'

export interface MeilisearchEngineOptions extends MeilisearchClientOptions {
  /** Index of the sections; a second one, `<indexName>-catalogue`, stands beside it. A search key must allow both (`<indexName>*`). */
  indexName?: string
  /** Hits taken from each small query of a search; 60–200. More finds more and takes longer. */
  poolSize?: number
  /** How many of the rarest words get a query of their own. */
  heads?: number
}

/**
 * Does not talk to the server yet, so that the service starts while Meilisearch is down; each verb reports what is wrong then.
 * Without `adminKey` the engine only reads: `put`, `drop` and `rebuild` throw `EngineFailed`. Throws on a malformed URL.
 */
export async function createMeilisearchEngine({ indexName = 'library', poolSize = 150, heads = 12, ...connection }: MeilisearchEngineOptions): Promise<Engine> {
  const client = new MeilisearchClient(connection)
  const catalogue = new Catalogue(client, `${indexName}-catalogue`)
  const deps: SearchDeps = { client, catalogue, indexUid: indexName, poolSize, heads }

  return {
    name: 'meilisearch',
    fingerprint: FINGERPRINT,
    search: (query) => reading(search(deps, query)),
    suggest: (text, limit) => reading(suggest(deps, text, limit)),
    similar: (id, limit) => reading(similar(deps, id, limit)),
    put: (documents, report) => put(deps, documents, report),
    drop: (ids) => drop(deps, ids),
    rebuild: (documents, options) => rebuild(deps, documents, options),
    state,
    isReady: async () => (await catalogue.manifest())?.fingerprint === FINGERPRINT,
    async close() {
      client.close()
    },
  }

  /** A server that was emptied while this process ran has to be filled again. */
  async function reading<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof Refused && error.reason === 'index_not_found')) throw error
      catalogue.forget()
      throw notBuilt()
    }
  }

  async function state(): Promise<IndexState> {
    const manifest = await catalogue.manifest()
    if (!manifest) return { fingerprint: null, digests: new Map() }
    const documents = await catalogue.documents()
    const drift = client.canWrite ? await settingsDrift() : []
    return { fingerprint: drift.length ? `${manifest.fingerprint}, settings changed: ${drift.join(', ')}` : manifest.fingerprint, digests: new Map(documents.map(({ documentId, digest }) => [documentId, digest])) }
  }

  /** Someone may have changed the settings on the server by hand; a rebuild puts them right. */
  async function settingsDrift(): Promise<string[]> {
    const read = (uid: string) => client.admin((admin) => admin.index(uid).getSettings())
    try {
      const [sections, names] = await Promise.all([read(indexName), read(catalogue.uid)])
      return [...findDrift(SECTION_SETTINGS, sections), ...findDrift(CATALOGUE_SETTINGS, names)]
    } catch (error) {
      if (error instanceof Refused && error.reason === 'index_not_found') return ['index missing']
      throw error
    }
  }
}
