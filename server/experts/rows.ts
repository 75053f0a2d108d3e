// An import line as rows of the database: of a new expert, or what it changes of a stored one. Pure but for the ids it mints.
import { mintId } from '../../indexer/index.ts'
import type { Prisma } from '../../prisma/client.ts'
import type { ImportLine } from './reading.ts'
import { isTermOver, type ExpertState } from './roster.ts'
import type { Person } from './visibility.ts'

export type Stored = Prisma.ExpertGetPayload<{ include: { documents: true; relations: true } }> & Pick<Person, 'consents'>
type Work = Prisma.ExpertDocumentCreateManyInput & Person['documents'][number]

export interface NewRows {
  experts: Prisma.ExpertCreateManyInput[]
  documents: Work[]
  relations: Prisma.ExpertRelationCreateManyInput[]
  moves: Prisma.ExpertMoveCreateManyInput[]
}

const DEFAULT_CAP = 3
export const dateOf = (day: string | null): Date | null => (day === null ? null : new Date(`${day}T00:00:00Z`))
export const dayOf = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null

/** What the line says about the expert's own row; a field that the line leaves out is not there. */
function fieldsOf(line: ImportLine) {
  const { name, types, fields, industries, services, languages, jurisdictions, licences, region, employer, biography, state, termFrom, termTo, load, pace, confidential, example } = line
  return {
    name,
    ...(types && { types }),
    ...(fields && { fields }),
    ...(industries && { industries }),
    ...(services && { services }),
    ...(languages && { languages }),
    ...(jurisdictions && { jurisdictions }),
    ...(licences && { licences }),
    ...(region !== undefined && { region }),
    ...(employer !== undefined && { employerName: employer?.name ?? null, employerUscc: employer?.uscc ?? null }),
    ...(biography !== undefined && { biography }),
    ...(state && { state }),
    ...(termFrom !== undefined && { termFrom: dateOf(termFrom) }),
    ...(termTo !== undefined && { termTo: dateOf(termTo) }),
    ...(load?.cap !== undefined && { cap: load.cap }),
    ...(pace !== undefined && { pace }),
    ...(confidential !== undefined && { isConfidential: confidential }),
    ...(example !== undefined && { isExample: example }),
  }
}

/** Without a state the bureau that imports has enrolled the expert; with a term it has appointed. */
function stateOf({ state, termTo = null }: ImportLine, today: string): ExpertState {
  if (state) return state
  if (termTo === null) return 'ENROLLED'
  return isTermOver({ termTo }, today) ? 'EXPIRED' : 'APPOINTED'
}

/** Adds the rows to be created, and tells the expert as far as the index wants to know. Confidentiality is taken as agreed unless the line denies it: the bureau holds the signed paper. */
export function newExpert(id: string, line: ImportLine, { rows, actorId, today }: { rows: NewRows; actorId: string | null; today: string }): Omit<Person, 'consents'> {
  const { isConfidential = true, ...given } = fieldsOf(line)
  const now = new Date()
  const state = stateOf(line, today)
  const empty = { types: [], fields: [], industries: [], services: [], languages: [], jurisdictions: [], licences: [], region: null, employerName: null, biography: null, isExample: false }
  const expert = { ...empty, cap: DEFAULT_CAP, ...given, id, externalId: line.externalId, state, confidentialAt: isConfidential ? now : null, createdAt: now }
  const documents = (line.documents ?? []).map((work): Work => ({ id: mintId(), expertId: id, highlighted: false, ...work }))
  rows.experts.push(expert)
  rows.documents.push(...documents)
  rows.relations.push(...relationsOf(id, line.relations ?? []))
  rows.moves.push({ expertId: id, from: null, to: state, reason: '导入名册', actorId })
  return { ...expert, userId: null, documents }
}

const relationsOf = (expertId: string, relations: NonNullable<ImportLine['relations']>): Prisma.ExpertRelationCreateManyInput[] =>
  relations.map(({ kind, organisation, person, from, to, source, matter }) => ({ id: mintId(), expertId, kind, organisation: organisation.name, uscc: organisation.uscc, person: person ?? null, from: dateOf(from ?? null), to: dateOf(to ?? null), source: source ?? 'imported', matter: matter ?? null }))

type WorkWords = Pick<Work, 'title' | 'text' | 'year' | 'kind'> & { highlighted?: boolean }
const wordsOfWork = ({ title, text, year, kind }: WorkWords): string => JSON.stringify([title, text, year, kind])
const isSameWork = (a: Work, b: WorkWords): boolean => wordsOfWork(a) === wordsOfWork(b) && (b.highlighted === undefined || a.highlighted === b.highlighted)

interface Tie {
  kind: string
  organisation: string
  uscc?: string | null
  person?: string | null
  from?: Date | string | null
  to?: Date | string | null
  source?: string | null
  matter?: string | null
}
const canonical = (ties: readonly Tie[]): string => ties.map(({ kind, organisation, uscc, person, from, to, source, matter }) => JSON.stringify([kind, organisation, uscc, person, from, to, source, matter])).toSorted().join('\n')

/** Does the line say anything that is not stored already? */
export function differs(before: Stored, line: ImportLine): boolean {
  const { isConfidential, ...given } = fieldsOf(line)
  if (isConfidential !== undefined && isConfidential !== (before.confidentialAt !== null)) return true
  const fields = Object.keys(given) as (keyof typeof given)[]
  if (fields.some((field) => JSON.stringify(given[field]) !== JSON.stringify(before[field]))) return true
  if (line.relations && canonical(relationsOf(before.id, line.relations)) !== canonical(before.relations)) return true
  const { documents } = line
  if (!documents) return false
  const kept = new Map(before.documents.map((work) => [work.externalId, work]))
  return documents.length !== kept.size || documents.some((work) => !kept.has(work.externalId) || !isSameWork(kept.get(work.externalId)!, work))
}

export interface Update {
  data: Prisma.ExpertUpdateManyMutationInput
  /** Null: left as they are. A changed work keeps its id. */
  documents: { gone: string[]; fresh: Work[] } | null
  relations: Prisma.ExpertRelationCreateManyInput[] | null
  after: Omit<Person, 'consents'>
}

export function updateOf(before: Stored, line: ImportLine): Update {
  const { isConfidential, ...given } = fieldsOf(line)
  const confidential = isConfidential === undefined || isConfidential === (before.confidentialAt !== null) ? {} : { confidentialAt: isConfidential ? new Date() : null }
  const documents = line.documents ? worksAfter(before, line.documents) : null
  const works = documents ? [...before.documents.filter(({ id }) => !documents.gone.includes(id)), ...documents.fresh] : before.documents
  return { data: { ...given, ...confidential }, documents, relations: line.relations ? relationsOf(before.id, line.relations) : null, after: { ...before, ...given, documents: works } }
}

function worksAfter(before: Stored, wanted: NonNullable<ImportLine['documents']>): { gone: string[]; fresh: Work[] } {
  const kept = new Map(before.documents.map((work) => [work.externalId, work]))
  const names = new Set(wanted.map(({ externalId }) => externalId))
  const changed = wanted.filter((work) => !kept.has(work.externalId) || !isSameWork(kept.get(work.externalId)!, work))
  const fresh = changed.map((work): Work => {
    const old = kept.get(work.externalId)
    return { id: old?.id ?? mintId(), expertId: before.id, highlighted: old?.highlighted ?? false, ...work }
  })
  const gone = before.documents.filter(({ id, externalId }) => !names.has(externalId) || fresh.some((work) => work.id === id)).map(({ id }) => id)
  return { gone, fresh }
}
