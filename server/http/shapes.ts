// Shapes that many endpoints share.
import { z } from 'zod'

/** The version of a row, as whoever changes it has last read it: a 32-bit integer of the database. */
export const rowVersion = z.int().min(1).max(2_147_483_647).describe('As last read; 409 when somebody was faster')

/** A word to look for in the database, which knows no NUL. */
// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
export const soughtText = (most: number) => z.string({ error: '只能写一次' }).max(most, `最多 ${most} 个字符`).regex(/^[^\u0000]*$/, '含有无法查找的字符')
