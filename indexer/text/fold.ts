// Folding of text for comparison, one UTF-16 unit in, one out: offsets in the folded text are offsets in the original.

/** Full width to half width, lower case, Han compatibility forms to their usual ones; length never changes. */
export function fold(text: string): string {
  const simple = text.toLowerCase()
  if (simple.length === text.length && !/[\u3000\uff01-\uff5e\u2460-\u24ff\u3200-\u33ff\u2f00-\u2fdf\uf900-\ufaff\ufe30-\ufe6f\u00a0\ud800-\udfff]/.test(simple)) return simple
  let folded = ''
  for (let i = 0; i < text.length; i++) folded += foldUnit(text[i]!)
  return folded
}

function foldUnit(unit: string): string {
  const code = unit.charCodeAt(0)
  if (code >= 0xd800 && code <= 0xdfff) return unit
  const lower = unit.normalize('NFKC').toLowerCase()
  return lower.length === 1 ? lower : unit
}

/** Titles and names compared without punctuation and blanks. */
export const bare = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, '')
