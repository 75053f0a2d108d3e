// Reads the names of organisations: what is the same name written differently, what is a branch, what is only alike. Pure.
import { COMMON_TRADE, HAN_FORMS, INSTITUTION, LATIN_COMMON, LATIN_FORMS, LATIN_REGIONS, REGION_LENGTH, REGIONS, SIMPLIFIED, TRADE } from './name-words.ts'

/** A name taken apart. Two names are the same when their keys are. */
export interface ReadName {
  /** Core and legal form; empty for a name without letters. */
  key: string
  /** The name without signs and legal form; regions stay. */
  core: string
  /** `limited`, `stock` …; empty when the name has none. */
  form: string
  /** In the order of the name, without 省, 市 and the like. */
  regions: readonly string[]
  /** The core without its regions; an institution keeps them. */
  rest: string
  /** What sets it apart (字号): the rest up to its trade. */
  word: string
  trade: string
  isInstitution: boolean
  /** The key of the name of the head of which this is a branch; null when it is none. */
  headKey: string | null
  /** Which signs occur, thirty-two classes of them: a cheap test before an expensive one. */
  signs: number
}

const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED.keys()].join('')}]`, 'g')
/** Most names are plain simplified characters, and there is nothing to fold in them. */
const UNFOLDED = new RegExp(`[^\u4e00-\u9fa5]|${TRADITIONAL.source}`)
const HAN = /\p{Script=Han}/u
const ONLY_HAN = /^[\u4e00-\u9fa5]+$/
const BRACKETED = /[([{【〔〖〈《「『“‘]([^()[\]{}【】〔〕〖〗〈〉《》「」『』“”‘’]*)[)\]}】〕〗〉》」』”’]/g
const REGION_TAIL = /^(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|省|市|区|县)/
/** 国网浙江省电力: inside a name only what is called a province or city is a region. */
const INNER_REGION = new RegExp(`(?<=..)(${[...REGIONS].join('|')})[省市](?=..)`)
const BRANCH_TAIL = /(公司|行|所|部|处)$/
const BRANCH = /^(.+(?:公司|银行|事务所|会社))(.{0,16}?)(分公司|分行|支行|分所|营业部|代表处|办事处)$/
const PARTNERSHIPS = /(事务所)(特殊普通合伙|普通合伙)$/

/** Width, case, script and blanks folded; brackets and points stay. */
export function foldText(text: string): string {
  if (!UNFOLDED.test(text)) return text
  const plain = text.normalize('NFKC').toLowerCase().replace(/[\p{Cf}\p{Cc}\p{Co}]/gu, ' ')
  return plain.replace(TRADITIONAL, (sign) => SIMPLIFIED.get(sign)!).replace(/\s+/g, ' ').trim()
}

/** Names of people compare by this: without blanks, points and remarks in brackets. */
export const foldPerson = (name: string): string => foldText(name).replace(BRACKETED, '').replace(/[\s·•・‧.,，、-]/g, '')

/** Numbers of matters compare by this: 〔2023〕粤03民初1号 is (2023)粤 03 民初 1 号. */
export const foldMatter = (text: string): string => foldText(text).replace(/[\s()[\]{}【】〔〕〖〗第·.,:;_/\\-]/g, '')

export function readName(name: string): ReadName {
  const folded = foldText(name)
  return HAN.test(folded) ? readHan(folded) : readLatin(folded)
}

function readHan(folded: string): ReadName {
  const bracketed: string[] = []
  const isPlain = ONLY_HAN.test(folded)
  const text = isPlain ? folded : folded.replace(/\(株\)/g, '株式会社').replace(BRACKETED, (_, inside: string) => (bracketed.push(inside.trim()), inside))
  const plain = (isPlain ? text : text.replace(/[^\p{L}\p{N}&+]/gu, '')).replace(PARTNERSHIPS, '$1')
  const branch = BRANCH_TAIL.test(plain) ? BRANCH.exec(plain) : null
  const { core, form } = splitForm(plain)
  const seat = bracketed.find((inside) => REGIONS.has(inside) && core.endsWith(inside))
  const trunk = seat ? core.slice(0, -seat.length) : core
  const isInstitution = form === '' && INSTITUTION.test(trunk)
  const { regions, rest } = isInstitution || core.endsWith('银行') ? { regions: seat ? [seat] : [], rest: isInstitution ? trunk : core } : splitRegions(core, bracketed)
  const { word, trade } = isInstitution ? { word: rest, trade: '' } : splitTrade(rest)
  return { key: core && `${core}|${form}`, core, form, regions, rest, word, trade, isInstitution, headKey: branch ? headKeyOf(branch[1]!) : null, signs: signsOf(rest) }
}

/** The legal form may stand first, as 株式会社 does, or be a Latin one behind Chinese characters. */
function splitForm(plain: string): { core: string; form: string } {
  for (const [suffix, form] of HAN_FORMS) {
    if (plain.length <= suffix.length) continue
    if (plain.endsWith(suffix)) return { core: plain.slice(0, -suffix.length), form }
    if (suffix.endsWith('会社') && plain.startsWith(suffix)) return { core: plain.slice(suffix.length), form }
  }
  return { core: plain, form: '' }
}

function headKeyOf(head: string): string {
  const { core, form } = splitForm(head)
  return `${core}|${form}`
}

function regionAt(text: string, at: number): { region: string; end: number } | null {
  for (let length = REGION_LENGTH; length >= 2; length--) {
    const region = text.slice(at, at + length)
    if (region.length < length || !REGIONS.has(region)) continue
    const tail = REGION_TAIL.exec(text.slice(at + length))?.[0] ?? ''
    return { region, end: at + length + tail.length }
  }
  return null
}

/** A region stays when nothing that tells apart is left behind it. */
function splitRegions(core: string, bracketed: readonly string[]): { regions: string[]; rest: string } {
  const regions: string[] = []
  let rest = core
  for (const inside of bracketed) {
    const found = regionAt(inside, 0)
    if (!found || found.end !== inside.length || !rest.includes(inside) || rest.length - inside.length < 2) continue
    rest = rest.replace(inside, '')
    regions.push(found.region)
  }
  for (let found = regionAt(rest, 0); found; found = regionAt(rest, 0)) {
    const left = rest.slice(found.end)
    if (left.length < 2 || left.replace(TRADE, '') === '') break
    regions.push(found.region)
    rest = left
  }
  const inner = /..[省市]../.test(rest) ? INNER_REGION.exec(rest) : null
  const region = inner && regionAt(inner[0], 0)
  if (region && region.end === inner[0].length) return { regions: [...regions, region.region], rest: rest.replace(inner[0], '') }
  return { regions, rest }
}

/** The word has at least two signs, 网 of 网易 being no trade, and is no region. */
function splitTrade(rest: string): { word: string; trade: string } {
  for (const { index } of rest.matchAll(TRADE)) {
    if (index < 2) continue
    const word = rest.slice(0, index)
    return REGIONS.has(word) ? { word: rest, trade: '' } : { word, trade: rest.slice(index) }
  }
  return { word: rest, trade: '' }
}

function readLatin(folded: string): ReadName {
  const words = folded.replace(/&/g, ' and ').replace(/(?<=\b[a-z])\.(?=[a-z]\b)/g, '').replace(/['’]/g, '').split(/[^\p{L}\p{N}+]+/u).filter(Boolean)
  if (words[0] === 'the' && words.length > 1) words.shift()
  const legal: string[] = []
  while (words.length > 1 && (LATIN_FORMS.has(words.at(-1)!) || (words.at(-1) === 'and' && legal.length > 0))) legal.unshift(words.pop()!)
  const form = latinForm(legal)
  const core = words.join('')
  const regions = words.filter((word) => LATIN_REGIONS.has(word))
  const own = words.filter((word) => !LATIN_REGIONS.has(word))
  const telling = own.filter((word) => !LATIN_COMMON.has(word))
  const rest = own.length > 0 ? own.join('') : core
  const word = telling.length > 0 ? telling.join('') : rest
  return { key: core && `${core}|${form}`, core, form, regions, rest, word, trade: '', isInstitution: /(university|institute|college|hospital|court|academy)/.test(core), headKey: null, signs: signsOf(rest) }
}

function latinForm(legal: readonly string[]): string {
  const has = (...forms: string[]): boolean => forms.some((form) => legal.includes(form))
  if (has('gmbh')) return has('kg') ? 'gmbhkg' : 'gmbh'
  if (has('ltd', 'limited')) return 'limited'
  if (has('inc', 'incorporated')) return 'inc'
  if (has('corp', 'corporation')) return 'corp'
  if (has('kk', 'kabushiki', 'kaisha')) return 'kabushiki'
  return has('co', 'company') ? 'company' : legal.join('')
}

function signsOf(text: string): number {
  let signs = 0
  for (let i = 0; i < text.length; i++) signs |= 1 << (text.charCodeAt(i) & 31)
  return signs
}

/** The trade without words that every company may use. */
export const tellingTrade = (trade: string): string => trade.replace(COMMON_TRADE, '')
