// Rules C6 to C11: employment, posts, advice, one legal person, contacts, former office, competition and other relations. Pure.
import type { ExpertFacts, Relation } from '../matching/model.ts'
import { EMPTY, hitOf, lookAtTies, pick, sourcesOf, tell, toDecide, together, untilFree, type Case, type Hit, type Look, type Rule } from './look.ts'
import { OFFICE_YEARS, standingOf } from './windows.ts'

/** 公司法第二百六十五条第二项: more than half; at half nobody else has more. */
const CONTROLLING_SHARE = 50

/** C6: employed by a party, its director or supervisor, its controlling shareholder or actual controller; parents and subsidiaries too. */
export const employed: Rule = (expert, ties, c) => {
  const posts = [...ties.jobs, ...pick(ties, 'director', 'controller'), ...pick(ties, 'shareholder').filter(({ share }) => (share ?? 0) >= CONTROLLING_SHARE)]
  return together(lookAtTies(posts, c, { effect: 'exclude', years: c.years, seats: ['principal'] }), named(expert, posts, c, 'principal'))
}

/** The expert's name among a party's people: sure when an own tie to that party speaks for it. */
function named(expert: ExpertFacts, ties: readonly Relation[], c: Case, seat: 'principal' | 'agent'): Look {
  const people = c.index.people(expert.name).filter((person) => person.seat === seat && !(seat === 'principal' && person.isParty))
  if (people.length === 0) return EMPTY
  const hits = people.map(({ role, isParty, at }): Hit => {
    const isSure = isParty || ties.some(({ organisation }) => c.index.isAt(organisation, at))
    return {
      result: isSure ? 'exclude' : 'decide',
      evidence: `专家姓名与${role}${isParty ? '' : '列明的人员'}一致（专家档案）`,
      remedy: isSure ? '不能参加本案；可以参加其他案件' : `如系同名不同人，${toDecide}`,
      freeFrom: null, organisation: null, matter: null, begun: null,
    }
  })
  return { checked: people.length, sources: ['专家档案'], hits, notes: [] }
}

/** C7: standing adviser or agent of either party, also through the firm; for the same matter without limit of time. */
export const adviser: Rule = (expert, ties, c) => {
  const own = [...pick(ties, 'adviser', 'agent'), ...engagements(expert, c)]
  const here = own.length > 0 ? own.filter(({ matter }) => c.index.isMatter(matter)) : own
  const same: Look = { checked: here.length, sources: sourcesOf(here), hits: here.map((relation) => ever(relation, `${tell(relation)}；登记为同一案件`)), notes: [] }
  const standing = lookAtTies(own.filter((relation) => !here.includes(relation)), c, { effect: 'exclude', years: c.years, seats: ['principal'] })
  const firm = lookAtTies(ties.jobs, c, { effect: 'exclude', years: c.years, seats: ['agent'] })
  return together(here.length > 0 ? same : EMPTY, standing, firm, named(expert, ties.jobs, c, 'agent'))
}

/** What the present firm of the expert reported about its clients. */
function engagements(expert: ExpertFacts, c: Case): Relation[] {
  if (!expert.employer) return []
  const { known } = c.subject(expert.employer)
  if (known.length !== 1) return []
  return c.organisations.engagements(known[0]!.id).map(({ client, from, to, matter, source }) => ({ kind: 'adviser', organisation: client, from, to, matter: matter ?? null, source: source ?? '所在机构申报' }))
}

export const ever = ({ organisation, matter, from }: Relation, evidence: string): Hit => ({ result: 'exclude', evidence, remedy: '不能参加本案；可以参加其他案件', freeFrom: null, organisation, matter: matter ?? null, begun: from })

/** C8: one legal person with a party. Branches are one with their head; subsidiaries are not, C6 looks at them. */
export const sameEntity: Rule = (_, ties, c) =>
  lookAtTies(ties.jobs, c, { effect: 'exclude', years: 0, seats: ['principal'], counts: (_relation, { likeness }) => (likeness === 'group' ? '不是同一法人，由 C6 核对' : null), remedy: '任职单位变更并更新专家档案后' })

/** C9: unpaid debt, borrowed goods, gifts, meals, private meetings with parties or whom they entrusted; of this matter also when they are over. */
export const contacts: Rule = (_, ties, c) => {
  const all = pick(ties, 'contact')
  if (all.length === 0) return EMPTY
  const here = all.filter(({ matter }) => c.index.isMatter(matter))
  const hits = here.map((relation): Hit => ({ ...ever(relation, `${tell(relation)}；登记为涉及本案`), result: 'decide', remedy: toDecide }))
  const others = lookAtTies(all.filter((relation) => !here.includes(relation)), c, { effect: 'decide', years: 0, seats: ['principal', 'agent'] })
  return { checked: all.length, sources: sourcesOf(all), hits: [...hits, ...others.hits], notes: others.notes }
}

/** C10: a former judge or prosecutor as agent or defender: two years anywhere, for ever at the former court. Only where the need is litigation. */
export const formerOfficial: Rule = (_, ties, c) => {
  const offices = pick(ties, 'former_official')
  if (offices.length === 0) return EMPTY
  if (!c.needs.litigation) return { checked: offices.length, sources: sourcesOf(offices), hits: [], notes: ['本次需求不含诉讼代理或辩护，本项不适用'] }
  const looks = offices.map((office): Look => {
    const standing = standingOf(office, c.on, OFFICE_YEARS)
    const told = tell(office)
    const about = { checked: 1, sources: sourcesOf([office]), notes: [] as string[] }
    // Elsewhere it is over, or will be; at the former court it never is, which is the stronger ground.
    const former = c.index.hits(office.organisation).filter(({ seat, likeness }) => seat === 'forum' && likeness !== 'group')
    const sure = former.find(({ likeness }) => likeness !== 'alike')
    if (sure) return { ...about, hits: [{ ...ever(office, `${told}；与审理机关：${sure.because}`), remedy: '不能在原任职法院、检察院代理或辩护；可改派其他专家' }] }
    if (standing.state !== 'past') return { ...about, hits: [inOffice(office, told, standing)] }
    if (former[0]) return { ...about, hits: [hitOf(office, `${told}；与审理机关：${former[0].because}`, { standing, isAlike: true, effect: 'exclude', years: 0, remedy: null })] }
    return { ...about, hits: [], notes: [`${told}；自 ${standing.freeFrom} 起离任满 ${OFFICE_YEARS} 年${c.enquiry.forum ? '' : '；未登记审理机关，登记后再核对是否原任职法院'}`] }
  })
  return together(...looks)
}

function inOffice(office: Relation, told: string, standing: ReturnType<typeof standingOf>): Hit {
  const { freeFrom } = standing
  const remedy = freeFrom ? `离任${untilFree(OFFICE_YEARS, freeFrom)}` : `补登离任日期，离任期限满 ${OFFICE_YEARS} 年后`
  return hitOf(office, told, { standing, isAlike: false, effect: 'exclude', years: OFFICE_YEARS, remedy })
}

/** C11: competitors, patents in the same field, co-authors, co-counsel and supervision: other relations that may affect fairness. */
export const otherRelations: Rule = (_, ties, c) => {
  const all = pick(ties, 'competitor', 'patent', 'coauthor', 'cocounsel', 'supervisor')
  if (all.length === 0) return EMPTY
  return together(...all.map((relation) => otherRelation(relation, c)))
}

function otherRelation(relation: Relation, c: Case): Look {
  const look = lookAtTies([relation], c, { effect: 'decide', years: c.years, seats: ['principal', 'agent'] })
  const why = look.hits.length > 0 ? null : otherwise(relation, c)
  if (!why) return look
  const standing = standingOf(relation, c.on, c.years)
  const told = `${tell(relation)}；${why}`
  if (standing.state === 'past') return { ...look, notes: [...look.notes, `${told}；自 ${standing.freeFrom} 起不再计入`] }
  return { ...look, hits: [hitOf(relation, told, { standing, isAlike: false, effect: 'decide', years: c.years, remedy: null })] }
}

/** A ground that needs no organisation of a party: its people, the matter, the field. */
function otherwise({ person, matter, kind, fields }: Relation, c: Case): string | null {
  if (c.index.isMatter(matter)) return '登记为涉及本案'
  const known = person ? c.index.people(person.normalize('NFKC').split(/[([]/)[0]!)[0] : undefined
  if (known) return `对方姓名与${known.role}${known.isParty ? '' : '的人员'}一致`
  const shares = (kind === 'patent' || kind === 'competitor') && fields?.some((field) => c.enquiry.facets.fields.includes(field))
  return shares ? '所在领域与本次咨询相同' : null
}
