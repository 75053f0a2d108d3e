// The mail of a standard that has to be looked at again. Pure.
import type { Letter } from '../mail/mail.ts'

export const revalidationLetter = (to: string, { title, by, link }: { title: string; by: string; link: string }): Letter => ({
  to,
  subject: `商业秘密保护服务：“${title}”要在${by}前复审`,
  text: `“${title}”应当在 ${by} 前完成复审。请打开项目，开始复审，并登记继续有效、修订或者废止的结论：
${link}

The standard has to be revalidated by ${by}. Open the project at the link above and record the result.
`,
})
