// A secret of development: made at the first start, kept in the data directory, readable by its owner only.
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A kept secret that others can read. */
export class SecretExposed extends Error {}

/** What `<directory>/<name>` holds; `make` writes it when there is none. Throws SecretExposed when others can read it. */
export function keptSecret(directory: string, name: string, make: () => string): string {
  const file = join(directory, name)
  mkdirSync(directory, { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${make()}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // Appears whole or not at all, and never replaces the one that another process was faster to make.
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  if (statSync(file).mode & 0o077) throw new SecretExposed(`${file} can be read by others: run chmod 600 on it`)
  return readFileSync(file, 'utf8').trim()
}
