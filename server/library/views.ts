// The document page: what it is, whether it may be relied on, its text, and what hangs together with it.
import type { Citation, ContentDocument, ContentSection, ContentVersion, Hit, Kind, Staleness } from '../../indexer/index.ts'
import { STATUS_SENTENCES, fieldName, type FieldName } from '../web/field-names.ts'
import { day } from '../web/format.ts'
import { keepTogether } from '../web/highlight.ts'
import { html, link, trusted, type Fragment, type Html } from '../web/html.ts'
import { MEASURES, PLURALS, facetValue, word } from '../web/labels.ts'
import { page } from '../web/layout.ts'
import { banner, chinese, crumbs, definitions, documentLine, tag, tags, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { citeForms, entriesOf } from './metadata.ts'

/** Who keeps a standard now; of many the first. */
export interface Adopters {
  total: number
  checked: number
  items: readonly { organisation: string; clauses: readonly string[]; basis: 'declared' | 'checked'; declaredOn: string }[]
}

export interface DocumentView {
  document: ContentDocument
  staleness: Staleness | null
  /** Documents that took the place of this one. */
  successors: readonly ContentDocument[]
  /** With the documents meant, where they are held. */
  citations: readonly (Citation & { document?: ContentDocument | undefined; possible: readonly ContentDocument[] })[]
  citedBy: readonly { document: ContentDocument; anchors: readonly string[] }[]
  /** Null while the engine is down. */
  related: readonly Hit[] | null
  versions: readonly ContentVersion[]
  /** Of a standard: who keeps it, and whether the reader may declare so. */
  adoptions?: (Adopters & { mayDeclare: boolean }) | undefined
  /** Address of the page with scheme and host. */
  permanent: string
}

const FIRST = 4

export function documentPage(reader: Reader, view: DocumentView): string {
  const { document } = view
  const { summary } = document.frontMatter
  return page(reader, {
    title: document.title,
    description: summary,
    canonical: `/documents/${document.id}`,
    scripts: ['document.js'],
    main: html`${kindCrumbs(reader, document.kind)}
<article class="document">
<header class="title">${documentTags(reader, document)}
<h1${chinese(reader)}>${keepTogether(document.title)}</h1>
${banners(reader, view)}
${summary && html`<p class="lead" id="summary"${chinese(reader)}>${keepTogether(summary)}</p>`}</header>
${contents(reader, document.sections)}
<div>${facts(reader, document)}
${measures(reader, document)}
${matrix(reader, document)}
<div class="text"${chinese(reader)}>${text(reader, document.sections)}</div>
${adoptions(reader, view)}${statutes(reader, view)}${citations(reader, view)}${citedBy(reader, view)}${related(reader, view)}${versions(reader, view)}${cite(reader, view)}</div>
</article>`,
  })
}

export const kindCrumbs = (reader: Reader, kind: Kind, more: readonly { href: string; text: string }[] = []): Html => crumbs(reader, [{ href: `/${PLURALS[kind]}`, text: word('kind', kind, reader.language) }, ...more])

export const documentTags = (reader: Reader, { kind, frontMatter: { status, example, jurisdiction } }: ContentDocument): Html =>
  html`<p>${tags(reader, { kind, status, trust: example ? 'example' : undefined })}${jurisdiction !== 'CN' && tag(facetValue('jurisdiction', jurisdiction, reader.language))}</p>`

function banners(reader: Reader, { document, staleness, successors }: DocumentView): Fragment {
  const { t, language } = reader
  const { status, example, verified, verification_note } = document.frontMatter
  const sentence = STATUS_SENTENCES[status as keyof typeof STATUS_SENTENCES]
  const bad = status === 'replaced' || status === 'abolished' || status === 'repealed'
  const see = successors.length > 0 && html` ${t('see_instead')}${successors.map((it, index) => html`${index > 0 && '、'}<a href="/documents/${it.id}"${chinese(reader)}>${it.title}</a>`)}`
  return [
    sentence && banner(html`${t(sentence)}${see}`, bad ? 'red' : 'amber'),
    staleness && banner(staleness.reason === 'review' ? t('stale_review', { day: day(staleness.detail, language) }) : t('stale_law', { law: staleness.detail }), 'amber'),
    example && banner(t('is_example'), 'amber'),
    !verified && banner(html`<strong>${t('is_unverified')}</strong><span${chinese(reader)}>${keepTogether(verification_note ?? '')}</span>`, 'amber'),
  ]
}

/** Headings, or the articles where a text has hardly any headings. */
function contents({ t, language }: Reader, sections: readonly ContentSection[]): Html {
  const headings = sections.filter(({ level }) => level > 0 && level <= 3)
  const listed = headings.length >= 3 ? headings : sections.filter(({ heading }) => heading)
  if (listed.length < 2) return html`<aside></aside>`
  return html`<aside aria-label="${t('contents')}"><details class="toc"><summary>${t('contents')}</summary><nav aria-label="${t('contents')}"${language === 'en' && html` lang="zh-CN"`}><ol>${listed.map(({ anchor, heading, level }) => html`<li class="l${level}"><a href="${here(anchor)}">${heading}</a></li>`)}</ol></nav></details></aside>`
}

const here = (anchor: string): string => link(`#${encodeURIComponent(anchor)}`)

/** The document's sections, each with its anchor; headings go down one step at a time. */
export function text({ t }: Reader, sections: readonly ContentSection[]): Html {
  let tables = 0
  return html`${sections.map(({ anchor, heading, level, path, html: markup }) => {
    const step = Math.min(6, path.length + 2)
    const body = markup.replaceAll('aria-label="表格"', () => `aria-label="表格 ${++tables}"`)
    return html`<section id="${anchor}" class="l${level}">${heading && html`${trusted(`<h${step}>`)}${keepTogether(heading)}<a class="anchor" href="${here(anchor)}" aria-label="${t('anchor_of', { heading })}">#</a>${trusted(`</h${step}>`)}`}${keepTogether(trusted(body))}</section>`
  })}`
}

/** What names the document first; the rest is folded on a phone and open on a wide screen. */
function facts(reader: Reader, document: ContentDocument): Html {
  const entries = entriesOf(reader, document)
  const rest = entries.slice(FIRST)
  return html`${definitions(entries.slice(0, FIRST))}${rest.length > 0 && html`<details class="rest"><summary>${reader.t('all_details', { n: rest.length })}</summary>${definitions(rest)}</details>`}`
}

function measures(reader: Reader, { frontMatter: data, kind }: ContentDocument): Html | false {
  const { t, language } = reader
  if (data.kind === 'case' || data.kind === 'overseas') {
    const found = data.measures
    if (!Object.keys(found).length) return false
    return html`<section class="part" id="seven-measures"><h2>${t('measures')}</h2><p class="meta">${t('measures_source')}</p><ul class="strip">${MEASURES.map((measure) => {
      const { finding = 'not_discussed', note } = found[measure] ?? {}
      return html`<li class="${finding}"><b>${word('measure', measure, language)} · <i>${word('finding', finding, language)}</i></b>${note && html`<span${chinese(reader)}>${keepTogether(note)}</span>`}</li>`
    })}</ul></section>`
  }
  if (!('measures' in data) || !data.measures.length) return false
  return html`<section class="part"><h2>${t('measures_covered')}</h2><ul class="chips">${data.measures.map((measure) => html`<li><a href="/${PLURALS[kind]}?measure=${measure}">${word('measure', measure, language)}</a></li>`)}</ul></section>`
}

function matrix(reader: Reader, { frontMatter: data }: ContentDocument): Html | false {
  if (data.kind !== 'overseas' || !data.matrix) return false
  const rows = Object.entries(data.matrix) as [FieldName, string][]
  return html`<section class="part"><h2>${reader.t('matrix')}</h2>${definitions(rows.map(([field, value]) => ({ name: fieldName(field, reader.language), value: html`<span${chinese(reader)}>${keepTogether(value)}</span>` })))}</section>`
}

const part = (heading: string, body: Fragment): Html => html`<section class="part"><h2>${heading}</h2>${body}</section>`

/** 贯标: what enterprises say of this standard. */
function adoptions(reader: Reader, { document, adoptions: found }: DocumentView): Html | false {
  const { t } = reader
  if (!found) return false
  const { total, checked, items, mayDeclare } = found
  const isAdoptable = document.frontMatter.status === 'in-force' || document.frontMatter.status === 'upcoming'
  return html`<section class="part" id="adoptions"><h2>${t('adoption_here')}</h2><p>${total ? t('adoption_count', { n: total, checked }) : t('adoption_count_none')}</p>
${items.length > 0 && html`<ul class="list">${items.map((one) => html`<li><span${chinese(reader)}>${one.organisation}</span> <span class="meta">${one.basis === 'checked' ? tag(t('adoption_basis_checked'), 'jade') : tag(t('adoption_basis_declared'))}<span>${one.clauses.length ? one.clauses.join('、') : t('adoption_whole')}</span>${time(one.declaredOn, reader)}</span></li>`)}</ul>`}
<p class="ways">${mayDeclare && isAdoptable && html`<a href="/adoptions/new?standard=${document.id}">${t('adoption_declare')}</a>`}<a href="/adoptions?standard=${document.id}">${t('adoption_all')}</a></p></section>`
}

function statutes(reader: Reader, { document: { frontMatter: data }, citations }: DocumentView): Html | false {
  const { t } = reader
  if (data.kind !== 'case' || !data.statutes.length) return false
  return part(t('statutes'), html`<div class="table"><table><thead><tr><th scope="col">${t('article')}</th><th scope="col">${t('text_of')}</th><th scope="col">${t('where')}</th></tr></thead><tbody>${data.statutes.map(({ law, article, as_of }) => {
    const written = article?.replace(/^第|条$/g, '')
    const label = `《${law}》${written ? `第${written}条` : ''}`
    const citation = citations.find((it) => it.label === label)
    return html`<tr><td${chinese(reader)}>${keepTogether(label)}</td><td>${as_of ? time(as_of, reader) : '—'}</td><td${chinese(reader)}>${held(citation) ?? t('not_held')}</td></tr>`
  })}</tbody></table></div>`)
}

/** The text meant, or all that could be meant. */
function held(citation: DocumentView['citations'][number] | undefined): Html | null {
  if (citation?.document) return html`<a href="${addressOf(citation)}">${citation.document.title}</a>`
  return citation?.possible.length ? html`<ul>${citation.possible.map(({ id, title }) => html`<li><a href="/documents/${id}">${title}</a></li>`)}</ul>` : null
}

const addressOf = ({ document, target }: DocumentView['citations'][number]): string => link(`/documents/${document?.id ?? ''}${target?.anchor ? `#${encodeURIComponent(target.anchor)}` : ''}`)

function citations(reader: Reader, { citations: all }: DocumentView): Html | false {
  const { t } = reader
  return all.length > 0 && part(t('citations'), html`<ul class="list">${all.map((citation) => {
    const name = keepTogether(citation.type === 'link' && citation.document ? citation.document.title : citation.label)
    return html`<li><span${chinese(reader)}>${citation.document ? html`<a href="${addressOf(citation)}">${name}</a>` : name}</span> ${citation.state !== 'RESOLVED' && tag(t(`cite_${citation.state}`), citation.state === 'FOUND' ? '' : 'amber')}</li>`
  })}</ul>`)
}

const citedBy = (reader: Reader, { citedBy: all }: DocumentView): Html | false =>
  all.length > 0 && part(reader.t('cited_by'), html`<ul class="list">${all.map(({ document }) => documentLine(reader, document, { withKind: true }))}</ul>`)

const related = (reader: Reader, { related: all }: DocumentView): Html | false =>
  !!all?.length && part(reader.t('related'), html`<ul class="list">${all.map((hit) => html`<li><a href="${link(hit.url)}"${chinese(reader)}>${keepTogether(hit.title)}</a> <span class="meta">${tags(reader, { kind: hit.kind, status: hit.facets.status?.[0] === 'in-force' ? undefined : hit.facets.status?.[0] })}${time(hit.date, reader)}</span></li>`)}</ul>`)

function versions(reader: Reader, { document, versions: all }: DocumentView): Html | false {
  const { t } = reader
  if (all.length < 2) return false
  return part(t('versions'), html`<ul class="list">${all.slice(0, 3).map(({ id, label, date }, index) => html`<li><span${chinese(reader)}>${label}</span> <span class="meta">${index === 0 && tag(t('current'), 'jade')}${time(date, reader)}${index > 0 && html`　<a href="${link(`/documents/${document.id}/versions/${id}/diff/current`)}">${t('compare_with_current')}</a>`}</span></li>`)}</ul><p><a href="/documents/${document.id}/versions">${t('all_versions', { n: all.length })}</a></p>`)
}

function cite({ t, today }: Reader, { document, permanent }: DocumentView): Html {
  const forms = citeForms(document, { address: permanent, today, site: '商业秘密保护知识库' })
  const line = (name: string, value: string) => html`<p><b>${name}</b><samp lang="zh-CN">${value}</samp><button type="button" data-do="copy" data-done="${t('copied')}">${t('copy')}</button></p>`
  return html`<section class="part cite" id="cite"><h2>${t('cite')}</h2>${line(t('cite_legal'), forms.legal)}${line(t('cite_gbt'), forms.gbt)}${line(t('cite_permanent'), permanent)}<p><button type="button" data-do="print">${t('print')}</button></p><p class="ways meta"><a href="/documents/${document.id}/takedown" rel="nofollow">${t('takedown_ask')}</a></p></section>`
}
