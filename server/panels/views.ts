// How searches for panels look: the list, the choice of enquiries, one with its progress, its plan beside the greedy way, or what stands in its way.
import { EXPERT_TYPE, labelOf } from '../../indexer/index.ts'
import { form, summary, type FormState } from '../web/form.ts'
import { day, moment, number } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, pagination, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { ChangeTable } from './changes.ts'
import type { Choosable } from './panels.ts'
import { costSection, planSections, wordsFor, type Names } from './plan-views.ts'
import type { PanelAnswer, PanelLine, PanelResult, RunState } from './schema.ts'

const TONES: Partial<Record<RunState, string>> = { QUEUED: 'amber', RUNNING: 'amber', DONE: 'jade', NO_SOLUTION: 'red', ERROR: 'red', TIMEOUT: 'red' }
const stateTags = ({ t }: Reader, { state, appliedAt }: Pick<PanelLine, 'state' | 'appliedAt'>): Html => html`${tag(t(`panel_state_${state}`), TONES[state])}${appliedAt && tag(t('panel_applied'), 'jade')}`
const instant = (at: string): Html => html`<time class="n" datetime="${at}">${moment(new Date(at))}</time>`

export function runsPage(reader: Reader, { total, page: at, size, items, mayHandle }: { total: number; page: number; size: number; items: readonly PanelLine[]; mayHandle: boolean }): string {
  const { t } = reader
  const line = (run: PanelLine) => html`<li><a href="${link(`/panels/${run.id}`)}">${t('panel_run', { id: run.id })}</a> <span class="meta">${stateTags(reader, run)}<span>${t('panel_line', { n: run.enquiries.length })}</span>${instant(run.createdAt)}</span></li>`
  return page(reader, {
    title: t('panels'),
    main: html`${crumbs(reader, [])}<h1>${t('panels')}</h1><p class="lead">${t('panels_lead')}</p>
${mayHandle && html`<p class="ways"><a href="/panels/new">${t('panel_new')}</a></p>`}
<p class="meta" role="status">${t('panels_count', { n: number(total) })}</p>
${items.length ? html`<ul class="list">${items.map(line)}</ul>` : empty(t('panels_none'))}
${pagination(reader, { page: at, total, size, href: (n) => `/panels?page=${n}` })}`,
  })
}

/** All are ticked at first; `chosen` after a form that failed. */
export function choicePage(reader: Reader, { waiting, chosen, state }: { waiting: readonly Choosable[]; chosen: readonly string[] | null; state: FormState }): string {
  const { t, language } = reader
  const box = ({ id, title, size, dueAt }: Choosable) =>
    html`<label><input type="checkbox" name="enquiries" value="${id}"${(chosen === null || chosen.includes(id)) && html` checked`}><span lang="zh-CN">${title}</span><i>${t('panel_seats', { n: size })}${dueAt && ` · ${day(dueAt.toISOString().slice(0, 10), language)}`}</i></label>`
  const fields = html`<fieldset class="facet" id="enquiries"><legend class="hidden">${t('panel_choose')}</legend>${waiting.map(box)}</fieldset>`
  return page(reader, {
    title: t('panel_choose'),
    query: null,
    main: html`${crumbs(reader, [{ href: '/panels', text: t('panels') }])}<div class="text"><h1>${t('panel_choose')}</h1><p>${t('panel_choose_lead')}</p>${summary(reader, state)}
${waiting.length ? form(reader, { action: '/panels/new', submit: t('panel_start'), fields }) : empty(t('panel_choose_none'))}</div>`,
  })
}

export interface RunView {
  run: PanelAnswer
  names: Names
  change: ChangeTable | null
  mayHandle: boolean
  state: FormState
}

export function runPage(reader: Reader, { run, names, change, mayHandle, state }: RunView): string {
  const { t } = reader
  const { id, result, appliedAt } = run
  const title = t('panel_run', { id })
  const isOpen = run.state === 'QUEUED' || run.state === 'RUNNING'
  const mayApply = mayHandle && run.state === 'DONE' && !appliedAt
  return page(reader, {
    title,
    main: html`${crumbs(reader, [{ href: '/panels', text: t('panels') }])}<h1>${title}</h1>
<p class="meta">${stateTags(reader, run)}<span>${t('panel_line', { n: run.enquiries.length })}</span>${instant(run.createdAt)}</p>${summary(reader, state)}
${isOpen && html`<div role="status">${banner(html`<b lang="zh-CN">${run.progress || t(`panel_state_${run.state}`)}</b>　${t('panel_waiting')}`)}</div>`}
${isOpen && mayHandle && form(reader, { action: `/panels/${id}/stop`, submit: t('panel_stop'), tone: 'danger' })}
${(run.state === 'ERROR' || run.state === 'TIMEOUT') && banner(html`<span lang="zh-CN">${run.error}</span>`, 'red')}
${appliedAt && banner(t('panel_applied_at', { time: moment(new Date(appliedAt)) }))}
${result && result.blocks.length > 0 && blockSection(reader, result, names)}
${change && costSection(reader, { id, change, names })}
${result && result.panels.length > 0 && planSections(reader, { id, result, names })}
${mayApply && html`<section class="part"><h2>${t('panel_apply')}</h2><p>${t('panel_apply_note')}</p>${form(reader, { action: `/panels/${id}/apply`, submit: t('panel_apply') })}</section>`}
${result && considered(reader, result, names)}
${mayHandle && !isOpen && html`<p class="ways"><a href="/panels/new">${t('panel_new')}</a></p>`}`,
  })
}

/** The solver names ids and codes; people read titles, names and words. */
function blockSection(reader: Reader, { blocks }: PanelResult, names: Names): Html {
  const said = ({ message, of, rule }: PanelResult['blocks'][number]) => wordsFor(of !== null && rule === 'role' ? message.replaceAll(`“${of}”`, `“${labelOf(EXPERT_TYPE, of)}”`) : message, names)
  return html`<div class="banner red" role="note"><p>${reader.t('panel_no_solution')}</p><ul lang="zh-CN">${blocks.map((block) => html`<li>${said(block)}</li>`)}</ul></div>`
}

function considered(reader: Reader, { considered: rows, seed, snapshot, seconds }: PanelResult, names: Names): Html {
  const { t } = reader
  return html`<section class="part"><h2>${t('panel_considered')}</h2><ul class="list">${rows.map(({ enquiryId, size, eligible, undecided }) => html`<li><span lang="zh-CN">${names.get(enquiryId) ?? enquiryId}</span> <span class="meta"><span>${t('panel_seats', { n: size })}</span><span>${t('panel_eligible', { n: eligible })}</span>${undecided > 0 && html`<span>${t('panel_undecided', { n: undecided })}</span>`}</span></li>`)}</ul>
${definitions([
  { name: t('panel_took'), value: t('panel_seconds', { n: seconds }) },
  { name: t('panel_seed'), value: html`<code>${seed}</code>` },
  { name: t('panel_snapshot'), value: html`<code>${snapshot}</code>` },
])}</section>`
}
