// Calendar days and the windows of the conflict rules: when a tie still counts, and from which day it no longer does. Pure.
import type { Period } from '../matching/model.ts'

/** 政府采购法实施条例第九条、破产管理人规定第二十三条: years that a tie counts after its end. Settings may lengthen it, never shorten it. */
export const WINDOW_YEARS = 3
/** 律师法第四十一条、审判人员回避规定第八条: years after leaving office. */
export const OFFICE_YEARS = 2

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const lengthOf = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : LENGTHS[month - 1]!)
const written = (year: number, month: number, day: number): string => `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** Whether the text is a day of the calendar, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const parts = SHAPE.exec(text)
  if (!parts) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month)
}

function read(day: string): [year: number, month: number, day: number] {
  if (!isDay(day)) throw new RangeError(`${day} is not a day`)
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))]
}

/** The same day of a later year; 29 February becomes 28 February where there is none (民法典第二百零二条: without a corresponding day, the last of the month). */
export function addYears(day: string, years: number): string {
  const [year, month, date] = read(day)
  return written(year + years, month, Math.min(date, lengthOf(year + years, month)))
}

/** Days forward, by the calendar alone, so no time zone can shift it. */
export function addDays(day: string, days: number): string {
  let [year, month, date] = read(day)
  date += days
  while (date > lengthOf(year, month)) {
    date -= lengthOf(year, month)
    if (++month > 12) [year, month] = [year + 1, 1]
  }
  while (date < 1) {
    if (--month < 1) [year, month] = [year - 1, 12]
    date += lengthOf(year, month)
  }
  return written(year, month, date)
}

/**
 * How a tie stands on a day: `current` goes on, `recent` has ended and still counts, `past` counts no more,
 * `ahead` has not begun, `unclear` has dates that cannot be.
 */
export type Standing = { state: 'current' | 'ahead' | 'unclear'; freeFrom: null } | { state: 'recent' | 'past'; freeFrom: string }

/**
 * The day on which a tie ends does not count and the last corresponding day does (民法典第二百零一、二百零二条), so the last day of
 * the window is still inside it: what ended on 2024-03-01 counts through 2027-03-01 and is free from 2027-03-02.
 * That is also the side on which an error does less harm.
 *
 * @param years 0 counts while it lasts; null for ever
 */
export function standingOf({ from, to }: Period, on: string, years: number | null): Standing {
  if ((from !== null && !isDay(from)) || (to !== null && !isDay(to)) || (from !== null && to !== null && from > to)) return { state: 'unclear', freeFrom: null }
  if (from !== null && from > on) return { state: 'ahead', freeFrom: null }
  if (to === null || to >= on || years === null) return { state: 'current', freeFrom: null }
  const freeFrom = addDays(addYears(to, years), 1)
  return { state: on < freeFrom ? 'recent' : 'past', freeFrom }
}
