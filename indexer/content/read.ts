// The one reader of the content folder: every Markdown file is read and checked, and whatever cannot be is a problem, never passed over.
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, join, posix } from 'node:path'
import { createHash } from 'node:crypto'
import type { ContentDocument } from './document.ts'
import { MAX_BYTES, Unreadable, decode, parseFile, type ParsedFile } from './front-matter.ts'
import { checkFrontMatter, type FrontMatter } from './schema.ts'

export interface ContentProblem {
  /** Path below the content folder, with `/`. */
  file: string
  line: number
  field: string
  /** What to put right, in the author's words. */
  rule: string
}

/** A file whose front matter is sound; its sections are split later, when all addresses are known. */
export interface ReadFile {
  document: Omit<ContentDocument, 'sections'>
  parsed: ParsedFile
}

export interface ReadContent {
  files: ReadFile[]
  problems: ContentProblem[]
}

const PARALLEL = 16

/** Reads all `.md` files at any depth, in byte order of their paths; folders named `versions` hold old texts and are not documents. */
export async function readContent(directory: string, report?: (progress: { done: number; total: number }) => void): Promise<ReadContent> {
  const problems: ContentProblem[] = []
  const paths = await listMarkdown(directory, problems)
  const files: ReadFile[] = []
  let done = 0
  for (let start = 0; start < paths.length; start += PARALLEL) {
    const results = await Promise.all(paths.slice(start, start + PARALLEL).map((file) => readOne(directory, file)))
    for (const result of results) {
      if ('document' in result) files.push(result)
      else problems.push(...result.problems)
    }
    report?.({ done: (done += results.length), total: paths.length })
  }
  return { files, problems }
}

async function listMarkdown(directory: string, problems: ContentProblem[], below = ''): Promise<string[]> {
  const found: string[] = []
  const entries = await readdir(join(directory, below), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    problems.push({ file: below || '.', line: 1, field: '-', rule: `文件夹打不开（${error.code ?? error.message}）` })
    return []
  })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(below, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) {
      if (/\.md$/i.test(entry.name)) problems.push({ file: path, line: 1, field: '-', rule: '这是文件夹，不是 .md 文件' })
      if (entry.name !== 'versions') found.push(...(await listMarkdown(directory, problems, path)))
    } else if (/\.md$/i.test(entry.name) && path !== 'README.md') found.push(path)
  }
  return found
}

async function readOne(directory: string, file: string): Promise<ReadFile | { problems: ContentProblem[] }> {
  const problem = (rule: string) => ({ file, line: 1, field: '-', rule })
  try {
    const path = join(directory, file)
    const { size } = await stat(path)
    if (size > MAX_BYTES) return { problems: [problem(`文件有 ${Math.ceil(size / 1024 / 1024)} MB，最多 ${MAX_BYTES / 1024 / 1024} MB`)] }
    return readSource(file, await readFile(path))
  } catch (error) {
    return { problems: [problem(`文件打不开（${(error as NodeJS.ErrnoException).code ?? (error as Error).message}）`)] }
  }
}

/** The bytes of one file, with whatever is wrong in them. */
export function readSource(file: string, bytes: Uint8Array): ReadFile | { problems: ContentProblem[] } {
  const problem = (rule: string, line = 1, field = '-') => ({ file, line, field, rule })
  try {
    const parsed = parseFile(decode(bytes))
    const checked = checkFrontMatter(parsed.raw)
    if (!checked.ok) return { problems: checked.problems.map(({ path, rule }) => problem(rule, parsed.lineOf(path), path.join('.') || '-')) }
    return { document: toDocument(file, checked.data, parsed.body, createHash('sha256').update(bytes).digest('hex')), parsed }
  } catch (error) {
    if (error instanceof Unreadable) return { problems: [problem(error.message, error.line)] }
    throw error
  }
}

function toDocument(file: string, frontMatter: FrontMatter, body: string, digest: string): Omit<ContentDocument, 'sections'> {
  const { id, kind, title, date, aliases } = frontMatter
  return { id, kind, slug: basename(file).replace(/\.md$/i, ''), aliases, file, title, date, frontMatter, body, digest }
}
