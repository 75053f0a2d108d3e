// What must hold before a group standard moves on: each guard a function of facts and the association's numbers, with what it rests on. Pure.
import { addDays, addYears } from '../conflicts/windows.ts'
import { afterWorkingDays } from '../invitations/working-days.ts'
import { GROUNDS, type Ground, type Parameters } from './parameters.ts'
import { countVotes, retriesLeft, saidOf, type Count, type Drafter, type Member } from './votes.ts'

/** A fact that is not there counts against the guard that asks for it. Days are `YYYY-MM-DD` in Shanghai. */
export interface Facts {
  today: string
  /** Day of the move before this one. */
  lastMoveOn: string
  missingInProposal?: readonly string[]
  applicants?: number
  projectPanelAgreed?: boolean
  projectNoticedOn?: string
  draftUploaded?: boolean
  explanationUploaded?: boolean
  consultation?: { opensOn: string; closesOn: string; public: boolean; touchesConsumers: boolean; extendTo?: string }
  comments?: { open: number; refusedWithoutReason: number }
  reviewDraftUploaded?: boolean
  review?: { on: string; papersSentOn: string | null; members: readonly Member[]; drafters: readonly Drafter[]; minutesFiled: boolean }
  failedReviews?: number
  draftRevisedOn?: string
  lastReviewOn?: string
  bodyApproved?: boolean
  number?: string
  belowMandatory?: readonly string[]
  competitionDoubts?: readonly string[]
  textPublic?: boolean
  implementationOn?: string
  revalidation?: 'confirm' | 'revise' | 'abolish'
  reason?: string
  successor?: { number: string; inForceOn: string }
  correction?: { orderedOn: string; dueOn: string; met: boolean; byProvince: boolean }
}

export interface Failure {
  guard: Guard | 'not_in_table'
  /** What stands in the way and what to do next. */
  detail: string
  basis: Ground
}

interface Check {
  basis: Ground
  check: (facts: Facts, parameters: Parameters) => string | null
}

const law = (text: string): Ground => ({ text, verified: true })
const custom = (text: string): Ground => ({ text, verified: false })
const HOUSE = law('本库规则')
const NATIONAL = '《团体标准管理规定》（国标委联〔2019〕1号）'

const NUMBER = /^T\/[A-Z][A-Z0-9]{1,11} \d{1,6}(?:\.\d{1,3})?[—-](\d{4})$/
const unless = (holds: boolean | undefined, detail: string): string | null => (holds ? null : detail)

const counted = (facts: Facts, parameters: Parameters): Count | null => (facts.review ? countVotes(facts.review.members, facts.review.drafters, parameters) : null)

function tally(count: Count): string {
  const barred = count.barred.length ? `；${count.barred.map(({ personId, why }) => `${personId} ${saidOf(why)}，不计`).join('；')}` : ''
  return `基数${count.base}人，赞成${count.for}、反对${count.against}、弃权${count.abstain}，需要${count.needed}票${barred}`
}

/** Earliest day on which a consultation opened on that day may close; the day it opens does not count. */
export const earliestClose = (opensOn: string, { minConsultDays }: Pick<Parameters, 'minConsultDays'>): string => addDays(opensOn, minConsultDays)

/** Last day by which the standard has to be looked at again. */
export const revalidateBy = (publishedOrConfirmedOn: string, { reviewYears }: Pick<Parameters, 'reviewYears'>): string => addYears(publishedOrConfirmedOn, reviewYears)

const resultIs = (result: NonNullable<Facts['revalidation']>, label: string): Check => ({ basis: law('标准化法第二十九条（复审）；团体标准参照'), check: ({ revalidation }) => unless(revalidation === result, `复审结论不是“${label}”；请先登记复审结论`) })

export const GUARDS = {
  clock_forward: { basis: HOUSE, check: ({ today, lastMoveOn }) => unless(today >= lastMoveOn, `今天是${today}，早于上一步的${lastMoveOn}；请检查服务器时间后再办理`) },
  proposal_complete: { basis: custom('协会规则：提案表填写完整'), check: ({ missingInProposal }) => unless(missingInProposal?.length === 0, missingInProposal ? `提案表还缺：${missingInProposal.join('、')}；请补齐` : '还没有提案表；请填写提案表') },
  enough_applicants: { basis: GROUNDS.minApplicants, check: ({ applicants = 0 }, { minApplicants }) => unless(applicants >= minApplicants, `提案单位${applicants}个，需要${minApplicants}个；请补充联合提案单位`) },
  project_panel_agreed: { basis: custom('协会规则：立项评审'), check: ({ projectPanelAgreed }) => unless(projectPanelAgreed, '立项评审还没有同意；请先完成立项评审') },
  project_notice_run: {
    basis: GROUNDS.projectNoticeDays,
    check: ({ projectNoticedOn, today }, { projectNoticeDays }) => {
      if (!projectNoticedOn) return '立项公告还没有发布；请发布公告并登记日期'
      const until = addDays(projectNoticedOn, projectNoticeDays)
      return unless(today >= until, `立项公告要满${projectNoticeDays}日，${until}起可以办理`)
    },
  },
  draft_uploaded: { basis: custom(NATIONAL), check: ({ draftUploaded }) => unless(draftUploaded, '征求意见稿还没有上传；请上传') },
  explanation_uploaded: { basis: custom(NATIONAL), check: ({ explanationUploaded }) => unless(explanationUploaded, '编制说明还没有上传；请上传') },
  consultation_long_enough: {
    basis: GROUNDS.minConsultDays,
    check: ({ consultation, today }, parameters) => {
      if (!consultation) return '征求意见的起止日期还没有填写；请填写'
      if (consultation.opensOn < today) return `开始日期${consultation.opensOn}已经过去；请从今天或以后起算`
      const earliest = earliestClose(consultation.opensOn, parameters)
      return unless(consultation.closesOn >= earliest, `征求意见不少于${parameters.minConsultDays}日：截止日期最早是${earliest}，现在填的是${consultation.closesOn}`)
    },
  },
  consultation_public: { basis: custom(`${NATIONAL}：涉及消费者权益的，应当向社会公开征求意见`), check: ({ consultation }, { publicRequired }) => unless(consultation !== undefined && (consultation.public || (!publicRequired && !consultation.touchesConsumers)), '这份标准要向社会公开征求意见；请改为公开') },
  extension_forward: { basis: HOUSE, check: ({ consultation, today }) => unless(consultation?.extendTo !== undefined && consultation.extendTo > consultation.closesOn && consultation.extendTo >= today && consultation.closesOn >= today, '截止日期只能往后延，并且要在截止以前延；请填写更晚的日期') },
  consultation_days_run: {
    basis: GROUNDS.minConsultDays,
    check: ({ consultation, today }, parameters) => {
      if (!consultation) return '没有征求意见的记录；请先征求意见'
      const earliest = earliestClose(consultation.opensOn, parameters)
      return unless(today >= earliest, `征求意见要满${parameters.minConsultDays}日，${earliest}起可以结束`)
    },
  },
  consultation_closed: { basis: HOUSE, check: ({ consultation, today }) => unless(consultation !== undefined && today >= consultation.closesOn, consultation ? `公布的截止日期是${consultation.closesOn}，还没有到` : '没有征求意见的记录；请先征求意见') },
  comments_answered: { basis: custom(`${NATIONAL}：意见应逐条处理`), check: ({ comments }) => unless(comments?.open === 0, comments ? `还有${comments.open}条意见没有处理；请逐条答复` : '意见汇总处理表还没有建立；请先汇总') },
  refusals_reasoned: { basis: custom(`${NATIONAL}：未采纳的说明理由`), check: ({ comments }) => unless(comments?.refusedWithoutReason === 0, comments ? `有${comments.refusedWithoutReason}条不采纳的意见没有写理由；请补写` : '意见汇总处理表还没有建立；请先汇总') },
  review_draft_uploaded: { basis: custom(NATIONAL), check: ({ reviewDraftUploaded }) => unless(reviewDraftUploaded, '送审稿还没有上传；请上传') },
  panel_large_enough: {
    basis: GROUNDS.minPanel,
    check: (facts, parameters) => {
      const size = counted(facts, parameters)?.entitled.length ?? 0
      return unless(size >= parameters.minPanel, `有表决权的审查人员${size}人，需要${parameters.minPanel}人；起草人及其单位的人不计，请增补`)
    },
  },
  papers_in_time: {
    basis: GROUNDS.paperLeadWorkdays,
    check: ({ review }, { paperLeadWorkdays }) => {
      if (!review) return '没有审查的记录；请登记审查日期和材料送达日期'
      if (review.papersSentOn === null) return '审查材料还没有送达；请送达并登记日期'
      const earliest = afterWorkingDays(review.papersSentOn, paperLeadWorkdays)
      return unless(review.on >= earliest, `材料要提前${paperLeadWorkdays}个工作日送达：${review.papersSentOn}送达的，最早${earliest}审查`)
    },
  },
  vote_passed: {
    basis: GROUNDS.passRatio,
    check: (facts, parameters) => {
      const count = counted(facts, parameters)
      return count ? unless(count.passed, `赞成票不够：${tally(count)}`) : '没有表决的记录；请登记每位审查人员的表决'
    },
  },
  vote_not_passed: {
    basis: GROUNDS.passRatio,
    check: (facts, parameters) => {
      const count = counted(facts, parameters)
      return count ? unless(!count.passed, `表决已经通过，不能登记为不通过：${tally(count)}`) : '没有表决的记录；请登记每位审查人员的表决'
    },
  },
  minutes_filed: { basis: custom(`${NATIONAL}：审查形成会议纪要`), check: ({ review }) => unless(review?.minutesFiled, '审查会议纪要还没有归档；请上传') },
  retry_left: { basis: GROUNDS.maxFailedReviews, check: ({ failedReviews }, parameters) => unless(failedReviews !== undefined && retriesLeft(failedReviews, parameters) > 0, `审查已有${failedReviews ?? '若干'}次不通过，最多${parameters.maxFailedReviews}次；请终止项目`) },
  draft_revised: { basis: custom('协会规则：修改后重新审查'), check: ({ draftRevisedOn, lastReviewOn }) => unless(draftRevisedOn !== undefined && lastReviewOn !== undefined && draftRevisedOn >= lastReviewOn, '上次审查以后还没有新的送审稿；请修改后上传') },
  body_approved: { basis: custom(NATIONAL), check: ({ bodyApproved }) => unless(bodyApproved, '协会的批准文件还没有登记；请登记') },
  number_well_formed: {
    basis: custom(`${NATIONAL}：T/团体代号 顺序号—年代号`),
    check: ({ number, today }) => {
      const year = NUMBER.exec(number ?? '')?.[1]
      if (!year) return `编号“${number ?? ''}”不合规定；请写成 T/团体代号 顺序号—年代号，例如 T/ABCD 0001—2026`
      return unless(year <= today.slice(0, 4), `编号的年代号${year}在今年之后；请改为发布的年份`)
    },
  },
  not_below_mandatory: { basis: law('标准化法第二十一条第一款'), check: ({ belowMandatory }) => unless(belowMandatory?.length === 0, belowMandatory ? `低于强制性国家标准：${belowMandatory.join('、')}；请修改` : '还没有与强制性国家标准比对；请先比对') },
  competition_respected: { basis: law('标准化法第二十二条第二款'), check: ({ competitionDoubts }) => unless(competitionDoubts?.length === 0, competitionDoubts ? `可能排除、限制竞争：${competitionDoubts.join('、')}；请修改` : '还没有作公平竞争核对；请先核对') },
  text_public: { basis: GROUNDS.publicRequired, check: ({ textPublic }, { publicRequired }) => unless(textPublic || !publicRequired, '标准文本或者主要技术内容还没有在平台公开；请公开后登记') },
  implementation_reached: { basis: HOUSE, check: ({ implementationOn, today }) => unless(implementationOn !== undefined && today >= implementationOn, implementationOn ? `实施日期是${implementationOn}，还没有到` : '实施日期还没有填写；请填写') },
  result_confirm: resultIs('confirm', '继续有效'),
  result_revise: resultIs('revise', '修订'),
  result_abolish: resultIs('abolish', '废止'),
  reason_given: { basis: HOUSE, check: ({ reason = '' }) => unless(reason.trim().length >= 2, '请写明理由') },
  successor_in_force: { basis: HOUSE, check: ({ successor, today }) => unless(successor !== undefined && today >= successor.inForceOn, successor ? `新版${successor.number}要到${successor.inForceOn}才实施；在此之前旧版仍然有效` : '还没有登记代替它的新版；请先登记') },
  correction_unmet: { basis: law('标准化法第三十九条'), check: ({ correction, today }) => unless(correction !== undefined && correction.byProvince && !correction.met && today > correction.dueOn, '只有省级以上标准化主管部门责令限期改正、逾期不改正的，才可以这样废止；请登记责令改正的文件和期限') },
} as const satisfies Record<string, Check>

export type Guard = keyof typeof GUARDS
