// What it costs to seat one expert instead of another by hand: points gained or lost, and the rules it would break. Pure.
import { NotFound } from '../errors.ts'
import { brokenBySwap, hasRoom, pointsOf, scoreOf, type BrokenRule, type Standing } from './standing.ts'

export interface Change {
  enquiryId: string
  /** Leaves the panel. */
  leave: string
  /** Takes the seat. */
  seat: string
}

export interface ChangeCost {
  /** Points of the whole batch: negative when the change loses some. */
  difference: number
  /** Points of this panel before and after; an expert whom the gate excludes counts nothing. */
  panel: { before: number; after: number; floor: number }
  broken: { rule: BrokenRule; message: string }[]
}

const WORDS: Record<BrokenRule, string> = {
  not_eligible: '该专家未通过资格与回避审查，或被排除；请换人',
  seated: '该专家已在组内；请换人',
  employer: '组内已有同一单位的专家，每单位限 1 位；请换人，或一并换下那位专家',
  role: '专家组将缺少规定类型的专家；请换入同类专家',
  forced: '被换下的是指定专家；请先取消指定',
  load: '该专家承办量已满；请先调高承办上限，或从别的需求换下这位专家',
  min_load: '被换下的专家将达不到最低承办量；请先调低最低承办量',
  floor: '这项需求将低于保底线；请换入分数更高的专家',
}

/** Throws NotFound when the enquiry is not in the batch, `leave` not on its panel or `seat` not among the experts. */
export function costOfChange(standing: Standing, { enquiryId, leave, seat }: Change): ChangeCost {
  const { batch, panels, floors } = standing
  const enquiry = batch.enquiries.findIndex(({ id }) => id === enquiryId)
  const [from, to] = [leave, seat].map((id) => batch.experts.findIndex((expert) => expert.id === id))
  if (enquiry < 0) throw new NotFound(`这一批里没有需求 ${enquiryId}；请核对编号`)
  if (!panels[enquiry]!.includes(from!)) throw new NotFound(`专家 ${leave} 不在需求 ${enquiryId} 的专家组里；请刷新后再选`)
  if (to! < 0) throw new NotFound(`这一批里没有专家 ${seat}；请核对编号`)
  const difference = scoreOf(standing, enquiry, to!) - scoreOf(standing, enquiry, from!)
  const before = pointsOf(standing, enquiry)
  const broken = brokenBySwap(standing, enquiry, { leave: from!, seat: to! })
  return { difference, panel: { before, after: before + difference, floor: floors[enquiry]! }, broken: broken.map((rule) => ({ rule, message: WORDS[rule] })) }
}

/** Everyone who could take a member's seat without breaking a rule, the least loss first. */
export function changesFor(standing: Standing, { enquiryId, leave }: Omit<Change, 'seat'>): (ChangeCost & { seat: string })[] {
  const { batch, panels } = standing
  const enquiry = batch.enquiries.findIndex(({ id }) => id === enquiryId)
  if (enquiry < 0) throw new NotFound(`这一批里没有需求 ${enquiryId}；请核对编号`)
  return batch.enquiries[enquiry]!.candidates.filter(({ expert }) => !panels[enquiry]!.includes(expert) && hasRoom(standing, expert))
    .map(({ expert }) => ({ seat: batch.experts[expert]!.id, ...costOfChange(standing, { enquiryId, leave, seat: batch.experts[expert]!.id }) }))
    .filter(({ broken }) => broken.length === 0)
}
