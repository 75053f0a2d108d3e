// How texts look: the editor, the three texts side by side when two people saved, a kept draft with its faults, two drafts compared.
import type { ContentSection, SectionDiff } from '../../indexer/index.ts'
import { area, form, input, select, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, trusted, type Html } from '../web/html.ts'
import { diffBody } from '../web/diff.ts'
import { page } from '../web/layout.ts'
import { banner, tag, time } from '../web/parts.ts'
import { projectCrumbs, projectNav } from '../web/project-nav.ts'
import type { Reader } from '../web/reader.ts'
import type { MarkedClash } from './merge.ts'
import { PURPOSES } from './schema.ts'
import type { Structure } from './structure.ts'

interface About {
  id: string
  title: string
}

const steps = (reader: Reader, { id, title }: About): Html => projectCrumbs(reader, [{ href: `/drafting/${id}`, text: title }])

/** Rendered by the library's own renderer: escaped there. */
export const clauses = (sections: readonly ContentSection[]): Html => html`${sections.map(({ anchor, level, heading, html: body }) => html`<section id="${anchor}" class="l${level}">${heading && (level > 3 ? html`<h4>${heading}</h4>` : level === 3 ? html`<h3>${heading}</h3>` : html`<h2>${heading}</h2>`)}${trusted(body)}</section>`)}`

const faults = ({ t }: Reader, { findings, modals }: Structure): Html =>
  html`<section class="part"><h2>${t('drafting_structure')}</h2><p class="meta">${t('drafting_modals', { should: modals.应, ought: modals.宜, may: modals.可, can: modals.能 })}</p>${findings.length ? html`<ul lang="zh-CN">${findings.map(({ rule, severity, clause, line, detail }) => html`<li>${tag(clause || '—', severity === 'error' ? 'red' : 'amber')} ${detail}${rule !== 'cover' && html` <span class="meta">${t('drafting_structure_line', { n: line })}</span>`}</li>`)}</ul>` : html`<p>${t('drafting_structure_fine')}</p>`}</section>`

export interface EditorView extends About {
  text: string
  /** Text that the editor began with; goes along, so that a later clash can be shown in three. */
  base: string
  version: number
  savedAt: string | null
  mayEdit: boolean
  sections: readonly ContentSection[]
  structure: Structure
  clashes?: readonly MarkedClash[]
  state: FormState
}

export function editorPage(reader: Reader, { id, title, text, base, version, savedAt, mayEdit, sections, structure, clashes, state }: EditorView): string {
  const { t } = reader
  const values: FormState = { ...state, values: { text, ...state.values } }
  const preview = html`<section class="part"><h2>${t('drafting_preview')}</h2><div class="draft-preview text" lang="zh-CN">${clauses(sections)}</div></section>`
  const editor = html`${form(reader, { action: `/drafting/${id}/edit`, submit: t('drafting_save_text'), hidden: { base, version: String(version) }, fields: html`${area(values, { name: 'text', label: t('drafting_text'), hint: t('drafting_editor_lead'), rows: 24 })}<p class="meta" id="saved" role="status" data-saved="${t('drafting_saved')}" data-failed="${t('drafting_failed_save')}">${savedAt ? t('drafting_saved', { time: moment(new Date(savedAt)) }) : t('drafting_unsaved')}</p>` })}
${!clashes && html`<section class="part"><h2>${t('drafting_keep')}</h2>${form(reader, { action: `/drafting/${id}/drafts`, submit: t('drafting_keep'), tone: 'quiet', hidden: { version: String(version) }, fields: html`${select(state, { name: 'purpose', label: t('drafting_keep_purpose'), options: PURPOSES.map((purpose) => ({ value: purpose, label: t(`drafting_purpose_${purpose}`) })) })}${input(state, { name: 'changes', label: t('drafting_keep_changes'), required: false, maxlength: 2_000 })}` })}</section>`}`
  return page(reader, {
    title: `${t('drafting_edit')}：${title}`,
    query: null,
    styles: ['drafting.css'],
    scripts: mayEdit && !clashes ? ['drafting.js'] : [],
    main: html`${steps(reader, { id, title })}<h1 lang="zh-CN">${title}</h1>${projectNav(reader, id)}${summary(reader, state)}${clashes && clashing(reader, clashes)}
${mayEdit ? html`<div class="draft-editor" data-project="${id}" data-version="${version}">${editor}</div>` : ''}${faults(reader, structure)}${preview}`,
  })
}

function clashing(reader: Reader, clashes: readonly MarkedClash[]): Html {
  const { t } = reader
  const marked = (text: string, parts: MarkedClash['myParts']) => (parts ? parts.map(({ kind, text: words }) => (kind === 'added' ? html`<ins>${words}</ins>` : kind === 'deleted' ? html`<del>${words}</del>` : words)) : text || '—')
  const cell = (name: string, text: string, parts: MarkedClash['myParts'] = null) => html`<td><b>${name}</b><pre>${marked(text, parts)}</pre></td>`
  return html`<section role="alert"><h2>${t('drafting_clash')}</h2>${banner(t(clashes.length ? 'drafting_clash_lead' : 'drafting_clash_none'), 'amber')}${clashes.map(({ heading, base, theirs, mine, theirParts, myParts }) => html`<h3 lang="zh-CN">${heading.replace(/^#+\s*/, '') || t('drafting_clash_start')}</h3><div class="table" role="region" tabindex="0" aria-label="${heading.replace(/^#+\s*/, '') || t('drafting_clash_start')}"><table class="draft-three" lang="zh-CN"><tbody><tr>${cell(t('drafting_clash_base'), base)}${cell(t('drafting_clash_theirs'), theirs, theirParts)}${cell(t('drafting_clash_mine'), mine, myParts)}</tr></tbody></table></div>`)}</section>`
}

export interface DraftView extends About {
  number: number
  purpose: (typeof PURPOSES)[number]
  createdAt: string
  digest: string
  changes: string
  sections: readonly ContentSection[]
  structure: Structure
  internal: boolean
  /** Numbers of the other drafts that the reader may read. */
  others: readonly number[]
}

export function draftPage(reader: Reader, { id, title, number, purpose, createdAt, digest, changes, sections, structure, internal, others }: DraftView): string {
  const { t } = reader
  return page(reader, {
    title: `${title}（${t('drafting_version_n', { n: number })}）`,
    query: null,
    styles: ['drafting.css'],
    main: html`${steps(reader, { id, title })}<h1 lang="zh-CN">${title}</h1>${banner(html`${t('drafting_version_n', { n: number })} · ${t(`drafting_purpose_${purpose}`)} · ${time(createdAt.slice(0, 10), reader)}${others.includes(number - 1) && html` <a href="${link(`/drafting/${id}/drafts/${number - 1}/diff/${number}`)}">${t('drafting_compare_previous')}</a>`}`, purpose === 'approval' ? 'plain' : 'amber')}${changes && html`<p lang="zh-CN">${changes}</p>`}
<p class="meta">SHA-256 <code>${digest.slice(0, 16)}…</code></p>${others.length > 0 && html`<nav class="ways" aria-label="${t('drafting_compare_with')}">${t('drafting_compare_with')} ${others.map((other) => html`<a href="${link(`/drafting/${id}/drafts/${Math.min(other, number)}/diff/${Math.max(other, number)}`)}">${t('drafting_version_n', { n: other })}</a>`)}</nav>`}${internal && faults(reader, structure)}<div class="text" lang="zh-CN">${clauses(sections)}</div>`,
  })
}

export interface DraftDiffView extends About {
  a: number
  b: number
  diff: readonly SectionDiff[]
  changes: string
}

export function draftDiffPage(reader: Reader, { id, title, a, b, diff, changes }: DraftDiffView): string {
  const { t } = reader
  const name = (n: number) => html`<a href="${link(`/drafting/${id}/drafts/${n}`)}">${t('drafting_version_n', { n })}</a>`
  return page(reader, { title: `${title} ${a} → ${b}`, query: null, main: html`${steps(reader, { id, title })}<h1 lang="zh-CN">${title}</h1><p class="lead">${name(a)} → ${name(b)}</p>${changes && html`<p lang="zh-CN">${t('changes')}：${changes}</p>`}${diffBody(reader, diff)}` })
}

export function paperPage(reader: Reader, { id, title, paper, sections }: About & { paper: { title: string; kind: string; digest: string; createdAt: Date }; sections: readonly ContentSection[] }): string {
  return page(reader, { title: paper.title, query: null, main: html`${steps(reader, { id, title })}<h1 lang="zh-CN">${paper.title}</h1><p class="meta">${time(paper.createdAt.toISOString().slice(0, 10), reader)}<span>SHA-256 <code>${paper.digest.slice(0, 16)}…</code></span></p><div class="text" lang="zh-CN">${clauses(sections)}</div>` })
}
