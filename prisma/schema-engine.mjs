#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine`: the same JSON-RPC over stdin and stdout, answered by the WebAssembly
// build of the same engine through adapter-pg. PostgreSQL only. JavaScript, because Prisma starts it as a program.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const { values: options, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' } },
})
const datasource = JSON.parse(options.datasource ?? '{}')

if (positionals[0] === 'cli') await answerWhetherReachable()

const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
const { host, port, user, password, database, ssl } = new pg.Client(datasource.url)
const shadows = new Set()
const factory = bindMigrationAwareSqlAdapterFactory({
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: () => connectTo(database),
  connectToShadowDb: connectToShadow,
})
const engine = await loadEngine()

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  if (!method) continue // the command line's answer to `print`
  try {
    const result = method === 'getDatabaseVersion' ? await engine.version(null) : await engine[method](params)
    if (method === 'diff' && result.stdout !== null) {
      send({ id: 0, method: 'print', params: { content: result.stdout } })
    }
    send({ id, result: result ?? null })
  } catch (error) {
    const data = { is_panic: false, message: explain(error.message), error_code: error.code, meta: {} }
    send({ id, error: { code: 4466, message: 'engine error', data } })
  }
}
for (const dispose of shadows) await dispose() // after a failure the engine leaves them
process.exit(0)

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

/** `schema-engine cli can-connect-to-database`: exit code 0, or 1 with one JSON line on stderr. */
async function answerWhetherReachable() {
  const client = new pg.Client(datasource.url)
  try {
    await client.connect()
    await client.end()
    process.exit(0)
  } catch (error) {
    const fields = { message: error.message, error_code: error.code === '3D000' ? 'P1003' : 'P1001' }
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`)
    process.exit(1)
  }
}

/** Node 20 cannot import a .wasm file, so the package's own entry is of no use. */
async function loadEngine() {
  const home = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const wasm = readFileSync(join(home, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const datamodels = options.datamodels?.map((path) => [path, readFileSync(path, 'utf8')])
  return bindings.SchemaEngine.new({ datamodels }, () => {}, factory)
}

/** The engine names an error of the driver by its number only. */
function explain(message) {
  return message.replace(/External error id#(\d+)/, (text, id) => {
    return factory.errorRegistry.consumeError(Number(id))?.error?.message ?? text
  })
}

async function connectTo(name) {
  return patch(await new PrismaPg({ host, port, user, password, database: name, ssl }).connect())
}

/** adapter-pg's own shadow would be the real database when given a URL, and would be dropped while connected to. */
async function connectToShadow() {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  const admin = new pg.Client(datasource.url)
  await admin.connect()
  await admin.query(`CREATE DATABASE "${name}"`)
  const adapter = await connectTo(name)
  const disconnect = adapter.dispose.bind(adapter)
  adapter.dispose = async () => {
    if (!shadows.delete(adapter.dispose)) return
    await disconnect()
    await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`)
    await admin.end()
  }
  shadows.add(adapter.dispose)
  return adapter
}

/**
 * Two mends of adapter-pg 7.10: it cannot read PostgreSQL's internal type "char" (OID 18), which introspection
 * selects, and it splits scripts at every ';', which breaks functions and string literals; the server does not.
 */
function patch(adapter) {
  const CHAR = 18
  const TEXT = 25
  const { client, queryRaw } = adapter
  adapter.queryRaw = async (query) => {
    const chars = []
    const retyping = {
      async query(config) {
        const result = await client.query(config)
        for (const [i, field] of (result.fields ?? []).entries()) {
          if (field.dataTypeID !== CHAR) continue
          chars.push(i)
          field.dataTypeID = TEXT
        }
        return result
      },
    }
    const result = await queryRaw.call(Object.assign(Object.create(adapter), { client: retyping }), query)
    for (const i of chars) result.columnTypes[i] = ColumnTypeEnum.Character
    return result
  }
  adapter.executeScript = async (script) => void (await client.query(script))
  return adapter
}
