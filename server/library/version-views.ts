// Versions of a document: the list, one earlier text, and two texts compared clause by clause.
import type { ContentDocument, ContentSection, ContentVersion, SectionDiff } from '../../indexer/index.ts'
import { day } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { diffBody } from '../web/diff.ts'
import { banner, chinese, empty, tag, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { kindCrumbs, text } from './views.ts'

export interface VersionsView {
  document: ContentDocument
  versions: readonly ContentVersion[]
}

const steps = (reader: Reader, document: ContentDocument, last = false): Html =>
  kindCrumbs(reader, document.kind, [{ href: `/documents/${document.id}`, text: document.title }, ...(last ? [{ href: `/documents/${document.id}/versions`, text: reader.t('versions') }] : [])])

export function versionsPage(reader: Reader, { document, versions }: VersionsView): string {
  const { t } = reader
  const base = `/documents/${document.id}/versions`
  return page(reader, {
    title: `${t('versions')}：${document.title}`,
    main: html`${steps(reader, document)}<h1>${t('versions')}</h1><p class="lead"${chinese(reader)}>${document.title}</p>
${versions.length < 2 && empty(t('only_version'))}
<ul class="list open">${versions.map((version, index) => html`<li><span${chinese(reader)}><a href="${link(index === 0 ? `/documents/${document.id}` : `${base}/${version.id}`)}">${version.label}</a></span> ${index === 0 && tag(t('current'), 'jade')}<span class="meta">${time(version.date, reader)}${index > 0 && html`　<a href="${link(`${base}/${version.id}/diff/current`)}">${t('compare_with_current')}</a>`}</span>${version.changes && html`<p${chinese(reader)}>${t('changes')}：${version.changes}</p>`}</li>`)}</ul>
${versions.length > 2 && html`<section class="part"><h2>${t('compare_any')}</h2>${picker(reader, base, versions, versions[1]!.id, versions[0]!.id)}</section>`}`,
  })
}

function picker({ t, language }: Reader, base: string, versions: readonly ContentVersion[], a: string, b: string): Html {
  const choose = (name: 'a' | 'b', label: string, chosen: string) => html`<label><span>${label}</span><select name="${name}">${versions.map(({ id, label: version, date }) => html`<option value="${id}"${id === chosen && html` selected`}>${version} · ${day(date, language)}</option>`)}</select></label>`
  return html`<form class="pick" action="${link(`${base}/compare`)}">${choose('a', t('earlier'), a)}${choose('b', t('later'), b)}<button>${t('compare')}</button></form>`
}

export interface VersionView extends VersionsView {
  version: ContentVersion
  sections: readonly ContentSection[]
}

export function versionPage(reader: Reader, { document, version, sections }: VersionView): string {
  const { t, language } = reader
  return page(reader, {
    title: `${document.title}（${version.label}）`,
    canonical: `/documents/${document.id}`,
    main: html`${steps(reader, document, true)}<h1${chinese(reader)}>${document.title}</h1>
${banner(html`${t('version')}：<span${chinese(reader)}>${version.label}</span>，${day(version.date, language)}。<a href="/documents/${document.id}">${t('back_to_document')}</a>`, 'amber')}
<div class="text"${chinese(reader)}>${text(reader, sections)}</div>`,
  })
}

export interface DiffView extends VersionsView {
  a: ContentVersion
  b: ContentVersion
  diff: readonly SectionDiff[]
}

export function diffPage(reader: Reader, { document, versions, a, b, diff }: DiffView): string {
  const { t } = reader
  return page(reader, {
    title: t('diff_title', { title: document.title, a: a.label, b: b.label }),
    main: html`${steps(reader, document, true)}<h1>${t('diff_heading')}</h1><p class="lead"${chinese(reader)}>${a.label} → ${b.label}</p>
${versions.length > 2 && picker(reader, `/documents/${document.id}/versions`, versions, a.id, b.id)}
<p>${time(a.date, reader)} → ${time(b.date, reader)}</p>${b.changes && html`<p${chinese(reader)}>${t('changes')}：${b.changes}</p>`}
${diffBody(reader, diff)}`,
  })
}
