// How draws look: the list, and one as a timeline from the frozen list to the check of the result, with the forms of those who take part.
import { form, input, select, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { DrawRecord, State } from './record.ts'
import { PHASES, type DrawLine, type Phase } from './schema.ts'
import { partyName, replay, timeline } from './timeline-views.ts'
import type { Verdict } from './verify.ts'

/** What the reader may do here, whether or not it is time. */
export interface DrawRights {
  /** Parties for which the reader may hand in nonces. */
  parties: readonly string[]
  observe: boolean
  reveal: boolean
  abort: boolean
}

const TONES: Partial<Record<State, string>> = { COMMITTED: 'amber', COLLECTING: 'amber', REVEALED: 'jade' }
const stateTag = ({ t }: Reader, state: State): Html => tag(t(`draw_state_${state}`), TONES[state])

export function drawsPage(reader: Reader, { state, total, page: at, size, items }: { state: Phase | undefined; total: number; page: number; size: number; items: readonly DrawLine[] }): string {
  const { t } = reader
  const href = (phase: Phase | undefined, n = 1) => link(`/draws${phase || n > 1 ? `?${new URLSearchParams({ ...(phase && { state: phase }), ...(n > 1 && { page: String(n) }) })}` : ''}`)
  const choice = (phase: Phase | undefined, text: string) => html`<a href="${href(phase)}"${phase === state && html` aria-current="page"`}>${text}</a>`
  const line = ({ id, state: now, procedure, count, size: seats, alternates, createdAt }: DrawLine) =>
    html`<li><a href="/draws/${id}">${t('draw', { id })}</a> <span class="meta">${stateTag(reader, now)}<span lang="zh-CN">${procedure}</span><span>${t('draw_line', { count, size: seats, alternates })}</span><time class="n" datetime="${createdAt}">${moment(new Date(createdAt))}</time></span></li>`
  return page(reader, {
    title: t('draws'),
    main: html`${crumbs(reader, [])}<h1>${t('draws')}</h1><p class="lead">${t('draws_lead')}</p>
<div class="line"><p class="meta" role="status">${t('draws_count', { n: total })}</p><nav class="order" aria-label="${t('draws')}">${choice(undefined, t('draws_all'))}${PHASES.map((phase) => choice(phase, t(`draws_${phase}`)))}</nav></div>
${items.length ? html`<ul class="list">${items.map(line)}</ul>` : empty(t('draws_none'))}
${pagination(reader, { page: at, total, size, href: (n) => href(state, n) })}`,
  })
}

export function drawPage(reader: Reader, { record, verdict, rights, state }: { record: DrawRecord; verdict: Verdict; rights: DrawRights; state: FormState }): string {
  const { t } = reader
  const { id, terms, size, alternates, account } = record
  const title = t('draw', { id })
  const time = moment(new Date(record.state === 'COMMITTED' ? terms.hashesBy : terms.valuesBy))
  return page(reader, {
    title,
    scripts: ['document.js', 'draw.js'],
    main: html`${crumbs(reader, [{ href: '/draws', text: t('draws') }])}<div class="text"><h1>${title}</h1>
<p class="meta">${stateTag(reader, record.state)}<span lang="zh-CN">${terms.procedure}</span><span>${t('draw_line', { count: terms.count, size, alternates })}</span></p>
${banner(t(`draw_next_${record.state}`, { time, reason: account.abortReason ?? '' }), record.state === 'ABORTED' ? 'amber' : 'plain')}
${terms.repeats && html`<p>${t('draw_repeats')} <a href="${link(`/draws/${terms.repeats}`)}">${t('draw', { id: terms.repeats })}</a></p>`}
${summary(reader, state)}${openForms(reader, record, rights, state)}
${timeline(reader, record)}
${replay(reader, record, verdict)}
${rights.abort && (record.state === 'COMMITTED' || record.state === 'COLLECTING') && html`<section><h2>${t('draw_abort')}</h2>${form(reader, { action: `/draws/${id}/abort`, submit: t('draw_abort'), tone: 'danger', fields: input(state, { name: 'reason', label: t('draw_abort_reason'), hint: t('draw_abort_hint'), maxlength: 500 }) })}</section>`}</div>`,
  })
}

/** What this reader can do now, first on the page. */
function openForms(reader: Reader, record: DrawRecord, { parties, observe, reveal }: DrawRights, state: FormState): Html | false {
  const { t } = reader
  const { id, nonces, terms, account } = record
  if (record.state === 'COMMITTED') return hashForm(reader, id, parties.filter((party) => !nonces.some((nonce) => nonce.party === party)), state)
  if (record.state !== 'COLLECTING') return false
  const due = parties.filter((party) => nonces.some((nonce) => nonce.party === party && nonce.value === null))
  return html`${due.length > 0 && form(reader, { action: `/draws/${id}/values`, submit: t('draw_value_submit'), fields: html`${partySelect(reader, due, state)}${input(state, { name: 'value', label: t('draw_nonce'), hint: t('draw_value_hint'), maxlength: 200, autocomplete: 'off' })}` })}
${observe && !account.isObserved && form(reader, { action: `/draws/${id}/observe`, submit: t('draw_observe') })}
${reveal && account.isObserved && form(reader, { action: `/draws/${id}/reveal`, submit: t('draw_reveal'), fields: terms.publicValueName && input(state, { name: 'publicValue', label: terms.publicValueName, maxlength: 200, autocomplete: 'off' }) })}`
}

const partySelect = (reader: Reader, parties: readonly string[], state: FormState): Html => select(state, { name: 'party', label: reader.t('draw_party'), options: parties.map((party) => ({ value: party, label: partyName(reader, party) })) })

/** By hand with a command; draw.js offers to make nonce and hash in the browser, from where the nonce is not sent. */
function hashForm(reader: Reader, id: string, parties: readonly string[], state: FormState): Html | false {
  const { t } = reader
  const [first] = parties
  if (!first) return false
  const command = `printf 'draw-nonce/1\\n%s\\n%s\\n%s' ${id} ${first} '${t('draw_hash_placeholder')}' | sha256sum`
  const fields = html`${partySelect(reader, parties, state)}
<p>${t('draw_hash_hint')}</p><pre id="nonce-command" tabindex="0">${command}</pre>
<div id="nonce-maker" data-draw="${id}" hidden><button type="button">${t('draw_make')}</button><div hidden><p role="status">${t('draw_made')}</p><p class="cite"><samp></samp></p></div></div>
${input(state, { name: 'hash', label: t('draw_hash_field'), maxlength: 80, autocomplete: 'off' })}`
  return html`<section><h2>${t('draw_hash_submit')}</h2>${form(reader, { action: `/draws/${id}/hashes`, submit: t('draw_hash_submit'), fields })}</section>`
}
