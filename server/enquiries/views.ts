// How enquiries look: the list, the form, one with its progress and what can be done next.
import { FIELD, INDUSTRIES, JURISDICTION, LANGUAGE, SERVICE, labelOf, type CodeTable } from '../../indexer/index.ts'
import { area, form, formPage, input, select, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { Chosen, EnquiryAnswer, EnquiryDetail } from './schema.ts'
import { KINDS, PROCEDURES, RULES, STATES, type Move, type State } from './states.ts'

const TONES: Partial<Record<State, string>> = { RETURNED: 'amber', NO_SOLUTION: 'red', WITHDRAWN: '', CLOSED: 'jade', OPINION_DELIVERED: 'jade' }
const stateTag = ({ t }: Reader, state: State): Html => tag(t(`state_${state}`), TONES[state] ?? 'jade')

export interface EnquiriesView {
  total: number
  page: number
  size: number
  items: readonly EnquiryAnswer[]
  /** To which the list is narrowed. */
  state: State | undefined
}

export function enquiriesPage(reader: Reader, { total, page: at, size, items, state: wanted }: EnquiriesView): string {
  const { t } = reader
  const narrowed: FormState = { issues: [], values: { state: wanted ?? '' } }
  return page(reader, {
    title: t('enquiries'),
    query: null,
    main: html`${crumbs(reader, [])}<h1>${t('enquiries')}</h1><p class="lead">${t('enquiries_lead')}</p><p class="ways"><a href="/enquiries/new">${t('enquiry_new')}</a></p>
<form class="form" method="get" action="/enquiries">${select(narrowed, { name: 'state', label: t('enquiry_state'), options: [{ value: '', label: t('enquiry_state_any') }, ...STATES.map((one) => ({ value: one, label: t(`state_${one}`) }))] })}<button class="quiet">${t('enquiry_filter')}</button></form>
${items.length ? html`<ul class="list">${items.map(({ id, title, state, submittedAt, dueAt, kind }) => html`<li><a href="${link(`/enquiries/${id}`)}" lang="zh-CN">${title}</a> <span class="meta">${stateTag(reader, state)}${kind !== 'ordinary' && tag(t(`kind_${kind}`), 'amber')}${submittedAt && html`<span class="n">${t('enquiry_submitted')} ${moment(new Date(submittedAt))}</span>`}${dueAt && html`<span class="n">${t('enquiry_due')} ${moment(new Date(dueAt))}</span>`}</span></li>`)}</ul>` : empty(t(wanted ? 'enquiry_none_in_state' : 'enquiry_none'))}
${pagination(reader, { page: at, total, size, href: (n) => `/enquiries?${new URLSearchParams({ ...(wanted && { state: wanted }), page: String(n) })}` })}`,
  })
}

export interface Alike {
  id: string
  title: string
  state: State
}

interface Chooser {
  name: keyof Chosen
  table: CodeTable
  chosen: Chosen
  problem: string | undefined
}
const issueOf = ({ issues }: FormState, name: string): string | undefined => issues.find(({ pointer }) => pointer.split('/').includes(name))?.detail

/** Any number of a table's codes, by their words: none is any. */
function ticks({ t, language }: Reader, { name, table, chosen, problem }: Chooser): Html {
  return html`<fieldset class="field" id="${name}"><legend>${t(`enquiry_${name}`)}</legend>${problem && html`<span class="problem">${problem}</span>`}${Object.keys(table).map((code) => html`<label><input type="checkbox" name="${name}" value="${code}"${chosen[name].includes(code) && html` checked`}> ${labelOf(table, code, language === 'en')}</label>`)}</fieldset>`
}

/** The same in a list of its own, for a table of a hundred codes. */
function choices({ t, language }: Reader, { name, table, chosen, problem }: Chooser): Html {
  return html`<p class="field"><label for="${name}">${t(`enquiry_${name}`)}</label><span class="meta" id="${name}-hint">${t('enquiry_several_rule')}</span>${problem && html`<span class="problem" id="${name}-problem">${problem}</span>`}
<select id="${name}" name="${name}" multiple size="8" aria-describedby="${name}-hint${problem && ` ${name}-problem`}"${problem && html` aria-invalid="true"`}>${Object.keys(table).map((code) => html`<option value="${code}"${chosen[name].includes(code) && html` selected`}>${labelOf(table, code, language === 'en')}</option>`)}</select></p>`
}

export function enquiryFormPage(reader: Reader, { action, state, chosen, alike }: { action: string; state: FormState; chosen: Chosen; alike: readonly Alike[] }): string {
  const { t } = reader
  const several = (name: keyof Chosen, table: CodeTable): Chooser => ({ name, table, chosen, problem: issueOf(state, name) })
  const fields = html`${input(state, { name: 'title', label: t('enquiry_title'), hint: t('enquiry_title_rule'), maxlength: 100 })}
${area(state, { name: 'facts', label: t('enquiry_facts'), hint: t('enquiry_facts_rule'), maxlength: 20_000, rows: 8 })}
${area(state, { name: 'parties', label: t('enquiry_parties'), hint: t('enquiry_parties_rule'), maxlength: 5_000, rows: 3 })}
${select(state, { name: 'kind', label: t('enquiry_kind'), options: KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) })) })}
${select(state, { name: 'procedure', label: t('enquiry_procedure'), options: [{ value: '', label: t('procedure_none') }, ...PROCEDURES.map((procedure) => ({ value: procedure, label: t(`procedure_${procedure}`) }))] })}
${ticks(reader, several('needs', SERVICE))}
${ticks(reader, several('fields', FIELD))}${choices(reader, several('industries', INDUSTRIES))}
${ticks(reader, several('jurisdictions', JURISDICTION))}${ticks(reader, several('languages', LANGUAGE))}`
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
