// Keeps the library and the index at what the content folder says: at start, on a schedule, and when an author saves.
import { watch } from 'node:fs'
import type { Logger } from 'pino'
import { loadLibrary, sync, type Engine, type Library, type SyncReport } from '../../indexer/index.ts'
import { withAdvisoryLock, type LockOutcome } from '../../prisma/lock.ts'

export interface Refresher {
  library: () => Library
  /** Reads all content and brings the index to it; calls that overlap share one run. */
  refresh: (signal?: AbortSignal) => Promise<SyncReport | null>
  /** Refreshes shortly after a file was saved; returns how to stop. */
  watch: () => () => void
  /** Null when the index agrees with the content, else what is missing. */
  check: () => Promise<string | null>
}

export interface RefreshDeps {
  directory: string
  engine: Engine & { refresh?: () => Promise<boolean> }
  /** One process at a time writes the index. */
  database: { url: string }
  log: Logger
}

const QUIET_MS = 300

export async function createRefresher({ directory, engine, database, log }: RefreshDeps): Promise<Refresher> {
  let library = await loadLibrary(directory)
  let running: Promise<SyncReport | null> | undefined
  let behind: string | null = 'not indexed yet'
  tell(library)

  function tell({ documents, problems }: Library): void {
    log.info({ documents: documents.size, problems: problems.length }, 'content read')
    for (const problem of problems.slice(0, 50)) log.warn(problem, 'content file refused; it is not published')
  }

  async function run(signal?: AbortSignal): Promise<SyncReport | null> {
    await engine.refresh?.()
    const fresh = await loadLibrary(directory)
    if (fresh.digest !== library.digest || fresh.problems.length !== library.problems.length) tell(fresh)
    library = fresh
    const outcome: LockOutcome<SyncReport> = await withAdvisoryLock(database, 'index', (lost) => sync({ library, engine, signal: signal ? AbortSignal.any([signal, lost]) : lost }))
    if (!outcome.ran) return null
    behind = null
    const { put, dropped, rebuilt } = outcome.value
    if (put || dropped || rebuilt) log.info(outcome.value, 'index brought up to date')
    return outcome.value
  }

  function refresh(signal?: AbortSignal): Promise<SyncReport | null> {
    running ??= run(signal)
      .catch((error: Error) => {
        behind = error.message
        throw error
      })
      .finally(() => (running = undefined))
    return running
  }

  return {
    library: () => library,
    refresh,
    check: async () => behind,
    watch: () => {
      let timer: NodeJS.Timeout | undefined
      const watcher = watch(directory, { recursive: true }, (_event, name) => {
        if (!name?.toString().endsWith('.md')) return
        clearTimeout(timer)
        timer = setTimeout(() => void refresh().catch((error: unknown) => log.error({ err: error }, 'refresh after a save failed')), QUIET_MS)
      })
      watcher.on('error', (error) => log.warn({ err: error }, 'the content folder cannot be watched; the schedule still reads it'))
      return () => {
        clearTimeout(timer)
        watcher.close()
      }
    },
  }
}
