// Time and memory of matching: 1,000 and 10,000 experts with 15 documents each, made from sections of our content; `npx tsx tests/bench/matching.ts`.
// With `--http` the same through the interface of a running application: import, then enquiries with parties, gate and explanations.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { loadLibrary } from '../../indexer/index.ts'
import { matchExperts } from '../../server/matching/matching.ts'
import type { ExpertFacts } from '../../server/matching/model.ts'
import { snapshotSteps } from '../../server/matching/snapshot.ts'
import { finishInTurns } from '../../server/matching/steps.ts'
import { ensureBootstrapKey } from '../../server/keys/keys.ts'
import { invent, toNdjson } from '../fixtures/experts/generate.ts'
import { startApp } from '../support/app.ts'
import { FIXTURES } from '../support/site.ts'
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

/** What the work takes, in seconds, and the longest time that the event loop stood still meanwhile, in milliseconds. */
async function watch<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; held: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await new Promise((resolve) => setTimeout(resolve, 5))
  const begun = performance.now()
  const result = await work()
  const seconds = (performance.now() - begun) / 1000
  // The timer of the monitor counts a stand-still only once it runs again.
  await new Promise((resolve) => setTimeout(resolve, 20))
  delay.disable()
  return { result, seconds, held: delay.max / 1e6 }
}

/** Everything that an officer's program goes through: one import, then enquiries one after the other. */
async function overHttp(count: number): Promise<void> {
  const app = await startApp({ content: FIXTURES })
  const key = 'bench-bootstrap-key-of-the-matching-table'
  await ensureBootstrapKey({ prisma: app.database.prisma }, key)
  const headers = { authorization: `Bearer ${key}` }
  const begun = performance.now()
  const imported = await fetch(`${app.url}/api/experts/import`, { method: 'POST', headers: { ...headers, 'content-type': 'application/x-ndjson' }, body: toNdjson(invent(count, { works: DOCUMENTS, length: count > 1_000 ? 100 : 600 })) })
  if (imported.status !== 200) throw new Error(`the import answered ${imported.status}`)
  await imported.arrayBuffer()
  const seconds = (performance.now() - begun) / 1000
  const material = await readMaterial()
  const random = seeded(count)
  const ask = async (): Promise<number> => {
    const started = performance.now()
    const answer = await fetch(`${app.url}/api/match`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ text: compose(material, 200, random), facets: { fields: ['tech/software'], industries: ['C26'], needs: ['consultation'] }, parties: [{ name: '示例江新材料有限公司', role: 'applicant' }, { name: '示例海达电机有限公司', role: 'respondent' }] }),
    })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`status ${answer.status}`)
    return performance.now() - started
  }
  const first = await watch(ask)
  const [{ id }] = await app.database.prisma.expert.findMany({ take: 1, select: { id: true } }) as [{ id: string }]
  await app.database.prisma.expert.update({ where: { id }, data: { version: { increment: 1 } } })
  const changed = await watch(ask)
  for (let i = 0; i < 20; i++) await ask()
  const times: number[] = []
  for (let i = 0; i < ENQUIRIES; i++) times.push(await ask())
  times.sort((a, b) => a - b)
  console.table([{ experts: count, 'import, s': seconds.toFixed(1), 'first match, s': first.seconds.toFixed(1), 'longest hold-up, ms': first.held.toFixed(0), 'after a change, s': changed.seconds.toFixed(1), 'hold-up, ms': changed.held.toFixed(0), 'POST /api/match p50, ms': percentile(times, 0.5).toFixed(1), 'p95, ms': percentile(times, 0.95).toFixed(1), goal: GOALS[count] ?? '', 'RSS, MB': megabytes(process.memoryUsage().rss) }])
  await app.close()
}

const percentile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)

async function main(): Promise<void> {
  const material = await readMaterial()
  const rows: Record<string, string | number>[] = []
  for (const count of [1_000, 10_000]) {
    const random = seeded(count)
    const experts = makeExperts(count, material, random)
    const { result: snapshot, seconds, held } = await watch(() => finishInTurns(snapshotSteps(experts)))
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
      'build, s': seconds.toFixed(1),
      'longest hold-up, ms': held.toFixed(0),
      'match p50, ms': percentile(warm, 0.5).toFixed(1),
      'match p95, ms': percentile(warm, 0.95).toFixed(1),
      goal: GOALS[count]!,
      'CPU a match, ms': ((user + system) / 1000 / texts.length).toFixed(1),
      'RSS, MB': megabytes(process.memoryUsage().rss),
    })
  }
  console.table(rows)
}

if (process.argv.includes('--http')) for (const count of [1_000, 10_000]) await overHttp(count)
else await main()
process.exit(0)
