// Pieces that the secretary's and the member's pages of a review share: rules in words, votes, ballots, count.
import { form } from '../web/form.ts'
import { html, type Html } from '../web/html.ts'
import { tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { VOTES, type MemberAnswer, type ReviewDetail } from './schema.ts'

export const outcomeTag = ({ t }: Reader, outcome: ReviewDetail['outcome'], closedAt: string | null): Html => (closedAt === null ? tag(t('review_open'), 'amber') : outcome === 'passed' ? tag(t('review_passed'), 'jade') : tag(t('review_failed'), 'red'))

export function rulesOf({ t, language }: Reader, { rules }: ReviewDetail): string {
  const [n, d] = rules.ratio
  const parts = [t(`review_rule_${rules.voteBase}`, { n, d }), t('review_rule_panel_size', { n: rules.minPanel }), ...(rules.paperLeadWorkdays > 0 ? [t('review_rule_lead', { n: rules.paperLeadWorkdays })] : [])]
  return parts.join(language === 'en' ? '; ' : '；')
}

export const memberTags = ({ t }: Reader, { bar, barWords, expertId, hasAccount, hasVoted, isHidden }: MemberAnswer): Html =>
  html`${expertId && tag(t('review_from_registry'))}${!hasAccount && tag(t('review_by_paper'))}${bar && tag(`${t('review_barred_tag')}：${barWords}`, 'red')}${hasVoted && !isHidden && tag(t('review_voted'), 'jade')}`

export function voteWord({ t }: Reader, { isHidden, vote, attends, version }: MemberAnswer, mode: ReviewDetail['mode']): string {
  if (isHidden) return t('review_hidden')
  if (vote) return t(`review_${vote}`)
  // Nothing was entered yet: that is not the same as being absent.
  return mode === 'letter' || version === 1 ? t('review_no_vote') : t(attends ? 'review_attends_no_vote' : 'review_absent')
}

/** One member's ballot; its ids are its own, because a page may hold one for each. */
export function ballotForm(reader: Reader, { reviewId, member, mode, submit }: { reviewId: string; member: MemberAnswer; mode: ReviewDetail['mode']; submit: string }): Html {
  const { t } = reader
  const { id, name, attends, vote, opinion, version } = member
  const now = vote ?? (mode === 'meeting' && !attends ? 'absent' : '')
  const none = mode === 'meeting' ? [{ value: '', label: t('review_attends_no_vote') }, { value: 'absent', label: t('review_absent') }] : [{ value: '', label: t('review_no_vote') }]
  const options = [...VOTES.map((value) => ({ value, label: t(`review_${value}`) })), ...none]
  const fields = html`<p class="field"><label for="vote-${id}">${t('review_vote')}</label><select id="vote-${id}" name="vote">${options.map(({ value, label }) => html`<option value="${value}"${value === now && html` selected`}>${label}</option>`)}</select></p>
<p class="field"><label for="opinion-${id}">${t('review_opinion')}</label><span class="meta" id="opinion-${id}-hint">${t('review_opinion_rule')}</span><textarea id="opinion-${id}" name="opinion" rows="3" maxlength="5000" aria-describedby="opinion-${id}-hint">
${opinion}</textarea></p>`
  return form(reader, { action: `/reviews/${reviewId}/members/${id}/vote`, submit, fields, hidden: { version: String(version) }, about: name, tone: 'quiet' })
}

export function countLine({ t }: Reader, { count, closedAt }: ReviewDetail): Html {
  if (!count) return html`<p class="empty">${t('review_count_hidden')}</p>`
  return html`<p role="status">${t('review_count_line', { for: count.for, against: count.against, abstain: count.abstain, base: count.base, needed: count.needed })} ${closedAt === null && tag(t(count.passed ? 'review_would_pass' : 'review_would_fail'), count.passed ? 'jade' : 'amber')}</p>`
}

export const minutesOf = ({ t }: Reader, { minutes }: ReviewDetail): Html => html`<section class="part text"><h2>${t('review_minutes')}</h2>${minutes ? html`<h3 lang="zh-CN">${minutes.title}</h3>${minutes.text.split(/\n+/).map((line) => html`<p lang="zh-CN">${line}</p>`)}` : html`<p class="empty">${t('review_minutes_none')}</p>`}</section>`
