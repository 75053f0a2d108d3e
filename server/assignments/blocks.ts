// Why a batch has no solution: the fewest breaches that would make one, each with its enquiry, its rule and the capacity behind it.
import type { Solver } from './highs.ts'
import type { Batch } from './instance.ts'
import { elasticProgram, panelsOf, type Row } from './program.ts'

export interface Block {
  rule: Exclude<Row['rule'], 'floor' | 'load'>
  enquiryId: string | null
  expertId: string | null
  /** Of a role its type, of the employer rule the employer. */
  of: string | null
  /** How many seats, experts or matters are wanting (for the employer rule: too many). */
  missing: number
  /** Who could fill the gap, and who else wants them; `places` below `wanted` means that capacity is the cause. */
  capacity: { experts: number; places: number; enquiries: string[]; wanted: number }
  /** In words, with what to do next. */
  message: string
}

const SUM = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)

/**
 * Gate, forbidden experts and loads never give way; seats, roles, the employer rule, forced experts and least loads do, as
 * little as possible. Empty when all rules can be kept together. Nothing of it becomes a panel: it only names the cause.
 */
export function findBlocks(batch: Batch, solver: Solver, onGap?: (gap: number) => void): Block[] {
  const { program, breaches } = elasticProgram(batch)
  const elastic = solver.solve(program, onGap)
  if (!elastic) throw new Error('求解器前后矛盾：放宽后仍说无解；请重试，并把这一批的编号告诉维护人员')
  const panels = panelsOf(batch, elastic.values)
  return breaches.flatMap(({ row, column }) => {
    const missing = Math.round(elastic.values[column]!)
    if (!missing) return []
    const block: Omit<Block, 'message'> = {
      rule: row.rule as Block['rule'],
      enquiryId: row.enquiry === null ? null : batch.enquiries[row.enquiry]!.id,
      expertId: row.expert === null ? null : batch.experts[row.expert]!.id,
      of: row.of,
      missing,
      capacity: capacityBehind(batch, panels, row),
    }
    return [{ ...block, message: messageOf(block, batch) }]
  })
}

/** From the experts who could fill the gap, along the seats they hold, to all enquiries and experts in the same squeeze (Hall's condition). */
function capacityBehind({ experts, enquiries }: Batch, panels: readonly number[][], { rule, enquiry, expert, of }: Row): Block['capacity'] {
  const fits = (index: number): boolean => (rule === 'role' ? experts[index]!.types.includes(of!) : rule === 'forced' ? index === expert : true)
  const wantedBy = (index: number): number =>
    rule === 'role'
      ? (enquiries[index]!.roles.find(({ type }) => type === of)?.atLeast ?? 0)
      : rule === 'forced'
        ? Number(enquiries[index]!.forced.includes(expert!))
        : enquiries[index]!.size
  if (enquiry === null)
    return {
      experts: 1,
      places: experts[expert!]!.places,
      enquiries: enquiries.filter(({ candidates }) => candidates.some((it) => it.expert === expert)).map(({ id }) => id),
      wanted: (experts[expert!]!.minLoad ?? 0) - experts[expert!]!.load,
    }
  const squeezed = new Set([enquiry])
  const able = new Set<number>()
  const open = [enquiry]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { expert: candidate } of enquiries[next]!.candidates) {
      if (!fits(candidate) || able.has(candidate)) continue
      able.add(candidate)
      panels.forEach((panel, other) => {
        if (squeezed.has(other) || !wantedBy(other) || !panel.includes(candidate)) return
        squeezed.add(other)
        open.push(other)
      })
    }
  }
  return {
    experts: able.size,
    places: SUM([...able].map((index) => experts[index]!.places)),
    enquiries: [...squeezed].toSorted((a, b) => a - b).map((index) => enquiries[index]!.id),
    wanted: SUM([...squeezed].map(wantedBy)),
  }
}

function messageOf({ rule, enquiryId, expertId, of, missing, capacity }: Omit<Block, 'message'>, batch: Batch): string {
  const { experts, places, enquiries, wanted } = capacity
  const cause =
    places < wanted
      ? `相关的 ${experts} 位专家共有 ${places} 个空位，${enquiries.length} 项需求共要 ${wanted} 席`
      : `相关的 ${experts} 位专家共有 ${places} 个空位，但受其他规则限制`
  if (rule === 'seats') return `需求 ${enquiryId} 缺 ${missing} 席：${cause}。请增加合格专家、调高承办上限或减少席位`
  if (rule === 'role') return `需求 ${enquiryId} 缺 ${missing} 位“${of}”类专家：${cause}。请增加这类专家或调高其承办上限`
  if (rule === 'employer') return `需求 ${enquiryId} 只能由同一单位（${of}）的 ${missing + 1} 位专家凑满，而每单位限 1 位。请增加其他单位的合格专家`
  if (rule === 'min_load') return `专家 ${expertId} 的最低承办量还差 ${missing} 件：可承办的需求 ${enquiries.length} 项，空位 ${places} 个。请调低最低承办量`
  const isEligible = batch.enquiries.find(({ id }) => id === enquiryId)!.candidates.some((candidate) => batch.experts[candidate.expert]!.id === expertId)
  return `需求 ${enquiryId} 指定的专家 ${expertId} 不能入席：${isEligible ? cause : '未通过资格与回避审查，或被排除'}。请取消指定或换人`
}
