// Command line of the indexer: brings the index to what the content folder says, checks it, or mints an id.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { loadLibrary } from './content/library.ts'
import { layOutPublished, PUBLISHED_FOLDER } from './content/published.ts'
import type { Progress } from './engine/engine.ts'
import { openEngine } from './engine/open.ts'
import { mintId } from './ids.ts'
import { sync } from './sync.ts'
import { openDatabase } from '../prisma/client.ts'
import { withAdvisoryLock } from '../prisma/lock.ts'
import { readEnvironment } from '../server/env.ts'

const USAGE = `npm run index -- [--check] [--full] [--new-id]
  --check    只检查内容，不收录；有错时退出码为 1
  --full     全部重建
  --new-id   取一个新的永久编号`

/** A bar on a terminal, one line a phase elsewhere. */
function progressOf(phase: string): { report: (progress: Progress) => void; done: () => void } {
  if (!process.stderr.isTTY) {
    console.error(`${phase} …`)
    return { report: () => {}, done: () => {} }
  }
  const bar = new SingleBar({ format: `${phase} {bar} {value}/{total}`, stream: process.stderr, hideCursor: true })
  bar.start(1, 0)
  return {
    report: ({ done, total }) => {
      bar.setTotal(total)
      bar.update(done)
    },
    done: () => bar.stop(),
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, full: { type: 'boolean' }, 'lock-is-held': { type: 'boolean' }, 'new-id': { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help) return console.log(USAGE), 0
  if (values['new-id']) return console.log(mintId()), 0
  if (existsSync('.env')) process.loadEnvFile('.env')
  const env = readEnvironment(process.env)

  // A check is of the authors' files; an index is of what was published here too. The server that started this process has laid that out.
  const published = join(env.data.directory, PUBLISHED_FOLDER)
  const database = values.check || values['lock-is-held'] ? null : await openDatabase({ url: env.database.url, ownerUrl: env.database.ownerUrl, directory: env.data.directory })
  if (database) await layOutPublished(published, database.prisma)
  const reading = progressOf('读取')
  const library = await loadLibrary(env.content.directory, { report: reading.report, ...(!values.check && { beside: [published] }) })
  reading.done()
  for (const { file, line, field, rule } of library.problems) console.error(`${file}:${line} ${field} ${rule}`)
  const summary = `${library.documents.size} 份文档，${library.withdrawn.size} 份已撤下，${library.problems.length} 处问题`
  if (values.check) {
    console.log(summary)
    return library.problems.length ? 1 : 0
  }

  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('已中止；原来的索引未动，下次接着做')))
  async function write(signal: AbortSignal): Promise<void> {
    const engine = await openEngine({ directory: env.data.directory, meilisearch: env.meilisearch })
    try {
      const indexing = progressOf('收录')
      const result = await sync({ library, engine, full: values.full ?? false, report: indexing.report, signal })
      indexing.done()
      console.log(`${summary}；${result.rebuilt ? '全部重建' : '增量'}：收录 ${result.put}，删除 ${result.dropped}，未变 ${result.unchanged}`)
    } finally {
      await engine.close()
    }
  }

  // The server that started this process holds the lock for it.
  if (!database) await write(stop.signal)
  else {
    try {
      const outcome = await withAdvisoryLock(database, 'index', (lost) => write(AbortSignal.any([stop.signal, lost])))
      if (!outcome.ran) throw new Error('另一个进程正在写索引；请等它写完再试')
    } finally {
      await database.close()
    }
  }
  return library.problems.length ? 1 : 0
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message)
  return 1
})
