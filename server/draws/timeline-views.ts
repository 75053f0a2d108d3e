// The account of a draw, step by step, as everybody may read it; draw.js adds the reader's own computation.
import { moment } from '../web/format.ts'
import { html, link, type Fragment, type Html } from '../web/html.ts'
import { definitions, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { DrawRecord } from './record.ts'
import type { Finding, Verdict } from './verify.ts'

const code = (text: string): Html => html`<code>${text}</code>`
const at = (instant: string): Html => html`<time class="n" datetime="${instant}">${moment(new Date(instant))}</time>`

/** A hash to compare, whole, with a button to copy it. */
const copyable = ({ t }: Reader, name: string, value: string | null): Html | false => value !== null && html`<div class="cite"><p>${name}</p><samp>${value}</samp><button type="button" data-do="copy" data-done="${t('copied')}" aria-label="${t('copy')}：${name}">${t('copy')}</button></div>`

const section = (id: string, n: number, title: string, body: Fragment): Html => html`<section id="${id}"><h2>${n}. ${title}</h2>${body}</section>`

export function partyName({ t }: Reader, party: string): string {
  if (party === 'supervisor' || party === 'applicant' || party === 'respondent') return t(`draw_party_${party}`)
  return party
}

export function timeline(reader: Reader, record: DrawRecord): Html {
  const { t } = reader
  return html`${section('freeze', 1, t('draw_step_freeze'), frozen(reader, record))}
${section('commit', 2, t('draw_step_commit'), html`<p>${t('draw_commit_note')}</p>${definitions([{ name: t('draw_committed_at'), value: at(record.account.createdAt) }])}${copyable(reader, t('draw_commitment'), record.commitment)}`)}
${section('nonces', 3, t('draw_step_nonces'), nonces(reader, record))}
${section('reveal', 4, t('draw_step_reveal'), revealed(reader, record))}
${section('result', 5, t('draw_step_result'), result(reader, record))}`
}

function frozen(reader: Reader, { terms, list, listHash }: DrawRecord): Html {
  const { t } = reader
  const strata = terms.strata.map(({ type, atLeast }) => t('draw_stratum', { type, n: atLeast })).join('；')
  return html`${definitions([
    { name: t('draw_level'), value: t(`draw_level_${terms.level}`) },
    { name: t('draw_eligible'), value: terms.eligible },
    { name: t('draw_in_lot'), value: terms.count },
    ...(strata ? [{ name: t('draw_strata'), value: strata }] : []),
    { name: t('draw_rule'), value: terms.ruleVersion },
    { name: t('draw_snapshot'), value: terms.snapshot },
  ])}${copyable(reader, t('draw_list_hash'), listHash)}
${list ? entries(reader, list.entries) : html`<p class="meta">${t('draw_list_sealed')}</p>`}`
}

const entries = ({ t }: Reader, all: NonNullable<DrawRecord['list']>['entries']): Html =>
  html`<details><summary>${t('draw_list')}</summary><div class="table" tabindex="0" role="region" aria-label="${t('draw_list')}"><table><thead><tr><th scope="col">${t('draw_number')}</th><th scope="col">${t('draw_expert')}</th><th scope="col">${t('draw_types')}</th><th scope="col">${t('draw_score')}</th></tr></thead>
<tbody>${all.map(({ id, types, score }, i) => html`<tr><td>${i + 1}</td><td>${code(id)}</td><td lang="zh-CN">${types.join('、')}</td><td>${score}</td></tr>`)}</tbody></table></div></details>`

function nonces(reader: Reader, { state, terms, nonces: given, publicValue }: DrawRecord): Html {
  const { t } = reader
  const isOver = state === 'REVEALED' || state === 'ABORTED'
  const handedIn = (party: string): Html => {
    const nonce = given.find((one) => one.party === party)
    const missing = isOver ? t('draw_nonce_empty') : t('draw_nonce_none')
    return html`<section class="l3"><h3>${partyName(reader, party)}</h3>${definitions([
      { name: t('draw_nonce_hash'), value: nonce ? code(nonce.hash) : t('draw_nonce_none') },
      { name: t('draw_nonce'), value: nonce?.value ? code(nonce.value) : missing },
    ])}</section>`
  }
  return html`<p>${t('draw_nonces_note')}</p>${definitions([
    { name: t('draw_hashes_by'), value: at(terms.hashesBy) },
    { name: t('draw_values_by'), value: at(terms.valuesBy) },
    ...(terms.publicValueName ? [{ name: t('draw_public_value'), value: html`${terms.publicValueName}${publicValue && html`：${code(publicValue)}`}` }] : []),
  ])}${terms.parties.map(handedIn)}`
}

function revealed(reader: Reader, { account, secret, seed }: DrawRecord): Html {
  const { t } = reader
  return html`${definitions([
    { name: t('draw_observer'), value: account.isObserved ? tag(t('draw_observed'), 'jade') : t('draw_unobserved') },
    { name: t('draw_revealed_at'), value: account.revealedAt ? at(account.revealedAt) : t('draw_sealed') },
  ])}${copyable(reader, t('draw_secret'), secret)}${copyable(reader, t('draw_seed'), seed)}`
}

function result({ t }: Reader, { result: drawn, ids }: DrawRecord): Html {
  if (!drawn) return html`<p>${t('draw_sealed')}</p>`
  const named = (numbers: readonly number[], names: readonly string[] | undefined) => (numbers.length ? html`<ol class="rows">${numbers.map((number, i) => html`<li><b>${t('draw_number')} ${number}</b> ${names && code(names[i] ?? '')}</li>`)}</ol>` : html`<p>${t('draw_none')}</p>`)
  return html`<h3>${t('draw_selected')}</h3>${named(drawn.selected, ids?.selected)}<section class="l3"><h3>${t('draw_alternates')}</h3>${named(drawn.alternates, ids?.alternates)}</section>`
}

/** The service's check, with a place beside each step for the browser's. */
export function replay(reader: Reader, record: DrawRecord, verdict: Verdict): Html {
  const { t } = reader
  const address = link(`/api/draws/${record.id}/record`)
  const words = { agrees: t('draw_agrees'), differs: t('draw_differs'), unchecked: t('draw_unchecked'), all: t('draw_verify_all'), some: t('draw_verify_not_all'), open: t('draw_verify_open'), unable: t('draw_verify_unable') }
  return section(
    'verify',
    6,
    t('draw_step_verify'),
    html`<p>${t('draw_verify_lead')}</p>
<p><button type="button" id="replay-start" hidden>${t('draw_verify_button')}</button></p>
<p id="replay-said" role="status"></p>
<table class="cards" id="replay" data-record="${address}"${Object.entries(words).map(([name, text]) => html` data-${name}="${text}"`)}><thead><tr><th scope="col">${t('draw_verify_what')}</th><th scope="col">${t('draw_verify_service')}</th><th scope="col">${t('draw_verify_here')}</th></tr></thead>
<tbody>${verdict.findings.map((finding) => step(reader, finding))}</tbody></table>
${verdict.warnings.map((warning) => html`<p class="meta" lang="zh-CN">${warning}</p>`)}
<p><a href="${address}" download="draw-${record.id}.json">${t('draw_verify_download')}</a></p>
<p>${t('draw_verify_command')}</p><pre tabindex="0">npm run draw:verify -- draw-${record.id}.json</pre>`,
  )
}

function step({ t, language }: Reader, { step: name, agrees, detail }: Finding): Html {
  // What was found is told in Chinese; in English the step says enough, unless something differs.
  const isTold = language === 'zh' || agrees === false
  const word = agrees === null ? t('draw_unchecked') : agrees ? tag(t('draw_agrees'), 'jade') : tag(t('draw_differs'), 'red')
  return html`<tr data-step="${name}"><th scope="row">${t(`draw_check_${name}`)}${isTold && html`<br><span class="meta" lang="zh-CN">${detail}</span>`}</th><td data-name="${t('draw_verify_service')}">${word}</td><td data-name="${t('draw_verify_here')}" data-here>${t('draw_unchecked')}</td></tr>`
}
