// The small pieces that pages share: labels, dates, banners, lists, pagination, breadcrumbs.
import type { ContentDocument, Kind } from '../../indexer/index.ts'
import { day } from './format.ts'
import { keepTogether } from './highlight.ts'
import { html, link, type Fragment, type Html } from './html.ts'
import { word } from './labels.ts'
import type { Reader } from './reader.ts'

/** Text of the library stays Chinese on an English page and says so to screen readers. */
export const chinese = ({ language }: Reader): Html | false => language === 'en' && html` lang="zh-CN"`

export const time = (date: string, { language }: Reader): Html => html`<time class="n" datetime="${date}">${day(date, language)}</time>`

export const tag = (text: string, tone = ''): Html => html`<span class="tag${tone && ` ${tone}`}">${text}</span>`

const TONES: Readonly<Record<string, string>> = { replaced: 'red', abolished: 'red', repealed: 'red', amended: 'amber', consulting: 'jade', upcoming: 'amber', drafting: 'amber', 'in-force': 'jade' }

/** Kind, status and trust in small words; `published` goes without saying. */
export function tags(reader: Reader, { kind, status, trust }: { kind: Kind; status?: string | undefined; trust?: string | undefined }): Html {
  const { language, t } = reader
  return html`<span class="tags">${tag(word('kind', kind, language), 'kind')}${status && status !== 'published' && tag(word('status', status, language), TONES[status])}${trust === 'example' && tag(t('example'), 'amber')}</span>`
}

/** `tone` red: do not use this; amber: take care; plain: know this. */
export const banner = (text: Fragment, tone: 'red' | 'amber' | 'plain' = 'plain'): Html => html`<div class="banner ${tone}" role="note"><p>${text}</p></div>`

export const empty = (text: string): Html => html`<p class="empty">${text}</p>`

export interface Entry {
  name: string
  value: Fragment
}
export const definitions = (entries: readonly Entry[]): Html => html`<dl class="facts">${entries.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`

export const crumbs = ({ t }: Reader, steps: readonly { href: string; text: string }[]): Html =>
  html`<nav class="crumbs" aria-label="${t('where_you_are')}"><a href="/">${t('home')}</a>${steps.map(({ href, text }) => html`<span aria-hidden="true">›</span><a href="${link(href)}">${text}</a>`)}</nav>`

/** A document in a list: title, then what is known of it in one line. */
export function documentLine(reader: Reader, document: Pick<ContentDocument, 'id' | 'kind' | 'title' | 'date' | 'frontMatter'>, { withKind = false } = {}): Html {
  const { status, example } = document.frontMatter
  const labelled = withKind || example || status !== 'published'
  return html`<li><a href="/documents/${document.id}"${chinese(reader)}>${keepTogether(document.title)}</a> <span class="meta">${labelled && lineTags(reader, document, withKind)}${time(document.date, reader)}</span></li>`
}

function lineTags(reader: Reader, { kind, frontMatter: { status, example } }: Pick<ContentDocument, 'kind' | 'frontMatter'>, withKind: boolean): Html {
  const { language, t } = reader
  return html`${withKind && tag(word('kind', kind, language), 'kind')}${status !== 'published' && status !== 'in-force' && tag(word('status', status, language), TONES[status])}${example && tag(t('example'), 'amber')}`
}

/** Previous, a window of pages, next; nothing for a single page. */
export function pagination({ t }: Reader, { page, total, size, href }: { page: number; total: number; size: number; href: (page: number) => string }): Html | null {
  const last = Math.ceil(total / size)
  if (last < 2) return null
  const shown = [...new Set([1, page - 1, page, page + 1, last])].filter((n) => n >= 1 && n <= last).sort((a, b) => a - b)
  const step = (n: number) => (n === page ? html`<span aria-current="page">${n}</span>` : html`<a href="${link(href(n))}" aria-label="${t('page_n', { n })}">${n}</a>`)
  return html`<nav class="pages" aria-label="${t('pages')}">${page > 1 && html`<a rel="prev" href="${link(href(page - 1))}">${t('previous_page')}</a>`}${shown.map((n, i) => html`${i > 0 && n - shown[i - 1]! > 1 && html`<span aria-hidden="true">…</span>`}${step(n)}`)}${page < last && html`<a rel="next" href="${link(href(page + 1))}">${t('next_page')}</a>`}</nav>`
}
