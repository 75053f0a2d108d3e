// A thousand random filters, for whichever engine: what is shown beside a value is what the click brings, and both are what counting by hand gives.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Facet, FacetValues, SearchDocument } from '../../indexer/documents/schema.ts'
import type { Engine, FacetCount, SearchQuery } from '../../indexer/engine/engine.ts'
import { seeded } from '../support/spellings.ts'
import { ask, corpus } from './contract.ts'

const FACETS: Facet[] = ['kind', 'cause', 'region', 'year']
const TEXTS = ['', '客户名单', '保密措施', '源代码 图纸', '员工带走客户名单怎么办', 'confidential', '“采取保密措施”']
/** More than the corpus has sections. */
const ALL = 1000
/** Asked at the same time; a server answers a few together sooner than one after the other. */
const TOGETHER = 8

type Chosen = Pick<SearchQuery, 'filters' | 'from' | 'to'>

interface Click extends Pick<SearchQuery, 'text' | 'group'> {
  chosen: Chosen
  facet: Facet
  /** Which of the values shown is clicked, from 0 up to 1. */
  at: number
}

/** Seeded, so that each engine gets the same ones. */
function drawClicks(count: number, values: ReadonlyMap<Facet, string[]>): Click[] {
  const random = seeded(2026)
  const day = (month: string) => `20${10 + Math.floor(random() * 15)}-${month}`
  return Array.from({ length: count }, (_, round): Click => {
    const filters: FacetValues = {}
    for (const facet of FACETS) if (random() < 0.4) filters[facet] = values.get(facet)!.filter(() => random() < 0.4)
    const chosen = { filters, ...(random() < 0.15 && { from: day('03-15') }), ...(random() < 0.15 && { to: day('12-31') }) }
    return { chosen, text: TEXTS[Math.floor(random() * TEXTS.length)]!, group: random() < 0.5 ? 'section' : 'document', facet: FACETS[round % FACETS.length]!, at: random() }
  })
}

const passes = ({ facets, date }: SearchDocument, { filters, from = '', to = '9' }: Chosen): boolean =>
  date >= from && date <= to && FACETS.every((facet) => !filters[facet]?.length || filters[facet].some((value) => facets[facet]?.includes(value)))

const choose = (chosen: Chosen, facet: Facet, value: string): Chosen => ({ ...chosen, filters: { ...chosen.filters, [facet]: [value] } })

const byValue = (a: FacetCount, b: FacetCount): number => (a.value < b.value ? -1 : 1)

/** Runs the suite; `open` gives an empty engine, which is closed at the end. */
export function facetClicks(name: string, open: () => Promise<Engine>): void {
  describe(`facets: ${name}`, () => {
    const documents = corpus()
    const values = new Map(FACETS.map((facet) => [facet, [...new Set(documents.flatMap((document) => document.facets[facet] ?? []))]]))
    let engine: Engine
    beforeAll(async () => {
      engine = await open()
      await engine.rebuild(documents.slice(0, 50))
      // Counted over what was built, what was added, and past a dropped document.
      await engine.put(documents.slice(50))
      await engine.drop([documents[3]!.id])
    })
    afterAll(() => engine.close())

    /** Hits of each document without any filter, by group and text. */
    async function countMatching(): Promise<Map<string, Map<string, number>>> {
      const matching = new Map<string, Map<string, number>>()
      for (const group of ['document', 'section'] as const) {
        for (const text of TEXTS) {
          const { items } = await engine.search(ask(text, { group, limit: ALL }))
          const counts = new Map<string, number>()
          for (const { id } of items) counts.set(id, (counts.get(id) ?? 0) + 1)
          expect(counts.size, text).toBeGreaterThan(0)
          matching.set(group + text, counts)
        }
      }
      return matching
    }

    async function check({ chosen, text, group, facet, at }: Click, matching: ReadonlyMap<string, number>): Promise<void> {
      const byHand = (by: Chosen) => documents.reduce((sum, document) => sum + (passes(document, by) ? (matching.get(document.id) ?? 0) : 0), 0)
      const said = JSON.stringify({ text, group, chosen })
      const before = await engine.search(ask(text, { ...chosen, facets: FACETS, group, limit: 0 }))
      expect(before.total, said).toBe(byHand(chosen))
      for (const each of FACETS) {
        const expected = values.get(each)!.flatMap((value) => {
          const count = byHand(choose(chosen, each, value))
          return count ? [{ value, count }] : []
        })
        expect(before.facets[each]!.toSorted(byValue), said).toEqual(expected.toSorted(byValue))
      }
      const shown = before.facets[facet]!
      const clicked = shown[Math.floor(at * shown.length)]
      if (!clicked) return
      const after = await engine.search(ask(text, { ...choose(chosen, facet, clicked.value), group, limit: ALL }))
      const where = `${said} → ${facet}=${clicked.value}`
      expect(after.total, where).toBe(clicked.count)
      expect(after.items, where).toHaveLength(clicked.count)
    }

    test('1,000 random filters: displayed count = hits after the click = count by hand', async () => {
      const matching = await countMatching()
      const clicks = drawClicks(1000, values)
      for (let from = 0; from < clicks.length; from += TOGETHER) {
        await Promise.all(clicks.slice(from, from + TOGETHER).map((click) => check(click, matching.get(click.group + click.text)!)))
      }
    }, 300_000)
  })
}
