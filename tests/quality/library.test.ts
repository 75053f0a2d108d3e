import { beforeAll, describe, expect, test } from 'vitest'
import { loadLibrary, type Library } from '../../indexer/content/library.ts'
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import type { Engine } from '../../indexer/engine/engine.ts'
import { sync } from '../../indexer/sync.ts'
import { readQuestions, sharedData, type Question } from '../support/shared-data.ts'
import { hitAt10, knownItems, missedTitles } from './measure.ts'

const table: Record<string, { figure: string; threshold: string }> = {}
const note = (name: string, figure: number, threshold: number) => (table[name] = { figure: figure.toFixed(3), threshold: `≥ ${threshold}` })

describe.skipIf(!sharedData)('statutes of the development data, embedded engine', () => {
  let library: Library
  let engine: Engine
  let questions: Question[]

  beforeAll(async () => {
    library = await loadLibrary(`${sharedData}/laws`, { git: false })
    engine = await createEmbeddedEngine({ directory: null })
    await sync({ library, engine })
    questions = await readQuestions()
    return () => console.table(table)
  })

  test('every file is read, and every judged article has its anchor', () => {
    expect(library.problems).toEqual([])
    const anchors = new Set([...library.documents.values()].flatMap(({ id, sections }) => sections.map(({ anchor }) => `${id}#${anchor}`)))
    expect(questions.flatMap(({ gold }) => gold).filter((gold) => !anchors.has(gold))).toEqual([])
  })

  test.each([['3-2', 0.8], ['3-8', 0.2]] as const)('questions of set %s: hit@10 ≥ %s', async (set, threshold) => {
    const figure = await hitAt10(engine, questions.filter((question) => question.set === set))
    note(`hit@10, set ${set}`, figure, threshold)
    expect(figure).toBeGreaterThanOrEqual(threshold)
  })

  test('title and article: the right section first, ≥ .95 of 200', async () => {
    const figure = await knownItems(engine, library)
    note('known items, section first', figure, 0.95)
    expect(figure).toBeGreaterThanOrEqual(0.95)
  })

  test('every exact title comes first', async () => {
    const missed = await missedTitles(engine, library)
    note('exact titles first', 1 - missed.length / library.documents.size, 1)
    expect(missed).toEqual([])
  })
})

describe('our own content', () => {
  test('every exact title comes first', async () => {
    const library = await loadLibrary('content', { git: false })
    const engine = await createEmbeddedEngine({ directory: null })
    await sync({ library, engine })
    expect(await missedTitles(engine, library)).toEqual([])
  })
})
