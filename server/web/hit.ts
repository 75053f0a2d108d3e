// One result: labels, title, the best section with its path and marked words, what names it, and further sections folded away.
import type { Hit, SectionHit } from '../../indexer/index.ts'
import { highlight } from './highlight.ts'
import { html, link, type Fragment, type Html } from './html.ts'
import { facetValue } from './labels.ts'
import { chinese, tag, tags, time } from './parts.ts'
import type { Reader } from './reader.ts'

/** How a standard stands to others, as a hit shows it. */
export interface HitRelations {
  replaces: readonly { label: string; url: string | null }[]
  replacedBy: readonly { label: string; url: string | null }[]
  adopts: readonly string[]
  cites: number | null
  citedBy: number | null
}

export function hitItem(reader: Reader, hit: Hit, relations: HitRelations | null = null): Html {
  const { language, t } = reader
  const [best, ...others] = hit.sections
  const jurisdiction = hit.facets.jurisdiction?.[0]
  const zh = chinese(reader)
  return html`<li class="hit">
<p>${tags(reader, { kind: hit.kind, status: hit.facets.status?.[0], trust: hit.facets.trust?.[0] })}${jurisdiction && jurisdiction !== 'CN' && tag(facetValue('jurisdiction', jurisdiction, language))}</p>
<h3><a href="${sectionAddress(hit, best)}"${zh}>${hit.title}</a></h3>
${best && sectionText(best, zh)}
<p class="meta"${zh}>${hit.numbers[0] && html`<span class="n">${hit.numbers[0]}</span>`}${hit.body && html`<span>${hit.body}</span>`}${time(hit.date, reader)}</p>${relations && relationLine(reader, hit, relations)}
${others.length > 0 && html`<details><summary>${t('more_sections', { n: others.length })}</summary><ul>${others.map((section) => html`<li><a href="${sectionAddress(hit, section)}"${zh}>${placeOf(section) || t('text_before_headings')}</a><p class="snippet"${zh}>${highlight(section.snippet, section.highlights)}</p></li>`)}</ul></details>`}
</li>`
}

function relationLine(reader: Reader, { url }: Hit, { replaces, replacedBy, adopts, cites, citedBy }: HitRelations): Html | false {
  const { t } = reader
  const zh = chinese(reader)
  const named = (all: HitRelations['replaces']) => all.map(({ label, url: to }, index) => html`${index > 0 && '、'}${to ? html`<a class="n" href="${link(to)}"${zh}>${label}</a>` : html`<span class="n"${zh}>${label}</span>`}`)
  const parts: Fragment[] = [
    replacedBy.length > 0 && html`<span>${t('hit_replaced_by')} ${named(replacedBy)}</span>`,
    replaces.length > 0 && html`<span>${t('hit_replaces')} ${named(replaces)}</span>`,
    adopts.length > 0 && html`<span>${t('hit_adopts')} ${adopts.join('、')}</span>`,
    !!cites && html`<span><a href="${link(url)}">${t('hit_cites', { n: cites })}</a></span>`,
    !!citedBy && html`<span><a href="${link(url)}">${t('hit_cited_by', { n: citedBy })}</a></span>`,
  ].filter(Boolean)
  return parts.length > 0 && html`<p class="meta">${parts}</p>`
}

const placeOf = ({ heading, path }: SectionHit): string => [...path.slice(-2), heading].filter(Boolean).join(' › ')

function sectionText(section: SectionHit, zh: Fragment): Html {
  const place = placeOf(section)
  return html`<p class="snippet"${zh}>${place && html`<b>${place}</b>`}${highlight(section.snippet, section.highlights)}</p>`
}

/** A section of one document opens at its place; the top of the document needs no fragment. */
function sectionAddress(hit: Hit, section: SectionHit | undefined): string {
  const fragment = section && section.anchor !== 'intro' && section.anchor !== 'summary' ? `#${encodeURIComponent(section.anchor)}` : ''
  return link(`${hit.url}${fragment}`)
}
