// What of an expert is told to whom: the public sees what roster and consent show, officers and the expert the whole file. Pure.
import type { Prisma } from '../../prisma/client.ts'
import type { ExpertAnswer, ExpertBrief } from './schema.ts'
import { dayOf } from './rows.ts'
import { highlightsOf, mayShow, shownWorks, type Person, type Work } from './visibility.ts'

export type Shown = Omit<Prisma.ExpertGetPayload<{ include: { documents: true } }>, 'documents'> & Pick<Person, 'consents' | 'documents'>
export type Filed = Prisma.ExpertGetPayload<{ include: { documents: true; relations: true; moves: true } }> & Pick<Person, 'consents'>

type Briefly = Omit<Shown, 'documents'>

export function presentBrief(expert: Briefly, { isWhole }: { isWhole: boolean }): ExpertBrief {
  const { id, name, types, fields, industries, services, languages, jurisdictions, region, termFrom, termTo, employerName, isExample } = expert
  return { id, name, types, fields, industries, services, languages, jurisdictions, region, term: { from: dayOf(termFrom), to: dayOf(termTo) }, employer: isWhole || mayShow(expert, 'employment') ? employerName : null, isExample, url: `/experts/${id}` }
}

export function presentPublic(expert: Shown): ExpertAnswer {
  const works = shownWorks(expert)
  return { ...presentBrief(expert, { isWhole: false }), biography: mayShow(expert, 'biography') ? expert.biography : null, licences: mayShow(expert, 'qualifications') ? expert.licences : [], highlights: highlightsOf(works).map(presentWork), works: works.map(presentWork), file: null }
}

export function presentFile(expert: Filed): ExpertAnswer {
  const { externalId, userId, state, employerName, employerUscc, cap, pace, confidentialAt, nominatedBy, version, relations, documents, moves } = expert
  return {
    ...presentBrief(expert, { isWhole: true }),
    biography: expert.biography,
    licences: expert.licences,
    highlights: highlightsOf(documents).map(presentWork),
    works: documents.map(presentWork),
    file: {
      externalId, userId, state, cap, pace, nominatedBy, version,
      employer: employerName === null ? null : { name: employerName, uscc: employerUscc },
      awayUntil: dayOf(expert.awayUntil),
      isConfidential: confidentialAt !== null,
      relations: relations.map(({ kind, organisation, uscc, person, from, to, source, matter }) => ({ kind, organisation: { name: organisation, uscc }, person, from: dayOf(from), to: dayOf(to), source, matter })),
      documents: documents.map(({ externalId: number, text, highlighted, ...work }) => ({ ...presentWork(work), externalId: number, text, highlighted })),
      moves: moves.map(({ at, from, to, reason, actorId }) => ({ at: at.toISOString(), from, to, reason, actorId })),
    },
  }
}

const presentWork = ({ id, title, year, kind }: Pick<Work, 'id' | 'title' | 'year' | 'kind'>) => ({ id, title, year, kind })
