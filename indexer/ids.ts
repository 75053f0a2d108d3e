// Permanent ids: minted once, never reused, without letters that are easily confused or spell words.
import { randomInt } from 'node:crypto'

const ALPHABET = 'bcdfghjkmnpqrstvwxyz23456789'

/** Ten characters of the alphabet of api.md: about 48 bits. */
export const mintId = (): string => Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
