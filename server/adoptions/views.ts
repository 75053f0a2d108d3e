// How the register of adoptions looks: the list with its filter, and the form of a declaration.
import { area, form, formPage, input, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, chinese, crumbs, empty, pagination, tag, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { AdoptionAnswer } from './schema.ts'

export interface AdoptionsView {
  total: number
  page: number
  size: number
  items: readonly (AdoptionAnswer & { mayEnd: boolean; mayCheck: boolean })[]
  standard: string
  standards: readonly { id: string; title: string }[]
  /** What stood in the way of what was just asked. */
  refusal: string | null
}

export function adoptionsPage(reader: Reader, { total, page: at, size, items, standard, standards, refusal }: AdoptionsView): string {
  const { t } = reader
  const zh = chinese(reader)
  const options = [{ id: '', title: t('adoption_any') }, ...standards]
  return page(reader, {
    title: t('adoptions'),
    canonical: '/adoptions',
    main: html`${crumbs(reader, [])}<h1>${t('adoptions')}</h1><p class="lead">${t('adoptions_lead')}</p>${refusal && banner(refusal, 'red')}
<form class="filters" method="get" action="/adoptions"><p class="field"><label for="standard">${t('adoption_standard')}</label><select id="standard" name="standard">${options.map(({ id, title }) => html`<option value="${id}"${id === standard && html` selected`}>${title}</option>`)}</select></p><p><button class="quiet">${t('adoption_filter')}</button></p></form>
${items.length ? html`<ul class="list">${items.map((one) => html`<li><span${zh}>${one.organisation}</span>　<a href="${link(`/documents/${one.documentId}`)}"${zh}>${one.title}</a> <span class="meta">${marks(reader, one)}${one.number && html`<span class="n">${one.number}</span>`}<span>${one.clauses.length ? html`${t('adoption_clauses')} ${one.clauses.join('、')}` : t('adoption_whole')}</span><span>${t('adoption_declared_on')} ${time(one.declaredOn, reader)}</span>${one.endedOn && html`<span>${t('adoption_ended_on')} ${time(one.endedOn, reader)}</span>`}${one.evidenceUrl && html`<a href="${link(one.evidenceUrl)}" rel="nofollow noopener">${t('adoption_evidence_link')}</a>`}</span>${one.mayCheck && checkForm(reader, one)}${one.mayEnd && endForm(reader, one)}</li>`)}</ul>` : empty(t('adoption_none'))}
${pagination(reader, { page: at, total, size, href: (n) => `/adoptions?page=${n}${standard && `&standard=${encodeURIComponent(standard)}`}` })}`,
  })
}

const marks = ({ t }: Reader, { basis, checkedBy, endedOn }: AdoptionAnswer): Html => html`${basis === 'checked' ? tag(`${t('adoption_basis_checked')}${checkedBy ? `：${checkedBy}` : ''}`, 'jade') : tag(t('adoption_basis_declared'))}${endedOn && tag(t('adoption_ended'), 'amber')}`

const checkForm = (reader: Reader, { id, version, organisation }: AdoptionAnswer): Html => form(reader, { action: `/adoptions/${id}/check`, submit: reader.t('adoption_check'), hidden: { version: String(version) }, tone: 'plain', about: organisation })

const endForm = (reader: Reader, { id, version, organisation }: AdoptionAnswer): Html => form(reader, { action: `/adoptions/${id}/end`, submit: reader.t('adoption_end'), hidden: { version: String(version), endedOn: reader.today }, tone: 'plain', about: organisation })

export function declarePage(reader: Reader, { standard, state }: { standard: { id: string; title: string }; state: FormState }): string {
  const { t, today } = reader
  const kept: FormState = { issues: state.issues, values: { declaredOn: today, ...state.values } }
  const fields = html`${area(kept, { name: 'clauses', label: t('adoption_clauses'), hint: t('adoption_clauses_rule'), rows: 2, maxlength: 5_000 })}
${input(kept, { name: 'evidenceUrl', label: t('adoption_evidence'), hint: t('adoption_evidence_rule'), required: false, maxlength: 500 })}
${input(kept, { name: 'declaredOn', label: t('adoption_declared_on'), hint: t('adoption_day_rule'), maxlength: 10, inputmode: 'numeric' })}`
  const title = t('adoption_declare_of', { title: standard.title })
  return page(reader, { title, query: null, main: html`${crumbs(reader, [{ href: '/adoptions', text: t('adoptions') }, { href: `/documents/${standard.id}`, text: standard.title }])}${formPage(reader, { title, lead: t('adoption_declare_lead'), state, form: form(reader, { action: '/adoptions/new', submit: t('adoption_declare'), fields, hidden: { standard: standard.id } }) })}` })
}
