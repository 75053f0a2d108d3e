// Numbers that name things: cases, standards, documents, foreign decisions, articles of law. Found in any usual spelling, one canonical value each.
import { fold } from '../text/fold.ts'

export interface Identifier {
  type: 'case' | 'standard' | 'document' | 'foreign' | 'article'
  /** One token, equal for all spellings. */
  value: string
  /** The usual spelling. */
  label: string
  /** For articles: the name of the law before it, without brackets, when one stands there. */
  law?: string
  /** For articles: `9`, `219-1`. */
  article?: string
  start: number
  end: number
}

const OPEN = '[(〔\\[【]'
const CLOSE = '[)〕\\]】]'
const DASH = '\\s*[-—–‐−―]{1,2}\\s*'
const HAN = '\\u4e00-\\u9fff'
const NUMERAL = '[零〇○一二三四五六七八九十百千两\\d]+'

const CASE = new RegExp(`${OPEN}\\s*(\\d{4}|[零〇○一二三四五六七八九]{4})\\s*${CLOSE}\\s*((?:[${HAN}]|\\d(?=\\d{0,3}[${HAN}])|${OPEN}[${HAN}]${CLOSE}|\\s(?=[${HAN}]))+?)\\s*(?:字)?\\s*第?\\s*(\\d{1,7})(?:\\s*号|(?![\\d${HAN}]))(?:之([一二三四五六七八九十]+|\\d+))?`, 'g')
const BARE_CASE = new RegExp(`(?<![\\d〇零一二三四五六七八九])((?:19|20)\\d{2}|[一二][〇零九]\\s?[〇零一二三四五六七八九]{2})\\s*年?\\s*((?:最高法|[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵]\\d{0,4})[${HAN}]{1,8}?)\\s*(?:字)?\\s*第?\\s*(\\d{1,7})(?:\\s*号|(?![\\d${HAN}]))`, 'g')
/** Without brackets and 号 only a court's code that ends with the stage of the case is told from prose. */
const STAGE = /[初终申再监执辖抗提保]$/
const DOCUMENT = new RegExp(`([${HAN}]{2,16})\\s*${OPEN}\\s*((?:19|20)\\d{2})\\s*${CLOSE}\\s*第?\\s*(\\d{1,5})\\s*号`, 'g')
const ORDER = new RegExp(`(国务院|主席|(?:国家|中国)?[${HAN}]{2,12}(?:总局|局|部|委员会|署))令\\s*第?\\s*(\\d{1,4})\\s*号`, 'g')
const STANDARD = new RegExp(`(?<![a-z0-9/])(gb\\s*/?\\s*[tz]|gb|db\\s*\\d{2,6}(?:\\s*/?\\s*t)?|[tq]\\s*/\\s*[a-z0-9]{0,11}[a-z]|[a-z]{2}\\s*/\\s*t|iso\\s*/\\s*iec|iso|iec)\\s*(\\d{1,6}(?:\\.\\d{1,3})*)(?:(?:${DASH}|\\s*:\\s*)((?:19|20)\\d{2}))?(?!\\d)`, 'g')
const FOREIGN: readonly RegExp[] = [
  new RegExp(`(?<![a-z\\d])337(?:${DASH}|\\s+)ta(?:${DASH}|\\s+)(\\d{3,4})`, 'g'),
  /(?<![a-z\d])[ct]\s*[-‑–—]\s*\d{1,4}\s*\/\s*\d{2}(?!\d)/g,
  /(?<![a-z\d])\d{1,2}\s*(?:azr|zr|str|sa|u)\s*\d{1,5}\s*\/\s*\d{2}(?!\d)/g,
  /\[\s*(?:19|20)\d{2}\s*\]\s*(?:ew|uk|sg|hk)[a-z]{1,6}(?:\s+(?:civ|crim|ch|pat|qb|kb|ipec|\(?[a-z]{2,5}\)?))?\s+\d{1,5}/g,
  /(?<![a-z\d])(?:[ivx]{1,4}|\d{1,2})\s+[a-z]{1,4}\s+\d{1,5}\s*\/\s*\d{2}(?!\d)/g,
  /(?<!\d)(?:19|20)\d{2}[가-힣]{1,3}\d{2,7}/g,
]
const ARTICLE = new RegExp(`第\\s*(${NUMERAL})\\s*条(?:\\s*之\\s*([一二三四五六七八九十]+|\\d+))?`, 'g')
const LAW_ARTICLE = /(?<=法|条例|规定|解释|办法|规则|细则|反法|》)\s*(\d{1,4})\s*条(?:\s*之\s*([一二三四五六七八九十]+|\d+))?/g
const LAW_NAME = new RegExp(`(?:《([^》]{2,80})》(?:\\([^)]{1,30}\\))?|([${HAN}]{1,40}(?:法典|法|条例|规定|解释|办法|规则|细则|公约)))\\s*(?:\\([^)]{1,20}\\))?\\s*$`)
/** Words before a law or document name that are not part of it. */
const LEAD = /^.*(?:根据|依据|按照|依照|依|照|据|参照|参见|适用|违反|符合|有关|见|及|和|与|或|以|由|为|即|的|在|是|对|了|称)(?=[\u4e00-\u9fff])/

/** In order of appearance, never overlapping; the first pattern that fits a place wins. */
export function findIdentifiers(text: string): Identifier[] {
  const folded = fold(text).replaceAll('［', '[').replaceAll('］', ']')
  if (!/[\d第]/.test(folded)) return []
  const found: Identifier[] = []
  const taken: [number, number][] = []
  const add = (identifier: Identifier) => {
    if (taken.some(([start, end]) => identifier.start < end && start < identifier.end)) return
    taken.push([identifier.start, identifier.end])
    found.push(identifier)
  }
  const each = (pattern: RegExp, make: (match: RegExpMatchArray) => Omit<Identifier, 'start' | 'end'> & { skip?: number } | null) => {
    for (const match of folded.matchAll(pattern)) {
      const made = make(match)
      if (!made) continue
      const { skip = 0, ...identifier } = made
      add({ ...identifier, start: match.index + skip, end: match.index + match[0].length })
    }
  }
  if (/[〔[(【]/.test(folded)) {
    each(DOCUMENT, documentNumber)
    each(CASE, ([, year, court, number, sub]) => caseNumber(arabicYear(year!), court!, number!, sub))
  }
  if (folded.includes('令')) each(ORDER, ([, issuer, number]) => ({ type: 'document', value: `${stripLead(issuer!)}令${Number(number)}`, label: `${stripLead(issuer!)}令第${Number(number)}号`, skip: issuer!.length - stripLead(issuer!).length }))
  if (/[\u4e00-\u9fff]\s*第?\s*\d/.test(folded)) each(BARE_CASE, ([written, year, court, number]) => (written!.endsWith('号') || STAGE.test(court!) ? caseNumber(arabicYear(year!.replace(/\s/, '')), court!, number!, undefined) : null))
  if (/[a-z가-힣]/.test(folded)) {
    each(STANDARD, ([, prefix, number, year]) => standardNumber(prefix!, number!, year))
    for (const pattern of FOREIGN) each(pattern, ([written]) => foreignNumber(written!))
  }
  if (folded.includes('条')) {
    each(ARTICLE, (match) => article(match, folded))
    each(LAW_ARTICLE, (match) => article(match, folded))
  }
  return found.sort((a, b) => a.start - b.start)
}

/** A standard's canonical value without its year: people cite `GB/T 1.1` and mean the one in force. */
export const undated = (value: string): string => value.replace(/-\d{4}$/, '')

/** The canonical value of a text that is one identifier and nothing else; null otherwise. */
export function normaliseIdentifier(text: string): string | null {
  const [only, second] = findIdentifiers(text.trim())
  return only && !second && only.end - only.start >= text.trim().length - 1 ? only.value : null
}

function documentNumber([, issuer, year, number]: RegExpMatchArray): (Omit<Identifier, 'start' | 'end'> & { skip: number }) | null {
  const name = stripLead(issuer!)
  if (name.length < 2) return null
  return { type: 'document', value: `${name}${year}-${Number(number)}`, label: `${name}〔${year}〕${Number(number)}号`, skip: issuer!.length - name.length }
}

const stripLead = (name: string): string => name.replace(LEAD, '')

function caseNumber(year: string, court: string, number: string, sub: string | undefined): Omit<Identifier, 'start' | 'end'> | null {
  const name = court.replace(/[\s()〔〕[\]【】]/g, '').replace(/字$/, '')
  if (!/[民刑行知执申再终初监破辖请赔商仲]/.test(name)) return null
  const part = sub ? `之${parseNumeral(sub)}` : ''
  return { type: 'case', value: `${year}${name}${Number(number)}${part}`, label: `（${year}）${name}${Number(number)}号${part}` }
}

function standardNumber(prefix: string, number: string, year: string | undefined): Omit<Identifier, 'start' | 'end'> | null {
  const letters = prefix.replace(/\s/g, '').toUpperCase()
  const name = letters.replace(/^GB([TZ])$/, 'GB/$1').replace(/^(DB\d+)T$/, '$1/T')
  if (!year && !/^(GB|DB|T\/|Q\/|[A-Z]{2}\/T)/.test(name)) return null
  return { type: 'standard', value: `${name}${number}${year ? `-${year}` : ''}`, label: `${name} ${number}${year ? `—${year}` : ''}` }
}

function foreignNumber(written: string): Omit<Identifier, 'start' | 'end'> {
  const label = written.toUpperCase().replace(/\s+/g, ' ').replace(/\s*\/\s*/, '/').replace(/\s*[-‑–—−―]{1,2}\s*/g, '-').replace(/\[ ?(\d{4}) ?\] ?/, '[$1] ').replace(/^337 ?-? ?TA ?-? ?/, '337-TA-').replace(/^(\d+|[IVX]+) ?([A-Z]+) ?(\d+\/\d+)$/, '$1 $2 $3')
  return { type: 'foreign', value: label.replace(/[\s[\]()]/g, ''), label }
}

function article(match: RegExpMatchArray, folded: string): Omit<Identifier, 'start' | 'end'> | null {
  const number = parseNumeral(match[1]!)
  if (!number || number > 2000) return null
  const sub = match[2] ? parseNumeral(match[2]) : 0
  const code = sub ? `${number}-${sub}` : String(number)
  const law = lawBefore(folded.slice(Math.max(0, match.index! - 90), match.index))
  const place = `第${number}条${sub ? `之${sub}` : ''}`
  return { type: 'article', value: `第${code}条`, label: law ? `《${law}》${place}` : place, article: code, ...(law && { law }) }
}

function lawBefore(before: string): string | undefined {
  const match = LAW_NAME.exec(before)
  if (match?.[1]) return match[1]
  const name = match?.[2] && stripLead(match[2])
  return name && name.length >= 2 && !/^(?:本|该|上述|前述|以下)/.test(name) ? name : undefined
}

const DIGITS: Readonly<Record<string, number>> = { 零: 0, 〇: 0, '○': 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** 二百一十九, 一〇三, 219 → 219; 0 when it is no numeral. */
export function parseNumeral(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  if (!/[十百千]/.test(text)) return Number(Array.from(text, (digit) => DIGITS[digit] ?? '').join('')) || 0
  let total = 0
  let digit = 0
  for (const sign of text) {
    const unit = UNITS[sign]
    if (unit) {
      total += (digit || 1) * unit
      digit = 0
    } else digit = DIGITS[sign] ?? Number(sign)
  }
  return total + digit
}

const arabicYear = (year: string): string => (/^\d/.test(year) ? year : Array.from(year, (digit) => DIGITS[digit]).join(''))

/** `第二百一十九条之一`, `219-1`, `219` → `art-219-1`, `art-219`; null when it names no article. */
export function articleAnchor(article: string): string | null {
  const match = /^(?:第\s*)?([零〇○一二三四五六七八九十百千两\d]+)(?:\s*条)?(?:\s*(?:之|-)\s*([一二三四五六七八九十\d]+))?$/.exec(fold(article).trim())
  const number = match ? parseNumeral(match[1]!) : 0
  if (!number) return null
  return `art-${number}${match![2] ? `-${parseNumeral(match![2])}` : ''}`
}
