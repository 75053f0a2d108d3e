// What is known of organisations: codes, other names, and which belongs to which. A lookup over rows that somebody else read. Pure.
import { foldUscc, usccProblem } from '../organisations/uscc.ts'
import type { OrganisationName, Period } from '../matching/model.ts'
import { readName } from './names.ts'

export interface KnownOrganisation {
  id: string
  name: string
  uscc: string | null
  /** `former`, `alias`, `foreign`. */
  names: readonly { name: string; kind: string }[]
  /** Shares of a listed company are no ground (民诉法解释第四十三条第五项). */
  isListed?: boolean
  /** Legal representative, controlling shareholder, directors, supervisors and executives of the register. */
  people?: readonly string[]
}

/** One organisation belongs to another: `parent`, `group`, or `branch`, which is no legal person of its own (公司法第十三条). */
export interface Edge extends Period {
  parent: string
  child: string
  kind: string
  /** Where it is known from, such as the register of enterprises. */
  source?: string | null
}

/** Whom a firm advises or represents, as it reported it. */
export interface Engagement extends Period {
  client: OrganisationName
  matter?: string | null
  source?: string | null
}

/** The port through which the gate knows organisations. */
export interface Organisations {
  /** By code first, else by any of their names; several when a name is shared, none when unknown. */
  find(name: string, uscc: string | null): readonly KnownOrganisation[]
  get(id: string): KnownOrganisation | undefined
  /** The edges that touch it, from either end. */
  group(id: string): readonly Edge[]
  engagements(id: string): readonly Engagement[]
}

/** The folded code when it is a right one; null otherwise. */
export function rightCode(uscc: string | null | undefined): string | null {
  if (!uscc) return null
  const code = foldUscc(uscc)
  return usccProblem(code) === null ? code : null
}

export interface DirectoryRows {
  organisations?: readonly KnownOrganisation[]
  edges?: readonly Edge[]
  /** By the firm's id. */
  engagements?: Readonly<Record<string, readonly Engagement[]>>
}

const NONE: readonly never[] = []

export function createDirectory({ organisations = [], edges = [], engagements = {} }: DirectoryRows = {}): Organisations {
  const byId = new Map(organisations.map((organisation) => [organisation.id, organisation]))
  const byCode = new Map<string, KnownOrganisation>()
  const byKey = new Map<string, KnownOrganisation[]>()
  const byEnd = new Map<string, Edge[]>()
  const firms = new Map(Object.entries(engagements))

  for (const organisation of organisations) {
    const code = rightCode(organisation.uscc)
    if (code) byCode.set(code, organisation)
    for (const key of new Set([organisation.name, ...organisation.names.map(({ name }) => name)].map((name) => readName(name).key))) {
      if (key) byKey.set(key, [...(byKey.get(key) ?? []), organisation])
    }
  }
  for (const edge of edges) for (const end of new Set([edge.parent, edge.child])) byEnd.set(end, [...(byEnd.get(end) ?? []), edge])

  function find(name: string, uscc: string | null): readonly KnownOrganisation[] {
    const code = rightCode(uscc)
    const coded = code && byCode.get(code)
    if (coded) return [coded]
    const named = byKey.get(readName(name).key) ?? NONE
    // Somebody else's code under this name: it is another organisation that this one is not known as.
    return code ? named.filter((organisation) => rightCode(organisation.uscc) === null) : named
  }

  return { find, get: (id) => byId.get(id), group: (id) => byEnd.get(id) ?? NONE, engagements: (id) => firms.get(id) ?? NONE }
}
