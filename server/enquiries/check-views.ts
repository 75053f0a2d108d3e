// What the conflict gate says of one expert for one enquiry, rule by rule, and the forms with which an officer decides what it leaves open.
import type { ConflictCheck } from '../conflicts/conflicts.ts'
import type { GateFinding } from '../matching/model.ts'
import { area, form, summary, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'

export interface CheckView {
  enquiry: { id: string; title: string }
  expert: { id: string; name: string }
  /** Null for an expert who is not in the pool. */
  check: ConflictCheck | null
  state: FormState
}

const TONES = { pass: 'jade', decide: 'amber', exclude: 'red' } as const
const WORDS = { pass: 'match_passed', decide: 'match_decide', exclude: 'check_excluded' } as const

export function checkPage(reader: Reader, { enquiry, expert, check, state }: CheckView): string {
  const { t } = reader
  const path = `/enquiries/${enquiry.id}`
  // Each open finding has a form of its own; what is wrong leads to the one that was sent.
  const led = { ...state, issues: state.issues.map(({ pointer, detail }) => ({ pointer: `${pointer}-${state.values.rule ?? ''}`, detail })) }
  return page(reader, {
    title: `${t('check_title')} · ${expert.name}`,
    query: null,
    main: html`${crumbs(reader, [{ href: '/enquiries', text: t('enquiries') }, { href: path, text: enquiry.title }, { href: `${path}/match`, text: t('match_sheet') }])}<div class="text"><h1>${t('check_title')}</h1><p><a href="${link(`/experts/${expert.id}`)}" lang="zh-CN">${expert.name}</a></p><p>${t('check_lead')}</p>${summary(reader, led)}
${check ? html`${banner(t(`check_${check.result}`), check.result === 'pass' ? 'plain' : check.result === 'decide' ? 'amber' : 'red')}${check.findings.map((finding) => section(reader, `${path}/experts/${expert.id}`, { finding, state }))}` : banner(t('check_not_in_pool'), 'amber')}
<p class="ways"><a href="${path}/panel">${t('enquiry_panel')}</a></p></div>`,
  })
}

function section(reader: Reader, action: string, { finding: { id, result, basis, evidence, remedy }, state }: { finding: GateFinding; state: FormState }): Html {
  const { t } = reader
  return html`<section class="l4"><h2>${t(`rule_${id}`)} ${tag(t(WORDS[result]), TONES[result])}</h2><p lang="zh-CN">${evidence}${remedy && `；${remedy}`}。<span class="meta">${basis}</span></p>${result === 'decide' && decisionForm(reader, action, { rule: id, state })}</section>`
}

function decisionForm(reader: Reader, action: string, { rule, state }: { rule: GateFinding['id']; state: FormState }): Html {
  const { t } = reader
  const own: FormState = state.values.rule === rule ? state : { values: {}, issues: [] }
  const problem = own.issues.find(({ pointer }) => pointer.endsWith('/verdict'))?.detail
  const option = (value: string, text: string) => html`<option value="${value}"${own.values.verdict === value && html` selected`}>${text}</option>`
  const verdict = html`<p class="field"><label for="verdict-${rule}">${t('check_verdict')}</label>${problem && html`<span class="problem" id="verdict-${rule}-problem">${problem}</span>`}<select id="verdict-${rule}" name="verdict"${problem && html` aria-invalid="true" aria-describedby="verdict-${rule}-problem"`}>${option('', t('check_choose'))}${option('dismissed', t('check_dismissed'))}${option('upheld', t('check_upheld'))}</select></p>`
  return form(reader, { action, submit: t('check_open'), about: t(`rule_${rule}`), tone: 'quiet', hidden: { rule }, fields: html`${verdict}${area(own, { name: 'reason', id: `reason-${rule}`, label: t('check_reason'), rows: 2, maxlength: 2_000 })}` })
}
