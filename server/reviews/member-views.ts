// How a review looks to a member of its panel: what waits, the papers to read, the own vote.
import type { ContentSection } from '../../indexer/index.ts'
import { summary, type FormState } from '../web/form.ts'
import { html, link, trusted, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, tag, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { ballotForm, countLine, memberTags, minutesOf, outcomeTag, rulesOf, voteWord } from './review-parts.ts'
import type { OwnReview } from './reviews.ts'
import type { MemberAnswer, ReviewDetail } from './schema.ts'

export function ownReviewsPage(reader: Reader, items: readonly OwnReview[]): string {
  const { t } = reader
  const row = ({ id, title, mode, on, outcome, closedAt, hasVoted }: OwnReview) => html`<li><a href="${link(`/reviews/${id}`)}" lang="zh-CN">${title}</a> <span class="meta">${tag(t(`review_${mode}`))}${time(on, reader)} ${outcomeTag(reader, outcome, closedAt)}${hasVoted && tag(t('review_voted'), 'jade')}</span></li>`
  return page(reader, { title: t('reviews'), query: null, styles: ['drafting.css'], main: html`${crumbs(reader, [])}<h1>${t('reviews')}</h1><p class="lead">${t('reviews_lead')}</p>${items.length ? html`<ul class="list">${items.map(row)}</ul>` : empty(t('reviews_none'))}` })
}

export interface MemberView {
  review: ReviewDetail
  /** Of the draft under review. */
  clauses: readonly ContentSection[]
  explanation: { title: string; sections: readonly ContentSection[] } | null
  state: FormState
}

export function reviewPage(reader: Reader, { review, clauses, explanation, state }: MemberView): string {
  const { t } = reader
  const { title, mode, on, members, draft } = review
  const own = members.find(({ isOwn }) => isOwn)
  return page(reader, {
    title: `${t('review')} · ${title}`,
    query: null,
    styles: ['drafting.css'],
    main: html`${crumbs(reader, own ? [{ href: '/reviews', text: t('reviews') }] : [{ href: `/drafting/${review.projectId}`, text: title }, { href: `/drafting/${review.projectId}/review`, text: t('review') }])}
<h1 lang="zh-CN">${title}</h1><p>${tag(t('review_round', { n: review.round }))}${outcomeTag(reader, review.outcome, review.closedAt)}</p>${summary(reader, state)}
${definitions([
  { name: t('review_mode'), value: t(`review_${mode}`) },
  { name: t(`review_on_${mode}`), value: time(on, reader) },
  { name: t('review_papers_on'), value: review.papersSentOn ? time(review.papersSentOn, reader) : t('review_papers_not') },
  { name: t('review_rule'), value: rulesOf(reader, review) },
])}${!review.rules.isConfirmed && banner(t('review_unconfirmed'), 'amber')}
${own && ownVote(reader, review, own)}
<section class="part"><h2>${t('review_count')}</h2>${countLine(reader, review)}</section>
<section class="part"><h2>${t('review_panel')}</h2>${members.length ? html`<ul class="list">${members.map((member) => html`<li><span lang="zh-CN">${member.name} <span class="meta">${member.employerName}</span></span> ${memberTags(reader, member)} <span class="meta">${voteWord(reader, member, mode)}</span>${member.opinion && html`<br><span class="meta" lang="zh-CN">${member.opinion}</span>`}</li>`)}</ul>` : empty(t('review_panel_none'))}</section>
${review.closedAt !== null && minutesOf(reader, review)}
<section class="part text"><h2>${t('review_draft')} <span class="meta">${t('review_draft_n', { n: draft.number })}</span></h2>${read(clauses, '')}</section>
${explanation && html`<section class="part text"><details><summary><b>${t('review_explanation')}</b> <span lang="zh-CN">${explanation.title}</span></summary>${read(explanation.sections, 'notes-')}</details></section>`}`,
  })
}

function ownVote(reader: Reader, review: ReviewDetail, own: MemberAnswer): Html {
  const { t, today } = reader
  const isOpen = review.mode === 'letter' && review.closedAt === null && review.papersSentOn !== null && own.bar === null && today <= review.on
  const said = html`<p>${voteWord(reader, own, review.mode)}${own.opinion && html`：<span lang="zh-CN">${own.opinion}</span>`}</p>`
  if (own.bar) return html`<section class="part narrow"><h2>${t('review_own')}</h2>${banner(`${t('review_barred_tag')}：${own.barWords}`, 'red')}</section>`
  if (review.mode === 'meeting') return html`<section class="part narrow"><h2>${t('review_own')}</h2><p>${t('review_own_meeting')}</p>${review.closedAt !== null && said}</section>`
  return html`<section class="part narrow"><h2>${t('review_own')}</h2>${isOpen ? html`<p>${t('review_own_until', { day: review.on })}</p>${ballotForm(reader, { reviewId: review.id, member: own, mode: review.mode, submit: t(own.hasVoted ? 'review_change_vote' : 'review_cast') })}` : html`${review.papersSentOn !== null && html`<p>${t('review_own_over')}</p>`}${said}`}</section>`
}

/** Clauses under each other, headings below the page's own; anchors apart where two texts stand on one page. */
const read = (sections: readonly ContentSection[], prefix: string): Html =>
  html`${sections.map(({ anchor, heading, path, html: markup }) => {
    const step = Math.min(6, path.length + 3)
    return html`<section id="${prefix}${anchor}" lang="zh-CN">${heading && html`${trusted(`<h${step}>`)}${heading}${trusted(`</h${step}>`)}`}${trusted(markup)}</section>`
  })}`
