// How a panel looks: to officers with states, alternates and buttons, to a party with names and the form of a challenge.
import { area, form, input, select, summary, type FormState } from '../web/form.ts'
import { html, link, type Html } from '../web/html.ts'
import { page } from '../web/layout.ts'
import { banner, crumbs, definitions, empty, tag } from '../web/parts.ts'
import type { Reader } from '../web/reader.ts'
import { VERDICTS, type ChallengeAnswer, type Panel, type PanelMember } from './schema.ts'
import { dayIn, stateTag } from './views.ts'

/** What the actor may do with this panel now. */
export interface PanelRights {
  propose: boolean
  invite: boolean
  challenge: boolean
  decide: boolean
  decideDeclaration: boolean
}

const pathOf = (id: string): string => `/enquiries/${id}/panel`
/** An expert cannot be challenged before accepting, nor twice at a time. */
const challengeable = ({ members }: Panel): PanelMember[] => members.filter(({ state }) => state === 'ACCEPTED' || state === 'COMPLETED')

export function panelPage(reader: Reader, { panel, rights, state }: { panel: Panel; rights: PanelRights; state: FormState }): string {
  const { t } = reader
  const { enquiryId, title, size, seated, missing, members, sight, version } = panel
  const none = sight === 'officer' ? t('seats_empty') : t('seats_waiting')
  return page(reader, {
    title: `${t('seats')} · ${title}`,
    main: html`${crumbs(reader, [{ href: `/enquiries/${enquiryId}`, text: title }])}<div class="text"><h1>${t('seats')}</h1>${summary(reader, state)}<p class="meta" role="status">${t('seats_count', { size, seated })}</p>
${missing !== null && missing > 0 && banner(t('seats_missing', { n: missing }), 'red')}
<section><h2>${t('seats_members')}</h2>${members.length ? html`<ul class="list rows">${members.map((member) => memberLine(reader, panel, member, rights))}</ul>` : empty(none)}</section>
${rights.invite && form(reader, { action: `${pathOf(enquiryId)}/invitations`, submit: t('seats_invite') })}
${rights.propose && html`<section><h2>${t('seats_propose')}</h2>${form(reader, { action: pathOf(enquiryId), submit: t('seats_propose'), hidden: { version: String(version) }, fields: html`${area(state, { name: 'members', label: t('seats_propose_members'), hint: t('seats_ids_hint'), rows: Math.max(3, size) })}${area(state, { name: 'alternates', label: t('seats_propose_alternates'), rows: 3 })}` })}</section>`}
${rights.challenge && challengeable(panel).length > 0 && challengeSection(reader, panel, state)}</div>`,
  })
}

function memberLine(reader: Reader, { enquiryId, sight }: Panel, member: PanelMember, rights: PanelRights): Html {
  const { t } = reader
  const { id, name, state, alternate, score, answerBy, hasAccount, needsDecision, isSuspended, voidOpinion } = member
  const shown = sight === 'officer' ? html`<a href="${link(`${pathOf(enquiryId)}/${id}`)}" lang="zh-CN">${name}</a>` : html`<span lang="zh-CN">${name}</span>`
  const facts = [alternate !== null && alternate > 0 && t('seats_alternate', { n: alternate }), score !== null && t('seats_score', { n: score }), state === 'INVITED' && answerBy && !needsDecision && t('expert_invitation_until', { day: dayIn(reader, answerBy) }), hasAccount === false && t('seats_no_account')].filter((fact) => typeof fact === 'string')
  return html`<li><span>${shown} <span class="meta">${stateTag(reader, state)}${needsDecision && tag(t('declaration_verdict'), 'amber')}${isSuspended && tag(t('seats_suspended'), 'amber')}${voidOpinion && tag(t('seats_void'), 'red')} ${facts.join(' · ')}</span>${member.challenges.map((challenge) => html`<br>${challengeLine(reader, challenge)}`)}</span>${member.challenges.filter(({ mayReconsider }) => mayReconsider && rights.challenge).map((challenge) => form(reader, { action: `${pathOf(enquiryId)}/${id}/challenges/${challenge.id}/reconsideration`, submit: t('challenge_reconsider'), tone: 'plain', about: name }))}</li>`
}

function challengeLine(reader: Reader, { reason, decideBy, upheld, grounds, isOverdue, reconsideredAt }: ChallengeAnswer): Html {
  const { t } = reader
  const standing = upheld === null ? t(isOverdue ? 'challenge_overdue' : 'challenge_pending', { day: dayIn(reader, decideBy) }) : t(upheld ? 'challenge_upheld' : 'challenge_rejected')
  return html`<span class="meta">${t('challenge')}：${reason} — ${standing}${upheld === null && reconsideredAt && html` ${tag(t('challenge_reconsidered'), 'amber')}`}${grounds && html` — ${grounds}`}</span>`
}

function challengeSection(reader: Reader, panel: Panel, state: FormState): Html {
  const { t } = reader
  const fields = html`${select(state, { name: 'assignment', label: t('challenge_member'), options: challengeable(panel).map(({ id, name }) => ({ value: id, label: name })) })}
${area(state, { name: 'challenge', label: t('challenge_reason'), maxlength: 2000 })}${input(state, { name: 'learned', label: t('challenge_learned'), required: false, maxlength: 10 })}`
  return html`<section><h2>${t('challenge')}</h2><p>${t('challenge_lead')}</p>${form(reader, { action: `${pathOf(panel.enquiryId)}/challenges`, submit: t('challenge'), tone: 'quiet', fields })}</section>`
}

/** One member, for whoever handles the enquiry. */
export function memberPage(reader: Reader, { panel, member, rights, state: typed }: { panel: Panel; member: PanelMember; rights: PanelRights; state: FormState }): string {
  const { t } = reader
  const { name, state, note, declined, declared, explanation, needsDecision, isSuspended, completedAt } = member
  const path = `${pathOf(panel.enquiryId)}/${member.id}`
  const facts = definitions([
    { name: t('assignment_state'), value: stateTag(reader, state) },
    ...(declined ? [{ name: t('decline_reason'), value: reasonOf(reader, declined) }] : []),
    ...(note ? [{ name: t('seats_reason'), value: html`<span lang="zh-CN">${note}</span>` }] : []),
    ...(declared.length ? [{ name: t('declaration'), value: html`${declared.map((ground) => html`${t(`ground_${ground}`)}<br>`)}${explanation && html`<span lang="zh-CN">${explanation}</span>`}` }] : []),
  ])
  const pending = member.challenges.find(({ upheld }) => upheld === null)
  const isAtWork = (state === 'ACCEPTED' || (state === 'CHALLENGED' && !isSuspended)) && completedAt === null
  return page(reader, {
    title: name,
    main: html`${crumbs(reader, [{ href: `/enquiries/${panel.enquiryId}`, text: panel.title }, { href: pathOf(panel.enquiryId), text: t('seats') }])}<div class="text"><h1 lang="zh-CN">${name}</h1>${summary(reader, typed)}${facts}
${member.challenges.map((challenge) => html`<p>${challengeLine(reader, challenge)}</p>`)}
${isAtWork && (panel.state === 'IN_PROGRESS' || panel.state === 'OPINION_DELIVERED') && form(reader, { action: `${path}/complete`, submit: t('seats_complete') })}
${needsDecision && rights.decideDeclaration && declarationSection(reader, path, typed)}
${pending && rights.decide && decisionSection(reader, `${path}/challenges/${pending.id}/decision`, typed)}
${state === 'ACCEPTED' && html`<section><h2>${t('seats_recuse')}</h2>${form(reader, { action: `${path}/recusal`, submit: t('seats_recuse'), tone: 'quiet', fields: area(typed, { name: 'recusal', label: t('seats_reason'), maxlength: 500, rows: 3 }) })}</section>`}</div>`,
  })
}

const REASONS = ['conflict', 'busy', 'field', 'other'] as const
const reasonOf = ({ t }: Reader, declined: string): string => {
  const known = REASONS.find((reason) => reason === declined)
  return known ? t(`decline_${known}`) : declined
}

function declarationSection(reader: Reader, path: string, state: FormState): Html {
  const { t } = reader
  const fields = html`${select(state, { name: 'verdict', label: t('declaration_verdict'), options: VERDICTS.map((verdict) => ({ value: verdict, label: t(`verdict_${verdict}`) })) })}${area(state, { name: 'verdict_reason', label: t('seats_reason'), maxlength: 500, rows: 3 })}`
  return html`<section><h2>${t('declaration_verdict')}</h2>${form(reader, { action: `${path}/declaration`, submit: t('declaration_decide'), fields })}</section>`
}

function decisionSection(reader: Reader, action: string, state: FormState): Html {
  const { t } = reader
  const fields = html`${select(state, { name: 'upheld', label: t('challenge_decision'), options: [{ value: '', label: t('declaration_choose') }, { value: 'no', label: t('challenge_rejected') }, { value: 'yes', label: t('challenge_upheld') }] })}${area(state, { name: 'grounds', label: t('challenge_grounds'), maxlength: 2000 })}`
  return html`<section><h2>${t('challenge_decision')}</h2>${form(reader, { action, submit: t('challenge_decide'), fields })}</section>`
}
