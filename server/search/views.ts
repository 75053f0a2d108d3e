// The search page: a plain form around filters and results; the part that changes while typing is a fragment of the same address.
import type { ContentDocument, Kind, SearchResult } from '../../indexer/index.ts'
import { addressOf, type Choice } from '../web/address.ts'
import { chips, chosenCount, facetForm, facetGroups } from '../web/facets.ts'
import { number } from '../web/format.ts'
import { hitItem, type HitRelations } from '../web/hit.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { KIND_NAMES, PLURALS, word } from '../web/labels.ts'
import { page } from '../web/layout.ts'
import { banner, documentLine, pagination } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'

export interface SearchView {
  choice: Choice
  size: number
  /** A facet whose values are all wanted. */
  more?: string | undefined
  result: SearchResult | null
  /** Of a standard to others. */
  relations?: (id: string) => HitRelations | null
  /** Instead of a result while the engine is down: documents by title. */
  titles?: readonly ContentDocument[]
  /** What is wrong with the conditions, in words. */
  problems?: readonly string[]
  /** Words of the index near to those asked for, offered when nothing was found. */
  nearest?: readonly string[]
}

export const searchPage = (reader: Reader, view: SearchView): string =>
  page(reader, {
    title: view.choice.q ? reader.t('search_title', { query: view.choice.q.slice(0, 60) }) : reader.t('search'),
    query: null,
    scripts: ['search.js'],
    main: html`<form id="search" action="/search" role="search" data-loading="${reader.t('loading')}" data-failed="${reader.t('failed')}">
<h1 class="hidden">${reader.t('search')}</h1>
<div class="box big"><label class="hidden" for="q">${reader.t('search_label')}</label><input id="q" name="q" type="search" value="${view.choice.q}" placeholder="${reader.t('search_hint')}" autocomplete="off" maxlength="2000"><button>${reader.t('search')}</button></div>
${view.choice.sort !== 'relevance' && html`<input type="hidden" name="sort" value="${view.choice.sort}">`}
<p class="hidden" role="status" id="said"></p>
<div id="found">${searchFragment(reader, view)}</div>
</form>`,
  })

/** Filters and results; `data-said` is what a screen reader is told after an update. */
export function searchFragment(reader: Reader, view: SearchView): Html {
  const { choice, result } = view
  const groups = result ? facetGroups(result.facets, choice.filters, { total: result.total, more: view.more }) : []
  return html`<div class="split" data-said="${summaryOf(reader, view)}">
<aside>${result && filters(reader, view, html`${facetForm(reader, groups, choice.filters)}${dateFields(reader, choice)}`)}</aside>
<section aria-labelledby="count">
<div class="line"><h2 id="count">${summaryOf(reader, view)}</h2>${result && result.total > 1 && order(reader, choice)}</div>
${view.problems?.map((problem) => banner(html`${reader.t('invalid_query')}：${problem}`, 'amber'))}
${chips(reader, '/search', choice)}
${result ? understood(reader, view, result) : view.titles && banner(reader.t('search_down'), 'amber')}
${result && result.total > 0 && html`<ol class="hits" start="${(choice.page - 1) * view.size + 1}">${result.items.map((hit) => hitItem(reader, hit, view.relations?.(hit.id)))}</ol>`}
${view.titles && html`<ul class="list">${view.titles.map((document) => documentLine(reader, document, { withKind: true }))}</ul>`}
${result?.total === 0 && nothing(reader, view, result)}
${result && pagination(reader, { page: choice.page, total: result.total, size: view.size, href: (n) => addressOf('/search', choice, { page: n }) })}
</section>
</div>`
}

function summaryOf({ t }: Reader, { choice, result, titles, problems }: SearchView): string {
  if (problems?.length) return t('results')
  const total = result?.total ?? titles?.length ?? 0
  if (total === 0) return t('count_none')
  if (!choice.q) return t('count_all', { n: number(total) })
  return total === 1 ? t('count_one') : t('count', { n: number(total) })
}

function filters({ t }: Reader, { choice }: SearchView, body: Fragment): Html {
  const chosen = chosenCount(choice)
  return html`<details class="drawer" id="drawer"><summary>${t('filters')}${chosen > 0 && html` <b>${t('filters_chosen', { n: chosen })}</b>`}</summary><div>${body}<p class="apply"><button>${t('apply')}</button></p></div></details>`
}

const dateFields = ({ t }: Reader, { from, to }: Choice): Html => html`<details class="facet" id="f-date"${(from || to) && html` open`}><summary>${t('dates')}</summary><fieldset class="dates"><legend class="hidden">${t('dates')}</legend>${(['from', 'to'] as const).map(
  (name) => html`<label><span>${t(name === 'from' ? 'date_from' : 'date_to')}</span><input name="${name}" value="${(name === 'from' ? from : to) ?? ''}" inputmode="numeric" pattern="\\d{4}(-\\d{2}(-\\d{2})?)?" maxlength="10" aria-describedby="date-hint" autocomplete="off"></label>`,
)}<small id="date-hint">${t('date_hint')}</small></fieldset></details>`

const order = ({ t }: Reader, choice: Choice): Html => html`<nav class="order" aria-label="${t('sort')}">${(['relevance', '-date', 'date'] as const).map((sort) =>
  sort === choice.sort ? html`<span aria-current="true">${t(`sort_${sort}`)}</span>` : html`<a href="${link(addressOf('/search', choice, { sort }))}">${t(`sort_${sort}`)}</a>`,
)}</nav>`

/** What was made of the query, when it is not simply its words. */
function understood({ t }: Reader, { choice }: SearchView, { query }: SearchResult): Html | false {
  const long = query.dropped.length > 0 && query.terms.length > 0
  const parts: Fragment[] = [
    query.correctedFrom && html`<span>${t('corrected', { from: query.correctedFrom })}</span>`,
    query.identifiers.length > 0 && html`<span>${t('recognised')}：${query.identifiers.map((it) => html`<b class="n">${it}</b>`)}</span>`,
    choice.q.length > 30 && query.terms.length > 0 && html`<span>${t('terms')}：${query.terms.slice(0, 12).join('、')}</span>`,
    long && html`<span>${t('dropped')}：${query.dropped.slice(0, 8).join('、')}</span>`,
  ].filter(Boolean)
  return parts.length > 0 && html`<p class="understood">${parts}</p>`
}

function nothing(reader: Reader, { choice, nearest = [] }: SearchView, { query }: SearchResult): Html {
  const { t, language } = reader
  const filtered = chosenCount(choice) > 0
  return html`<div class="nothing">
${query.terms.length > 0 && html`<p>${t('none_tried')}${query.terms.join('、')}</p>`}
${filtered && html`<p><a href="${link(addressOf('/search', choice, { filters: {}, from: undefined, to: undefined }))}">${t('none_without_filters')}</a></p>`}
${nearest.length > 0 && html`<h3>${t('none_nearest')}</h3><ul class="chips">${nearest.map((text) => html`<li><a href="${link(addressOf('/search', { ...choice, filters: {} }, { q: text, from: undefined, to: undefined }))}">${text}</a></li>`)}</ul>`}
<h3>${t('none_browse')}</h3><ul class="chips">${KIND_NAMES.map((kind: Kind) => html`<li><a href="/${PLURALS[kind]}">${word('kind', kind, language)}</a></li>`)}</ul>
<h3>${t('none_ask')}</h3><p>${t('none_ask_text')}</p>
</div>`
}
