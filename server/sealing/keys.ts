// The keys of sealed fields: read from the setting, or, in development, made once and kept in the data directory.
import { randomBytes } from 'node:crypto'
import { keptSecret, SecretExposed } from '../kept-secret.ts'

export interface SealingKeys {
  /** Id to key of 32 bytes. */
  keys: ReadonlyMap<string, Uint8Array>
  /** Id of the key that seals; the others only open. */
  current: string
}

export class SealingKeysInvalid extends Error {}

const KEY_BYTES = 32

/** Reads `id:base64,id2:base64`, the first being the current one. Throws SealingKeysInvalid with all that is wrong; no part of a key is repeated. */
export function readKeys(text: string): SealingKeys {
  const keys = new Map<string, Uint8Array>()
  const problems: string[] = []
  for (const [i, entry] of text.split(',').entries()) {
    const [, id, written] = /^\s*([\w-]{1,32}):([^:]*?)\s*$/.exec(entry) ?? []
    if (id === undefined || written === undefined) {
      problems.push(`entry ${i + 1} is not of the form id:key (the id of up to 32 letters, digits, _ and -)`)
      continue
    }
    const key = Buffer.from(written, 'base64')
    if (keys.has(id)) problems.push(`the id "${id}" stands twice`)
    else if (key.toString('base64') !== written || key.length !== KEY_BYTES) problems.push(`the key "${id}" is not the base64 of ${KEY_BYTES} bytes (make one: openssl rand -base64 32)`)
    else if (new Set(key).size < 8) problems.push(`the key "${id}" is not random (make one: openssl rand -base64 32)`)
    else if ([...keys.values()].some((other) => key.equals(other))) problems.push(`the key "${id}" is the same as another one`)
    if (!keys.has(id)) keys.set(id, key)
  }
  const [current] = keys.keys()
  if (problems.length || current === undefined) throw new SealingKeysInvalid(`SEALING_KEYS needs correcting:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  return { keys, current }
}

/** For development only: a key in `<directory>/sealing.key`, made at the first call, readable by its owner only; written as SEALING_KEYS is. */
export function makeDevelopmentKey(directory: string): SealingKeys {
  try {
    return readKeys(keptSecret(directory, 'sealing.key', () => `development-${randomBytes(3).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}`))
  } catch (error) {
    if (error instanceof SecretExposed) throw new SealingKeysInvalid(error.message)
    throw error
  }
}

/** The keys that a root works with. Throws SealingKeysInvalid when the setting is wrong, or missing in production. */
export function openKeys({ setting, directory, production }: { setting: string | undefined; directory: string; production: boolean }): SealingKeys {
  if (setting !== undefined) return readKeys(setting)
  if (production) throw new SealingKeysInvalid('SEALING_KEYS is not set: make a key with openssl rand -base64 32, set SEALING_KEYS=k1:<key>, and keep a copy in a safe place')
  return makeDevelopmentKey(directory)
}
