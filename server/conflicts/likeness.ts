// Whether two names are the same, head and branch, or near enough that a person has to look. Symmetric. Pure.
import { tellingTrade, type ReadName } from './names.ts'

export type NameLikeness = 'same' | 'branch' | 'alike' | 'different'

/** What two names are to each other, and in words why; never a part of either name. */
export interface NameFinding {
  likeness: NameLikeness
  because: string
}

const DIFFERENT: NameFinding = { likeness: 'different', because: '名称不同' }
const SAME: NameFinding = { likeness: 'same', because: '规范化后的名称一致' }
const BRANCH: NameFinding = { likeness: 'branch', because: '名称表明是分支机构' }
const alike = (because: string): NameFinding => ({ likeness: 'alike', because })

const FORM = alike('名称主干一致，组织形式不同或没有写明')
const REGION = alike('去掉地区后名称一致')
const WORD = alike('字号一致，地区或行业不同')
const PART = alike('一方的名称包含另一方的名称')
const SHORT = alike('一方像是另一方的简称')
const TYPO = alike('名称只差一两个字，可能有错别字')

/** Numbers and directions tell siblings apart: 第一医院 is not a slip of the pen for 第三医院. */
const COUNTING = /^[0-9零一二三四五六七八九十百东西南北中上下甲乙丙丁]$/

export function compareNames(a: ReadName, b: ReadName): NameFinding {
  if (a.key === '' || b.key === '') return DIFFERENT
  if (a.key === b.key) return SAME
  if (a.headKey === b.key || b.headKey === a.key) return BRANCH
  if (a.core === b.core) return FORM
  if (a.isInstitution !== b.isInstitution) return isPart(a, b) ? PART : isShort(a, b) || isShort(b, a) ? SHORT : DIFFERENT
  if (a.rest === b.rest) return a.rest.length >= 2 ? REGION : DIFFERENT
  if (hasSameWord(a, b)) return WORD
  if (isPart(a, b)) return PART
  if (isShort(a, b) || isShort(b, a)) return SHORT
  return isTypo(a, b) ? TYPO : DIFFERENT
}

/** A word of two characters is common; it counts in the same region, or where the trades do not contradict. */
function hasSameWord(a: ReadName, b: ReadName): boolean {
  if (a.word !== b.word || a.word.length < 2) return false
  if (a.word.length >= 3 || a.regions.some((region) => b.regions.includes(region))) return true
  const [one, other] = [tellingTrade(a.trade), tellingTrade(b.trade)]
  return one.includes(other) || other.includes(one)
}

function isPart(a: ReadName, b: ReadName): boolean {
  const [shorter, longer] = a.rest.length <= b.rest.length ? [a, b] : [b, a]
  if ((shorter.signs & ~longer.signs) !== 0) return false
  const [small, large] = [shorter.rest, longer.rest]
  if (a.isInstitution || b.isInstitution) return small.length >= 4 && large.startsWith(small)
  if (small.length >= 4 && large.includes(small)) return true
  return small.length >= 2 && large.startsWith(small) && !/^[a-z0-9]{1,3}$/.test(small)
}

/** 上海交大 for 上海交通大学: its signs in order, from the first one on; a full kind of institution at the end is no abbreviation. */
function isShort(brief: ReadName, full: ReadName): boolean {
  if (brief.form !== '' || brief.core.length < 3 || brief.core.length >= full.core.length || brief.core[0] !== full.core[0]) return false
  if (/^[a-z0-9]+$/.test(brief.core) || /(大学|学院|医院|法院|银行|研究院|研究所|公司)$/.test(brief.core)) return false
  let at = 0
  for (let i = 0; i < full.core.length && at < brief.core.length; i++) if (full.core[i] === brief.core[at]) at++
  return at === brief.core.length
}

function isTypo(a: ReadName, b: ReadName): boolean {
  const longer = Math.max(a.rest.length, b.rest.length)
  const allowed = longer < 4 ? 0 : longer < 9 || a.isInstitution ? 1 : 2
  if (allowed === 0 || Math.abs(a.rest.length - b.rest.length) > allowed || bits(a.signs ^ b.signs) > 2 * allowed) return false
  if (a.isInstitution && (longer < 6 || a.rest.slice(0, 2) !== b.rest.slice(0, 2))) return false
  const distance = editDistance(a.rest, b.rest, allowed)
  if (distance > allowed || differsByCounting(a.rest, b.rest)) return false
  if (a.word === b.word || Math.min(a.word.length, b.word.length) >= 3) return true
  // A word of two characters with one of them changed is another word, unless all the rest agrees.
  return distance === 1 && a.trade === b.trade && a.trade.length >= 2 && a.regions.length > 0 && a.regions.join() === b.regions.join()
}

function differsByCounting(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let isOther = false
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue
    if (!COUNTING.test(a[i]!) || !COUNTING.test(b[i]!)) return false
    isOther = true
  }
  return isOther
}

function bits(value: number): number {
  let count = 0
  for (let left = value; left !== 0; left &= left - 1) count++
  return count
}

/** Insertions, deletions, changes and exchanges of neighbours; gives up above the limit (optimal string alignment). */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    before = above
    above = row
  }
  return above[b.length]!
}
