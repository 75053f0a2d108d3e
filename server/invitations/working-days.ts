// Working days in mainland China: Monday to Friday but for the public holidays, as data, and the ends of periods counted in them. Pure.
import { addDays, dayInShanghai } from '../calendar.ts'

export interface Holiday {
  name: string
  /** `YYYY-MM-DD`, both days included. */
  from: string
  to: string
  /** False: computed from 全国年节及纪念日放假办法（2024）; the yearly notice, which adds and moves days, was not read. */
  verified: boolean
}

const told = (name: string, from: string, to: string): Holiday => ({ name, from, to, verified: true })
const computed = (name: string, from: string, to: string): Holiday => ({ name, from, to, verified: false })

/**
 * 2026: 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04. Saturdays and Sundays that the notice makes working days are left out:
 * they count as free here, so a period is never shorter than the law has it.
 */
export const HOLIDAYS: readonly Holiday[] = [
  told('元旦', '2026-01-01', '2026-01-03'),
  told('春节', '2026-02-15', '2026-02-23'),
  told('清明节', '2026-04-04', '2026-04-06'),
  told('劳动节', '2026-05-01', '2026-05-05'),
  told('端午节', '2026-06-19', '2026-06-21'),
  told('中秋节', '2026-09-25', '2026-09-27'),
  told('国庆节', '2026-10-01', '2026-10-07'),
  computed('元旦', '2027-01-01', '2027-01-01'),
  computed('春节', '2027-02-05', '2027-02-08'),
  computed('清明节', '2027-04-05', '2027-04-05'),
  computed('劳动节', '2027-05-01', '2027-05-02'),
  computed('端午节', '2027-06-09', '2027-06-09'),
  computed('中秋节', '2027-09-15', '2027-09-15'),
  computed('国庆节', '2027-10-01', '2027-10-03'),
]

/** @param day `YYYY-MM-DD` */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.some(({ from, to }) => day >= from && day <= to)
}

/** The day itself when it is a working day, else the next one (民事诉讼法第八十五条第三款). */
export function onWorkingDay(day: string): string {
  let on = day
  while (!isWorkingDay(on)) on = addDays(on, 1)
  return on
}

/** The last of so many working days; the day from which they run does not count. */
export function afterWorkingDays(from: string, days: number): string {
  let on = from
  for (let left = days; left > 0; left--) on = onWorkingDay(addDays(on, 1))
  return on
}

/** The last millisecond of a day in Shanghai. */
export const endOfDay = (day: string): Date => new Date(`${day}T23:59:59.999+08:00`)

const ORDINARY_DAYS = 3
/** Seed plan (七): an overseas matter that cannot wait. */
const URGENT_DAYS = 1
export const URGENT_KIND = 'overseas_urgent'

/** Until when an invitation of an enquiry of this kind can be answered. */
export const answerBy = (kind: string, invitedAt: Date): Date => endOfDay(afterWorkingDays(dayInShanghai(invitedAt), kind === URGENT_KIND ? URGENT_DAYS : ORDINARY_DAYS))
