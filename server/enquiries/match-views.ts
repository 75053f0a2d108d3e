// The match of an enquiry as a sheet that an officer can defend and print: every expert with points for each part, or with the reason why not.
import { GATE_RULES, type GateRule } from '../matching/model.ts'
import { form } from '../web/form.ts'
import { moment } from '../web/format.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, empty, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import type { Excluded, MatchAnswer, MatchItem } from '../matching/matching.ts'
import { PARTS } from '../matching/weights.ts'

export interface MatchView {
  enquiry: { id: string; title: string }
  match: { id: string; at: string; answer: MatchAnswer } | null
  names: ReadonlyMap<string, string>
}

type Named = (expertId: string) => string

export function matchPage(reader: Reader, { enquiry, match, names }: MatchView): string {
  const { t, language } = reader
  return page(reader, {
    title: `${t('match_sheet')} · ${enquiry.title}`,
    query: null,
    main: html`${crumbs(reader, [{ href: '/enquiries', text: t('enquiries') }, { href: `/enquiries/${enquiry.id}`, text: enquiry.title }])}<h1>${t('match_sheet')}${language === 'en' ? ': ' : '：'}<span lang="zh-CN">${enquiry.title}</span></h1><p class="lead">${t('match_lead')} ${t('match_wording')}</p>
${form(reader, { action: `/enquiries/${enquiry.id}/match`, submit: t(match ? 'match_run' : 'match_first'), ...(match && { tone: 'quiet' as const }) })}
${match ? sheet(reader, enquiry.id, match, (id) => names.get(id) ?? id) : html`<p class="empty">${t('match_none')}</p>`}`,
  })
}

function sheet(reader: Reader, enquiryId: string, { at, answer }: NonNullable<MatchView['match']>, named: Named): Html {
  const { t } = reader
  const { considered, eligible, snapshot, version, items, excluded, notes, shares } = answer
  // What awaits a decision for everybody is said once, not in each row.
  const always = items.length > 1 ? GATE_RULES.filter((rule) => items.every(({ undecided }) => undecided.includes(rule))) : []
  const heads = [t('match_rank'), t('match_expert'), t('match_score'), ...PARTS.map((part) => t(`match_${part}`)), t('match_load')]
  return html`<p class="meta" role="status"><span class="n">${moment(new Date(at))}</span> ${t('match_of', { considered, eligible, snapshot: snapshot.slice(0, 12), version })}</p>
${notes.map(({ detail }) => banner(detail, 'amber'))}${always.length > 0 && banner(t('match_decide_all', { rules: always.map((rule) => t(`rule_${rule}`)).join('；') }), 'amber')}
${items.length > 0 && html`<div class="table" role="region" tabindex="0" aria-label="${t('match')}"><table class="cards"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${items.map((item) => row(reader, item, { name: named(item.expertId), shares, always }))}</tbody></table></div>
<section class="part"><h2>${t('match_why')}</h2><ul class="list">${items.map((item) => reasons(reader, item, { name: named(item.expertId), enquiryId }))}</ul></section>`}
<section class="part"><h2>${t('match_excluded')}</h2>${excluded.length ? html`<div class="text">${GATE_RULES.map((rule) => shutOut(reader, rule, { all: excluded, named }))}</div>` : empty(t('match_none_excluded'))}</section>`
}

const expertLink = (id: string, name: string): Html => html`<a href="${link(`/experts/${id}`)}" lang="zh-CN">${name}</a>`

function row({ t }: Reader, { rank, expertId, score, parts, load, undecided }: MatchItem, { name, shares, always }: { name: string; shares: MatchAnswer['shares']; always: readonly GateRule[] }): Html {
  const own = undecided.filter((rule) => !always.includes(rule))
  const part = (one: (typeof PARTS)[number]): Html => {
    const label = t(`match_${one}`)
    return html`<td class="n" data-name="${label}"><meter min="0" max="${Math.max(1, Math.round(shares[one] * 1000))}" value="${parts[one]}" aria-label="${label}"></meter> ${parts[one]}</td>`
  }
  return html`<tr><td class="n" data-name="${t('match_rank')}">${rank}</td><td data-name="${t('match_expert')}">${expertLink(expertId, name)}${own.length > 0 && html`<br>${tag(t('match_decide'), 'amber')}<span class="meta">${own.map((rule) => t(`rule_${rule}`)).join('；')}</span>`}</td><td class="n" data-name="${t('match_score')}"><b>${score}</b></td>${PARTS.map(part)}<td class="n" data-name="${t('match_load')}">${load.before}/${load.cap}</td></tr>`
}

function reasons({ t }: Reader, { rank, expertId, documents, confidence, rules }: MatchItem, { name, enquiryId }: { name: string; enquiryId: string }): Html {
  return html`<li><details><summary>${rank}. <span lang="zh-CN">${name} · ${confidence}</span></summary><p class="ways">${expertLink(expertId, name)}<a href="${link(`/enquiries/${enquiryId}/experts/${expertId}`)}">${t('check_title')}</a></p>
${documents.length > 0 && html`<ul>${documents.map(({ title, points, terms }) => html`<li lang="zh-CN">${title} <b class="n">${t('match_points', { n: points })}</b> <span class="meta">${t('match_shared')}：${terms.map(({ term }) => term).join('、')}</span></li>`)}</ul>`}
<h3>${t('match_rules')}</h3><ul>${rules.map(({ id, result, basis, evidence, remedy }) => html`<li>${result === 'pass' ? tag(t('match_passed'), 'jade') : tag(t('match_decide'), 'amber')}${t(`rule_${id}`)} <span class="meta" lang="zh-CN">${evidence}${remedy && `；${remedy}`}。${basis}</span></li>`)}</ul></details></li>`
}

/** Those whom one rule keeps out, with what would change it. */
function shutOut({ t }: Reader, rule: GateRule, { all, named }: { all: readonly Excluded[]; named: Named }): Html | false {
  const those = all.filter((one) => one.rule === rule)
  const [first] = those
  return first !== undefined && html`<section class="l4"><h3>${t(`rule_${rule}`)} <span class="meta n">${those.length}</span></h3><p class="meta" lang="zh-CN">${first.basis}</p>
<ul class="list">${those.map(({ expertId, detail, remedy }) => html`<li>${expertLink(expertId, named(expertId))} <span class="meta" lang="zh-CN">${detail}</span>${remedy && html`<span class="meta">${t('match_remedy')}：<span lang="zh-CN">${remedy}</span></span>`}</li>`)}</ul></section>`
}
