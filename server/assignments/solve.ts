// Assigns panels in a thread of its own: one batch at a time, with progress, a way to stop it and a limit it cannot exceed.
import { Worker } from 'node:worker_threads'
import type { Block } from './blocks.ts'
import { checkInstance, type Instance } from './instance.ts'
import type { Step } from './optimise.ts'
import type { Plan } from './plan.ts'

/** What the thread says; the last of them is its answer. */
export type Answer =
  | { kind: 'progress'; step: Step; gap: number | null }
  | { kind: 'done'; plan: Plan }
  | { kind: 'no_solution'; blocks: Block[] }
  | { kind: 'error'; message: string }

/** `gap`: distance of the best plan so far to the proven bound, as a share; null when there is none yet. */
export type Progress = { state: 'queued' } | { state: 'running'; step: Step | 'start'; gap: number | null; seconds: number }

export type Outcome = { seconds: number } & (
  | { state: 'done'; plan: Plan }
  /** The rules cannot be kept together; nothing was relaxed. */
  | { state: 'no_solution'; blocks: Block[]; message: string }
  | { state: 'timeout'; message: string }
  | { state: 'error'; message: string }
)

export interface AssignOptions {
  signal?: AbortSignal
  report?: (progress: Progress) => void
  /** From the start of the work, not of the wait; 60,000 when not given. */
  limitMs?: number
  /** Opens the thread; for tests that break it. */
  openThread?: (instance: Instance) => Worker
}

const LIMIT_MS = 60_000
const nothing = (): void => {}

/** The thread reads TypeScript by a loader that it registers itself: what started this one does not always reach it. */
export function openSolverThread(instance: Instance): Worker {
  const register = `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register()`
  return new Worker(new URL('./solver-worker.ts', import.meta.url), {
    workerData: instance,
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
  })
}

let queue: Promise<unknown> = Promise.resolve()

/**
 * The best panels for a batch, or why there are none. Waits for earlier batches of this process, so that two solvers never
 * share the processor. The outcome comes whole or not at all: a thread past its limit is ended and what it had is dropped.
 * Throws InvalidInput before any work, and the signal's reason when that aborts.
 */
export async function assignPanels(
  instance: Instance,
  { signal, report = () => {}, limitMs = LIMIT_MS, openThread = openSolverThread }: AssignOptions = {},
): Promise<Outcome> {
  checkInstance(instance)
  signal?.throwIfAborted()
  report({ state: 'queued' })
  const turn = queue
  let end = nothing
  const ended = new Promise<void>((resolve) => (end = resolve))
  queue = turn.then(() => ended)
  try {
    await untilAborted(turn, signal)
    return await solveInThread(() => openThread(instance), { signal, report, limitMs })
  } finally {
    end()
  }
}

async function untilAborted(turn: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return void (await turn)
  let forget = nothing
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    forget = () => signal.removeEventListener('abort', abort)
  })
  await Promise.race([turn, aborted]).finally(forget)
  signal.throwIfAborted()
}

interface ThreadOptions {
  signal: AbortSignal | undefined
  report: (progress: Progress) => void
  limitMs: number
}

async function solveInThread(open: () => Worker, { signal, report, limitMs }: ThreadOptions): Promise<Outcome> {
  const started = performance.now()
  const seconds = (): number => Math.round(performance.now() - started) / 1000
  report({ state: 'running', step: 'start', gap: null, seconds: 0 })
  const thread = open()
  let forget = nothing
  const outcome = new Promise<Outcome>((resolve, reject) => {
    const fail = (why: string): void =>
      resolve({ state: 'error', seconds: seconds(), message: `求解线程${why}，没有产生方案；请重试，仍不行时请把这一批分成几批` })
    const stop = (): void =>
      resolve({ state: 'timeout', seconds: seconds(), message: `${limitMs / 1000} 秒内没有求得最优方案，已停止，没有保留任何半成品；请减少需求或分批后重试` })
    const abort = (): void => reject(signal!.reason as Error)
    const timer = setTimeout(stop, limitMs)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort() // by whoever heard the report above
    forget = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      thread.removeAllListeners('message')
    }
    thread.on('error', (error) => fail(`出错（${error.message}）`))
    thread.on('exit', (code) => fail(`意外结束（退出码 ${code}）`))
    thread.on('message', (answer: Answer) => {
      if (answer.kind === 'progress') report({ state: 'running', step: answer.step, gap: answer.gap, seconds: seconds() })
      else resolve(outcomeOf(answer, seconds()))
    })
  })
  try {
    return await outcome
  } finally {
    forget()
    await thread.terminate()
  }
}

function outcomeOf(answer: Exclude<Answer, { kind: 'progress' }>, seconds: number): Outcome {
  if (answer.kind === 'done') return { state: 'done', seconds, plan: answer.plan }
  if (answer.kind === 'no_solution')
    return { state: 'no_solution', seconds, blocks: answer.blocks, message: answer.blocks.map(({ message }) => message).join('；') }
  return { state: 'error', seconds, message: answer.message }
}
