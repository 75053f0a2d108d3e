// What matching knows of experts and enquiries: plain facts, without database, and the answer it gives. Pure.

/** `YYYY-MM-DD`; both ends inclusive, null for open. */
export interface Period {
  from: string | null
  to: string | null
}

export interface OrganisationName {
  name: string
  /** 统一社会信用代码. */
  uscc?: string | null
}

/** How an expert is or was tied to an organisation or a matter; kinds of domain §8 and matching.md 6.2. */
export const RELATION_KINDS = ['employed', 'director', 'shareholder', 'controller', 'adviser', 'agent', 'kin', 'interest', 'prior_stage', 'appraised', 'witness', 'contact', 'former_official', 'competitor', 'patent', 'coauthor', 'cocounsel', 'supervisor'] as const
export type RelationKind = (typeof RELATION_KINDS)[number]

export interface Relation extends Period {
  kind: RelationKind
  organisation: OrganisationName
  /** The other person, such as a relative or co-author. */
  person?: string | null
  /** Where it is known from: `declared`, `imported`, `register` … */
  source?: string | null
  /** Id of the matter, for relations that concern one matter only. */
  matter?: string | null
  /** For `kin`: what the other person is to the expert, such as 配偶 or 堂弟; null when not stated. */
  kinship?: string | null
  /** Post of the expert, or of the relative, in the organisation, such as 董事. */
  post?: string | null
  /** Percentage held, 0 to 100, for shareholders. */
  share?: number | null
  /** Fields of the patents or the competition. */
  fields?: string[]
}

export interface ExpertDocument {
  id: string
  externalId: string | null
  title: string
  text: string
  year: number | null
  /** `publication`, `case`, `standard`, `opinion` … */
  kind: string
}

export interface ExpertFacts {
  id: string
  externalId: string | null
  name: string
  types: string[]
  /** Leaves and parents of the field tree, such as `secret/technical`, and the like. */
  fields: string[]
  /** GB/T 4754 codes. */
  industries: string[]
  services: string[]
  languages: string[]
  jurisdictions: string[]
  /** GB/T 2260 code. */
  region: string | null
  employer: OrganisationName | null
  relations: Relation[]
  load: { current: number; cap: number }
  /** Accepted opinions and matters of the kinds of need. */
  record: { accepted: number; matters: number }
  /** Licences by need: service → items or jurisdictions covered; absent means none is needed or known. */
  licences: string[]
  isSuspended: boolean
  /** Has agreed to confidentiality. */
  isConfidential: boolean
  documents: ExpertDocument[]
  /** Keyed digest of the identity document, which tells namesakes apart. */
  personId?: string | null
}

export interface Party extends OrganisationName {
  /** `applicant`, `respondent`, `third_party`, `agent`, `agent_firm` … */
  role: string
  /** Legal representative, directors, executives, agents named. */
  people?: string[]
  /** Keyed digest of the identity document of a natural person. */
  personId?: string | null
}

export interface EnquiryFacts {
  id: string | null
  title: string | null
  text: string
  facets: { fields: string[]; industries: string[]; needs: string[]; jurisdictions: string[]; languages: string[]; region: string | null }
  parties: Party[]
  /** Experts whom a party names as unsuitable, at most three each: ids or external ids. */
  unwanted?: string[]
  /** Id of the matter, to which `prior_stage` and the like refer. */
  matter?: string | null
  /** Numbers of the same dispute at earlier stages. */
  earlier?: string[]
  /** Ids of the items to appraise. */
  items?: string[]
  /** The court or organ that hears the matter. */
  forum?: OrganisationName | null
  /** `YYYY-MM-DD` on which windows end: the day of matching. */
  on: string
  procedure?: string | null
}

export const GATE_RULES = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12', 'Q1'] as const
export type GateRule = (typeof GATE_RULES)[number]

export interface GateFinding {
  id: GateRule
  result: 'pass' | 'exclude' | 'decide'
  /** Law and article, or `policy`. */
  basis: string
  /** In words, such as `3 年内`; null when the rule has none. */
  window: string | null
  /** What was looked at and found, without words of the other party. */
  evidence: string
  /** The smallest change that would have made the expert eligible; null when passed. */
  remedy: string | null
  /** `YYYY-MM-DD` from which time alone makes the expert eligible; null when it does not. */
  freeFrom?: string | null
}

/** Answers every rule of the gate, passed ones too. */
export type Gate = (expert: ExpertFacts, enquiry: EnquiryFacts) => GateFinding[]
