// Keeps the library and the index at what the content folder says: at start, on a schedule, and when an author saves.
import { watch } from 'node:fs'
import type { Logger } from 'pino'
import { layOutPublished, loadLibrary, sync, type Engine, type Library, type SearchDocument, type SyncReport } from '../../indexer/index.ts'
import type { Database } from '../../prisma/client.ts'
import { withAdvisoryLock } from '../../prisma/lock.ts'
import { withoutTakenDown } from '../takedowns/hidden.ts'
import { readTakenDown } from '../takedowns/ledger.ts'
import { rememberAddresses } from './addresses.ts'

export interface Refresher {
  library: () => Library
  /**
   * Reads all content and brings the index to it. A call during a run waits for one more run, which sees what was
   * saved meanwhile; all such calls share it. Null when another process is writing the index. A failure is thrown
   * and tried again by itself, at growing intervals.
   */
  refresh: (signal?: AbortSignal) => Promise<SyncReport | null>
  /** Refreshes shortly after a file was saved; returns how to stop. */
  watch: () => () => void
  /** When the index was last brought to the content; null before the first time. */
  refreshedAt: () => Date | null
  /** Null when the index agrees with the content, else what is missing. */
  check: () => Promise<string | null>
  /** No more runs by itself; waits for the one under way. */
  close: () => Promise<void>
}

export interface RefreshDeps {
  directory: string
  /** Folder into which texts published here are laid out before each reading; none: only the authors' folder is read. */
  published?: string
  /** Earlier versions from git, where the folder is in a work tree. */
  git?: boolean
  engine: Engine & { refresh?: () => Promise<boolean> }
  /** One process at a time writes the index. */
  database: Pick<Database, 'url' | 'prisma'>
  log: Logger
  /** Read already, so that it need not be read again at the start. */
  library?: Library
  /** Builds a whole index outside of this process; used when one is due for a large library on an engine that keeps its index in files. */
  buildElsewhere?: (signal: AbortSignal) => Promise<void>
  /** What stands in the index beside the content: listed experts. */
  others?: () => Promise<readonly SearchDocument[]>
  /** First pause before a failed refresh is tried again, doubled each time up to a minute. */
  retryMs?: number
}

const QUIET_MS = 300
const LONGEST_RETRY_MS = 60_000

export async function createRefresher({ directory, published, git = true, engine, database, log, library: given, buildElsewhere, others: readOthers, retryMs = 2_000 }: RefreshDeps): Promise<Refresher> {
  const load = () => loadLibrary(directory, { git, ...(published && { beside: [published] }) })
  let library = given ?? (await load())
  // The first refresh indexes what was read just now.
  let isUnread = false
  let running: Promise<SyncReport | null> | undefined
  let queued: Promise<SyncReport | null> | undefined
  let retry: NodeJS.Timeout | undefined
  let failures = 0
  let refreshedAt: Date | null = null
  const closing = new AbortController()
  let behind: string | null = 'not indexed yet'
  tell(library)

  function tell({ documents, problems }: Library): void {
    log.info({ documents: documents.size, problems: problems.length }, 'content read')
    for (const problem of problems.slice(0, 50)) log.warn(problem, 'content file refused; it is not published')
  }

  /** True when a file changed; without the database the folder is read as it is. */
  async function layOut(): Promise<boolean> {
    if (!published) return false
    const laid = await layOutPublished(published, database.prisma).catch((error: unknown) => log.warn({ err: error }, 'published texts could not be read from the database'))
    return Boolean(laid && (laid.written || laid.removed))
  }

  async function read(): Promise<void> {
    const isStale = await layOut()
    const fresh = isUnread || isStale ? await load() : library
    isUnread = true
    if (fresh.digest !== library.digest || fresh.problems.length !== library.problems.length) tell(fresh)
    // Without the database pages are still shown; only addresses of earlier days are missing.
    library = await rememberAddresses(fresh, database.prisma).catch((error: unknown) => {
      log.warn({ err: error }, 'earlier addresses could not be read')
      return fresh
    })
  }

  async function rebuild(signal: AbortSignal = closing.signal): Promise<void> {
    await buildElsewhere?.(signal)
    await engine.refresh?.()
    if (!(await engine.isReady())) throw new Error('the index that was built elsewhere cannot be opened')
  }

  async function run(signal?: AbortSignal): Promise<SyncReport | null> {
    await engine.refresh?.()
    await read()
    const outcome = await withAdvisoryLock(database, 'index', async (lost) => {
      // Read inside the turn: what is taken down must not come back with the content.
      const takenDown = await readTakenDown(database.prisma)
      const startedAt = new Date()
      const others = (await readOthers?.()) ?? []
      const report = await sync({ library: withoutTakenDown(library, takenDown), engine, others, ...(buildElsewhere && { rebuild }), signal: AbortSignal.any([closing.signal, lost, ...(signal ? [signal] : [])]) })
      // An index that was built elsewhere was built of all files.
      if (report.rebuilt && takenDown.size) await engine.drop([...takenDown.keys()])
      if (report.rebuilt && buildElsewhere && others.length) await engine.put([...others])
      // What was applied while an older state was being sent is applied once more.
      await database.prisma.outbox.updateMany({ where: { appliedAt: { gte: startedAt } }, data: { appliedAt: null } })
      return report
    })
    if (!outcome.ran) {
      behind = 'another process is writing the index'
      tryAgain()
      return null
    }
    void library.prepare(closing.signal)
    behind = null
    failures = 0
    refreshedAt = new Date()
    const { put, dropped, rebuilt } = outcome.value
    if (put || dropped || rebuilt) log.info(outcome.value, 'index brought up to date')
    return outcome.value
  }

  function tryAgain(): void {
    if (closing.signal.aborted) return
    clearTimeout(retry)
    const pause = Math.min(retryMs * 2 ** failures++, LONGEST_RETRY_MS)
    retry = setTimeout(() => refresh().catch((error: Error) => log.warn({ reason: error.message }, 'the index is still behind')), pause).unref()
  }

  function start(signal?: AbortSignal): Promise<SyncReport | null> {
    clearTimeout(retry)
    running = run(signal)
      .catch((error: Error) => {
        behind = error.message
        tryAgain()
        throw error
      })
      .finally(() => (running = undefined))
    return running
  }

  function refresh(signal?: AbortSignal): Promise<SyncReport | null> {
    if (!running) return start(signal)
    queued ??= afterwards(running, signal)
    return queued
  }

  async function afterwards(current: Promise<unknown>, signal?: AbortSignal): Promise<SyncReport | null> {
    await Promise.allSettled([current])
    queued = undefined
    return start(signal)
  }

  return {
    library: () => library,
    refresh,
    refreshedAt: () => refreshedAt,
    check: async () => behind,
    close: async () => {
      closing.abort(new Error('the service is stopping'))
      clearTimeout(retry)
      await Promise.allSettled([running, queued])
    },
    watch: () => {
      let timer: NodeJS.Timeout | undefined
      const watcher = watch(directory, { recursive: true }, (_event, name) => {
        if (!name?.toString().endsWith('.md')) return
        clearTimeout(timer)
        timer = setTimeout(() => refresh().catch((error: unknown) => log.error({ err: error }, 'refresh after a save failed')), QUIET_MS)
      })
      watcher.on('error', (error) => log.warn({ err: error }, 'the content folder cannot be watched; the schedule still reads it'))
      return () => {
        clearTimeout(timer)
        watcher.close()
      }
    },
  }
}
