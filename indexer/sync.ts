// Brings an engine to what the library says: sends what changed, drops what is gone, rebuilds beside the old index when the code or settings did.
import type { Library } from './content/library.ts'
import { REGISTRY, type SearchDocument } from './documents/schema.ts'
import { digestOf, toSearchDocument } from './documents/section.ts'
import type { Engine, Progress } from './engine/engine.ts'

export interface SyncReport {
  /** Documents sent. */
  put: number
  dropped: number
  unchanged: number
  /** True when a whole new index was built and swapped in. */
  rebuilt: boolean
}

export interface SyncOptions {
  library: Library
  engine: Engine
  /** Documents of the database (experts): kept beside the library's. Without a list those that are there are left alone. */
  others?: readonly SearchDocument[]
  /** Rebuild even when nothing changed. */
  full?: boolean
  report?: (progress: Progress) => void
  signal?: AbortSignal
  /** Builds the whole index in another way, and shows it; used in place of the engine's own when there is much to build. */
  rebuild?: (signal?: AbortSignal) => Promise<void>
}

/** Above this share of changed documents a rebuild is cheaper and leaves no dead entries. */
const REBUILD_SHARE = 0.5
/** Documents from which on a rebuild elsewhere is worth starting a process for. */
export const MANY = 500

/** Nothing is sent for an unchanged tree. Aborting between batches leaves a consistent index; the next sync goes on from there. */
export async function sync({ library, engine, others, full = false, report, signal, rebuild }: SyncOptions): Promise<SyncReport> {
  // Made from its file only when it has to be sent.
  const wanted = new Map<string, { digest: string; make: () => SearchDocument }>()
  for (const document of library.documents.values()) wanted.set(document.id, { digest: digestOf(document), make: () => toSearchDocument(document) })
  for (const document of others ?? []) wanted.set(document.id, { digest: document.digest, make: () => document })

  const { fingerprint, digests } = await engine.state()
  const changed = [...wanted].filter(([id, { digest }]) => digests.get(id) !== digest).map(([, { make }]) => make)
  const gone = [...digests].filter(([id, digest]) => !wanted.has(id) && (others !== undefined || !digest.startsWith(REGISTRY))).map(([id]) => id)
  const unchanged = wanted.size - changed.length

  if (full || fingerprint !== engine.fingerprint || changed.length > Math.max(20, wanted.size * REBUILD_SHARE)) {
    if (rebuild && wanted.size >= MANY) await rebuild(signal)
    else await engine.rebuild(made([...wanted.values()].map(({ make }) => make)), { total: wanted.size, ...(report && { report }), ...(signal && { signal }) })
    return { put: wanted.size, dropped: gone.length, unchanged: 0, rebuilt: true }
  }
  signal?.throwIfAborted()
  if (gone.length) await engine.drop(gone)
  signal?.throwIfAborted()
  if (changed.length) await engine.put([...made(changed)], report)
  return { put: changed.length, dropped: gone.length, unchanged, rebuilt: false }
}

function* made(documents: readonly (() => SearchDocument)[]): Generator<SearchDocument> {
  for (const make of documents) yield make()
}
