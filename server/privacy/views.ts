// Draws the page of one's personal data.
import { dayInShanghai } from '../calendar.ts'
import { form, input, summary, type FormState } from '../web/form.ts'
import { html, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { day } from '../web/format.ts'
import { banner, crumbs, definitions } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { FIELD_GROUPS } from './consent.ts'
import type { GroupState, Hold } from './privacy.ts'

export interface PrivacyPageData {
  groups: readonly GroupState[]
  /** Those that stand. */
  holds: readonly Hold[]
  state: FormState
  /** What the form before has done. */
  done: 'given' | 'withdrawn' | null
}

const dayOf = (date: Date, { language }: Reader): string => day(dayInShanghai(date), language)

export function privacyPage(reader: Reader, { groups, holds, state, done }: PrivacyPageData): string {
  const { t } = reader
  return page(reader, {
    title: t('privacy_title'),
    main: html`${crumbs(reader, [{ href: '/account', text: t('account') }])}<h1>${t('privacy_title')}</h1>
${summary(reader, state)}${done && html`<div role="status">${banner(t(done === 'given' ? 'privacy_given' : 'privacy_withdrawn'))}</div>`}
<p class="lead">${t('privacy_lead')}</p>
<h2 class="head">${t('privacy_groups')}</h2>
<div class="grid two">${groups.map((group) => consentBlock(reader, group))}</div>
<p class="meta">${t('privacy_withdraw_note')}</p>
<h2 class="head" id="data">${t('privacy_data')}</h2>
<p class="lead">${t('privacy_data_note')}</p>
<p class="ways"><a href="/account/privacy/data" download>${t('privacy_download')}</a></p>
<h2 class="head" id="erase">${t('privacy_erase')}</h2>
${holds.length > 0 ? heldBlock(reader, holds) : eraseBlock(reader, state)}`,
  })
}

function consentBlock(reader: Reader, state: GroupState): Html {
  const { t, language } = reader
  const { name, holds, purpose } = FIELD_GROUPS[state.group]
  const offer = (audience: 'PUBLIC' | 'BUREAU'): Fragment =>
    state.audience !== audience && form(reader, { action: '/account/privacy/consents', submit: t(audience === 'PUBLIC' ? 'privacy_give_public' : 'privacy_give_bureau'), hidden: { group: state.group, audience }, tone: 'plain', about: name[language] })
  const withdraw = state.audience && form(reader, { action: '/account/privacy/withdrawals', submit: t('privacy_withdraw'), hidden: { group: state.group }, tone: 'plain', about: name[language] })
  return html`<section class="block" aria-labelledby="${`group-${state.group}`}"><h3 id="${`group-${state.group}`}">${name[language]}</h3>
${definitions([{ name: t('privacy_what'), value: holds[language] }, { name: t('privacy_why'), value: purpose[language] }, { name: t('privacy_state'), value: stateText(reader, state) }])}
${offer('PUBLIC')}${offer('BUREAU')}${withdraw}</section>`
}

function stateText(reader: Reader, { audience, version, givenAt, outdated }: GroupState): string {
  const { t } = reader
  if (!audience || !givenAt) return t(outdated ? 'privacy_state_outdated' : 'privacy_state_none')
  return t(audience === 'PUBLIC' ? 'privacy_state_public' : 'privacy_state_bureau', { day: dayOf(givenAt, reader), version })
}

const heldBlock = (reader: Reader, holds: readonly Hold[]): Html =>
  html`<div class="banner amber" role="note"><p><b>${reader.t('privacy_erase_held')}</b></p><ul>${holds.map(({ reason, basis, placedAt }) => html`<li>${reader.t('privacy_hold', { reason, basis, day: dayOf(placedAt, reader) })}</li>`)}</ul></div>`

const eraseBlock = (reader: Reader, state: FormState): Html =>
  html`<div class="narrow"><p class="lead">${reader.t('privacy_erase_note')}</p>${form(reader, { action: '/account/privacy/erasure', submit: reader.t('privacy_erase_do'), tone: 'danger', fields: input(state, { name: 'email', label: reader.t('privacy_erase_confirm'), type: 'email', autocomplete: 'off', maxlength: 254 }) })}</div>`

export function erasedPage(reader: Reader): string {
  const { t } = reader
  return page(reader, { title: t('privacy_erased_title'), main: html`<div class="text"><h1>${t('privacy_erased_title')}</h1><p>${t('privacy_erased_text')}</p><p class="ways"><a href="/">${t('go_home')}</a></p></div>` })
}
