// Jobs: one at a time, every run on record, stopping.
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import { withAdvisoryLock } from '../../../prisma/lock.ts'
import { purgeJobRuns, startSchedule, type Job, type Schedule } from '../../../server/jobs/schedule.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let schedule: Schedule | undefined
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.prisma.jobRun.deleteMany())
afterEach(() => schedule?.stop())

const NEVER = '0 0 29 2 *'
const errors: unknown[] = []
const open = (...jobs: Partial<Job>[]) => (schedule = startSchedule(jobs.map((job) => ({ name: 'job', cron: NEVER, run: async () => ({}), ...job })), { database, log: { error: (it: unknown) => errors.push(it) } as never }))
const runs = async () => (await database.prisma.jobRun.findMany({ orderBy: { id: 'asc' } })).map(({ state, detail, error }) => ({ state, detail, error }))

describe('startSchedule', () => {
  test('a run is on record with what it did', async () => {
    expect(await open({ run: async () => ({ applied: 3 }) }).runNow('job')).toBe(true)
    expect(await runs()).toEqual([{ state: 'DONE', detail: { applied: 3 }, error: null }])
  })

  test('a failure is on record with its reason, and the next run goes ahead', async () => {
    let fails = true
    const { runNow } = open({ run: async () => (fails ? Promise.reject(new Error('no engine')) : {}) })
    await runNow('job')
    fails = false
    await runNow('job')
    expect((await runs()).map(({ state, error }) => [state, error])).toEqual([['FAILED', 'no engine'], ['DONE', null]])
    expect(errors).not.toHaveLength(0)
  })

  test('a job never overlaps itself, here or in another process', async () => {
    let release = () => {}
    const { runNow } = open({ run: () => new Promise((resolve) => (release = () => resolve({}))) })
    const first = runNow('job')
    await expect.poll(() => database.prisma.jobRun.count()).toBe(1)
    expect(await runNow('job')).toBe(false)
    release()
    expect(await first).toBe(true)
    const other = await withAdvisoryLock(database, 'job:job', () => runNow('job'))
    expect(other).toEqual({ ran: true, value: false })
  })

  test('with nothing to do there is no row', async () => {
    expect(await open({ isDue: async () => false }).runNow('job')).toBe(false)
    expect(await runs()).toEqual([])
  })

  test('stopping lets a run end and says so; nothing starts afterwards', async () => {
    const opened = open({ run: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))) })
    const running = opened.runNow('job')
    await expect.poll(() => database.prisma.jobRun.count()).toBe(1)
    await opened.stop()
    await running
    expect((await runs()).map(({ state }) => state)).toEqual(['STOPPED'])
    expect(await opened.runNow('job')).toBe(false)
  })

  test('a run whose process was killed is closed by the next one', async () => {
    await database.prisma.jobRun.create({ data: { name: 'job' } })
    await open({}).runNow('job')
    expect((await runs()).map(({ state }) => state)).toEqual(['STOPPED', 'DONE'])
  })

  test('runs when its time has come', async () => {
    open({ cron: '* * * * * *', run: async () => ({}) })
    await expect.poll(() => database.prisma.jobRun.count(), { timeout: 5_000 }).toBeGreaterThan(0)
    await pause(50)
  })

  test('a cron expression that cannot be read is named at the start', () => {
    expect(() => startSchedule([{ name: 'refresh', cron: 'sometimes', run: async () => ({}) }], { database, log: { error: () => {} } as never })).toThrow(/"refresh".*sometimes/)
  })
})

describe('purgeJobRuns', () => {
  test('drops old records, not what is running', async () => {
    const at = new Date('2026-01-01T00:00:00Z')
    await database.prisma.jobRun.createMany({ data: [{ name: 'a', startedAt: at, state: 'DONE' }, { name: 'b', startedAt: at }, { name: 'c', state: 'DONE' }] })
    expect(await purgeJobRuns(database.prisma, new Date(), 90)).toBe(1)
  })
})
