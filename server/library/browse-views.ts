// The page of one kind: newest first, with the filters of that kind as links.
import type { ContentDocument, Hit, Kind, SearchResult } from '../../indexer/index.ts'
import { addressOf, type Choice } from '../web/address.ts'
import { chips, chosenCount, facetGroups, facetLinks } from '../web/facets.ts'
import { number } from '../web/format.ts'
import { keepTogether } from '../web/highlight.ts'
import { html, link, type Html } from '../web/html.ts'
import { PLURALS, facetValue, word } from '../web/labels.ts'
import { page } from '../web/layout.ts'
import { banner, chinese, crumbs, documentLine, empty, pagination, tag, tags, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'

export interface BrowseView {
  kind: Kind
  choice: Choice
  size: number
  more?: string | undefined
  /** Null while the engine is down; `documents` are shown instead. */
  result: SearchResult | null
  documents: readonly ContentDocument[]
}

export function browsePage(reader: Reader, view: BrowseView): string {
  const { kind, choice, result, documents, size } = view
  const { t } = reader
  const name = word('kind', kind, reader.language)
  const path = `/${PLURALS[kind]}`
  const { kind: _, ...filters } = choice.filters
  const shown: Choice = { ...choice, filters, sort: 'relevance' }
  const groups = result ? facetGroups(result.facets, filters, { total: result.total, kind, more: view.more }) : []
  const total = result?.total ?? documents.length
  const chosen = chosenCount(shown)
  return page(reader, {
    title: name,
    canonical: path,
    main: html`${crumbs(reader, [])}<h1>${name}</h1>
<div class="split"><aside>${groups.length > 0 && html`<details class="drawer"><summary>${t('filters')}${chosen > 0 && html` <b>${t('filters_chosen', { n: chosen })}</b>`}</summary><div>${facetLinks(reader, groups, path, shown)}</div></details>`}</aside>
<section aria-labelledby="count"><div class="line"><h2 id="count">${t('count_all', { n: number(total) })}</h2><span class="meta">${t('newest_first')}</span></div>
${chips(reader, path, shown)}
${!result && banner(t('browse_down'), 'amber')}
${total === 0 && empty(t('nothing_yet'))}
${result ? html`<ol class="hits">${result.items.map((hit) => item(reader, hit))}</ol>` : html`<ul class="list">${documents.slice((choice.page - 1) * size, choice.page * size).map((document) => documentLine(reader, document))}</ul>`}
${pagination(reader, { page: choice.page, total, size, href: (n) => addressOf(path, shown, { page: n }) })}
</section></div>`,
  })
}

function item(reader: Reader, hit: Hit): Html {
  const zh = chinese(reader)
  const status = hit.facets.status?.[0]
  const trust = hit.facets.trust?.[0]
  const jurisdiction = hit.facets.jurisdiction?.[0]
  const labels = [
    hit.facets.case_type?.[0] && tag(facetValue('case_type', hit.facets.case_type[0], reader.language), 'kind'),
    jurisdiction && jurisdiction !== 'CN' && tag(facetValue('jurisdiction', jurisdiction, reader.language), 'kind'),
    hit.facets.outcome?.map((outcome) => tag(facetValue('outcome', outcome, reader.language))),
  ]
  return html`<li class="hit"><p>${(status !== 'published' || trust === 'example') && tags(reader, { kind: hit.kind, status, trust })}${labels}</p><h3><a href="${link(hit.url)}"${zh}>${keepTogether(hit.title)}</a></h3>
${hit.summary && html`<p${zh}>${keepTogether(hit.summary)}</p>`}<p class="meta"${zh}>${hit.numbers[0] && html`<span class="n">${hit.numbers[0]}</span>`}${hit.body && html`<span>${hit.body}</span>`}${time(hit.date, reader)}</p></li>`
}
