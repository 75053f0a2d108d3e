// The query log: merging what is typed, nothing personal, gaps and purge.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createQueryLog, MERGE_MS, normalise, purgeQueryLog, topGaps, type Search } from '../../../server/search/query-log.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let time = Date.UTC(2026, 10, 24)
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.prisma.queryLog.deleteMany())
afterEach(() => vi.useRealTimers())

const search = (text: string, changes: Partial<Search> = {}): Search => ({ text, filters: {}, total: 3, engine: 'embedded', tookMs: 1.4, language: 'zh', ...changes })
const open = () => createQueryLog({ prisma: database.prisma, report: (error) => expect.fail(String(error)), now: () => time })
const texts = async () => (await database.prisma.queryLog.findMany({ orderBy: { id: 'asc' } })).map(({ text }) => text)

describe('createQueryLog', () => {
  test('what one person types within 30 seconds is one row, with the result of the last', async () => {
    const log = open()
    for (const [text, total] of [['竞', 40], ['竞业', 20], ['竞业限', 9], ['竞业限制', 7]] as const) log.note(search(text, { total }), 'a')
    await log.flush()
    expect(await database.prisma.queryLog.findMany({ select: { text: true, totalHits: true, tookMs: true } })).toEqual([{ text: '竞业限制', totalHits: 7, tookMs: 1 }])
  })

  test('deleting what was typed leaves the whole of it', async () => {
    const log = open()
    for (const text of ['竞业限制', '竞业', '竞']) log.note(search(text), 'a')
    await log.flush()
    expect(await texts()).toEqual(['竞业限制'])
  })

  test('another question, another person and a later time are rows of their own', async () => {
    const log = open()
    log.note(search('竞业'), 'a')
    log.note(search('客户名单'), 'a')
    log.note(search('客户'), 'b')
    time += MERGE_MS
    log.note(search('客户名单的保护'), 'a')
    await log.flush()
    await vi.waitFor(async () => expect((await texts()).sort()).toEqual(['客户', '客户名单', '客户名单的保护', '竞业'].sort()))
  })

  test('a row is written by itself once the typing has stopped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const log = open()
    log.note(search('竞业'), 'a')
    time += MERGE_MS
    vi.advanceTimersByTime(MERGE_MS)
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await texts()).toEqual(['竞业']))
  })

  test('holds nothing about the person', async () => {
    const log = open()
    log.note(search('竞业'), '203.0.113.7 Mozilla')
    await log.flush()
    const [row] = await database.prisma.queryLog.findMany()
    expect(Object.keys(row!).sort()).toEqual(['at', 'engine', 'filters', 'id', 'kind', 'language', 'text', 'tookMs', 'totalHits'])
    expect(JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(/203|Mozilla/)
  })

  test('NUL in the query or a filter, a very long query, and blank ones do no harm', async () => {
    const log = open()
    log.note(search('a\0b', { filters: { tag: ['x\0'] } }), 'a')
    log.note(search('𠮷'.repeat(5000)), 'b')
    log.note(search(' \0\t'), 'c')
    await log.flush()
    expect((await texts()).map(({ length }) => length).sort((a, b) => b - a)).toEqual([200, 3])
  })

  test('a database that is away is reported and never thrown', async () => {
    const reported: unknown[] = []
    const log = createQueryLog({ prisma: { queryLog: { createMany: () => Promise.reject(new Error('away')) } } as never, report: (error) => reported.push(error) })
    log.note(search('竞业'), 'a')
    await log.flush()
    expect(reported).toHaveLength(1)
  })
})

describe('normalise', () => {
  test.each([
    ['  ＧＢ／Ｔ　１２ ', 'gb/t 12'],
    ['A\n\tB', 'a b'],
    ['\ud800x', 'x'],
  ])('%j becomes %j', (text, expected) => expect(normalise(text)).toBe(expected))
})

describe('purgeQueryLog and topGaps', () => {
  test('rows older than 90 days go; what found nothing this week is listed, most frequent first', async () => {
    const now = new Date('2026-11-24T00:00:00Z')
    const row = (text: string, days: number, totalHits = 0) => ({ text, totalHits, at: new Date(now.getTime() - days * 86_400_000), engine: 'embedded', tookMs: 1, language: 'zh' })
    await database.prisma.queryLog.createMany({ data: [row('甲', 1), row('乙', 1), row('乙', 2), row('丙', 8), row('丁', 1, 5), row('戊', 91), row('己', 89)] })
    expect(await topGaps(database.prisma, now)).toEqual([{ text: '乙', times: 2 }, { text: '甲', times: 1 }])
    expect(await purgeQueryLog(database.prisma, now)).toBe(1)
    expect(await texts()).not.toContain('戊')
  })
})
