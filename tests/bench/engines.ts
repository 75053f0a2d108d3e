// Relevance of both engines side by side on the development data, raw Meilisearch with its defaults beside them. `--every N` takes every Nth question.
import { parseArgs } from 'node:util'
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import { createMeilisearchEngine, loadLibrary, sync, type Engine } from '../../indexer/index.ts'
import { hitAt10, knownItems } from '../quality/measure.ts'
import { startMeilisearch, type MeilisearchServer } from '../support/meilisearch.ts'
import { readQuestions, sharedData, type Question } from '../support/shared-data.ts'

const { values } = parseArgs({ options: { every: { type: 'string', default: '1' } } })
const every = Number(values.every)

interface Row {
  engine: string
  'hit@10 3-2': string
  'hit@10 3-8': string
  'known items': string
}

async function measure(name: string, engine: Engine, questions: readonly Question[], library: Awaited<ReturnType<typeof loadLibrary>>): Promise<Row> {
  const of = (set: Question['set']) => hitAt10(engine, questions.filter((question) => question.set === set))
  return { engine: name, 'hit@10 3-2': (await of('3-2')).toFixed(3), 'hit@10 3-8': (await of('3-8')).toFixed(3), 'known items': (await knownItems(engine, library)).toFixed(3) }
}

/** The same sections in an index with default settings, asked with the question as it is. */
async function measureRaw(server: MeilisearchServer, questions: readonly Question[], library: Awaited<ReturnType<typeof loadLibrary>>): Promise<Row> {
  const index = server.indexName()
  let task = 0
  const records = [...library.documents.values()].flatMap(({ id, title, sections }) => sections.map(({ anchor, heading, text }, i) => ({ key: `${id}-${i}`, gold: `${id}#${anchor}`, title, heading, text })))
  for (let i = 0; i < records.length; i += 10_000) task = ((await server.request('POST', `/indexes/${index}/documents?primaryKey=key`, records.slice(i, i + 10_000))) as { taskUid: number }).taskUid
  for (;;) {
    const { status } = (await server.request('GET', `/tasks/${task}`)) as { status: string }
    if (status === 'succeeded') break
    if (status === 'failed') throw new Error('the raw index could not be made')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  const share = async (set: Question['set']) => {
    const asked = questions.filter((question) => question.set === set)
    let hits = 0
    for (const { question, gold } of asked) {
      const { hits: found } = (await server.request('POST', `/indexes/${index}/search`, { q: question, limit: 10, attributesToRetrieve: ['gold'] })) as { hits: { gold: string }[] }
      if (found.some((hit) => gold.includes(hit.gold))) hits++
    }
    return (hits / asked.length).toFixed(3)
  }
  return { engine: 'raw Meilisearch, defaults', 'hit@10 3-2': await share('3-2'), 'hit@10 3-8': await share('3-8'), 'known items': '-' }
}

async function main(): Promise<void> {
  if (!sharedData) return
  const library = await loadLibrary(`${sharedData}/laws`, { git: false })
  const questions = (await readQuestions()).filter((_, i) => i % every === 0)
  const rows: Row[] = []
  const embedded = await createEmbeddedEngine({ directory: null })
  await sync({ library, engine: embedded })
  rows.push(await measure('embedded', embedded, questions, library))
  console.table(rows)
  await embedded.close()
  const server = await startMeilisearch()
  if (!server) return
  try {
    const engine = await createMeilisearchEngine({ url: server.url, adminKey: server.adminKey, searchKey: server.searchKey, indexName: server.indexName() })
    await sync({ library, engine })
    rows.push(await measure('Meilisearch, our planning and ranking', engine, questions, library))
    console.table(rows)
    rows.push(await measureRaw(server, questions, library))
    console.table(rows)
  } finally {
    await server.close()
  }
}

await main()
