// How consultations look: the list with days left, the draft with a count per clause and the comments of the clause at hand, the association's form.
import type { ContentSection } from '../../indexer/index.ts'
import type { z } from 'zod'
import { area, form, formPage, input, select, summary, type FormState } from '../web/form.ts'
import { daysBetween } from '../web/format.ts'
import { html, link, trusted, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, empty, pagination, tag, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { COMMENT_TYPES, commentAnswer, consultationsAnswer } from './schema.ts'

type Comment = z.output<typeof commentAnswer>
type Span = { opensOn: string; closesOn: string; isOpen: boolean }

/** Days left as words. */
function left({ t }: Reader, { opensOn, closesOn, isOpen }: Span, today: string): Html {
  if (!isOpen) return today < opensOn ? tag(t('consultation_before', { day: opensOn })) : tag(t('consultation_closed'))
  const days = daysBetween(today, closesOn)
  return tag(days === 0 ? t('consultation_open_today') : t('consultation_open_days', { n: days }), days <= 3 ? 'amber' : 'jade')
}

export function consultationsPage(reader: Reader, { total, page: at, size, items, today }: z.output<typeof consultationsAnswer> & { today: string }): string {
  const { t } = reader
  return page(reader, {
    title: t('consultations'),
    query: null,
    main: html`${crumbs(reader, [])}<h1>${t('consultations')}</h1><p class="lead">${t('consultations_lead')}</p>
${items.length ? html`<ul class="list">${items.map((one) => html`<li><a href="${link(`/consultations/${one.id}`)}" lang="zh-CN">${one.title}</a> <span class="meta">${left(reader, one, today)}<span lang="zh-CN">${one.organisation}</span><span>${t('consultation_closes')} ${time(one.closesOn, reader)}</span><span>${t('consultation_comments', { n: one.comments })}</span></span></li>`)}</ul>` : empty(t('consultations_none'))}
${pagination(reader, { page: at, total, size, href: (n) => `/consultations?page=${n}` })}`,
  })
}

export interface ConsultationView extends Span {
  id: string
  projectId: string
  title: string
  organisation: string
  draft: number
  explanation: { id: string } | null
  sections: readonly ContentSection[]
  comments: readonly Comment[]
  /** Anchor of the clause at hand; '' for the draft as a whole; null: none chosen. */
  chosen: string | null
  signedIn: boolean
  organisations: readonly { id: string; name: string }[]
  note: 'sent' | 'mailed' | null
  today: string
  state: FormState
}

export function consultationPage(reader: Reader, view: ConsultationView): string {
  const { t } = reader
  const { id, title, organisation, sections, comments, chosen, note, state, today } = view
  const counts = new Map<string, number>()
  for (const { clause } of comments) counts.set(clause, (counts.get(clause) ?? 0) + 1)
  const numberOf = (anchor: string) => anchor.replace(/^cl-/, '')
  const beside = (anchor: string): Html => {
    const count = counts.get(numberOf(anchor)) ?? 0
    return html` <a class="consult-count" href="${link(`/consultations/${id}?clause=${encodeURIComponent(anchor)}#${anchor}`)}" aria-label="${t('consultation_clause_comments', { clause: numberOf(anchor) })}：${count}">${count > 0 ? String(count) : '＋'}</a>`
  }
  const text = sections.map(({ anchor, heading, level, html: body }) => html`<section id="${anchor}" class="l${level}" data-clause="${anchor}"${chosen === anchor && html` aria-current="true"`}>${level > 0 && level < 4 ? html`<h2>${heading}${beside(anchor)}</h2>` : html`<h3>${heading}${beside(anchor)}</h3>`}${trusted(body)}${chosen === anchor && html`<p class="consult-jump"><a href="#comments">${t('consultation_jump')}</a></p>`}</section>`)
  return page(reader, {
    title: `${t('consultations')}：${title}`,
    query: null,
    styles: ['drafting.css'],
    scripts: ['consultation.js'],
    main: html`${crumbs(reader, [{ href: '/consultations', text: t('consultations') }])}<h1 lang="zh-CN">${title}</h1>
<p>${left(reader, view, today)} <span class="meta"><span class="n">${t('consultation_span', { from: view.opensOn, to: view.closesOn })}</span><span lang="zh-CN">${organisation}</span><span>${t('consultation_comments', { n: comments.length })}</span></span></p>
<p class="ways">${view.explanation && html`<a href="${link(`/drafting/${view.projectId}/papers/${view.explanation.id}`)}">${t('consultation_explanation')}</a>`}<a href="${link(`/drafting/${view.projectId}`)}">${t('drafting_nav_project')}</a><a href="${link(`/consultations/${id}?clause=#comments`)}">${t('consultation_whole')}</a></p>
${note && html`<div role="status">${banner(t(`consultation_${note}`))}</div>`}
<div class="consult"><div class="text" lang="zh-CN">${text}</div><aside id="comments" aria-label="${t('consultation_comments', { n: comments.length })}">${atHand(reader, view)}${state.issues.length > 0 && chosen === null && summary(reader, state)}</aside></div>`,
  })
}

function atHand(reader: Reader, { id, chosen, comments, sections, isOpen, signedIn, organisations, state }: ConsultationView): Html {
  const { t } = reader
  if (chosen === null) return html`<p>${t('consultation_pick')}</p>${isOpen ? '' : html`<p class="meta">${t('consultation_not_open')}</p>`}${comments.map((comment) => one(reader, id, comment, isOpen, true))}`
  const number = chosen.replace(/^cl-/, '')
  const here = comments.filter(({ clause }) => clause === number)
  const heading = sections.find(({ anchor }) => anchor === chosen)?.heading
  return html`${chosen && html`<p class="consult-jump"><a href="#${chosen}">${t('consultation_back')}</a></p>`}<h2 lang="zh-CN">${chosen ? t('consultation_clause_comments', { clause: heading || number }) : t('consultation_whole')}</h2>
${here.length ? here.map((comment) => one(reader, id, comment, isOpen, false)) : html`<p class="meta">${t('consultation_no_comments')}</p>`}
${isOpen ? html`${summary(reader, state)}${form(reader, { action: `/consultations/${id}/comments`, submit: t('consultation_send'), hidden: { clause: chosen }, fields: html`${select(state, { name: 'type', label: t('consultation_type'), options: (['te', 'ge', 'ed'] as const satisfies readonly (typeof COMMENT_TYPES)[number][]).map((type) => ({ value: type, label: t(`consultation_type_${type}`) })) })}${input(state, { name: 'original', label: t('consultation_original'), required: false, maxlength: 2_000 })}${input(state, { name: 'element', label: t('consultation_element'), required: false, maxlength: 60 })}${area(state, { name: 'proposed', label: t('consultation_proposed'), rows: 3, maxlength: 10_000 })}${area(state, { name: 'reason', label: t('consultation_reason'), rows: 3, maxlength: 10_000 })}${organisations.length > 0 ? select(state, { name: 'organisationId', label: t('consultation_for'), options: organisations.map((one) => ({ value: one.id, label: one.name })) }) : input(state, { name: 'body', label: t('consultation_body'), maxlength: 120 })}${!signedIn && input(state, { name: 'email', label: t('consultation_email'), type: 'email', autocomplete: 'email', maxlength: 254 })}` })}` : html`<p class="meta">${t('consultation_not_open')}</p>`}`
}

const TONES = { kept: '', moved: '', changed: 'amber', gone: 'red', uncertain: 'amber' } as const

function one(reader: Reader, id: string, comment: Comment, isOpen: boolean, withClause: boolean): Html {
  const { t } = reader
  const { standing } = comment
  return html`<article class="consult-comment" lang="zh-CN"><p class="meta"><b>${comment.number}</b> <span>${comment.body}</span>${tag(t(`consultation_type_${comment.type}`))}${withClause && comment.clause && html`<a href="#cl-${comment.clause}">${comment.clause}</a>`}</p>
${comment.original && html`<blockquote>${comment.original}</blockquote>`}${comment.proposed && html`<p>${t('consultation_proposed')}：${comment.proposed}</p>`}${comment.reason && html`<p>${t('consultation_reason')}：${comment.reason}</p>`}
${comment.disposition && html`<p>${tag(comment.disposition, comment.disposition === '不采纳' ? 'red' : 'jade')} ${comment.reply}</p>`}${standing && html`<p class="meta">${t('consultation_in_draft', { n: standing.draft })} ${tag(t(`consultation_${standing.outcome}`), TONES[standing.outcome])} ${standing.reason}</p>`}
${comment.mine && isOpen && form(reader, { action: `/consultations/${id}/comments/${comment.id}/withdraw`, submit: t('consultation_withdraw'), tone: 'plain', about: String(comment.number) })}</article>`
}

export function confirmPage(reader: Reader, { title, token, state }: { title: string; token: string; state: FormState }): string {
  const { t } = reader
  return page(reader, { title: t('consultation_confirm'), query: null, main: formPage(reader, { title: t('consultation_confirm'), lead: t('consultation_confirm_lead', { title }), state, form: form(reader, { action: `/consultations/confirm/${token}`, submit: t('consultation_confirm') }) }) })
}

export interface ManageView {
  id: string
  title: string
  version: number
  running: { id: string; closesOn: string } | null
  /** From today for as short as the rules allow. */
  suggested: { opensOn: string; closesOn: string }
  nav: Html
  mayMove: boolean
  state: FormState
}

export function managePage(reader: Reader, { id, title, version, running, suggested, nav, mayMove, state }: ManageView): string {
  const { t } = reader
  const kept: FormState = { issues: state.issues, values: { ...suggested, ...state.values } }
  const day = (from: FormState, name: string, label: string) => input(from, { name, label, hint: t('consultation_day_rule'), maxlength: 10, inputmode: 'numeric' })
  const body = running
    ? html`<p>${t('consultation_extend_lead', { day: running.closesOn })} <a href="${link(`/consultations/${running.id}`)}">${t('consultations')}</a></p>${mayMove && form(reader, { action: `/drafting/${id}/consultation/extension`, submit: t('consultation_extend'), hidden: { version: String(version) }, fields: html`${day(state, 'closesOn', t('consultation_closes'))}${area(state, { name: 'reason', label: t('consultation_why'), rows: 2, maxlength: 1_000 })}` })}`
    : mayMove && form(reader, { action: `/drafting/${id}/consultation`, submit: t('consultation_manage'), hidden: { version: String(version) }, fields: html`${day(kept, 'opensOn', t('consultation_opens'))}${day(kept, 'closesOn', t('consultation_closes'))}${select(state, { name: 'public', label: t('consultation_public'), options: [{ value: 'yes', label: t('drafting_yes') }, { value: 'no', label: t('drafting_no') }] })}` })
  return page(reader, { title: `${t('consultation_manage')}：${title}`, query: null, styles: ['drafting.css'], main: html`${crumbs(reader, [{ href: '/drafting', text: t('drafting_title') }, { href: `/drafting/${id}`, text: title }])}<h1 lang="zh-CN">${title}</h1>${nav}<div class="narrow"><p class="lead">${t('consultation_manage_lead')}</p>${summary(reader, state)}${body}</div>` })
}
