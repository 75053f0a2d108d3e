// Brings a register into the pool: every line read and judged first, then written in one transaction with one audit entry, and searchable at the end.
import { mintId } from '../../indexer/index.ts'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { appendAudit, type Transaction } from '../audit/audit.ts'
import { todayInShanghai } from '../calendar.ts'
import { outboxRow, withConsents } from './listing.ts'
import { readLine, type ImportLine, type LineProblem } from './reading.ts'
import { differs, newExpert, updateOf, type NewRows, type Stored } from './rows.ts'

export interface ImportDeps {
  prisma: PrismaClient
  /** Brings the outbox into the index now. */
  applyOutbox: () => Promise<unknown>
  today?: () => string
}

/** A line of the file: what it holds, or why it could not be read. */
export interface SourceLine {
  line: number
  value?: unknown
  problem?: LineProblem
}

export interface LineReport {
  line: number
  externalId: string | null
  result: 'created' | 'updated' | 'unchanged' | 'refused'
  id: string | null
  /** Why it was refused; for other results what was noticed. */
  problems: LineProblem[]
}

export interface ImportReport {
  /** False when nothing was written, because a line was refused and all or nothing was asked for. */
  applied: boolean
  created: number
  updated: number
  unchanged: number
  refused: number
  /** False when the search engine is away: the index follows by itself as soon as it is back. */
  searchable: boolean
  lines: LineReport[]
}

interface ReadEntry extends LineReport {
  read: ImportLine | null
}

const BATCH = 200
/** A register of 100 MB is written in about a minute. */
const PATIENCE = { maxWait: 120_000, timeout: 600_000 }

export async function importExperts(deps: ImportDeps, actor: Actor, lines: AsyncIterable<SourceLine>, { atomic = false, requestId }: { atomic?: boolean; requestId?: string | undefined } = {}): Promise<ImportReport> {
  demand(actor, 'expert:import')
  const entries = await readAll(lines)
  const refused = entries.filter(({ read }) => !read).length
  if (atomic && refused) return report(entries.map((entry) => (entry.read ? { ...entry, result: 'refused', problems: [{ field: '', detail: '没有导入：别的行有误，而要求全部成功才导入' }] } : entry)), { applied: false, searchable: true })

  const today = (deps.today ?? todayInShanghai)()
  await deps.prisma.$transaction(async (tx) => {
    // Two imports of one register at once would both create the same experts.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(24935, 2)`
    const valid = entries.filter((entry) => entry.read)
    for (let from = 0; from < valid.length; from += BATCH) await writeBatch(tx, valid.slice(from, from + BATCH), { actor, today })
    const { lines: _, applied: __, searchable: ___, ...counts } = report(entries, { applied: true, searchable: true })
    await appendAudit(tx, { actor, action: 'expert:import', subject: { kind: 'expert', id: null }, outcome: 'DONE', detail: counts, requestId })
  }, PATIENCE)
  const searchable = await deps.applyOutbox().then(() => true, () => false)
  return report(entries, { applied: true, searchable })
}

function report(entries: readonly ReadEntry[], rest: Pick<ImportReport, 'applied' | 'searchable'>): ImportReport {
  const count = (wanted: LineReport['result']) => entries.filter(({ result }) => result === wanted).length
  const lines = entries.map(({ line, externalId, result, id, problems }) => ({ line, externalId, result, id, problems }))
  return { ...rest, created: count('created'), updated: count('updated'), unchanged: count('unchanged'), refused: count('refused'), lines }
}

async function readAll(lines: AsyncIterable<SourceLine>): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = []
  const firstLine = new Map<string, number>()
  for await (const { line, value, problem } of lines) {
    const { externalId, line: read, problems } = problem ? { externalId: null, line: null, problems: [problem] } : readLine(value)
    const before = read ? firstLine.get(read.externalId) : undefined
    if (before !== undefined) {
      entries.push({ line, externalId, result: 'refused', id: null, problems: [{ field: 'externalId', detail: `编号与第 ${before} 行重复；每位专家只写一行` }], read: null })
      continue
    }
    if (read) firstLine.set(read.externalId, line)
    entries.push({ line, externalId, result: 'refused', id: null, problems, read })
  }
  return entries
}

async function writeBatch(tx: Transaction, entries: readonly ReadEntry[], { actor, today }: { actor: Actor; today: string }): Promise<void> {
  const found = await tx.expert.findMany({ where: { externalId: { in: entries.map(({ read }) => read!.externalId) } }, include: { documents: true, relations: true } })
  const stored = new Map((await withConsents(tx, found)).map((expert) => [expert.externalId, expert]))
  const rows: NewRows = { experts: [], documents: [], relations: [], moves: [] }
  const outbox: Prisma.OutboxCreateManyInput[] = []
  const gone: Gone = { documents: [], relations: [] }
  for (const entry of entries) {
    const line = entry.read!
    const before = stored.get(line.externalId)
    if (before && !differs(before, line)) {
      Object.assign(entry, { result: 'unchanged', id: before.id })
      continue
    }
    const after = before ? await change(tx, before, line, { rows, gone, actor }) : newExpert(mintId(), line, { rows, actorId: actor.id, today })
    outbox.push(...outboxRow({ ...after, consents: before?.consents ?? [] }, { isNew: !before }))
    Object.assign(entry, { result: before ? 'updated' : 'created', id: after.id })
  }
  await write(tx, rows, gone)
  await insertOutbox(tx, outbox)
}

interface Gone {
  documents: string[]
  relations: string[]
}

async function change(tx: Transaction, before: Stored, line: ImportLine, { rows, gone, actor }: { rows: NewRows; gone: Gone; actor: Actor }) {
  const { data, documents, relations, after } = updateOf(before, line)
  if (documents) {
    gone.documents.push(...documents.gone)
    rows.documents.push(...documents.fresh)
  }
  if (relations) {
    gone.relations.push(...before.relations.map(({ id }) => id))
    rows.relations.push(...relations)
  }
  if (after.state !== before.state) rows.moves.push({ expertId: before.id, from: before.state, to: after.state, reason: '导入名册', actorId: actor.id })
  await tx.expert.update({ where: { id: before.id }, data: { ...data, version: { increment: 1 } }, select: { id: true } })
  return after
}

async function write(tx: Transaction, { experts, documents, relations, moves }: NewRows, gone: Gone): Promise<void> {
  if (gone.documents.length) await tx.expertDocument.deleteMany({ where: { id: { in: gone.documents } } })
  if (gone.relations.length) await tx.expertRelation.deleteMany({ where: { id: { in: gone.relations } } })
  await tx.expert.createMany({ data: experts })
  await insertDocuments(tx, documents)
  await tx.expertRelation.createMany({ data: relations })
  await tx.expertMove.createMany({ data: moves })
}

/** One parameter for thousands of works: a placeholder for each of their columns costs more than the rest of the import. */
async function insertDocuments(tx: Transaction, documents: NewRows['documents']): Promise<void> {
  if (!documents.length) return
  await tx.$executeRaw`
    INSERT INTO expert_document (id, expert_id, external_id, title, text, year, kind, highlighted)
    SELECT id, "expertId", "externalId", title, text, year, kind, highlighted
    FROM json_to_recordset(${JSON.stringify(documents)}::json) AS row (id text, "expertId" text, "externalId" text, title text, text text, year int, kind text, highlighted boolean)`
}

async function insertOutbox(tx: Transaction, rows: readonly Prisma.OutboxCreateManyInput[]): Promise<void> {
  if (!rows.length) return
  await tx.$executeRaw`
    INSERT INTO outbox (action, document_id, payload)
    SELECT action::outbox_action, "documentId", payload
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (action text, "documentId" text, payload jsonb)`
}
