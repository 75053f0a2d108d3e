// The codes of the field with their Chinese and English words (domain vocabulary §1–§7): the only place where a code gets its label.
import { INDUSTRIES } from './industries.ts'

export type Label = readonly [zh: string, en: string]
export type CodeTable = Readonly<Record<string, Label>>

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

export const CASE_TYPE = {
  civil: ['民事', 'Civil'],
  criminal: ['刑事', 'Criminal'],
  administrative_litigation: ['行政诉讼', 'Administrative litigation'],
  administrative_penalty: ['行政处罚', 'Administrative penalty'],
  arbitration: ['仲裁', 'Arbitration'],
  mediation: ['调解', 'Mediation'],
  enforcement: ['执行', 'Enforcement'],
} as const satisfies CodeTable

export const CAUSE = {
  trade_secret: ['侵害商业秘密纠纷', 'Trade secret infringement'],
  technical_secret: ['侵害技术秘密纠纷', 'Technical secret infringement'],
  business_secret: ['侵害经营秘密纠纷', 'Business secret infringement'],
  secret_contract: ['商业秘密合同纠纷', 'Trade secret contract'],
  crime: ['侵犯商业秘密罪', 'Crime of infringing trade secrets'],
  foreign_crime: ['为境外窃取、刺探、收买、非法提供商业秘密罪', 'Crime of supplying trade secrets abroad'],
  penalty: ['侵犯商业秘密行政处罚', 'Administrative penalty for infringement'],
  non_compete: ['竞业限制纠纷', 'Non-compete'],
  malicious_suit: ['因恶意提起知识产权诉讼损害责任纠纷', 'Malicious IP litigation'],
  other: ['其他', 'Other'],
} as const satisfies CodeTable

export const COURT_LEVEL = {
  supreme: ['最高', 'Supreme'],
  high: ['高级', 'High'],
  intermediate: ['中级', 'Intermediate'],
  basic: ['基层', 'Basic'],
  first: ['一审（境外）', 'First instance (overseas)'],
  appellate: ['上诉（境外）', 'Appellate (overseas)'],
  final: ['终审（境外）', 'Final (overseas)'],
  agency: ['行政机关', 'Agency'],
  other: ['其他', 'Other'],
} as const satisfies CodeTable

export const PROCEDURE = {
  first_instance: ['一审', 'First instance'],
  second_instance: ['二审', 'Second instance'],
  retrial: ['再审', 'Retrial'],
  act_preservation: ['行为保全', 'Preliminary injunction'],
  evidence_preservation: ['证据保全', 'Evidence preservation'],
  investigation: ['侦查', 'Investigation'],
  prosecution_review: ['审查起诉', 'Review for prosecution'],
  penalty_filing: ['立案', 'Case filing'],
  penalty_hearing: ['听证', 'Hearing'],
  penalty_decision: ['决定', 'Decision'],
  reconsideration: ['复议', 'Reconsideration'],
  litigation: ['诉讼', 'Litigation'],
} as const satisfies CodeTable

export const PROCEDURE_TYPE = {
  administrative: ['行政', 'Administrative'],
  civil: ['民事', 'Civil'],
  commercial: ['商事', 'Commercial'],
  constitutional: ['宪法', 'Constitutional'],
  administrative_judicial: ['行政诉讼', 'Administrative (judicial)'],
  criminal: ['刑事', 'Criminal'],
} as const satisfies CodeTable

export const DOCUMENT_TYPE = {
  judgment: ['判决书', 'Judgment'],
  ruling: ['裁定书', 'Ruling'],
  mediation: ['调解书', 'Mediation statement'],
  decision: ['决定书', 'Decision'],
  penalty_decision: ['行政处罚决定书', 'Penalty decision'],
  non_prosecution: ['不起诉决定书', 'Non-prosecution decision'],
  typical_case: ['典型案例', 'Typical case'],
  guiding_case: ['指导性案例', 'Guiding case'],
  award: ['仲裁裁决', 'Arbitral award'],
} as const satisfies CodeTable

export const OUTCOME = {
  supported: ['支持', 'Granted'],
  partly_supported: ['部分支持', 'Granted in part'],
  dismissed: ['驳回', 'Dismissed'],
  settled: ['撤诉/和解', 'Withdrawn or settled'],
  guilty: ['有罪', 'Guilty'],
  acquitted: ['无罪', 'Acquitted'],
  not_prosecuted: ['不起诉', 'Not prosecuted'],
  fined: ['罚款', 'Fined'],
  confiscated: ['没收违法所得', 'Gains confiscated'],
  no_penalty: ['不予处罚', 'No penalty'],
  transferred: ['移送司法', 'Transferred to prosecution'],
  remanded: ['发回重审', 'Remanded'],
} as const satisfies CodeTable

export const REMEDY = {
  cease: ['停止侵害', 'Injunction'],
  return_destroy: ['返还/销毁载体', 'Return or destruction'],
  damages: ['赔偿', 'Damages'],
  punitive_damages: ['惩罚性赔偿', 'Punitive damages'],
  preservation: ['行为保全', 'Interim injunction'],
  fine: ['罚款/罚金', 'Fine'],
  confiscation: ['没收违法所得', 'Confiscation of gains'],
  imprisonment: ['自由刑', 'Imprisonment'],
} as const satisfies CodeTable

/** Bands of domain §4; a lower bound belongs to its band. */
export const AMOUNT = {
  lt10w: ['10万元以下', 'Under 0.1 m'],
  '10w_50w': ['10万–50万元', '0.1–0.5 m'],
  '50w_100w': ['50万–100万元', '0.5–1 m'],
  '100w_500w': ['100万–500万元', '1–5 m'],
  '500w_3000w': ['500万–3000万元', '5–30 m'],
  gt3000w: ['3000万元以上', '30 m and more'],
} as const satisfies CodeTable

export const SECRET_TYPE = {
  tech: ['技术信息', 'Technical information'],
  biz: ['经营信息', 'Business information'],
} as const satisfies CodeTable

export const ACT = {
  steal: ['盗窃', 'Theft'],
  bribe: ['贿赂', 'Bribery'],
  fraud: ['欺诈', 'Fraud'],
  coerce: ['胁迫', 'Coercion'],
  hack: ['电子侵入', 'Electronic intrusion'],
  other_improper: ['其他不正当手段', 'Other improper means'],
  disclose_use: ['披露、使用或允许他人使用', 'Disclosure or use'],
  breach: ['违反保密义务', 'Breach of confidence'],
  induce: ['教唆、引诱、帮助', 'Inducement or aid'],
  third_party: ['第三人明知或应知', 'Knowing third party'],
  foreign: ['为境外提供', 'Supply abroad'],
} as const satisfies CodeTable

export const DEFENCE = {
  reverse: ['反向工程', 'Reverse engineering'],
  self_dev: ['自行开发研制', 'Independent development'],
  customer_choice: ['客户自愿选择', 'Customer’s own choice'],
  public: ['为公众所知悉', 'Publicly known'],
} as const satisfies CodeTable

export const SCENE = {
  departing_staff: ['离职员工', 'Departing staff'],
  collusion: ['内外勾结', 'Collusion with insiders'],
  partner: ['合作方/供应商', 'Partner or supplier'],
  bidding: ['投标', 'Bidding'],
  data_access: ['数据抓取/子账号', 'Data access'],
} as const satisfies CodeTable

export const ISSUE = {
  not_public: ['非公知性', 'Not generally known'],
  identity: ['同一性', 'Substantial identity'],
  measures: ['保密措施', 'Confidentiality measures'],
  access: ['接触可能', 'Access'],
  loss: ['损失计算', 'Quantum'],
  burden: ['举证责任', 'Burden of proof'],
  scope: ['密点固定', 'Identification of the secret'],
  criminal_civil: ['刑民交叉', 'Criminal and civil overlap'],
  jurisdiction: ['管辖', 'Jurisdiction'],
  secondary_disclosure: ['二次泄密', 'Secondary disclosure'],
} as const satisfies CodeTable

/** The seven measures of the SPC's 2020 trade-secret rules, art. 6. */
export const MEASURE = {
  m1_agreement: ['保密协议/合同约定', 'Agreements'],
  m2_rules_training: ['规章、培训、书面告知', 'Rules and training'],
  m3_premises: ['涉密场所管理', 'Premises'],
  m4_marking_access: ['标记、分类、限制接触', 'Marking and access'],
  m5_it_controls: ['设备与网络限制', 'IT controls'],
  m6_exit: ['离职登记、返还、清除', 'Exit'],
  m7_other: ['其他合理措施', 'Other measures'],
} as const satisfies CodeTable
export type Measure = keyof typeof MEASURE

export const FINDING = {
  adequate: ['法院认可', 'Found adequate'],
  inadequate: ['认为不足', 'Found inadequate'],
  not_discussed: ['未讨论', 'Not discussed'],
} as const satisfies CodeTable
export type Finding = keyof typeof FINDING

/** 标准化法 2017 art. 2 and 10–19. */
export const STANDARD_KIND = {
  national_mandatory: ['国家标准（强制）', 'National (mandatory)'],
  national_recommended: ['国家标准（推荐）', 'National (recommended)'],
  industry: ['行业标准', 'Industry'],
  local: ['地方标准', 'Local'],
  group: ['团体标准', 'Group'],
  enterprise: ['企业标准', 'Enterprise'],
} as const satisfies CodeTable

export const LAW_LEVEL = {
  law: ['法律', 'Law'],
  'administrative-regulation': ['行政法规', 'Administrative regulation'],
  'judicial-interpretation': ['司法解释', 'Judicial interpretation'],
  'department-rule': ['部门规章', 'Department rule'],
  'local-regulation': ['地方性法规', 'Local regulation'],
  treaty: ['条约', 'Treaty'],
  'normative-document': ['规范性文件', 'Normative document'],
} as const satisfies CodeTable

export const AUDIENCE = {
  enterprise: ['企业', 'Enterprises'],
  bureau: ['监管部门', 'Bureaus'],
  association: ['行业协会', 'Associations'],
  expert: ['专家', 'Experts'],
} as const satisfies CodeTable

export const FORMAT = {
  online: ['线上', 'Online'],
  onsite: ['线下', 'On site'],
  video: ['视频', 'Video'],
} as const satisfies CodeTable

export const CHANNEL = {
  web: ['网站', 'Website'],
  wechat: ['公众号', 'WeChat'],
  weibo: ['微博', 'Weibo'],
  short_video: ['短视频', 'Short video'],
  live: ['直播', 'Live stream'],
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

/** Administrative divisions of Jiangmen and the levels above it. */
export const REGION = {
  '440000': ['广东省', 'Guangdong'],
  '440100': ['广州市', 'Guangzhou'],
  '440300': ['深圳市', 'Shenzhen'],
  '440400': ['珠海市', 'Zhuhai'],
  '440600': ['佛山市', 'Foshan'],
  '440700': ['江门市', 'Jiangmen'],
  '440703': ['蓬江区', 'Pengjiang'],
  '440704': ['江海区', 'Jianghai'],
  '440705': ['新会区', 'Xinhui'],
  '440781': ['台山市', 'Taishan'],
  '440783': ['开平市', 'Kaiping'],
  '440784': ['鹤山市', 'Heshan'],
  '440785': ['恩平市', 'Enping'],
  '441900': ['东莞市', 'Dongguan'],
  '442000': ['中山市', 'Zhongshan'],
  '110000': ['北京市', 'Beijing'],
  '120000': ['天津市', 'Tianjin'],
  '310000': ['上海市', 'Shanghai'],
  '320000': ['江苏省', 'Jiangsu'],
  '330000': ['浙江省', 'Zhejiang'],
  '340000': ['安徽省', 'Anhui'],
  '350000': ['福建省', 'Fujian'],
  '360000': ['江西省', 'Jiangxi'],
  '370000': ['山东省', 'Shandong'],
  '410000': ['河南省', 'Henan'],
  '420000': ['湖北省', 'Hubei'],
  '430000': ['湖南省', 'Hunan'],
  '500000': ['重庆市', 'Chongqing'],
  '510000': ['四川省', 'Sichuan'],
  '610000': ['陕西省', 'Shaanxi'],
  '620000': ['甘肃省', 'Gansu'],
  '110105': ['北京市朝阳区', 'Chaoyang, Beijing'],
  '110112': ['北京市通州区', 'Tongzhou, Beijing'],
  '130000': ['河北省', 'Hebei'],
  '210000': ['辽宁省', 'Liaoning'],
  '210200': ['大连市', 'Dalian'],
  '320100': ['南京市', 'Nanjing'],
  '320200': ['无锡市', 'Wuxi'],
  '320500': ['苏州市', 'Suzhou'],
  '330100': ['杭州市', 'Hangzhou'],
  '330110': ['杭州市余杭区', 'Yuhang, Hangzhou'],
  '330200': ['宁波市', 'Ningbo'],
  '330300': ['温州市', 'Wenzhou'],
  '330400': ['嘉兴市', 'Jiaxing'],
  '370100': ['济南市', 'Jinan'],
  '410600': ['鹤壁市', 'Hebi'],
  '420100': ['武汉市', 'Wuhan'],
  '500112': ['重庆市渝北区', 'Yubei, Chongqing'],
  '510100': ['成都市', 'Chengdu'],
  '510600': ['德阳市', 'Deyang'],
  '620600': ['武威市', 'Wuwei'],
} as const satisfies CodeTable

/** Types of expert (domain vocabulary §8); a register may bring others, which are their own label. */
export const EXPERT_TYPE = {
  legal: ['法律', 'Law'],
  technical: ['技术', 'Technology'],
  appraisal: ['鉴定', 'Appraisal'],
  valuation: ['评估、审计', 'Valuation and audit'],
  security: ['信息安全', 'Information security'],
  standardisation: ['标准化', 'Standardisation'],
  overseas: ['涉外', 'Overseas'],
  enforcement: ['执法、司法', 'Enforcement and judiciary'],
  management: ['企业管理', 'Management'],
} as const satisfies CodeTable

/** What experts are asked for (domain vocabulary §8). */
export const SERVICE = {
  consultation: ['咨询', 'Consultation'],
  deliberation: ['论证', 'Expert deliberation'],
  appraisal_not_known: ['非公知性鉴定', 'Appraisal of non-public knowledge'],
  appraisal_identity: ['同一性鉴定', 'Appraisal of identity'],
  appraisal_loss: ['损失数额鉴定、评估', 'Appraisal of loss'],
  mediation: ['调解', 'Mediation'],
  investigation: ['技术调查', 'Technical investigation'],
  training: ['培训', 'Training'],
  standard_review: ['标准审查', 'Review of standards'],
  overseas_protection: ['海外维权', 'Protection overseas'],
  risk_control: ['风险管控', 'Risk control'],
} as const satisfies CodeTable

/** Fields of experts as paths, parents included; a register may bring others, which are their own label. */
export const FIELD = {
  secret: ['商业秘密', 'Trade secrets'],
  'secret/technical': ['技术秘密', 'Technical secrets'],
  'secret/business': ['经营秘密', 'Business secrets'],
  'secret/customer': ['客户信息', 'Customer information'],
  'secret/code': ['源代码和算法', 'Source code and algorithms'],
  law: ['法律', 'Law'],
  'law/civil': ['民事诉讼', 'Civil litigation'],
  'law/criminal': ['刑事', 'Criminal law'],
  'law/administrative': ['行政执法', 'Administrative enforcement'],
  'law/labour': ['劳动和竞业限制', 'Labour and non-compete'],
  'law/contract': ['合同和许可', 'Contracts and licensing'],
  'law/data': ['数据合规', 'Data compliance'],
  'law/overseas': ['境外法律', 'Foreign law'],
  'law/procedure': ['证据和程序', 'Evidence and procedure'],
  tech: ['技术', 'Technology'],
  'tech/software': ['软件', 'Software'],
  'tech/data': ['数据和人工智能', 'Data and AI'],
  'tech/electronics': ['电子电路', 'Electronics'],
  'tech/mechanical': ['机械', 'Mechanical engineering'],
  'tech/motorcycle': ['摩托车', 'Motorcycles'],
  'tech/marine': ['船舶和海洋工程', 'Marine engineering'],
  'tech/instrument': ['仪器仪表', 'Instruments'],
  'tech/metal': ['金属加工', 'Metalworking'],
  'tech/materials': ['材料', 'Materials'],
  'tech/polymer': ['高分子', 'Polymers'],
  'tech/chemistry': ['化工', 'Chemistry'],
  'tech/battery': ['电池', 'Batteries'],
  'tech/pharma': ['医药', 'Pharmaceuticals'],
  'tech/food': ['食品', 'Food'],
  'tech/agriculture': ['农业', 'Agriculture'],
  'tech/textile': ['纺织', 'Textiles'],
  'tech/paper': ['造纸', 'Paper'],
  'tech/packaging': ['包装印刷', 'Packaging and printing'],
  'tech/environment': ['环保', 'Environment'],
  appraisal: ['鉴定', 'Appraisal'],
  'appraisal/non_public': ['非公知性鉴定', 'Appraisal of non-public knowledge'],
  'appraisal/sameness': ['同一性鉴定', 'Appraisal of identity'],
  'appraisal/electronic': ['电子数据鉴定', 'Appraisal of electronic data'],
  valuation: ['评估', 'Valuation'],
  'valuation/loss': ['损失测算', 'Quantification of loss'],
  'valuation/asset': ['无形资产评估', 'Valuation of intangible assets'],
  security: ['信息安全', 'Information security'],
  'security/controls': ['安全管控', 'Security controls'],
  'security/forensics': ['电子取证', 'Digital forensics'],
  'security/physical': ['场所和物理安全', 'Physical security'],
  standard: ['标准化', 'Standardisation'],
  'standard/drafting': ['标准起草', 'Drafting of standards'],
  'standard/group': ['团体标准', 'Group standards'],
  management: ['企业管理', 'Management'],
  'management/measures': ['保密制度', 'Confidentiality systems'],
  'management/training': ['保密培训', 'Confidentiality training'],
} as const satisfies CodeTable

/** The table that labels the values of a facet; facets without one hold words that are their own label. */
export const FACET_LABELS: Readonly<Record<string, CodeTable>> = {
  kind: KIND,
  status: STATUS,
  jurisdiction: JURISDICTION,
  industry: INDUSTRIES,
  case_type: CASE_TYPE,
  cause: CAUSE,
  court_level: COURT_LEVEL,
  procedure: PROCEDURE,
  procedure_type: PROCEDURE_TYPE,
  document_type: DOCUMENT_TYPE,
  outcome: OUTCOME,
  remedy: REMEDY,
  amount: AMOUNT,
  secret_type: SECRET_TYPE,
  act: ACT,
  defence: DEFENCE,
  scene: SCENE,
  issue: ISSUE,
  measure: MEASURE,
  standard_kind: STANDARD_KIND,
  law_level: LAW_LEVEL,
  region: REGION,
  audience: AUDIENCE,
  language: LANGUAGE,
  trust: TRUST,
  expert_type: EXPERT_TYPE,
  field: FIELD,
  service: SERVICE,
}

/** The word for a code in one of the two languages; the code itself where none is known. */
export function labelOf(table: CodeTable | undefined, code: string, english = false): string {
  const label = table && Object.hasOwn(table, code) ? table[code] : undefined
  return label ? label[english ? 1 : 0] : code
}
