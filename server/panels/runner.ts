// Works off the queue of runs inside the process: one at a time in a database, within a limit, stoppable; what a killed process left is marked.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { PanelRun, Prisma } from '../../prisma/client.ts'
import { withAdvisoryLock } from '../../prisma/lock.ts'
import type { Step } from '../assignments/optimise.ts'
import { assignPanels, type Progress } from '../assignments/solve.ts'
import { DomainFailure } from '../errors.ts'
import { readBatch, type BatchDeps } from './batch.ts'
import { packRun, type Asked } from './result.ts'

export interface RunnerDeps extends BatchDeps {
  database: { url: string }
  log: Pick<Logger, 'error'>
  /** For reading, scoring and solving together; 60 s when not given. */
  limitMs?: number
}

export interface PanelRunner {
  /** Takes up what is queued, after whoever else is at it; call it once at the start, and after each new run. Ends when nothing is queued. */
  wake: () => Promise<void>
  /** Ends the work of a run whose row says so already. */
  stop: (id: string) => void
  /** Ends what runs, and waits for it. */
  close: () => Promise<void>
}

type Ending = Pick<Prisma.PanelRunUpdateManyMutationInput, 'state' | 'error' | 'result'>

const LOCK = 'panel-runs'
const LIMIT_MS = 60_000
const BEAT_MS = 500
const RETRY_MS = 1000
const KILLED = '服务在求解中途停止，没有产生方案；请重新求解'
const FAILED = '求解出错，没有产生方案；请重试，仍不行时请把编号告诉管理员'

const STEPS: Record<Step | 'start', string> = {
  start: '正在启动求解器',
  floor: '正在计算每项需求的保底线',
  optimum: '正在求最优方案',
  integer_floor: '正在为整数人选重新计算保底线',
  blocks: '没有可行方案，正在查明原因',
  widen: '正在扩大候选范围',
  explain: '正在整理方案和理由',
}

export const tellProgress = (progress: Progress): string => {
  if (progress.state === 'queued') return '正在排队'
  return progress.gap === null ? STEPS[progress.step] : `${STEPS[progress.step]}，距离已证明的上界 ${(progress.gap * 100).toFixed(1)}%`
}

export function createPanelRunner(deps: RunnerDeps): PanelRunner {
  const { prisma, database, log, limitMs = LIMIT_MS } = deps
  const running = new Map<string, AbortController>()
  const closing = new AbortController()
  let working: Promise<void> | undefined
  let isWanted = false

  const finish = (id: string, ending: Ending) => prisma.panelRun.updateMany({ where: { id, state: 'RUNNING' }, data: { ...ending, progress: null, endedAt: new Date() } })

  async function take(): Promise<PanelRun | null> {
    for (;;) {
      const next = await prisma.panelRun.findFirst({ where: { state: 'QUEUED' }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      if (!next) return null
      const { count } = await prisma.panelRun.updateMany({ where: { id: next.id, state: 'QUEUED' }, data: { state: 'RUNNING', startedAt: new Date() } })
      if (count) return next
    }
  }

  async function solve({ enquiries, result }: PanelRun, signal: AbortSignal, report: (progress: string) => void): Promise<Ending> {
    const began = performance.now()
    const timeout = AbortSignal.timeout(limitMs)
    const late: Ending = { state: 'TIMEOUT', error: `${limitMs / 1000} 秒内没有求得最优方案，已停止，没有保留任何半成品；请减少需求或分批后重试` }
    try {
      const { seed } = result as unknown as Asked
      const { instance, basis } = await readBatch(deps, { enquiries, seed, signal: AbortSignal.any([signal, timeout]), report })
      const left = limitMs - (performance.now() - began)
      if (left <= 0) return late
      const outcome = await assignPanels(instance, { signal, limitMs: left, report: (progress) => report(tellProgress(progress)) })
      if (outcome.state === 'timeout') return late
      if (outcome.state === 'error') return { state: 'ERROR', error: outcome.message }
      const packed = packRun({ instance, basis, outcome: { ...outcome, seconds: Math.round(performance.now() - began) / 1000 } })
      return { state: outcome.state === 'done' ? 'DONE' : 'NO_SOLUTION', error: outcome.state === 'done' ? null : outcome.message, result: packed as unknown as Prisma.InputJsonObject }
    } catch (error) {
      if (signal.aborted) return { state: 'ERROR', error: KILLED }
      if (timeout.aborted) return late
      if (error instanceof DomainFailure) return { state: 'ERROR', error: [error.message, ...error.issues.map(({ detail }) => detail)].join('：') }
      log.error({ err: error }, 'a search for panels failed')
      return { state: 'ERROR', error: FAILED }
    }
  }

  async function run(taken: PanelRun, lost: AbortSignal): Promise<void> {
    const { id } = taken
    const stopped = new AbortController()
    running.set(id, stopped)
    let progress = ''
    // Who stops a run writes so into its row, from whichever process.
    const beat = setInterval(() => {
      prisma.panelRun.updateMany({ where: { id, state: 'RUNNING' }, data: { progress } }).then(
        ({ count }) => count || stopped.abort(new Error('the run was stopped')),
        () => {}, // the end of the run says whether the database is away
      )
    }, BEAT_MS)
    try {
      await finish(id, await solve(taken, AbortSignal.any([stopped.signal, lost, closing.signal]), (text) => (progress = text)))
    } finally {
      clearInterval(beat)
      running.delete(id)
    }
  }

  async function work(): Promise<void> {
    while (isWanted && !closing.signal.aborted) {
      isWanted = false
      const outcome = await withAdvisoryLock(database, LOCK, async (lost) => {
        // Whoever holds the lock is alone: what still runs belongs to a process that is no more.
        await prisma.panelRun.updateMany({ where: { state: 'RUNNING' }, data: { state: 'ERROR', error: KILLED, progress: null, endedAt: new Date() } })
        while (!closing.signal.aborted && !lost.aborted) {
          const next = await take()
          if (!next) return
          await run(next, lost)
        }
      })
      if ((await prisma.panelRun.count({ where: { state: 'QUEUED' } })) === 0) continue
      isWanted = true
      if (!outcome.ran) await sleep(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  function wake(): Promise<void> {
    isWanted = true
    working ??= work()
      .catch((error: unknown) => {
        isWanted = false
        log.error({ err: error }, 'the queue of searches for panels stands still')
      })
      // Somebody may have asked between the last look at the queue and this.
      .finally(() => ((working = undefined), isWanted && !closing.signal.aborted ? wake() : undefined))
    return working
  }

  return {
    wake,
    stop: (id) => running.get(id)?.abort(new Error('the run was stopped')),
    close: async () => {
      closing.abort(new Error('the service stops'))
      await working
    },
  }
}
