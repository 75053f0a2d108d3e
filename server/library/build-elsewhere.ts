// Builds a large index in a process of its own: its memory is given back, and this one goes on answering meanwhile.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const INDEXER = fileURLToPath(new URL('../../indexer/main.ts', import.meta.url))

/**
 * Runs the indexer with this process's environment while the caller holds the lock; the caller then opens what was
 * written. Throws with the end of what it said when it did not come about; aborting ends it and leaves the old index.
 */
export async function buildElsewhere(signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, INDEXER, '--full', '--lock-is-held'], { stdio: ['ignore', 'ignore', 'pipe'], signal, killSignal: 'SIGTERM' })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    // 1 is told as well when some file of the content is at fault and everything else was indexed.
    child.once('exit', (code, killed) => (code === 0 || code === 1 ? resolve() : reject(new Error(`the indexer ended with ${killed ?? code}: ${said.trim()}`))))
  })
}
