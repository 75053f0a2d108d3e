// Front matter in words: the definition list of a document page, and how to cite the document. Pure.
import type { ContentDocument, Facet, FrontMatter } from '../../indexer/index.ts'
import { numbersOf } from '../../indexer/index.ts'
import { fieldName, type FieldName } from '../web/field-names.ts'
import { day, money, number as whole } from '../web/format.ts'
import { keepTogether } from '../web/highlight.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { PLURALS, facetName, facetValue, word } from '../web/labels.ts'
import { time, type Entry } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'

export function entriesOf(reader: Reader, document: ContentDocument): Entry[] {
  const { language } = reader
  const data = document.frontMatter
  const entries: Entry[] = []
  const add = (field: FieldName, value: Fragment) => {
    if (value !== undefined && value !== null && value !== '' && value !== false) entries.push({ name: fieldName(field, language), value })
  }
  const codes = (facet: Facet, values: readonly (string | undefined)[]) => {
    const known = values.filter((value) => value !== undefined)
    if (known.length) entries.push({ name: facetName(facet, language), value: joined(known.map((value) => facetLink(reader, document, facet, value))) })
  }
  const words = (field: FieldName, values: readonly string[]) => add(field, values.length > 0 && joined(values.map((value) => keepTogether(value))))
  const numbers = (field: FieldName) => words(field, numbersOf(document))
  const date = (field: FieldName, value: string | undefined) => add(field, value && time(value, reader))

  switch (data.kind) {
    case 'case':
      numbers('case_number')
      add('authority', data.authority)
      date('decided', data.date)
      codes('case_type', [data.case_type])
      codes('cause', [data.cause])
      codes('court_level', [data.court_level])
      codes('procedure', [data.procedure])
      codes('document_type', [data.document_type])
      add('act_period', data.act_period && html`${time(data.act_period.from, reader)} – ${time(data.act_period.to, reader)}`)
      holdings(data, codes)
      add('amount', data.amount !== undefined && money(data.amount, 'CNY', language))
      break
    case 'overseas':
      codes('jurisdiction', [data.jurisdiction])
      numbers('case_number')
      add('original_title', data.original_title && html`<span lang="${data.original_language ?? 'und'}">${data.original_title}</span>`)
      add('authority', data.authority)
      date(data.analysis === 'law' ? 'published' : 'decided', data.date)
      codes('court_level', [data.court_level])
      codes('procedure_type', [data.procedure_type])
      words('legislation', data.legislation)
      holdings(data, codes)
      add('amount', data.amount !== undefined && money(data.amount, data.currency ?? 'CNY', language))
      break
    case 'standard':
      numbers('standard_number')
      add('english_title', data.english_title && html`<span lang="en">${data.english_title}</span>`)
      codes('standard_kind', [data.standard_kind])
      add('status', word('status', data.status, language))
      date(data.status === 'drafting' || data.status === 'consulting' ? 'draft_date' : 'published', data.date)
      date('implementation_date', data.implementation_date)
      add('consultation', data.consultation && html`${time(data.consultation.from, reader)} – ${time(data.consultation.to, reader)}`)
      add('organisation', data.organisation)
      add('proposer', data.proposer)
      words('drafters', data.drafters)
      words('replaces', data.replaces.filter(isWritten))
      words('replaced_by', data.replaced_by.filter(isWritten))
      words('adopts', data.adopts.filter(isWritten))
      add('ics', data.ics)
      add('ccs', data.ccs)
      add('record_number', data.record_number)
      break
    case 'law':
      numbers('document_number')
      codes('law_level', [data.level])
      add('lawgiver', data.authority)
      add('status', word('status', data.status, language))
      date('promulgated', data.date)
      date('effective_from', data.effective_from)
      date('effective_to', data.effective_to)
      words('formerly', data.formerly)
      add('category', data.category)
      break
    case 'guide':
      codes('audience', data.audience)
      codes('issue', data.issues)
      date('published', data.date)
      break
    case 'course':
      codes('audience', data.audience)
      add('format', data.format && word('format', data.format, language))
      add('duration', data.duration_minutes !== undefined && (language === 'zh' ? `${whole(data.duration_minutes)} 分钟` : `${whole(data.duration_minutes)} minutes`))
      date('published', data.date)
      break
    case 'notice':
      add('issuer', data.issuer)
      date('published', data.date)
      words('channels', data.channels.map((channel) => word('channel', channel, language)))
      break
  }
  codes('industry', data.industries)
  if (data.tags.length) entries.push({ name: facetName('tag', language), value: joined(data.tags.map((tag) => html`<a href="${link(`/search?tag=${encodeURIComponent(tag)}`)}">${tag}</a>`)) })
  add('source', data.source && (data.source.url ? html`<a href="${link(data.source.url)}" rel="noopener noreferrer">${data.source.name}</a>` : data.source.name))
  add('owner', data.owner)
  date('review_by', data.review_by)
  return entries
}

function holdings(data: Extract<FrontMatter, { kind: 'case' | 'overseas' }>, codes: (facet: Facet, values: readonly string[]) => void): void {
  codes('outcome', data.outcome)
  codes('remedy', data.remedies)
  codes('secret_type', data.secret_types)
  codes('act', data.acts)
  codes('defence', data.defences)
  codes('scene', data.scenes)
  codes('issue', data.issues)
}

/** A reference by permanent id is shown as a link elsewhere; only written names and numbers stand in the list. */
const isWritten = (reference: string): boolean => !/^[bcdfghjkmnpqrstvwxyz23456789]{8,16}$/.test(reference)

const joined = (parts: readonly Fragment[]): Html => html`${parts.map((part, index) => [index > 0 && '、', part])}`

const facetLink = ({ language }: Reader, { kind }: ContentDocument, facet: Facet, value: string): Html => html`<a href="${link(`/${PLURALS[kind]}?${facet}=${encodeURIComponent(value)}`)}">${facetValue(facet, value, language)}</a>`

export interface CiteForms {
  legal: string
  gbt: string
}

/** 《法学引注手册》 for web pages, led by the decision or standard itself where there is one; GB/T 7714—2015 [EB/OL]. */
export function citeForms(document: ContentDocument, { address, today, site }: { address: string; today: string; site: string }): CiteForms {
  const { frontMatter: data, title, date } = document
  const [first] = numbersOf(document)
  const official = data.kind === 'case' && first ? `${data.authority ?? ''}${first}${data.document_type ? facetValue('document_type', data.document_type, 'zh') : ''}；` : data.kind === 'standard' && first ? `${first}；` : ''
  const owner = data.owner ?? site
  return {
    legal: `${official}${owner}：《${title}》，载${site}${day(date, 'zh')}，${address}，${day(today, 'zh')}访问。`,
    gbt: `${owner}. ${first && data.kind === 'standard' ? `${first} ` : ''}${title}[EB/OL]. (${date})[${today}]. ${address}.`,
  }
}
