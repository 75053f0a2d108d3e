// Codes that every document can have: kind, state, legal system, how far it is verified, language.
import type { CodeTable } from './code-table.ts'

export const KIND = {
  case: ['案例', 'Cases'],
  standard: ['标准', 'Standards'],
  overseas: ['海外', 'Overseas'],
  law: ['法规', 'Law'],
  guide: ['指引', 'Guides'],
  course: ['课程', 'Courses'],
  notice: ['公告', 'Notices'],
  expert: ['专家', 'Experts'],
} as const satisfies CodeTable

export const STATUS = {
  published: ['已发布', 'Published'],
  drafting: ['制定中', 'Drafting'],
  consulting: ['征求意见中', 'In consultation'],
  upcoming: ['即将实施', 'Upcoming'],
  'in-force': ['现行', 'In force'],
  amended: ['已修订', 'Amended'],
  replaced: ['被代替', 'Replaced'],
  repealed: ['已废止', 'Repealed'],
  abolished: ['废止', 'Abolished'],
  draft: ['草稿', 'Draft'],
  withdrawn: ['已撤下', 'Withdrawn'],
} as const satisfies CodeTable

/** ISO 3166 where there is a country, else the usual code of the body. */
export const JURISDICTION = {
  CN: ['中国内地', 'Mainland China'],
  HK: ['中国香港', 'Hong Kong, China'],
  MO: ['中国澳门', 'Macao, China'],
  TW: ['中国台湾', 'Taiwan, China'],
  US: ['美国', 'United States'],
  EU: ['欧盟', 'European Union'],
  GB: ['英国', 'United Kingdom'],
  DE: ['德国', 'Germany'],
  FR: ['法国', 'France'],
  IT: ['意大利', 'Italy'],
  NL: ['荷兰', 'Netherlands'],
  ES: ['西班牙', 'Spain'],
  AT: ['奥地利', 'Austria'],
  BE: ['比利时', 'Belgium'],
  JP: ['日本', 'Japan'],
  KR: ['韩国', 'South Korea'],
  SG: ['新加坡', 'Singapore'],
  IN: ['印度', 'India'],
  VN: ['越南', 'Viet Nam'],
  AU: ['澳大利亚', 'Australia'],
  CA: ['加拿大', 'Canada'],
  WIPO: ['世界知识产权组织', 'WIPO'],
  WTO: ['世界贸易组织', 'WTO'],
} as const satisfies CodeTable

/** How far a document's facts may be relied on. */
export const TRUST = {
  verified: ['已核实', 'Verified'],
  unverified: ['部分未核实', 'Partly unverified'],
  example: ['示例', 'Example'],
} as const satisfies CodeTable

export const LANGUAGE = {
  'zh-CN': ['中文', 'Chinese'],
  en: ['英文', 'English'],
  de: ['德文', 'German'],
  ja: ['日文', 'Japanese'],
  ko: ['韩文', 'Korean'],
  fr: ['法文', 'French'],
  vi: ['越南文', 'Vietnamese'],
} as const satisfies CodeTable
