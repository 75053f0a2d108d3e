// The mails of accounts: short, Chinese then English, one link each. Pure.
import type { Letter } from '../mail/mail.ts'
import { RESET_MINUTES } from './password-rules.ts'

interface Reader {
  email: string
  name: string
}

const SITE = '商业秘密保护服务'

export const resetLetter = ({ email, name }: Reader, link: string): Letter => ({
  to: email,
  subject: `${SITE}：重新设置密码`,
  text: `${name}：

有人（应当是您本人）要求重新设置密码。请在 ${RESET_MINUTES} 分钟内打开：
${link}
如果不是您，请忽略这封邮件，密码不会改变。

Somebody asked to set a new password for your account. Open the link within ${RESET_MINUTES} minutes; if it was not you, ignore this mail.
`,
})

export const verifyLetter = ({ email, name }: Reader, link: string): Letter => ({
  to: email,
  subject: `${SITE}：验证邮箱`,
  text: `${name}：

请在 24 小时内打开下面的链接，验证这个邮箱是您的，然后登录：
${link}

Open the link within 24 hours to verify your address, then sign in.
`,
})

export const existsLetter = ({ email, name }: Reader, link: string): Letter => ({
  to: email,
  subject: `${SITE}：这个邮箱已有账户`,
  text: `${name}：

有人用这个邮箱再次注册。您已经有账户，可以直接登录；忘记密码时在这里重新设置：
${link}
如果不是您，请忽略这封邮件。

Somebody tried to register with this address. You have an account already: sign in, or set a new password at the link above.
`,
})

export const invitationLetter = (email: string, { organisation, role, link }: { organisation: string; role: string; link: string }): Letter => ({
  to: email,
  subject: `${SITE}：${organisation} 的邀请`,
  text: `${organisation} 邀请您以“${role}”的身份加入。请在 7 天内登录后打开：
${link}

${organisation} invites you. Sign in and open the link within 7 days.
`,
})
