// Rules C4, C5 and C12: what the expert did in this matter before, and whom a party thinks unsuitable. Pure.
import type { Relation } from '../matching/model.ts'
import { EMPTY, pick, sourcesOf, tell, toDecide, type Case, type Hit, type Rule } from './look.ts'
import { ever } from './tie-rules.ts'
import { standingOf } from './windows.ts'

/** A tie with an organisation of this matter where a number is missing on either side: which matter it was is for a person to find out. */
function unnumbered(relation: Relation, c: Case): Hit | null {
  if (relation.matter && c.index.isNumbered) return null
  const hit = c.index.hits(relation.organisation).find(({ seat }) => seat === 'principal')
  if (!hit) return null
  return { ...ever(relation, `${tell(relation)}；与${hit.role}：${hit.because}；缺少案号，无法判断是否本案`), result: 'decide', remedy: '补登案号或鉴定事项编号后重新核对' }
}

const others = (count: number): string[] => (count > 0 ? [`${count} 项属于其他案件`] : [])

/** C4: witness, appraiser, defender, agent or translator in this matter, or part of an earlier stage. */
export const earlierPart: Rule = (_, ties, c) => {
  const all = pick(ties, 'witness', 'prior_stage', 'appraised', 'agent')
  if (all.length === 0) return EMPTY
  const hits = all.flatMap((relation): Hit[] => {
    if (standingOf(relation, c.on, null).state === 'ahead') return []
    if (c.index.isMatter(relation.matter)) return [ever(relation, `${tell(relation)}；登记为本案`)]
    const doubtful = relation.kind === 'witness' || relation.kind === 'prior_stage' ? unnumbered(relation, c) : null
    return doubtful ? [doubtful] : []
  })
  return { checked: all.length, sources: sourcesOf(all), hits, notes: others(all.length - hits.length) }
}

/** C5: an earlier appraisal of, or opinion on, the same item, or part in its cross-examination; bars from appraising. */
export const earlierOpinion: Rule = (_, ties, c) => {
  const all = pick(ties, 'appraised')
  if (all.length === 0) return EMPTY
  if (!c.needs.appraisal) return { checked: all.length, sources: sourcesOf(all), hits: [], notes: ['本次需求不含鉴定，本项不适用'] }
  const hits = all.flatMap((relation): Hit[] => {
    if (c.index.isItem(relation.matter)) return [{ ...ever(relation, `${tell(relation)}；登记为同一鉴定事项`), remedy: '不能鉴定本事项；可改任其他事项' }]
    const doubtful = unnumbered(relation, c)
    return doubtful ? [doubtful] : []
  })
  return { checked: all.length, sources: sourcesOf(all), hits, notes: others(all.length - hits.length) }
}

/** C12: a party thinks the expert unsuitable. Which party, and why, is not for the finding. */
export const unwanted: Rule = (expert, _, c) => {
  const names = c.enquiry.unwanted ?? []
  if (names.length === 0) return EMPTY
  const isNamed = names.includes(expert.id) || (expert.externalId !== null && names.includes(expert.externalId))
  if (!isNamed) return { checked: 1, sources: ['当事人提出的名单'], hits: [], notes: [] }
  const hit: Hit = { result: 'decide', evidence: `有当事人提出该专家不适宜（当事人提出的名单，${c.on} 核对）`, remedy: toDecide, freeFrom: null, organisation: null, matter: c.enquiry.matter ?? c.enquiry.id, begun: null }
  return { checked: 1, sources: ['当事人提出的名单'], hits: [hit], notes: [] }
}
