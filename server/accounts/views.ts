// How signing in, registering and one's own account look.
import type { Actor } from '../access/access.ts'
import { can, holds } from '../access/access.ts'
import type { Organisation, RoleGrant, Session, User } from '../../prisma/client.ts'
import { form, formPage, input, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'

/** Before signing in: nothing beside the one thing to do. */
const alone = (reader: Reader, title: string, main: Fragment): string => page(reader, { title, main, query: null })
/** A page of one's own account, one step below it. */
const below = (reader: Reader, title: string, main: Fragment): string => page(reader, { title, main: html`${crumbs(reader, [{ href: '/account', text: reader.t('account') }])}${main}` })
const withNext = (path: string, next: string) => `${path}?next=${encodeURIComponent(next)}`
const email = ({ t }: Reader, state: FormState): Html => input(state, { name: 'email', label: t('email'), type: 'email', autocomplete: 'username', maxlength: 254 })
const fresh = ({ t }: Reader, state: FormState, label = t('password')): Html => input(state, { name: 'password', label, type: 'password', hint: t('password_rule'), autocomplete: 'new-password' })

export function signInPage(reader: Reader, { next, hasProvider, providerFailed, state }: { next: string; hasProvider: boolean; providerFailed: boolean; state: FormState }): string {
  const { t } = reader
  const fields = html`${email(reader, state)}${input(state, { name: 'password', label: t('password'), type: 'password', autocomplete: 'current-password' })}`
  return alone(
    reader,
    t('sign_in'),
    formPage(reader, {
      title: t('sign_in'),
      lead: t('sign_in_lead'),
      state: providerFailed ? { ...state, issues: [{ pointer: '#/body/email', detail: t('provider_failed') }] } : state,
      form: form(reader, { action: withNext('/sign-in', next), submit: t('sign_in'), fields }),
      after: html`<p><a href="/forgot-password">${t('forgot_password')}</a></p>
${hasProvider && form(reader, { action: withNext('/sign-in/provider', next), submit: t('sign_in_provider'), tone: 'plain' })}
<p>${t('no_account_yet')} <a href="/sign-up">${t('sign_up')}</a></p>`,
    }),
  )
}

export function codePage(reader: Reader, { next, state }: { next: string; state: FormState }): string {
  const { t } = reader
  return alone(reader, t('code'), formPage(reader, { title: t('code'), state, form: form(reader, { action: withNext('/sign-in/code', next), submit: t('sign_in'), fields: codeField(reader, state) }) }))
}

const codeField = ({ t }: Reader, state: FormState, hint = t('code_rule')): Html => input(state, { name: 'code', label: t('code'), hint, autocomplete: 'one-time-code', maxlength: 16 })

export function signUpPage(reader: Reader, state: FormState): string {
  const { t } = reader
  const fields = html`${input(state, { name: 'name', label: t('person_name'), autocomplete: 'name', maxlength: 60 })}${email(reader, state)}${fresh(reader, state)}`
  return alone(reader, t('sign_up'), formPage(reader, { title: t('sign_up'), state, form: form(reader, { action: '/sign-up', submit: t('sign_up'), fields }), after: html`<p>${t('have_account')} <a href="/sign-in">${t('sign_in')}</a></p>` }))
}

export function forgotPage(reader: Reader, state: FormState): string {
  const { t } = reader
  return alone(reader, t('forgot_password'), formPage(reader, { title: t('forgot_password'), state, form: form(reader, { action: '/forgot-password', submit: t('send'), fields: email(reader, state) }) }))
}

export function resetPage(reader: Reader, { token, state }: { token: string; state: FormState }): string {
  const { t } = reader
  return alone(reader, t('reset_title'), formPage(reader, { title: t('reset_title'), state, form: form(reader, { action: '/reset-password', submit: t('save'), hidden: { token }, fields: fresh(reader, state, t('new_password')) }) }))
}

/** A page with a button, so that a mail scanner that follows the link changes nothing. */
export function verifyPage(reader: Reader, { token, state }: { token: string; state: FormState }): string {
  const { t } = reader
  return alone(reader, t('verify_email'), formPage(reader, { title: t('verify_email'), state, form: token && form(reader, { action: '/verify-email', submit: t('verify_email'), hidden: { token } }), after: html`<p><a href="/sign-in">${t('sign_in')}</a></p>` }))
}

export type Note = 'sign_up_sent' | 'verified' | 'reset_sent' | 'reset_done' | 'signed_out'
const TITLES = { sign_up_sent: 'mail_sent', reset_sent: 'mail_sent', verified: 'verify_email', reset_done: 'reset_title', signed_out: 'sign_out' } as const

/** What has just been done, and the way on. */
export function notePage(reader: Reader, which: Note): string {
  const { t } = reader
  return alone(reader, t(TITLES[which]), html`<div class="narrow"><h1>${t(TITLES[which])}</h1><p role="status">${t(which)}</p><p class="ways"><a href="/sign-in">${t('sign_in')}</a><a href="/">${t('home')}</a></p></div>`)
}

export function passwordPage(reader: Reader, state: FormState): string {
  const { t } = reader
  const fields = html`${input(state, { name: 'current', label: t('current_password'), type: 'password', autocomplete: 'current-password' })}${fresh(reader, state, t('new_password'))}`
  return below(reader, t('change_password'), formPage(reader, { title: t('change_password'), lead: t('change_password_note'), state, form: form(reader, { action: '/account/password', submit: t('save'), fields }) }))
}

export function secondFactorPage(reader: Reader, { isOn, state }: { isOn: boolean; state: FormState }): string {
  const { t } = reader
  const fields = input(state, { name: 'password', label: t('password'), type: 'password', autocomplete: 'current-password' })
  const body = isOn ? form(reader, { action: '/account/second-factor/stop', submit: t('second_factor_stop'), fields, tone: 'danger' }) : form(reader, { action: '/account/second-factor', submit: t('second_factor_start'), fields })
  return below(reader, t('second_factor'), formPage(reader, { title: t('second_factor'), lead: html`${t('second_factor_lead')}<br>${t('second_factor_now')}${standing(reader, isOn)}`, state, form: body }))
}

const standing = ({ t }: Reader, isOn: boolean): Html => tag(t(isOn ? 'second_factor_on' : 'second_factor_off'), isOn ? 'jade' : '')

export interface Started {
  uri: string
  /** The address as a picture, SVG. */
  image: string
  backupCodes: readonly string[]
}

export function confirmPage(reader: Reader, { started, state }: { started: Started | null; state: FormState }): string {
  const { t } = reader
  const secret = started && new URL(started.uri).searchParams.get('secret')
  const lead = started && html`<p>${t('second_factor_scan')}</p><img class="code" width="220" height="220" alt="${t('second_factor_scan')}" src="data:image/svg+xml;base64,${Buffer.from(started.image).toString('base64')}"><p><code>${secret?.match(/.{1,4}/g)?.join(' ')}</code></p>
<p>${t('second_factor_codes')}</p><ul class="codes">${started.backupCodes.map((code) => html`<li><code>${code}</code></li>`)}</ul>`
  return below(
    reader,
    t('second_factor'),
    html`<div class="narrow"><h1>${t('second_factor')}</h1>${lead}<h2>${t('second_factor_confirm')}</h2>${summary(reader, state)}${form(reader, { action: '/account/second-factor/confirm', submit: t('second_factor_start'), fields: codeField(reader, state, t('code_digits')) })}</div>`,
  )
}

export interface AccountView {
  user: Pick<User, 'name' | 'email' | 'twoFactorEnabled'>
  sessions: (Pick<Session, 'id' | 'createdAt' | 'ipAddress' | 'userAgent' | 'method'> & { isThis: boolean })[]
  grants: (RoleGrant & { organisation: Organisation | null })[]
  actor: Actor
  saved: boolean
}

export function accountPage(reader: Reader, { user, sessions, grants, actor, saved }: AccountView): string {
  const { t } = reader
  const columns = [t('session_since'), t('session_where'), t('session_how')]
  const officer = holds(actor, 'admin', 'bureau_officer', 'bureau_reviewer', 'bureau_leader')
  const work: Way[] = [
    ['/account/invitations', t('expert_invitations'), can(actor, 'assignment:answer')],
    ['/account/expert', t('expert_self'), can(actor, 'assignment:answer')],
    ['/enquiries', t(officer || holds(actor, 'auditor') ? 'work_enquiries_officer' : 'work_enquiries'), true],
    ['/enquiries/new', t('enquiry_new'), !officer && !holds(actor, 'auditor', 'expert')],
    ['/panels', t('panels'), can(actor, 'panel:read')],
    ['/draws', t('draws'), officer || holds(actor, 'auditor', 'enterprise')],
    ['/experts', t('work_experts'), true],
    ['/experts/coverage', t('coverage'), can(actor, 'expert:read-all')],
  ]
  const ways: Way[] = [
    ['/account/keys', t('my_keys'), true],
    ['/account/privacy', t('my_privacy'), true],
    ['/organisations', t('organisations'), holds(actor, 'admin', 'auditor', 'bureau_officer', 'bureau_reviewer', 'bureau_leader')],
    ['/people', t('people'), can(actor, 'account:list')],
    ['/mail', t('mail_title'), can(actor, 'account:administer')],
    ['/takedowns', t('takedown_list'), can(actor, 'takedown:decide')],
    ['/audit', t('audit'), can(actor, 'audit:read')],
  ]
  return page(reader, {
    title: t('account'),
    main: html`<div class="text"><h1>${t('account')}</h1>${saved && html`<div role="status">${banner(t('account_saved'))}</div>`}
<p>${user.name} <span class="meta">${user.email}</span></p>
${form(reader, { action: '/sign-out', submit: t('sign_out'), tone: 'quiet' })}
<section><h2>${t('my_work')}</h2>${wayList(work)}</section>
<section><h2>${t('my_roles')}</h2>${grants.length ? html`<ul class="list">${grants.map((grant) => roleLine(reader, grant))}</ul>` : html`<p>${t('no_roles')}</p>`}<p class="ways"><a href="/organisations/new">${t('organisation_register')}</a></p></section>
<section><h2>${t('security')}</h2><ul class="list"><li><a href="/account/password">${t('change_password')}</a></li><li><a href="/account/second-factor">${t('second_factor')}</a> ${standing(reader, user.twoFactorEnabled === true)}</li></ul></section>
<section><h2>${t('sessions')}</h2><div class="table" role="region" tabindex="0" aria-label="${t('sessions')}"><table class="cards"><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}<th scope="col"><span class="hidden">${t('session_end')}</span></th></tr></thead><tbody>${sessions.map((session) => sessionRow(reader, session, columns))}</tbody></table></div>
${form(reader, { action: '/sign-out/everywhere', submit: t('sign_out_everywhere'), tone: 'danger' })}</section>
<section><h2>${t('more')}</h2>${wayList(ways)}</section></div>`,
  })
}

/** Where a person can go; only what is open to them is listed. */
type Way = [href: string, text: string, isOpen: boolean]
const wayList = (ways: readonly Way[]): Html => html`<ul class="list">${ways.map(([href, text, isOpen]) => isOpen && html`<li><a href="${href}">${text}</a></li>`)}</ul>`

function roleLine({ t }: Reader, { role, organisation }: AccountView['grants'][number]): Html {
  return organisation ? html`<li><a href="${link(`/organisations/${organisation.id}`)}" lang="zh-CN">${organisation.name}</a> <span class="meta">${t(`role_${role}`)} ${!organisation.confirmedAt && tag(t('awaiting'), 'amber')}</span></li>` : html`<li>${t(`role_${role}`)}</li>`
}

function sessionRow(reader: Reader, { id, createdAt, ipAddress, userAgent, method, isThis }: AccountView['sessions'][number], [since, place, way]: readonly string[]): Html {
  const { t } = reader
  const where = `${deviceOf(userAgent ?? '') ?? t('session_unknown')} ${ipAddress ?? ''}`.trim()
  const how = t(method === 'totp' ? 'by_totp' : method === 'oidc' ? 'by_oidc' : 'by_password')
  return html`<tr><td class="n" data-name="${since}">${moment(createdAt)}</td><td data-name="${place}">${where}${isThis && html` ${tag(t('session_this'), 'jade')}`}</td><td class="n" data-name="${way}">${how}</td><td>${!isThis && form(reader, { action: `/account/sessions/${id}/end`, submit: t('session_end'), tone: 'plain', about: where })}</td></tr>`
}

const BROWSERS: readonly [sign: RegExp, name: string][] = [[/MicroMessenger/, 'WeChat'], [/Edg(e|A|iOS)?\//, 'Edge'], [/Firefox|FxiOS/, 'Firefox'], [/Chrome|CriOS/, 'Chrome'], [/Safari/, 'Safari']]
const SYSTEMS: readonly [sign: RegExp, name: string][] = [[/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']]

/** What somebody would call the device, such as `Chrome · Windows`; null when it says nothing of itself that is known. */
function deviceOf(userAgent: string): string | null {
  const names = [BROWSERS, SYSTEMS].flatMap((known) => known.find(([sign]) => sign.test(userAgent))?.[1] ?? [])
  return names.length ? names.join(' · ') : null
}
