// Earlier texts of a document: from the `versions/` folder beside it where the authors keep one, else from git history.
import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { promisify } from 'node:util'
import type { ContentDocument, ContentVersion } from './document.ts'
import { isRealDay } from './fields.ts'
import { Unreadable, decode, parseFile } from './front-matter.ts'
import type { ContentProblem } from './read.ts'

const run = promisify(execFile)
const MOST = 50
const FIELDS = ['version', 'date', 'changes']

const folderOf = ({ file, slug }: Pick<ContentDocument, 'file' | 'slug'>) => posix.join(posix.dirname(file), 'versions', slug)

/** Newest first; the current text leads. */
export async function listVersions(directory: string, document: ContentDocument, git: boolean): Promise<ContentVersion[]> {
  const current: ContentVersion = { id: 'current', label: document.frontMatter.version ?? '当前版本', date: document.date, changes: '', origin: 'current' }
  const kept = await fromFolder(directory, document)
  return [current, ...(kept.length || !git ? kept : await fromGit(directory, document))]
}

/** Markdown body of one version; null when there is none of that id. */
export async function readVersion(directory: string, document: ContentDocument, version: string, git: boolean): Promise<string | null> {
  if (/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    const bytes = await readFile(join(directory, folderOf(document), `${version}.md`)).catch(() => null)
    return bytes && parseFile(decode(bytes)).body
  }
  if (!git || !/^[0-9a-f]{7,40}$/.test(version)) return null
  const known = await fromGit(directory, document)
  const found = known.find(({ id }) => id === version)
  if (!found) return null
  const source = await gitOutput(directory, ['show', `${version}:./${found.path}`])
  return source === null ? null : bodyOf(source)
}

async function fromFolder(directory: string, document: ContentDocument): Promise<ContentVersion[]> {
  const folder = join(directory, folderOf(document))
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d{4}-\d{2}-\d{2}\.md$/.test(name))
  const versions = await Promise.all(
    names.map(async (name): Promise<ContentVersion> => {
      const { raw } = parseFile(decode(await readFile(join(folder, name))))
      const { version, changes } = raw as Record<string, string | undefined>
      const id = name.slice(0, -3)
      return { id, label: version ?? id, date: id, changes: changes ?? '', origin: 'file' }
    }),
  )
  return versions.sort((a, b) => (a.id < b.id ? 1 : -1))
}

/** One version per commit that changed the file, through renames; the text of the newest commit is the current one and is left out. */
async function fromGit(directory: string, document: ContentDocument): Promise<(ContentVersion & { path: string })[]> {
  const log = await gitOutput(directory, ['log', '--follow', `--max-count=${MOST}`, '--date=short', '--format=%x1e%h%x1f%ad%x1f%s', '--name-only', '--relative', '--', document.file])
  if (!log) return []
  const versions: (ContentVersion & { path: string })[] = []
  for (const record of log.split('\x1e').slice(1)) {
    const [head = '', ...rest] = record.split('\n')
    const [id = '', date = '', label = ''] = head.split('\x1f')
    const path = rest.find((line) => line.endsWith('.md'))
    if (id && path) versions.push({ id, label, date, changes: '', origin: 'git', path })
  }
  return versions.slice(1)
}

async function gitOutput(directory: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await run('git', ['-c', 'core.quotePath=false', ...args], { cwd: directory, maxBuffer: 16 * 1024 * 1024, timeout: 10_000 })
    return stdout
  } catch {
    return null // no git, no history: the current text is the only version
  }
}

function bodyOf(source: string): string | null {
  try {
    return parseFile(source.replaceAll('\r\n', '\n')).body
  } catch {
    return null
  }
}

/** Files below `versions/` that break the convention, so that no earlier text is silently missing. */
export async function checkVersions(directory: string, documents: ReadonlyMap<string, ContentDocument>): Promise<ContentProblem[]> {
  const problems: ContentProblem[] = []
  const expected = new Set([...documents.values()].map((document) => folderOf(document)))
  const parents = new Set([...documents.values()].map(({ file }) => posix.join(posix.dirname(file), 'versions')))
  for (const parent of parents) {
    for (const entry of await readdir(join(directory, parent), { withFileTypes: true }).catch(() => [])) {
      const folder = posix.join(parent, entry.name)
      if (!entry.isDirectory() || !expected.has(folder)) problems.push({ file: folder, line: 1, field: '-', rule: 'versions/ 里的文件夹应与一份文档的文件名相同' })
      else problems.push(...(await checkFolder(directory, folder)))
    }
  }
  return problems
}

async function checkFolder(directory: string, folder: string): Promise<ContentProblem[]> {
  const problems: ContentProblem[] = []
  for (const name of await readdir(join(directory, folder))) {
    const file = posix.join(folder, name)
    const problem = (rule: string, field = '-', line = 1) => problems.push({ file, line, field, rule })
    if (!/^\d{4}-\d{2}-\d{2}\.md$/.test(name) || !isRealDay(name.slice(0, 10))) problem('旧稿的文件名应为 YYYY-MM-DD.md')
    else {
      try {
        const { raw, lineOf } = parseFile(decode(await readFile(join(directory, file))))
        const fields = raw as Record<string, unknown>
        for (const field of Object.keys(fields)) if (!FIELDS.includes(field)) problem(`旧稿的资料头只写 ${FIELDS.join('、')}`, field, lineOf([field]))
        if (typeof fields.version !== 'string') problem('必填：这一稿叫什么', 'version', 2)
        if (fields.date !== name.slice(0, 10)) problem('应与文件名相同', 'date', lineOf(['date']))
      } catch (error) {
        problem((error as Error).message, '-', error instanceof Unreadable ? error.line : 1)
      }
    }
  }
  return problems
}
