// On which law each rule of the gate rests, and whether the article was read and is likely to stand. Data.
import type { GateRule } from '../matching/model.ts'

/**
 * `verified`: the article was read in the collection of laws that ends in April 2025, and no revision has been announced since.
 * False when it could not be read there, or the law was being, or has been, revised: the number may have moved.
 */
export interface Basis {
  law: string
  article: string
  verified: boolean
  note?: string
}

const REVISED = '2025-04 之后有修订或修订程序，条号待核'
const UNREAD = '未在所收文本中读到，出处为二手资料'
const POLICY = (text: string): Basis => ({ law: '本库规则', article: text, verified: true })

export const CIVIL_PROCEDURE = '民事诉讼法（2023）'
const CIVIL_INTERPRETATION = '民事诉讼法解释（2022）'
const CRIMINAL_PROCEDURE = '刑事诉讼法（2018）'
const RECUSAL = '审判人员执行回避制度规定（2011）'
const PROCUREMENT = '政府采购法实施条例（2015）'
const ADMINISTRATOR = '审理企业破产案件指定管理人规定（2007）'
const FUND = '国家自然科学基金条例（2024）'
const LAWYERS = '律师法（2017）'

const read = (law: string, article: string): Basis => ({ law, article, verified: true })
const moved = (law: string, article: string): Basis => ({ law, article, verified: false, note: REVISED })

export const BASES: Readonly<Record<GateRule, readonly Basis[]>> = {
  C1: [read(CIVIL_PROCEDURE, '第四十七条第一款第一项'), moved(CRIMINAL_PROCEDURE, '第二十九条第一项'), read('医疗纠纷预防和处理条例（2018）', '第三十七条第一项'), read('专利法实施细则（2023）', '第四十二条第一项')],
  C2: [read(RECUSAL, '第一条'), moved(PROCUREMENT, '第九条第一款第四项'), moved(ADMINISTRATOR, '第二十四条第三项')],
  C3: [read(CIVIL_PROCEDURE, '第四十七条第一款第二项'), read(CIVIL_INTERPRETATION, '第四十三条第二、五项'), moved(CRIMINAL_PROCEDURE, '第二十九条第二项')],
  C4: [moved(CRIMINAL_PROCEDURE, '第二十九条第三项'), read(CIVIL_INTERPRETATION, '第四十三条第三项、第四十五条'), read('技术调查官参与知识产权案件诉讼活动规定（2019）', '第五条')],
  C5: [{ law: '司法鉴定程序通则（2016）', article: '第二十条', verified: false, note: UNREAD }],
  C6: [moved(PROCUREMENT, '第九条第一款第一至三项'), moved(ADMINISTRATOR, '第二十四条第二项')],
  C7: [moved(ADMINISTRATOR, '第二十三条第二、四项'), moved(LAWYERS, '第三十九条')],
  C8: [read(FUND, '第二十条第一款第三项')],
  C9: [read(CIVIL_PROCEDURE, '第四十七条第二款'), read(CIVIL_INTERPRETATION, '第四十四条'), read(RECUSAL, '第二条')],
  C10: [moved(LAWYERS, '第四十一条'), read(RECUSAL, '第八条')],
  C11: [read(CIVIL_PROCEDURE, '第四十七条第一款第三项'), read('行政诉讼法（2017）', '第五十五条'), read('行政处罚法（2021）', '第四十三条'), read('公务员法（2018）', '第七十六条第三项'), read(FUND, '第二十条第一款第一、二项'), POLICY('年限')],
  C12: [read(FUND, '第二十条末款（参照）'), POLICY('名单上限')],
  Q1: [POLICY('资格、语言、状态、在办数与保密承诺')],
}

export const RULE_NAMES: Readonly<Record<GateRule, string>> = {
  C1: '当事人或近亲属', C2: '近亲属为负责人、董事、高管或控股股东', C3: '利害关系、持股', C4: '参与过本案', C5: '对同一事项鉴定过或出具过意见', C6: '任职、董事监事、控股', C7: '顾问、代理人及其机构',
  C8: '同一法人', C9: '债务、馈赠、宴请、私下会见', C10: '曾任法官、检察官', C11: '竞争、专利、合著等其他关系', C12: '当事人认为不适宜', Q1: '资格与可用',
}

/** 《民事诉讼法（2023）》第四十七条…；an unverified number says so. */
export const tellBasis = ({ law, article, verified }: Basis): string => `${law === '本库规则' ? law : `《${law}》`}${article}${verified ? '' : '（条号待核）'}`

/** In words, by the length of the window; null when time plays no part. */
export function windowOf(rule: GateRule, years: number): string | null {
  if (rule === 'C4') return '本案，不限时间'
  if (rule === 'C5') return '同一事项，不限时间'
  if (rule === 'C6' || rule === 'C11') return `${years} 年内`
  if (rule === 'C7') return `${years} 年内；同一案件不限时间`
  if (rule === 'C10') return '离任 2 年内；原任职法院不限时间'
  return rule === 'C12' ? '本案' : '现时'
}
