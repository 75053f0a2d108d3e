// How a review looks to its secretary: sending, panel, papers, votes, minutes, outcome.
import { STATE_LABELS, type State } from '../drafting/states.ts'
import { area, form, input, select, summary, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, tag, time } from '../web/parts.ts'
import { projectNav } from '../web/project-nav.ts'
import type { Reader } from '../web/reader.ts'
import { ballotForm, countLine, memberTags, minutesOf, outcomeTag, rulesOf, voteWord } from './review-parts.ts'
import type { ReviewDetail, ReviewLine, Suggestions } from './schema.ts'

export interface ManageView {
  project: { id: string; title: string; state: State; version: number }
  manages: boolean
  /** Newest first. */
  reviews: readonly ReviewLine[]
  current: ReviewDetail | null
  suggestions: Suggestions | null
  state: FormState
}

export function managePage(reader: Reader, view: ManageView): string {
  const { t } = reader
  const { project, manages, reviews, current, state } = view
  return page(reader, {
    title: `${t('review')} · ${project.title}`,
    query: null,
    styles: ['drafting.css'],
    main: html`${crumbs(reader, [{ href: '/drafting', text: t('review_drafting') }, { href: `/drafting/${project.id}`, text: project.title }])}
<h1>${t('review')}</h1>${projectNav(reader, project.id)}<p class="lead">${t('review_lead')}</p>${summary(reader, state)}
${manages && sending(reader, view)}${current && review(reader, { ...view, current })}
${reviews.length > 1 && html`<section class="part"><h2>${t('review_earlier')}</h2><ul class="list">${reviews.map((one) => reviewLineItem(reader, one))}</ul></section>`}`,
  })
}

export const reviewLineItem = (reader: Reader, { id, mode, on, outcome, closedAt }: ReviewLine): Html => html`<li><a href="${link(`/reviews/${id}`)}">${reader.t(`review_${mode}`)}</a> <span class="meta">${time(on, reader)} ${outcomeTag(reader, outcome, closedAt)}</span></li>`

function sending(reader: Reader, { project, reviews, current, state }: ManageView): Html | false {
  const { t } = reader
  const again = project.state === 'review_failed'
  if (!again && project.state !== 'consulting') return !current && banner(t('review_not_yet', { state: STATE_LABELS[project.state] }), 'amber')
  const fields = html`${select(state, { name: 'mode', label: t('review_mode'), options: (['meeting', 'letter'] as const).map((value) => ({ value, label: t(`review_${value}`) })) })}${input(state, { name: 'on', label: t('review_on'), hint: t('review_day_rule'), maxlength: 10, inputmode: 'numeric' })}`
  const label = t(again ? 'review_send_again' : 'review_send')
  return html`<section class="part narrow"><h2>${label}</h2>${again && reviews.length > 0 && banner(t('review_failed_next', { n: current?.rules.maxFailedReviews ?? 2 }), 'amber')}${form(reader, { action: `/drafting/${project.id}/review`, submit: label, fields, hidden: { version: String(project.version) } })}</section>`
}

type CurrentView = ManageView & { current: ReviewDetail }

function review(reader: Reader, view: CurrentView): Html {
  const { t } = reader
  const { current } = view
  const runs = current.manages && current.closedAt === null && view.project.state === 'reviewing'
  return html`<section class="part"><h2>${t('review_round', { n: current.round })} ${outcomeTag(reader, current.outcome, current.closedAt)}</h2>
${definitions([
  { name: t('review_mode'), value: t(`review_${current.mode}`) },
  { name: t(`review_on_${current.mode}`), value: time(current.on, reader) },
  { name: t('review_draft'), value: t('review_draft_n', { n: current.draft.number }) },
  { name: t('review_papers_on'), value: current.papersSentOn ? time(current.papersSentOn, reader) : t('review_papers_not') },
  { name: t('review_rule'), value: rulesOf(reader, current) },
])}${!current.rules.isConfirmed && banner(t('review_unconfirmed'), 'amber')}
<p class="ways"><a href="${link(`/reviews/${current.id}`)}">${t('review_read')}</a></p></section>
<section class="part"><h2>${t('review_panel')}</h2>${panelTable(reader, current, runs)}${barredList(reader, current)}</section>
${runs && html`${adding(reader, view)}${papers(reader, view)}`}
<section class="part"><h2>${t('review_count')}</h2>${countLine(reader, current)}</section>
${runs && current.papersSentOn !== null && closing(reader, view)}${!runs && minutesOf(reader, current)}`
}

function panelTable(reader: Reader, { id, members, papersSentOn, mode }: ReviewDetail, runs: boolean): Html {
  const { t } = reader
  if (!members.length) return empty(t('review_panel_none'))
  const heads = [t('review_name'), t('review_employer'), t('review_vote')]
  return html`<div class="table" role="region" tabindex="0" aria-label="${t('review_panel')}"><table class="cards"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${members.map((member) => {
    const entered = runs && papersSentOn !== null && member.bar === null && (mode === 'meeting' || !member.hasAccount)
    return html`<tr><td data-name="${heads[0]}"><span lang="zh-CN">${member.name}</span> ${memberTags(reader, member)}${runs && papersSentOn === null && form(reader, { action: `/reviews/${id}/members/${member.id}/remove`, submit: t('review_remove'), tone: 'plain', about: member.name })}</td><td data-name="${heads[1]}" lang="zh-CN">${member.employerName || '—'}${member.doubt && html`<br>${tag(member.doubt, 'amber')}`}</td><td data-name="${heads[2]}">${voteWord(reader, member, mode)}${member.opinion && html`<br><span class="meta" lang="zh-CN">${member.opinion}</span>`}${entered && ballotForm(reader, { reviewId: id, member, mode, submit: t('review_enter') })}</td></tr>`
  })}</tbody></table></div>`
}

function barredList({ t }: Reader, { members }: ReviewDetail): Html | false {
  const barred = members.filter(({ bar }) => bar !== null)
  return barred.length > 0 && html`<h3>${t('review_barred')}</h3><ul class="list">${barred.map(({ name, barWords }) => html`<li lang="zh-CN">${name} <span class="meta">${barWords}</span></li>`)}</ul>`
}

function adding(reader: Reader, { project, current, suggestions, state }: CurrentView): Html {
  const { t } = reader
  const fields = html`${input(state, { name: 'name', label: t('review_name'), maxlength: 60 })}${input(state, { name: 'employerName', label: t('review_employer'), hint: t('review_employer_rule'), maxlength: 100 })}${input(state, { name: 'employerUscc', label: t('review_uscc'), required: false, maxlength: 30 })}${input(state, { name: 'email', label: t('review_email'), hint: t('review_email_rule'), type: 'email', required: false, maxlength: 254 })}`
  const blank = { name: '', employerName: '', employerUscc: '', email: '' }
  const action = `/reviews/${current.id}/members`
  return html`<section class="part"><h2>${t('review_suggest')}</h2>${suggestions === null ? html`<p class="ways"><a href="${link(`/drafting/${project.id}/review?suggest=yes`)}">${t('review_suggest_show')}</a></p>` : html`${suggestions.notes.map((note) => banner(note, 'amber'))}${suggestions.items.length ? html`<ul class="list rows">${suggestions.items.map((one) => html`<li><span><a href="${link(`/experts/${one.expertId}`)}" lang="zh-CN">${one.name}</a> <span class="meta" lang="zh-CN">${one.employerName} ${one.confidence} <b class="n">${one.score}</b>${one.doubt && html` ${tag(one.doubt, 'amber')}`}</span></span>${form(reader, { action, submit: t('review_add'), tone: 'plain', about: one.name, hidden: { expertId: one.expertId, ...blank } })}</li>`)}</ul>` : empty(t('review_suggest_none'))}
${suggestions.barred.length > 0 && html`<h3>${t('review_barred')}</h3><ul class="list">${suggestions.barred.map((one) => html`<li lang="zh-CN">${one.name} <span class="meta">${one.employerName} ${one.why}</span></li>`)}</ul>`}`}</section>
<section class="part narrow"><h2>${t('review_add_hand')}</h2>${form(reader, { action, submit: t('review_add'), tone: 'quiet', fields, hidden: { expertId: '' } })}</section>`
}

function papers(reader: Reader, { current, state }: CurrentView): Html {
  const { t } = reader
  const isFirst = current.papersSentOn === null
  const kept: FormState = { issues: state.issues, values: isFirst ? { on: current.on, ...state.values } : state.values }
  const label = t(isFirst ? 'review_papers' : 'review_put_off')
  const field = input(kept, { name: 'on', label: t(isFirst ? `review_on_${current.mode}` : 'review_put_off_day'), hint: t('review_day_rule'), maxlength: 10, inputmode: 'numeric' })
  return html`<section class="part narrow"><h2>${label}</h2>${isFirst && html`<p>${t('review_papers_lead')}</p>`}${form(reader, { action: `/reviews/${current.id}/papers`, submit: label, fields: field, hidden: { version: String(current.version) }, ...(!isFirst && { tone: 'quiet' as const }) })}</section>`
}

function closing(reader: Reader, { current, state }: CurrentView): Html {
  const { t } = reader
  const version = String(current.version)
  const obstacles = current.obstacles ?? { passed: [], failed: [] }
  const kept: FormState = { issues: state.issues, values: { title: current.minutes?.title ?? '', text: current.minutes?.text ?? '', ...state.values } }
  const fields = html`${input(kept, { name: 'title', label: t('review_minutes_title'), maxlength: 200 })}${area(kept, { name: 'text', label: t('review_minutes_text'), rows: 10, maxlength: 100_000 })}`
  return html`<section class="part narrow"><h2>${t('review_minutes')}</h2>${form(reader, { action: `/reviews/${current.id}/minutes`, submit: t('review_minutes_file'), tone: 'quiet', fields, hidden: { version } })}</section>
<section class="part narrow"><h2>${t('review_close')}</h2>${(['passed', 'failed'] as const).map((outcome) => {
    const why = obstacles[outcome]
    if (why.length) return html`<p>${t('review_stands', { outcome: t(`review_${outcome}`) })}</p><ul>${why.map((one) => html`<li lang="zh-CN">${one}</li>`)}</ul>`
    return form(reader, { action: `/reviews/${current.id}/close`, submit: t(`review_close_${outcome}`), hidden: { version, outcome }, ...(outcome === 'failed' && { tone: 'danger' as const }) })
  })}</section>`
}
