// Names of the front-matter fields that a document page shows, in both languages.
import type { MessageKey } from './messages.ts'
import type { Language } from './language.ts'

const FIELDS = {
  number: ['编号', 'Number'],
  case_number: ['案号', 'Case number'],
  standard_number: ['标准号', 'Standard number'],
  document_number: ['文号', 'Document number'],
  authority: ['法院或机关', 'Court or body'],
  lawgiver: ['制定机关', 'Made by'],
  organisation: ['归口单位', 'Organisation'],
  proposer: ['提出单位', 'Proposed by'],
  drafters: ['起草单位', 'Drafted by'],
  issuer: ['发布单位', 'Issued by'],
  decided: ['裁判日期', 'Decided'],
  published: ['发布日期', 'Published'],
  promulgated: ['公布日期', 'Promulgated'],
  draft_date: ['本稿日期', 'Date of this draft'],
  implementation_date: ['实施日期', 'Takes effect'],
  effective_from: ['施行日期', 'In force from'],
  effective_to: ['失效日期', 'In force until'],
  consultation: ['征求意见', 'Consultation'],
  status: ['状态', 'Status'],
  jurisdiction: ['法域', 'Jurisdiction'],
  amount: ['金额', 'Amount'],
  act_period: ['行为期间', 'Period of the acts'],
  original_title: ['原文标题', 'Original title'],
  english_title: ['英文名称', 'English title'],
  legislation: ['所涉法律', 'Legislation'],
  analysis: ['分析类型', 'Analysis'],
  category: ['分类', 'Category'],
  formerly: ['简称、别名', 'Also called'],
  replaces: ['代替', 'Replaces'],
  replaced_by: ['被代替为', 'Replaced by'],
  adopts: ['采用', 'Adopts'],
  ics: ['ICS', 'ICS'],
  ccs: ['CCS', 'CCS'],
  record_number: ['备案号', 'Record number'],
  format: ['形式', 'Format'],
  duration: ['时长', 'Duration'],
  channels: ['发布渠道', 'Channels'],
  industries: ['行业', 'Industries'],
  tags: ['标签', 'Tags'],
  source: ['来源', 'Source'],
  owner: ['维护', 'Maintained by'],
  review_by: ['复核期限', 'Review by'],
  definition: ['商业秘密的定义', 'Definition'],
  measures: ['保密措施', 'Measures'],
  burden: ['举证责任', 'Burden of proof'],
  interim: ['临时措施', 'Interim relief'],
  damages: ['损害赔偿', 'Damages'],
  limitation: ['时效', 'Limitation'],
  criminal: ['刑事责任', 'Criminal liability'],
} as const satisfies Record<string, readonly [zh: string, en: string]>

export type FieldName = keyof typeof FIELDS
export const fieldName = (field: FieldName, language: Language): string => FIELDS[field][language === 'zh' ? 0 : 1]

/** Statuses that are said again as a sentence above the text. */
export const STATUS_SENTENCES = {
  replaced: 'replaced',
  abolished: 'abolished',
  amended: 'amended',
  repealed: 'repealed',
  upcoming: 'upcoming',
  consulting: 'consulting',
  drafting: 'drafting',
} as const satisfies Record<string, MessageKey>
