// An expert of the registry into what the engines store: the profile, then each work, so that experts are found by what they have done. Pure.
import { REGISTRY } from './schema.ts'
import { createHash } from 'node:crypto'
import { industrySection } from '../industries.ts'
import { EXPERT_TYPE, FIELD, SERVICE, labelOf } from '../labels.ts'
import type { FacetValues, SearchDocument, SearchSection } from './schema.ts'

/** As much of an expert as whoever searches may see; what consent hides has been left out before. */
export interface ListedExpert {
  id: string
  name: string
  types: readonly string[]
  fields: readonly string[]
  industries: readonly string[]
  services: readonly string[]
  languages: readonly string[]
  jurisdictions: readonly string[]
  /** GB/T 2260 code. */
  region: string | null
  employer: string | null
  biography: string | null
  /** `YYYY-MM-DD` since when the expert is listed. */
  since: string
  isExample: boolean
  works: readonly { id: string; title: string; text: string; year: number | null }[]
}

/** In a search of all kinds, law and cases come before people who wrote about them. */
const EXPERT_PRIOR = 0.7
const SUMMARY_LENGTH = 160

export function toExpertDocument(expert: ListedExpert): SearchDocument {
  const { id, name, since, employer, biography } = expert
  const record = {
    id,
    kind: 'expert' as const,
    title: name,
    otherTitles: [],
    url: `/experts/${id}`,
    date: since,
    summary: summaryOf(expert),
    numbers: [],
    body: employer ?? '',
    facets: facetsOf(expert),
    prior: EXPERT_PRIOR,
    sections: [{ anchor: 'profile', heading: '', path: [], text: [summaryOf(expert), employer, biography].filter(Boolean).join('\n') }, ...expert.works.map(workSection)].filter(({ text, heading }) => text || heading),
  }
  return { ...record, digest: `${REGISTRY}${createHash('sha256').update(JSON.stringify(record)).digest('hex')}` }
}

/** The anchor under which a work stands on the expert's page. */
export const workAnchor = (id: string): string => `work-${id}`

const workSection = ({ id, title, text }: ListedExpert['works'][number]): SearchSection => ({ anchor: workAnchor(id), heading: title, path: [], text: text || title })

const words = (codes: readonly string[], table?: Parameters<typeof labelOf>[0]): string => codes.map((code) => labelOf(table, code)).join('、')

function summaryOf({ types, fields, services }: ListedExpert): string {
  const parts = [words(types, EXPERT_TYPE), words(fields, FIELD), words(services, SERVICE)]
  return parts.filter(Boolean).join('；').slice(0, SUMMARY_LENGTH)
}

function facetsOf(expert: ListedExpert): FacetValues {
  const { types, fields, industries, services, languages, jurisdictions, region, isExample } = expert
  const facets: FacetValues = {
    kind: ['expert'],
    expert_type: unique(types),
    field: unique(fields.flatMap(withParents)),
    service: unique(services),
    industry: unique(industries.flatMap((code) => [code, industrySection(code)])),
    language: unique(languages.map((code) => (code === 'zh' ? 'zh-CN' : code))),
    jurisdiction: unique(jurisdictions),
    region: !region ? [] : /^\d{6}$/.test(region) ? unique([region, `${region.slice(0, 4)}00`, `${region.slice(0, 2)}0000`]) : [region],
    trust: isExample ? ['example'] : [],
  }
  for (const [name, values] of Object.entries(facets)) if (!values.length) delete facets[name as keyof FacetValues]
  return facets
}

/** A field counts for its parents too: whoever chooses `secret` also sees `secret/technical`. */
const withParents = (field: string): string[] => field.split('/').map((_, depth, steps) => steps.slice(0, depth + 1).join('/'))

const unique = (values: readonly string[]): string[] => [...new Set(values.filter(Boolean))]
