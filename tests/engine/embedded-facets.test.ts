// A thousand random filters: what is shown beside a value is what the click brings, and both are what counting by hand gives.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Facet, FacetValues, SearchDocument } from '../../indexer/documents/schema.ts'
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import type { Engine } from '../../indexer/engine/engine.ts'
import { seeded } from '../support/spellings.ts'
import { ask, corpus } from './contract.ts'

const FACETS: Facet[] = ['kind', 'cause', 'region', 'year']
const TEXTS = ['', '客户名单', '保密措施', '源代码 图纸', '员工带走客户名单怎么办', 'confidential']

const passes = (document: SearchDocument, filters: FacetValues): boolean =>
  Object.entries(filters).every(([facet, wanted]) => !wanted?.length || wanted.some((value) => document.facets[facet as Facet]?.includes(value)))

describe('facets of the embedded engine', () => {
  const documents = corpus()
  let engine: Engine
  beforeAll(async () => {
    engine = await createEmbeddedEngine({ directory: null })
    await engine.rebuild(documents.slice(0, 50))
    // Counted over both segments and past a dropped document.
    await engine.put(documents.slice(50))
    await engine.drop([documents[3]!.id])
  })

  test('1,000 random filters: displayed count = hits after the click = count by hand', async () => {
    const random = seeded(2026)
    const values = new Map(FACETS.map((facet) => [facet, [...new Set(documents.flatMap((document) => document.facets[facet] ?? []))]]))
    const matching = new Map<string, Map<string, number>>()
    for (const group of ['document', 'section'] as const) {
      for (const text of TEXTS) {
        const { items } = await engine.search(ask(text, { group, limit: 1000 }))
        const counts = new Map<string, number>()
        for (const { id } of items) counts.set(id, (counts.get(id) ?? 0) + 1)
        matching.set(group + text, counts)
      }
    }
    for (let round = 0; round < 1000; round++) {
      const filters: FacetValues = {}
      for (const facet of FACETS) if (random() < 0.4) filters[facet] = values.get(facet)!.filter(() => random() < 0.4)
      const text = TEXTS[Math.floor(random() * TEXTS.length)]!
      const group = random() < 0.5 ? 'section' : 'document'
      const byHand = (chosen: FacetValues) => documents.reduce((sum, document) => sum + (passes(document, chosen) ? (matching.get(group + text)!.get(document.id) ?? 0) : 0), 0)
      const before = await engine.search(ask(text, { filters, facets: FACETS, group, limit: 0 }))
      expect(before.total).toBe(byHand(filters))
      for (const facet of FACETS) {
        const shown = before.facets[facet]!
        expect(shown.map(({ value }) => value).sort()).toEqual(values.get(facet)!.filter((value) => byHand({ ...filters, [facet]: [value] })).sort())
        for (const { value, count } of shown) expect(count).toBe(byHand({ ...filters, [facet]: [value] }))
      }
      const facet = FACETS[round % FACETS.length]!
      const [first] = before.facets[facet]!
      if (first) expect((await engine.search(ask(text, { filters: { ...filters, [facet]: [first.value] }, group, limit: 0 }))).total).toBe(first.count)
    }
  })
})
