// Folding of text for comparison, one UTF-16 unit in, one out: offsets in the folded text are offsets in the original.

/** Units that lower case alone does not fold: full width, ideographic and no-break spaces, enclosed and compatibility forms. */
const WIDE = /[\u00a0\u2460-\u24ff\u2f00-\u2fdf\u3000\u3200-\u33ff\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff5e]/g

/** Full width to half width, lower case, Han compatibility forms to their usual ones; length never changes. */
export function fold(text: string): string {
  const simple = text.toLowerCase()
  if (simple.length === text.length) return simple.replace(WIDE, foldUnit)
  // A few capitals become two letters in lower case (İ); then each letter is looked at alone.
  return Array.from(text, (letter) => {
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  }).join('').replace(WIDE, foldUnit)
}

function foldUnit(unit: string): string {
  const code = unit.charCodeAt(0)
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase()
  const lower = unit.normalize('NFKC').toLowerCase()
  return lower.length === 1 ? lower : unit
}

/** Titles and names compared without punctuation and blanks. */
export const bare = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, '')

/** 中华人民共和国反不正当竞争法（2019年修正） → 反不正当竞争法 */
export const shortTitle = (title: string): string => bare(title.normalize('NFKC').replace(/\([^()]*\)\s*$/, '').replace(/^中华人民共和国/, ''))
