// Forms: a summary of what is wrong that leads to the fields, labelled fields that keep what was typed, one button.
import type { Issue } from '../errors.ts'
import { html, link, type Fragment, type Html } from './html.ts'
import type { Reader } from './reader.ts'

/** Field name → what was typed; passwords are never given back. */
export type Values = Readonly<Record<string, string>>

export interface FormState {
  values: Values
  issues: readonly Issue[]
}
export const EMPTY: FormState = { values: {}, issues: [] }

export interface FieldOptions {
  name: string
  label: string
  type?: 'text' | 'email' | 'password' | 'search'
  hint?: string
  autocomplete?: string
  inputmode?: 'numeric' | 'text'
  required?: boolean
  maxlength?: number
}

/** The issue of a field; pointers end in the field's name. */
const issueOf = ({ issues }: FormState, name: string): string | undefined => issues.find(({ pointer }) => pointer.split('/').at(-1) === name)?.detail

export function input(state: FormState, { name, label, type = 'text', hint, autocomplete, inputmode, required = true, maxlength }: FieldOptions): Html {
  const problem = issueOf(state, name)
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ')
  return html`<p class="field"><label for="${name}">${label}</label>
${hint && html`<span class="meta" id="${name}-hint">${hint}</span>`}${problem && html`<span class="problem" id="${name}-problem">${problem}</span>`}
<input id="${name}" name="${name}" type="${type}" value="${type === 'password' ? '' : (state.values[name] ?? '')}"${autocomplete && html` autocomplete="${autocomplete}"`}${inputmode && html` inputmode="${inputmode}"`}${maxlength && html` maxlength="${maxlength}"`}${required && html` required`}${problem && html` aria-invalid="true"`}${described && html` aria-describedby="${described}"`}></p>`
}

/** Several lines of text; with an `id` of its own where a page has the field more than once. */
export function area(state: FormState, { name, label, hint, maxlength, id = name, rows = 5 }: Pick<FieldOptions, 'name' | 'label' | 'hint' | 'maxlength'> & { id?: string; rows?: number }): Html {
  const problem = issueOf(state, name)
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ')
  return html`<p class="field"><label for="${id}">${label}</label>
${hint && html`<span class="meta" id="${id}-hint">${hint}</span>`}${problem && html`<span class="problem" id="${id}-problem">${problem}</span>`}
<textarea id="${id}" name="${name}" rows="${rows}"${maxlength && html` maxlength="${maxlength}"`} required${problem && html` aria-invalid="true"`}${described && html` aria-describedby="${described}"`}>
${state.values[name] ?? ''}</textarea></p>`
}

export interface Choice {
  value: string
  label: string
}

export function select(state: FormState, { name, label, options }: { name: string; label: string; options: readonly Choice[] }): Html {
  const problem = issueOf(state, name)
  return html`<p class="field"><label for="${name}">${label}</label>${problem && html`<span class="problem" id="${name}-problem">${problem}</span>`}
<select id="${name}" name="${name}"${problem && html` aria-invalid="true" aria-describedby="${name}-problem"`}>${options.map(({ value, label: text }) => html`<option value="${value}"${state.values[name] === value && html` selected`}>${text}</option>`)}</select></p>`
}

export interface FormOptions {
  action: string
  submit: string
  fields?: Fragment
  /** Values that go along unseen. */
  hidden?: Values
  /** `plain` looks like a link, `quiet` is not what the page is for. */
  tone?: 'plain' | 'quiet' | 'danger'
  /** Tells forms with the same button apart, for screen readers. */
  about?: string
}

/** Posts with proof that it was made for this browser. */
export const form = (reader: Reader, { action, submit, fields, hidden = {}, tone, about }: FormOptions): Html =>
  html`<form class="form${tone === 'plain' && ' inline'}" method="post" action="${link(action)}" novalidate>${fields}
<input type="hidden" name="form_token" value="${reader.formToken()}">${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button${tone && html` class="${tone}"`}${about && html` aria-label="${submit}：${about}"`}>${submit}</button></form>`

/** Above the form, read first: each item leads to its field. */
export function summary({ t }: Reader, { issues }: FormState): Html | false {
  return issues.length > 0 && html`<div class="banner red" role="alert" tabindex="-1"><p><b>${t('form_problem')}</b></p><ul>${issues.map(({ pointer, detail }) => html`<li><a href="#${pointer.split('/').at(-1) ?? ''}">${detail}</a></li>`)}</ul></div>`
}

/** A page for one form: heading, what is wrong, the form, what else. */
export const formPage = (reader: Reader, { title, lead, state, form: body, after }: { title: string; lead?: Fragment; state: FormState; form: Fragment; after?: Fragment }): Html =>
  html`<div class="narrow"><h1>${title}</h1>${lead && html`<p>${lead}</p>`}${summary(reader, state)}${body}${after}</div>`
