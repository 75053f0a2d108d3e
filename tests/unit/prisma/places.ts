// Folders, programs and patience for the tests of the embedded database.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A data directory that PostgreSQL's own account may enter; removed after the file's last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'))
  chmodSync(folder, 0o711)
  folders.push(folder)
  return folder
}

/** The process id of the server of this data directory, or undefined when none runs. */
export function serverPid(directory: string): number | undefined {
  const file = join(directory, 'postgres/data/postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
}

/** Waits up to 30 s, as errors and false are equally "not yet". */
export async function eventually(condition: () => unknown): Promise<void> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    if (
      await Promise.resolve()
        .then(condition)
        .catch(() => false)
    )
      return
    await sleep(20)
  }
  throw new Error(`still not: ${String(condition)}`)
}

export interface Writer {
  child: ChildProcess
  /** Document ids of the rows that were acknowledged. */
  acknowledged: string[]
  /** Lets it begin; it opens the database only then. */
  begin: () => void
  /** Resolves once it has ended, and its output has been read to the end. */
  ended: Promise<void>
}

/** Starts a process that writes rows into the outbox until it is stopped; see writer.ts. */
export function startWriter(directory: string, prefix: string): Writer {
  const program = fileURLToPath(new URL('writer.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, directory, prefix], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => acknowledged.push(line))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return { child, acknowledged, begin: () => void child.stdin.write('begin\n'), ended }
}
