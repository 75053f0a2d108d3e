// Compares the schema with the migrations, by Prisma's own command line on a server made for the purpose.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from './embedded.ts'
import { MIGRATIONS } from './migrate.ts'

const SCHEMA = fileURLToPath(new URL('schema.prisma', import.meta.url))
const CONFIG = fileURLToPath(new URL('config.ts', import.meta.url))

export interface SchemaOptions {
  schema?: string
  migrations?: string
  /** Environment for Prisma's command line. */
  environment: NodeJS.ProcessEnv
  /** Connection string of a server on which databases may be made and dropped; by default one for the purpose. */
  scratch?: string
}

/** What the migrations lack, as SQL; undefined when schema and migrations agree. Throws with Prisma's own words. */
export async function findSchemaChanges(options: SchemaOptions): Promise<string | undefined> {
  const { schema = SCHEMA, migrations = MIGRATIONS, environment, scratch } = options
  return inScratchFolder(async (folder) => {
    const script = join(folder, 'changes.sql')
    const diff = ['migrate', 'diff', '--from-migrations', migrations, '--to-schema', schema]
    const args = [...diff, '--script', '--output', script, '--exit-code']
    const server = scratch ? undefined : await startEmbedded({ directory: folder, settings: { fsync: 'off' } })
    const run = runPrisma(args, { ...environment, DATABASE_URL: scratch ?? server!.url() })
    const { code, output } = await run.finally(() => server?.stop())
    if (code === 0) return undefined
    if (code === 2 && existsSync(script)) return readFileSync(script, 'utf8')
    throw new Error(`Prisma could not compare schema and migrations:\n${output}`)
  })
}

/** Writes a migration for what has changed in the schema and returns its name; undefined when nothing has. */
export async function writeMigration(options: SchemaOptions & { name: string }): Promise<string | undefined> {
  const { name, migrations = MIGRATIONS } = options
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(name)) {
    throw new Error(`"${name}" is no name for a migration: write a few words in lower case, joined by _`)
  }
  const script = await findSchemaChanges(options)
  if (script === undefined) return undefined
  const folder = `${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}_${name}`
  const fresh = join(migrations, '..', `.${folder}`)
  await mkdir(fresh)
  await writeFile(join(fresh, 'migration.sql'), script)
  await rename(fresh, join(migrations, folder))
  return folder
}

/** Runs Prisma's command line to its end; `output` is all it said. */
export async function runPrisma(
  args: string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ code: number; output: string }> {
  const program = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const env = { ...environment, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', NO_COLOR: '1' }
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [program, ...args, '--config', CONFIG], { env, stdio })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? 1, output }
}

async function inScratchFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'))
  chmodSync(folder, 0o711)
  return run(folder).finally(() => rm(folder, { recursive: true, force: true }))
}
