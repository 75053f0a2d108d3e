// Keeps the files of a published standard at what its row says: written when it is published and after each move that changes its status.
import { digestOfText, problemsOfText } from '../../indexer/index.ts'
import type { StandardProject } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { dayInShanghai, todayInShanghai } from '../calendar.ts'
import { revalidateBy } from '../drafting/guards.ts'
import { readRules } from '../drafting/rules.ts'
import { InvalidInput } from '../errors.ts'
import { filesOf, textToPublish, type ContentFile } from './files.ts'
import { slugOf } from './number.ts'

/**
 * Rewrites the files of a standard that was published here, after a move and in its transaction; true when one changed.
 * What the authors keep in their own folder is left to them.
 */
export async function republishWithin(tx: Transaction, project: StandardProject, today: string = todayInShanghai()): Promise<boolean> {
  const isOurs = project.number !== null && (await tx.publishedFile.count({ where: { path: pathOf(project.number) } })) > 0
  return isOurs && publishWithin(tx, project, today)
}

/** For the generic move: a standard that was confirmed gets its next day of revalidation, and its files follow. */
export async function followMove(tx: Transaction, project: StandardProject): Promise<void> {
  const last = await tx.standardEvent.findFirst({ where: { projectId: project.id }, orderBy: { id: 'desc' }, select: { deed: true } })
  const { parameters } = await readRules(tx, project.organisationId)
  const followed = last?.deed === 'confirm' ? await tx.standardProject.update({ where: { id: project.id }, data: { revalidateBy: revalidateBy(project.lastMoveOn, parameters) } }) : project
  await republishWithin(tx, followed, project.lastMoveOn)
}

/** Writes the files of a project that has a number. Throws InvalidInput, with every line, when the library would refuse the text. */
export async function publishWithin(tx: Transaction, project: StandardProject, today: string): Promise<boolean> {
  const files = await standardFiles(tx, project, today)
  if (!files) return false
  const [main] = files
  const problems = main ? problemsOfText(main.path, main.text) : []
  if (problems.length) throw new InvalidInput(problems.map(({ line, field, rule }) => ({ pointer: '#/body/text', detail: `标准文本第${line}行（${field}）：${rule}；请上传改正后的报批稿` })))
  return writeFiles(tx, slugOf(project.number!), files)
}

async function standardFiles(tx: Transaction, project: StandardProject, today: string): Promise<ContentFile[] | null> {
  const { id, number, publishedOn, implementationOn, predecessorId } = project
  if (!number || !publishedOn || !implementationOn) return null
  const organisation = await tx.organisation.findUniqueOrThrow({ where: { id: project.organisationId }, select: { name: true } })
  const drafts = await tx.standardDraft.findMany({ where: { projectId: id, purpose: { in: ['consultation', 'review', 'approval'] } }, orderBy: { number: 'asc' } })
  const drafters = await tx.standardDrafter.findMany({ where: { projectId: id }, orderBy: [{ addedAt: 'asc' }, { id: 'asc' }], select: { employerName: true } })
  const predecessor = predecessorId ? await tx.standardProject.findUnique({ where: { id: predecessorId }, select: { number: true } }) : null
  const successors = await tx.standardProject.findMany({ where: { predecessorId: id, number: { not: null }, implementationOn: { lte: today }, state: { notIn: ['published', 'terminated'] } }, orderBy: { number: 'asc' }, select: { number: true } })
  if (!textToPublish(drafts)) return null
  const numbers = (rows: readonly { number: string | null }[]) => rows.flatMap((row) => row.number ?? [])
  return filesOf(
    {
      documentId: project.documentId,
      number,
      title: project.title,
      englishTitle: project.englishTitle,
      ics: project.ics,
      ccs: project.ccs,
      state: project.state,
      publishedOn,
      implementationOn,
      revalidateBy: project.revalidateBy,
      organisation: organisation.name,
      applicants: project.applicants,
      drafters: [...new Set(drafters.flatMap(({ employerName }) => employerName || []))],
      replaces: numbers(predecessor ? [predecessor] : []),
      replacedBy: numbers(successors),
      drafts: drafts.map((draft) => ({ number: draft.number, purpose: draft.purpose, text: draft.text, changes: draft.changes, day: dayInShanghai(draft.createdAt) })),
    },
    today,
  )
}

const pathOf = (number: string): string => `standards/${slugOf(number)}.md`

async function writeFiles(tx: Transaction, slug: string, files: readonly ContentFile[]): Promise<boolean> {
  const of = { OR: [{ path: `standards/${slug}.md` }, { path: { startsWith: `standards/versions/${slug}/` } }] }
  const known = new Map((await tx.publishedFile.findMany({ where: of, select: { path: true, digest: true } })).map(({ path, digest }) => [path, digest]))
  const fresh = files.map((file) => ({ ...file, digest: digestOfText(file.text) })).filter(({ path, digest }) => known.get(path) !== digest)
  for (const { path, text, digest } of fresh) await tx.publishedFile.upsert({ where: { path }, create: { path, text, digest }, update: { text, digest } })
  const gone = [...known.keys()].filter((path) => !files.some((file) => file.path === path))
  if (gone.length) await tx.publishedFile.deleteMany({ where: { path: { in: gone } } })
  return fresh.length + gone.length > 0
}
