// The front page and the two pages about the site itself.
import { day, daysBetween } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { keepTogether } from '../web/highlight.ts'
import { PLURALS, word } from '../web/labels.ts'
import { page } from '../web/layout.ts'
import type { MessageKey } from '../web/messages.ts'
import { chinese, crumbs, documentLine, empty } from '../web/parts.ts'
import { prose } from '../web/prose.ts'
import type { Reader } from '../web/reader.ts'
import type { Home } from './home.ts'

/** Real questions of the kind that enterprises ask. */
const QUESTIONS = ['离职员工带走技术图纸去了竞争对手', '没有签保密协议还算采取了保密措施吗', '客户名单怎样才算商业秘密']

const DOORS: readonly { name: MessageKey; text: MessageKey; links: readonly [href: string, text: MessageKey][] }[] = [
  { name: 'door_enterprise', text: 'door_enterprise_text', links: [['/guides?audience=enterprise', 'door_guides'], ['/cases', 'door_cases'], ['/courses?audience=enterprise', 'door_courses'], ['/enquiries/new', 'enquiry_new']] },
  { name: 'door_bureau', text: 'door_bureau_text', links: [['/cases?case_type=administrative_penalty', 'door_penalties'], ['/laws', 'door_laws'], ['/guides?audience=bureau', 'door_bureau_guides'], ['/enquiries', 'work_enquiries_officer'], ['/draws', 'draws']] },
  { name: 'door_association', text: 'door_association_text', links: [['/standards', 'door_standards'], ['/drafting', 'drafting_title'], ['/consultations', 'door_drafts'], ['/overseas', 'door_overseas'], ['/experts/new', 'expert_apply']] },
]

export function homePage(reader: Reader, { newest, consultations }: Home): string {
  const { t, language } = reader
  const filled = newest.filter(({ documents }) => documents.length > 0)
  return page(reader, {
    title: t('site'),
    description: t('site_purpose'),
    query: null,
    canonical: '/',
    main: html`<div class="hero"><h1>${t('site')}</h1><p>${t('site_purpose')}</p>
<form class="box big" action="/search" role="search"><label class="hidden" for="q">${t('search_label')}</label><input id="q" name="q" type="search" placeholder="${t('search_hint')}" autocomplete="off" maxlength="2000"><button>${t('search')}</button></form>
<ul class="ask"><li>${t('try_asking')}</li>${QUESTIONS.map((question) => html`<li${chinese(reader)}><a href="${link(`/search?q=${encodeURIComponent(question)}`)}">${question}</a></li>`)}</ul></div>
${reader.person && html`<div class="grid"><section class="block"><h2>${t('my_work')}</h2><p class="ways"><a href="/enquiries">${t('enquiries')}</a><a href="/experts">${t('work_experts')}</a><a href="/account">${t('account')}</a></p></section></div>`}
<section aria-labelledby="doors"><h2 class="hidden" id="doors">${t('doors')}</h2><div class="grid three">${DOORS.map(({ name, text, links }) => html`<div class="block"><h3>${t(name)}</h3><p>${t(text)}</p><ul>${links.map(([href, label]) => html`<li><a href="${link(href)}">${t(label)}</a></li>`)}</ul></div>`)}</div></section>
<section class="block"><h2>${t('closing_soon')}</h2>${consultations.length > 0 ? html`<ul class="list">${consultations.map((it) => consultation(reader, it))}</ul>` : empty(t('no_consultation'))}</section>
<h2 class="head">${t('whats_new')}</h2>
${filled.length === 0 && empty(t('nothing_yet'))}
<div class="grid two">${filled.map(({ kind, documents }) => html`<section class="block"><h3>${word('kind', kind, language)}</h3><ul class="list">${documents.map((document) => documentLine(reader, document))}</ul><a class="more" href="/${PLURALS[kind]}">${t('all_of_kind', { kind: word('kind', kind, language) })}</a></section>`)}</div>`,
  })
}

function consultation(reader: Reader, { title, href, to }: Home['consultations'][number]): Html {
  const { t, today } = reader
  const left = daysBetween(today, to)
  return html`<li><a href="${link(href)}"${chinese(reader)}>${keepTogether(title)}</a> <span class="meta"><span>${t('consultation_until', { day: day(to, reader.language) })}</span>${left === 0 ? t('last_day') : t('days_left', { n: left })}</span></li>`
}

export const aboutPage = (reader: Reader, name: 'about' | 'accessibility'): string =>
  page(reader, { title: reader.t(name), main: html`${crumbs(reader, [])}<h1>${reader.t(name)}</h1><div class="text">${prose(reader, name)}</div>` })
