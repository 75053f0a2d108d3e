// How invitations look to the expert: the list, and one with its declaration or what became of it.
import { dayInShanghai } from '../calendar.ts'
import { area, form, input, select, summary, type FormState } from '../web/form.ts'
import { day } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { GROUNDS } from './declaration.ts'
import type { ExpertInvitation } from './schema.ts'
import { DECLINE_REASONS, type State } from './states.ts'

const TONES: Partial<Record<State, string>> = { INVITED: 'amber', CHALLENGED: 'amber', REPLACED: 'red', ACCEPTED: 'jade', COMPLETED: 'jade' }
export const stateTag = ({ t }: Reader, state: State): Html => tag(t(`assignment_state_${state}`), TONES[state] ?? '')

/** An instant as its day in Shanghai. */
export const dayIn = ({ language }: Reader, instant: string): string => day(dayInShanghai(new Date(instant)), language)

const LIST = '/account/invitations'
const steps = ({ t }: Reader) => [{ href: '/account', text: t('account') }, { href: LIST, text: t('expert_invitations') }]

export function invitationsPage(reader: Reader, items: readonly ExpertInvitation[]): string {
  const { t } = reader
  const line = ({ id, state, enquiry, answerBy, mayAnswer, needsDecision }: ExpertInvitation): Html =>
    html`<li><a href="${link(`${LIST}/${id}`)}" lang="zh-CN">${enquiry.title}</a> <span class="meta">${stateTag(reader, state)}${mayAnswer && answerBy && html` ${t('expert_invitation_until', { day: dayIn(reader, answerBy) })}`}${needsDecision && html` ${t('expert_invitation_held')}`}</span></li>`
  return page(reader, {
    title: t('expert_invitations'),
    main: html`${crumbs(reader, steps(reader).slice(0, 1))}<div class="text"><h1>${t('expert_invitations')}</h1><p>${t('expert_invitations_lead')}</p>${items.length ? html`<ul class="list">${items.map(line)}</ul>` : empty(t('expert_invitations_none'))}</div>`,
  })
}

export function invitationPage(reader: Reader, { invitation, state: typed }: { invitation: ExpertInvitation; state: FormState }): string {
  const { t } = reader
  const { id, state, enquiry, answerBy, mayAnswer, needsDecision, declined } = invitation
  const facts = definitions([
    { name: t('assignment_state'), value: stateTag(reader, state) },
    ...(enquiry.organisation ? [{ name: t('expert_invitation_from'), value: html`<span lang="zh-CN">${enquiry.organisation}</span>` }] : []),
    ...(declined ? [{ name: t('decline_reason'), value: t(`decline_${declined}`) }] : []),
  ])
  return page(reader, {
    title: enquiry.title,
    main: html`${crumbs(reader, steps(reader))}<div class="text"><h1 lang="zh-CN">${enquiry.title}</h1>${summary(reader, typed)}${facts}
${needsDecision && banner(t('expert_invitation_held'), 'amber')}
${mayAnswer && answerBy && html`<p>${t('expert_invitation_until', { day: dayIn(reader, answerBy) })}</p>`}${mayAnswer ? answerForms(reader, id, typed) : !needsDecision && state !== 'ACCEPTED' && html`<p>${t('expert_invitation_closed')}</p>`}
${state === 'ACCEPTED' && html`<section><h2>${t('seats_recuse_own')}</h2>${form(reader, { action: `${LIST}/${id}/recusal`, submit: t('seats_recuse_own'), tone: 'danger', fields: area(typed, { name: 'recusal', label: t('seats_reason'), maxlength: 500, rows: 3 }) })}</section>`}</div>`,
  })
}

function answerForms(reader: Reader, id: string, state: FormState): Html {
  const { t } = reader
  const choices = [{ value: '', label: t('declaration_choose') }, { value: 'no', label: t('declaration_no') }, { value: 'yes', label: t('declaration_yes') }]
  const fields = html`${GROUNDS.map((ground) => select(state, { name: ground, label: t(`ground_${ground}`), options: choices }))}
${input(state, { name: 'explanation', label: t('declaration_explanation'), hint: t('declaration_explanation_hint'), required: false, maxlength: 2000 })}`
  const reasons = html`${select(state, { name: 'reason', label: t('decline_reason'), options: DECLINE_REASONS.map((reason) => ({ value: reason, label: t(`decline_${reason}`) })) })}${input(state, { name: 'note', label: t('decline_note'), required: false, maxlength: 500 })}`
  return html`<section><h2>${t('declaration')}</h2><p>${t('declaration_lead')}</p>${form(reader, { action: `${LIST}/${id}/accept`, submit: t('declaration_accept'), fields })}</section>
<section><h2>${t('decline')}</h2>${form(reader, { action: `${LIST}/${id}/decline`, submit: t('decline'), tone: 'quiet', fields: reasons })}</section>`
}
