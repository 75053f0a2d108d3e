// The whole content folder in memory: documents by id and address, citations both ways, versions, and every problem found.
import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { basename, posix } from 'node:path'
import type { Kind } from '../documents/schema.ts'
import { CitationBuilder, type CitationGraph } from './citations.ts'
import type { Citation, CitedBy, ContentDocument, ContentSection, ContentVersion } from './document.ts'
import { LinkResolver } from './links.ts'
import { createOpener } from './open-document.ts'
import { readContent, type ContentProblem, type ReadFile } from './read.ts'
import { splitSections } from './sections.ts'
import { checkVersions, listVersions, readVersion } from './versions.ts'

export interface Withdrawn {
  id: string
  title: string
  kind: Kind
  date: string
  reason: string
}

export interface Staleness {
  reason: 'review' | 'law-replaced'
  /** The day since which, or the title of the law. */
  detail: string
}

/** An immutable view of the content folder at one moment; a refresh makes a new one. */
export interface Library {
  readonly directory: string
  readonly documents: ReadonlyMap<string, ContentDocument>
  readonly withdrawn: ReadonlyMap<string, Withdrawn>
  readonly problems: readonly ContentProblem[]
  /** Changes whenever any published byte changes. */
  readonly digest: string
  /** Id of the document that has, or once had, this file name among its kind. */
  address: (kind: Kind, slug: string) => string | undefined
  /** Finds all citations a little at a time, so that the first page that shows them need not wait for that. */
  prepare: (signal?: AbortSignal) => Promise<void>
  /** Whether asking for citations costs nothing any more. */
  isPrepared?: () => boolean
  citations: (id: string) => readonly Citation[]
  citedBy: (id: string) => readonly CitedBy[]
  /** Why the document should not be relied on unread, or null; `today` is `YYYY-MM-DD`. */
  isStale: (document: ContentDocument, today: string) => Staleness | null
  /** Newest first; the first is the current text. */
  versions: (id: string) => Promise<ContentVersion[]>
  /** Sections of one version; null when there is no such version. */
  versionSections: (id: string, version: string) => Promise<ContentSection[] | null>
}

export interface LoadOptions {
  /** Read earlier versions from git where the folder is in a work tree; on by default. */
  git?: boolean
  /** Folders of the same build that are read as well; where one of their files claims the id or address of another, the authors' folder wins. */
  beside?: readonly string[]
  report?: (progress: { done: number; total: number }) => void
}

export async function loadLibrary(directory: string, { git = true, beside = [], report }: LoadOptions = {}): Promise<Library> {
  const { files, problems } = await readContent(directory, report)
  const roots = new Map<string, string>()
  const sound = refuseDuplicates(files, problems)
  for (const root of beside) {
    const added = await readBeside(root, files, problems)
    for (const { document } of added) roots.set(document.id, root)
    sound.push(...added)
    files.push(...added)
  }
  const rootOf = (id: string) => roots.get(id) ?? directory
  const links = new LinkResolver(sound, problems)
  const open = createOpener(links)
  const documents = new Map<string, ContentDocument>()
  const withdrawn = new Map<string, Withdrawn>()
  const addresses = new Map<string, string>()
  for (const { document } of sound) {
    const { id, kind, title, frontMatter } = document
    if (frontMatter.status === 'draft') continue
    for (const slug of [document.slug, ...document.aliases]) addresses.set(`${kind}/${slug}`, id)
    if (frontMatter.status === 'withdrawn') withdrawn.set(id, { id, title, kind, date: frontMatter.withdrawn!.date, reason: frontMatter.withdrawn!.reason })
    else documents.set(id, open(document))
  }
  problems.push(...links.check(sound, documents))
  for (const root of [directory, ...beside]) problems.push(...(await checkVersions(root, new Map([...documents].filter(([id]) => rootOf(id) === root)))))
  problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
  const faulty = new Set(problems.map(({ file }) => file))
  for (const [id, { file }] of documents) if (faulty.has(file)) documents.delete(id)

  const graph = new CitationBuilder(documents)
  const citations = () => graph.finish()
  const digest = createHash('sha256')
  for (const { document } of sound) digest.update(`${document.file}\0${document.digest}\0`)

  return {
    directory,
    documents,
    withdrawn,
    problems,
    digest: digest.digest('hex'),
    address: (kind, slug) => addresses.get(`${kind}/${slug}`),
    prepare: (signal) => graph.prepare(signal),
    isPrepared: () => graph.isDone,
    citations: (id) => citations().outgoing.get(id) ?? [],
    citedBy: (id) => citations().incoming.get(id) ?? [],
    isStale: (document, today) => staleness(document, today, documents, citations),
    versions: async (id) => (documents.has(id) ? listVersions(rootOf(id), documents.get(id)!, git && !roots.has(id)) : []),
    versionSections: async (id, version) => {
      const document = documents.get(id)
      if (!document) return null
      if (version === 'current') return document.sections
      const body = await readVersion(rootOf(id), document, version, git && !roots.has(id))
      return body === null ? null : splitSections(body, document.kind, { resolveLink: (href) => links.resolve(document.file, href) })
    },
  }
}

/** Files of a folder that stands beside the authors' own; nothing while the folder is not there. Problems name the folder first. */
async function readBeside(root: string, taken: readonly ReadFile[], problems: ContentProblem[]): Promise<ReadFile[]> {
  const isThere = await access(root).then(
    () => true,
    () => false,
  )
  if (!isThere) return []
  const read = await readContent(root)
  const found = refuseDuplicates(read.files, read.problems)
  const named = (file: string) => posix.join(basename(root), file)
  for (const problem of read.problems) problems.push({ ...problem, file: named(problem.file) })
  const owners = new Map(taken.flatMap((file) => claimsOf(file).map((claim) => [claim, file.document.file] as const)))
  return found.filter((file) => {
    const owner = claimsOf(file).flatMap((claim) => owners.get(claim) ?? [])[0]
    if (owner !== undefined) problems.push({ file: named(file.document.file), line: file.parsed.lineOf(['id']), field: 'id', rule: `编号或者地址与 ${owner} 相同；以作者文件夹里的为准，这一份没有收录` })
    return owner === undefined
  })
}

const claimsOf = ({ document: { id, kind, slug, aliases, file } }: ReadFile): string[] => [`id\0${id}`, `file\0${file}`, ...[slug, ...aliases].map((name) => `address\0${kind}/${name}`)]

/** Two files with one id, or with one address, are both at fault: neither is taken. */
function refuseDuplicates(files: readonly ReadFile[], problems: ContentProblem[]): ReadFile[] {
  const owners = new Map<string, ReadFile[]>()
  const claim = (key: string, file: ReadFile) => owners.set(key, [...(owners.get(key) ?? []), file])
  for (const file of files) {
    const { id, kind, slug, aliases } = file.document
    claim(`id\0${id}`, file)
    for (const name of new Set([slug, ...aliases])) claim(`address\0${kind}/${name}`, file)
  }
  const refused = new Set<ReadFile>()
  for (const [key, claimants] of owners) {
    if (claimants.length < 2) continue
    const isId = key.startsWith('id\0')
    for (const file of claimants) {
      refused.add(file)
      const others = claimants.filter((other) => other !== file).map((other) => other.document.file)
      const field = isId ? 'id' : file.document.aliases.some((alias) => key.endsWith(`/${alias}`)) ? 'aliases' : 'id'
      problems.push({ file: file.document.file, line: file.parsed.lineOf([field]), field, rule: `${isId ? '编号' : `地址 ${key.slice(8)} `}与 ${others.join('、')} 相同；每份文档要有自己的` })
    }
  }
  return files.filter((file) => !refused.has(file))
}

/** Past its review date, or resting on a law that has since been replaced (features A7). */
function staleness(document: ContentDocument, today: string, documents: ReadonlyMap<string, ContentDocument>, graph: () => CitationGraph): Staleness | null {
  const { frontMatter } = document
  if (frontMatter.review_by && frontMatter.review_by < today) return { reason: 'review', detail: frontMatter.review_by }
  if (document.kind === 'law' || document.kind === 'case' || document.kind === 'overseas') return null
  for (const { target } of graph().outgoing.get(document.id) ?? []) {
    const law = target && documents.get(target.id)?.frontMatter
    if (law?.kind !== 'law') continue
    const ended = law.status === 'repealed' || law.status === 'amended' || (law.effective_to !== undefined && law.effective_to < today)
    if (ended && (law.effective_to ?? law.date) >= document.date) return { reason: 'law-replaced', detail: law.title }
  }
  return null
}
