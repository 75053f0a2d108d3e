// Time and memory of matching: 1,000 and 10,000 experts with 15 documents each, made from sections of our content; `npx tsx tests/bench/matching.ts`.
import { loadLibrary } from '../../indexer/index.ts'
import { buildSnapshot, matchExperts } from '../../server/matching/matching.ts'
import type { ExpertFacts } from '../../server/matching/model.ts'
import { seeded } from '../support/spellings.ts'
import { document, enquiry, expert, openGate } from '../unit/matching/example-pool.ts'

const DOCUMENTS = 15
const ENQUIRIES = 200
const GOALS: Record<number, string> = { 1_000: 'p95 ≤ 50', 10_000: 'p95 ≤ 400' }

/** Sentences of each section; real text, so that terms are as frequent as they are in life. */
async function readMaterial(): Promise<string[][]> {
  const { documents } = await loadLibrary('content', { git: false })
  return [...documents.values()].flatMap(({ sections }) => sections.map(({ text }) => text.split(/(?<=[。；！？\n])/).filter((sentence) => sentence.trim().length > 8))).filter((sentences) => sentences.length)
}

/** A text of about `length` characters, half of it from one section. */
function compose(material: readonly string[][], length: number, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const home = pick(material)
  let text = ''
  while (text.length < length) text += random() < 0.5 ? pick(home) : pick(pick(material))
  return text
}

const makeExperts = (count: number, material: readonly string[][], random: () => number): ExpertFacts[] =>
  Array.from({ length: count }, (_, i) =>
    expert(`x${String(i).padStart(6, '0')}`, {
      fields: [`field/${i % 30}`],
      industries: [`C${13 + (i % 30)}`],
      services: ['appraisal'],
      documents: Array.from({ length: DOCUMENTS }, (__, k) => document(`${i}-${k}`, compose(material, 250, random), `第${i}位专家的材料`)),
    }),
  )

const percentile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)

async function main(): Promise<void> {
  const material = await readMaterial()
  const rows: Record<string, string | number>[] = []
  for (const count of [1_000, 10_000]) {
    const random = seeded(count)
    const experts = makeExperts(count, material, random)
    const started = performance.now()
    const snapshot = buildSnapshot(experts)
    const built = (performance.now() - started) / 1000
    const texts = Array.from({ length: ENQUIRIES + 20 }, () => compose(material, 200, random))
    const times: number[] = []
    const before = process.cpuUsage()
    for (const text of texts) {
      const begun = performance.now()
      matchExperts(snapshot, enquiry(text, { facets: { fields: ['field/3'], industries: ['C26'], needs: ['appraisal'] } }), { gate: openGate, size: 10 })
      times.push(performance.now() - begun)
    }
    const { user, system } = process.cpuUsage(before)
    const warm = times.slice(20).toSorted((a, b) => a - b)
    const { postings } = snapshot.statistics
    rows.push({
      experts: count,
      documents: snapshot.documents.length,
      terms: postings.frequencies.length,
      postings: postings.documents.length,
      'build, s': built.toFixed(1),
      'match p50, ms': percentile(warm, 0.5).toFixed(1),
      'match p95, ms': percentile(warm, 0.95).toFixed(1),
      goal: GOALS[count]!,
      'CPU a match, ms': ((user + system) / 1000 / texts.length).toFixed(1),
      'RSS, MB': megabytes(process.memoryUsage().rss),
    })
  }
  console.table(rows)
}

await main()
