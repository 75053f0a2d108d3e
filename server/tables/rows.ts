// A table as it was read from a file, whatever its format.

/** What a cell holds. */
export type Cell = string | number | boolean | Date | null

export interface TableRow {
  /** As the program numbers it: the header is usually 1. */
  line: number
  cells: readonly Cell[]
}
