// A draft held against GB/T 1.1—2020: its parts, the numbering, references that resolve, the modal words. Pure; the text is Markdown.

export interface Finding {
  rule: 'cover' | 'foreword' | 'scope' | 'normative_references' | 'terms' | 'numbering' | 'duplicate' | 'reference' | 'modal'
  severity: 'error' | 'warning'
  /** Number of the clause, or '' for the draft as a whole. */
  clause: string
  /** From 1, in the text that was given. */
  line: number
  /** What is wrong and what to do. */
  detail: string
}

export interface Cover {
  title?: string
  englishTitle?: string
  number?: string
  ics?: string
  ccs?: string
  organisation?: string
}

export interface Structure {
  findings: Finding[]
  /** GB/T 1.1: requirement, recommendation, permission, possibility. */
  modals: { 应: number; 宜: number; 可: number; 能: number }
  clauses: { number: string; title: string; line: number }[]
}

interface Line {
  text: string
  line: number
}

const HEADING = /^(#{1,6})\s+(.*?)\s*(?:\{#[^}]+\})?$/
const NUMBERED = /^((?:\d{1,3}|[A-Z])(?:\.\d{1,3})*)[\s\u3000]+(.*)$/
const ANNEX = /^附录[\s\u3000]*([A-Z])(?:[\s\u3000]*[（(](规范性|资料性)[）)])?[\s\u3000]*(.*)$/
const PARAGRAPH = /^((?:\d{1,3}|[A-Z])(?:\.\d{1,3})+)[\s\u3000]+(.*)$/
/** 见5.2 · 按7.1.3 · 附录B · 第6章; a number that goes on with a unit is a quantity. */
const REFERENCE = /(?:(?:见|按照?|符合|依据|根据|执行|满足)(\d{1,2}(?:\.\d{1,3})+|[A-Z]\.\d{1,3}(?:\.\d{1,3})*)(?![\d.%％万元日天年月]))|附录[\s\u3000]*([A-Z])(?![A-Z])|第(\d{1,2})章/g
const COVER: readonly (readonly [keyof Cover, string])[] = [
  ['title', '中文名称'],
  ['englishTitle', '英文名称'],
  ['ics', 'ICS 分类号'],
  ['ccs', 'CCS 分类号'],
  ['organisation', '发布机构'],
]

/** Findings in the order of the lines; `cover` comes from the front matter, the text begins after it. */
export function checkStructure(cover: Cover, text: string): Structure {
  const lines = text.split(/\r?\n/).map((line, at): Line => ({ text: line.trim(), line: at + 1 }))
  const headings = lines.flatMap(({ text: written, line }) => {
    const title = HEADING.exec(written)?.[2]
    return title === undefined ? [] : [{ title, line }]
  })
  const clauses = clausesOf(lines)
  const findings = [...checkCover(cover), ...checkParts(headings), ...checkNumbering(clauses), ...checkReferences(lines, clauses)]
  const body = lines.filter(({ text: written }) => !HEADING.test(written)).map(({ text: written }) => written)
  const modals = countModals(body.join('\n'))
  if (!modals.应 && !modals.宜 && !modals.可) findings.push({ rule: 'modal', severity: 'warning', clause: '', line: 1, detail: '全文没有“应”“宜”“可”；请用能愿动词写明是要求、推荐还是允许' })
  for (const { text: written, line } of lines) if (/必须|严禁|务必/.test(written)) findings.push({ rule: 'modal', severity: 'warning', clause: clauseAt(clauses, line), line, detail: `“${/必须|严禁|务必/.exec(written)![0]}”不是标准的能愿动词；要求请用“应”“不应”` })
  return { findings: findings.sort((a, b) => a.line - b.line), modals, clauses }
}

function clausesOf(lines: readonly Line[]): Structure['clauses'] {
  return lines.flatMap(({ text, line }) => {
    const heading = HEADING.exec(text)?.[2]
    const annex = heading === undefined ? null : ANNEX.exec(heading)
    if (annex) return [{ number: annex[1]!, title: annex[3]!, line }]
    const found = heading === undefined ? PARAGRAPH.exec(text) : NUMBERED.exec(heading)
    return found ? [{ number: found[1]!, title: heading === undefined ? '' : found[2]!, line }] : []
  })
}

const clauseAt = (clauses: Structure['clauses'], line: number): string => clauses.findLast((clause) => clause.line <= line)?.number ?? ''

const checkCover = (cover: Cover): Finding[] => COVER.flatMap(([key, label]) => (cover[key]?.trim() ? [] : [{ rule: 'cover', severity: 'error', clause: '', line: 1, detail: `封面缺${label}；请补上` } as const]))

/** 前言 unnumbered and first; 范围 is 1, 规范性引用文件 2, 术语和定义 3. */
function checkParts(headings: readonly { title: string; line: number }[]): Finding[] {
  const findings: Finding[] = []
  const place = (title: string) => headings.findIndex((heading) => heading.title.replace(NUMBERED, '$2').replace(/\s/g, '') === title)
  const parts = [
    ['foreword', '前言', ''],
    ['scope', '范围', '1'],
    ['normative_references', '规范性引用文件', '2'],
    ['terms', '术语和定义', '3'],
  ] as const
  let last = -1
  for (const [rule, title, number] of parts) {
    const at = place(title)
    const heading = headings[at]
    if (!heading) {
      findings.push({ rule, severity: 'error', clause: number, line: 1, detail: `缺“${title}”；请补上${number ? `，编为第${number}章；没有内容时写明“没有”` : '，不编号，放在第1章之前'}` })
      continue
    }
    const written = NUMBERED.exec(heading.title)?.[1] ?? ''
    if (written !== number) findings.push({ rule, severity: 'error', clause: written, line: heading.line, detail: number ? `“${title}”应为第${number}章；请改编号` : '“前言”不编号；请去掉编号' })
    if (at < last) findings.push({ rule, severity: 'error', clause: written, line: heading.line, detail: `“${title}”的位置不对；顺序是前言、范围、规范性引用文件、术语和定义` })
    last = Math.max(last, at)
  }
  return findings
}

/** Each number follows its elder sibling by one, or is the first below its parent. */
function checkNumbering(clauses: Structure['clauses']): Finding[] {
  const findings: Finding[] = []
  const seen = new Map<string, number>()
  const latest = new Map<string, number>()
  for (const { number, line } of clauses) {
    const earlier = seen.get(number)
    if (earlier !== undefined) {
      findings.push({ rule: 'duplicate', severity: 'error', clause: number, line, detail: `编号${number}在第${earlier}行已经用过；请改编号` })
      continue
    }
    seen.set(number, line)
    const parts = number.split('.')
    const own = parts.pop()!
    const parent = parts.join('.')
    const annex = /^[A-Z]$/.test(own)
    const key = annex ? 'annex' : parent
    const wanted = (latest.get(key) ?? 0) + 1
    const is = annex ? own.charCodeAt(0) - 64 : Number(own)
    const say = annex ? String.fromCharCode(64 + wanted) : [...parts, wanted].join('.')
    if (parent && !seen.has(parent)) findings.push({ rule: 'numbering', severity: 'error', clause: number, line, detail: `${number}没有上一级${parent}；请补上或者改编号` })
    if (is !== wanted) findings.push({ rule: 'numbering', severity: 'error', clause: number, line, detail: `编号不连续：这里应当是${say}，写的是${number}；请改编号并检查引用` })
    latest.set(key, is)
  }
  return findings
}

/** References into other documents stand behind their numbers and are left alone. */
function checkReferences(lines: readonly Line[], clauses: Structure['clauses']): Finding[] {
  const known = new Set(clauses.map(({ number }) => number))
  return lines.flatMap(({ text, line }) =>
    HEADING.test(text) ? [] : [...text.matchAll(REFERENCE)].flatMap((match): Finding[] => {
      const number = match[1] ?? match[2] ?? match[3]!
      const foreign = /[A-Z]+(?:\/[A-Z]+)?[\s\u3000]?[\d.]+(?:[—-]\d{4})?(?:的|中的?|中)?$/.test(text.slice(0, match.index))
      return known.has(number) || foreign ? [] : [{ rule: 'reference', severity: 'error', clause: clauseAt(clauses, line), line, detail: `引用的${match[2] ? '附录' : match[3] ? '第' : ''}${number}${match[3] ? '章' : ''}不存在；请改正引用` }]
    }),
  )
}

/** Words in which the sign is not a modal verb are taken out first. */
function countModals(text: string): Structure['modals'] {
  const bare = text.replace(/对应|相应|响应|供应|适应|反应|应急|应用|应对|应答|效应|适宜|便宜|事宜|许可|认可|可靠|可行|可能|可见|智能|功能|性能|职能|技能|能力|能源|效能|节能/g, '')
  const count = (sign: string) => bare.split(sign).length - 1
  return { 应: count('应'), 宜: count('宜'), 可: count('可'), 能: count('能') }
}
