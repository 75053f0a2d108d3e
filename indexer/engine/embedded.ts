// The embedded engine: immutable segments in memory, a checksummed snapshot on disk. Derived data only: delete the file and nothing is lost.
import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import type { SearchDocument } from '../documents/schema.ts'
import { BM25 } from '../text/bm25.ts'
import { VOCABULARY_VERSION } from '../vocabulary.ts'
import type { Engine, Hit, IndexState, Progress, SearchQuery, SearchResult, Suggestion } from './engine.ts'
import { searchSegments } from './search.ts'
import { Segment, SegmentBuilder } from './segment.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { similarDocuments, suggestFrom } from './suggestions.ts'

/** Raise when segmentation, weights or the layout change in a way that old snapshots must not be served. */
const CODE_VERSION = 5
const FINGERPRINT = createHash('sha256').update(JSON.stringify([CODE_VERSION, VOCABULARY_VERSION, BM25])).digest('hex').slice(0, 16)

/** Share of replaced and dropped documents, or of documents beside the main segment, above which all is put into one segment again. */
const COMPACT_SHARE = 0.2

export interface EmbeddedEngine extends Engine {
  /** Opens the snapshot again when another process has replaced it; true when it had. */
  refresh(): Promise<boolean>
}

/** With `directory: null` the index lives in memory only. */
export async function createEmbeddedEngine({ directory }: { directory: string | null }): Promise<EmbeddedEngine> {
  const file = directory && join(directory, 'library.index')
  let segments: Segment[] = []
  let built = false
  let seen = ''
  if (directory) await mkdir(directory, { recursive: true })
  await reopen()

  async function reopen(): Promise<boolean> {
    if (!file) return false
    const mark = await stat(file).then(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`, () => '')
    if (mark === seen) return false
    seen = mark
    const segment = mark ? await readSnapshot(file, FINGERPRINT) : null
    if (!segment) return false
    segments = [segment]
    built = true
    return true
  }

  async function save(): Promise<void> {
    if (!file) return
    const whole = segments.length === 1 && segments[0]!.liveCount === segments[0]!.records.length ? segments[0]! : Segment.build(liveDocuments(segments))
    await writeSnapshot(file, FINGERPRINT, whole)
    seen = await stat(file).then(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`)
  }

  function kill(ids: Iterable<string>): void {
    for (const id of ids) for (const segment of segments) segment.kill(id)
  }

  function compactWhenDue(): void {
    const all = segments.reduce((sum, { records }) => sum + records.length, 0)
    const live = segments.reduce((sum, { liveCount }) => sum + liveCount, 0)
    const beside = segments.slice(1).reduce((sum, { liveCount }) => sum + liveCount, 0)
    if (all - live > all * COMPACT_SHARE || beside > live * COMPACT_SHARE) segments = [Segment.build(liveDocuments(segments))]
    else if (segments.length > 2) segments = [segments[0]!, Segment.build(liveDocuments(segments.slice(1)))]
  }

  return {
    name: 'embedded',
    fingerprint: FINGERPRINT,
    async search(query: SearchQuery): Promise<SearchResult> {
      return searchSegments(segments, query)
    },
    async suggest(text: string, limit: number): Promise<Suggestion[]> {
      return suggestFrom(segments, text, limit)
    },
    async similar(id: string, limit: number): Promise<Hit[]> {
      return similarDocuments(segments, id, limit)
    },
    async state(): Promise<IndexState> {
      const digests = new Map<string, string>()
      for (const { records, dead } of segments) records.forEach(({ id, digest }, d) => !dead[d] && digests.set(id, digest))
      return { fingerprint: built ? FINGERPRINT : null, digests }
    },
    async put(documents: SearchDocument[], report?: (progress: Progress) => void): Promise<void> {
      if (!documents.length) return
      const fresh = Segment.build([...new Map(documents.map((document) => [document.id, document])).values()])
      kill(documents.map(({ id }) => id))
      segments = [...segments, fresh]
      built = true
      compactWhenDue()
      await save()
      report?.({ done: documents.length, total: documents.length })
    },
    async drop(ids: string[]): Promise<void> {
      kill(ids)
      compactWhenDue()
      await save()
    },
    async rebuild(documents, { report, signal, total } = {}): Promise<void> {
      const builder = new SegmentBuilder()
      let done = 0
      let rested = Date.now()
      for await (const document of documents) {
        signal?.throwIfAborted()
        builder.add(document)
        done++
        // The old index goes on answering while the new one is made.
        if (Date.now() - rested > 25) {
          report?.({ done, total: total ?? done })
          await breathe()
          rested = Date.now()
        }
      }
      report?.({ done, total: done })
      const fresh = builder.finish()
      signal?.throwIfAborted()
      segments = [fresh]
      built = true
      await save()
    },
    refresh: reopen,
    async close(): Promise<void> {
      segments = []
    },
  }
}

function liveDocuments(segments: readonly Segment[]): SearchDocument[] {
  return segments.flatMap((segment) => segment.records.flatMap((_, d) => (segment.dead[d] ? [] : [segment.documentAt(d)])))
}
