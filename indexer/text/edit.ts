// Misspelt Latin words: one edit is the only typing error that is worth mending (Chinese ones make other words).

/** True when one insertion, deletion, replacement or swap of neighbours turns `a` into `b`. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const restA = endA - start
  const restB = endB - start
  if (restA <= 1 && restB <= 1) return true
  return restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]
}

export interface Spelling {
  isKnown: (word: string) => boolean
  /** The most frequent word one edit away. */
  nearest: (word: string) => string | undefined
}

/** A Latin word of four letters and more that no document has becomes its nearest; the word still being typed is left alone. */
export function mendWords(words: readonly string[], typing: boolean, { isKnown, nearest }: Spelling): { words: string[]; isMended: boolean } {
  const mended = words.map((word, position) => {
    const isLeft = isKnown(word) || !/^[a-z]{4,}$/.test(word) || (typing && position === words.length - 1)
    return isLeft ? word : (nearest(word) ?? word)
  })
  return { words: mended, isMended: mended.some((word, position) => word !== words[position]) }
}
