// The parties of one enquiry, read once, so that thousands of experts can be held against them. Pure.
import type { EnquiryFacts, OrganisationName, Party } from '../matching/model.ts'
import type { Organisations } from './directory.ts'
import { compareSubjects, relativesOf, subjectOf, type Likeness, type Relatives, type Subject } from './identity.ts'
import { foldMatter, foldPerson } from './names.ts'

/** A party in its own right, who acts for one, or who hears the matter. */
export type Seat = 'principal' | 'agent' | 'forum'

/** An organisation of the expert's met a party. */
export interface PartyHit {
  seat: Seat
  role: string
  likeness: Exclude<Likeness, 'different'>
  because: string
}

/** Somebody of a party has this name. */
export interface PersonHit {
  seat: Seat
  role: string
  /** The party itself, as a natural person, or one of its people. */
  isParty: boolean
  personId: string | null
  at: number
}

export interface PartyIndex {
  principals: number
  agents: number
  /** Without the forum unless asked for. */
  hits(organisation: OrganisationName | null): readonly PartyHit[]
  people(name: string): readonly PersonHit[]
  /** Whether the organisation is, or belongs to, the party at this place. */
  isAt(organisation: OrganisationName, at: number): boolean
  /** Whether the enquiry names its matter, so that numbers can be compared. */
  isNumbered: boolean
  isMatter(matter: string | null | undefined): boolean
  isItem(item: string | null | undefined): boolean
}

const ROLES: Readonly<Record<string, string>> = {
  applicant: '申请方', respondent: '被申请方', third_party: '第三人', plaintiff: '原告方', defendant: '被告方', claimant: '申请方', complainant: '投诉方',
  agent: '代理人', agent_firm: '代理机构', lawyer: '代理人', defender: '辩护人', court: '审理机关', forum: '审理机关', requester: '咨询方',
}
const AGENT = /agent|lawyer|attorney|counsel|firm|defender|代理|律师|辩护/i
const FORUM = /^(court|forum|tribunal)$|法院|检察院|仲裁委/i

export const seatOf = (role: string): Seat => (FORUM.test(role) ? 'forum' : AGENT.test(role) ? 'agent' : 'principal')
/** In words; an unknown role is a party's, without repeating what somebody typed. */
export const roleName = (role: string): string => ROLES[role.toLowerCase()] ?? { principal: '当事人', agent: '代理人', forum: '审理机关' }[seatOf(role)]

interface Seated {
  seat: Seat
  role: string
  subject: Subject
  relatives: Relatives
}

const NONE: readonly never[] = []

export function createPartyIndex(enquiry: EnquiryFacts, organisations: Organisations, subject: (organisation: OrganisationName) => Subject): PartyIndex {
  const parties: Party[] = enquiry.forum ? [...enquiry.parties, { ...enquiry.forum, role: 'forum' }] : enquiry.parties
  const seated = parties.map((party): Seated => {
    const own = subjectOf(party, organisations)
    return { seat: seatOf(party.role), role: roleName(party.role), subject: own, relatives: relativesOf(own.known.map(({ id }) => id), organisations, enquiry.on) }
  })
  const people = peopleOf(parties, seated)
  const matters = new Set([enquiry.matter, enquiry.id, ...(enquiry.earlier ?? [])].map((matter) => foldMatter(matter ?? '')).filter(Boolean))
  const items = new Set([...matters, ...(enquiry.items ?? []).map(foldMatter)])
  const known = new Map<Subject, readonly PartyHit[]>()
  let asked = { name: '', people: NONE as readonly PersonHit[] }

  function hits(organisation: OrganisationName | null): readonly PartyHit[] {
    if (!organisation || (!organisation.name && !organisation.uscc)) return NONE
    const own = subject(organisation)
    const before = known.get(own)
    if (before) return before
    let found: PartyHit[] | null = null
    for (const party of seated) {
      const { likeness, because } = compareSubjects(own, party.subject, party.relatives)
      if (likeness !== 'different') (found ??= []).push({ seat: party.seat, role: party.role, likeness, because })
    }
    known.set(own, found ?? NONE)
    return found ?? NONE
  }

  return {
    principals: seated.filter(({ seat }) => seat === 'principal').length,
    agents: seated.filter(({ seat }) => seat === 'agent').length,
    hits,
    people: (name) => {
      // Several rules ask for the same expert in turn.
      if (asked.name !== name) asked = { name, people: people.get(foldPerson(name)) ?? NONE }
      return asked.people
    },
    isAt: (organisation, at) => Boolean(organisation.name || organisation.uscc) && compareSubjects(subject(organisation), seated[at]!.subject, seated[at]!.relatives).likeness !== 'different',
    isNumbered: Boolean(enquiry.matter) || (enquiry.earlier ?? []).length > 0 || (enquiry.items ?? []).length > 0,
    isMatter: (matter) => Boolean(matter) && matters.has(foldMatter(matter!)),
    isItem: (item) => Boolean(item) && items.has(foldMatter(item!)),
  }
}

/** The people that parties name, and those whom the directory knows as heads of a party. */
function peopleOf(parties: readonly Party[], seated: readonly Seated[]): Map<string, PersonHit[]> {
  const people = new Map<string, PersonHit[]>()
  parties.forEach((party, at) => {
    const { seat, role, subject } = seated[at]!
    const add = (name: string, isParty: boolean, personId: string | null): void => {
      const key = foldPerson(name)
      if (key.length < 2) return
      people.set(key, [...(people.get(key) ?? []), { seat, role, isParty, personId, at }])
    }
    add(party.name, true, party.personId ?? null)
    const known = subject.known.length === 1 ? (subject.known[0]!.people ?? []) : []
    for (const name of new Set([...(party.people ?? []), ...known])) add(name, false, null)
  })
  return people
}
