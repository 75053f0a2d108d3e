// Writing to Meilisearch: whole documents in and out, and the rebuild in a shadow index that is swapped in at once.
import { randomUUID } from 'node:crypto'
import type { SearchDocument } from '../documents/schema.ts'
import type { Progress } from './engine.ts'
import type { Catalogue } from './meilisearch-catalogue.ts'
import { Refused, type MeilisearchClient } from './meilisearch-client.ts'
import { isIn } from './meilisearch-plan.ts'
import { toCatalogue, toRecords, type Manifest, type SectionRecord } from './meilisearch-records.ts'
import { CATALOGUE_SETTINGS, FINGERPRINT, SECTION_SETTINGS } from './meilisearch-settings.ts'
import { Statistics } from './meilisearch-statistics.ts'

export interface WriteDeps {
  client: MeilisearchClient
  catalogue: Catalogue
  indexUid: string
}

type Report = (progress: Progress) => void

/** Characters of text in one request; Meilisearch's own limit is 100 MB. */
const BATCH = 8_000_000
const MAX_DOCUMENTS = 500
/** Records of statistics above which they are added up into few; 1.2 million terms still fit before that. */
const COMPACT = 64
/** Tasks under way while the next batch is prepared. */
const AHEAD = 3

/** The catalogue is written last: after a failure the digests still tell what has to be sent again. */
export async function put({ client, catalogue, indexUid }: WriteDeps, documents: readonly SearchDocument[], report?: Report): Promise<void> {
  if (!documents.length) return
  await ensureIndexes(client, indexUid, catalogue)
  let done = 0
  for (const batch of inBatches(documents)) {
    const { change, keys } = await forgotten(client, indexUid, batch.map(({ id }) => id))
    const records = batch.flatMap((document) => countedRecords(document, change))
    await client.run((admin) => admin.index(indexUid).addDocuments(records))
    // Only now the sections that are no longer there: at no moment is a document missing.
    for (const { key } of records) keys.delete(key)
    if (keys.size) await client.run((admin) => admin.index(indexUid).deleteDocuments([...keys]))
    await writeCatalogue(client, catalogue, [...batch.map(toCatalogue), ...change.toRecords()])
    done += batch.length
    report?.({ done, total: documents.length })
  }
  await compactStatistics(client, catalogue)
}

export async function drop({ client, catalogue, indexUid }: WriteDeps, ids: readonly string[]): Promise<void> {
  if (!ids.length || !(await catalogue.manifest())) return
  for (let from = 0; from < ids.length; from += MAX_DOCUMENTS) {
    const batch = ids.slice(from, from + MAX_DOCUMENTS)
    const { change } = await forgotten(client, indexUid, batch)
    await client.run((admin) => admin.index(indexUid).deleteDocuments({ filter: isIn('documentId', batch) }))
    await client.run((admin) => admin.index(catalogue.uid).deleteDocuments({ filter: isIn('documentId', batch) }))
    await writeCatalogue(client, catalogue, change.toRecords())
  }
  await compactStatistics(client, catalogue)
}

/** Leaves the old index alone until the swap; what a broken rebuild left behind is thrown away first. */
export async function rebuild({ client, catalogue, indexUid }: WriteDeps, documents: Iterable<SearchDocument> | AsyncIterable<SearchDocument>, { report, signal, total = 0 }: { report?: Report; signal?: AbortSignal; total?: number } = {}): Promise<void> {
  const next = { sections: `${indexUid}-next`, catalogue: `${catalogue.uid}-next` }
  await discard(client, [next.sections, next.catalogue])
  try {
    await create(client, next.sections, next.catalogue)
    const statistics = new Statistics()
    const pending: number[] = []
    let done = 0
    const sendBatch = async (batch: SearchDocument[]) => {
      signal?.throwIfAborted()
      const records = batch.flatMap((document) => countedRecords(document, statistics))
      const tasks = await client.admin((admin) => Promise.all([admin.index(next.sections).addDocuments(records), admin.index(next.catalogue).addDocuments(batch.map(toCatalogue))]))
      pending.push(...tasks.map(({ taskUid }) => taskUid))
      while (pending.length > AHEAD * 2) await client.settle(pending.shift()!, signal)
      done += batch.length
      report?.({ done, total: Math.max(total, done) })
    }
    let batch: SearchDocument[] = []
    let size = 0
    for await (const document of documents) {
      signal?.throwIfAborted()
      batch.push(document)
      size += sizeOf(document)
      if (size < BATCH && batch.length < MAX_DOCUMENTS) continue
      await sendBatch(batch)
      batch = []
      size = 0
    }
    if (batch.length) await sendBatch(batch)
    for (const task of pending) await client.settle(task, signal)
    await client.run((admin) => admin.index(next.catalogue).addDocuments([manifest(), ...statistics.toRecords({ dropRare: true })]), signal)
    await create(client, indexUid, catalogue.uid)
    signal?.throwIfAborted()
    await client.run((admin) => admin.swapIndexes([
      { indexes: [indexUid, next.sections], rename: false },
      { indexes: [catalogue.uid, next.catalogue], rename: false },
    ]))
    catalogue.forget()
  } finally {
    // After a failure the shadow, after success the old index. When the server is gone this fails too, and the next rebuild does it.
    await discard(client, [next.sections, next.catalogue]).catch(() => {})
  }
}

const manifest = (): Manifest => ({ key: 'manifest', type: 'manifest', fingerprint: FINGERPRINT, generation: randomUUID() })

function countedRecords(document: SearchDocument, statistics: Statistics): SectionRecord[] {
  const { records, sectionTerms } = toRecords(document)
  records.forEach(({ length }, i) => statistics.count(sectionTerms[i]!, length))
  return records
}

/** What is stored of these documents: its keys, and statistics with it taken away; bigrams are not stored and stay, which matters little until the next rebuild. */
async function forgotten(client: MeilisearchClient, indexUid: string, ids: readonly string[]): Promise<{ change: Statistics; keys: Set<string> }> {
  const change = new Statistics()
  const [old] = await client.search<Pick<SectionRecord, 'key' | 'terms' | 'length'>>([{ indexUid, q: '', filter: isIn('documentId', ids), limit: 1_000_000, attributesToRetrieve: ['key', 'terms', 'length'] }])
  for (const { terms, length } of old!.hits) change.count(terms, length, -1)
  return { change, keys: new Set(old!.hits.map(({ key }) => key)) }
}

async function writeCatalogue(client: MeilisearchClient, catalogue: Catalogue, records: readonly object[]): Promise<void> {
  const previous = await catalogue.manifest()
  // The fingerprint stays what the index was built with: only a rebuild may change it.
  await client.run((admin) => admin.index(catalogue.uid).addDocuments([...records, { ...manifest(), ...(previous && { fingerprint: previous.fingerprint }) }]))
  catalogue.forget()
}

async function compactStatistics(client: MeilisearchClient, catalogue: Catalogue): Promise<void> {
  if ((await catalogue.statisticsKeys()).length <= COMPACT) return
  const sum = new Statistics()
  const records = await catalogue.statisticsRecords()
  for (const record of records) sum.add(record)
  const compact = sum.toRecords()
  // Deleting first would leave a moment without statistics; a crash in between counts twice until the next rebuild.
  await writeCatalogue(client, catalogue, compact)
  await client.run((admin) => admin.index(catalogue.uid).deleteDocuments(records.map(({ key }) => key)))
  catalogue.forget()
}

async function ensureIndexes(client: MeilisearchClient, indexUid: string, catalogue: Catalogue): Promise<void> {
  if (await catalogue.manifest()) return
  await create(client, indexUid, catalogue.uid)
}

/** Creates what is missing and sets it up. */
async function create(client: MeilisearchClient, sections: string, catalogue: string): Promise<void> {
  for (const [uid, settings] of [[sections, SECTION_SETTINGS], [catalogue, CATALOGUE_SETTINGS]] as const) {
    const isNew = await tolerate(client.run((admin) => admin.createIndex(uid, { primaryKey: 'key' })), 'index_already_exists')
    if (isNew) await client.run((admin) => admin.index(uid).updateSettings(settings))
  }
}

async function discard(client: MeilisearchClient, uids: readonly string[]): Promise<void> {
  // Batches that still wait would otherwise be worked off first, or make the index anew.
  await client.run((admin) => admin.tasks.cancelTasks({ indexUids: [...uids], statuses: ['enqueued', 'processing'] }))
  for (const uid of uids) await tolerate(client.run((admin) => admin.deleteIndex(uid)), 'index_not_found')
}

/** False when it failed for the reason given. */
async function tolerate(task: Promise<void>, reason: string): Promise<boolean> {
  try {
    await task
    return true
  } catch (error) {
    if (error instanceof Refused && error.reason === reason) return false
    throw error
  }
}

const sizeOf = ({ sections, summary }: SearchDocument): number => summary.length + sections.reduce((sum, { text }) => sum + text.length + 200, 0)

function* inBatches(documents: readonly SearchDocument[]): Generator<SearchDocument[]> {
  let batch: SearchDocument[] = []
  let size = 0
  for (const document of documents) {
    batch.push(document)
    size += sizeOf(document)
    if (size >= BATCH || batch.length >= MAX_DOCUMENTS) {
      yield batch
      batch = []
      size = 0
    }
  }
  if (batch.length) yield batch
}
