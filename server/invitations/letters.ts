// The mails of invitations and challenges: no facts, no names of experts, one link each. Pure.
import type { Letter } from '../mail/mail.ts'

const SITE = '商业秘密保护服务'

export interface About {
  /** Of the enquiry; holds no facts. */
  title: string
  link: string
}

export const inviteLetter = (to: string, { title, link, until }: About & { until: string }): Letter => ({
  to,
  subject: `${SITE}：请您参加“${title}”`,
  text: `邀请您作为专家参加“${title}”。请在 ${until} 24 时前登录，作出公正性声明后接受，或者说明理由谢绝：
${link}
因为有利益冲突而谢绝的，不影响您以后被邀请的次序。

You are invited as an expert. Sign in and answer at the link above by the end of ${until} (Beijing time).
`,
})

export const shortageLetter = (to: string, { title, link, missing }: About & { missing: number }): Letter => ({
  to,
  subject: `${SITE}：“${title}”候补专家已经用完`,
  text: `“${title}”还缺 ${missing} 位专家，候补已经用完。请打开名单，补充人选后再发出邀请：
${link}

${missing} seats are open and no alternate is left. Add experts at the link above.
`,
})

export const declaredLetter = (to: string, { title, link }: About): Letter => ({
  to,
  subject: `${SITE}：“${title}”有专家申报了可能的冲突`,
  text: `一位受邀专家在公正性声明中申报了情况，需要您决定：
${link}

An invited expert has declared something that needs your decision.
`,
})

export const reopenedLetter = (to: string, { title, link, until }: About & { until: string }): Letter => ({
  to,
  subject: `${SITE}：请重新填写“${title}”的声明`,
  text: `经办人请您核对后重新填写公正性声明，期限到 ${until} 24 时：
${link}

Please check your declaration and answer again by the end of ${until} (Beijing time).
`,
})

export const panelLetter = (to: string, { title, link }: About): Letter => ({
  to,
  subject: `${SITE}：“${title}”的专家已经确定`,
  text: `“${title}”的专家已经确定或者有变更。请登录查看名单；认为有专家应当回避的，请写明理由提出申请：
${link}

The experts have been settled or have changed. Sign in to see them; a challenge must give its reason.
`,
})

export const challengeLetter = (to: string, { title, link, until }: About & { until: string }): Letter => ({
  to,
  subject: `${SITE}：“${title}”有回避申请待决定`,
  text: `“${title}”的一位专家被申请回避。请在 ${until} 24 时前登录作出决定：
${link}

A member of the panel was challenged. Decide by the end of ${until} (Beijing time).
`,
})

export const challengedLetter = (to: string, { title, link, suspended }: About & { suspended: boolean }): Letter => ({
  to,
  subject: `${SITE}：您在“${title}”中被申请回避`,
  text: `当事人申请您回避“${title}”。${suspended ? '决定作出之前，请暂停参与这项工作。' : '决定作出之前，工作照常进行。'}
${link}

You were challenged. ${suspended ? 'Please stop working on the matter until it is decided.' : 'Work goes on until it is decided.'}
`,
})

export const decidedLetter = (to: string, { title, link, upheld }: About & { upheld: boolean }): Letter => ({
  to,
  subject: `${SITE}：“${title}”的回避申请已经决定`,
  text: `决定：${upheld ? '应当回避。该专家不再参加，其意见无效，由候补专家接替。' : '不予回避。该专家继续参加。'}
${link}

The challenge was ${upheld ? 'upheld: the expert is replaced and the opinion is void' : 'rejected: the expert stays'}.
`,
})
