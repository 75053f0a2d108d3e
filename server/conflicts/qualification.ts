// Rule Q1: licence for the need, working language, not suspended, load below the cap, consent to confidentiality. Pure.
import { labelOf, SERVICE } from '../../indexer/index.ts'
import type { ExpertFacts } from '../matching/model.ts'
import type { Case, Hit, Rule } from './look.ts'

/** Needs for which the law asks for a licence. */
const LICENSED = ['appraisal', 'litigation', 'overseas'] as const
export type LicensedNeed = (typeof LICENSED)[number]

const NEEDS: Readonly<Record<LicensedNeed, RegExp>> = {
  appraisal: /鉴定|apprais/i,
  litigation: /诉讼|辩护|^代理$|litigation|defen[cs]e/i,
  overseas: /海外|涉外|境外|overseas|foreign/i,
}
const NAMES: Readonly<Record<LicensedNeed, string>> = { appraisal: '鉴定（项目与类别）', litigation: '诉讼（当地执业）', overseas: '海外（当地律师或指定合作方）' }

/** Which licences a list of needs asks for; words and codes alike. */
export const licensedNeeds = (needs: readonly string[]): Case['needs'] => ({
  appraisal: needs.some((need) => NEEDS.appraisal.test(need)),
  litigation: needs.some((need) => NEEDS.litigation.test(need)),
  overseas: needs.some((need) => NEEDS.overseas.test(need)),
})

/** `鉴定:同一性鉴定`, `litigation:CN`, `海外:*`: what it is for, then what it covers; all when nothing follows. */
interface Licence {
  need: LicensedNeed
  covers: string
}

function readLicence(text: string): Licence[] {
  const [kind = '', ...rest] = text.normalize('NFKC').split(':')
  const covers = rest.join(':').trim().toLowerCase()
  return LICENSED.filter((need) => NEEDS[need].test(kind)).map((need) => ({ need, covers: covers || '*' }))
}

const LANGUAGES: Readonly<Record<string, string>> = { 中文: 'zh', 汉语: 'zh', 普通话: 'zh', 英文: 'en', 英语: 'en', 日文: 'ja', 日语: 'ja', 韩语: 'ko', 德语: 'de', 德文: 'de', 法语: 'fr', 法文: 'fr', 西班牙语: 'es', 俄语: 'ru' }
const languageOf = (text: string): string => LANGUAGES[text.trim()] ?? text.trim().toLowerCase().split(/[-_]/)[0]!

export const qualified: Rule = (expert, _, c) => {
  const hits: Hit[] = []
  const refuse = (evidence: string, remedy: string): void => void hits.push({ result: 'exclude', evidence, remedy, freeFrom: null, organisation: null, matter: null, begun: null })
  // No licence of any sort on record says that nobody has asked yet: a person does, before the expert is invited.
  const isUnasked = expert.licences.length === 0
  for (const [lacking, remedy] of lackingLicences(expert, c)) hits.push({ result: isUnasked ? 'decide' : 'exclude', evidence: isUnasked ? `${lacking}：名册没有登记过资格，请核实` : lacking, remedy, freeFrom: null, organisation: null, matter: null, begun: null })
  const wanted = c.enquiry.facets.languages.map(languageOf)
  if (wanted.length > 0 && !expert.languages.some((language) => wanted.includes(languageOf(language)))) refuse(`工作语言不含所需语言（专家档案，需要 ${wanted.join('、')}）`, `补登工作语言 ${wanted.join(' 或 ')}`)
  if (expert.isSuspended) refuse('专家处于暂停状态（专家档案）', '恢复入库状态')
  const { current, cap } = expert.load
  if (current >= cap) refuse(`在办 ${current} 件，上限 ${cap} 件（${c.on}）`, cap > 0 ? `减少 ${current - cap + 1} 件在办` : `把在办上限调到 ${current + 1} 件以上`)
  if (!expert.isConfidential) refuse('没有保密承诺记录（专家档案）', '补交保密承诺')
  return { checked: 5, sources: ['专家档案'], hits, notes: [] }
}

function lackingLicences(expert: ExpertFacts, c: Case): [evidence: string, remedy: string][] {
  const lacking: [string, string][] = []
  for (const need of LICENSED) {
    if (!c.needs[need]) continue
    const held = expert.licences.flatMap(readLicence).filter((licence) => licence.need === need).map(({ covers }) => covers)
    const asked = coverageOf(need, c)
    const missing = held.includes('*') ? [] : asked.filter((coverage) => !held.some((covers) => coversIt(need, covers, coverage)))
    if (held.length === 0) lacking.push([`没有${NAMES[need]}资格记录（专家档案，${c.on}）`, `补交${NAMES[need]}资格${asked.length > 0 ? `：${tell(asked)}` : ''}`])
    else if (missing.length > 0) lacking.push([`${NAMES[need]}资格不含 ${tell(missing)}（专家档案，${c.on}）`, `补交${NAMES[need]}资格：${tell(missing)}`])
  }
  return lacking
}

const tell = (coverages: readonly Coverage[]): string => coverages.map(({ word }) => word).join('、')

/** A licence names what it covers by code or by word, and an appraiser's may name a part of it: 同一性 covers 同一性鉴定. */
const coversIt = (need: LicensedNeed, covers: string, { code, word }: Coverage): boolean => [code, word].some((name) => covers === name.toLowerCase() || (need === 'appraisal' && covers !== '' && name.toLowerCase().includes(covers)))

const isHome = (jurisdiction: string): boolean => /^(cn|中国)/i.test(jurisdiction)

interface Coverage {
  code: string
  /** As it is told. */
  word: string
}

/** What the licence has to cover: kinds of appraisal, or jurisdictions; foreign ones for overseas, the others for litigation at home. */
function coverageOf(need: LicensedNeed, { enquiry: { facets } }: Case): Coverage[] {
  // The bare word asks for any appraiser.
  if (need === 'appraisal') return facets.needs.filter((word) => NEEDS.appraisal.test(word) && !/^(鉴定|appraisal)$/i.test(word.trim())).map((code) => ({ code, word: labelOf(SERVICE, code) }))
  return facets.jurisdictions.filter((jurisdiction) => (need === 'overseas' ? !isHome(jurisdiction) : isHome(jurisdiction) || !NEEDS.overseas.test(facets.needs.join()))).map((code) => ({ code, word: code }))
}
