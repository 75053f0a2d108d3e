// Loaded into the server before its own code (`--import`): measures how long the event loop is held up, and tells the parent when asked.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

export interface LoopDelay {
  /** Milliseconds by which a timer of one millisecond was late. */
  p50: number
  p99: number
  longest: number
  /** Share of the time in which the loop had work. */
  utilisation: number
  /** Milliseconds of processor time that the main thread used between two timers, at most: its own work, whatever else the machine does (Linux; else null). */
  busiest: number | null
  /** Milliseconds in which the main thread could have run and had no processor (Linux; else null). */
  starved: number | null
}

const histogram = monitorEventLoopDelay({ resolution: 1 })
let since = performance.eventLoopUtilization()
let before = books()
let busiest = 0
let sampler: NodeJS.Timeout | undefined

/** Milliseconds on a processor and in the queue for one, by the system's books. */
function books(): { ran: number; waited: number } | null {
  try {
    const [ran, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    return { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 }
  } catch {
    return null
  }
}

function sample(): void {
  let last = books()
  sampler = setInterval(() => {
    const current = books()
    if (current && last) busiest = Math.max(busiest, current.ran - last.ran)
    last = current
  }, 1)
}

process.on('message', (asked) => {
  if (asked === 'begin') {
    histogram.enable()
    histogram.reset()
    since = performance.eventLoopUtilization()
    before = books()
    busiest = 0
    sample()
    process.send?.('begun')
  }
  if (asked === 'end') {
    histogram.disable()
    const ms = (nanoseconds: number): number => nanoseconds / 1e6
    clearInterval(sampler)
    const after = books()
    process.send?.({ p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), longest: ms(histogram.max), utilisation: performance.eventLoopUtilization(since).utilization, busiest: before && busiest, starved: before && after && after.waited - before.waited } satisfies LoopDelay)
  }
})
// The parent's end must not keep the server alive.
process.channel?.unref()
