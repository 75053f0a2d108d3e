// Experts and enquiries of the conflict tests: plain facts with what a test does not speak of left harmless.
import type { EnquiryFacts, ExpertFacts, Relation } from '../../../server/matching/model.ts'
import { checkDigit } from '../../../server/organisations/uscc.ts'

export const ON = '2027-03-01'

export const expert = (facts: Partial<ExpertFacts> = {}): ExpertFacts => ({
  id: 'exp1', externalId: 'x-1', name: '欧阳明哲', types: [], fields: [], industries: [], services: [], languages: ['zh'], jurisdictions: ['CN'], region: null, employer: null, relations: [],
  load: { current: 0, cap: 3 }, record: { accepted: 0, matters: 0 }, licences: [], isSuspended: false, isConfidential: true, documents: [], ...facts,
})

export const relation = (facts: Partial<Relation> & Pick<Relation, 'kind'>): Relation => ({ organisation: { name: '' }, from: null, to: null, source: 'declared', ...facts })

/** 甲 sues 乙; the firm acts for 甲. */
export const PLAINTIFF = '杭州启明星辰光学有限公司'
export const DEFENDANT = '宁波海曙精铸股份有限公司'
export const FIRM = '浙江天册律师事务所'

type EnquiryChange = Partial<Omit<EnquiryFacts, 'facets'>> & { facets?: Partial<EnquiryFacts['facets']> }
export const enquiry = ({ facets = {}, ...facts }: EnquiryChange = {}): EnquiryFacts => ({
  id: 'enq1', title: null, text: '', on: ON, matter: '（2026）浙01民初12号',
  parties: [
    { name: PLAINTIFF, role: 'applicant', people: ['司马光远', '诸葛青云'] },
    { name: DEFENDANT, role: 'respondent', people: ['上官云飞'] },
    { name: FIRM, role: 'agent_firm', people: ['东方未明'] },
  ],
  facets: { fields: [], industries: [], needs: [], jurisdictions: [], languages: [], region: null, ...facets },
  ...facts,
})

/** A right code made of a number. */
export function code(number: number): string {
  const first = `91330100${String(number).padStart(9, '0')}`
  return first + checkDigit(first)!
}
