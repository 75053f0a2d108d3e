// The embedded engine: a main segment, the changes since beside it, and a checksummed file of each. Derived data only: delete them and nothing is lost.
import { createHash } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import type { SearchDocument } from '../documents/schema.ts'
import { EngineFailed, EngineUnavailable } from '../errors.ts'
import { BM25 } from '../text/bm25.ts'
import { VOCABULARY_VERSION } from '../vocabulary.ts'
import type { Engine, Hit, IndexState, Progress, SearchQuery, SearchResult, Suggestion } from './engine.ts'
import { searchSegments } from './search.ts'
import type { Segment } from './segment.ts'
import { buildSegment, mergeSegments, SegmentBuilder } from './segment-build.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { similarDocuments, suggestFrom } from './suggestions.ts'

/** Raise when segmentation, weights or the layout change in a way that old snapshots must not be served. */
const CODE_VERSION = 8
const FINGERPRINT = createHash('sha256').update(JSON.stringify([CODE_VERSION, VOCABULARY_VERSION, BM25])).digest('hex').slice(0, 16)

/** Share of gone documents, or of documents beside the main segment, above which all is put into one segment again. */
const COMPACT_SHARE = 0.2

export interface EmbeddedEngine extends Engine {
  /** Opens the files again when another process has replaced them; true when it had. Costs two calls of `stat`. */
  refresh(): Promise<boolean>
}

/** With `directory: null` the index lives in memory only. */
export async function createEmbeddedEngine({ directory }: { directory: string | null }): Promise<EmbeddedEngine> {
  const file = directory && join(directory, 'library.index')
  const changesFile = directory && join(directory, 'library.changes')
  let main: Segment | null = null
  /** Of the file that holds `main`. */
  let mainId = ''
  let changes: Segment | null = null
  let closed = false
  let seen = ''
  let last: Promise<unknown> = Promise.resolve()
  if (directory) await mkdir(directory, { recursive: true }).catch((cause: unknown) => Promise.reject(new EngineUnavailable(`cannot make ${directory}`, { cause })))
  await reopen()

  function segments(): Segment[] {
    if (closed) throw new EngineUnavailable('the search engine is closed')
    return [main, changes].filter((segment) => segment !== null)
  }

  /** Scores of both segments rest on the same mean length, so that they compare. */
  function show(nextMain: Segment | null, nextChanges: Segment | null): void {
    main = nextMain
    changes = nextChanges?.records.length ? nextChanges : null
    const all = [main, changes].filter((segment) => segment !== null)
    const sections = all.reduce((sum, { liveSections }) => sum + liveSections, 0)
    const mean = all.reduce((sum, { liveLength }) => sum + liveLength, 0) / Math.max(1, sections)
    for (const segment of all) segment.meanLength = mean
  }

  async function reopen(): Promise<boolean> {
    if (!file || !changesFile) return false
    const mark = await markOf(file, changesFile)
    if (mark === seen) return false
    seen = mark
    const snapshot = await readSnapshot(file, FINGERPRINT)
    if (!snapshot) return false
    const later = await readSnapshot(changesFile, FINGERPRINT)
    // Changes of another snapshot are left alone: the next synchronisation sends them again.
    const fits = later?.change?.base === snapshot.id
    if (fits) for (const id of later.change!.gone) snapshot.segment.kill(id)
    mainId = snapshot.id
    show(snapshot.segment, fits ? later.segment : null)
    return true
  }

  /** Everything is in memory and found already; a failure here loses only the work of the next start. */
  async function save(mainIsNew: boolean): Promise<void> {
    if (!file || !changesFile || !main) return
    try {
      if (mainIsNew) {
        mainId = await writeSnapshot(file, FINGERPRINT, main)
        await rm(changesFile, { force: true })
      } else {
        const gone = main.records.flatMap(({ id }, d) => (main!.dead[d] ? [id] : []))
        await writeSnapshot(changesFile, FINGERPRINT, changes ?? buildSegment([]), { base: mainId, gone })
      }
      seen = await markOf(file, changesFile)
    } catch (cause) {
      throw new EngineFailed(`the index cannot be written to ${directory}`, { cause })
    }
  }

  /** Drops the ids, adds the segment, and saves: everything again when much has gathered, else the changes only. */
  async function change(ids: Iterable<string>, fresh: Segment | null): Promise<void> {
    for (const id of ids) for (const segment of segments()) segment.kill(id)
    const beside = [changes, fresh].filter((segment) => segment !== null)
    const added = beside.reduce((sum, { liveCount }) => sum + liveCount, 0)
    const kept = main?.liveCount ?? 0
    const gone = (main?.records.length ?? 0) - kept
    const compact = !main || gone > main.records.length * COMPACT_SHARE || added > kept * COMPACT_SHARE
    if (compact) show(mergeSegments(main ? [main, ...beside] : beside), null)
    else show(main, mergeSegments(beside))
    await save(compact)
  }

  /** One writer at a time, in order; a search needs no turn. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }

  return {
    name: 'embedded',
    fingerprint: FINGERPRINT,
    async search(query: SearchQuery): Promise<SearchResult> {
      return searchSegments(segments(), query)
    },
    async suggest(text: string, limit: number): Promise<Suggestion[]> {
      return suggestFrom(segments(), text, limit)
    },
    async similar(id: string, limit: number): Promise<Hit[]> {
      return similarDocuments(segments(), id, limit)
    },
    async state(): Promise<IndexState> {
      const digests = new Map<string, string>()
      for (const { records, dead } of segments()) records.forEach(({ id, digest }, d) => !dead[d] && digests.set(id, digest))
      return { fingerprint: main ? FINGERPRINT : null, digests }
    },
    isReady: () => Promise.resolve(main !== null && !closed),
    put: (documents: SearchDocument[], report?: (progress: Progress) => void) =>
      inTurn(async () => {
        if (!documents.length) return
        const latest = new Map(documents.map((document) => [document.id, document]))
        await change(latest.keys(), buildSegment([...latest.values()]))
        report?.({ done: documents.length, total: documents.length })
      }),
    drop: (ids: string[]) => inTurn(() => change(ids, null)),
    rebuild: (documents, { report, signal, total } = {}) =>
      inTurn(async () => {
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
        signal?.throwIfAborted()
        show(builder.finish(), null)
        await save(true)
      }),
    refresh: () => inTurn(reopen),
    async close(): Promise<void> {
      await last
      closed = true
      main = changes = null
    },
  }
}

/** Changes when another process has replaced one of the files. */
async function markOf(...files: string[]): Promise<string> {
  const marks = await Promise.all(files.map((file) => stat(file).then(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`, () => '')))
  return marks.join(' ')
}
