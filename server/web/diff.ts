// Two texts compared clause by clause: counts, folded runs of what is the same, words added and struck out.
import type { SectionDiff } from '../../indexer/index.ts'
import { html, type Fragment, type Html } from './html.ts'
import { chinese, empty, tag } from './parts.ts'
import type { Reader } from './reader.ts'

const TONE = { same: '', edited: 'amber', moved: '', added: 'jade', deleted: 'red' } as const satisfies Record<SectionDiff['state'], string>

export function diffBody(reader: Reader, diff: readonly SectionDiff[]): Html {
  const { t } = reader
  const count = (state: SectionDiff['state']) => diff.filter((it) => it.state === state).length
  const counts = (['edited', 'moved', 'added', 'deleted', 'same'] as const).filter((state) => count(state) > 0)
  return html`<p>${counts.map((state) => tag(`${t(`diff_${state}`)} ${count(state)}`, TONE[state]))}</p>
${counts.length === 1 && counts[0] === 'same' && empty(t('diff_none'))}
<ol class="diff"${chinese(reader)}>${grouped(diff).map((group) => (Array.isArray(group) ? unchanged(reader, group) : changed(reader, group)))}</ol>`
}

/** Runs of unchanged clauses become one entry. */
function grouped(diff: readonly SectionDiff[]): (SectionDiff | SectionDiff[])[] {
  const groups: (SectionDiff | SectionDiff[])[] = []
  for (const entry of diff) {
    const last = groups.at(-1)
    if (entry.state !== 'same') groups.push(entry)
    else if (Array.isArray(last)) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

const nameOf = ({ t }: Reader, place: { heading: string } | undefined): string => place?.heading || t('text_before_headings')

const unchanged = (reader: Reader, entries: readonly SectionDiff[]): Html =>
  html`<li><details><summary>${reader.t('unchanged_folded', { n: entries.length })}</summary><ul>${entries.map(({ after }) => html`<li>${nameOf(reader, after)}</li>`)}</ul></details></li>`

/** The heading stands above the words already. */
function withoutHeading(parts: SectionDiff['parts'], heading: string | undefined): SectionDiff['parts'] {
  if (!heading || !parts) return parts
  const at = parts.findIndex(({ text: words }) => words.includes('\n'))
  return at < 0 ? [] : parts.slice(at).map((part, index) => (index === 0 ? { ...part, text: part.text.slice(part.text.indexOf('\n') + 1) } : part))
}

function changed(reader: Reader, { state, before, after, parts }: SectionDiff): Html {
  const { t } = reader
  const moved = state === 'moved' && before && before.heading !== after?.heading
  const repeated = state !== 'edited' || before?.heading === after?.heading
  const words: Fragment = (repeated ? withoutHeading(parts, before?.heading || after?.heading) : parts)?.map(({ kind, text: words }) => (kind === 'added' ? html`<ins>${words}</ins>` : kind === 'deleted' ? html`<del>${words}</del>` : words))
  return html`<li><h2>${tag(t(`diff_${state}`), TONE[state])} ${nameOf(reader, after ?? before)}${moved && html` <small>（${t('moved_from', { place: nameOf(reader, before) })}）</small>`}</h2>${Array.isArray(words) && words.length > 0 && html`<p>${words}</p>`}</li>`
}
