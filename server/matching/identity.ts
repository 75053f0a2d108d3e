// Facts in canonical order, and the hash over them: equal inputs have equal ids, in whatever order they come.
import { createHash } from 'node:crypto'
import { canonicalJson } from '../canonical-json.ts'
import type { ExpertDocument, ExpertFacts } from './model.ts'
import { mapSteps, type Steps } from './steps.ts'
import { textOfDocument } from './text.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Of what is compared: documents with the same digest are the same text. */
export const digestOf = (document: Pick<ExpertDocument, 'title' | 'text'>): string => sha256(textOfDocument(document)).slice(0, 32)

const sorted = (list: readonly string[]): string[] => list.toSorted(compare)
const sortedFacts = <T>(list: readonly T[]): T[] =>
  list
    .map((item) => [canonicalJson(item), item] as const)
    .toSorted(([a], [b]) => compare(a, b))
    .map(([, item]) => item)

/** The expert with every list in canonical order: none of them has a meaning in its order. */
function settleExpert(expert: ExpertFacts): ExpertFacts {
  const { types, fields, industries, services, languages, jurisdictions, licences, relations, documents } = expert
  return {
    ...expert,
    types: sorted(types),
    fields: sorted(fields),
    industries: sorted(industries),
    services: sorted(services),
    languages: sorted(languages),
    jurisdictions: sorted(jurisdictions),
    licences: sorted(licences),
    relations: sortedFacts(relations),
    documents: documents.toSorted((a, b) => compare(a.id, b.id) || compare(a.title, b.title) || compare(a.text, b.text)),
  }
}

/** Experts by id, everything about them settled. */
export function* settleExperts(experts: readonly ExpertFacts[]): Steps<ExpertFacts[]> {
  return (yield* mapSteps(experts, settleExpert)).toSorted((a, b) => compare(a.id, b.id))
}

export interface Identified {
  experts: readonly ExpertFacts[]
  /** Of all documents, expert by expert. */
  digests: readonly string[]
  /** Texts of the open enquiries. */
  enquiries: readonly string[]
  /** Anything else that decides the answer: versions, weights, the dense model. */
  settings: unknown
}

/** 32 hexadecimal characters over all that can change an answer. */
export function* identify({ experts, digests, enquiries, settings }: Identified): Steps<string> {
  const hash = createHash('sha256')
  const add = (text: string) => hash.update(`${text.length}:`).update(text)
  add(canonicalJson(settings))
  for (const enquiry of sorted(enquiries.map(sha256))) add(enquiry)
  let at = 0
  for (const { documents, ...facts } of experts) {
    add(canonicalJson(facts))
    for (const { id, externalId, title, year, kind } of documents) add(canonicalJson({ id, externalId, title, year, kind, digest: digests[at++] }))
    yield
  }
  return hash.digest('hex').slice(0, 32)
}
