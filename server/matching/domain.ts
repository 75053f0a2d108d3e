// How near an expert's declared domains are to those of an enquiry, in the tree of fields and in that of industries.
import { INDUSTRIES } from '../../indexer/index.ts'
import type { EnquiryFacts, ExpertFacts } from './model.ts'

/** One declared facet of an enquiry, and how far an expert meets it: 1, 0, or what a neighbour is worth. */
export interface FacetMatch {
  facet: 'fields' | 'industries' | 'needs'
  value: string
  met: number
}

const SECTION_OF = new Map(Object.keys(INDUSTRIES).flatMap((code) => (code.length > 1 ? [[code.slice(1), code.slice(0, 1)] as const] : [])))

/** `C/26` for `C26`, `C2614` (its division) and `26`; `C` for `C`. An unknown code stays as it is. */
export function industryPath(code: string): string {
  const [, letter, division] = /^([A-T]?)(\d\d)?\d{0,2}$/.exec(code.trim().toUpperCase()) ?? []
  if (!division) return letter || code
  return `${letter || (SECTION_OF.get(division) ?? '')}/${division}`
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** 1 for the same leaf, or one inside what was asked for; `sameParent` for the parent itself and its other leaves; else 0. Paths such as `secret/technical`. */
export function compareDomains(asked: string, offered: string, sameParent: number): number {
  if (offered === asked || offered.startsWith(`${asked}/`)) return 1
  const parent = parentOf(asked)
  return parent && (offered === parent || parentOf(offered) === parent) ? sameParent : 0
}

/** The enquiry's and the expert's domains as paths, fields and industries apart. */
export interface Domains {
  fields: readonly string[]
  industries: readonly string[]
}

export const readDomains = ({ fields, industries }: Domains): Domains => ({ fields, industries: industries.map(industryPath) })

/** 0 when nothing is declared. */
function best(asked: string, offered: readonly string[], sameParent: number): number {
  let most = 0
  for (const one of offered) most = Math.max(most, compareDomains(asked, one, sameParent))
  return most
}

/** The best of all declared facets. */
export function nearestDomain(asked: Domains, offered: Domains, sameParent: number): number {
  let most = 0
  for (const field of asked.fields) most = Math.max(most, best(field, offered.fields, sameParent))
  for (const industry of asked.industries) most = Math.max(most, best(industry, offered.industries, sameParent))
  return most
}

/** Share of the kinds of need that the expert offers. */
export function shareOfNeeds({ facets }: Pick<EnquiryFacts, 'facets'>, { services }: Pick<ExpertFacts, 'services'>): number {
  let offered = 0
  for (const need of facets.needs) if (services.includes(need)) offered++
  return facets.needs.length ? offered / facets.needs.length : 0
}

/** Every declared field, industry and need, with how far the expert meets it. */
export function matchFacets({ facets }: Pick<EnquiryFacts, 'facets'>, expert: Pick<ExpertFacts, 'fields' | 'industries' | 'services'>, sameParent: number): FacetMatch[] {
  const { fields, industries } = readDomains(expert)
  return [
    ...facets.fields.map((value): FacetMatch => ({ facet: 'fields', value, met: best(value, fields, sameParent) })),
    ...facets.industries.map((value): FacetMatch => ({ facet: 'industries', value, met: best(industryPath(value), industries, sameParent) })),
    ...facets.needs.map((value): FacetMatch => ({ facet: 'needs', value, met: expert.services.includes(value) ? 1 : 0 })),
  ]
}
