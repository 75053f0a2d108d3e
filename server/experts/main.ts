// Root of `npm run import -- experts FILE`: imports a register as the administrator of the machine, and tells line by line what was refused.
import { createReadStream, existsSync } from 'node:fs'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { openEngine } from '../../indexer/index.ts'
import { openDatabase } from '../../prisma/client.ts'
import { SYSTEM } from '../access/access.ts'
import { readEnvironment } from '../env.ts'
import { DomainFailure } from '../errors.ts'
import { applyOutbox } from '../search/outbox.ts'
import { importExperts, type ImportReport } from './import.ts'
import { CSV, NDJSON, readRegister, XLSX } from './register.ts'

const USAGE = `npm run import -- experts FILE [--atomic]
  FILE       .ndjson（每行一位专家）、.csv 或 .xlsx
  --atomic   有一行不能导入，就全部不导入`

const TYPES: Readonly<Record<string, string>> = { '.ndjson': NDJSON, '.jsonl': NDJSON, '.csv': CSV, '.xlsx': XLSX }
const SHOWN = 50

function tell({ applied, created, updated, unchanged, refused, searchable, lines }: ImportReport): number {
  const bad = lines.filter(({ result }) => result === 'refused')
  for (const { line, externalId, problems } of bad.slice(0, SHOWN)) console.error(`第 ${line} 行${externalId ? `（${externalId}）` : ''}：${problems.map(({ field, detail }) => (field ? `${field} ${detail}` : detail)).join('；')}`)
  if (bad.length > SHOWN) console.error(`…… 另有 ${bad.length - SHOWN} 行`)
  console.log(applied ? `新建 ${created}，更新 ${updated}，未变 ${unchanged}，未导入 ${refused}` : '没有导入：请改好上面的行再来')
  if (!searchable) console.error('检索引擎暂时不可用；专家已经保存，服务启动后会自动收录')
  return refused ? 1 : 0
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { atomic: { type: 'boolean', default: false }, help: { type: 'boolean' } } })
  const [what, file] = positionals
  if (values.help) return console.log(USAGE), 0
  const type = TYPES[extname(file ?? '').toLowerCase()]
  if (what !== 'experts' || !file || !type) return console.error(USAGE), 2
  if (!existsSync(file)) return console.error(`没有这个文件：${file}`), 2
  if (existsSync('.env')) process.loadEnvFile('.env')
  const env = readEnvironment(process.env)

  const database = await openDatabase({ url: env.database.url, ownerUrl: env.database.ownerUrl, directory: env.data.directory })
  const engine = await openEngine({ directory: env.data.directory, meilisearch: env.meilisearch })
  try {
    const follow = () => applyOutbox({ prisma: database.prisma, engine, signal: new AbortController().signal })
    return tell(await importExperts({ prisma: database.prisma, applyOutbox: follow }, SYSTEM, readRegister(type, createReadStream(file)), { atomic: values.atomic }))
  } finally {
    await engine.close()
    await database.close()
  }
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message)
  if (error instanceof DomainFailure) for (const { detail } of error.issues) console.error(detail)
  return 1
})
