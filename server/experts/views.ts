// How experts look: the roster with its filters, a profile, the application, one's own file, and the officers' page.
import { EXPERT_TYPE, FIELD, INDUSTRIES, JURISDICTION, LANGUAGE, REGION, SERVICE, labelOf, workAnchor, type CodeTable, type SearchResult } from '../../indexer/index.ts'
import { addressOf, type Choice } from '../web/address.ts'
import { chips, facetGroups, facetLinks } from '../web/facets.ts'
import { area, form, formPage, input, select, summary, type FormState } from '../web/form.ts'
import { day, number } from '../web/format.ts'
import { hitItem } from '../web/hit.ts'
import { html, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, chinese, crumbs, definitions, empty, pagination, tag, type Entry } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { PACES, type Move } from './roster.ts'
import type { ExpertAnswer } from './schema.ts'
import { CODE_OF } from './words.ts'

export interface RosterView {
  choice: Choice
  size: number
  more?: string | undefined
  /** Null while the engine is down. */
  result: SearchResult | null
  mayImport: boolean
}

export function rosterPage(reader: Reader, { choice, size, more, result, mayImport }: RosterView): string {
  const { t } = reader
  const path = '/experts'
  const { kind: _, ...filters } = choice.filters
  const shown: Choice = { ...choice, filters }
  const groups = result ? facetGroups(result.facets, filters, { total: result.total, kind: 'expert', more }) : []
  return page(reader, {
    title: t('expert_title'),
    query: null,
    canonical: path,
    main: html`${crumbs(reader, [])}<h1>${t('expert_title')}</h1><p class="lead">${t('expert_lead')} <a href="/experts/new">${t('expert_apply')}</a>${mayImport && html` <a href="/experts/import">${t('expert_import')}</a>`}</p>
<form class="box" action="${path}" role="search"><label class="hidden" for="q">${t('expert_search')}</label><input id="q" name="q" type="search" value="${choice.q}" placeholder="${t('expert_search_hint')}" maxlength="2000">${Object.entries(filters).map(([facet, values]) => values.map((value) => html`<input type="hidden" name="${facet}" value="${value}">`))}<button>${t('search')}</button></form>
<div class="split"><aside>${groups.length > 0 && html`<details class="drawer"><summary>${t('filters')}</summary><div>${facetLinks(reader, groups, path, shown)}</div></details>`}</aside>
<section aria-labelledby="count"><div class="line"><h2 id="count">${t('expert_count', { n: number(result?.total ?? 0) })}</h2></div>
${chips(reader, path, shown)}${!result && banner(t('expert_down'), 'amber')}${result?.total === 0 && empty(t('expert_none'))}
${result && html`<ol class="hits">${result.items.map((hit) => hitItem(reader, hit))}</ol>${pagination(reader, { page: choice.page, total: result.total, size, href: (n) => addressOf(path, shown, { page: n }) })}`}
</section></div>`,
  })
}

/** Words for codes, as a list; Chinese words say so on an English page. */
function wordsOf({ language }: Reader, codes: readonly string[], table?: CodeTable): string {
  return codes.map((code) => labelOf(table, code === 'zh' ? 'zh-CN' : code, language === 'en')).join(language === 'en' ? ', ' : '、')
}

function facts(reader: Reader, expert: ExpertAnswer, first: readonly Entry[] = []): Html {
  const { t, language } = reader
  const { types, fields, industries, services, languages, jurisdictions, licences, region, term, employer } = expert
  const termText = term.from || term.to ? `${term.from ? day(term.from, language) : t('expert_term_open')} – ${term.to ? day(term.to, language) : t('expert_term_open')}` : ''
  const entries = [
    ...first,
    { name: t('expert_types'), value: wordsOf(reader, types, EXPERT_TYPE) },
    { name: t('expert_fields'), value: wordsOf(reader, fields, FIELD) },
    { name: t('expert_industries'), value: wordsOf(reader, industries, INDUSTRIES) },
    { name: t('expert_services'), value: wordsOf(reader, services, SERVICE) },
    { name: t('expert_languages'), value: wordsOf(reader, languages, LANGUAGE) },
    { name: t('expert_jurisdictions'), value: wordsOf(reader, jurisdictions, JURISDICTION) },
    { name: t('expert_licences'), value: wordsOf(reader, licences, SERVICE) },
    { name: t('expert_region'), value: region ? wordsOf(reader, [region], REGION) : '' },
    { name: t('expert_employer'), value: employer ?? '' },
    { name: t('expert_term'), value: termText },
  ]
  return definitions(entries.filter(({ value }) => value))
}

export function profilePage(reader: Reader, { expert, mayReview }: { expert: ExpertAnswer; mayReview: boolean }): string {
  const { t } = reader
  const { id, name, biography, highlights, works, isExample, file } = expert
  const others = works.filter(({ id: work }) => !highlights.some((one) => one.id === work))
  const zh = chinese(reader)
  return page(reader, {
    title: name,
    canonical: `/experts/${id}`,
    main: html`${crumbs(reader, [{ href: '/experts', text: t('expert_title') }])}<article class="text"><h1${zh}>${name}</h1>
<p>${isExample && tag(t('example'), 'amber')}${file && tag(t(`expert_state_${file.state}`), file.state === 'SUSPENDED' ? 'amber' : '')}</p>
${mayReview && html`<p class="ways"><a href="/experts/${id}/review">${t('expert_review')}</a></p>`}
${facts(reader, expert)}${biography && html`<section><h2 id="profile">${t('expert_biography')}</h2><p${zh}>${biography}</p></section>`}
${highlights.length > 0 && html`<section><h2>${t('expert_works')}</h2><ul class="list">${highlights.map((work) => workLine(work, zh))}</ul></section>`}
${others.length > 0 && html`<section class="l4"><details><summary>${t('expert_more_works', { n: others.length })}</summary><ul class="list">${others.map((work) => workLine(work, zh))}</ul></details></section>`}</article>`,
  })
}

const workLine = ({ id, title, year }: ExpertAnswer['works'][number], zh: Fragment): Html => html`<li id="${workAnchor(id)}"><span${zh}>${title}</span>${year !== null && html` <span class="meta n">${year}</span>`}</li>`

const FIELDS = ['types', 'fields', 'industries', 'services', 'languages', 'jurisdictions'] as const

const TABLES: Readonly<Record<string, CodeTable>> = { types: EXPERT_TYPE, fields: FIELD, industries: INDUSTRIES, services: SERVICE, languages: LANGUAGE, jurisdictions: JURISDICTION, region: REGION }
/** Tables short enough to be told whole. */
const TOLD: ReadonlySet<string> = new Set(['types', 'services', 'languages'])

/** The word that the form will read back as this code, else the code itself: nothing is lost by saving a form untouched. */
function typedWord(name: string, code: string): string {
  const table = TABLES[name]
  const word = labelOf(table, code === 'zh' && name === 'languages' ? 'zh-CN' : code)
  return [word, ...word.split('、')].find((one) => !/[；;、，,]/.test(one) && CODE_OF[name]?.(one) === code) ?? code
}

function inWords(state: FormState): FormState {
  const spoken = Object.keys(TABLES).flatMap((name) => (state.values[name] ? [[name, state.values[name].split('；').map((code) => typedWord(name, code)).join('；')]] : []))
  return { ...state, values: { ...state.values, ...Object.fromEntries(spoken) } }
}

function hintOf({ t, language }: Reader, name: string): string {
  if (!TOLD.has(name)) return t('expert_list_hint')
  const words = Object.values(TABLES[name] ?? {}).map((label) => (language === 'en' ? label[1] : (label[0].split('、')[0] ?? label[0])))
  return t('expert_choices_hint', { words: words.join(language === 'en' ? ', ' : '、') })
}

const profileInputs = (reader: Reader, given: FormState): Html => inputsOf(reader, inWords(given))
const inputsOf = (reader: Reader, state: FormState): Html =>
  html`${FIELDS.map((name) => input(state, { name, label: reader.t(`expert_${name}`), hint: hintOf(reader, name), required: false, maxlength: 2_000 }))}
${input(state, { name: 'region', label: reader.t('expert_region'), hint: reader.t('expert_region_hint'), required: false, maxlength: 40 })}${area(state, { name: 'biography', label: reader.t('expert_biography'), maxlength: 5_000 })}`

export function applicationPage(reader: Reader, { state, organisations }: { state: FormState; organisations: readonly { id: string; name: string }[] }): string {
  const { t } = reader
  const fields = html`${organisations.length > 0 && select(state, { name: 'nominatedBy', label: t('expert_nominated_by'), options: [{ value: '', label: t('expert_nominate_self') }, ...organisations.map(({ id, name }) => ({ value: id, label: name }))] })}
${input(state, { name: 'name', label: t('expert_name'), autocomplete: 'name', maxlength: 100 })}${profileInputs(reader, state)}
${input(state, { name: 'employer', label: t('expert_employer'), required: false, maxlength: 100 })}${input(state, { name: 'uscc', label: t('expert_uscc'), required: false, maxlength: 60 })}
${area(state, { name: 'works', label: t('expert_works'), hint: t('expert_works_hint') })}
${select(state, { name: 'confidential', label: t('expert_confidential'), options: [{ value: '', label: '—' }, { value: 'yes', label: t('expert_yes') }] })}`
  return page(reader, { title: t('expert_apply'), query: null, main: formPage(reader, { title: t('expert_apply'), lead: t('expert_apply_lead'), state, form: form(reader, { action: '/experts/new', submit: t('expert_submit'), fields }) }) })
}

export function appliedPage(reader: Reader): string {
  const { t } = reader
  return page(reader, { title: t('expert_applied_title'), query: null, main: html`<div class="narrow"><h1>${t('expert_applied_title')}</h1><p>${t('expert_applied_text')}</p><p><a href="/account/expert">${t('expert_self')}</a></p></div>` })
}

export function ownPage(reader: Reader, { expert, state, leaving, saved }: { expert: ExpertAnswer | null; state: FormState; leaving: FormState; saved: boolean }): string {
  const { t } = reader
  if (!expert?.file) return page(reader, { title: t('expert_self'), query: null, main: html`<div class="narrow"><h1>${t('expert_self')}</h1><p>${t('expert_not_one')} <a href="/experts/new">${t('expert_apply')}</a></p></div>` })
  const { version, state: standing } = expert.file
  const fields = html`${profileInputs(reader, state)}${input(state, { name: 'awayUntil', label: t('expert_away'), hint: t('expert_away_hint'), required: false, maxlength: 10 })}${input(state, { name: 'cap', label: t('expert_cap'), inputmode: 'numeric', maxlength: 3 })}
${select(state, { name: 'pace', label: t('expert_pace'), options: PACES.map((pace) => ({ value: String(pace), label: String(pace) })) })}`
  const leave = form(reader, { action: '/account/expert/leave', submit: t('expert_leave'), tone: 'danger', hidden: { version: String(version) }, fields: input(leaving, { name: 'reason', label: t('expert_reason'), maxlength: 500 }) })
  return page(reader, {
    title: t('expert_self'),
    query: null,
    main: formPage(reader, {
      title: t('expert_self'),
      lead: html`${expert.name} ${tag(t(`expert_state_${standing}`))} <a href="/account/privacy">${t('expert_consents')}</a>${saved && html` <b role="status">${t('expert_saved')}</b>`}`,
      state: state.issues.length ? state : leaving,
      form: form(reader, { action: '/account/expert', submit: t('save'), hidden: { version: state.values.version || String(version) }, fields }),
      after: html`${history(reader, expert.file.moves)}${standing !== 'REMOVED' && html`<section><h2>${t('expert_leave')}</h2>${leave}</section>`}`,
    }),
  })
}

export function reviewPage(reader: Reader, { expert, moves, state }: { expert: ExpertAnswer; moves: readonly { move: Move; obstacle: string | null }[]; state: FormState }): string {
  const { t } = reader
  const { id, name, file } = expert
  if (!file) return profilePage(reader, { expert, mayReview: false })
  const one = ({ move, obstacle }: { move: Move; obstacle: string | null }): Html => {
    const own: FormState = state.values.move === move ? state : { values: {}, issues: [] }
    const term = move === 'appoint' && html`${input(own, { name: 'termFrom', label: t('expert_term_from'), hint: t('expert_day_hint'), maxlength: 10 })}${input(own, { name: 'termTo', label: t('expert_term_to'), hint: t('expert_day_hint'), maxlength: 10 })}`
    const reason = html`<p class="field"><label for="reason-${move}">${t('expert_reason')}</label><input id="reason-${move}" name="reason" maxlength="500" value="${own.values.reason ?? ''}"></p>`
    return html`<section class="l4">${(obstacle || moves.length > 1) && html`<h3>${t(`expert_move_${move}`)}</h3>`}${obstacle ? html`<p class="meta">${obstacle}</p>` : form(reader, { action: `/experts/${id}/review`, submit: t(`expert_move_${move}`), hidden: { move, version: String(file.version) }, fields: html`${term}${reason}`, ...((move === 'suspend' || move === 'remove' || move === 'return') && { tone: 'danger' as const }) })}</section>`
  }
  return page(reader, {
    title: `${t('expert_review')} · ${name}`,
    query: null,
    main: html`${crumbs(reader, [{ href: '/experts', text: t('expert_title') }, { href: `/experts/${id}`, text: name }])}<div class="text"><h1${chinese(reader)}>${name}</h1><p class="meta">${t('expert_review')}</p>${summary(reader, state)}
${facts(reader, expert, [{ name: t('expert_state'), value: t(`expert_state_${file.state}`) }, { name: t('expert_number'), value: file.externalId ?? id }])}
<section><h2>${t('expert_moves')}</h2>${moves.length ? moves.map(one) : empty(t('expert_no_moves'))}</section>${history(reader, file.moves)}</div>`,
  })
}

const history = (reader: Reader, moves: NonNullable<ExpertAnswer['file']>['moves']): Html =>
  html`<section><h2>${reader.t('expert_history')}</h2><ul class="list">${moves.map(({ at, to, reason }) => html`<li>${reader.t(`expert_state_${to}`)} <span class="meta"><time datetime="${at}">${day(at.slice(0, 10), reader.language)}</time>${reason && ` · ${reason}`}</span></li>`)}</ul></section>`
