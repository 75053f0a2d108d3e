// Experts, enquiries and a gate for the tests of matching: whole by default, changed where a test needs it, and drawn at random.
import fc from 'fast-check'
import { GATE_RULES, type EnquiryFacts, type ExpertDocument, type ExpertFacts, type Gate, type GateFinding, type GateRule, type Relation } from '../../../server/matching/model.ts'

export const document = (id: string, text: string, title = `文献${id}`): ExpertDocument => ({ id, externalId: `ext-${id}`, title, text, year: 2024, kind: 'publication' })

export const expert = (id: string, changes: Partial<ExpertFacts> = {}): ExpertFacts => ({
  id,
  externalId: `ext-${id}`,
  name: `专家${id}`,
  types: [],
  fields: [],
  industries: [],
  services: [],
  languages: ['zh'],
  jurisdictions: [],
  region: null,
  employer: null,
  relations: [],
  load: { current: 0, cap: 5 },
  record: { accepted: 0, matters: 0 },
  licences: [],
  isSuspended: false,
  isConfidential: true,
  documents: [],
  ...changes,
})

export const enquiry = (text: string, { facets, ...changes }: Partial<Omit<EnquiryFacts, 'facets'>> & { facets?: Partial<EnquiryFacts['facets']> } = {}): EnquiryFacts => ({
  id: null,
  title: null,
  text,
  facets: { fields: [], industries: [], needs: [], jurisdictions: [], languages: [], region: null, ...facets },
  parties: [],
  on: '2026-01-15',
  ...changes,
})

export const finding = (id: GateRule, result: GateFinding['result']): GateFinding => ({ id, result, basis: '民诉法 47', window: null, evidence: `${id} 已查`, remedy: result === 'pass' ? null : `${id} 的补救` })

export const openGate: Gate = () => GATE_RULES.map((id) => finding(id, 'pass'))

/** Suspended experts are out by Q1; employment leaves C6 to be decided. */
export const strictGate: Gate = ({ isSuspended, relations }) =>
  GATE_RULES.map((id) => {
    if (id === 'Q1') return finding(id, isSuspended ? 'exclude' : 'pass')
    return finding(id, id === 'C6' && relations.some(({ kind }) => kind === 'employed') ? 'decide' : 'pass')
  })

const piece = fc.constantFrom('商业秘密', '客户名单', '源代码', '保密协议', '鉴定', '涂层工艺', '，', '。', ' ', '2024', 'trade secrets', 'source code of the compiler', 'coating', 'ＣＡＤ', 'α', '\u{20bb7}野家')
export const text = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''))
const FIELDS = ['secret/technical', 'secret/business', 'law/civil', 'law']
const CODES = ['C26', 'C27', 'C', 'I65', '2614']
const SERVICES = ['appraisal', 'litigation', 'compliance']

const relation = fc.record({
  kind: fc.constantFrom('employed' as const, 'adviser' as const),
  organisation: fc.record({ name: fc.constantFrom('甲公司', '乙公司', '丙所') }),
  from: fc.constantFrom(null, '2020-01-01'),
  to: fc.constant(null),
}) satisfies fc.Arbitrary<Relation>

const documents = fc.array(text, { maxLength: 6 }).map((texts) => texts.map((one, i) => document(`d${i}`, one, i % 2 ? one.slice(0, 4) : `标题${i}`)))

/** Experts with different ids. */
export const experts = fc
  .array(
    fc.record({
      fields: fc.subarray(FIELDS),
      industries: fc.subarray(CODES),
      services: fc.subarray(SERVICES),
      relations: fc.array(relation, { maxLength: 3 }),
      load: fc.record({ current: fc.nat(6), cap: fc.nat(5) }),
      record: fc.nat(9).chain((matters) => fc.record({ matters: fc.constant(matters), accepted: fc.nat(matters) })),
      isSuspended: fc.boolean(),
      documents,
    }),
    { maxLength: 7 },
  )
  .map((list) => list.map((changes, i) => expert(`x${i}`, changes)))

export const enquiries = fc
  .record({ text, title: fc.option(text), fields: fc.subarray(FIELDS), industries: fc.subarray(CODES), needs: fc.subarray(SERVICES) })
  .map(({ text: facts, title, ...facets }) => enquiry(facts, { title, facets }))

const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length })

/** The same experts with every list in another order. */
export const shuffles = (list: readonly ExpertFacts[]): fc.Arbitrary<ExpertFacts[]> =>
  fc
    .tuple(...list.map((one) => fc.record({ documents: shuffled(one.documents), relations: shuffled(one.relations), fields: shuffled(one.fields), services: shuffled(one.services) }).map((lists) => ({ ...one, ...lists }))))
    .chain(shuffled)
