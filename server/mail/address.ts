// One mail address as people write it, taken apart: a display name perhaps, a mailbox, a domain in its ASCII form. Pure but for IDNA.
import { domainToASCII } from 'node:url'

export interface MailAddress {
  /** Empty when none is given. */
  name: string
  /** With the domain as it goes over the wire: `zhang@xn--fsqu00a.xn--0zwm56d`. */
  address: string
}

const LONGEST = 254
const LONGEST_LOCAL = 64
const LONGEST_NAME = 100

/** Null when it is not exactly one address: line breaks, lists, comments, routes and quoted mailboxes are refused rather than repaired. */
export function readAddress(text: string): MailAddress | null {
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return null
  const written = /^([^<>]*)<([^<>]*)>$/.exec(text.trim())
  const name = written ? unquote(written[1]!) : ''
  const address = readMailbox((written ? written[2]! : text).trim())
  return name === null || name.length > LONGEST_NAME || !address ? null : { name, address }
}

/** As it is kept: `张三 <zhang@example.cn>`, which `readAddress` reads back. */
export const writeAddress = ({ name, address }: MailAddress): string => (name ? `${name} <${address}>` : address)

function unquote(written: string): string | null {
  const name = written.trim()
  const plain = /^"([^"]*)"$/.exec(name)?.[1] ?? name
  return /["\\]/.test(plain) ? null : plain.trim()
}

function readMailbox(text: string): string | null {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase()
  if (at < 1 || !domain || local.length > LONGEST_LOCAL || !isLocal(local) || !isDomain(domain)) return null
  const address = `${local}@${domain}`
  return address.length > LONGEST ? null : address
}

const isLocal = (text: string): boolean => /^[^\s"(),:;<>@[\\\]]+$/u.test(text) && !/^\.|\.\.|\.$/.test(text)

const isDomain = (text: string): boolean => text.split('.').every((label) => /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/.test(label))
