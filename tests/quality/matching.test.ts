// Matching on the Chinese development set: the measures of its scorer (score_csl.py) in TypeScript, and the thresholds of the design.
import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildSnapshot, matchExperts, type Snapshot } from '../../server/matching/matching.ts'
import { sharedData } from '../support/shared-data.ts'
import { seeded } from '../support/spellings.ts'
import { document, enquiry, expert, openGate } from '../unit/matching/example-pool.ts'

interface Labelled {
  id: string
  discipline: string
  category: string
}
interface Proxy {
  experts: (Labelled & { documents: { id: string; title: string; abstract: string }[] })[]
  enquiries: (Labelled & { title: string; text: string })[]
}

const file = `${sharedData}/csl_proxy.json`
const isPresent = sharedData !== null && existsSync(file)
if (!isPresent) console.warn(`SKIPPED: no ${file}; the quality of matching is not measured`)

function readProxy(): Proxy {
  const proxy: Proxy = JSON.parse(readFileSync(file, 'utf8'))
  return proxy
}

const table: Record<string, Record<string, string>> = {}

/** 2 for the same discipline, 1 for the same category. */
const relevance = (one: Labelled, other: Labelled) => (one.discipline === other.discipline ? 2 : one.category === other.category ? 1 : 0)
const gain = (grades: readonly number[]) => grades.slice(0, 5).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0)

/** Means over all enquiries; `declared` is the category that the enquirer ticks, if any. */
function measure({ experts, enquiries }: Proxy, snapshot: Snapshot, declared: (asked: Labelled) => string[]) {
  const labels = new Map(experts.map((one) => [one.id, one]))
  const total = { 'P@1': 0, 'hit@3': 0, MRR: 0, 'nDCG@5': 0 }
  for (const asked of enquiries) {
    const { items } = matchExperts(snapshot, enquiry(asked.text, { title: asked.title, facets: { fields: declared(asked) } }), { gate: openGate, size: 5000, explain: false })
    const grades = items.map(({ expertId }) => relevance(labels.get(expertId)!, asked))
    if (grades[0] === 2) total['P@1']++
    if (grades.slice(0, 3).includes(2)) total['hit@3']++
    if (grades.includes(2)) total.MRR += 1 / (grades.indexOf(2) + 1)
    total['nDCG@5'] += gain(grades) / gain(grades.toSorted((a, b) => b - a))
  }
  const of = (key: keyof typeof total) => total[key] / enquiries.length
  return { 'P@1': of('P@1'), 'hit@3': of('hit@3'), MRR: of('MRR'), 'nDCG@5': of('nDCG@5') }
}

describe.skipIf(!isPresent)('matching on the Chinese development set', () => {
  let proxy: Proxy
  let snapshot: Snapshot

  beforeAll(() => {
    proxy = readProxy()
    snapshot = buildSnapshot(proxy.experts.map(({ id, category, documents }) => expert(id, { fields: [category], documents: documents.map(({ id: of, title, abstract }) => document(of, abstract, title)) })))
    return () => console.table(table)
  })

  /** Some enquirers tick another category. */
  function declaredWithErrors(share: number): (asked: Labelled) => string[] {
    const random = seeded(20)
    const categories = [...new Set(proxy.experts.map(({ category }) => category))].toSorted()
    return ({ category }) => {
      const others = categories.filter((one) => one !== category)
      return random() < share ? [others[Math.floor(random() * others.length)]!] : [category]
    }
  }

  test.each([
    ['text only', 0.5, 0.61, () => () => []],
    ['category declared', 0.61, 0.61, () => declaredWithErrors(0)],
    ['category declared, 20 % wrong', 0.57, 0.61, () => declaredWithErrors(0.2)],
  ] as const)('%s: P@1 ≥ %s, nDCG@5 ≥ %s', (name, first, five, declared) => {
    const figures = measure(proxy, snapshot, declared())
    table[name] = { ...Object.fromEntries(Object.entries(figures).map(([key, figure]) => [key, figure.toFixed(3)])), threshold: `P@1 ≥ ${first}, nDCG@5 ≥ ${five}` }
    expect(figures['P@1']).toBeGreaterThanOrEqual(first)
    expect(figures['nDCG@5']).toBeGreaterThanOrEqual(five)
  })
})
