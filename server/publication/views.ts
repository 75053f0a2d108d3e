// How publishing looks: what will be published, the form, and afterwards what was.
import { area, form, input, summary, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, time } from '../web/parts.ts'
import { projectNav } from '../web/project-nav.ts'
import type { Reader } from '../web/reader.ts'
import { STATE_LABELS } from '../drafting/states.ts'
import type { Preparation } from './publication.ts'

export interface PublicationView extends Preparation {
  state: FormState
  /** May take the proof bundle. */
  mayBundle: boolean
}

export function publicationPage(reader: Reader, view: PublicationView): string {
  const { t } = reader
  const { project, state } = view
  return page(reader, {
    title: t('publication_of', { title: project.title }),
    query: null,
    styles: ['drafting.css'],
    main: html`${crumbs(reader, [{ href: '/drafting', text: t('publication_drafting') }, { href: `/drafting/${project.id}`, text: project.title }])}
<h1 lang="zh-CN">${t('publication_of', { title: project.title })}</h1>${view.isManager && projectNav(reader, project.id)}<div class="narrow">
${project.number ? published(reader, view) : !view.isManager ? banner(t('publication_open', { state: STATE_LABELS[project.state] })) : html`<p class="lead">${t('publication_lead')}</p>${summary(reader, state)}${before(reader, view)}`}
${view.mayBundle && html`<p class="ways"><a href="${link(`/api/drafting/${project.id}/bundle`)}">${t('publication_bundle')}</a></p>`}</div>`,
  })
}

function published(reader: Reader, { project, approvals }: PublicationView): Html {
  const { t } = reader
  const { number, publishedOn, implementationOn, revalidateBy, documentId, state } = project
  return html`${banner(html`${t('publication_done')}：<b class="n">${number}</b>（${STATE_LABELS[state]}）`)}
${definitions([
  { name: t('publication_number'), value: html`<span class="n">${number}</span>` },
  ...(publishedOn ? [{ name: t('publication_on'), value: time(publishedOn, reader) }] : []),
  ...(implementationOn ? [{ name: t('publication_implementation'), value: time(implementationOn, reader) }] : []),
  ...(revalidateBy ? [{ name: t('publication_revalidate'), value: time(revalidateBy, reader) }] : []),
  ...(approvals.length ? [{ name: t('publication_approvals'), value: approvals.map(({ title, day }) => html`<span lang="zh-CN">${title}</span> ${time(day, reader)} `) }] : []),
])}<p class="ways"><a href="${link(`/documents/${documentId}`)}">${t('publication_read')}</a></p>`
}

function before(reader: Reader, view: PublicationView): Html {
  const { t } = reader
  const { project, text, earlier, proposedNumber, mayPublish } = view
  const purpose = (name: string) => (name === 'consultation' || name === 'review' || name === 'approval' ? t(`publication_${name}`) : name)
  const draft = (one: { number: number; purpose: string; day: string }) => t('publication_draft', { n: one.number, purpose: purpose(one.purpose), day: one.day })
  return html`${definitions([
    { name: t('publication_text'), value: text ? draft(text) : t('publication_no_text') },
    { name: t('publication_earlier'), value: earlier.length ? html`<ul>${earlier.map((one) => html`<li>${draft(one)}</li>`)}</ul>` : t('publication_none') },
  ])}
${!proposedNumber && banner(t('publication_no_code'), 'amber')}
${mayPublish ? publishForm(reader, view) : banner(t('publication_not_yet', { state: STATE_LABELS[project.state] }), 'amber')}`
}

function publishForm(reader: Reader, { project, proposedNumber, state }: PublicationView): Html {
  const { t, today } = reader
  const kept: FormState = { issues: state.issues, values: { number: proposedNumber ?? '', approvedOn: today, ...state.values } }
  const day = (name: string, label: string) => input(kept, { name, label, hint: t('publication_day_rule'), maxlength: 10, inputmode: 'numeric' })
  return form(reader, {
    action: `/drafting/${project.id}/publish`,
    submit: t('publication_submit'),
    hidden: { version: String(project.version) },
    fields: html`${input(kept, { name: 'number', label: t('publication_number'), hint: t('publication_number_rule'), maxlength: 60 })}
${day('implementationOn', t('publication_implementation'))}${day('approvedOn', t('publication_approved_on'))}
${input(kept, { name: 'approvalTitle', label: t('publication_approval_title'), maxlength: 200 })}
${area(kept, { name: 'approvalText', label: t('publication_approval_text'), rows: 3, maxlength: 50_000 })}
${area(kept, { name: 'compared', label: t('publication_compared'), hint: t('publication_compared_rule'), rows: 3, maxlength: 5_000 })}
${area(kept, { name: 'below', label: t('publication_below'), hint: t('publication_below_rule'), rows: 2, maxlength: 5_000 })}
${area(kept, { name: 'checked', label: t('publication_checked'), hint: t('publication_checked_rule'), rows: 3, maxlength: 5_000 })}
${area(kept, { name: 'doubts', label: t('publication_doubts'), hint: t('publication_below_rule'), rows: 2, maxlength: 5_000 })}`,
  })
}
