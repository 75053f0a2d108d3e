// Draws the pages of keys.
import { form, input, select, summary, type FormState } from '../web/form.ts'
import { number } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, tag, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { Scope } from '../access/access.ts'
import { DAYS_TO_LIVE } from './schema.ts'

export interface KeyLine {
  id: string
  name: string
  prefix: string
  scopes: readonly Scope[]
  state: 'live' | 'expired' | 'revoked'
  /** `YYYY-MM-DD` in Shanghai; null for never. */
  expires: string | null
  lastUsed: string | null
}

interface Counts {
  requests: number
  throttled: number
}

export interface KeysView {
  keys: readonly (KeyLine & { today: Counts | undefined; last30Days: Counts | undefined })[]
  /** Which the reader may give. */
  scopes: readonly Scope[]
  organisations: readonly { id: string; name: string }[]
  state: FormState
  chosen: readonly string[]
  /** Number of the key that the form will make. */
  draft: string
  wasRevoked: boolean
}

const scopeName = ({ t }: Reader, scope: Scope): string => t(`key_scope_${scope}`)

export function keysPage(reader: Reader, view: KeysView): string {
  const { t } = reader
  return page(reader, {
    title: t('key_title'),
    main: html`${crumbs(reader, [account(reader)])}<h1>${t('key_title')}</h1><p class="lead">${t('key_lead')}</p>
${view.wasRevoked && html`<div role="status">${banner(t('key_was_revoked'))}</div>`}${summary(reader, view.state)}
${view.keys.length ? table(reader, view.keys) : empty(t('key_none'))}
<section class="part"><h2>${t('key_new')}</h2>${newKeyForm(reader, view)}</section>`,
  })
}

const account = ({ t }: Reader) => ({ href: '/account', text: t('account') })
const list = (reader: Reader) => [account(reader), { href: '/account/keys', text: reader.t('key_title') }]

function table(reader: Reader, keys: KeysView['keys']): Html {
  const { t } = reader
  const columns = [t('key_name'), t('key_scopes'), t('key_expires'), t('key_last_used'), t('key_today'), t('key_30_days'), t('key_throttled'), t('key_state')]
  const row = (key: KeysView['keys'][number]): Html => {
    const values = [
      key.scopes.map((scope) => scopeName(reader, scope)).join('、'),
      key.expires ? time(key.expires, reader) : t('key_never_expires'),
      key.lastUsed ? time(key.lastUsed, reader) : t('key_never_used'),
      count(key.today?.requests),
      count(key.last30Days?.requests),
      count(key.last30Days?.throttled),
      standing(reader, key),
    ]
    return html`<tr><th scope="row">${key.name}<br><code>${key.prefix}</code></th>${values.map((value, i) => html`<td${i > 0 && html` class="n"`} data-name="${columns[i + 1]}">${value}</td>`)}</tr>`
  }
  return html`<div class="table" role="region" aria-label="${t('key_list')}" tabindex="0"><table class="cards"><caption class="hidden">${t('key_list')}</caption><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${keys.map(row)}</tbody></table></div>`
}

const count = (value: number | undefined): Fragment => (value === undefined ? '—' : number(value))

const standing = ({ t }: Reader, key: KeyLine): Html =>
  key.state === 'live' ? html`${tag(t('key_live'), 'jade')} <a href="${link(`/account/keys/${key.id}/revoke`)}" aria-label="${t('key_revoke_named', { name: key.name })}">${t('key_revoke')}</a>` : tag(t(key.state === 'revoked' ? 'key_revoked' : 'key_expired'), 'red')

function newKeyForm(reader: Reader, { scopes, organisations, state, chosen, draft }: KeysView): Html {
  const { t } = reader
  const problem = state.issues.find(({ pointer }) => pointer.includes('/scopes'))?.detail
  // The first box carries the field's name as its id: that is where the summary leads.
  const box = (scope: Scope, i: number): Html => html`<label><input type="checkbox" name="scopes" value="${scope}"${i === 0 && html` id="scopes"`}${chosen.includes(scope) && html` checked`}${problem && html` aria-invalid="true" aria-describedby="scopes-problem"`}><span>${scopeName(reader, scope)} <code>${scope}</code></span></label>`
  const organisation = { name: 'organisationId', label: t('key_organisation'), options: [{ value: '', label: t('key_every_organisation') }, ...organisations.map(({ id, name }) => ({ value: id, label: name }))] }
  return form(reader, {
    action: '/account/keys',
    submit: t('key_create'),
    hidden: { draft },
    fields: html`${input(state, { name: 'name', label: t('key_name'), hint: t('key_name_hint'), maxlength: 80, autocomplete: 'off' })}
<fieldset class="facet"><legend><strong>${t('key_scopes')}</strong></legend>${problem && html`<span class="problem" id="scopes-problem">${problem}</span>`}${scopes.map(box)}</fieldset>
${organisations.length > 0 && select(state, organisation)}
${input(state, { name: 'expiresInDays', label: t('key_days', { least: DAYS_TO_LIVE.least, most: DAYS_TO_LIVE.most }), inputmode: 'numeric', maxlength: 3, autocomplete: 'off' })}`,
  })
}

/** The only page that ever holds a key. */
export function newKeyPage(reader: Reader, { key, ...line }: KeyLine & { key: string }): string {
  const { t } = reader
  return page(reader, {
    title: t('key_made'),
    main: html`${crumbs(reader, list(reader))}<h1>${t('key_made')}</h1>${banner(t('key_once'), 'amber')}
<section class="text cite"><h2>${line.name}</h2><p><samp id="new-key">${key}</samp></p><p class="meta">${t('key_how')}</p><p><samp>Authorization: Bearer ${line.prefix}…</samp></p></section>
${facts(reader, line)}<p class="ways"><a href="/account/keys">${t('key_done')}</a></p>`,
  })
}

export function revokePage(reader: Reader, key: KeyLine): string {
  const { t } = reader
  const title = t('key_revoke_named', { name: key.name })
  return page(reader, {
    title,
    main: html`${crumbs(reader, list(reader))}<h1>${title}</h1><p>${t('key_revoke_ask')}</p>${facts(reader, key)}
${form(reader, { action: `/account/keys/${key.id}/revoke`, submit: t('key_revoke_yes'), tone: 'danger' })}<p class="ways"><a href="/account/keys">${t('key_revoke_no')}</a></p>`,
  })
}

const facts = (reader: Reader, { prefix, scopes, expires, lastUsed }: KeyLine): Html => {
  const { t } = reader
  return definitions([
    { name: t('key_prefix'), value: html`<code>${prefix}</code>` },
    { name: t('key_scopes'), value: scopes.map((scope) => html`<div>${scopeName(reader, scope)}</div>`) },
    { name: t('key_expires'), value: expires ? time(expires, reader) : t('key_never_expires') },
    { name: t('key_last_used'), value: lastUsed ? time(lastUsed, reader) : t('key_never_used') },
  ])
}
