// The only scheduler: each job in one process at a time, never overlapping itself, in Shanghai time, every run on record.
import { schedule, type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'
import { JobState, type Database } from '../../prisma/client.ts'
import { withAdvisoryLock } from '../../prisma/lock.ts'

export interface Job {
  name: string
  /** Five fields, Asia/Shanghai. */
  cron: string
  /** Returns counts and names for the record; stops soon after `signal` aborts. */
  run: (signal: AbortSignal) => Promise<Record<string, string | number | boolean>>
}

export interface Schedule {
  /** Runs a job now, unless it is running already here or elsewhere. */
  runNow: (name: string) => Promise<boolean>
  /** Lets running jobs stop and records that. */
  stop: () => Promise<void>
}

export function startSchedule(jobs: readonly Job[], { database, log }: { database: Database; log: Logger }): Schedule {
  const stopping = new AbortController()
  const running = new Map<string, Promise<boolean>>()

  async function perform({ name, run }: Job): Promise<boolean> {
    const outcome = await withAdvisoryLock(database, `job:${name}`, async (lost) => {
      const { id } = await database.prisma.jobRun.create({ data: { name } })
      const finish = (state: JobState, rest: object) => database.prisma.jobRun.update({ where: { id }, data: { state, endedAt: new Date(), ...rest } })
      const signal = AbortSignal.any([stopping.signal, lost])
      try {
        await finish(JobState.DONE, { detail: await run(signal) })
      } catch (error) {
        if (signal.aborted) await finish(JobState.STOPPED, {})
        else {
          await finish(JobState.FAILED, { error: error instanceof Error ? error.message : String(error) })
          log.error({ err: error, job: name }, 'job failed')
        }
      }
    })
    return outcome.ran
  }

  function begin(job: Job): Promise<boolean> {
    const current = running.get(job.name)
    if (current) return Promise.resolve(false)
    const started = perform(job)
      .catch((error: unknown) => {
        log.error({ err: error, job: job.name }, 'job could not be started')
        return false
      })
      .finally(() => running.delete(job.name))
    running.set(job.name, started)
    return started
  }

  const tasks: ScheduledTask[] = jobs.map((job) => schedule(job.cron, () => void begin(job), { timezone: 'Asia/Shanghai', name: job.name }))
  return {
    runNow: (name) => {
      const job = jobs.find((it) => it.name === name)
      return job ? begin(job) : Promise.resolve(false)
    },
    stop: async () => {
      for (const task of tasks) await task.stop()
      stopping.abort(new Error('the service is stopping'))
      await Promise.all(running.values())
    },
  }
}
