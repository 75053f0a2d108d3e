// Codes of cases (domain vocabulary): type, cause, procedure, outcome, act, measure …
import type { CodeTable } from './code-table.ts'

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
