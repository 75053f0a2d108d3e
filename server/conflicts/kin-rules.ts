// Rules C1 to C3: the expert or a relative is a party, leads one, or has an interest in the matter. Pure.
import type { Relation } from '../matching/model.ts'
import { isHead, isHolder, readKinship, type Closeness } from './kinship.ts'
import { EMPTY, lookAtTies, pick, sourceName, sourcesOf, tell, toCompare, toDecide, together, type Case, type Hit, type Look, type Rule } from './look.ts'
import { standingOf } from './windows.ts'

const FORGO = '不能参加本案；可以参加其他案件'
const NAMESAKE = '如系同名不同人：补登双方的证件标识后重新核对'
const KIN_NAMESAKE = '如系同名不同人：补登亲属的工作单位后重新核对'

/** A relative as declared: `李雷（配偶，董事长）` says kinship and post in brackets where they have no field of their own. */
interface Relative {
  relation: Relation
  name: string
  closeness: Closeness
  told: string
  post: string
}

function relativeOf(relation: Relation): Relative {
  const written = (relation.person ?? '').normalize('NFKC')
  const [name = '', inside = ''] = written.split(/[([]/)
  const remarks = inside.replace(/[)\]]/g, '').split(/[,、;\s]+/).filter(Boolean)
  const kinship = relation.kinship ?? remarks.find((remark) => readKinship(remark).closeness !== 'unknown') ?? null
  const post = relation.post ?? remarks.filter((remark) => remark !== kinship).join('、')
  // The form asks for relatives within the circle, so one without a word of kinship is taken to be within it.
  const closeness = kinship === null ? 'near' : readKinship(kinship).closeness
  return { relation, name: name.trim(), closeness, post, told: `${tellKin(relation)}${kinship && closeness !== 'unknown' ? `，系${kinship}` : ''}` }
}

const tellKin = (relation: Relation): string => `近亲属（${sourceName(relation.source)}${relation.from ? `，自 ${relation.from}` : ''}）`

function hitOn(relative: Relative, told: string, isSure: boolean): Hit {
  const { relation, closeness } = relative
  const about = { organisation: relation.organisation, matter: relation.matter ?? null, begun: relation.from, freeFrom: null }
  const evidence = `${relative.told}：${told}`
  if (closeness === 'unknown') return { ...about, result: 'decide', evidence: `${evidence}；亲属称谓无法判断`, remedy: '补登规范的亲属关系称谓' }
  return isSure ? { ...about, result: 'exclude', evidence, remedy: `${FORGO}。${KIN_NAMESAKE}` } : { ...about, result: 'decide', evidence, remedy: `${KIN_NAMESAKE}，或${toDecide}` }
}

/** Relatives whose tie lasts; those outside the circle are told and do not count. */
function relatives(kin: readonly Relation[], c: Case): { near: Relative[]; notes: string[] } {
  const near: Relative[] = []
  const notes: string[] = []
  for (const relation of kin) {
    const relative = relativeOf(relation)
    if (standingOf(relation, c.on, 0).state === 'past') notes.push(`${relative.told}：关系已终止`)
    else if (relative.closeness === 'distant') notes.push(`${relative.told}：不在三代以内旁系血亲、近姻亲之列`)
    else near.push(relative)
  }
  return { near, notes }
}

/** Whether what is known of the relative's organisation speaks for the same person: not stated, or a tie to that party. */
const isPlausible = ({ relation }: Relative, at: number, c: Case): boolean => !relation.organisation.name || c.index.isAt(relation.organisation, at)

/** C1: the expert is a party, or near relative of a party or of its agent. */
export const partyOrKin: Rule = (expert, ties, c) => {
  const hits: Hit[] = []
  const own: string[] = []
  for (const person of c.index.people(expert.name)) {
    if (!person.isParty || person.seat !== 'principal') continue
    if (expert.personId && person.personId && expert.personId !== person.personId) own.push(`与${person.role}同名，证件标识不同`)
    else hits.push({ result: 'exclude', evidence: `专家姓名与${person.role}一致（专家档案）`, remedy: `${FORGO}。${NAMESAKE}`, freeFrom: null, organisation: null, matter: null, begun: null })
  }
  const kin = pick(ties, 'kin')
  const { near, notes } = kin.length > 0 ? relatives(kin, c) : { near: [], notes: [] }
  for (const relative of near) {
    const people = c.index.people(relative.name).filter(({ seat, isParty }) => seat === 'agent' || (seat === 'principal' && isParty))
    for (const { role, isParty, at } of people) hits.push(hitOn(relative, `姓名与${role}${isParty ? '' : '的人员'}一致`, isParty || isPlausible(relative, at, c)))
    if (people.length > 0) continue
    for (const { seat, role, because } of c.index.hits(relative.relation.organisation)) if (seat === 'agent') hits.push(hitOn(relative, `所在单位与${role}：${because}；须核对是否本案代理人`, false))
  }
  return { checked: 1 + kin.length, sources: ['专家档案', ...sourcesOf(kin)], hits, notes: [...own, ...notes] }
}

/** C2: a relative leads or controls a party. */
export const kinOfHeads: Rule = (_, ties, c) => {
  const kin = pick(ties, 'kin')
  if (kin.length === 0) return EMPTY
  const { near, notes } = relatives(kin, c)
  const hits: Hit[] = []
  for (const relative of near) {
    const people = c.index.people(relative.name).filter(({ seat, isParty }) => seat === 'principal' && !isParty)
    const sure = people.filter(({ at }) => isPlausible(relative, at, c))
    for (const person of people) hits.push(hitOn(relative, `姓名与${person.role}的负责人、董事或高管一致`, sure.includes(person)))
    if (sure.length > 0) continue
    for (const hit of c.index.hits(relative.relation.organisation)) {
      if (hit.seat !== 'principal') continue
      const told = `在「${relative.relation.organisation.name}」${relative.post || '任职，职务未填'}；与${hit.role}：${hit.because}`
      const found = hitOn(relative, told, isHead(relative.post) && hit.likeness !== 'alike')
      hits.push(hit.likeness === 'alike' ? { ...found, remedy: toCompare } : isHead(relative.post) ? found : { ...found, result: 'decide', remedy: `补登该亲属在该单位的职务；不是负责人、董事、监事、高管或控股股东的，${toDecide}` })
    }
  }
  return { checked: kin.length, sources: sourcesOf(kin), hits, notes }
}

const isListed = ({ organisation }: Relation, c: Case): boolean => {
  const { known } = c.subject(organisation)
  return known.length === 1 && known[0]!.isListed === true
}

/** C3: an own or a relative's interest in the matter, or shares in a party that is not listed. */
export const interest: Rule = (_, ties, c) => {
  const shares = [...pick(ties, 'shareholder', 'controller'), ...pick(ties, 'kin').filter((relation) => isHolder(relativeOf(relation).post) && relativeOf(relation).closeness !== 'distant')]
  const held = lookAtTies(shares, c, { effect: 'exclude', years: 0, seats: ['principal'], counts: (relation) => (isListed(relation, c) ? '单位名录登记为上市公司，持股不属于本项' : null), remedy: '转让股份并补登结束日期后；该公司已上市的，在单位名录中登记' })
  return together(held, concerning([...pick(ties, 'interest'), ...pick(ties, 'kin').filter(({ matter }) => matter)], c))
}

function concerning(relations: readonly Relation[], c: Case): Look {
  if (relations.length === 0) return EMPTY
  const here = relations.filter(({ matter }) => c.index.isMatter(matter))
  const hits = here.map((relation): Hit => {
    const isPast = standingOf(relation, c.on, 0).state === 'past'
    return { result: isPast ? 'decide' : 'exclude', evidence: `${tell(relation)}；登记为涉及本案`, remedy: isPast ? toDecide : FORGO, freeFrom: null, organisation: relation.organisation, matter: relation.matter ?? null, begun: relation.from }
  })
  const others = lookAtTies(relations.filter(({ kind, matter }) => kind === 'interest' && !c.index.isMatter(matter)), c, { effect: 'exclude', years: 0, seats: ['principal'] })
  // An interest that is registered for another matter is not one in this matter, but a person has to see it.
  const seen = others.hits.map((hit): Hit => (hit.matter && hit.result === 'exclude' ? { ...hit, result: 'decide', remedy: toDecide } : hit))
  return { checked: relations.length, sources: sourcesOf(relations), hits: [...hits, ...seen], notes: others.notes }
}
