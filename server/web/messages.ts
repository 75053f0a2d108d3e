// Every word of the pages in both languages; an entry without one of them does not compile.
import type { Facet } from '../../indexer/index.ts'
import { ACCOUNT_MESSAGES } from './account-messages.ts'
import { ADOPTION_MESSAGES } from './adoption-messages.ts'
import { AUDIT_MESSAGES } from './audit-messages.ts'
import { DISPOSITION_MESSAGES } from './disposition-messages.ts'
import { CONSULTATION_MESSAGES } from './consultation-messages.ts'
import { DRAFTING_MESSAGES } from './drafting-messages.ts'
import { DRAW_MESSAGES } from './draw-messages.ts'
import { ENQUIRY_MESSAGES } from './enquiry-messages.ts'
import { EXPERT_MESSAGES } from './expert-messages.ts'
import { INVITATION_MESSAGES } from './invitation-messages.ts'
import { KEY_MESSAGES } from './key-messages.ts'
import type { Language } from './language.ts'
import { REVIEW_MESSAGES } from './review-messages.ts'
import { LIBRARY_MESSAGES } from './library-messages.ts'
import { MAIL_MESSAGES } from './mail-messages.ts'
import { PANEL_MESSAGES } from './panel-messages.ts'
import { PRIVACY_MESSAGES } from './privacy-messages.ts'
import { PUBLICATION_MESSAGES } from './publication-messages.ts'
import { SEARCH_MESSAGES } from './search-messages.ts'
import { TAKEDOWN_MESSAGES } from './takedown-messages.ts'

type Pair = readonly [zh: string, en: string]

const MESSAGES = {
  ...SEARCH_MESSAGES,
  ...LIBRARY_MESSAGES,
  ...KEY_MESSAGES,
  ...PRIVACY_MESSAGES,
  ...AUDIT_MESSAGES,
  ...TAKEDOWN_MESSAGES,
  ...ACCOUNT_MESSAGES,
  ...CONSULTATION_MESSAGES,
  ...DRAFTING_MESSAGES,
  ...DISPOSITION_MESSAGES,
  ...ENQUIRY_MESSAGES,
  ...EXPERT_MESSAGES,
  ...DRAW_MESSAGES,
  ...INVITATION_MESSAGES,
  ...PANEL_MESSAGES,
  ...REVIEW_MESSAGES,
  ...MAIL_MESSAGES,
  ...PUBLICATION_MESSAGES,
  ...ADOPTION_MESSAGES,
  site: ['商业秘密保护知识库', 'Trade Secret Library'],
  site_purpose: ['把案例、标准、法规和指引放在一处，问一句话就能查到该看的那一节。', 'Cases, standards, statutes and guides in one place: ask in your own words and open the right section.'],
  site_pages: ['全站', 'Whole site'],
  skip: ['跳到正文', 'Skip to content'],
  search: ['检索', 'Search'],
  search_label: ['检索案例、标准、法规、指引', 'Search cases, standards, statutes and guides'],
  search_hint: ['写一句话，或案号、标准号、法条', 'A question, a case number, a standard or an article'],
  sections: ['栏目', 'Sections'],
  where_you_are: ['所在位置', 'Where you are'],
  home: ['首页', 'Home'],
  other_language: ['English', '中文'],
  about: ['关于本站', 'About'],
  accessibility: ['无障碍说明', 'Accessibility'],
  footer_note: ['内容由编辑部整理，供学习和参考，不是法律意见。法条以官方公布的文本为准。', 'Prepared by the editors for study and reference; not legal advice. The official text of a law prevails.'],
  example: ['示例', 'Example'],
  try_asking: ['试试这样问', 'Try asking'],
  whats_new: ['最近更新', 'What is new'],
  all_of_kind: ['全部{kind}', 'All {kind}'],
  closing_soon: ['正在征求意见', 'Open consultations'],
  consultation_until: ['征求意见至 {day}', 'Open until {day}'],
  days_left: ['还有 {n} 天', '{n} days left'],
  last_day: ['今天截止', 'Closes today'],
  nothing_yet: ['还没有内容。编辑部发布后会出现在这里。', 'Nothing here yet. What the editors publish will appear here.'],
  no_consultation: ['眼下没有标准在征求意见。新的草案公开后会列在这里。', 'No draft is open for comment now. New drafts will be listed here.'],
  doors: ['您是谁', 'Who you are'],
  door_enterprise: ['企业', 'Enterprises'],
  door_enterprise_text: ['员工带走了配方、客户名单被撬走、要做保密制度：先看同类案例怎么判，再照着指引做。', 'A recipe has left with an employee, or you are building a secrecy programme: see how courts decided, then follow a guide.'],
  door_bureau: ['监管部门', 'Bureaus'],
  door_bureau_text: ['办案时查处罚决定、法条和认定标准；指导企业时用现成的指引。', 'Look up penalties, articles and tests while handling a case; hand ready guides to enterprises.'],
  door_association: ['行业协会', 'Associations'],
  door_association_text: ['起草和修订团体标准，查现行版本与征求意见稿，逐条比较改了什么。', 'Draft and revise group standards; find the current text and compare drafts clause by clause.'],
  door_cases: ['看企业的案例', 'Read cases'],
  door_guides: ['企业怎么做', 'Guides for enterprises'],
  door_courses: ['培训课程', 'Courses'],
  door_penalties: ['行政处罚案例', 'Administrative penalties'],
  door_laws: ['法规', 'Statutes'],
  door_bureau_guides: ['办案与指导指引', 'Guides for bureaus'],
  door_standards: ['全部标准', 'All standards'],
  door_drafts: ['征求意见稿', 'Drafts in consultation'],
  door_overseas: ['海外制度', 'Overseas law'],
  what_now: ['接下来可以', 'What you can do'],
  go_search: ['重新检索', 'Search'],
  go_home: ['回到首页', 'Go to the home page'],
  problem_number: ['问题编号（报告时请附上）', 'Number (please quote it)'],
  problem_about: ['这类问题的说明', 'About this kind of problem'],
  problem_all: ['各类问题的说明', 'Problems explained'],
  problem_when: ['何时出现', 'When it happens'],
  problem_do: ['怎么办', 'What to do'],
  problem_api: ['状态码', 'Status code'],
} as const satisfies Record<string, Pair>

export type MessageKey = keyof typeof MESSAGES
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

export const translate =
  (language: Language): Translate =>
  (key, values) => {
    const text = MESSAGES[key][language === 'zh' ? 0 : 1]
    return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : text
  }

/** Names of the facets, for the groups of the filter form. */
export const FACET_NAMES = {
  kind: ['类别', 'Kind'],
  status: ['状态', 'Status'],
  jurisdiction: ['法域', 'Jurisdiction'],
  industry: ['行业', 'Industry'],
  case_type: ['案件类型', 'Type of case'],
  cause: ['案由', 'Cause of action'],
  court_level: ['审级机关', 'Level of court'],
  procedure: ['程序', 'Procedure'],
  procedure_type: ['程序类型', 'Type of procedure'],
  document_type: ['文书类型', 'Type of document'],
  outcome: ['结果', 'Outcome'],
  remedy: ['救济', 'Remedy'],
  amount: ['金额', 'Amount (CNY)'],
  secret_type: ['秘密类型', 'Type of secret'],
  act: ['行为方式', 'Act'],
  defence: ['抗辩', 'Defence'],
  scene: ['场景', 'Scene'],
  issue: ['争议焦点', 'Issue'],
  measure: ['保密措施', 'Measure'],
  standard_kind: ['标准类别', 'Kind of standard'],
  law_level: ['效力级别', 'Level of law'],
  category: ['分类', 'Category'],
  authority: ['法院或机关', 'Court or body'],
  region: ['地区', 'Region'],
  audience: ['适用对象', 'Audience'],
  tag: ['标签', 'Tag'],
  language: ['语言', 'Language'],
  year: ['年份', 'Year'],
  trust: ['核实情况', 'Verification'],
  expert_type: ['专家类型', 'Type of expert'],
  field: ['专业领域', 'Field'],
  service: ['服务', 'Service'],
} as const satisfies Record<Facet, Pair>
