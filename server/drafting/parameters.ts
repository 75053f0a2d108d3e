// The numbers an association may set for its own standards, what each rests on, and the floor below which none may go. Data.

export interface Parameters {
  minApplicants: number
  projectNoticeDays: number
  minConsultDays: number
  /** Exact, so that 3/4 of 4 is 3 and nothing is rounded. */
  passRatio: readonly [numerator: number, denominator: number]
  voteBase: 'attending' | 'panel'
  minPanel: number
  paperLeadWorkdays: number
  reviewYears: number
  maxFailedReviews: number
  publicRequired: boolean
}

export interface Ground {
  text: string
  /** False: known from the practice of associations or from memory; the national rule itself was not read. */
  verified: boolean
}

const unread = (text: string): Ground => ({ text, verified: false })
const read = (text: string): Ground => ({ text, verified: true })
const NATIONAL = '《团体标准管理规定》（国标委联〔2019〕1号）'

export const GROUNDS: Readonly<Record<keyof Parameters, Ground>> = {
  minApplicants: unread('部分协会要求三个以上单位联名提案；各协会自定'),
  projectNoticeDays: unread('立项公示期由协会自定'),
  minConsultDays: unread(`${NATIONAL}：征求意见一般不少于30日`),
  passRatio: unread(`${NATIONAL}：协商一致，表决时不少于出席会议代表人数的四分之三`),
  voteBase: unread(`${NATIONAL}以出席人数为基数；有的协会以审查组全体为基数`),
  minPanel: unread('协会章程常见要求：审查组不少于五人'),
  paperLeadWorkdays: unread('有的协会要求会前10个工作日送达材料'),
  reviewYears: unread('标准化法第二十九条对政府标准规定不超过五年；团体标准由协会自定，通常不长于五年'),
  maxFailedReviews: unread('协会规则：两次审查不通过即终止'),
  publicRequired: read('标准化法第二十七条：鼓励团体标准通过全国标准信息公共服务平台向社会公开'),
}

export const DEFAULTS: Parameters = {
  minApplicants: 1,
  projectNoticeDays: 0,
  minConsultDays: 30,
  passRatio: [3, 4],
  voteBase: 'attending',
  minPanel: 5,
  paperLeadWorkdays: 0,
  reviewYears: 5,
  maxFailedReviews: 2,
  publicRequired: true,
}

/** Which numbers are looser than the national rule; an association may be stricter, never looser. Empty when all are in order. */
export function shortfalls({ minConsultDays, passRatio: [numerator, denominator], reviewYears, minPanel, maxFailedReviews }: Parameters): { parameter: keyof Parameters; detail: string; ground: Ground }[] {
  const found: { parameter: keyof Parameters; detail: string; ground: Ground }[] = []
  const say = (parameter: keyof Parameters, detail: string) => found.push({ parameter, detail, ground: GROUNDS[parameter] })
  if (minConsultDays < DEFAULTS.minConsultDays) say('minConsultDays', `征求意见期设为${minConsultDays}日，少于30日；请改为30日以上`)
  if (!(denominator > 0) || numerator > denominator || numerator * 4 < denominator * 3) say('passRatio', `通过比例设为${numerator}/${denominator}，应在四分之三与一之间；请改正`)
  if (!(reviewYears > 0 && reviewYears <= DEFAULTS.reviewYears)) say('reviewYears', `复审周期设为${reviewYears}年，应在五年以内；请改正`)
  if (!(minPanel >= 1)) say('minPanel', '审查组至少要有一人；请改正')
  if (!(maxFailedReviews >= 1)) say('maxFailedReviews', '至少要允许一次审查；请改正')
  return found
}
