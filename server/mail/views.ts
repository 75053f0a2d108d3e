// How mail that could not be delivered looks to an administrator.
import { form } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, empty } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { Undelivered } from './mail.ts'

/** What the form before has done. */
export type Done = 'retried' | 'discarded' | null

export function mailPage(reader: Reader, { mails, done }: { mails: readonly Undelivered[]; done: Done }): string {
  const { t } = reader
  return page(reader, {
    title: t('mail_title'),
    main: html`${crumbs(reader, [{ href: '/account', text: t('account') }])}<h1>${t('mail_title')}</h1>
${done && html`<div role="status">${banner(t(`mail_${done}`))}</div>`}<p class="lead">${t('mail_lead')}</p>
${mails.length ? list(reader, mails) : empty(t('mail_none'))}`,
  })
}

function list(reader: Reader, mails: readonly Undelivered[]): Html {
  const { t } = reader
  const columns = [t('mail_number'), t('mail_at'), t('mail_attempts'), t('mail_error'), t('mail_decide')] as const
  const row = ({ id, at, attempts, lastError }: Undelivered): Html => {
    const number = String(id)
    const deed = (action: 'retry' | 'discard') => form(reader, { action: `/mail/${number}/${action}`, submit: t(`mail_${action}`), tone: 'plain', about: number })
    const values = [html`<time class="n" datetime="${at.toISOString()}">${moment(at)}</time>`, html`<span class="n">${String(attempts)}</span>`, lastError ?? '', html`${deed('retry')}${deed('discard')}`]
    return html`<tr><th scope="row">${number}</th>${values.map((value, i) => html`<td data-name="${columns[i + 1]}">${value}</td>`)}</tr>`
  }
  return html`<div class="table" role="region" aria-label="${t('mail_title')}" tabindex="0"><table class="cards"><caption class="hidden">${t('mail_title')}</caption><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${mails.map(row)}</tbody></table></div>`
}
