// Draws the audit trail: the filters as a form, and what was done as a table.
import { input, select, summary, type FormState } from '../web/form.ts'
import { number } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { crumbs, definitions, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { ACTION_NAMES, actionName } from './action-names.ts'
import { OUTCOMES, type AuditLine } from './schema.ts'
import type { TrailPage } from './trail.ts'

export interface AuditView extends FormState {
  /** Null while the filters have to be put right. */
  found: TrailPage | null
}

export function auditPage(reader: Reader, view: AuditView): string {
  const { t } = reader
  const { found, values } = view
  return page(reader, {
    title: t('audit_title'),
    main: html`${crumbs(reader, [{ href: '/account', text: t('account') }])}<h1>${t('audit_title')}</h1><p class="lead">${t('audit_lead')}</p>
${summary(reader, view)}
${filters(reader, view)}
${found && html`<div class="line"><h2>${t('audit_count', { n: number(found.total) })}</h2><a href="${address('/audit.csv', values)}" download>${t('audit_csv')}</a></div>
${found.items.length > 0 ? table(reader, found.items) : empty(t('audit_none'))}
${pagination(reader, { ...found, href: (n) => address('/audit', { ...values, ...(n > 1 && { page: String(n) }) }) })}`}`,
  })
}

function address(path: string, values: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(values).toString()
  return link(query ? `${path}?${query}` : path)
}

function filters(reader: Reader, view: AuditView): Html {
  const { t, language } = reader
  const any = { value: '', label: t('audit_any') }
  const known = Object.keys(ACTION_NAMES).map((action) => ({ value: action, label: `${actionName(action, language)} ${action}` }))
  const { action } = view.values
  const other = action && !known.some(({ value }) => value === action) ? [{ value: action, label: action }] : []
  const outcomes = OUTCOMES.map((value) => ({ value, label: t(`audit_outcome_${value}`) }))
  const text = { required: false, maxlength: 200, autocomplete: 'off' }
  const isOpen = view.issues.length > 0
  return html`<details class="drawer"${isOpen && html` open`}><summary>${t('filters')}</summary><form class="filters" method="get" action="/audit" aria-label="${t('filters')}">
${select(view, { name: 'action', label: t('audit_action'), options: [any, ...other, ...known] })}
${select(view, { name: 'outcome', label: t('audit_outcome'), options: [any, ...outcomes] })}
${input(view, { ...text, name: 'actor', label: t('audit_actor'), hint: t('audit_actor_hint') })}
${input(view, { ...text, name: 'subject', label: t('audit_subject'), hint: t('audit_subject_hint') })}
${input(view, { ...text, name: 'from', label: t('audit_from'), hint: t('audit_day_hint') })}
${input(view, { ...text, name: 'to', label: t('audit_to'), hint: t('audit_day_hint') })}
<p><button>${t('apply')}</button>　<a href="/audit">${t('clear')}</a></p></form></details>`
}

function table(reader: Reader, lines: readonly AuditLine[]): Html {
  const { t, language } = reader
  const columns = [t('audit_seq'), t('audit_at'), t('audit_actor'), t('audit_action'), t('audit_subject'), t('audit_outcome'), t('audit_detail')]
  const row = (line: AuditLine): Html => {
    const values = [moment(line.at), who(reader, line), html`${actionName(line.action, language)} <code>${line.action}</code>`, subject(reader, line), outcome(reader, line), detail(reader, line)]
    return html`<tr><th scope="row">${line.seq}</th>${values.map((value, i) => html`<td data-name="${columns[i + 1]}">${value}</td>`)}</tr>`
  }
  return html`<div class="table" role="region" aria-label="${t('audit_title')}" tabindex="0"><table class="cards"><caption class="hidden">${t('audit_title')}</caption><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${lines.map(row)}</tbody></table></div>`
}

const SUBJECTS = ['account', 'organisation', 'key', 'document', 'consent', 'mail', 'audit'] as const

/** In words, and as the filter takes it. */
function subject({ t }: Reader, { subjectKind, subjectId }: AuditLine): Html {
  const kind = SUBJECTS.find((known) => known === subjectKind)
  return html`${kind && t(`audit_of_${kind}`)} <code>${subjectKind}${subjectId !== null && `:${subjectId}`}</code>`
}

const SHANGHAI = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
const moment = (at: string): Html => html`<time class="n" datetime="${at}">${SHANGHAI.format(new Date(at))}</time>`

const KINDS = ['person', 'key', 'visitor', 'system'] as const

function who({ t }: Reader, { actorKind, actorId }: AuditLine): Fragment {
  const kind = KINDS.find((known) => known === actorKind)
  return html`${kind ? t(`audit_by_${kind}`) : actorKind}${actorId !== null && html` <code>${actorId}</code>`}`
}

const TONES = { DONE: 'jade', DENIED: 'red', FAILED: 'amber' } as const
const outcome = ({ t }: Reader, line: AuditLine): Html => tag(t(`audit_outcome_${line.outcome}`), TONES[line.outcome])

/** Lists with commas, nothing as an empty text. */
const inWords = (value: unknown): string => (value === null ? '' : Array.isArray(value) ? value.map(inWords).join('、') : typeof value === 'string' ? value : JSON.stringify(value))

/** Folded away: what changed, the request, and the entry's place in the chain. */
function detail({ t }: Reader, line: AuditLine): Html {
  const changed = Object.entries(line.detail).map(([name, value]) => ({ name, value: inWords(value) || t('audit_nothing') }))
  const request = line.requestId === null ? [] : [{ name: t('audit_request'), value: html`<code>${line.requestId}</code>` }]
  const chain = [
    { name: t('audit_previous'), value: html`<code>${line.previousHash}</code>` },
    { name: t('audit_hash'), value: html`<code>${line.hash}</code>` },
  ]
  return html`<details><summary>${t('audit_show')}<span class="hidden">${t('audit_detail_of', { n: line.seq })}</span></summary>${definitions([...changed, ...request, ...chain])}</details>`
}
