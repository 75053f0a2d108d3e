// A table of codes, and the word for one of its codes.
export type Label = readonly [zh: string, en: string]
export type CodeTable = Readonly<Record<string, Label>>

/** The word for a code in one of the two languages; the code itself where none is known. */
export function labelOf(table: CodeTable | undefined, code: string, english = false): string {
  const label = table && Object.hasOwn(table, code) ? table[code] : undefined
  return label ? label[english ? 1 : 0] : code
}
