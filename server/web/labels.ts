// The words for codes, in the reader's language; views ask here and never show a code.
import { AUDIENCE, CHANNEL, FACET_LABELS, FINDING, FORMAT, KIND, MEASURE, STATUS, labelOf } from '../../indexer/index.ts'
import type { CodeTable, Facet, Kind, Measure } from '../../indexer/index.ts'
import { FACET_NAMES } from './messages.ts'
import type { Language } from './language.ts'

/** Folder and address of a kind: `/cases`. `overseas` has no plural. */
export const PLURALS = {
  case: 'cases',
  standard: 'standards',
  overseas: 'overseas',
  law: 'laws',
  guide: 'guides',
  course: 'courses',
  notice: 'notices',
  expert: 'experts',
} as const satisfies Record<Kind, string>
export const KIND_NAMES = Object.keys(PLURALS) as Kind[]
export const MEASURES = Object.keys(MEASURE) as Measure[]

const TABLES = { audience: AUDIENCE, channel: CHANNEL, finding: FINDING, format: FORMAT, kind: KIND, measure: MEASURE, status: STATUS } as const satisfies Record<string, CodeTable>

export const word = (table: keyof typeof TABLES, code: string, language: Language): string => labelOf(TABLES[table], code, language === 'en')
export const facetName = (facet: Facet, language: Language): string => FACET_NAMES[facet][language === 'zh' ? 0 : 1]
export const facetValue = (facet: Facet, value: string, language: Language): string => labelOf(FACET_LABELS[facet], value, language === 'en')
/** Whether a facet's value can be shown in words: a region outside the table cannot. */
export const hasWord = (facet: Facet, value: string): boolean => !/^\d{6}$/.test(value) || facetValue(facet, value, 'zh') !== value
