// The life of a group standard as a table: from which state a move leads where, and which guards must hold. Pure.
import type { Parameters } from './parameters.ts'
import { GUARDS, type Facts, type Failure, type Guard } from './guards.ts'

export const STATES = ['proposed', 'project_approved', 'drafting', 'consulting', 'reviewing', 'review_failed', 'approving', 'published', 'in_force', 'under_review', 'revised', 'replaced', 'abolished', 'terminated'] as const
export type State = (typeof STATES)[number]

export const STATE_LABELS: Readonly<Record<State, string>> = {
  proposed: '提案',
  project_approved: '立项',
  drafting: '起草',
  consulting: '征求意见',
  reviewing: '技术审查',
  review_failed: '审查未通过',
  approving: '报批',
  published: '发布',
  in_force: '现行',
  under_review: '复审',
  revised: '修订中',
  replaced: '被代替',
  abolished: '废止',
  terminated: '项目终止',
}

export const MOVES = ['approve_project', 'start_drafting', 'open_consultation', 'extend_consultation', 'send_to_review', 'pass_review', 'fail_review', 'review_again', 'publish', 'enter_force', 'start_revalidation', 'confirm', 'revise', 'replace', 'abolish', 'abolish_by_authority', 'terminate'] as const
export type Move = (typeof MOVES)[number]

interface Rule {
  from: readonly State[]
  to: State
  label: string
  guards: readonly Guard[]
}

/** `clock_forward` is asked of every move and so not repeated here. Source: domain rules of the associations; each guard carries its own. */
export const RULES: Readonly<Record<Move, Rule>> = {
  approve_project: { from: ['proposed'], to: 'project_approved', label: '受理立项', guards: ['proposal_complete', 'enough_applicants'] },
  start_drafting: { from: ['project_approved'], to: 'drafting', label: '开始起草', guards: ['project_panel_agreed', 'project_notice_run'] },
  open_consultation: { from: ['drafting'], to: 'consulting', label: '开始征求意见', guards: ['draft_uploaded', 'explanation_uploaded', 'consultation_long_enough', 'consultation_public'] },
  extend_consultation: { from: ['consulting'], to: 'consulting', label: '延长征求意见', guards: ['extension_forward'] },
  send_to_review: { from: ['consulting'], to: 'reviewing', label: '送审', guards: ['consultation_days_run', 'consultation_closed', 'comments_answered', 'refusals_reasoned', 'review_draft_uploaded'] },
  pass_review: { from: ['reviewing'], to: 'approving', label: '审查通过', guards: ['panel_large_enough', 'papers_in_time', 'vote_passed', 'minutes_filed'] },
  fail_review: { from: ['reviewing'], to: 'review_failed', label: '审查不通过', guards: ['panel_large_enough', 'vote_not_passed', 'minutes_filed'] },
  review_again: { from: ['review_failed'], to: 'reviewing', label: '修改后再审', guards: ['retry_left', 'draft_revised'] },
  publish: { from: ['approving'], to: 'published', label: '批准发布', guards: ['body_approved', 'number_well_formed', 'not_below_mandatory', 'competition_respected'] },
  enter_force: { from: ['published'], to: 'in_force', label: '实施', guards: ['text_public', 'implementation_reached'] },
  start_revalidation: { from: ['in_force'], to: 'under_review', label: '开始复审', guards: [] },
  confirm: { from: ['under_review'], to: 'in_force', label: '继续有效', guards: ['result_confirm', 'reason_given'] },
  revise: { from: ['under_review'], to: 'revised', label: '修订', guards: ['result_revise', 'reason_given'] },
  replace: { from: ['revised'], to: 'replaced', label: '由新版代替', guards: ['successor_in_force'] },
  abolish: { from: ['under_review'], to: 'abolished', label: '废止', guards: ['result_abolish', 'reason_given'] },
  abolish_by_authority: { from: ['in_force', 'under_review', 'revised'], to: 'abolished', label: '责令改正后由主管部门废止', guards: ['correction_unmet', 'reason_given'] },
  terminate: { from: ['proposed', 'project_approved', 'drafting', 'consulting', 'reviewing', 'review_failed', 'approving'], to: 'terminated', label: '终止项目', guards: ['reason_given'] },
}

export type Tried = { ok: true; to: State } | { ok: false; failures: Failure[] }

/** Every guard that fails is listed, not only the first; a move that the table does not have from this state fails as `not_in_table`. */
export function tryMove(state: State, move: Move, facts: Facts, parameters: Parameters): Tried {
  const rule = RULES[move]
  if (!rule.from.includes(state)) {
    const open = movesFrom(state).map((one) => RULES[one].label)
    const detail = `“${STATE_LABELS[state]}”阶段不能“${rule.label}”；${open.length ? `现在可以：${open.join('、')}` : '这份标准的办理已经结束'}`
    return { ok: false, failures: [{ guard: 'not_in_table', detail, basis: { text: '本库规则：阶段只能按流程表推进', verified: true } }] }
  }
  const failures = (['clock_forward', ...rule.guards] as const).flatMap((guard) => {
    const { check, basis } = GUARDS[guard]
    const detail = check(facts, parameters)
    return detail === null ? [] : [{ guard, detail, basis }]
  })
  return failures.length ? { ok: false, failures } : { ok: true, to: rule.to }
}

export const movesFrom = (state: State): Move[] => MOVES.filter((move) => RULES[move].from.includes(state))
