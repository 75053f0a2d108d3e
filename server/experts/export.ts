// The register as a file that the import reads back without a change: NDJSON line by line, tables with a row for each work.
import { Readable } from 'node:stream'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { recordAudit } from '../audit/audit.ts'
import { COLUMNS, type Column } from './columns.ts'
import { writeCsv } from '../tables/csv.ts'
import { CSV, NDJSON, XLSX } from './register.ts'
import { dayOf } from './rows.ts'
import type { EXPORT_FORMATS } from './schema.ts'
import { writeSpreadsheet } from '../tables/spreadsheet.ts'

type Row = Prisma.ExpertGetPayload<{ include: { documents: true; relations: true } }>
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export const TYPE_OF = { ndjson: NDJSON, csv: `${CSV}; charset=utf-8`, xlsx: XLSX } as const satisfies Record<ExportFormat, string>

const BATCH = 200

/** That it was asked for is recorded first. Experts without a number of the register go out under their id. */
export async function exportExperts({ prisma }: { prisma: PrismaClient }, actor: Actor, format: ExportFormat, requestId?: string): Promise<Readable> {
  demand(actor, 'expert:export')
  await recordAudit(prisma, { actor, action: 'expert:export', subject: { kind: 'expert', id: null }, outcome: 'DONE', detail: { format }, requestId })
  if (format === 'ndjson') return Readable.from(ndjson(prisma))
  if (format === 'csv') return writeCsv(table(prisma))
  const rows: Cell[][] = []
  for await (const row of table(prisma)) rows.push(row)
  return Readable.from([await writeSpreadsheet(rows)])
}

async function* everybody(prisma: PrismaClient): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const batch = await prisma.expert.findMany({ where: { id: { gt: after }, name: { not: '已注销' } }, orderBy: { id: 'asc' }, take: BATCH, include: { documents: { orderBy: { id: 'asc' } }, relations: { orderBy: { id: 'asc' } } } })
    yield* batch
    if (batch.length < BATCH) return
    after = batch.at(-1)!.id
  }
}

const relationsOf = ({ relations }: Row) => relations.map(({ kind, organisation, uscc, person, from, to, source, matter }) => ({ kind, organisation: { name: organisation, uscc }, person, from: dayOf(from), to: dayOf(to), source, matter }))

async function* ndjson(prisma: PrismaClient): AsyncGenerator<string> {
  for await (const expert of everybody(prisma)) {
    const { id, externalId, name, types, fields, industries, services, languages, jurisdictions, licences, region, employerName, employerUscc, biography, state, termFrom, termTo, cap, pace, confidentialAt, isExample, documents } = expert
    const line = {
      externalId: externalId ?? id, name, types, fields, industries, services, languages, jurisdictions, licences, region, biography, state, pace,
      employer: employerName === null ? null : { name: employerName, uscc: employerUscc },
      termFrom: dayOf(termFrom),
      termTo: dayOf(termTo),
      load: { cap },
      confidential: confidentialAt !== null,
      example: isExample,
      relations: relationsOf(expert),
      documents: documents.map(({ externalId: number, title, text, year, kind, highlighted }) => ({ externalId: number, title, text, year, kind, highlighted })),
    }
    yield `${JSON.stringify(line)}\n`
  }
}

type Cell = string | number | null
const TABLE: readonly Column[] = (Object.keys(COLUMNS) as Column[]).filter((column) => column !== 'works')

async function* table(prisma: PrismaClient): AsyncGenerator<Cell[]> {
  yield TABLE.map((column) => COLUMNS[column][0])
  for await (const expert of everybody(prisma)) {
    const works = expert.documents.length ? expert.documents : [null]
    for (const work of works) yield TABLE.map((column) => cellOf(column, expert, work))
  }
}

/** Words that hold a separator themselves stand as a JSON list. */
const listed = (words: readonly string[]): string | null => (words.length === 0 ? null : words.some((word) => /[；;、，,\n|]|^\[/.test(word)) ? JSON.stringify(words) : words.join('；'))

function cellOf(column: Column, expert: Row, work: Row['documents'][number] | null): Cell {
  switch (column) {
    case 'externalId':
      return expert.externalId ?? expert.id
    case 'types':
    case 'fields':
    case 'industries':
    case 'services':
    case 'languages':
    case 'jurisdictions':
    case 'licences':
      return listed(expert[column])
    case 'employer':
      return expert.employerName
    case 'uscc':
      return expert.employerUscc
    case 'termFrom':
    case 'termTo':
      return dayOf(expert[column])
    case 'relations':
      return expert.relations.length ? JSON.stringify(relationsOf(expert)) : null
    case 'workId':
      return work?.externalId ?? null
    case 'workTitle':
      return work?.title ?? null
    case 'workText':
      return work?.text || null
    case 'workYear':
      return work?.year ?? null
    case 'workKind':
      return work?.kind ?? null
    case 'works':
      return null
    default:
      return expert[column]
  }
}
