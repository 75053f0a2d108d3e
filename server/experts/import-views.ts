// How a register comes in: a file that the page's script sends, or a table that is pasted; what became of each line; the way out as a file.
import { form, summary, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { crumbs, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { ImportReport, LineReport } from './import.ts'
import { EXPORT_FORMATS } from './schema.ts'

export interface ImportView {
  state: FormState
  /** What became of the table that was pasted. */
  report: ImportReport | null
  mayExport: boolean
}

const RESULTS = ['created', 'updated', 'unchanged', 'refused'] as const satisfies readonly LineReport['result'][]
const TONES: Readonly<Record<LineReport['result'], string>> = { created: 'jade', updated: 'jade', unchanged: '', refused: 'red' }

export function importPage(reader: Reader, { state, report, mayExport }: ImportView): string {
  const { t } = reader
  return page(reader, {
    title: t('expert_import'),
    query: null,
    scripts: ['expert-import.js'],
    main: html`${crumbs(reader, [{ href: '/experts', text: t('expert_title') }])}<div class="narrow"><h1>${t('expert_import')}</h1><p>${t('expert_import_lead')}</p>${summary(reader, state)}
${report && reportSection(reader, report)}
${fileForm(reader)}<div id="register-report" role="status"></div>
${form(reader, { action: '/experts/import', submit: t('expert_import_paste_send'), tone: 'quiet', fields: pasteFields(reader, state) })}
${mayExport && html`<section><h2>${t('expert_export')}</h2><p>${t('expert_export_lead')}</p><p class="ways">${EXPORT_FORMATS.map((format) => html`<a href="/api/experts/export?format=${format}" download>${format.toUpperCase()}</a>`)}</p></section>`}</div>`,
  })
}

/** Shown by its script, which takes its words from here. */
function fileForm({ t }: Reader): Html {
  const words = { applied: t('expert_import_applied'), nothing: t('expert_import_nothing'), later: t('expert_import_later'), line: t('expert_import_line'), sending: t('expert_import_sending'), failed: t('expert_import_failed'), ...Object.fromEntries(RESULTS.map((one) => [one, t(`expert_import_${one}`)])) }
  return html`<form class="form" id="register-file" hidden data-words="${JSON.stringify(words)}"><p class="field"><label for="file">${t('expert_import_file')}</label><input id="file" type="file" accept=".csv,.xlsx,.ndjson,.jsonl" required></p>
<p class="field"><label><input type="checkbox" id="all-or-none"> ${t('expert_import_atomic')}</label></p><button>${t('expert_import_send')}</button></form>`
}

function pasteFields({ t }: Reader, { values, issues }: FormState): Html {
  const problem = issues[0]?.detail
  return html`<p class="field"><label for="table">${t('expert_import_paste')}</label><span class="meta" id="table-hint">${t('expert_import_paste_rule')}</span>${problem && html`<span class="problem" id="table-problem">${problem}</span>`}<textarea id="table" name="table" rows="8" required aria-describedby="table-hint${problem && ' table-problem'}"${problem && html` aria-invalid="true"`}>
${values.table ?? ''}</textarea></p>
<p class="field"><label><input type="checkbox" name="atomic" value="yes"${values.atomic === 'yes' && html` checked`}> ${t('expert_import_atomic')}</label></p>`
}

function reportSection(reader: Reader, { applied, created, updated, unchanged, refused, searchable, lines }: ImportReport): Html {
  const { t } = reader
  return html`<section role="status"><h2>${t('expert_import_report')}</h2><p>${applied ? t('expert_import_applied', { created, updated, unchanged, refused }) : t('expert_import_nothing', { refused })}${!searchable && html` ${t('expert_import_later')}`}</p>
<ul class="list">${lines.map((line) => lineItem(reader, line))}</ul></section>`
}

function lineItem({ t }: Reader, { line, externalId, result, id, problems }: LineReport): Html {
  const number = externalId ?? id
  return html`<li>${t('expert_import_line', { n: line })} ${tag(t(`expert_import_${result}`), TONES[result])} ${number && (id ? html`<a href="${link(`/experts/${id}`)}">${number}</a>` : number)}${problems.length > 0 && html`<br><span lang="zh-CN">${problems.map(({ field, detail }) => (field ? `${field}：${detail}` : detail)).join('；')}</span>`}</li>`
}
