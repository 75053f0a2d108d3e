// Numbers, days and money in words of the reader's language.
import type { Language } from './language.ts'

const WHOLE = new Intl.NumberFormat('en-US')
export const number = (value: number): string => WHOLE.format(value)

/** `2025-06-27` → 2025年6月27日 / 27 June 2025. */
export function day(date: string, language: Language): string {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-')
  if (!month) return language === 'zh' ? `${year}年` : year
  if (language === 'zh') return `${year}年${Number(month)}月${dayOfMonth ? `${Number(dayOfMonth)}日` : ''}`
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(new Date(`${year}-${month}-01T00:00:00Z`))
  return `${dayOfMonth ? `${Number(dayOfMonth)} ` : ''}${name} ${year}`
}

/** Whole days from one calendar day to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

const CURRENCY: Readonly<Record<string, readonly [string, string]>> = {
  CNY: ['元', 'CNY'],
  USD: ['美元', 'USD'],
  EUR: ['欧元', 'EUR'],
  GBP: ['英镑', 'GBP'],
  JPY: ['日元', 'JPY'],
  KRW: ['韩元', 'KRW'],
  TWD: ['新台币元', 'TWD'],
}

/** Hundredths of the currency → 1.59亿元, 320.5万元, 8,000元; amounts are shown as people say them. */
export function money(hundredths: number, currency: string, language: Language): string {
  const amount = hundredths / 100
  const unit = CURRENCY[currency]?.[language === 'zh' ? 0 : 1] ?? currency
  if (language === 'en') return `${unit} ${WHOLE.format(amount)}`
  const short = (value: number) => String(Number(value.toFixed(4)))
  if (amount >= 100_000_000) return `${short(amount / 100_000_000)}亿${unit}`
  return amount >= 10_000 ? `${short(amount / 10_000)}万${unit}` : `${WHOLE.format(amount)}${unit}`
}

const MOMENT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })
/** An instant in Shanghai, `2026-11-24 19:47`. */
export const moment = (at: Date): string => MOMENT.format(at)
