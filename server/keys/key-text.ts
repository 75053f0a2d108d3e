// The text of a key: how it is made, told from a typing mistake, and turned into what the database keeps. Pure but for chance.
import { createHash, randomBytes } from 'node:crypto'

/** `tsr_` id `_` 32 random bytes in base64url `_` checksum: 65 characters that a scanner for leaked secrets can recognise. */
const FORM = /^tsr_([bcdfghjkmnpqrstvwxyz23456789]{10})_([\w-]{43})_([\w-]{6})$/
const SECRET_BYTES = 32
/** A key's text travels in one header; the bounds also hold for the operator's own key. */
export const KEY_LENGTH = { least: 32, most: 512 } as const

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const checksum = (body: string): string => sha256(body).toString('base64url').slice(0, 6)

/** Shown in lists, to tell keys apart. */
export const prefixOf = (id: string): string => `tsr_${id}`

/** A new key for this id; the only place where the text of a key comes into being. */
export function mintKey(id: string): string {
  const body = `${prefixOf(id)}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return `${body}_${checksum(body)}`
}

/**
 * Could this be a key at all? Whatever begins like ours must have our form and a right checksum; other text may be the
 * operator's own key and only needs a key's length, without spaces.
 */
export function isWellFormed(text: string): boolean {
  if (text.startsWith('tsr_')) return FORM.test(text) && text.endsWith(`_${checksum(text.slice(0, -7))}`)
  return text.length >= KEY_LENGTH.least && text.length <= KEY_LENGTH.most && /^[\x21-\x7e]+$/.test(text)
}

/**
 * What is stored: SHA-256 of the whole text, in hex. A slow hash as for passwords would buy nothing, because 256 random
 * bits cannot be guessed, and would cost every request its time.
 */
export const hashKey = (text: string): string => sha256(text).toString('hex')
