// What of an expert everybody may see: the roster's own facts while listed, the rest as far as the expert's consent goes (个人信息保护法 art. 13, 15). Pure.
import type { ListedExpert } from '../../indexer/index.ts'
import { visibleTo, type FieldGroup, type GivenConsent } from '../privacy/consent.ts'
import { isAvailable, type ExpertState } from './roster.ts'

/** At most so many works stand on the public profile. */
export const MOST_HIGHLIGHTED = 5

export interface Work {
  id: string
  title: string
  text: string
  year: number | null
  kind: string
  highlighted: boolean
}

/** An expert as far as visibility depends on it; `consents` are those of the account, none while it is not claimed. */
export interface Person {
  id: string
  userId: string | null
  name: string
  types: string[]
  fields: string[]
  industries: string[]
  services: string[]
  languages: string[]
  jurisdictions: string[]
  licences: string[]
  region: string | null
  employerName: string | null
  biography: string | null
  state: ExpertState
  createdAt: Date
  isExample: boolean
  documents: readonly Work[]
  consents: readonly GivenConsent[]
}

/**
 * An expert without an account was entered by the bureau, which answers for the consent it holds on paper; from the day
 * the expert has an account only the consents given there count.
 */
export const mayShow = ({ userId, consents }: Pick<Person, 'userId' | 'consents'>, group: FieldGroup): boolean => userId === null || visibleTo(consents, group, 'PUBLIC')

const GROUPS = ['biography', 'employment', 'qualifications', 'cases', 'publications'] as const satisfies readonly FieldGroup[]

/** On the public roster and in the index: enrolled or appointed, and not against the expert's will. */
export const isListed = (person: Pick<Person, 'userId' | 'consents' | 'state'>): boolean => isAvailable(person.state) && GROUPS.some((group) => mayShow(person, group))

const groupOf = ({ kind }: Pick<Work, 'kind'>): FieldGroup => (kind === 'case' || kind === 'opinion' ? 'cases' : 'publications')

export const shownWorks = (person: Pick<Person, 'userId' | 'consents' | 'documents'>): Work[] => person.documents.filter((work) => mayShow(person, groupOf(work)))

/** The expert's own choice; without one the newest. */
export function highlightsOf(works: readonly Work[]): Work[] {
  const chosen = works.filter(({ highlighted }) => highlighted)
  return (chosen.length ? chosen : works.toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0))).slice(0, MOST_HIGHLIGHTED)
}

/** The same order however the works were read, so that equal experts have equal digests. */
const newestFirst = (a: Work, b: Work): number => (b.year ?? 0) - (a.year ?? 0) || (a.id < b.id ? -1 : 1)

/** What the index holds; null when it may hold nothing. */
export function listedFacts(person: Person): ListedExpert | null {
  if (!isListed(person)) return null
  const { id, name, types, fields, industries, services, languages, jurisdictions, region, isExample } = person
  return {
    id, name, types, fields, industries, services, languages, jurisdictions, region, isExample,
    employer: mayShow(person, 'employment') ? person.employerName : null,
    biography: mayShow(person, 'biography') ? person.biography : null,
    since: person.createdAt.toISOString().slice(0, 10),
    works: shownWorks(person).toSorted(newestFirst).map(({ id: work, title, text, year }) => ({ id: work, title, text, year })),
  }
}
