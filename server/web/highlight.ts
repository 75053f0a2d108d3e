// Text with marked ranges, and numbers that must not break across lines, as safe HTML.
import { escapeHtml, trusted, type Html } from './html.ts'

/** Half-open ranges of UTF-16 units; ranges that overlap, go back or leave the text are put right, never trusted. */
export function highlight(text: string, ranges: readonly (readonly [start: number, end: number])[]): Html {
  let markup = ''
  let at = 0
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const from = Math.min(Math.max(start, at), text.length)
    const to = Math.min(Math.max(end, from), text.length)
    if (to <= from) continue
    markup += `${escapeHtml(text.slice(at, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`
    at = to
  }
  return trusted(markup + escapeHtml(text.slice(at)))
}

/** Case, standard and document numbers, dates, amounts; short enough to fit the narrowest phone. */
const UNBREAKABLE =
  /<[^>]*>|[（(〔[]\d{4}[）)〕\]][\u4e00-\u9fff\d]{1,14}号|(?:GB(?:\/[TZ])?|T\/[A-Z]{2,8}|DB\d{2,6}(?:\/T)?|ISO(?:\/IEC)?) ?\d{1,6}(?:\.\d+)*(?:[—–-]\d{4})?|\d{4}-\d{2}-\d{2}|\d{4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?|\d[\d,.]*\d? ?(?:亿|万|%|％|元|余)[万亿余]?(?:美?元|欧元|英镑)?/g

/** Wraps what belongs together in safe markup; tags themselves are left alone. */
export const keepTogether = (markup: Html | string): Html =>
  trusted(
    (typeof markup === 'string' ? escapeHtml(markup) : markup.toString()).replace(UNBREAKABLE, (found) =>
      found.startsWith('<') ? found : `<span class="n">${found}</span>`,
    ),
  )
