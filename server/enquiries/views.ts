// How enquiries look: the list, the form, one with its progress and what can be done next.
import { FIELD, INDUSTRIES, JURISDICTION, LANGUAGE, SERVICE, labelOf, type CodeTable } from '../../indexer/index.ts'
import { area, form, formPage, input, select, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { EnquiryAnswer, EnquiryDetail } from './schema.ts'
import { KINDS, PROCEDURES, RULES, type Move, type State } from './states.ts'

const TONES: Partial<Record<State, string>> = { RETURNED: 'amber', NO_SOLUTION: 'red', WITHDRAWN: '', CLOSED: 'jade', OPINION_DELIVERED: 'jade' }
const stateTag = ({ t }: Reader, state: State): Html => tag(t(`state_${state}`), TONES[state] ?? 'jade')

export function enquiriesPage(reader: Reader, { total, page: at, size, items }: { total: number; page: number; size: number; items: readonly EnquiryAnswer[] }): string {
  const { t } = reader
  return page(reader, {
    title: t('enquiries'),
    query: null,
    main: html`${crumbs(reader, [])}<h1>${t('enquiries')}</h1><p class="lead">${t('enquiries_lead')}</p><p class="ways"><a href="/enquiries/new">${t('enquiry_new')}</a></p>
${items.length ? html`<ul class="list">${items.map(({ id, title, state, submittedAt, dueAt, kind }) => html`<li><a href="${link(`/enquiries/${id}`)}" lang="zh-CN">${title}</a> <span class="meta">${stateTag(reader, state)}${kind !== 'ordinary' && tag(t(`kind_${kind}`), 'amber')}${submittedAt && html`<span class="n">${t('enquiry_submitted')} ${moment(new Date(submittedAt))}</span>`}${dueAt && html`<span class="n">${t('enquiry_due')} ${moment(new Date(dueAt))}</span>`}</span></li>`)}</ul>` : empty(t('enquiry_none'))}
${pagination(reader, { page: at, total, size, href: (n) => `/enquiries?page=${n}` })}`,
  })
}

export interface Alike {
  id: string
  title: string
  state: State
}

/** One of a table's codes, by its word. */
const chooser = ({ t, language }: Reader, state: FormState, { name, table }: { name: 'fields' | 'industries' | 'jurisdictions' | 'languages'; table: CodeTable }): Html =>
  select(state, { name, label: t(`enquiry_${name}`), options: [{ value: '', label: t('enquiry_fields_any') }, ...Object.keys(table).map((value) => ({ value, label: labelOf(table, value, language === 'en') }))] })

export function enquiryFormPage(reader: Reader, { action, state, chosen, alike }: { action: string; state: FormState; chosen: readonly string[]; alike: readonly Alike[] }): string {
  const { t, language } = reader
  const english = language === 'en' ? 1 : 0
  const needs = html`<fieldset class="field"><legend>${t('enquiry_needs')}</legend>${Object.entries(SERVICE).map(([code, names]) => html`<label><input type="checkbox" name="needs" value="${code}"${chosen.includes(code) && html` checked`}> ${names[english]}</label>`)}</fieldset>`
  const fields = html`${input(state, { name: 'title', label: t('enquiry_title'), hint: t('enquiry_title_rule'), maxlength: 100 })}
${area(state, { name: 'facts', label: t('enquiry_facts'), hint: t('enquiry_facts_rule'), maxlength: 20_000, rows: 8 })}
${area(state, { name: 'parties', label: t('enquiry_parties'), hint: t('enquiry_parties_rule'), maxlength: 5_000, rows: 3 })}
${select(state, { name: 'kind', label: t('enquiry_kind'), options: KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) })) })}
${select(state, { name: 'procedure', label: t('enquiry_procedure'), options: [{ value: '', label: t('procedure_none') }, ...PROCEDURES.map((procedure) => ({ value: procedure, label: t(`procedure_${procedure}`) }))] })}
${needs}
${chooser(reader, state, { name: 'fields', table: FIELD })}${chooser(reader, state, { name: 'industries', table: INDUSTRIES })}
${chooser(reader, state, { name: 'jurisdictions', table: JURISDICTION })}${chooser(reader, state, { name: 'languages', table: LANGUAGE })}`
  const warning = alike.length > 0 && html`<div role="status">${banner(t('enquiry_alike'), 'amber')}<ul class="list">${alike.map((one) => html`<li><a href="${link(`/enquiries/${one.id}`)}" lang="zh-CN">${one.title}</a> <span class="meta">${stateTag(reader, one.state)}</span></li>`)}</ul></div>`
  return page(reader, { title: t('enquiry_new'), query: null, main: html`${crumbs(reader, [{ href: '/enquiries', text: t('enquiries') }])}${formPage(reader, { title: t('enquiry_new'), lead: html`${t('enquiry_lead')}${warning}`, state, form: form(reader, { action, submit: t('enquiry_save'), fields }) })}` })
}

export interface EnquiryView {
  enquiry: EnquiryDetail
  alike: readonly Alike[]
  handles: boolean
  state: FormState
}

export function enquiryPage(reader: Reader, { enquiry, alike, handles, state }: EnquiryView): string {
  const { t, language } = reader
  const { id, title, kind, procedure, fields, industries, needs, jurisdictions, languages, facts, parties, moves, possible, version, submittedAt, dueAt } = enquiry
  const listed = (codes: readonly string[], table: CodeTable) => codes.map((code) => labelOf(table, code === 'zh' ? 'zh-CN' : code, language === 'en')).join(language === 'en' ? ', ' : '、') || '—'
  const at = (instant: string) => html`<time class="n" datetime="${instant}">${moment(new Date(instant))}</time>`
  const known = definitions([
    { name: t('enquiry_kind'), value: t(`kind_${kind}`) },
    { name: t('enquiry_procedure'), value: procedure ? t(`procedure_${procedure as (typeof PROCEDURES)[number]}`) : t('procedure_none') },
    { name: t('enquiry_needs'), value: listed(needs, SERVICE) },
    { name: t('enquiry_fields'), value: listed(fields, FIELD) },
    { name: t('enquiry_industries'), value: listed(industries, INDUSTRIES) },
    { name: t('enquiry_jurisdictions'), value: listed(jurisdictions, JURISDICTION) },
    { name: t('enquiry_languages'), value: listed(languages, LANGUAGE) },
    ...(submittedAt ? [{ name: t('enquiry_submitted'), value: at(submittedAt) }] : []),
    ...(dueAt ? [{ name: t('enquiry_due'), value: at(dueAt) }] : []),
  ])
  return page(reader, {
    title,
    query: null,
    main: html`${crumbs(reader, [{ href: '/enquiries', text: t('enquiries') }])}<div class="text"><h1 lang="zh-CN">${title}</h1><p>${stateTag(reader, enquiry.state)}${kind !== 'ordinary' && tag(t(`kind_${kind}`), 'amber')}</p>${banner(t(`now_${enquiry.state}`), TONES[enquiry.state] === 'amber' ? 'amber' : 'plain')}${summary(reader, state)}
${alike.length > 0 && html`${banner(t('enquiry_alike'), 'amber')}<ul>${alike.map((one) => html`<li><a href="${link(`/enquiries/${one.id}`)}" lang="zh-CN">${one.title}</a></li>`)}</ul>`}
${known}
<section><h2>${t('enquiry_facts')}</h2>${facts === null ? html`<p>${t('enquiry_hidden')}</p>` : facts.split(/\n+/).map((line) => html`<p lang="zh-CN">${line}</p>`)}</section>
${parties !== null && parties.length > 0 && html`<section><h2>${t('enquiry_parties')}</h2><ul>${parties.map((party) => html`<li><span lang="zh-CN">${party.name}</span> ${tag(roleWord(reader, party.role))}${party.uscc && html` <code class="meta">${party.uscc}</code>`}</li>`)}</ul></section>`}
${handles && html`<section><h2>${t('match')}</h2><p class="ways"><a href="/enquiries/${id}/match">${t('match_sheet')}</a><a href="/enquiries/${id}/panel">${t('enquiry_panel')}</a></p></section>`}
${possible.length > 0 && html`<section><h2>${t('enquiry_next')}</h2>${possible.map((move) => moveForm(reader, { id, version, move, state }))}</section>`}
<section><h2>${t('enquiry_progress')}</h2><ol>${moves.map(({ at, to, reason }) => html`<li>${t(`state_${to}`)} <span class="meta n">${moment(new Date(at))}</span>${reason && !(reason in RULES) && reason !== 'open' && html`<br>${reason}`}</li>`)}</ol></section></div>`,
  })
}

const PARTY_ROLES = ['applicant', 'respondent', 'third_party', 'agent', 'agent_firm'] as const
/** A role that the table does not have is its own word. */
function roleWord({ t }: Reader, role: string): string {
  const known = PARTY_ROLES.find((one) => one === role)
  return known ? t(`party_${known}`) : role
}

function moveForm(reader: Reader, { id, version, move, state }: { id: string; version: number; move: Move; state: FormState }): Html {
  const { t } = reader
  const reason = RULES[move].reason && area(state, { name: 'reason', id: `reason-${move}`, label: t('enquiry_reason'), rows: 2, maxlength: 1_000 })
  return form(reader, { action: `/enquiries/${id}/moves`, submit: t(`move_${move}`), fields: reason, hidden: { move, version: String(version), ...(!RULES[move].reason && { reason: '' }) }, ...((move === 'return' || move === 'withdraw' || move === 'give_up') && { tone: 'danger' as const }) })
}
