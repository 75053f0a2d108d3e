// Calendar days, `YYYY-MM-DD`, as they are counted in Shanghai and by the calendar alone.

const SHANGHAI = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The day that it is in Shanghai at this instant. */
export const dayInShanghai = (at: Date): string => SHANGHAI.format(at)

export const todayInShanghai = (): string => dayInShanghai(new Date())

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
