// How projects look: the list, the proposal, one with its way and what each next step still lacks, the rules of an association.
import { area, form, formPage, input, select, summary, type FormState } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { projectCrumbs, projectNav } from '../web/project-nav.ts'
import { banner, crumbs, definitions, empty, pagination, tag, time } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { ProjectDetail } from './drafting.ts'
import { PROPOSAL_FIELDS, type ProposalField } from './facts.ts'
import { DEFAULTS, GROUNDS, type Parameters } from './parameters.ts'
import type { Association } from './rules.ts'
import { PAPER_KINDS, SPECIAL } from './schema.ts'
import { RULES, STATES, type Move, type State } from './states.ts'

const TONES: Partial<Record<State, string>> = { consulting: 'jade', in_force: 'jade', published: 'jade', review_failed: 'amber', under_review: 'amber', revised: 'amber', replaced: 'red', abolished: 'red', terminated: 'red' }
export const stateTag = ({ t }: Reader, state: State): Html => tag(t(`drafting_state_${state}`), TONES[state] ?? '')

export interface ProjectsView {
  total: number
  page: number
  size: number
  items: readonly { id: string; title: string; organisation: string; state: State; number: string | null; lastMoveOn: string }[]
  state?: State | undefined
  association?: string
  associations: readonly { id: string; name: string }[]
  mayPropose: boolean
}

export function projectsPage(reader: Reader, { total, page: at, size, items, state, association = '', associations, mayPropose }: ProjectsView): string {
  const { t } = reader
  const chosen: FormState = { issues: [], values: { state: state ?? '', association } }
  return page(reader, {
    title: t('drafting_title'),
    query: null,
    main: html`${crumbs(reader, [])}<h1>${t('drafting_title')}</h1><p class="lead">${t('drafting_lead')}</p>
<p class="ways">${mayPropose && html`<a href="/drafting/new">${t('drafting_new')}</a>`}</p>
<form class="filters" method="get" action="/drafting">${select(chosen, { name: 'state', label: t('drafting_way'), options: [{ value: '', label: t('drafting_any') }, ...STATES.map((one) => ({ value: one, label: t(`drafting_state_${one}`) }))] })}
${select(chosen, { name: 'association', label: t('drafting_association'), options: [{ value: '', label: t('drafting_any') }, ...associations.map(({ id, name }) => ({ value: id, label: name }))] })}<p><button class="quiet">${t('drafting_filter')}</button></p></form>
${items.length ? html`<ul class="list">${items.map((one) => html`<li><a href="${link(`/drafting/${one.id}`)}" lang="zh-CN">${one.number && `${one.number} `}${one.title}</a> <span class="meta">${stateTag(reader, one.state)}<span>${one.organisation}</span>${time(one.lastMoveOn, reader)}</span></li>`)}</ul>` : empty(t('drafting_none'))}
${pagination(reader, { page: at, total, size, href: (n) => `/drafting?${new URLSearchParams({ ...(state && { state }), ...(association && { association }), page: String(n) })}` })}`,
  })
}

export interface ProposalView {
  action: string
  state: FormState
  associations: readonly { id: string; name: string }[]
  hidden?: Record<string, string>
}

export function proposalPage(reader: Reader, { action, state, associations, hidden = {} }: ProposalView): string {
  const { t } = reader
  const fields = html`${associations.length > 0 && select(state, { name: 'organisationId', label: t('drafting_association'), options: associations.map(({ id, name }) => ({ value: id, label: name })) })}
${input(state, { name: 'title', label: t('drafting_name'), hint: t('drafting_name_rule'), maxlength: 120 })}
${input(state, { name: 'englishTitle', label: t('drafting_english'), required: false, maxlength: 300 })}
${input(state, { name: 'ics', label: t('drafting_ics'), required: false, maxlength: 40 })}${input(state, { name: 'ccs', label: t('drafting_ccs'), required: false, maxlength: 40 })}
${(Object.keys(PROPOSAL_FIELDS) as ProposalField[]).map((name) => area(state, { name, label: t(`drafting_${name}`), maxlength: 5_000, rows: 4 }))}
${area(state, { name: 'applicants', label: t('drafting_applicants'), hint: t('drafting_applicants_rule'), rows: 3 })}
<p class="field"><label><input type="checkbox" name="touchesConsumers" value="yes"${state.values.touchesConsumers === 'yes' && html` checked`}> ${t('drafting_consumers')}</label></p>`
  return page(reader, { title: t('drafting_new'), query: null, main: html`${projectCrumbs(reader)}${formPage(reader, { title: t('drafting_new'), lead: t('drafting_new_lead'), state, form: form(reader, { action, submit: t('drafting_save'), fields, hidden: { predecessorId: '', ...hidden } }) })}` })
}

/** The usual way; side states stand where they branch off. */
const WAY = ['proposed', 'project_approved', 'drafting', 'consulting', 'reviewing', 'approving', 'published', 'in_force'] as const satisfies readonly State[]

function way(reader: Reader, { state, events, lastMoveOn }: ProjectDetail): Html {
  const { t } = reader
  const reached = new Set<State>(events.flatMap(({ to }) => to ?? []))
  const at = (WAY as readonly State[]).indexOf(state)
  return html`<ol class="draft-way" aria-label="${t('drafting_way')}">${WAY.map((one, step) => html`<li${one === state ? html` class="now" aria-current="step"` : (reached.has(one) || step < at) && html` class="done"`}>${t(`drafting_state_${one}`)}</li>`)}${at < 0 && html`<li class="now" aria-current="step">${t(`drafting_state_${state}`)}</li>`}</ol><p class="meta">${t('drafting_since', { day: lastMoveOn })}</p>`
}

const PLACES: Partial<Record<Move, string>> = { open_consultation: 'consultation', extend_consultation: 'consultation', send_to_review: 'review', pass_review: 'review', fail_review: 'review', review_again: 'review', publish: 'publish', enter_force: 'publish', replace: 'publish' }

function nextStep(reader: Reader, { id, version }: ProjectDetail, { move, to, failures }: ProjectDetail['outlook'][number], mayMove: boolean, state: FormState): Html {
  const { t } = reader
  // What is said with the move itself is no obstacle before it is said.
  const asked: readonly string[] = ['reason_given', 'result_confirm', 'result_revise', 'result_abolish', 'project_panel_agreed', 'project_notice_run', 'consultation_long_enough', 'consultation_public', 'extension_forward', 'correction_unmet']
  const lacking = failures.filter(({ guard }) => !asked.includes(guard))
  const fields: Fragment = [
    move === 'start_drafting' && html`<p class="field"><label><input type="checkbox" name="projectPanelAgreed" value="yes"> ${t('drafting_panel_agreed')}</label></p>${input(state, { name: 'projectNoticedOn', label: t('drafting_noticed_on'), required: false })}`,
    move === 'abolish_by_authority' && html`${input(state, { name: 'correctionOrderedOn', label: t('drafting_correction_ordered') })}${input(state, { name: 'correctionDueOn', label: t('drafting_correction_due') })}<p class="field"><label><input type="checkbox" name="correctionUnmet" value="yes"> ${t('drafting_correction_unmet')}</label></p>`,
    failures.some(({ guard }) => guard === 'reason_given') && area(state, { name: 'reason', id: `reason-${move}`, label: t('drafting_reason'), rows: 2, maxlength: 2_000 }),
  ]
  return html`<li><h3 lang="zh-CN">${RULES[move].label} <small>→ ${t(`drafting_state_${to}`)}</small></h3>
${lacking.length ? html`<p>${t('drafting_lacks')}</p><ul lang="zh-CN">${lacking.map(({ detail, basis }) => html`<li>${detail}<br><span class="meta">${t('drafting_basis', { text: basis.text })}${!basis.verified && html` ${tag(t('drafting_unverified'), 'amber')}`}</span></li>`)}</ul>` : html`<p class="meta">${t('drafting_ready')}</p>`}
${mayMove && (SPECIAL.includes(move) ? html`<p class="ways"><a href="${link(`/drafting/${id}/${PLACES[move] ?? ''}`)}">${t('drafting_elsewhere')}</a></p>` : form(reader, { action: `/drafting/${id}/moves`, submit: RULES[move].label, fields, hidden: { move, version: String(version) }, ...(move === 'terminate' || move === 'abolish' || move === 'abolish_by_authority' ? { tone: 'danger' as const } : {}) }))}</li>`
}

export interface ProjectView {
  project: ProjectDetail
  internal: boolean
  mayMove: boolean
  mayDraft: boolean
  mayPropose: boolean
  consultations: readonly { id: string; closesOn: string; closed: boolean }[]
  state: FormState
}

export function projectPage(reader: Reader, view: ProjectView): string {
  const { t } = reader
  const { project, internal, mayMove, mayDraft, mayPropose, consultations, state } = view
  const { id, title, organisation, organisationId, number } = project
  const facts = definitions([
    { name: t('drafting_association'), value: html`<a href="${link(`/associations/${organisationId}`)}" lang="zh-CN">${organisation}</a>` },
    ...(project.englishTitle ? [{ name: t('drafting_english'), value: html`<span lang="en">${project.englishTitle}</span>` }] : []),
    ...(project.ics || project.ccs ? [{ name: 'ICS · CCS', value: `${project.ics} · ${project.ccs}` }] : []),
    ...(number ? [{ name: t('drafting_in_library'), value: html`<a href="${link(`/documents/${project.documentId}`)}">${number}</a>` }] : []),
    ...(project.predecessorId ? [{ name: t('drafting_revises'), value: html`<a href="${link(`/drafting/${project.predecessorId}`)}">${t('drafting_nav_project')}</a>` }] : []),
    { name: t('drafting_applicants'), value: html`<span lang="zh-CN">${project.applicants.join('、') || '—'}</span>` },
  ])
  return page(reader, {
    title,
    query: null,
    styles: ['drafting.css'],
    main: html`${projectCrumbs(reader)}<div class="text"><h1 lang="zh-CN">${number && `${number} `}${title}</h1><p>${stateTag(reader, project.state)}</p>${internal && projectNav(reader, id)}${summary(reader, state)}
${way(reader, project)}
${consultations.length > 0 && html`<p class="ways">${consultations.map(({ id: one, closesOn, closed }) => html`<a href="${link(`/consultations/${one}`)}">${t('drafting_nav_consultation')} · ${closed ? '✓ ' : '→ '}${closesOn}</a>`)}</p>`}
${facts}
${internal && html`<section><h2>${t('drafting_next')}</h2>${project.outlook.length ? html`<ul class="list draft-next">${project.outlook.map((one) => nextStep(reader, project, one, mayMove, state))}</ul>` : html`<p>${t('drafting_next_done')}</p>`}</section>`}
<section><h2>${t('drafting_drafts')}</h2>${mayDraft && html`<p class="ways"><a href="${link(`/drafting/${id}/edit`)}">${t('drafting_edit')}</a></p>`}
${project.drafts.length ? html`<ul class="list">${project.drafts.map((draft, at) => html`<li><a href="${link(`/drafting/${id}/drafts/${draft.number}`)}">${t('drafting_version_n', { n: draft.number })} · ${t(`drafting_purpose_${draft.purpose}`)}</a> <span class="meta">${time(draft.createdAt.slice(0, 10), reader)}${at + 1 < project.drafts.length && html`<a href="${link(`/drafting/${id}/drafts/${project.drafts[at + 1]!.number}/diff/${draft.number}`)}">${t('drafting_compare_previous')}</a>`}</span>${draft.changes && html`<p lang="zh-CN">${draft.changes}</p>`}</li>`)}</ul>` : empty(t('drafting_drafts_none'))}</section>
<section><h2>${t('drafting_papers')}</h2>${project.papers.length ? html`<ul class="list">${project.papers.map((paper) => html`<li><a href="${link(`/drafting/${id}/papers/${paper.id}`)}" lang="zh-CN">${paper.title}</a> <span class="meta">${tag(t(`drafting_paper_${(PAPER_KINDS as readonly string[]).includes(paper.kind) ? (paper.kind as (typeof PAPER_KINDS)[number]) : 'other'}`))}${time(paper.createdAt.slice(0, 10), reader)}</span></li>`)}</ul>` : empty(t('drafting_papers_none'))}
${mayDraft && html`<details><summary>${t('drafting_paper_add')}</summary>${form(reader, { action: `/drafting/${id}/papers`, submit: t('drafting_paper_add'), tone: 'quiet', fields: html`${select(state, { name: 'kind', label: t('drafting_paper_kind'), options: PAPER_KINDS.map((kind) => ({ value: kind, label: t(`drafting_paper_${kind}`) })) })}${input(state, { name: 'title', label: t('drafting_paper_name'), maxlength: 120 })}${area(state, { name: 'text', label: t('drafting_paper_text'), rows: 8 })}` })}</details>`}</section>
${internal && group(reader, project, mayMove, state)}
${internal && html`<section class="draft-proposal"><h2>${t('drafting_proposal')}</h2>${(Object.keys(PROPOSAL_FIELDS) as ProposalField[]).map((name) => html`<h3>${t(`drafting_${name}`)}</h3><p lang="zh-CN">${project.proposal[name] || '—'}</p>`)}${mayPropose && project.state === 'revised' && html`<p class="ways"><a href="${link(`/drafting/new?predecessor=${id}`)}">${t('drafting_revision_new')}</a></p>`}${mayPropose && project.state === 'proposed' && html`<p class="ways"><a href="${link(`/drafting/${id}/proposal`)}">${t('drafting_change')}</a></p>`}</section>`}
<section><h2>${t('drafting_events')}</h2><ol>${project.events.map(({ at, deed, to, reason }) => html`<li>${to ? t(`drafting_state_${to}`) : deedName(reader, deed)} <span class="meta n">${moment(new Date(at))}</span>${reason && html`<br><span lang="zh-CN">${reason}</span>`}</li>`)}</ol></section></div>`,
  })
}

const DEEDS: Readonly<Record<string, readonly [string, string]>> = { proposal_changed: ['修改提案', 'Proposal changed'], drafter_added: ['加入起草人', 'Drafter added'], drafter_ended: ['起草人退出', 'Drafter left'], draft_kept: ['留存版本', 'Version kept'], paper_filed: ['归档材料', 'Paper filed'], consultation_closed: ['征求意见截止', 'Consultation closed'], reminded: ['发出提醒', 'Reminder sent'], panel_changed: ['调整审查组', 'Panel changed'], papers_sent: ['送达材料', 'Papers sent'], minutes_filed: ['归档纪要', 'Minutes filed'] }
const deedName = ({ language }: Reader, deed: string): string => DEEDS[deed]?.[language === 'zh' ? 0 : 1] ?? deed

const group = (reader: Reader, { id, drafters }: ProjectDetail, mayMove: boolean, state: FormState): Html => {
  const { t } = reader
  return html`<section><h2>${t('drafting_group')}</h2><p class="meta">${t('drafting_group_rule')}</p>${drafters.length ? html`<ul class="list">${drafters.map((one) => html`<li><span lang="zh-CN">${one.name}</span> <span class="meta"><span lang="zh-CN">${one.employer}</span>${tag(t(one.part === 'lead' ? 'drafting_part_lead' : 'drafting_part_drafter'))}</span>${mayMove && form(reader, { action: `/drafting/${id}/drafters/${one.id}/end`, submit: t('drafting_drafter_end'), tone: 'plain', about: one.name })}</li>`)}</ul>` : empty(t('drafting_group_none'))}
${mayMove && html`<details><summary>${t('drafting_drafter_add')}</summary>${form(reader, { action: `/drafting/${id}/drafters`, submit: t('drafting_drafter_add'), tone: 'quiet', fields: html`${input(state, { name: 'name', label: t('drafting_drafter_name'), maxlength: 60 })}${input(state, { name: 'employerName', label: t('drafting_drafter_employer'), maxlength: 120 })}${input(state, { name: 'employerUscc', label: t('drafting_drafter_uscc'), required: false, maxlength: 18 })}${input(state, { name: 'email', label: t('drafting_drafter_email'), type: 'email', required: false })}${select(state, { name: 'part', label: t('drafting_part'), options: [{ value: 'drafter', label: t('drafting_part_drafter') }, { value: 'lead', label: t('drafting_part_lead') }] })}` })}</details>`}</section>`
}

const NUMBERS = ['minApplicants', 'projectNoticeDays', 'minConsultDays', 'passRatio', 'voteBase', 'minPanel', 'paperLeadWorkdays', 'reviewYears', 'maxFailedReviews', 'publicRequired'] as const satisfies readonly (keyof Parameters)[]

const shown = ({ t }: Reader, value: Parameters[keyof Parameters]): string => (value === true || value === false ? t(value ? 'drafting_yes' : 'drafting_no') : value === 'attending' || value === 'panel' ? t(`drafting_base_${value}`) : typeof value === 'number' ? String(value) : value.join('/'))

export interface AssociationView {
  association: Association
  projects: ProjectsView['items']
  state: FormState
}

export function associationPage(reader: Reader, { association: { id, name, rules, mayChange }, projects, state }: AssociationView): string {
  const { t, language } = reader
  const { parameters } = rules
  const filled: FormState = state.issues.length ? state : { issues: [], values: { code: rules.code ?? '', ...Object.fromEntries(NUMBERS.map((key) => [key, key === 'passRatio' ? parameters.passRatio.join('/') : key === 'publicRequired' ? (parameters.publicRequired ? 'yes' : 'no') : String(parameters[key])])) } }
  const field = (key: (typeof NUMBERS)[number]): Html =>
    key === 'voteBase'
      ? select(filled, { name: key, label: t('drafting_rule_voteBase'), options: [{ value: 'attending', label: t('drafting_base_attending') }, { value: 'panel', label: t('drafting_base_panel') }] })
      : key === 'publicRequired'
        ? select(filled, { name: key, label: t('drafting_rule_publicRequired'), options: [{ value: 'yes', label: t('drafting_yes') }, { value: 'no', label: t('drafting_no') }] })
        : input(filled, { name: key, label: t(`drafting_rule_${key}`), ...(key === 'passRatio' ? {} : { inputmode: 'numeric' as const }) })
  return page(reader, {
    title: name,
    query: null,
    main: html`${projectCrumbs(reader)}<div class="text"><h1 lang="zh-CN">${name}</h1>
<section><h2>${t('drafting_rules')}</h2><p>${t('drafting_rules_lead')}</p>${banner(rules.confirmedAt ? t('drafting_rules_confirmed', { day: rules.confirmedAt.toISOString().slice(0, 10) }) : t('drafting_rules_default'), rules.confirmedAt ? 'plain' : 'amber')}${summary(reader, state)}
<div class="table" role="region" tabindex="0" aria-label="${t('drafting_rules')}"><table><tbody><tr><th scope="row">${t('drafting_rule_code')}</th><td>${rules.code ?? '—'}</td><td></td></tr>${NUMBERS.map((key) => html`<tr><th scope="row">${t(`drafting_rule_${key}`)}</th><td class="n">${shown(reader, parameters[key])}</td><td lang="zh-CN"><span class="meta">${GROUNDS[key].text}${shown(reader, DEFAULTS[key]) !== shown(reader, parameters[key]) && html`（${language === 'zh' ? '默认' : 'default'} ${shown(reader, DEFAULTS[key])}）`}</span>${!GROUNDS[key].verified && rules.confirmedAt === null && tag(t('drafting_unverified'), 'amber')}</td></tr>`)}</tbody></table></div>
${mayChange && html`<details${state.issues.length > 0 && html` open`}><summary>${t('drafting_rules_save')}</summary>${form(reader, { action: `/associations/${id}/rules`, submit: t('drafting_rules_save'), hidden: { version: String(rules.version) }, fields: html`${input(filled, { name: 'code', label: t('drafting_rule_code'), required: false, maxlength: 12 })}${NUMBERS.map(field)}` })}</details>`}</section>
<section><h2>${t('drafting_projects_of')}</h2>${projects.length ? html`<ul class="list">${projects.map((one) => html`<li><a href="${link(`/drafting/${one.id}`)}" lang="zh-CN">${one.number && `${one.number} `}${one.title}</a> <span class="meta">${stateTag(reader, one.state)}${time(one.lastMoveOn, reader)}</span></li>`)}</ul>` : empty(t('drafting_none'))}</section></div>`,
  })
}
