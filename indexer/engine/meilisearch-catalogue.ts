// The catalogue beside the sections: manifest, digests and term statistics, read with the search key and kept until a write changes them.
import { EngineUnavailable } from '../errors.ts'
import { Refused, type MeilisearchClient, type SearchRequest } from './meilisearch-client.ts'
import type { CatalogueDocument, Manifest } from './meilisearch-records.ts'
import { Statistics, type StatisticsRecord } from './meilisearch-statistics.ts'

const ALL = 5_000_000

export class Catalogue {
  readonly uid: string
  readonly #client: MeilisearchClient
  #held: { generation: string; statistics: Statistics } | null = null
  #loading: Promise<Statistics> | null = null

  constructor(client: MeilisearchClient, uid: string) {
    this.#client = client
    this.uid = uid
  }

  /** Loaded once, and again after `forget` or when another process has written. */
  async statistics(): Promise<Statistics> {
    return this.#held?.statistics ?? this.#load()
  }

  forget(): void {
    this.#held = null
  }

  /** Rides along with each search. */
  manifestRequest(): SearchRequest {
    return { indexUid: this.uid, q: '', filter: 'type = manifest', limit: 1 }
  }

  /** Old statistics still rank well enough for this one answer, so the new ones are fetched behind it. */
  noticeManifest(manifest: Manifest | undefined): void {
    if (!this.#held || this.#held.generation === (manifest?.generation ?? '')) return
    // A failure is met again, and reported, by the next search.
    this.#load().catch(() => this.forget())
  }

  async manifest(): Promise<Manifest | null> {
    const [manifest] = await this.read<Manifest>('manifest', 1)
    return manifest ?? null
  }

  documents(limit = ALL): Promise<CatalogueDocument[]> {
    return this.read<CatalogueDocument>('document', limit)
  }

  statisticsRecords(): Promise<StatisticsRecord[]> {
    return this.read<StatisticsRecord>('terms', ALL)
  }

  async statisticsKeys(): Promise<string[]> {
    return (await this.read<{ key: string }>('terms', ALL, ['key'])).map(({ key }) => key)
  }

  /** An index that does not exist has nothing in it. */
  async read<T>(type: string, limit: number, attributesToRetrieve = ['*']): Promise<T[]> {
    try {
      const [answer] = await this.#client.search<T>([{ indexUid: this.uid, q: '', filter: `type = ${type}`, limit, attributesToRetrieve }])
      return answer!.hits
    } catch (error) {
      if (error instanceof Refused && error.reason === 'index_not_found') return []
      throw error
    }
  }

  #load(): Promise<Statistics> {
    return (this.#loading ??= this.#fetch().finally(() => (this.#loading = null)))
  }

  async #fetch(): Promise<Statistics> {
    const manifest = await this.manifest()
    if (!manifest) throw notBuilt()
    const statistics = new Statistics()
    for (const record of await this.statisticsRecords()) statistics.add(record)
    this.#held = { generation: manifest.generation, statistics }
    return statistics
  }
}

export const notBuilt = (): EngineUnavailable => new EngineUnavailable('Meilisearch holds no index yet: run `npm run index`')
