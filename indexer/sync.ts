// Brings an engine to what the library says: sends what changed, drops what is gone, rebuilds beside the old index when the code or settings did.
import type { Library } from './content/library.ts'
import type { SearchDocument } from './documents/schema.ts'
import { toSearchDocument } from './documents/section.ts'
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
  /** Documents that do not come from files (experts, providers); they are kept beside the library's. */
  others?: readonly SearchDocument[]
  /** Rebuild even when nothing changed. */
  full?: boolean
  report?: (progress: Progress) => void
  signal?: AbortSignal
}

/** Above this share of changed documents a rebuild is cheaper and leaves no dead entries. */
const REBUILD_SHARE = 0.5

/** Nothing is sent for an unchanged tree. Aborting between batches leaves a consistent index; the next sync goes on from there. */
export async function sync({ library, engine, others = [], full = false, report, signal }: SyncOptions): Promise<SyncReport> {
  const wanted = new Map<string, SearchDocument>()
  for (const document of library.documents.values()) wanted.set(document.id, toSearchDocument(document))
  for (const document of others) wanted.set(document.id, document)

  const { fingerprint, digests } = await engine.state()
  const changed = [...wanted.values()].filter(({ id, digest }) => digests.get(id) !== digest)
  const gone = [...digests.keys()].filter((id) => !wanted.has(id))
  const unchanged = wanted.size - changed.length

  if (full || fingerprint !== engine.fingerprint || changed.length > Math.max(20, wanted.size * REBUILD_SHARE)) {
    await engine.rebuild(wanted.values(), { total: wanted.size, ...(report && { report }), ...(signal && { signal }) })
    return { put: wanted.size, dropped: gone.length, unchanged: 0, rebuilt: true }
  }
  signal?.throwIfAborted()
  if (gone.length) await engine.drop(gone)
  signal?.throwIfAborted()
  if (changed.length) await engine.put(changed, report)
  return { put: changed.length, dropped: gone.length, unchanged, rebuilt: false }
}
