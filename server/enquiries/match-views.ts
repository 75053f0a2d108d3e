// The match of an enquiry as a sheet that an officer can defend and print: every expert with points for each part, or with the reason why not.
import { form } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, empty, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { MatchAnswer, MatchItem } from '../matching/matching.ts'
import { PARTS } from '../matching/weights.ts'

export interface MatchView {
  enquiry: { id: string; title: string }
  match: { id: string; at: string; answer: MatchAnswer } | null
  names: ReadonlyMap<string, string>
}

export function matchPage(reader: Reader, { enquiry, match, names }: MatchView): string {
  const { t } = reader
  return page(reader, {
    title: `${t('match_sheet')} · ${enquiry.title}`,
    query: null,
    main: html`${crumbs(reader, [{ href: '/enquiries', text: t('enquiries') }, { href: `/enquiries/${enquiry.id}`, text: enquiry.title }])}<h1>${t('match_sheet')}</h1><p lang="zh-CN">${enquiry.title}</p>
${form(reader, { action: `/enquiries/${enquiry.id}/match`, submit: t(match ? 'match_run' : 'match_first') })}
${match && sheet(reader, match, names)}`,
  })
}

function sheet(reader: Reader, { at, answer }: NonNullable<MatchView['match']>, names: MatchView['names']): Html {
  const { t } = reader
  const { considered, eligible, snapshot, version, items, excluded, notes } = answer
  return html`<p class="meta" role="status"><span class="n">${moment(new Date(at))}</span> ${t('match_of', { considered, eligible, snapshot: snapshot.slice(0, 12), version })} ${t('match_wording')}</p>
${notes.map(({ detail }) => banner(detail, 'amber'))}
${items.length > 0 && html`<div class="table" role="region" tabindex="0" aria-label="${t('match')}"><table><thead><tr><th scope="col">${t('match_rank')}</th><th scope="col">${t('match_expert')}</th><th scope="col">${t('match_score')}</th>${PARTS.map((part) => html`<th scope="col">${t(`match_${part}`)}</th>`)}<th scope="col">${t('match_load')}</th></tr></thead><tbody>${items.map((item) => row(reader, item, { name: names.get(item.expertId) ?? item.expertId, shares: answer.shares }))}</tbody></table></div>
<section class="part"><h2>${t('match_why')}</h2>${items.map((item) => reasons(reader, item, names.get(item.expertId) ?? item.expertId))}</section>`}
<section class="part"><h2>${t('match_excluded')}</h2>${excluded.length ? html`<div class="table" role="region" tabindex="0" aria-label="${t('match_excluded')}"><table><thead><tr><th scope="col">${t('match_expert')}</th><th scope="col">${t('match_rule')}</th><th scope="col">${t('match_detail')}</th><th scope="col">${t('match_remedy')}</th></tr></thead><tbody>${excluded.map((one) => html`<tr><td>${expertLink(one.expertId, names.get(one.expertId) ?? one.expertId)}</td><td>${one.rule} <span class="meta" lang="zh-CN">${one.basis}</span></td><td lang="zh-CN">${one.detail}</td><td lang="zh-CN">${one.remedy ?? '—'}</td></tr>`)}</tbody></table></div>` : empty('0')}</section>`
}

const expertLink = (id: string, name: string): Html => html`<a href="${link(`/experts/${id}`)}" lang="zh-CN">${name}</a>`

function row({ t }: Reader, { rank, expertId, score, parts, load, undecided }: MatchItem, { name, shares }: { name: string; shares: MatchAnswer['shares'] }): Html {
  return html`<tr><td class="n">${rank}</td><td>${expertLink(expertId, name)}${undecided.length > 0 && html` ${tag(`${t('match_decide')} ${undecided.join(' ')}`, 'amber')}`}</td><td class="n"><b>${score}</b></td>${PARTS.map((part) => html`<td class="n">${parts[part]}<br><meter min="0" max="${Math.max(1, Math.round(shares[part] * 1000))}" value="${parts[part]}" aria-label="${t(`match_${part}`)}">${parts[part]}</meter></td>`)}<td class="n">${load.before}/${load.cap}</td></tr>`
}

function reasons({ t }: Reader, { rank, expertId, documents, confidence, rules }: MatchItem, name: string): Html {
  return html`<details><summary>${rank}. ${name} <span class="meta" lang="zh-CN">${confidence}</span></summary><p>${expertLink(expertId, name)}</p>
${documents.length > 0 && html`<ul>${documents.map(({ title, points, terms }) => html`<li lang="zh-CN">${title} <span class="meta n">${points}</span><br><span class="meta">${t('match_shared')}：${terms.map(({ term }) => term).join('、')}</span></li>`)}</ul>`}
<p>${t('match_rules')}</p><ul>${rules.map(({ id, result, basis, evidence, remedy }) => html`<li>${id} ${result === 'pass' ? '✓' : tag(t('match_decide'), 'amber')} <span class="meta" lang="zh-CN">${basis}：${evidence}${remedy && `；${remedy}`}</span></li>`)}</ul></details>`
}
