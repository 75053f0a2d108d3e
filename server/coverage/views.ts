// How the pool looks as a picture: a map of fields and industries in signs and numbers, its gaps in words, loads and free capacity.
import { EXPERT_TYPE, INDUSTRIES, labelOf } from '../../indexer/index.ts'
import { day, number } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { word } from '../web/labels.ts'
import { page } from '../web/layout.ts'
import { crumbs, definitions, empty, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { Coverage } from './coverage.ts'
import { blockOf } from './picture.ts'

export function coveragePage(reader: Reader, coverage: Coverage): string {
  const { t, language } = reader
  const { on, experts, away } = coverage
  return page(reader, {
    title: t('coverage'),
    main: html`${crumbs(reader, [{ href: '/experts', text: word('kind', 'expert', language) }])}<h1>${t('coverage')}</h1>
<p class="lead">${t('coverage_lead', { n: number(experts), away: number(away) })} <span class="n">${day(on, language)}</span></p>
${experts === 0 && empty(t('coverage_empty'))}
${gapSection(reader, coverage)}
${coverage.fields.length > 0 && mapSection(reader, coverage)}
${typeSection(reader, coverage)}
${coverage.loads.length > 0 && loadSection(reader, coverage)}`,
  })
}

const english = ({ language }: Reader): boolean => language === 'en'
const sectionName = (reader: Reader, section: string): string => `${section} ${labelOf(INDUSTRIES, section, english(reader))}`
const typeNames = (reader: Reader, types: readonly string[]): string => types.map((type) => labelOf(EXPERT_TYPE, type, english(reader))).join(english(reader) ? ', ' : '、')
const table = (name: string, head: Fragment, rows: Fragment, kind = ''): Html =>
  html`<div class="table" role="region" aria-label="${name}" tabindex="0"><table${kind && html` class="${kind}"`}><caption class="hidden">${name}</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`

function gapSection(reader: Reader, { gaps }: Coverage): Html {
  const { t } = reader
  const listed = (items: readonly string[], tone: string) => html`<span class="tags">${items.map((item) => html`${tag(item, tone)} `)}</span>`
  const entries = [
    { name: t('coverage_gap_fields'), items: gaps.fields, tone: 'red' },
    { name: t('coverage_gap_industries'), items: gaps.sections.map((section) => sectionName(reader, section)), tone: 'red' },
    { name: t('coverage_gap_pairs'), items: gaps.pairs.map(({ field, section }) => `${field} × ${sectionName(reader, section)}`), tone: 'red' },
    { name: t('coverage_gap_single'), items: gaps.single, tone: 'amber' },
  ].filter(({ items }) => items.length)
  return html`<section class="part"><h2>${t('coverage_gaps')}</h2>${entries.length ? definitions(entries.map(({ name, items, tone }) => ({ name, value: listed(items, tone) }))) : html`<p>${t('coverage_gap_none')}</p>`}</section>`
}

/** Every cell has its number, so that the sign is for the eye only. */
function mapSection(reader: Reader, { fields, sections, bySection, experts }: Coverage): Html {
  const { t } = reader
  const most = Math.max(1, ...fields.flatMap(({ cells }) => cells))
  const cell = (count: number, of = most) => html`<td class="n"><span aria-hidden="true">${blockOf(count, of)}</span>${count > 0 ? html` ${number(count)}` : html`<span class="hidden">0</span>`}</td>`
  const head = html`<th scope="col">${t('coverage_field')}</th><th scope="col">${t('coverage_any')}</th>${sections.map((section) => html`<th scope="col"><abbr title="${labelOf(INDUSTRIES, section, english(reader))}">${section}</abbr></th>`)}`
  const row = ({ field, experts: count, cells }: Coverage['fields'][number]) => html`<tr><th scope="row">${field}</th>${cell(count, experts)}${cells.map((one) => cell(one))}</tr>`
  const all = html`<tr><th scope="row">${t('coverage_any')}</th>${cell(experts, experts)}${bySection.map((count) => cell(count, experts))}</tr>`
  return html`<section><h2 class="head">${t('coverage_map')}</h2><p class="meta">${t('coverage_key')}</p>${table(t('coverage_map'), head, [all, ...fields.map(row)])}
<p class="meta"><b>${t('coverage_sections')}</b>　${sections.map((section) => html`<span class="n">${sectionName(reader, section)}</span> `)}</p></section>`
}

function typeSection(reader: Reader, { types }: Coverage): Html {
  const { t } = reader
  const heads = [t('coverage_type'), t('coverage_experts'), t('coverage_places'), t('coverage_taken'), t('coverage_free')]
  const row = ({ type, experts, places, taken, free }: Coverage['types'][number]) =>
    html`<tr><th scope="row">${labelOf(EXPERT_TYPE, type, english(reader))}</th>${[experts, places, taken, free].map((count, at) => html`<td data-name="${heads[at + 1]}">${number(count)}${at === 3 && count === 0 && html` ${tag(t('coverage_gaps'), 'red')}`}</td>`)}</tr>`
  return html`<section class="part"><h2>${t('coverage_types')}</h2>${table(t('coverage_types'), heads.map((head) => html`<th scope="col">${head}</th>`), types.map(row), 'cards')}</section>`
}

function loadSection(reader: Reader, { loads }: Coverage): Html {
  const { t } = reader
  const heads = [t('panel_expert'), t('coverage_type'), t('coverage_load'), t('coverage_free')]
  const row = ({ id, name, types, current, cap, free }: Coverage['loads'][number]) =>
    html`<tr><th scope="row"><a href="${link(`/experts/${id}`)}" lang="zh-CN">${name}</a></th><td data-name="${heads[1]}">${typeNames(reader, types)}</td><td data-name="${heads[2]}"><span aria-hidden="true">${blockOf(current, cap)}</span> <span class="n">${current} / ${cap}</span></td><td data-name="${heads[3]}">${number(free)}</td></tr>`
  return html`<section class="part"><h2>${t('coverage_loads')}</h2>${table(t('coverage_loads'), heads.map((head) => html`<th scope="col">${head}</th>`), loads.map(row), 'cards')}</section>`
}
