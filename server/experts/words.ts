// The codes that people's words in a spreadsheet mean: 英语 is `en`, 计算机制造 is `C39`. A word that no table has stays as it is. Pure.
import { EXPERT_TYPE, INDUSTRIES, JURISDICTION, REGION, SERVICE, type CodeTable } from '../../indexer/index.ts'

/** Of a table's codes, its Chinese and English words, parts of them, and other words for them. */
function codeOf(table: CodeTable, others: Readonly<Record<string, string>> = {}): (word: string) => string {
  const codes = new Map<string, string>()
  for (const [code, labels] of Object.entries(table)) for (const label of labels) for (const part of [label, ...label.split('、')]) if (!codes.has(part.toLowerCase())) codes.set(part.toLowerCase(), code)
  for (const code of Object.keys(table)) codes.set(code.toLowerCase(), code)
  for (const [word, code] of Object.entries(others)) codes.set(word.toLowerCase(), code)
  return (word) => codes.get(word.toLowerCase()) ?? word
}

const LANGUAGES = { zh: ['中文', 'Chinese'], en: ['英语', 'English'], ja: ['日语', 'Japanese'], ko: ['韩语', 'Korean'], de: ['德语', 'German'], fr: ['法语', 'French'], ru: ['俄语', 'Russian'], es: ['西班牙语', 'Spanish'], pt: ['葡萄牙语', 'Portuguese'], it: ['意大利语', 'Italian'], vi: ['越南语', 'Vietnamese'] } as const satisfies CodeTable

const industryName = codeOf(INDUSTRIES)
const DIVISIONS = new Map(Object.keys(INDUSTRIES).filter((code) => code.length > 1).map((code) => [code.slice(1), code]))
/** `39`, `C39`, `C3911` and the name of a division mean the division. */
function industryOf(word: string): string {
  const code = industryName(word)
  if (Object.hasOwn(INDUSTRIES, code)) return code
  const digits = /^[A-Ta-t]?(\d{2})\d{0,2}$/.exec(word)?.[1]
  return (digits && DIVISIONS.get(digits)) || word
}

const regionName = codeOf(REGION)
/** `江门` means 江门市. */
function regionOf(word: string): string {
  const code = regionName(word)
  if (code !== word || /^\d{6}$/.test(word)) return code
  return Object.entries(REGION).find(([, [zh]]) => zh.startsWith(word))?.[0] ?? word
}

/** By the name of the field in an import line. */
export const CODE_OF: Readonly<Record<string, (word: string) => string>> = {
  types: codeOf(EXPERT_TYPE, { 律师: 'legal', 法学: 'legal', 鉴定人: 'appraisal', 评估: 'valuation', 审计: 'valuation', 执法: 'enforcement', 司法: 'enforcement', 管理: 'management' }),
  services: codeOf(SERVICE, { 损失鉴定: 'appraisal_loss', 损失评估: 'appraisal_loss' }),
  languages: codeOf(LANGUAGES, { 英文: 'en', 汉语: 'zh', 普通话: 'zh', 日文: 'ja', 韩文: 'ko', 德文: 'de', 法文: 'fr' }),
  jurisdictions: codeOf(JURISDICTION, { 中国: 'CN', 内地: 'CN', 国内: 'CN', 香港: 'HK', 澳门: 'MO', 台湾: 'TW', 欧洲: 'EU' }),
  industries: industryOf,
  region: regionOf,
}

/** The first header of each column, for whoever has none. */
export const LABELS_OF_COLUMNS = (columns: Readonly<Record<string, readonly string[]>>): string => Object.values(columns).map(([label]) => label).join('、')
