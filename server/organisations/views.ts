// How organisations look: the list, one with its members, the form to register, an invitation.
import type { Role } from '../access/access.ts'
import { form, formPage, input, select, summary, type FormState } from '../web/form.ts'
import { day, number } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { crumbs, definitions, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { ROLES_OF, type OrganisationKind } from './roles.ts'
import type { OrganisationAnswer } from './schema.ts'

export interface OrganisationView extends OrganisationAnswer {
  members: { grantId: string; name: string; role: Role; grantedAt: string }[]
  invitations: { id: string; email: string; role: Role; expiresAt: string }[]
}
/** What the actor may do here. */
export interface Rights {
  confirm: boolean
  invite: boolean
  remove: boolean
}

export function registerPage(reader: Reader, { kinds, state }: { kinds: readonly OrganisationKind[]; state: FormState }): string {
  const { t } = reader
  const fields = html`${input(state, { name: 'name', label: t('organisation_name'), autocomplete: 'organization', maxlength: 100 })}
${select(state, { name: 'kind', label: t('organisation_kind'), options: kinds.map((kind) => ({ value: kind, label: t(`kind_${kind}`) })) })}
${input(state, { name: 'uscc', label: t('uscc'), hint: t('uscc_rule'), maxlength: 60 })}`
  return page(reader, { title: t('organisation_register'), main: html`${crumbs(reader, [account(reader)])}${formPage(reader, { title: t('organisation_register'), lead: t('organisation_lead'), state, form: form(reader, { action: '/organisations/new', submit: t('organisation_register'), fields }) })}` })
}

const account = ({ t }: Reader) => ({ href: '/account', text: t('account') })

export function organisationsPage(reader: Reader, { q, total, page: at, size, items }: { q: string; total: number; page: number; size: number; items: OrganisationAnswer[] }): string {
  const { t } = reader
  const href = (n: number) => `/organisations?${new URLSearchParams({ ...(q && { q }), page: String(n) })}`
  return page(reader, {
    title: t('organisations'),
    query: null,
    main: html`${crumbs(reader, [account(reader)])}<div class="text"><h1>${t('organisations')}</h1><form class="box" action="/organisations" role="search"><label class="hidden" for="q">${t('organisation_name')}</label><input id="q" name="q" type="search" value="${q}" placeholder="${t('organisation_name')} / ${t('uscc')}"><button>${t('search')}</button></form>
<p class="meta" role="status">${t('organisations_count', { n: number(total) })}</p>
${items.length ? html`<ul class="list">${items.map((item) => html`<li><a href="${link(`/organisations/${item.id}`)}" lang="zh-CN">${item.name}</a> <span class="meta">${tag(t(`kind_${item.kind}`))}${!item.confirmedAt && tag(t('awaiting'), 'amber')} ${item.uscc}</span></li>`)}</ul>` : empty(t('organisations_none'))}
${pagination(reader, { page: at, total, size, href })}<p class="ways"><a href="/organisations/new">${t('organisation_register')}</a></p></div>`,
  })
}

export function organisationPage(reader: Reader, { organisation, rights, state }: { organisation: OrganisationView; rights: Rights; state: FormState }): string {
  const { t, language } = reader
  const { id, name, kind, uscc, confirmedAt, createdAt, members, invitations } = organisation
  const facts = definitions([
    { name: t('organisation_kind'), value: t(`kind_${kind}`) },
    { name: t('uscc'), value: html`<code>${uscc}</code>` },
    { name: t('organisation_since'), value: day(createdAt.slice(0, 10), language) },
    { name: t('confirmed'), value: confirmedAt ? day(confirmedAt.slice(0, 10), language) : tag(t('awaiting'), 'amber') },
  ])
  return page(reader, {
    title: name,
    main: html`${crumbs(reader, [account(reader)])}<div class="text"><h1 lang="zh-CN">${name}</h1>${summary(reader, state)}${facts}
${rights.confirm && !confirmedAt && html`<p>${t('confirm_note')}</p>`}${rights.confirm && !confirmedAt && form(reader, { action: `/organisations/${id}/confirm`, submit: t('confirm') })}
<section><h2>${t('members')}</h2>${members.length ? html`<ul class="list rows">${members.map((member) => memberRow(reader, id, member, rights.remove))}</ul>` : empty(t('members_none'))}</section>
${invitations.length > 0 && html`<section><h2>${t('invitations')}</h2><ul class="list rows">${invitations.map((invitation) => html`<li><span>${invitation.email} <span class="meta">${t(`role_${invitation.role}`)} · <span class="n">${t('invitation_until')} ${day(invitation.expiresAt.slice(0, 10), language)}</span></span></span>${rights.invite && form(reader, { action: `/organisations/${id}/invitations/${invitation.id}/revoke`, submit: t('invitation_revoke'), tone: 'plain', about: invitation.email })}</li>`)}</ul></section>`}
${rights.invite && html`<section><h2>${t('member_invite')}</h2>${inviteForm(reader, id, kind, state)}</section>`}</div>`,
  })
}

const memberRow = (reader: Reader, id: string, { grantId, name, role, grantedAt }: OrganisationView['members'][number], mayRemove: boolean): Html =>
  html`<li><span>${name} <span class="meta">${reader.t(`role_${role}`)} · <span class="n">${reader.t('member_since', { day: day(grantedAt.slice(0, 10), reader.language) })}</span></span></span>${mayRemove && form(reader, { action: `/organisations/${id}/members/${grantId}/remove`, submit: reader.t('member_remove'), tone: 'plain', about: name })}</li>`

function inviteForm(reader: Reader, id: string, kind: OrganisationView['kind'], state: FormState): Html {
  const { t } = reader
  const fields = html`${input(state, { name: 'email', label: t('email'), type: 'email', maxlength: 254 })}${select(state, { name: 'role', label: t('role'), options: ROLES_OF[kind].map((role) => ({ value: role, label: t(`role_${role}`) })) })}`
  return form(reader, { action: `/organisations/${id}/invitations`, submit: t('member_invite'), fields })
}

export function invitationPage(reader: Reader, { organisation, role, token }: { organisation: string; role: Role; token: string }): string {
  const { t } = reader
  return page(reader, { title: t('invitation'), query: null, main: html`<div class="narrow"><h1>${t('invitation')}</h1><p>${t('invitation_text', { organisation, role: t(`role_${role}`) })}</p><p>${t('invitation_note')}</p>${form(reader, { action: `/invitations/${token}`, submit: t('invitation_accept') })}</div>` })
}
