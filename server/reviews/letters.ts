// The mails of a review: papers to the panel, a day that was put off. No names, one link each. Pure.
import type { Letter } from '../mail/mail.ts'

const SITE = '商业秘密保护服务'

export interface Papers {
  /** Of the standard. */
  title: string
  link: string
  mode: 'meeting' | 'letter'
  /** Day of the meeting, or last day for letters. */
  on: string
}

const what = ({ mode, on }: Papers): string => (mode === 'letter' ? `请在 ${on} 24 时前登录，阅读后投票并写明意见；截止以前可以修改` : `审查会议在 ${on} 举行，请会前阅读`)
const inEnglish = ({ mode, on }: Papers): string => (mode === 'letter' ? `Please read them and vote at the link above by the end of ${on} (Beijing time).` : `Please read them before the meeting on ${on}.`)

export const papersLetter = (to: string, papers: Papers): Letter => ({
  to,
  subject: `${SITE}：《${papers.title}》的审查材料`,
  text: `邀请您参加《${papers.title}》的技术审查。送审稿和编制说明在下面的地址。${what(papers)}：
${papers.link}

You are on the panel that reviews this standard. ${inEnglish(papers)}
`,
})

export const putOffLetter = (to: string, papers: Papers): Letter => ({
  to,
  subject: `${SITE}：《${papers.title}》的审查改期到 ${papers.on}`,
  text: `《${papers.title}》的审查改期。${what(papers)}：
${papers.link}

The review was put off. ${inEnglish(papers)}
`,
})
