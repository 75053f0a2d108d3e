// The post: a mail is written in the transaction that causes it and sent afterwards, at least once; sent, only the fact stays.
import { InvalidInput } from '../errors.ts'
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import { readAddress, writeAddress, type MailAddress } from './address.ts'
import { isAway, type MailTransport } from './transport.ts'

export const MOST_ATTEMPTS = 12
export const KEEP_DAYS = 90
const MINUTE_MS = 60_000
const LONGEST_WAIT_MS = 6 * 60 * MINUTE_MS
/** Nobody else takes a mail up while it is being sent; longer than any attempt can last. */
const LEASE_MS = 10 * MINUTE_MS
const LONGEST_SUBJECT = 200
const LONGEST_ERROR = 500

export interface Letter {
  /** One address, with or without a display name. */
  to: string
  /** One line; line breaks become spaces. */
  subject: string
  text: string
}

/** Throws InvalidInput unless `to` is exactly one address. Nothing is written to an address under `invalid` (RFC 2606): it belongs to an erased account. */
export async function queueMail(tx: Prisma.TransactionClient, { to, subject, text }: Letter): Promise<void> {
  const address = readAddress(to)
  if (!address) throw new InvalidInput([{ pointer: '#/to', detail: '这不是一个电子邮件地址，请检查后再填' }])
  if (/[@.]invalid$/.test(address.address)) return
  await tx.mail.create({ data: { recipient: writeAddress(address), subject: oneLine(subject), text: storable(text) } })
}

const oneLine = (text: string): string => Array.from(storable(text).replace(/[\p{Cc}\s]+/gu, ' ').trim()).slice(0, LONGEST_SUBJECT).join('')

/** PostgreSQL keeps neither NUL nor half a character. */
const storable = (text: string): string => text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd')

export interface Delivery {
  prisma: PrismaClient
  transport: MailTransport
  signal: AbortSignal
  now?: () => Date
}

interface Claimed {
  id: bigint
  at: Date
  recipient: string
  subject: string
  text: string
  attempts: number
}

/**
 * Sends what is due, one by one. A mail is claimed before it is sent, so that of several processes only one sends it; a process that is
 * killed between the server's answer and the mark sends it again when the lease is over, under the same Message-ID. When the
 * server is away the run ends and the rest waits for the next one. A row that is erased on its way is simply gone.
 */
export async function sendQueuedMail({ prisma, transport, signal, now = () => new Date() }: Delivery): Promise<{ sent: number; failed: number }> {
  const count = { sent: 0, failed: 0 }
  for (;;) {
    signal.throwIfAborted()
    const mail = await claim(prisma, now())
    if (!mail) break
    try {
      await transport.send({ id: `${mail.id}.${mail.at.getTime().toString(36)}`, to: recipientOf(mail), subject: mail.subject, text: mail.text })
    } catch (error) {
      count.failed++
      await prisma.mail.updateMany({ where: { id: mail.id }, data: { lastError: reasonOf(error, mail), nextAt: new Date(now().getTime() + waitAfter(mail.attempts)) } })
      if (isAway(error)) break
      continue
    }
    await prisma.mail.updateMany({ where: { id: mail.id }, data: { recipient: null, subject: null, text: null, lastError: null, sentAt: now() } })
    count.sent++
  }
  return count
}

/** The attempt is counted before it is made: a mail that brings the process down does not do so for ever. */
async function claim(prisma: PrismaClient, now: Date): Promise<Claimed | undefined> {
  const [mail] = await prisma.$queryRaw<Claimed[]>`
    UPDATE mail SET attempts = attempts + 1, next_at = ${new Date(now.getTime() + LEASE_MS)}
    WHERE id = (
      SELECT id FROM mail WHERE sent_at IS NULL AND next_at <= ${now} AND attempts < ${MOST_ATTEMPTS} AND recipient IS NOT NULL
      ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, at, recipient, subject, text, attempts`
  return mail
}

function recipientOf({ recipient }: Claimed): MailAddress {
  const address = readAddress(recipient)
  if (!address) throw new Error('The kept recipient is not an address')
  return address
}

/** 1 minute, 2, 4 … 6 hours. */
export const waitAfter = (attempts: number): number => Math.min(MINUTE_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS)

/** Servers like to repeat the address; whoever reads the reason need not see it. */
function reasonOf(error: unknown, { recipient }: Claimed): string {
  const message = error instanceof Error ? error.message : String(error)
  const address = readAddress(recipient)?.address ?? recipient
  return storable(message).replaceAll(address, '(recipient)').slice(0, LONGEST_ERROR)
}

export const isMailDue = async ({ mail }: Pick<PrismaClient, 'mail'>, now: Date): Promise<boolean> => (await mail.count({ where: { sentAt: null, nextAt: { lte: now }, attempts: { lt: MOST_ATTEMPTS } }, take: 1 })) > 0

export interface Undelivered {
  id: bigint
  at: Date
  attempts: number
  lastError: string | null
}

/** What was given up, for the administrator, newest first; whom it was for and what it said is not shown. */
export const undeliveredMail = ({ mail }: Pick<PrismaClient, 'mail'>, limit = 100): Promise<Undelivered[]> =>
  mail.findMany({ where: { sentAt: null, attempts: { gte: MOST_ATTEMPTS } }, select: { id: true, at: true, attempts: true, lastError: true }, orderBy: { id: 'desc' }, take: limit })

/** Sent or given up, a mail leaves no trace after 90 days. How many went. */
export async function purgeMail({ mail }: Pick<PrismaClient, 'mail'>, now: Date): Promise<number> {
  const { count } = await mail.deleteMany({ where: { at: { lt: new Date(now.getTime() - KEEP_DAYS * 86_400_000) }, OR: [{ sentAt: { not: null } }, { attempts: { gte: MOST_ATTEMPTS } }] } })
  return count
}

/** What has not been sent to an address, with or without a display name. */
export function waitingFor(email: string): Prisma.MailWhereInput {
  // Regardless of case means ILIKE, in which these three signs stand for others.
  const address = (readAddress(email)?.address ?? email).replace(/[\\%_]/g, '\\$&')
  const mode = 'insensitive'
  return { sentAt: null, OR: [{ recipient: { equals: address, mode } }, { recipient: { endsWith: `<${address}>`, mode } }] }
}

/** When the owner's account is erased. */
export async function dropMailTo(tx: Prisma.TransactionClient, email: string): Promise<void> {
  await tx.mail.deleteMany({ where: waitingFor(email) })
}
