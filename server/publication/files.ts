// A published standard as content files: its current text with full front matter, and each earlier draft as a version of it. Pure.
import { splitSections } from '../../indexer/index.ts'
import type { StandardState } from '../../prisma/client.ts'
import { addDays, addYears } from '../calendar.ts'
import { slugOf } from './number.ts'

export interface PublishedDraft {
  number: number
  /** `consultation`, `review`, `approval`. */
  purpose: string
  text: string
  changes: string
  /** Day on which it was kept, in Shanghai. */
  day: string
}

export interface PublishedStandard {
  documentId: string
  number: string
  title: string
  englishTitle: string
  ics: string
  ccs: string
  state: StandardState
  publishedOn: string
  implementationOn: string
  revalidateBy: string | null
  organisation: string
  applicants: readonly string[]
  /** Employers of the working group. */
  drafters: readonly string[]
  /** Numbers of what this one takes the place of, and of what took its place. */
  replaces: readonly string[]
  replacedBy: readonly string[]
  drafts: readonly PublishedDraft[]
}

export interface ContentFile {
  /** Below the content folder. */
  path: string
  text: string
}

const LABELS: Readonly<Record<string, string>> = { consultation: '征求意见稿', review: '送审稿', approval: '报批稿' }
const SUMMARY = 300

/** The draft that is published: what was handed in for approval, else what passed the review; null while there is neither. */
export const textToPublish = <D extends { number: number; purpose: string }>(drafts: readonly D[]): D | null =>
  (['approval', 'review'] as const).flatMap((purpose) => drafts.filter((draft) => draft.purpose === purpose).toSorted((a, b) => b.number - a.number)).at(0) ?? null

/** `upcoming` until the day of implementation; what is under review or being revised is in force. */
export function statusOn({ state, implementationOn }: Pick<PublishedStandard, 'state' | 'implementationOn'>, today: string): 'upcoming' | 'in-force' | 'replaced' | 'abolished' {
  if (state === 'replaced' || state === 'abolished') return state
  return state === 'published' && implementationOn > today ? 'upcoming' : 'in-force'
}

/** The current text first. Throws RangeError when no draft was handed in. */
export function filesOf(standard: PublishedStandard, today: string): ContentFile[] {
  const current = textToPublish(standard.drafts)
  if (!current) throw new RangeError('no draft to publish')
  const slug = slugOf(standard.number)
  const earlier = standard.drafts.filter((draft) => draft.purpose in LABELS && draft !== current)
  return [{ path: `standards/${slug}.md`, text: fileOf(frontMatterOf(standard, current.text, today), current.text) }, ...versionsOf(earlier).map((version) => ({ path: `standards/versions/${slug}/${version.date}.md`, text: fileOf({ version: version.label, date: version.date, changes: version.changes || undefined }, version.text) }))]
}

/** An address holds one version a day: of several from one day the earlier ones stand on days before, and their labels tell the real one. */
export function versionsOf(drafts: readonly PublishedDraft[]): { date: string; label: string; text: string; changes: string }[] {
  let before = '9999-12-31'
  return drafts
    .toSorted((a, b) => b.number - a.number)
    .map(({ number, purpose, text, changes, day }) => {
      const date = day < before ? day : addDays(before, -1)
      before = date
      return { date, label: `${LABELS[purpose] ?? purpose}（第${number}稿${date === day ? '' : `，${day}`}）`, text, changes }
    })
    .toReversed()
}

function frontMatterOf(standard: PublishedStandard, text: string, today: string): Record<string, unknown> {
  const { documentId, number, title, englishTitle, ics, ccs, publishedOn, implementationOn, revalidateBy, organisation, applicants, drafters, replaces, replacedBy } = standard
  const proposer = applicants.join('、')
  return {
    id: documentId,
    kind: 'standard',
    title,
    date: publishedOn,
    summary: summaryOf(text, title),
    status: statusOn(standard, today),
    standard_kind: 'group',
    number: [number],
    organisation: organisation.slice(0, 120),
    proposer: proposer && proposer.length <= 120 ? proposer : organisation.slice(0, 120),
    drafters: drafters.slice(0, 200).map((name) => name.slice(0, 120)),
    english_title: englishTitle || undefined,
    ics: ics.slice(0, 60) || undefined,
    ccs: ccs.slice(0, 60) || undefined,
    implementation_date: implementationOn,
    version: '发布稿',
    replaces: replaces.length ? replaces : undefined,
    replaced_by: replacedBy.length ? replacedBy : undefined,
    source: { name: organisation.slice(0, 200) },
    owner: organisation.slice(0, 100),
    review_by: revalidateBy ?? addYears(publishedOn, 5),
    // Nobody should take a demonstration for a standard that binds.
    example: organisation.includes('示例') || undefined,
  }
}

/** What the clause 范围 says, else the title. */
function summaryOf(text: string, title: string): string {
  const scope = splitSections(text, 'standard', null).find(({ heading, text: words }) => heading.endsWith('范围') && words)?.text.replace(/\s+/g, ' ').trim() ?? ''
  if (scope.length <= SUMMARY) return scope || title
  const end = scope.lastIndexOf('。', SUMMARY)
  return end > 40 ? scope.slice(0, end + 1) : `${scope.slice(0, SUMMARY - 1)}…`
}

/** JSON is YAML: every value is quoted, so that nothing in a title can be read as another field. */
const fileOf = (fields: Record<string, unknown>, body: string): string =>
  `---\n${Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${JSON.stringify(strung(value))}`])).join('\n')}\n---\n${body.replaceAll('\r\n', '\n').replace(/^\n*/, '\n').trimEnd()}\n`

const strung = (value: unknown): unknown => (typeof value === 'boolean' ? String(value) : value)
