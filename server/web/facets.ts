// The filters of the search and browse pages: which facets, in what order, as a form or as links, and the chosen ones as chips.
import { FACETS } from '../../indexer/index.ts'
import type { Facet, FacetCount, FacetValues, Kind } from '../../indexer/index.ts'
import { addressOf, toggled, type Choice } from './address.ts'
import { day, number } from './format.ts'
import { html, link, type Fragment, type Html } from './html.ts'
import { facetName, facetValue, hasWord } from './labels.ts'
import type { Reader } from './reader.ts'

export type FacetCounts = Partial<Record<Facet, readonly FacetCount[]>>

const SHARED: readonly Facet[] = ['kind', 'status', 'jurisdiction', 'measure', 'issue', 'scene', 'industry', 'outcome', 'year', 'trust']
const OF_KIND: Readonly<Record<Kind, readonly Facet[]>> = {
  case: ['case_type', 'outcome', 'measure', 'issue', 'scene', 'secret_type', 'act', 'defence', 'cause', 'procedure', 'court_level', 'document_type', 'authority', 'amount', 'remedy', 'industry', 'region', 'year', 'tag', 'trust'],
  overseas: ['jurisdiction', 'issue', 'outcome', 'measure', 'scene', 'secret_type', 'act', 'defence', 'procedure_type', 'court_level', 'authority', 'remedy', 'industry', 'year', 'language', 'trust'],
  standard: ['status', 'standard_kind', 'measure', 'authority', 'industry', 'year', 'region', 'trust'],
  law: ['status', 'law_level', 'category', 'authority', 'jurisdiction', 'year', 'trust'],
  guide: ['audience', 'measure', 'issue', 'industry', 'year', 'tag'],
  course: ['audience', 'measure', 'industry', 'year', 'tag'],
  notice: ['authority', 'year', 'tag'],
  expert: ['expert_type', 'field', 'service', 'industry', 'jurisdiction', 'language', 'region', 'trust'],
}
const OPEN = 4
const SHOWN = 7

export interface Group {
  facet: Facet
  values: readonly FacetCount[]
  open: boolean
  /** Values left out for length. */
  hidden: number
}

/** Facets worth showing: those of the one kind chosen, with a value that not every hit has; a chosen value is always among them. */
export function facetGroups(counts: FacetCounts, filters: FacetValues, { total, kind, more }: { total: number; kind?: Kind | undefined; more?: string | undefined }): Group[] {
  const only = kind ?? (filters.kind?.length === 1 ? (filters.kind[0] as Kind) : undefined)
  const order = [...(only && !kind ? (['kind'] as const) : []), ...((only && OF_KIND[only]) ?? SHARED)]
  const chosenElsewhere = FACETS.filter((facet) => filters[facet]?.length && !order.includes(facet) && facet !== 'kind')
  const groups = [...order, ...chosenElsewhere].flatMap((facet): Omit<Group, 'open'>[] => {
    const chosen = filters[facet] ?? []
    const counted = (counts[facet] ?? []).filter(({ value }) => hasWord(facet, value))
    const all = [...counted, ...chosen.filter((value) => !counted.some((it) => it.value === value)).map((value) => ({ value, count: 0 }))]
    if (!chosen.length && all.every(({ count }) => count === total)) return []
    const inOrder = facet === 'year' ? [...all].sort((a, b) => (a.value < b.value ? 1 : -1)) : all
    const values = more === facet ? inOrder : inOrder.filter(({ value }, index) => index < SHOWN || chosen.includes(value))
    return [{ facet, values, hidden: inOrder.length - values.length }]
  })
  return groups.map((group, index) => ({ ...group, open: index < OPEN || group.facet === more || !!filters[group.facet]?.length }))
}

/** Groups of checkboxes inside the search form; works with script off. */
export const facetForm = (reader: Reader, groups: readonly Group[], filters: FacetValues): Html =>
  html`${groups.map((group) =>
    fold(reader, group, filters, html`<fieldset><legend class="hidden">${facetName(group.facet, reader.language)}</legend>${group.values.map(({ value, count }) => html`<label><input type="checkbox" name="${group.facet}" value="${value}"${filters[group.facet]?.includes(value) && html` checked`}><span>${facetValue(group.facet, value, reader.language)}</span><i>${number(count)}</i></label>`)}</fieldset>${group.hidden > 0 && html`<button class="plain" name="more" value="${group.facet}">${reader.t('more_values', { n: group.hidden + group.values.length })}</button>`}`),
  )}`

/** The same groups as links, for browse pages. */
export const facetLinks = (reader: Reader, groups: readonly Group[], path: string, choice: Choice): Html =>
  html`${groups.map((group) =>
    fold(reader, group, choice.filters, html`<ul>${group.values.map(({ value, count }) => {
      const chosen = choice.filters[group.facet]?.includes(value)
      return html`<li><a href="${link(addressOf(path, choice, { filters: toggled(choice.filters, group.facet, value) }))}"${chosen && html` aria-current="true"`}><span>${facetValue(group.facet, value, reader.language)}</span><i>${number(count)}</i></a></li>`
    })}</ul>${group.hidden > 0 && html`<a class="more" href="${link(`${addressOf(path, choice)}${addressOf(path, choice).includes('?') ? '&' : '?'}more=${group.facet}`)}">${reader.t('more_values', { n: group.hidden + group.values.length })}</a>`}`),
  )}`

const fold = ({ language }: Reader, { facet, open }: Group, filters: FacetValues, body: Fragment): Html =>
  html`<details class="facet" id="f-${facet}"${open && html` open`}><summary>${facetName(facet, language)}${filters[facet]?.length && html` <b>${filters[facet].length}</b>`}</summary>${body}</details>`

/** What is chosen, each a link that takes it away. */
export function chips(reader: Reader, path: string, choice: Choice): Html | null {
  const { t, language } = reader
  const chosen = (Object.entries(choice.filters) as [Facet, string[]][]).flatMap(([facet, values]) =>
    values.map((value) => ({ text: `${facetName(facet, language)}：${facetValue(facet, value, language)}`, href: addressOf(path, choice, { filters: toggled(choice.filters, facet, value) }) })),
  )
  if (choice.from) chosen.push({ text: t('since', { day: day(choice.from, language) }), href: addressOf(path, choice, { from: undefined }) })
  if (choice.to) chosen.push({ text: t('until', { day: day(choice.to, language) }), href: addressOf(path, choice, { to: undefined }) })
  if (!chosen.length) return null
  const all = addressOf(path, choice, { filters: {}, from: undefined, to: undefined })
  return html`<ul class="chips">${chosen.map(({ text, href }) => html`<li><a href="${link(href)}" aria-label="${t('remove', { what: text })}">${text}<span aria-hidden="true">×</span></a></li>`)}<li><a class="clear" href="${link(all)}">${t('clear')}</a></li></ul>`
}

export const chosenCount = ({ filters, from, to }: Choice): number => Object.values(filters).flat().length + Number(!!from) + Number(!!to)
