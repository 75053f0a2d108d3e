// The only scheduler: each job in one process at a time, never overlapping itself, in Shanghai time, every run on record.
import { schedule, validate, type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'
import { JobState, type Database, type Prisma } from '../../prisma/client.ts'
import { withAdvisoryLock } from '../../prisma/lock.ts'

export interface Job {
  name: string
  /** Five fields, Asia/Shanghai. */
  cron: string
  /** Asked first when given: false means nothing to do, and no row about it. */
  isDue?: () => Promise<boolean>
  /** Returns counts and names for the record; stops soon after `signal` aborts. */
  run: (signal: AbortSignal) => Promise<Prisma.InputJsonObject>
}

export interface Schedule {
  /** Runs a job now, unless it is running already here or elsewhere; true when it ran, with whatever result. */
  runNow: (name: string) => Promise<boolean>
  /** Lets running jobs stop and records that. */
  stop: () => Promise<void>
}

export type ScheduleDatabase = Pick<Database, 'prisma' | 'url'>

/** Throws when a job's cron expression cannot be read. */
export function startSchedule(jobs: readonly Job[], { database, log }: { database: ScheduleDatabase; log: Pick<Logger, 'error'> }): Schedule {
  for (const { name, cron } of jobs) if (!validate(cron)) throw new Error(`The schedule of the job "${name}" is not a cron expression: ${cron}`)
  const stopping = new AbortController()
  const running = new Map<string, Promise<boolean>>()

  async function perform(job: Job): Promise<boolean> {
    if (job.isDue && !(await job.isDue())) return false
    const outcome = await withAdvisoryLock(database, `job:${job.name}`, (lost) => onRecord(job, AbortSignal.any([stopping.signal, lost])))
    return outcome.ran
  }

  async function onRecord({ name, run }: Job, signal: AbortSignal): Promise<void> {
    const { jobRun } = database.prisma
    // Whoever holds the lock knows that nobody else runs it: what still says so was killed.
    await jobRun.updateMany({ where: { name, state: JobState.RUNNING }, data: { state: JobState.STOPPED, endedAt: new Date() } })
    const { id } = await jobRun.create({ data: { name } })
    const finish = (data: Prisma.JobRunUpdateInput) => jobRun.update({ where: { id }, data: { endedAt: new Date(), ...data } })
    try {
      const detail = await run(signal)
      await finish({ state: JobState.DONE, detail })
    } catch (error) {
      if (signal.aborted) return void (await finish({ state: JobState.STOPPED }))
      log.error({ err: error, job: name }, 'job failed')
      await finish({ state: JobState.FAILED, error: (error instanceof Error ? error.message : String(error)).replaceAll('\0', '') })
    }
  }

  function begin(job: Job): Promise<boolean> {
    if (running.has(job.name) || stopping.signal.aborted) return Promise.resolve(false)
    const started = perform(job)
      .catch((error: unknown) => {
        log.error({ err: error, job: job.name }, 'job could not be started')
        return false
      })
      .finally(() => running.delete(job.name))
    running.set(job.name, started)
    return started
  }

  const tasks: ScheduledTask[] = jobs.map((job) => schedule(job.cron, () => begin(job), { timezone: 'Asia/Shanghai', name: job.name, noOverlap: true, suppressMissedWarning: true }))
  return {
    runNow: (name) => {
      const job = jobs.find((it) => it.name === name)
      return job ? begin(job) : Promise.resolve(false)
    },
    stop: async () => {
      stopping.abort(new Error('the service is stopping'))
      for (const task of tasks) await task.destroy()
      await Promise.all(running.values())
    },
  }
}

/** Records go when the queries they may quote have gone. */
export async function purgeJobRuns({ jobRun }: Pick<Database['prisma'], 'jobRun'>, now: Date, keepDays: number): Promise<number> {
  const { count } = await jobRun.deleteMany({ where: { startedAt: { lt: new Date(now.getTime() - keepDays * 86_400_000) }, state: { not: JobState.RUNNING } } })
  return count
}
