// The windows of the conflict rules: when a tie still counts, and from which day it no longer does. Pure.
import { addDays, addYears, isDay } from '../calendar.ts'
import type { Period } from '../matching/model.ts'

export { addDays, addYears } from '../calendar.ts'

/** 政府采购法实施条例第九条、破产管理人规定第二十三条: years that a tie counts after its end. Settings may lengthen it, never shorten it. */
export const WINDOW_YEARS = 3
/** 律师法第四十一条、审判人员回避规定第八条: years after leaving office. */
export const OFFICE_YEARS = 2

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
