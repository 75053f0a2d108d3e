import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createEmbeddedEngine, digestOfText, layOutPublished, loadLibrary, type Engine } from '../../../indexer/index.ts'
import { createRefresher } from '../../../server/library/refresh.ts'
import { caseFile, contentFolder, write } from '../../support/content-folder.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.prisma.publishedFile.deleteMany().then(() => {}))

const put = (path: string, text: string) => database.prisma.publishedFile.upsert({ where: { path }, create: { path, text, digest: digestOfText(text) }, update: { text, digest: digestOfText(text) } })
const OTHER = caseFile({ id: '"ccdfghjk22"', title: '"第二份"', number: '"（2022）最高法知民终542号"' })

describe('layOutPublished', () => {
  test('writes what differs and nothing else, and removes what is no row any more, with its folder', async () => {
    const folder = contentFolder({})
    await put('cases/a.md', OTHER)
    await put('cases/versions/a/2026-01-01.md', '---\nversion: "旧稿"\ndate: "2026-01-01"\n---\n旧文')
    expect(await layOutPublished(folder, database.prisma)).toEqual({ written: 2, removed: 0 })
    const before = statSync(join(folder, 'cases/a.md')).mtimeMs
    expect(await layOutPublished(folder, database.prisma)).toEqual({ written: 0, removed: 0 })
    expect(statSync(join(folder, 'cases/a.md')).mtimeMs).toBe(before)
    write(folder, 'cases/a.md', 'somebody wrote here')
    expect(await layOutPublished(folder, database.prisma)).toEqual({ written: 1, removed: 0 })
    await database.prisma.publishedFile.delete({ where: { path: 'cases/versions/a/2026-01-01.md' } })
    expect(await layOutPublished(folder, database.prisma)).toEqual({ written: 0, removed: 1 })
    expect([existsSync(join(folder, 'cases/versions')), existsSync(join(folder, 'cases/a.md'))]).toEqual([false, true])
  })

  test('nothing is written outside of its folder', async () => {
    const folder = join(contentFolder({}), 'published')
    for (const path of ['../evil.md', 'cases/../../evil.md', '/tmp/evil.md', '.hidden.md', 'cases/a.txt']) await put(path, OTHER)
    expect((await layOutPublished(folder, database.prisma)).written).toBe(0)
    expect(readdirSync(join(folder, '..'))).toEqual(['published'])
  })

  test('several processes in one folder at once leave it whole', async () => {
    const folder = contentFolder({})
    for (let n = 0; n < 20; n++) await put(`cases/n${n}.md`, `${OTHER}${n}`)
    await Promise.all([1, 2, 3, 4].map(() => layOutPublished(folder, database.prisma)))
    expect(readdirSync(join(folder, 'cases')).length).toBe(20)
    expect(await layOutPublished(folder, database.prisma)).toEqual({ written: 0, removed: 0 })
  })
})

describe('loadLibrary with a folder beside', () => {
  const load = (own: Record<string, string>, beside: Record<string, string>) => loadLibrary(contentFolder(own), { git: false, beside: [contentFolder(beside)] })

  test('reads both, with the versions of each from its own', async () => {
    const version = '---\nversion: "旧稿"\ndate: "2026-01-01"\n---\n## 甲\n\n旧文。\n'
    const library = await load({ 'cases/a.md': caseFile() }, { 'cases/b.md': OTHER, 'cases/versions/b/2026-01-01.md': version })
    expect([library.problems, [...library.documents.keys()]]).toEqual([[], ['bcdfghjk22', 'ccdfghjk22']])
    expect((await library.versions('ccdfghjk22')).map(({ label }) => label)).toEqual(['当前版本', '旧稿'])
    expect((await library.versionSections('ccdfghjk22', '2026-01-01'))?.[0]?.text).toBe('旧文。')
    expect(await library.versions('bcdfghjk22')).toHaveLength(1)
  })

  test.each([
    ['id', { 'cases/b.md': caseFile({ title: '"别的"' }) }],
    ['address', { 'cases/a.md': OTHER }],
    ['alias', { 'cases/b.md': caseFile({ id: '"ccdfghjk22"', aliases: '[a]' }) }],
  ])('where both claim one %s, the authors’ file is read and the clash is told', async (_, beside) => {
    const library = await load({ 'cases/a.md': caseFile() }, beside)
    expect([...library.documents.values()].map(({ title, file }) => `${file} ${title}`)).toEqual(['cases/a.md 甲公司诉乙公司侵害技术秘密纠纷案'])
    expect(library.problems).toEqual([expect.objectContaining({ file: expect.stringMatching(/content-.*\/cases\/[ab]\.md$/), field: 'id', rule: expect.stringContaining('cases/a.md') })])
  })

  test('a folder that is not there yet is none', async () => {
    const library = await loadLibrary(contentFolder({ 'cases/a.md': caseFile() }), { git: false, beside: ['/nowhere/at/all'] })
    expect([library.problems, library.documents.size]).toEqual([[], 1])
  })
})

describe('createRefresher with published texts', () => {
  const count = async (engine: Engine) => (await engine.search({ text: '', filters: {}, sort: '-date', group: 'document', offset: 0, limit: 0, facets: [] })).total
  async function open(directory: string) {
    const published = join(contentFolder({}), 'published')
    const engine = await createEmbeddedEngine({ directory: null })
    const library = await loadLibrary(directory, { git: false, beside: [published] })
    const refresher = await createRefresher({ directory, published, git: false, engine, database, library, log: pino({ level: 'silent' }), retryMs: 10 })
    onTestFinished(() => refresher.close())
    return { engine, refresher, published }
  }

  test('the first refresh of a process that has no folder yet has them; each process sees a change at its next one', async () => {
    await put('cases/b.md', OTHER)
    const directory = contentFolder({ 'cases/a.md': caseFile() })
    const [one, two] = [await open(directory), await open(directory)]
    await one.refresher.refresh()
    await two.refresher.refresh()
    expect([await count(one.engine), await count(two.engine)]).toEqual([2, 2])
    await database.prisma.publishedFile.delete({ where: { path: 'cases/b.md' } })
    await one.refresher.refresh()
    expect([await count(one.engine), await count(two.engine)]).toEqual([1, 2])
    await two.refresher.refresh()
    expect(await count(two.engine)).toBe(1)
    rmSync(two.published, { recursive: true })
    await put('cases/b.md', OTHER)
    await two.refresher.refresh()
    expect(await count(two.engine)).toBe(2)
  })
})
