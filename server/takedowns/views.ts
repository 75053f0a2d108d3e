// How takedowns look: the request, the decision about one document, and the list.
import type { ContentDocument } from '../../indexer/index.ts'
import { area, form, formPage, select, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { chinese, crumbs, definitions, empty, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { GROUNDS, type RequestAnswer, type TakedownAnswer } from './schema.ts'

type Document = Pick<ContentDocument, 'id' | 'title'>

const decisionOf = (id: string): string => link(`/documents/${id}/takedown/decision`)
const when = (instant: string): Html => html`<time class="n" datetime="${instant}">${moment(new Date(instant))}</time>`
const toDocument = (reader: Reader, { id, title }: Document): Html => html`<a href="${link(`/documents/${id}`)}"${chinese(reader)}>${title}</a>`

export function askPage(reader: Reader, { document, mayDecide, state }: { document: Document; mayDecide: boolean; state: FormState }): string {
  const { t } = reader
  const fields = html`${select(state, { name: 'ground', label: t('takedown_ground'), options: GROUNDS.map((value) => ({ value, label: t(`takedown_ground_${value}`) })) })}
${area(state, { name: 'reason', label: t('takedown_words'), hint: t('takedown_words_hint'), maxlength: 2000 })}`
  return page(reader, {
    title: t('takedown_ask'),
    main: html`${crumbs(reader, [{ href: `/documents/${document.id}`, text: document.title }])}${formPage(reader, {
      title: t('takedown_ask'),
      lead: t('takedown_ask_lead'),
      state,
      form: form(reader, { action: `/documents/${document.id}/takedown`, submit: t('takedown_send'), fields }),
      after: mayDecide && html`<p><a href="${decisionOf(document.id)}">${t('takedown_decide_title')}</a></p>`,
    })}`,
  })
}

export function askedPage(reader: Reader, document: Document): string {
  const { t } = reader
  return page(reader, { title: t('takedown_asked'), main: html`${crumbs(reader, [{ href: `/documents/${document.id}`, text: document.title }])}<div class="narrow"><h1>${t('takedown_asked')}</h1><p role="status">${t('takedown_asked_text')}</p><p>${toDocument(reader, document)}</p></div>` })
}

export interface DecisionView {
  id: string
  /** Undefined when the file is no longer in the library. */
  title: string | undefined
  requests: readonly RequestAnswer[]
  standing: TakedownAnswer | undefined
  state: FormState
}

export function decisionPage(reader: Reader, view: DecisionView): string {
  const { t } = reader
  const { id, title, requests, standing, state } = view
  return page(reader, {
    title: t('takedown_decide_title'),
    main: html`${crumbs(reader, [{ href: '/takedowns', text: t('takedown_list') }])}<div class="narrow"><h1>${t('takedown_decide_title')}</h1>
<p>${title === undefined ? t('takedown_gone_file') : toDocument(reader, { id, title })} <code>${id}</code></p>${summary(reader, state)}
${standing ? liftBlock(reader, standing) : takeDownForm(reader, view)}
${requests.length > 0 && html`<h2>${t('takedown_waiting')}</h2>${requests.map((request) => declineForm(reader, request, state))}`}</div>`,
  })
}

function liftBlock(reader: Reader, { documentId, reason, at }: TakedownAnswer): Html {
  const { t } = reader
  const facts = [
    { name: t('takedown_since'), value: when(at) },
    { name: t('takedown_reason'), value: html`<span${chinese(reader)}>${reason}</span>` },
  ]
  return html`${definitions(facts)}<p>${t('takedown_lift_note')}</p>${form(reader, { action: `/documents/${documentId}/takedown/decision/lift`, submit: t('takedown_lift') })}`
}

const takeDownForm = (reader: Reader, { id, state }: DecisionView): Html =>
  form(reader, { action: `/documents/${id}/takedown/decision`, submit: reader.t('takedown_do'), tone: 'danger', fields: area(state, { name: 'reason', label: reader.t('takedown_reason'), hint: reader.t('takedown_reason_hint'), maxlength: 300, rows: 3 }) })

/** With several requests, what was typed for one stays with that one. */
function declineForm(reader: Reader, { id, documentId, ground, requestedBy, at }: RequestAnswer, state: FormState): Html {
  const { t } = reader
  const own = state.values.request === id ? state : { values: {}, issues: [] }
  return html`<section class="block"><h3>${t(`takedown_ground_${ground}`)}</h3><p class="meta">${when(at)} <code>${requestedBy}</code></p>
${form(reader, { action: `/documents/${documentId}/takedown/decision/decline`, submit: t('takedown_decline'), tone: 'quiet', hidden: { request: id }, about: `${t(`takedown_ground_${ground}`)} ${id}`, fields: area(own, { name: 'kept', id: `kept-${id}`, label: t('takedown_decline_reason'), hint: t('takedown_decline_hint'), maxlength: 300, rows: 2 }) })}</section>`
}

export interface TakedownsView {
  requests: readonly RequestAnswer[]
  takedowns: readonly TakedownAnswer[]
  titleOf: (documentId: string) => string | undefined
}

export function takedownsPage(reader: Reader, { requests, takedowns, titleOf }: TakedownsView): string {
  const { t } = reader
  const name = (id: string): Html => html`<a href="${decisionOf(id)}"${chinese(reader)}>${titleOf(id) ?? t('takedown_gone_file')}</a>`
  const standing = takedowns.filter(({ liftedAt }) => !liftedAt)
  const past = takedowns.filter(({ liftedAt }) => liftedAt)
  const line = ({ documentId, reason, at, liftedAt }: TakedownAnswer): Html => html`<li>${name(documentId)} <span class="meta"><span${chinese(reader)}>${reason}</span><code>${documentId}</code>　${t('takedown_since')} ${when(at)}${liftedAt && html`　${t('takedown_until')} ${when(liftedAt)}`}</span></li>`
  return page(reader, {
    title: t('takedown_list'),
    main: html`${crumbs(reader, [{ href: '/account', text: t('account') }])}<div class="text"><h1>${t('takedown_list')}</h1><p class="lead">${t('takedown_list_lead')}</p>
<section><h2>${t('takedown_waiting')}</h2>${requests.length ? html`<ul class="list">${requests.map(({ documentId, ground, at }) => html`<li>${name(documentId)} <span class="meta">${tag(t(`takedown_ground_${ground}`), 'amber')}<code>${documentId}</code>　${when(at)}</span></li>`)}</ul>` : empty(t('takedown_none_waiting'))}</section>
<section><h2>${t('takedown_standing')}</h2>${standing.length ? html`<ul class="list">${standing.map(line)}</ul>` : empty(t('takedown_none_standing'))}</section>
${past.length > 0 && html`<section><h2>${t('takedown_past')}</h2><ul class="list">${past.map(line)}</ul></section>`}</div>`,
  })
}
