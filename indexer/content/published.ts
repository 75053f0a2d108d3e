// Texts that were published here and not by the authors' folder: rows of the database laid out as files that the library reads beside them.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import type { PrismaClient } from '../../prisma/client.ts'
import { LinkResolver } from './links.ts'
import { createOpener } from './open-document.ts'
import { readSource, type ContentProblem } from './read.ts'

/** Name of the folder below the data folder. */
export const PUBLISHED_FOLDER = 'published'

/** Nothing that leads out of the folder, hidden, or of another type. */
const PATH = /^(?!.*(?:^|\/)\.)[\p{L}\p{N}_~.-]+(?:\/[\p{L}\p{N}_~.-]+)*\.md$/u

export interface Laid {
  written: number
  removed: number
}

/**
 * Brings the folder to what the rows say: writes what differs, removes what is no longer a row. Several processes may do
 * so at once in one folder. Throws when the database or the folder cannot be reached.
 */
export async function layOutPublished(directory: string, { publishedFile }: Pick<PrismaClient, 'publishedFile'>): Promise<Laid> {
  await mkdir(directory, { recursive: true })
  const rows = new Map((await publishedFile.findMany({ select: { path: true, digest: true } })).filter(({ path }) => PATH.test(path)).map(({ path, digest }) => [path, digest]))
  const present = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && /^[^.].*\.md$/.test(entry.name)).map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const equal = new Set<string>()
  let removed = 0
  for (const path of present) {
    const bytes = await readFile(join(directory, path)).catch(() => null)
    if (bytes && rows.get(path) === digestOfText(bytes)) equal.add(path)
    else if (!rows.has(path)) {
      await rm(join(directory, path), { force: true })
      await removeEmpty(directory, posix.dirname(path))
      removed++
    }
  }
  const changed = [...rows.keys()].filter((path) => !equal.has(path))
  for (const { path, text } of changed.length ? await publishedFile.findMany({ where: { path: { in: changed } }, select: { path: true, text: true } }) : []) await replaceFile(join(directory, path), text)
  return { written: changed.length, removed }
}

/** SHA-256 in hex, as in the rows. */
export const digestOfText = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** Whoever reads meanwhile sees the old text or the new, never half of one. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const unfinished = join(dirname(file), `.${process.pid}-${Math.random().toString(36).slice(2)}.unfinished`)
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}

async function removeEmpty(directory: string, below: string): Promise<void> {
  for (let folder = below; folder !== '.'; folder = posix.dirname(folder)) {
    const gone = await rmdir(join(directory, folder)).then(
      () => true,
      () => false,
    )
    if (!gone) return
  }
}

/** What would keep a text out of the library, were it published at this path; links to other content files cannot be judged alone and count as such. */
export function problemsOfText(path: string, text: string): ContentProblem[] {
  const read = readSource(path, Buffer.from(text))
  if ('problems' in read) return read.problems
  const links = new LinkResolver([read], [])
  return links.check([read], new Map([[read.document.id, createOpener(links)(read.document)]]))
}
