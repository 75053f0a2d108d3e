// How comments and their answers look: the list by clause with a form for each, one for several, and the commenting table.
import { DISPOSITIONS, TYPES, type CommentType, type Disposition } from '../drafting/disposition.ts'
import { form, summary, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, pagination, tag } from '../web/parts.ts'
import { projectNav } from '../web/project-nav.ts'
import type { Reader } from '../web/reader.ts'
import type { CommentList, ListedComment } from './comments.ts'
import { FORMATS } from './files.ts'
import type { ImportReport } from './import.ts'

const TONES: Readonly<Record<string, string>> = { 采纳: 'jade', 部分采纳: 'amber', 不采纳: 'red', kept: 'jade', moved: 'amber', changed: 'amber', gone: 'red', uncertain: 'red', taken: 'jade', answered: 'jade', taken_with_remarks: 'amber', refused: 'red' }

export interface Asked {
  open: boolean
  clause: string | undefined
  type: CommentType | undefined
}

export interface CommentsView {
  list: CommentList
  asked: Asked
  mayAnswer: boolean
  closed: string | null
  /** Of the form that was refused; `of` is its comment, or `several`. */
  state: FormState
  of: string | null
  chosen: readonly string[]
}

const way = (reader: Reader, { id, title }: { id: string; title: string }): Html => crumbs(reader, [{ href: '/drafting', text: reader.t('drafting_title') }, { href: `/drafting/${id}`, text: title }])

export function commentsPage(reader: Reader, view: CommentsView): string {
  const { t } = reader
  const { list, asked, mayAnswer, closed, state } = view
  const { id, title } = list.project
  const answers = mayAnswer && !closed
  return page(reader, {
    title: `${t('disposition_title')} · ${title}`,
    query: null,
    styles: ['drafting.css'],
    main: html`${way(reader, list.project)}<div class="text"><h1>${t('disposition_title')}</h1><p lang="zh-CN">${title}</p>${projectNav(reader, list.project.id)}<p class="lead">${t('disposition_lead')}</p>${closed && banner(closed, 'plain')}${summary(reader, state)}
${definitions([...DISPOSITIONS.map((one) => ({ name: t(`disposition_${one}`), value: list.counts[one] })), { name: t('disposition_open'), value: list.counts.open }])}
${tables(reader, id, answers)}${filters(reader, view)}
${answers && list.items.length > 0 && several(reader, view)}
${list.items.length ? byClause(list.items).map(([clause, items]) => clauseBlock(reader, view, { clause, items, answers })) : empty(t('disposition_none'))}
${pagination(reader, { page: list.page, total: list.total, size: list.size, href: (n) => addressOf(id, asked, n) })}</div>`,
  })
}

export const addressOf = (id: string, asked: Asked, at = 1): string => `/drafting/${id}/comments${queryOf(asked, at)}`

/** What was asked for, to go along with every link and form of the page. */
function queryOf({ open, clause, type }: Asked, at: number): string {
  const query = new URLSearchParams({ ...(open && { open: 'yes' }), ...(clause !== undefined && { clause: clause || '-' }), ...(type && { type }), ...(at > 1 && { page: String(at) }) }).toString()
  return query && `?${query}`
}

/** They come in the order of clauses. */
function byClause(items: readonly ListedComment[]): [string, ListedComment[]][] {
  const groups = new Map<string, ListedComment[]>()
  for (const item of items) groups.set(item.row.clause, [...(groups.get(item.row.clause) ?? []), item])
  return [...groups]
}

const clauseName = ({ t }: Reader, clause: string): string => (clause ? t('disposition_clause_n', { clause }) : t('disposition_whole'))

const tables = ({ t }: Reader, id: string, answers: boolean): Html => html`<details><summary>${t('disposition_tables')}</summary>${(['zh', 'iso'] as const).map((headers) => html`<p>${t(`disposition_${headers}`)}</p><p class="ways">${FORMATS.map((format) => html`<a href="${link(`/api/drafting/${id}/comment-table?format=${format}&headers=${headers}`)}">${format.toUpperCase()}</a>`)}</p>`)}</details>${answers && html`<p class="ways"><a href="${link(`/drafting/${id}/comments/import`)}">${t('disposition_import')}</a></p>`}`

function filters(reader: Reader, { list, asked }: CommentsView): Html {
  const { t } = reader
  const option = (value: string, text: string, chosen: boolean) => html`<option value="${value}"${chosen && html` selected`}>${text}</option>`
  return html`<form class="filters" method="get" action="${link(`/drafting/${list.project.id}/comments`)}">
<p class="field"><label for="open">${t('disposition_which')}</label><select id="open" name="open">${option('', t('disposition_all'), !asked.open)}${option('yes', t('disposition_open_only'), asked.open)}</select></p>
<p class="field"><label for="clause">${t('disposition_clause')}</label><select id="clause" name="clause">${option('', t('disposition_all_clauses'), asked.clause === undefined)}${list.clauses.map(({ clause, comments, open }) => option(clause || '-', `${clauseName(reader, clause)} (${open}/${comments})`, asked.clause === clause))}</select></p>
<p class="field"><label for="type">${t('disposition_type')}</label><select id="type" name="type">${option('', t('disposition_all_types'), !asked.type)}${(Object.keys(TYPES) as CommentType[]).map((type) => option(type, t(`disposition_type_${type}`), asked.type === type))}</select></p>
<p><button class="quiet">${t('disposition_filter')}</button></p></form>`
}

interface Block {
  clause: string
  items: readonly ListedComment[]
  answers: boolean
}

const clauseBlock = (reader: Reader, view: CommentsView, { clause, items, answers }: Block): Html =>
  html`<section><h2>${clauseName(reader, clause)}</h2><ul class="list open">${items.map((item) => oneComment(reader, view, item, answers))}</ul></section>`

function oneComment(reader: Reader, view: CommentsView, { row, standing }: ListedComment, answers: boolean): Html {
  const { t } = reader
  const { id, number, body, element, type, original, proposed, reason, disposition, reply, version } = row
  const said = [['element', element], ['original', original], ['proposed', proposed], ['reason', reason]] as const
  const known = DISPOSITIONS.find((one) => one === disposition)
  const pick = answers && html`<label><input type="checkbox" name="chosen" value="${id}:${version}" form="several"${view.chosen.includes(`${id}:${version}`) && html` checked`}> ${t('disposition_pick', { n: number })}</label>`
  return html`<li id="comment-${number}"><h3>${t('disposition_number', { n: number })}</h3><p>${tag(t(`disposition_type_${type as CommentType}`))} ${known ? tag(t(`disposition_${known}`), TONES[known]) : tag(t('disposition_open'), 'amber')} <span class="meta" lang="zh-CN">${body}</span></p>
${definitions(said.flatMap(([name, text]) => (text ? [{ name: t(`disposition_${name}`), value: lines(text) }] : [])))}
${standing && html`<p>${tag(t(`disposition_standing_${standing.outcome}`), TONES[standing.outcome])} <span lang="zh-CN">${standing.reason}</span></p>`}${clauseLink(reader, view, { row, standing })}
${reply && html`<p><b>${t('disposition_reply')}</b> <span lang="zh-CN">${lines(reply)}</span></p>`}${pick}
${answers && html`<details${(view.of === id) && html` open`}><summary>${t('disposition_change')}</summary>${form(reader, { action: `/drafting/${row.projectId}/comments/${id}${queryOf(view.asked, view.list.page)}`, submit: t('disposition_save'), about: String(number), tone: 'quiet', hidden: { version: String(version) }, fields: answerFields(reader, { suffix: `-${number}`, ...(view.of === id ? { disposition: view.state.values.disposition ?? '', reply: view.state.values.reply ?? '' } : { disposition, reply }) }) })}</details>`}</li>`
}

const lines = (text: string): Html => html`${text.split('\n').map((line, i) => html`${i > 0 && html`<br>`}${line}`)}`

function clauseLink({ t }: Reader, { list }: CommentsView, { row, standing }: ListedComment): Html | null {
  const anchor = standing ? standing.clause : (row.anchor as { clause?: string } | null)?.clause
  return anchor && list.draft && (standing || row.draftId === list.draft.id) ? html`<p class="ways"><a href="${link(`/drafting/${row.projectId}/drafts/${list.draft.number}#${anchor}`)}">${t('disposition_go')}</a></p>` : null
}

interface AnswerFields {
  suffix: string
  disposition: string
  reply: string
  /** A form elsewhere on the page to which they belong. */
  owner?: string
}

const answerFields = ({ t }: Reader, { suffix, disposition, reply }: AnswerFields): Html =>
  html`<p class="field"><label for="disposition${suffix}">${t('disposition_answer')}</label><select id="disposition${suffix}" name="disposition"><option value="">${t('disposition_choose')}</option>${DISPOSITIONS.map((one: Disposition) => html`<option value="${one}"${one === disposition && html` selected`}>${t(`disposition_${one}`)}</option>`)}</select></p>
<p class="field"><label for="reply${suffix}">${t('disposition_reply')}</label><textarea id="reply${suffix}" name="reply" rows="3" maxlength="10000">
${reply}</textarea></p>`

/** Its check boxes stand at the comments. */
function several(reader: Reader, { list, asked, of, state }: CommentsView): Html {
  const { t } = reader
  const typed = of === 'several' ? state.values : {}
  return html`<details${of === 'several' && html` open`}><summary>${t('disposition_several')}</summary><p>${t('disposition_several_lead')}</p><form class="form" id="several" method="post" action="${link(addressOf(list.project.id, asked, list.page))}" novalidate>
${answerFields(reader, { suffix: '', disposition: typed.disposition ?? '', reply: typed.reply ?? '' })}<input type="hidden" name="form_token" value="${reader.formToken()}"><button>${t('disposition_several_save')}</button></form></details>`
}

export function importPage(reader: Reader, { project, state, report }: { project: { id: string; title: string }; state: FormState; report: ImportReport | null }): string {
  const { t } = reader
  const { id, title } = project
  const problem = state.issues[0]?.detail
  const paste = html`<p class="field"><label for="table">${t('disposition_paste')}</label><span class="meta" id="table-hint">${t('disposition_paste_rule')}</span>${problem && html`<span class="problem" id="table-problem">${problem}</span>`}<textarea id="table" name="table" rows="8" aria-describedby="table-hint${problem && ' table-problem'}"${problem && html` aria-invalid="true"`}>
${state.values.table ?? ''}</textarea></p>`
  const outcomes = JSON.stringify(Object.fromEntries((['taken', 'taken_with_remarks', 'answered', 'duplicate', 'refused', 'empty'] as const).map((one) => [one, t(`disposition_outcome_${one}`)])))
  return page(reader, {
    title: `${t('disposition_import')} · ${title}`,
    query: null,
    scripts: ['comment-table.js'],
    styles: ['drafting.css'],
    main: html`${way(reader, project)}<div class="narrow"><h1>${t('disposition_import')}</h1><p lang="zh-CN">${title}</p><p>${t('disposition_import_lead')}</p>${summary(reader, state)}
${report && reportBlock(reader, report)}
<form class="form" id="table-file" hidden data-address="${link(`/api/drafting/${id}/comment-table`)}" data-sending="${t('disposition_sending')}" data-failed="${t('disposition_failed')}" data-counts="${t('disposition_report_counts')}" data-headers="${t('disposition_report_headers')}" data-row="${t('disposition_row')}" data-outcomes="${outcomes}"><p class="field"><label for="file">${t('disposition_file')}</label><input id="file" type="file" accept=".csv,.xlsx,.docx,.yaml,.yml" required></p><button>${t('disposition_send')}</button></form>
<div id="table-report" role="status"></div>
${form(reader, { action: `/drafting/${id}/comments/import`, submit: t('disposition_paste_send'), tone: 'quiet', fields: paste })}
<p class="ways"><a href="${link(`/drafting/${id}/comments`)}">${t('disposition_title')}</a></p></div>`,
  })
}

const reportBlock = ({ t }: Reader, { taken, answered, duplicate, refused, unknownHeaders, rows }: ImportReport): Html =>
  html`<section role="status"><h2>${t('disposition_report')}</h2><p>${t('disposition_report_counts', { taken, answered, duplicate, refused })}</p>${unknownHeaders.length > 0 && html`<p>${t('disposition_report_headers', { headers: unknownHeaders.join('、') })}</p>`}
<ul class="list">${rows.map(({ row, outcome, details }) => html`<li>${t('disposition_row', { n: row })} ${tag(t(`disposition_outcome_${outcome}`), TONES[outcome])}${details.length > 0 && html`<br><span lang="zh-CN">${details.join('；')}</span>`}</li>`)}</ul></section>`
