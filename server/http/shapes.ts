// Shapes that many endpoints share.
import { z } from 'zod'

/** The version of a row, as whoever changes it has last read it: a 32-bit integer of the database. */
export const rowVersion = z.int().min(1).max(2_147_483_647).describe('As last read; 409 when somebody was faster')

/** A word to look for in the database, which knows no NUL. */
// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
export const soughtText = (most: number) => z.string({ error: '只能写一次' }).max(most, `最多 ${most} 个字符`).regex(/^[^\u0000]*$/, '含有无法查找的字符')

/** Invisible, control and direction characters make one name look like another (Unicode TR 36); a name is one line. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u

export const isVisibleLine = (line: string): boolean => !INVISIBLE.test(line)

const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}]|(?![\n\r\t])\p{Cc}/u

/** What somebody writes, in lines and paragraphs, without characters that nobody sees. */
export const visibleText = (most: number) => z.string().trim().max(most, `最多 ${most} 个字`).refine((text) => !UNSEEN.test(text), '文字里有看不见的字符，请重新输入')

/** Says only that it was done. */
export const done = z.object({ ok: z.literal(true) })
