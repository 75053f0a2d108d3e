// Seals words that only the parties and the officer in charge may read: one envelope a field, bound to its place (AES-256-GCM, NIST SP 800-38D).
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { Prisma } from '../../prisma/client.ts'
import type { SealingKeys } from './keys.ts'

/** Where a sealed field belongs; an envelope moved elsewhere does not open. */
export interface Place {
  /** `user`, `enquiry` … */
  subjectKind: string
  subjectId: string
  field: string
}

export interface Envelope {
  keyId: string
  /** Nonce (12 bytes), ciphertext, tag (16 bytes). */
  sealed: Uint8Array<ArrayBuffer>
}

export interface Sealing {
  /** The key with which is sealed from now on. */
  current: string
  seal: (place: Place, text: string) => Envelope
  /** Throws SealingKeyMissing or SealBroken; neither says anything of the content. */
  open: (place: Place, envelope: Envelope) => string
}

export class SealingKeyMissing extends Error {
  readonly keyId: string
  constructor(keyId: string) {
    super(`The key "${keyId}" is missing from SEALING_KEYS: put it back, behind the current one`)
    this.name = 'SealingKeyMissing'
    this.keyId = keyId
  }
}

export class SealBroken extends Error {
  readonly keyId: string
  constructor({ subjectKind, subjectId, field }: Place, keyId: string) {
    super(`The sealed field ${field} of ${subjectKind} ${subjectId} does not open with the key "${keyId}": it was changed, moved, or the key is another one`)
    this.name = 'SealBroken'
    this.keyId = keyId
  }
}

const CIPHER = 'aes-256-gcm'
/** 96 random bits: safe for 2^32 envelopes a key (SP 800-38D, 8.3). */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** So that the length tells little: 64 bytes are about 20 Chinese characters. */
const BLOCK_BYTES = 64

export function createSealing({ keys, current }: SealingKeys): Sealing {
  if (!keys.has(current)) throw new SealingKeyMissing(current)

  function keyOf(keyId: string): Uint8Array {
    const key = keys.get(keyId)
    if (!key) throw new SealingKeyMissing(keyId)
    return key
  }

  function seal(place: Place, text: string): Envelope {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, keyOf(current), nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(place, current))
    const ciphertext = Buffer.concat([cipher.update(pad(text)), cipher.final()])
    return { keyId: current, sealed: Uint8Array.from(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()])) }
  }

  function open(place: Place, { keyId, sealed }: Envelope): string {
    const key = keyOf(keyId)
    try {
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES }).setAAD(boundTo(place, keyId)).setAuthTag(sealed.subarray(-TAG_BYTES))
      return unpad(Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]))
    } catch {
      throw new SealBroken(place, keyId)
    }
  }

  return { current, seal, open }
}

/** A list in JSON: no two places share an encoding, whatever signs their names hold. */
const boundTo = ({ subjectKind, subjectId, field }: Place, keyId: string): Buffer => Buffer.from(JSON.stringify([subjectKind, subjectId, field, keyId]))

/** The first byte says how the text is written: UTF-8, or UTF-16 for text with halves of characters, which UTF-8 cannot write. */
const UTF8 = 0
const UTF16 = 1
/** ISO/IEC 9797-1 padding method 2: one bit, then zeros. */
const END = 0x80

function pad(text: string): Buffer {
  const isWhole = !/\p{Cs}/u.test(text)
  const written = Buffer.from(text, isWhole ? 'utf8' : 'utf16le')
  const used = written.length + 2
  return Buffer.concat([Buffer.of(isWhole ? UTF8 : UTF16), written, Buffer.of(END)], Math.ceil(used / BLOCK_BYTES) * BLOCK_BYTES)
}

const unpad = (padded: Buffer): string => padded.subarray(1, padded.lastIndexOf(END)).toString(padded[0] === UTF16 ? 'utf16le' : 'utf8')

/** Writes or replaces the field, in the transaction of the change that it belongs to. */
export async function saveSealed(tx: Prisma.TransactionClient, sealing: Sealing, place: Place, text: string): Promise<void> {
  const envelope = sealing.seal(place, text)
  await tx.sealedField.upsert({ where: { subjectKind_subjectId_field: place }, create: { id: mintId(), ...place, ...envelope }, update: envelope, select: { id: true } })
}

/** Null when there is none. Throws SealingKeyMissing or SealBroken. */
export async function readSealed(tx: Prisma.TransactionClient, sealing: Sealing, place: Place): Promise<string | null> {
  const found = await tx.sealedField.findUnique({ where: { subjectKind_subjectId_field: place }, select: { keyId: true, sealed: true } })
  return found && sealing.open(place, found)
}
