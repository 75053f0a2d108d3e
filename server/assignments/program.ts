// The rules of a batch as rows of a program: seats, roles, one seat an employer, loads, the floor. Pure.
import type { Program } from './highs.ts'
import type { Batch, Panels } from './instance.ts'

/** What a row of the program stands for. */
export interface Row {
  rule: 'seats' | 'role' | 'employer' | 'load' | 'min_load' | 'forced' | 'floor'
  enquiry: number | null
  expert: number | null
  /** Of a role its type, of the employer rule the employer. */
  of: string | null
  lower: number
  upper: number
  columns: number[]
  values: number[]
}

export interface Column {
  enquiry: number
  expert: number
  score: number
  tie: number
}

/** A column for each candidate of each enquiry, in the batch's order. */
export function columnsOf({ enquiries }: Batch): Column[] {
  return enquiries.flatMap(({ candidates }, enquiry) => candidates.map((candidate) => ({ enquiry, ...candidate })).toSorted((a, b) => a.expert - b.expert))
}

/** Every rule that could be broken by some choice of columns; `floors` holds least points of each panel. */
export function rowsOf(batch: Batch, columns: readonly Column[], floors: readonly number[] = []): Row[] {
  const ofEnquiry = group(columns, ({ enquiry }) => enquiry)
  const ofExpert = group(columns, ({ expert }) => expert)
  const rows: Row[] = []
  const add = (row: Pick<Row, 'rule' | 'columns'> & Partial<Row>): void =>
    void rows.push({ enquiry: null, expert: null, of: null, lower: 0, upper: Infinity, values: row.columns.map(() => 1), ...row })
  batch.enquiries.forEach(({ size, roles, forced }, enquiry) => {
    const mine = ofEnquiry.get(enquiry) ?? []
    add({ rule: 'seats', enquiry, lower: size, upper: size, columns: mine })
    for (const { type, atLeast } of roles)
      add({ rule: 'role', enquiry, of: type, lower: atLeast, columns: mine.filter((c) => batch.experts[columns[c]!.expert]!.types.includes(type)) })
    for (const [employer, colleagues] of group(
      mine,
      (c) => batch.experts[columns[c]!.expert]!.employer,
      (c) => c,
    )) {
      if (employer !== null && colleagues.length > 1) add({ rule: 'employer', enquiry, of: employer, upper: 1, columns: colleagues })
    }
    for (const expert of forced) add({ rule: 'forced', enquiry, expert, lower: 1, columns: mine.filter((c) => columns[c]!.expert === expert) })
    if (floors[enquiry]) add({ rule: 'floor', enquiry, lower: floors[enquiry], columns: mine, values: mine.map((c) => columns[c]!.score) })
  })
  batch.experts.forEach(({ places, load, minLoad = 0 }, expert) => {
    const mine = ofExpert.get(expert) ?? []
    if (mine.length > places) add({ rule: 'load', expert, upper: places, columns: mine })
    if (minLoad > load) add({ rule: 'min_load', expert, lower: minLoad - load, columns: mine })
  })
  return rows
}

function group<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number[]>
function group<T, K>(items: readonly T[], keyOf: (item: T) => K, valueOf: (item: T) => number): Map<K, number[]>
function group<T, K>(items: readonly T[], keyOf: (item: T) => K, valueOf?: (item: T) => number): Map<K, number[]> {
  const groups = new Map<K, number[]>()
  items.forEach((item, index) => {
    const key = keyOf(item)
    const value = valueOf ? valueOf(item) : index
    const list = groups.get(key)
    if (list) list.push(value)
    else groups.set(key, [value])
  })
  return groups
}

function assemble(rows: readonly Row[], gain: number[], upper: number[], whole: boolean[] | null): Program {
  const starts = [0]
  for (const { columns } of rows) starts.push(starts.at(-1)! + columns.length)
  return {
    gain,
    lower: gain.map(() => 0),
    upper,
    whole,
    rowLower: rows.map(({ lower }) => lower),
    rowUpper: rows.map((row) => row.upper),
    starts,
    columns: rows.flatMap(({ columns }) => columns),
    values: rows.flatMap(({ values }) => values),
  }
}

/** The same program without whole numbers: a bound, and far quicker. */
export const relaxed = (program: Program): Program => ({ ...program, whole: null })

/** Most points a seat for the enquiry that has fewest; the last column is that figure, `ceiling` a bound known for it. */
export function worstOffProgram(batch: Batch, ceiling = 1000): Program {
  const columns = columnsOf(batch)
  const floor = columns.length
  const rows = rowsOf(batch, columns)
  const shares = batch.enquiries.map(({ size }, enquiry): Row => {
    const mine = columns.flatMap((column, c) => (column.enquiry === enquiry ? [c] : []))
    return {
      rule: 'floor',
      enquiry,
      expert: null,
      of: null,
      lower: 0,
      upper: Infinity,
      columns: [...mine, floor],
      values: [...mine.map((c) => columns[c]!.score), -size],
    }
  })
  return assemble([...rows, ...shares], [...columns.map(() => 0), 1], [...columns.map(() => 1), ceiling], [...columns.map(() => true), false])
}

/** What a point of the tie-break is worth: all of them together less than one point of score. */
export const tieWorth = ({ enquiries }: Batch): number => Math.min(1e-6, 1 / (1000 * enquiries.reduce((sum, { size }) => sum + size, 1)))

/** Most points in all. */
export function totalProgram(batch: Batch, floors: readonly number[]): Program {
  const columns = columnsOf(batch)
  const worth = tieWorth(batch)
  return assemble(
    rowsOf(batch, columns, floors),
    columns.map(({ score, tie }) => score + tie * worth),
    columns.map(() => 1),
    columns.map(() => true),
  )
}

/** What may give way in the search for the cause, and how dearly: rules before seats, loads never. */
const GIVES: Partial<Record<Row['rule'], number>> = { role: 1, employer: 1, forced: 1, min_load: 1, seats: 1.5 }

/** The fewest breaches of rules other than the gate and the loads; a row is broken as many times as its column says. */
export function elasticProgram(batch: Batch): { program: Program; breaches: { row: Row; column: number }[] } {
  const columns = columnsOf(batch)
  const gain: number[] = columns.map(() => 0)
  const upper: number[] = columns.map(() => 1)
  const breaches: { row: Row; column: number }[] = []
  const rows = rowsOf(batch, columns).map((row): Row => {
    const weight = GIVES[row.rule]
    if (weight === undefined) return row
    const column = gain.push(-weight) - 1
    upper.push(row.rule === 'employer' ? row.columns.length : row.lower)
    breaches.push({ row, column })
    return { ...row, columns: [...row.columns, column], values: [...row.values, row.rule === 'employer' ? -1 : 1] }
  })
  return {
    program: assemble(
      rows,
      gain,
      upper,
      gain.map(() => true),
    ),
    breaches,
  }
}

/** The panels that the values of a program's candidate columns say. */
export function panelsOf(batch: Batch, values: ArrayLike<number>): Panels {
  const panels: Panels = batch.enquiries.map(() => [])
  columnsOf(batch).forEach(({ enquiry, expert }, c) => {
    if (values[c]! > 0.5) panels[enquiry]!.push(expert)
  })
  return panels
}
