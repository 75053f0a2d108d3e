import { describe, expect, test } from 'vitest'
import { createDirectory, type DirectoryRows } from '../../../server/conflicts/directory.ts'
import { createGate } from '../../../server/conflicts/gate.ts'
import type { ExpertFacts, GateRule, Relation } from '../../../server/matching/model.ts'
import { code, DEFENDANT, enquiry, expert, FIRM, ON, PLAINTIFF, relation } from './facts.ts'

const MATTER = '(2026)浙01民初12号'
const rows: DirectoryRows = {
  organisations: [
    { id: 'def', name: DEFENDANT, uscc: code(501), names: [{ name: '海曙锻压厂', kind: 'former' }] },
    { id: 'sub', name: '太行液压有限公司', uscc: code(502), names: [] },
    { id: 'listed', name: '昆仑重装股份有限公司', uscc: code(503), names: [], isListed: true },
    { id: 'firm', name: '江南律师事务所', uscc: code(504), names: [] },
    { id: 'court', name: '杭州市中级人民法院', uscc: null, names: [{ name: '杭州中院', kind: 'alias' }] },
  ],
  edges: [{ parent: 'def', child: 'sub', kind: 'parent', from: '2018-06-01', to: null, source: '企业登记' }],
  engagements: { firm: [{ client: { name: DEFENDANT }, from: '2020-01-01', to: null }] },
}
const gate = createGate({ organisations: createDirectory(rows) })
const finding = (rule: GateRule, facts: Partial<ExpertFacts>, change: Parameters<typeof enquiry>[0] = {}) => gate(expert(facts), enquiry(change)).find(({ id }) => id === rule)!
const of = (rule: GateRule, facts: Parameters<typeof relation>[0], change: Parameters<typeof enquiry>[0] = {}) => finding(rule, { relations: [relation(facts)] }, change)
const judge = (to: string | null, change: Parameters<typeof enquiry>[0] = {}) => of('C10', { kind: 'former_official', organisation: { name: '杭州市中级人民法院' }, from: null, to }, { facets: { needs: ['诉讼'] }, ...change })
const named = (name: string): Relation['organisation'] => ({ name })

describe('an expert without ties', () => {
  test('passes every rule, and is told what was looked at and when', () => {
    const findings = gate(expert({ employer: { name: '浙江工业大学' }, relations: [relation({ kind: 'adviser', organisation: { name: '天台山制茶有限公司' } })] }), enquiry())
    expect(findings.map(({ id }) => id)).toEqual(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12', 'Q1'])
    for (const { result, evidence, basis, remedy } of findings) {
      expect(result).toBe('pass')
      expect(evidence).toContain(ON)
      expect(basis.length).toBeGreaterThan(4)
      expect(remedy).toBeNull()
    }
  })
})

// Each tie against the defendant, under other spellings, through a subsidiary, and under a near name.
const WINDOWED: [rule: GateRule, kind: Relation['kind'], effect: string, extra: Partial<Relation>][] = [
  ['C6', 'employed', 'exclude', {}], ['C6', 'director', 'exclude', {}], ['C6', 'controller', 'exclude', {}], ['C6', 'shareholder', 'exclude', { share: 51 }],
  ['C7', 'adviser', 'exclude', {}], ['C7', 'agent', 'exclude', {}],
  ['C11', 'competitor', 'decide', {}], ['C11', 'patent', 'decide', {}], ['C11', 'coauthor', 'decide', {}], ['C11', 'cocounsel', 'decide', {}], ['C11', 'supervisor', 'decide', {}],
]
const NOW: [rule: GateRule, kind: Relation['kind'], effect: string, extra: Partial<Relation>][] = [['C3', 'interest', 'exclude', {}], ['C3', 'shareholder', 'exclude', {}], ['C9', 'contact', 'decide', {}], ['C2', 'kin', 'exclude', { person: '某人', kinship: '配偶', post: '董事' }]]

describe.each(WINDOWED)('%s: %s counts for three years (%s)', (rule, kind, effect, extra) => {
  const on = (to: string | null, name = DEFENDANT, change: Parameters<typeof enquiry>[0] = {}) => of(rule, { kind, organisation: named(name), from: '2010-01-01', to, ...extra }, change)

  test('the day before the last, the last day, and the day after', () => {
    expect([on('2024-03-02').result, on('2024-03-01').result, on('2024-02-29').result]).toEqual([effect, effect, 'pass'])
    expect(on('2024-03-01')).toMatchObject({ freeFrom: '2027-03-02', remedy: expect.stringContaining('期限满 3 年后，即 2027-03-02 起') })
    expect(on('2024-02-29').evidence).toContain('自 2027-03-01 起不再计入')
  })
  test('other spellings, the former name and the code are the same', () => {
    for (const name of [` ${DEFENDANT} `, '宁波海曙精鑄股份公司', '海曙锻压厂']) expect(on(null, name).result).toBe(effect)
    expect(of(rule, { kind, organisation: { name: '写错的名字', uscc: code(501) }, ...extra }).result).toBe(effect)
  })
  test('a subsidiary counts, with the edge as evidence', () => expect(on(null, '太行液压有限公司')).toMatchObject({ result: effect, evidence: expect.stringMatching(/下属单位.*企业登记.*2018-06-01/) }))
  test('a near name is for a person to decide', () => expect(on(null, '海曙精铸')).toMatchObject({ result: 'decide', remedy: expect.stringContaining('统一社会信用代码') }))
  test('another organisation and another code do not count', () => {
    expect(on(null, '天台山制茶有限公司').result).toBe('pass')
    expect(of(rule, { kind, organisation: { name: DEFENDANT, uscc: code(900) }, ...extra }, { parties: [{ name: DEFENDANT, uscc: code(501), role: 'respondent' }] }).result).toBe('pass')
  })
  test('dates that cannot be, or lie ahead, are for a person to decide', () => {
    expect(of(rule, { kind, organisation: named(DEFENDANT), to: '2023-02-30', ...extra }).result).toBe('decide')
    expect(of(rule, { kind, organisation: named(DEFENDANT), from: '2027-06-01', ...extra }).result).toBe('decide')
  })
})

describe.each(NOW)('%s: %s counts while it lasts (%s)', (rule, kind, effect, extra) => {
  const until = (to: string | null, name = DEFENDANT) => of(rule, { kind, organisation: named(name), from: '2010-01-01', to, ...extra })

  test('the day before its end, the last day, and the day after', () => expect([until('2027-03-02').result, until(ON).result, until('2027-02-28').result]).toEqual([effect, effect, 'pass']))
  test('spellings, former name and subsidiary', () => {
    for (const name of ['宁波海曙精铸股份公司', '海曙锻压厂', '太行液压有限公司']) expect(until(null, name).result).toBe(effect)
    expect(until(null, '海曙精铸').result).toBe('decide')
  })
})

describe('C1', () => {
  const person = { parties: [{ name: '独孤白', role: 'respondent' }, { name: '令狐长风', role: 'agent' }, { name: FIRM, role: 'agent_firm', people: ['东方未明'] }] }
  const self = { parties: [{ name: '欧阳·明哲', role: 'respondent', personId: 'a' }] }
  test('the expert is a party', () => expect(finding('C1', {}, self).result).toBe('exclude'))
  test('a namesake with another identity document is not', () => expect(finding('C1', { personId: 'b' }, self)).toMatchObject({ result: 'pass', evidence: expect.stringContaining('证件标识不同') }))
  test.each([['独孤白', '兄弟'], ['令狐长风', '配偶'], ['东方未明', '堂弟'], ['令狐 长风（岳父）', null]])('a relative %s (%s) is a party, or its agent', (name, kinship) =>
    expect(of('C1', { kind: 'kin', person: name, kinship }, person).result).toBe('exclude'))
  test('the fourth generation is outside the circle, an unreadable word for a person to decide', () => {
    expect(of('C1', { kind: 'kin', person: '令狐长风', kinship: '侄孙' }, person).result).toBe('pass')
    expect(of('C1', { kind: 'kin', person: '令狐长风', kinship: '干亲' }, person).result).toBe('decide')
  })
  test('kinship that has ended counts through its last day', () => {
    expect(['2027-03-02', ON, '2027-02-28'].map((to) => of('C1', { kind: 'kin', person: '令狐长风', kinship: '配偶', from: '2010-01-01', to }, person).result)).toEqual(['exclude', 'exclude', 'pass'])
  })
})

describe('C2', () => {
  test('a relative among the heads of a party', () => expect(of('C2', { kind: 'kin', person: '上官云飞', kinship: '姐夫', organisation: named(DEFENDANT) }).result).toBe('exclude'))
  test('the same name in another organisation may be somebody else', () => expect(of('C2', { kind: 'kin', person: '上官云飞', kinship: '姐夫', organisation: named('天台山制茶有限公司') }).result).toBe('decide'))
  test('an ordinary post, or none, is for a person to decide', () => expect(of('C2', { kind: 'kin', person: '某人', kinship: '女儿', organisation: named(DEFENDANT), post: '操作工' }).result).toBe('decide'))
})

describe('C3', () => {
  test('shares of a listed company are no ground', () => {
    const listed = { parties: [{ name: '昆仑重装股份有限公司', role: 'respondent' }] }
    expect(of('C3', { kind: 'shareholder', organisation: named('昆仑重装股份有限公司') }, listed)).toMatchObject({ result: 'pass', evidence: expect.stringContaining('上市') })
  })
  test('a relative holds shares, or has an interest in the matter', () => {
    expect(of('C3', { kind: 'kin', person: '某人', kinship: '母亲', post: '股东', organisation: named(DEFENDANT) }).result).toBe('exclude')
    expect(of('C3', { kind: 'kin', person: '某人', kinship: '母亲', matter: MATTER }).result).toBe('exclude')
  })
  test('an interest in this matter needs no organisation', () => expect(of('C3', { kind: 'interest', matter: MATTER }).result).toBe('exclude'))
})

describe('C4 and C5', () => {
  test.each(['witness', 'prior_stage', 'appraised', 'agent'] as const)('%s in this matter counts for ever', (kind) => {
    expect(of('C4', { kind, matter: MATTER, from: '1999-01-01', to: '1999-02-01' }).result).toBe('exclude')
    expect(of('C4', { kind, matter: '(2026)浙01民初121号', organisation: named(DEFENDANT) }).result).toBe('pass')
  })
  test('an earlier stage of the same dispute', () => expect(of('C4', { kind: 'prior_stage', matter: '（2025）浙0203民初9号' }, { earlier: ['(2025)浙0203民初9号'] }).result).toBe('exclude'))
  test('without a number a tie to a party is for a person to decide', () => {
    expect(of('C4', { kind: 'prior_stage', organisation: named('太行液压有限公司') }).result).toBe('decide')
    expect(of('C4', { kind: 'witness', matter: '某案', organisation: named(DEFENDANT) }, { matter: null }).result).toBe('decide')
  })
  test('an earlier opinion on the item bars from appraising it, and from nothing else', () => {
    const earlier = { kind: 'appraised', matter: '密点-7', from: '2001-01-01', to: '2001-01-02' } as const
    expect(of('C5', earlier, { items: ['密点 7'], facets: { needs: ['同一性鉴定'] } }).result).toBe('exclude')
    expect(of('C5', earlier, { items: ['密点 7'], facets: { needs: ['咨询'] } }).result).toBe('pass')
    expect(of('C5', earlier, { items: ['密点 8'], facets: { needs: ['同一性鉴定'] } }).result).toBe('pass')
    expect(of('C5', { kind: 'appraised', organisation: named('海曙锻压厂') }, { facets: { needs: ['appraisal'] } }).result).toBe('decide')
  })
})

describe('C6, C7 and C8', () => {
  test('the present employer is a party', () => {
    for (const name of [DEFENDANT, '海曙锻压厂', `${DEFENDANT}慈溪分公司`]) {
      expect(finding('C6', { employer: { name } }).result).toBe('exclude')
      expect(finding('C8', { employer: { name } }).result).toBe('exclude')
    }
  })
  test('a subsidiary is no same legal person: C6 excludes, C8 says why not', () => {
    expect(finding('C6', { employer: { name: '太行液压有限公司' } }).result).toBe('exclude')
    expect(finding('C8', { employer: { name: '太行液压有限公司' } })).toMatchObject({ result: 'pass', evidence: expect.stringContaining('不是同一法人') })
  })
  test('C8 ends with the employment', () => {
    expect(['2027-03-02', ON, '2027-02-28'].map((to) => of('C8', { kind: 'employed', organisation: named(DEFENDANT), to }).result)).toEqual(['exclude', 'exclude', 'pass'])
    expect(finding('C8', { employer: { name: '海曙精铸' } }).result).toBe('decide')
  })
  test('a minority of the shares is no control', () => expect(of('C6', { kind: 'shareholder', share: 10, organisation: named(DEFENDANT) }).result).toBe('pass'))
  test('the name among the people of a party is sure only with a tie to it', () => {
    expect(finding('C6', { name: '上官云飞' }).result).toBe('decide')
    expect(finding('C6', { name: '上官云飞', employer: { name: DEFENDANT } }).result).toBe('exclude')
  })
  test('through the firm: it acts in this matter, or advises a party', () => {
    expect(finding('C7', { employer: { name: '浙江天册律師事務所' } }).result).toBe('exclude')
    expect(finding('C7', { employer: { name: `${FIRM}宁波分所` } }).result).toBe('exclude')
    expect(finding('C7', { employer: { name: '江南律师事务所' } }).result).toBe('exclude')
    expect(finding('C7', { employer: { name: '浙江天册（宁波）律师事务所' } }).result).toBe('decide')
  })
  test('advice in the same matter counts for ever, of another only three years', () => {
    expect(of('C7', { kind: 'adviser', matter: MATTER, from: '2001-01-01', to: '2001-02-01' }).result).toBe('exclude')
    expect(of('C7', { kind: 'adviser', organisation: named(DEFENDANT), from: '2001-01-01', to: '2001-02-01' }).result).toBe('pass')
  })
})

describe('C9', () => {
  test('a contact of this matter stays for a person to decide after its day', () => expect(of('C9', { kind: 'contact', matter: MATTER, from: '2026-05-01', to: '2026-05-01' }).result).toBe('decide'))
  test('agents count as parties do', () => expect(of('C9', { kind: 'contact', organisation: named(FIRM) }).result).toBe('decide'))
})

describe('C10', () => {
  test('two years: the day before the last, the last day, and the day after', () => {
    expect([judge('2025-03-02').result, judge('2025-03-01').result, judge('2025-02-28').result]).toEqual(['exclude', 'exclude', 'pass'])
    expect(judge('2025-03-01').remedy).toBe('离任期限满 2 年后，即 2027-03-02 起')
  })
  test('never at the former court, under any of its names', () => {
    expect(judge('2001-01-01', { forum: { name: '杭州中院' } }).result).toBe('exclude')
    expect(judge('2001-01-01', { forum: { name: '宁波市中级人民法院' } }).result).toBe('pass')
    expect(judge('2001-01-01', { forum: { name: '杭州市中级人民法院知识产权法庭' } }).result).toBe('decide')
  })
  test('only where the need is litigation', () => expect(judge(null, { facets: { needs: ['咨询'] } }).result).toBe('pass'))
})

describe('C11', () => {
  test('a co-author among the people of a party, and patents in the field of the enquiry', () => {
    expect(of('C11', { kind: 'coauthor', person: '诸葛青云' }).result).toBe('decide')
    expect(of('C11', { kind: 'patent', fields: ['secret/technical'] }, { facets: { fields: ['secret/technical'] } }).result).toBe('decide')
    expect(of('C11', { kind: 'coauthor', person: '诸葛青云', from: '2000-01-01', to: '2024-02-29' }).result).toBe('pass')
  })
})

describe('C12', () => {
  test('whom a party names is for a person to decide', () => {
    expect(finding('C12', {}, { unwanted: ['exp1'] }).result).toBe('decide')
    expect(finding('C12', {}, { unwanted: ['x-1'] }).result).toBe('decide')
    expect(finding('C12', {}, { unwanted: ['x-11'] }).result).toBe('pass')
  })
  test('three each are admitted, more are refused', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f']
    expect(finding('C12', {}, { unwanted: six }).result).toBe('pass')
    expect(() => finding('C12', {}, { unwanted: [...six, 'g'] })).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })
})

describe('Q1', () => {
  const full = { licences: ['鉴定:同一性', '诉讼:CN', 'overseas:US'], languages: ['zh-CN', 'en'] }
  test.each([
    [{}, { needs: ['同一性鉴定'], jurisdictions: ['CN'], languages: ['zh'] }, 'pass', null],
    [{}, { needs: ['诉讼', '海外维权'], jurisdictions: ['CN', 'US'] }, 'pass', null],
    [{}, { needs: ['非公知性鉴定'] }, 'exclude', '补交鉴定（项目与类别）资格：非公知性鉴定'],
    [{ licences: [] }, { needs: ['海外维权'], jurisdictions: ['DE'] }, 'decide', '补交海外（当地律师或指定合作方）资格：DE'],
    [{}, { needs: ['海外维权'], jurisdictions: ['US', 'DE'] }, 'exclude', '补交海外（当地律师或指定合作方）资格：DE'],
    [{}, { needs: ['appraisal_not_known'] }, 'exclude', '补交鉴定（项目与类别）资格：非公知性鉴定'],
    [{ licences: [] }, { needs: ['appraisal_identity', 'appraisal_loss'] }, 'decide', '补交鉴定（项目与类别）资格：同一性鉴定、损失数额鉴定、评估'],
    [{}, { needs: ['appraisal_identity'] }, 'pass', null],
    [{ licences: ['appraisal:appraisal_loss'] }, { needs: ['appraisal_loss'] }, 'pass', null],
    [{ licences: [] }, { needs: ['咨询'] }, 'pass', null],
    [{}, { languages: ['日语'] }, 'exclude', '补登工作语言 ja'],
    [{ isSuspended: true }, {}, 'exclude', '恢复入库状态'],
    [{ isConfidential: false }, {}, 'exclude', '补交保密承诺'],
    [{ load: { current: 2, cap: 3 } }, {}, 'pass', null],
    [{ load: { current: 3, cap: 3 } }, {}, 'exclude', '减少 1 件在办'],
    [{ load: { current: 5, cap: 3 } }, {}, 'exclude', '减少 3 件在办'],
    [{ load: { current: 0, cap: 0 } }, {}, 'exclude', '把在办上限调到 1 件以上'],
  ])('%j with %j: %s', (facts, facets, result, remedy) => expect(finding('Q1', { ...full, ...facts }, { facets })).toMatchObject({ result, remedy }))
  test('several lacks are told together', () => expect(finding('Q1', { isSuspended: true, isConfidential: false }).remedy).toBe('恢复入库状态；补交保密承诺'))
})

describe('evidence', () => {
  test('never repeats what the parties wrote', () => {
    const secret = { title: '涡轮密封工艺', text: '客户名单在硬盘', parties: [{ name: DEFENDANT, role: '神秘身份', people: ['上官云飞'] }] }
    const relations = (['employed', 'adviser', 'contact', 'coauthor', 'interest', 'shareholder', 'prior_stage'] as const).map((kind) => relation({ kind, organisation: named('海曙锻压厂'), person: '上官云飞' }))
    const told = gate(expert({ relations: [...relations, relation({ kind: 'kin', person: '上官云飞', kinship: '妻子' })] }), enquiry(secret)).map(({ evidence, remedy }) => `${evidence}${remedy}`).join()
    for (const word of [DEFENDANT, '神秘身份', '上官云飞', '涡轮', '客户名单', PLAINTIFF]) expect(told).not.toContain(word)
  })
})
