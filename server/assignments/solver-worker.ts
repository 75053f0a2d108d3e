// The thread in which the solver works: takes one instance, reports its steps, answers once.
import { parentPort, workerData } from 'node:worker_threads'
import { openSolver } from './highs.ts'
import { orderInstance, type Instance } from './instance.ts'
import { optimise, type Step } from './optimise.ts'
import { describePlan } from './plan.ts'
import type { Answer } from './solve.ts'

const post = (answer: Answer): void => parentPort!.postMessage(answer)

/** Steps at once, gaps at most five times a second. */
const EVERY_MS = 200
let last: { step: Step; at: number } | null = null
function report(step: Step, gap?: number): void {
  const at = performance.now()
  if (last?.step === step && at - last.at < EVERY_MS) return
  last = { step, at }
  post({ kind: 'progress', step, gap: gap ?? null })
}

try {
  const batch = orderInstance(workerData as Instance)
  const found = optimise(batch, await openSolver(), report)
  if (!('blocks' in found)) report('explain')
  post('blocks' in found ? { kind: 'no_solution', blocks: found.blocks } : { kind: 'done', plan: describePlan(batch, found) })
} catch (error) {
  post({ kind: 'error', message: error instanceof Error ? error.message : String(error) })
}
