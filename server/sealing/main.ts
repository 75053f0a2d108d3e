// `npm run keys:rotate`: seals again with the first key of SEALING_KEYS what older keys seal; exit 1 when a row did not open.
import { existsSync } from 'node:fs'
import { openDatabase } from '../../prisma/client.ts'
import { SYSTEM } from '../access/access.ts'
import { recordAudit } from '../audit/audit.ts'
import { readEnvironment } from '../env.ts'
import { openKeys } from './keys.ts'
import { rotateSealed } from './rotate.ts'
import { createSealing } from './sealing.ts'

async function main(): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const env = readEnvironment(process.env)
  const sealing = createSealing(openKeys({ setting: env.secrets.sealing, directory: env.data.directory, production: env.server.production }))
  const database = await openDatabase({ url: env.database.url, ownerUrl: env.database.ownerUrl, directory: env.data.directory, report: console.error })
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(new Error('Stopped; what was sealed again stays so, and the next run continues')))
  try {
    const { resealed, failed, stillNeeded } = await rotateSealed({ prisma: database.prisma, sealing, signal: stopping.signal, report: console.error })
    if (resealed || failed) await recordAudit(database.prisma, { actor: SYSTEM, action: 'sealing:rotate', subject: { kind: 'key', id: sealing.current }, outcome: failed ? 'FAILED' : 'DONE', detail: { resealed, failed } })
    const needed = Object.entries(stillNeeded).map(([keyId, rows]) => `${keyId} (${rows})`)
    console.log(`${resealed} sealed again with "${sealing.current}". ${needed.length ? `Keep these keys, rows still need them: ${needed.join(', ')}` : 'No row needs another key.'}`)
    return failed ? 1 : 0
  } finally {
    await database.close()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
