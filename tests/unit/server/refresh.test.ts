// Library and index kept at the content: saves, renames, failures, several processes.
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createEmbeddedEngine, EngineUnavailable, type Engine } from '../../../indexer/index.ts'
import { withAdvisoryLock } from '../../../prisma/lock.ts'
import { createRefresher } from '../../../server/library/refresh.ts'
import { caseFile, contentFolder, write } from '../../support/content-folder.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})

const SECOND = caseFile({ id: '"ccdfghjk22"', title: '"第二份"', number: '"（2022）最高法知民终542号"' })
const count = async (engine: Engine) => (await engine.search({ text: '', filters: {}, sort: '-date', group: 'document', offset: 0, limit: 0, facets: [] })).total

async function open(wrap: (engine: Engine) => Engine = (engine) => engine) {
  const directory = contentFolder({ 'cases/a.md': caseFile() })
  const real = await createEmbeddedEngine({ directory: null })
  const engine = wrap(real)
  const refresher = await createRefresher({ directory, engine, database, log: pino({ level: 'silent' }), retryMs: 10 })
  onTestFinished(() => refresher.close())
  return { directory, engine: real, refresher }
}

describe('createRefresher', () => {
  test('brings the index to the content, and sends nothing when nothing changed', async () => {
    const { directory, engine, refresher } = await open()
    expect(await refresher.check()).toBe('not indexed yet')
    await refresher.refresh()
    expect([await refresher.check(), await count(engine)]).toEqual([null, 1])
    write(directory, 'cases/b.md', SECOND)
    await refresher.refresh()
    expect([refresher.library().documents.size, await count(engine)]).toEqual([2, 2])
    expect(await refresher.refresh()).toMatchObject({ put: 0, dropped: 0, rebuilt: false })
  })

  test('a file saved during a refresh is not missed', async () => {
    const { directory, engine, refresher } = await open()
    const first = refresher.refresh()
    write(directory, 'cases/b.md', SECOND)
    await Promise.all([first, refresher.refresh()])
    expect(await count(engine)).toBe(2)
  })

  test('while watched, a save is in the index shortly afterwards', async () => {
    const { directory, engine, refresher } = await open()
    await refresher.refresh()
    const stop = refresher.watch()
    onTestFinished(stop)
    write(directory, 'cases/b.md', SECOND)
    await expect.poll(() => count(engine), { timeout: 10_000 }).toBe(2)
  })

  test('a renamed file keeps its document, and its old address leads there', async () => {
    const { directory, refresher } = await open()
    await refresher.refresh()
    renameSync(join(directory, 'cases/a.md'), join(directory, 'cases/new-name.md'))
    await refresher.refresh()
    const { address } = refresher.library()
    expect([address('case', 'a'), address('case', 'new-name'), address('case', 'never')]).toEqual(['bcdfghjk22', 'bcdfghjk22', undefined])
  })

  test('an engine that is away is tried again until it is back', async () => {
    let isAway = true
    const { engine, refresher } = await open((real) => ({ ...real, state: () => (isAway ? Promise.reject(new EngineUnavailable('away')) : real.state()) }))
    await expect(refresher.refresh()).rejects.toThrow('away')
    expect(await refresher.check()).toBe('away')
    isAway = false
    await expect.poll(() => refresher.check()).toBeNull()
    expect(await count(engine)).toBe(1)
  })

  test('waits its turn while another process writes the index', async () => {
    const { refresher } = await open()
    await withAdvisoryLock(database, 'index', async () => {
      expect(await refresher.refresh()).toBeNull()
      expect(await refresher.check()).toMatch(/another process/)
    })
    await expect.poll(() => refresher.check()).toBeNull()
  })
})
