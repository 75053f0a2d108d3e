// Where the embedded PostgreSQL keeps its files, and under which account of the machine it may run.
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** The account PostgreSQL runs under; empty when that is simply this process's own. */
export interface Account {
  name?: string
  uid?: number
  gid?: number
}

/** The embedded server's part of the data directory. */
export interface Place {
  directory: string
  /** PostgreSQL's own data directory: complete or absent. */
  data: string
  /** The folder of the Unix socket, closed to everybody else. */
  socket: string
  log: string
  account: Account
}

/** A system folder for root, because PostgreSQL's own account may not enter root's home. */
export function defaultDirectory({ dataDir, isRoot }: { dataDir?: string | undefined; isRoot: boolean }): string {
  return dataDir || (isRoot ? '/var/lib/trade-secret-registry' : './data')
}

/**
 * Makes `<directory>/postgres` and says where things are in it. Throws when the path is too long for a Unix socket or
 * has characters that break initdb, when the folder is another user's, and on Windows.
 */
export function preparePlace(dataDirectory: string): Place {
  if (process.platform === 'win32') {
    throw new Error('The embedded PostgreSQL does not run on Windows itself: use WSL, or set DATABASE_URL')
  }
  const directory = join(resolve(dataDirectory), 'postgres')
  const socket = join(directory, 'run')
  if (/["$`\\\n]/.test(directory)) throw new Error(`PostgreSQL cannot live in ${directory}: set a plainer DATA_DIR`)
  const excess = Buffer.byteLength(`${socket}/.s.PGSQL.5432`) - 103
  if (excess > 0) {
    throw new Error(`The path ${dataDirectory} is ${excess} bytes too long for a Unix socket: set a shorter DATA_DIR`)
  }
  makeFolder(directory)
  refuseForeign(directory)
  return {
    directory,
    data: join(directory, 'data'),
    socket,
    log: join(directory, 'postgres.log'),
    account: findAccount(),
  }
}

/** The folders that had to be made can be passed through, whatever the umask, but not listed. */
function makeFolder(directory: string): void {
  let first: string | undefined
  try {
    first = mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw new Error(`${(error as Error).message}: set DATA_DIR to a folder that this user may write`)
  }
  for (let path = directory; first && path.length >= first.length; path = dirname(path)) chmodSync(path, 0o711)
}

/** Programs are started from this folder: nobody else may have put them there. */
function refuseForeign(directory: string): void {
  const me = process.getuid?.()
  const { uid } = statSync(directory)
  if (me === undefined || uid === me) return
  throw new Error(`${directory} belongs to user ${uid}, but this process runs as ${me}: run as that user, or chown it`)
}

/** PostgreSQL refuses to run as root: then it gets the account `postgres`, or else `nobody`. */
function findAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const accounts = lines.map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (!found?.[0]) {
    throw new Error('PostgreSQL does not run as root, and there is no account "postgres" or "nobody": set DATABASE_URL')
  }
  return { name: found[0], uid: Number(found[2]), gid: Number(found[3]) }
}

/** A sentence about the first folder above `path` that the account may not enter, or nothing. */
export function explainNoEntry(path: string, { name, uid, gid }: Account): string {
  if (uid === undefined) return ''
  const folders = [path]
  while (dirname(folders[0]!) !== folders[0]) folders.unshift(dirname(folders[0]!))
  const closed = folders.find((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false })
    const bit = stat?.uid === uid ? 0o100 : stat?.gid === gid ? 0o010 : 0o001
    return stat && !(stat.mode & bit)
  })
  if (!closed) return ''
  return (
    `; started by root, PostgreSQL runs as "${name}", which may not enter ${closed}: set DATA_DIR to a folder ` +
    'that it may enter, such as /var/lib/trade-secret-registry, or start as an ordinary user'
  )
}

/**
 * Builds a folder beside its place and renames it: it is complete or absent, even if several processes build it at
 * once or one is killed in the middle. The path that `build` gets does not exist yet; an empty folder counts as absent.
 */
export async function buildOnce(target: string, build: (fresh: string) => Promise<void>): Promise<void> {
  const isBuilt = (): boolean => existsSync(target) && readdirSync(target).length > 0
  if (isBuilt()) return
  await sweep(dirname(target))
  const fresh = `${target}.new-${process.pid}-${randomUUID().slice(0, 8)}`
  try {
    await build(fresh)
    await rename(fresh, target)
    await syncFolder(dirname(target))
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (!isBuilt()) throw error // else another process was first
  }
}

/** Removes what processes that no longer exist have left half built. */
async function sweep(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    const pid = /\.new-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(directory, name), { recursive: true, force: true })
  }
}

/** Whether a process of this id exists, a zombie included. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Makes a rename in this folder outlast a power failure. */
export async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory)
  await folder.sync().finally(() => folder.close())
}

/** Whether something, a dangling link included, has this path. */
export function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
