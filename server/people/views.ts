// How accounts look to an administrator: the list, and one with its roles.
import { ROLES } from '../access/access.ts'
import { form, input, select, summary, type FormState } from '../web/form.ts'
import { day, number } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { crumbs, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { AccountAnswer } from './schema.ts'

export function peoplePage(reader: Reader, { q, total, page: at, size, items }: { q: string; total: number; page: number; size: number; items: AccountAnswer[] }): string {
  const { t } = reader
  const href = (n: number) => `/people?${new URLSearchParams({ ...(q && { q }), page: String(n) })}`
  return page(reader, {
    title: t('people'),
    query: null,
    main: html`${crumbs(reader, [account(reader)])}<div class="text"><h1>${t('people')}</h1><form class="box" action="/people" role="search"><label class="hidden" for="q">${t('people_search')}</label><input id="q" name="q" type="search" value="${q}" placeholder="${t('people_search')}"><button>${t('search')}</button></form>
<p class="meta" role="status">${t('people_count', { n: number(total) })}</p>
${items.length ? html`<ul class="list">${items.map((person) => html`<li><a href="${link(`/people/${person.id}`)}">${person.name}</a> <span class="meta">${person.email} ${states(reader, person)}${person.grants.map(({ role }) => tag(t(`role_${role}`)))}</span></li>`)}</ul>` : empty(t('people_none'))}
${pagination(reader, { page: at, total, size, href })}</div>`,
  })
}

const account = ({ t }: Reader) => ({ href: '/account', text: t('account') })

const states = ({ t }: Reader, { suspendedAt, twoFactorEnabled }: AccountAnswer): Html => html`${suspendedAt && tag(t('suspended'), 'red')}${twoFactorEnabled && tag(t('by_totp'), 'jade')}`

export function personPage(reader: Reader, { person, mayChange, state }: { person: AccountAnswer; mayChange: boolean; state: FormState }): string {
  const { t, language } = reader
  const { id, name, email, grants, suspendedAt, createdAt } = person
  const fields = html`${select(state, { name: 'role', label: t('role'), options: ROLES.map((role) => ({ value: role, label: t(`role_${role}`) })) })}${input(state, { name: 'organisationId', label: t('organisation'), hint: t('organisation_id_hint'), required: false, maxlength: 16 })}`
  const dayOf = (instant: string) => day(instant.slice(0, 10), language)
  const roles = grants.map(
    ({ id: grantId, role, organisationId, grantedAt }) => html`<li><span>${t(`role_${role}`)} <span class="meta">${organisationId && html`<a href="${link(`/organisations/${organisationId}`)}">${t('organisation')} ${organisationId}</a> · `}<span class="n">${dayOf(grantedAt)}</span></span></span>${mayChange && form(reader, { action: `/people/${id}/roles/${grantId}/end`, submit: t('end_role'), tone: 'plain', about: t(`role_${role}`) })}</li>`,
  )
  return page(reader, {
    title: name,
    main: html`${crumbs(reader, [account(reader), { href: '/people', text: t('people') }])}<div class="text"><h1>${name}</h1>${summary(reader, state)}<p>${email} <span class="meta"><span class="n">${t('person_since', { day: dayOf(createdAt) })}</span>${states(reader, person)}</span></p>
<section><h2>${t('roles')}</h2>${roles.length ? html`<ul class="list rows">${roles}</ul>` : empty(t('person_no_roles'))}</section>
${mayChange && html`<section><h2>${t('grant_role')}</h2>${form(reader, { action: `/people/${id}/roles`, submit: t('grant_role'), fields })}</section>
<section><h2>${t(suspendedAt ? 'restore_title' : 'suspend_title')}</h2>${suspendedAt ? form(reader, { action: `/people/${id}/restore`, submit: t('restore') }) : html`<p>${t('suspend_note')}</p>${form(reader, { action: `/people/${id}/suspend`, submit: t('suspend'), tone: 'danger' })}`}</section>`}</div>`,
  })
}
