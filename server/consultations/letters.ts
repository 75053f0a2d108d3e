// The mails of consultations: one link each, no comment's text and no other person's name. Pure.
import type { Letter } from '../mail/mail.ts'

const SITE = '商业秘密保护服务'

export const confirmLetter = (to: string, { title, link }: { title: string; link: string }): Letter => ({
  to,
  subject: `${SITE}：请确认您对“${title}”的意见`,
  text: `您（或者有人用您的邮箱）对“${title}”征求意见稿提了意见。请在 7 日内打开链接确认，确认后才计入：
${link}
不是您提的，不必理会；未确认的意见不公开，7 日后不能再确认。

Somebody commented on a draft standard with this address. Confirm within seven days at the link above; otherwise ignore this mail.
`,
})

export const reminderLetter = (to: string, { title, link, closesOn, comments }: { title: string; link: string; closesOn: string; comments: number }): Letter => ({
  to,
  subject: `${SITE}：“${title}”征求意见 ${closesOn} 截止`,
  text: `“${title}”征求意见将于 ${closesOn} 24 时截止，已收到 ${comments} 条意见：
${link}
需要延长的，请在截止以前办理。

The consultation closes at the end of ${closesOn} (Beijing time). It can be extended before that.
`,
})

export const closedLetter = (to: string, { title, link, comments }: { title: string; link: string; comments: number }): Letter => ({
  to,
  subject: `${SITE}：“${title}”征求意见已截止`,
  text: `“${title}”征求意见已截止，共收到 ${comments} 条意见。请逐条处理后送审：
${link}

The consultation is closed. Answer every comment at the link above, then send the draft to review.
`,
})
