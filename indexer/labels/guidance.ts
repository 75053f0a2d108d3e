// Codes of standards, statutes, guides and courses.
import type { CodeTable } from './code-table.ts'

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
