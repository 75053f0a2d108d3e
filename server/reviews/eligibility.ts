// Who of a panel may vote: people and their employers told apart across spellings, codes and accounts, and held against the working group. Pure.
import type { Organisations } from '../conflicts/directory.ts'
import { identify } from '../conflicts/identity.ts'
import { foldPerson } from '../conflicts/names.ts'
import { barOn, type Barred, type Drafter, type Member } from '../drafting/votes.ts'
import type { OrganisationName } from '../matching/model.ts'

export interface Participant {
  /** Null for people without an account. */
  userId: string | null
  expertId?: string | null
  name: string
  /** The stated employer first, then further ones of the register; none when none is known. */
  employers: readonly OrganisationName[]
}

export interface Candidate extends Participant {
  attends: boolean
  vote: Member['vote']
}

export interface Known {
  organisations: Organisations
  /** `YYYY-MM-DD` on which employers are compared. */
  on: string
}

export interface Standing {
  bar: Barred | null
  /** What somebody has to look at although it bars nobody; null when nothing. */
  doubt: string | null
}

export interface Seated {
  /** As `countVotes` takes them, in the order given. */
  members: Member[]
  drafters: Drafter[]
  standings: Standing[]
}

/** An organisation and its branches are one employer (公司法第十三条: a branch is no legal person of its own). */
const ONE_EMPLOYER: ReadonlySet<string> = new Set(['same', 'branch'])

function likenessOf(a: Participant, b: Participant, known: Known): { isOne: boolean; doubt: string | null } {
  const found = a.employers.flatMap((one) => b.employers.map((other) => identify(one, other, known)))
  const near = found.find(({ likeness }) => likeness === 'alike' || likeness === 'group')
  return { isOne: found.some(({ likeness }) => ONE_EMPLOYER.has(likeness)), doubt: near?.because ?? null }
}

/** By account or expert where both have one; else by name and employer, and by the name alone while an employer is not known. */
export function isSamePerson(a: Participant, b: Participant, known: Known): boolean {
  if (a.userId && b.userId) return a.userId === b.userId
  if (a.expertId && b.expertId) return a.expertId === b.expertId
  if (foldPerson(a.name) !== foldPerson(b.name)) return false
  return a.employers.length === 0 || b.employers.length === 0 || likenessOf(a, b, known).isOne
}

const titleOf = ({ name, employers: [first] }: Participant): string => `${name.trim()}（${first?.name.trim() || '单位未填'}）`

/** Gives people and employers one identity each, so that the votes are counted of persons and not of spellings. */
export function seat(members: readonly Candidate[], working: readonly Participant[], known: Known): Seated {
  const taken = new Set<string>()
  const fresh = (title: string): string => {
    let id = title
    for (let n = 2; taken.has(id); n++) id = `${title}${n}`
    taken.add(id)
    return id
  }
  const drafters: Drafter[] = []
  working.forEach((drafter, at) => {
    const earlier = working.slice(0, at)
    const same = earlier.findIndex((other) => isSamePerson(drafter, other, known))
    drafters.push({ personId: same < 0 ? fresh(titleOf(drafter)) : drafters[same]!.personId, employerId: drafter.employers.length ? `drafter ${at}` : null })
  })
  const seated: Seated = { members: [], drafters, standings: [] }
  members.forEach((member, at) => {
    const asDrafter = working.findIndex((drafter) => isSamePerson(member, drafter, known))
    const likenesses = working.map((drafter) => likenessOf(member, drafter, known))
    const colleague = likenesses.findIndex(({ isOne }) => isOne)
    const twin = members.slice(0, at).findIndex((other) => isSamePerson(member, other, known))
    const personId = asDrafter >= 0 ? drafters[asDrafter]!.personId : twin >= 0 ? seated.members[twin]!.personId : fresh(titleOf(member))
    const counted: Member = { personId, employerId: colleague >= 0 ? drafters[colleague]!.employerId : member.employers.length ? `member ${at}` : null, attends: member.attends, vote: member.vote }
    const bar = barOn(counted, drafters) ?? (twin >= 0 ? 'member_twice' : null)
    const near = likenesses.find(({ doubt }) => doubt !== null)?.doubt
    seated.members.push(counted)
    seated.standings.push({ bar, doubt: bar ? null : member.employers.length === 0 ? '单位没有填写，不能核对是否与起草人同一单位' : near ? `单位可能与起草人的单位有关：${near}` : null })
  })
  return seated
}
