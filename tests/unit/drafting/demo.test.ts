import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadLibrary, type Library } from '../../../indexer/index.ts'
import { seedDrafting } from '../../../server/drafting/demo.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let library: Library
beforeAll(async () => {
  ;[database, library] = await Promise.all([testDatabase(), loadLibrary('content', { git: false })])
}, 120_000)
afterAll(() => database.close())

const today = () => '2026-11-24'

test('puts three standards in three states into an empty database, once, even from two processes', async () => {
  const { prisma } = database
  const written = await Promise.all([seedDrafting({ prisma, library: () => library, today }), seedDrafting({ prisma, library: () => library, today })])
  expect(written.toSorted((a, b) => a - b)).toEqual([0, 3])
  expect(await seedDrafting({ prisma, library: () => library, today })).toBe(0)
  const projects = await prisma.standardProject.findMany({ orderBy: { state: 'asc' }, include: { events: true, drafts: true, comments: true, consultations: true } })
  expect(projects.map(({ state }) => state)).toEqual(['drafting', 'consulting', 'published'])
  for (const { events, state, drafts } of projects) {
    expect(events.at(-1)?.to).toBe(state)
    expect(drafts).toHaveLength(1)
  }
  const [, consulting] = projects
  expect(consulting!.consultations).toMatchObject([{ opensOn: '2026-11-04', closesOn: '2026-12-14', closedAt: null }])
})

test('every quotation of its comments stands where its anchor says', async () => {
  const comments = await database.prisma.draftComment.findMany({ include: { draft: true }, orderBy: { number: 'asc' } })
  expect(comments).toHaveLength(4)
  for (const { anchor, original, draft } of comments) {
    const { exact, prefix, suffix } = anchor as { exact: string; prefix: string; suffix: string }
    expect(exact).toBe(original)
    if (exact) expect(draft.text.replaceAll('\n\n', '\n')).toContain(`${prefix}${exact}${suffix}`.slice(prefix.length - 4, prefix.length + exact.length + 4))
  }
})

test('a content folder without these texts is left without a demonstration', async () => {
  expect(await seedDrafting({ prisma: database.prisma, library: () => ({ documents: new Map() }), today })).toBe(0)
})
