// Versions of a document: the list, one earlier text, and two texts compared clause by clause.
import type { ContentDocument, ContentSection, ContentVersion, SectionDiff } from '../../indexer/index.ts'
import { day } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
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

const TONE = { same: '', edited: 'amber', moved: '', added: 'jade', deleted: 'red' } as const satisfies Record<SectionDiff['state'], string>

export function diffPage(reader: Reader, { document, versions, a, b, diff }: DiffView): string {
  const { t } = reader
  const count = (state: SectionDiff['state']) => diff.filter((it) => it.state === state).length
  const counts = (['edited', 'moved', 'added', 'deleted', 'same'] as const).filter((state) => count(state) > 0)
  return page(reader, {
    title: t('diff_title', { title: document.title, a: a.label, b: b.label }),
    main: html`${steps(reader, document, true)}<h1>${t('diff_heading')}</h1><p class="lead"${chinese(reader)}>${a.label} → ${b.label}</p>
${versions.length > 2 && picker(reader, `/documents/${document.id}/versions`, versions, a.id, b.id)}
<p>${time(a.date, reader)} → ${time(b.date, reader)}</p>${b.changes && html`<p${chinese(reader)}>${t('changes')}：${b.changes}</p>`}
<p>${counts.map((state) => tag(`${t(`diff_${state}`)} ${count(state)}`, TONE[state]))}</p>
${counts.length === 1 && counts[0] === 'same' && empty(t('diff_none'))}
<ol class="diff"${chinese(reader)}>${grouped(diff).map((group) => (Array.isArray(group) ? unchanged(reader, group) : changed(reader, group)))}</ol>`,
  })
}

/** Runs of unchanged clauses become one entry. */
function grouped(diff: readonly SectionDiff[]): (SectionDiff | SectionDiff[])[] {
  const groups: (SectionDiff | SectionDiff[])[] = []
  for (const entry of diff) {
    const last = groups.at(-1)
    if (entry.state !== 'same') groups.push(entry)
    else if (Array.isArray(last)) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

const nameOf = ({ t }: Reader, place: { heading: string } | undefined): string => place?.heading || t('text_before_headings')

const unchanged = (reader: Reader, entries: readonly SectionDiff[]): Html =>
  html`<li><details><summary>${reader.t('unchanged_folded', { n: entries.length })}</summary><ul>${entries.map(({ after }) => html`<li>${nameOf(reader, after)}</li>`)}</ul></details></li>`

/** The heading stands above the words already. */
function withoutHeading(parts: SectionDiff['parts'], heading: string | undefined): SectionDiff['parts'] {
  if (!heading || !parts) return parts
  const at = parts.findIndex(({ text: words }) => words.includes('\n'))
  return at < 0 ? [] : parts.slice(at).map((part, index) => (index === 0 ? { ...part, text: part.text.slice(part.text.indexOf('\n') + 1) } : part))
}

function changed(reader: Reader, { state, before, after, parts }: SectionDiff): Html {
  const { t } = reader
  const moved = state === 'moved' && before && before.heading !== after?.heading
  const repeated = state !== 'edited' || before?.heading === after?.heading
  const words: Fragment = (repeated ? withoutHeading(parts, before?.heading || after?.heading) : parts)?.map(({ kind, text: words }) => (kind === 'added' ? html`<ins>${words}</ins>` : kind === 'deleted' ? html`<del>${words}</del>` : words))
  return html`<li><h2>${tag(t(`diff_${state}`), TONE[state])} ${nameOf(reader, after ?? before)}${moved && html` <small>（${t('moved_from', { place: nameOf(reader, before) })}）</small>`}</h2>${Array.isArray(words) && words.length > 0 && html`<p>${words}</p>`}</li>`
}
