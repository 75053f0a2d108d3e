// Replays a draw from its record alone, step by step, and says in words what does not agree. Pure.
import { canonicalJson } from '../canonical-json.ts'
import { commitmentOf, drawLot, listDigestOf, listHashOf, lotProblem, nonceHashOf, seedOf } from './lot.ts'
import { drawRecord, type DrawRecord, type List } from './record.ts'

export type Step = 'shape' | 'list' | 'listHash' | 'commitment' | 'nonces' | 'seed' | 'result' | 'ids'

export interface Finding {
  step: Step
  /** Null: nothing to check here, `detail` says why. */
  agrees: boolean | null
  detail: string
}

export interface Verdict {
  /** A result was recomputed and nothing disagrees. */
  agrees: boolean
  findings: Finding[]
  /** What is in order and yet should be known. */
  warnings: string[]
}

/** Never throws: what is no record at all is a finding too. */
export function verifyRecord(given: unknown): Verdict {
  const read = drawRecord.safeParse(given)
  if (!read.success) {
    const where = read.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || '整个文件'}：${message}`)
    return { agrees: false, findings: [{ step: 'shape', agrees: false, detail: `这不是一份完整的抽取记录。${where.join('；')}` }], warnings: [] }
  }
  const record = read.data
  const findings = [checkList(record), checkListHash(record), ...(record.state === 'REVEALED' ? [checkCommitment(record), checkNonces(record), checkSeed(record), checkResult(record), checkIds(record)] : [checkNonces(record), notYet(record)])]
  return { agrees: record.state === 'REVEALED' && findings.every(({ agrees }) => agrees !== false), findings, warnings: warningsOf(record) }
}

const tell = (step: Step, problem: string | null, fine: string): Finding => ({ step, agrees: !problem, detail: problem ?? fine })

function checkList({ list, listDigest, size, terms }: DrawRecord): Finding {
  if (!list) return { step: 'list', agrees: null, detail: '这份记录不含名单，名单只给有权查看的人；其余各步照样核验' }
  if (listDigestOf(list) !== listDigest) return tell('list', '名单与它的摘要不符：名单里有内容被改过', '')
  return tell('list', listProblem(list, { size, terms }), `名单 ${list.entries.length} 人，与摘要一致，顺序、资格和类别都相符`)
}

function listProblem({ entries, belowCut, excluded }: List, { size, terms: { level, count, eligible, strata } }: Pick<DrawRecord, 'size' | 'terms'>): string | null {
  if (entries.length !== count) return `名单有 ${entries.length} 人，条件里写的是 ${count} 人`
  if (entries.some(({ id }, i) => i > 0 && id <= entries[i - 1]!.id)) return '名单没有按编号排列，或者有人重复'
  if ([...entries, ...belowCut].some(({ gate }) => gate.some(({ result }) => result !== 'pass'))) return '名单里有没通过资格和回避审查的人'
  if (excluded.some(({ gate }) => !gate.some(({ result }) => result === 'exclude'))) return '有人没有理由就被排除在外'
  if (entries.length + belowCut.length !== eligible) return '合格人数与名单对不上'
  const lowest = Math.min(...entries.map(({ score }) => score))
  if (belowCut.length > 0 && (level === 'strict' || entries.length < Math.max(3 * size, 10) || belowCut.some(({ score }) => score >= lowest))) return '有合格的人没有按规则列入抽取范围'
  const isFitting = strata.every(({ type, numbers }) => canonicalJson(numbers) === canonicalJson(entries.flatMap(({ types }, i) => (types.includes(type) ? [i + 1] : []))))
  return isFitting ? null : '类别所列的序号与名单不符'
}

const checkListHash = ({ terms, listDigest, listHash }: DrawRecord): Finding =>
  tell('listHash', listHashOf(terms, listDigest) === listHash ? null : '名单校验值不符：抽取条件或名单摘要被改过', '条件与名单摘要合成的校验值一致')

function checkCommitment({ id, listHash, size, alternates, secret, commitment }: DrawRecord): Finding {
  if (!secret) return tell('commitment', '记录里没有公开随机密值', '')
  return tell('commitment', commitmentOf({ id, listHash, size, alternates, secret }) === commitment ? null : '承诺值不符：编号、名单、人数或随机密值与当初承诺的不同', '随机密值、名单和人数正是当初承诺的')
}

function checkNonces({ id, terms, nonces }: DrawRecord): Finding {
  const foreign = nonces.find(({ party }, i) => !terms.parties.includes(party) || nonces.findIndex((other) => other.party === party) !== i)
  if (foreign) return tell('nonces', `${foreign.party} 不是这次抽取的当事方，或者重复提交`, '')
  const broken = nonces.find(({ party, hash, value }) => value !== null && nonceHashOf(id, { party, value }) !== hash)
  return tell('nonces', broken ? `${broken.party} 的随机数与先前提交的校验值不符` : null, `${nonces.filter(({ value }) => value !== null).length} 个随机数与先前提交的校验值一致`)
}

function checkSeed({ terms, commitment, secret, nonces, publicValue, seed }: DrawRecord): Finding {
  if ((publicValue === null) !== (terms.publicValueName === null)) return tell('seed', '公共数值与约定不符：约定了就必须有，没约定就不能有', '')
  const all = terms.parties.map((party) => ({ party, value: nonces.find((nonce) => nonce.party === party)?.value ?? '' }))
  return tell('seed', seedOf({ commitment, secret: secret ?? '', nonces: all, publicValue: publicValue ?? '' }) === seed ? null : '种子不符：承诺值、密值、随机数或公共数值被改过', '种子由承诺值、密值、各方随机数和公共数值合成，一致')
}

function checkResult({ size, alternates, terms: { count, strata }, seed, result }: DrawRecord): Finding {
  const lot = { count, size, alternates, strata }
  const problem = !seed || !result ? '记录里没有结果' : (lotProblem(lot) ?? (strata.some(({ numbers }) => numbers.some((number, i) => number > count || (i > 0 && number <= numbers[i - 1]!))) ? '类别所列的序号不在名单里' : null))
  if (problem || !seed) return tell('result', problem, '')
  const drawn = drawLot(seed, lot)
  return tell('result', canonicalJson(drawn) === canonicalJson(result) ? null : `重新抽取的结果不同：应为入选 ${drawn.selected.join('、')}，候补 ${drawn.alternates.join('、') || '无'}`, `重新抽取的结果相同：入选 ${drawn.selected.join('、')}，候补 ${drawn.alternates.join('、') || '无'}`)
}

function checkIds({ list, result, ids }: DrawRecord): Finding {
  if (!ids || !list || !result) return { step: 'ids', agrees: null, detail: '这份记录不含名单或人员编号，序号与人员的对应由有权查看名单的人核对' }
  const named = (numbers: readonly number[]) => numbers.map((number) => list.entries[number - 1]?.id ?? '')
  return tell('ids', canonicalJson({ selected: named(result.selected), alternates: named(result.alternates) }) === canonicalJson(ids) ? null : '人员编号与抽中的序号不符', '抽中的序号对应的正是这些人员')
}

const notYet = ({ state }: DrawRecord): Finding => ({ step: 'result', agrees: null, detail: state === 'ABORTED' ? '这次抽取已中止，没有结果可以核验' : '还没有揭示，没有结果可以核验' })

function warningsOf({ state, nonces, publicValue, terms }: DrawRecord): string[] {
  if (state !== 'REVEALED') return []
  const missing = terms.parties.filter((party) => !nonces.some((nonce) => nonce.party === party && nonce.value !== null))
  if (missing.length === terms.parties.length && publicValue === null) return ['没有任何一方提交随机数，也没有约定公共数值：随机性只来自系统的密值']
  return missing.length ? [`没有提交随机数的：${missing.join('、')}（按空值计入）`] : []
}
