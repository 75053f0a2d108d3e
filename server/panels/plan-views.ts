// How a plan looks: every panel beside the greedy one, loads before and after, and what a change would cost.
import { number } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { definitions, empty } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { ChangeTable } from './changes.ts'
import type { PanelResult } from './schema.ts'

/** Titles of enquiries and names of experts, by id. */
export type Names = ReadonlyMap<string, string>
type Panel = PanelResult['panels'][number]

/** A message of the solver with its ids replaced by what people know them by. */
export function wordsFor(message: string, names: Names): string {
  let said = message
  for (const [id, name] of names) if (said.includes(id)) said = said.replaceAll(id, `“${name}”`)
  return said
}

const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value))
const expert = (id: string, names: Names): Html => html`<a href="${link(`/experts/${id}`)}" lang="zh-CN">${names.get(id) ?? id}</a>`
const table = (name: string, heads: readonly string[], rows: Fragment): Html =>
  html`<div class="table" role="region" aria-label="${name}" tabindex="0"><table class="cards"><caption class="hidden">${name}</caption><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`

export function planSections(reader: Reader, { id, result, names }: { id: string; result: PanelResult; names: Names }): Html {
  const { t } = reader
  const { total, greedyTotal, unfilledByGreedy, worst, panels, loads } = result
  const facts = definitions([
    { name: t('panel_total'), value: t('panel_total_value', { optimal: number(total ?? 0), greedy: number(greedyTotal ?? 0) }) },
    { name: t('panel_unfilled'), value: t('panel_unfilled_value', { n: unfilledByGreedy ?? 0 }) },
    ...(worst ? [{ name: t('panel_worst'), value: t('panel_per_seat', { title: names.get(worst.enquiryId) ?? worst.enquiryId, n: Math.round(worst.perSeat) }) }] : []),
  ])
  const heads = [t('panel_enquiry'), t('panel_optimum'), t('panel_greedy'), t('panel_points'), t('panel_alternates'), t('panel_runner_up')]
  const loadHeads = [t('panel_expert'), t('panel_loads')]
  return html`<section><h2 class="head">${t('panel_summary')}</h2>${facts}</section>
<section><h2 class="head">${t('panel_result')}</h2>${table(t('panel_result'), heads, panels.map((panel) => panelRow(reader, { id, panel, names, heads })))}</section>
<section class="part"><h2>${t('panel_loads')}</h2>${table(t('panel_loads'), loadHeads, loads.map(({ expertId, before, after, cap }) => html`<tr><th scope="row">${expert(expertId, names)}</th><td data-name="${loadHeads[1]}">${t('panel_load_value', { before, after, cap })}</td></tr>`))}</section>`
}

function panelRow(reader: Reader, { id, panel, names, heads }: { id: string; panel: Panel; names: Names; heads: readonly string[] }): Html {
  const { t } = reader
  const { enquiryId, members, points, floor, greedy, alternates, runnerUp } = panel
  const changeOf = (expertId: string) => html` <a href="${link(`/panels/${id}?${new URLSearchParams({ enquiry: enquiryId, leave: expertId })}#cost`)}" aria-label="${t('panel_change')}：${names.get(expertId) ?? expertId}">${t('panel_change')}</a>`
  const seats = (list: readonly { expertId: string; score: number }[], after: (expertId: string) => Fragment = () => null) => (list.length ? html`<ul>${list.map(({ expertId, score }) => html`<li>${expert(expertId, names)} <span class="n">${score}</span>${after(expertId)}</li>`)}</ul>` : t('panel_nobody'))
  const cells: Fragment[] = [
    seats(members, changeOf),
    seats(greedy.members),
    html`<span class="n">${t('panel_points_value', { optimal: number(points), greedy: number(greedy.points), difference: signed(greedy.difference) })}</span><br><span class="meta">${t('panel_floor', { n: number(Math.ceil(floor)) })}</span>`,
    seats(alternates),
    runnerUp ? html`${expert(runnerUp.expertId, names)} <span class="n">${runnerUp.score}</span><br><span class="meta" lang="zh-CN">${wordsFor(runnerUp.message, names)}</span>` : t('panel_nobody'),
  ]
  return html`<tr><th scope="row"><a href="${link(`/enquiries/${enquiryId}`)}" lang="zh-CN">${names.get(enquiryId) ?? enquiryId}</a></th>${cells.map((cell, at) => html`<td data-name="${heads[at + 1]}">${cell}</td>`)}</tr>`
}

/** First the choice, as a plain GET form; then what it costs, rules that it would break included. */
export function costSection(reader: Reader, { id, change, names }: { id: string; change: ChangeTable; names: Names }): Html {
  const { t } = reader
  const { enquiryId, leave, seat, others, costs } = change
  const nameOf = (one: string) => names.get(one) ?? one
  const heads = [t('panel_cost_seat'), t('panel_cost_difference'), t('panel_cost_after'), t('panel_cost_broken')]
  const row = ({ seat: who, difference, panel, broken }: ChangeTable['costs'][number]) =>
    html`<tr><th scope="row">${expert(who, names)}</th><td data-name="${heads[1]}" class="n">${signed(difference)}</td><td data-name="${heads[2]}">${t('panel_cost_after_value', { before: number(panel.before), after: number(panel.after), floor: number(Math.ceil(panel.floor)) })}</td><td data-name="${heads[3]}" lang="zh-CN">${broken.length ? html`<ul>${broken.map(({ message }) => html`<li>${message}</li>`)}</ul>` : t('panel_nobody')}</td></tr>`
  return html`<section class="part" id="cost"><h2>${t('panel_cost')}</h2><p>${t('panel_cost_lead', { title: nameOf(enquiryId), name: nameOf(leave) })}</p>
<form class="pick" action="${link(`/panels/${id}#cost`)}"><input type="hidden" name="enquiry" value="${enquiryId}"><input type="hidden" name="leave" value="${leave}"><label><span>${t('panel_cost_seat')}</span><select name="seat"><option value="">${t('panel_cost_all')}</option>${others.map((one) => html`<option value="${one}"${one === seat && html` selected`}>${nameOf(one)}</option>`)}</select></label><button>${t('panel_cost_show')}</button></form>
${costs.length ? table(t('panel_cost'), heads, costs.map(row)) : empty(t('panel_cost_none'))}</section>`
}
