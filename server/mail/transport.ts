// The only door to nodemailer: sends a mail by SMTP, or, without a server, leaves it as a file for whoever tries the service out.
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import { readAddress, type MailAddress } from './address.ts'

export interface OutgoingMail {
  /** The same at every attempt, so that a mail that arrives twice can be told by its Message-ID. */
  id: string
  to: MailAddress
  subject: string
  text: string
}

export interface MailTransport {
  /** Resolves when the server has taken the mail over (or the file is written); rejects otherwise, `isAway` telling why. */
  send: (mail: OutgoingMail) => Promise<void>
  close: () => void
}

export interface MailTransportOptions {
  /** `smtp://` (STARTTLS when offered; `?requireTLS=true` insists) or `smtps://` with user and password; without it mails become files. */
  smtpUrl: string | undefined
  /** With or without a display name. */
  from: string
  /** The service's data directory. */
  directory: string
  log: Pick<Logger, 'info'>
}

const CONNECT_MS = 15_000
const SILENCE_MS = 30_000
/** A whole attempt, however slowly the server answers; well below the lease of a queued mail. */
const ATTEMPT_MS = 120_000

/** Throws an Error when `from` or the URL cannot be used; the message never shows the URL, which may hold a password. */
export function openMailTransport({ smtpUrl, from, directory, log }: MailTransportOptions): MailTransport {
  const sender = readAddress(from)
  if (!sender) throw new Error('MAIL_FROM is not a mail address such as 商业秘密保护服务 <no-reply@example.cn>')
  return smtpUrl === undefined ? toFiles(sender, join(directory, 'mail'), log) : toServer(sender, smtpUrl)
}

function toServer(sender: MailAddress, url: string): MailTransport {
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol) || !new URL(url).hostname) throw new Error('SMTP_URL is not of the form smtp://user:password@host:587 or smtps://user:password@host:465')
  const timeouts = { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, dnsTimeout: CONNECT_MS, socketTimeout: SILENCE_MS }
  const smtp = createTransport({ url, ...timeouts })
  return {
    send: async (mail) => void (await within(smtp.sendMail(compose(sender, mail)))),
    close: () => smtp.close(),
  }
}

function toFiles(sender: MailAddress, folder: string, log: Pick<Logger, 'info'>): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    send: async (mail) => {
      const { message } = await composer.sendMail(compose(sender, mail))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.eml`)
      await writeFile(file, message, { mode: 0o600, flag: 'wx' })
      log.info({ file }, 'no mail server is set (SMTP_URL): the mail was written to a file')
    },
    close: () => {},
  }
}

/** Addresses go in as objects and are never parsed again; a text is only ever a text, not a path or an address to read from. */
const compose = (sender: MailAddress, { id, to, subject, text }: OutgoingMail) => ({
  from: sender,
  to,
  subject,
  text,
  messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
})

async function within<T>(attempt: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('The mail server took too long'), { code: 'ETIMEDOUT' })), ATTEMPT_MS)
  })
  return Promise.race([attempt, late]).finally(() => clearTimeout(timer))
}

/** The server could not be reached or refused the service itself: no other mail would fare better. */
const AWAY = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'EPROXY', 'ECONNREFUSED'])
export const isAway = (error: unknown): boolean => error instanceof Error && 'code' in error && AWAY.has(String(error.code))
