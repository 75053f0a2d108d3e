// The mails about takedowns: to those who decide, and back to whoever asked. Pure.
import type { Letter } from '../mail/mail.ts'

const SITE = '商业秘密保护服务'

export interface Asked {
  /** Id of the document. */
  document: string
  title: string
  /** In Chinese words. */
  ground: string
  /** As written by whoever asks; stands here and nowhere else. */
  reason: string
}

/** To one of those who decide. */
export const requestLetter = (to: string, { document, title, ground, reason }: Asked, link: string): Letter => ({
  to,
  subject: `${SITE}：申请撤下文档 ${document}`,
  text: `有人申请撤下《${title}》（${document}）。
理由：${ground}
说明：
${reason}

请登录后在这里决定：
${link}

Somebody asks for a document to be taken down. Sign in and decide at the link above.
`,
})

const DECISIONS = {
  'taken-down': ['已经撤下', 'has been taken down'],
  declined: ['经审查没有撤下', 'has been reviewed and stays'],
} as const

/** To whoever asked. */
export const decisionLetter = (to: string, { document, decision, reason }: { document: string; decision: keyof typeof DECISIONS; reason: string }, link: string): Letter => ({
  to,
  subject: `${SITE}：文档 ${document} ${DECISIONS[decision][0]}`,
  text: `您申请撤下的文档 ${document} ${DECISIONS[decision][0]}。
原因：${reason}

${link}

The document that you asked about ${DECISIONS[decision][1]}.
`,
})
