// Tokens into sections: one per heading, per article of a law, per numbered clause of a standard, each with an anchor that lasts.
import type { Kind } from '../documents/schema.ts'
import type { ContentSection } from './document.ts'
import { inlineText, parseMarkdown, plainText, renderTokens, type RenderEnvironment, type Token } from './markdown.ts'
import { articleAnchor } from './identifiers.ts'

const ARTICLE = /^(第[零〇一二三四五六七八九十百千两\d]+条(?:之[一二三四五六七八九十\d]+)?)(?=[\s\u3000：:]|$)[\s\u3000：:]*/
const CLAUSE = /^((?:\d{1,3}|[A-Z])(?:\.\d{1,3})+)(?=[\s\u3000])[\s\u3000]*/
const CLAUSE_HEADING = /^(?:附录[\s\u3000]*)?((?:\d{1,3}|[A-Z])(?:\.\d{1,3})*)(?=[\s\u3000（(]|$)/
const EXPLICIT = /\s*\{#([\w\u4e00-\u9fff.~-]+)\}\s*$/

/** Level of numbered paragraphs: below every Markdown heading. */
export const PARAGRAPH_LEVEL = 7

interface Start {
  anchor: string
  heading: string
  level: number
}

/** With `null` for the environment nothing is rendered and `html` stays empty. */
export function splitSections(body: string, kind: Kind, environment: RenderEnvironment | null = {}): ContentSection[] {
  const sections: ContentSection[] = []
  const used = new Map<string, number>()
  const ancestors: { heading: string; level: number }[] = []
  let start: Start = { anchor: 'intro', heading: '', level: 0 }
  let collected: Token[] = []

  function flush(): void {
    const text = plainText(collected)
    if (start.level > 0 || text) sections.push({ anchor: unique(start.anchor, used), heading: start.heading, level: start.level, path: pathOf(start, ancestors), text, html: environment ? renderTokens(collected, environment) : '' })
    collected = []
  }

  const tokens = parseMarkdown(body)
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    if (token.type === 'heading_open' && token.level === 0) {
      flush()
      start = headingStart(tokens[i + 1]!, Number(token.tag.slice(1)), kind)
      i += 2
      continue
    }
    const paragraph = token.type === 'paragraph_open' && token.level === 0 ? paragraphStart(tokens[i + 1]!, kind) : null
    if (paragraph) {
      flush()
      start = paragraph
    }
    collected.push(token)
  }
  flush()
  return sections
}

/** Keeps the stack of open headings; called once per section, in order. */
function pathOf(start: Start, ancestors: { heading: string; level: number }[]): string[] {
  while (ancestors.length && ancestors.at(-1)!.level >= start.level) ancestors.pop()
  const path = ancestors.map(({ heading }) => heading)
  if (start.level > 0) ancestors.push(start)
  return path
}

function headingStart(inline: Token, level: number, kind: Kind): Start {
  const written = inlineText(inline.children ?? []).trim()
  const explicit = EXPLICIT.exec(written)?.[1]
  const heading = written.replace(EXPLICIT, '')
  return { anchor: explicit ?? numberAnchor(heading, kind) ?? slug(heading), heading, level }
}

function numberAnchor(heading: string, kind: Kind): string | null {
  if (kind === 'law') {
    const article = ARTICLE.exec(heading)?.[1]
    return article ? articleAnchor(article) : null
  }
  const clause = kind === 'standard' ? CLAUSE_HEADING.exec(heading)?.[1] : undefined
  return clause ? `cl-${clause}` : null
}

/** An article or clause that opens a paragraph; its number becomes the heading and leaves the text. */
function paragraphStart(inline: Token, kind: Kind): Start | null {
  const pattern = kind === 'law' ? ARTICLE : kind === 'standard' ? CLAUSE : null
  const first = inline.children?.find((child) => child.type === 'text' && child.content)
  if (!pattern || !first || inline.children?.[0] !== first) return null
  const match = pattern.exec(first.content)
  const number = match?.[1]
  const anchor = !number ? null : kind === 'law' ? articleAnchor(number) : `cl-${number}`
  if (!match || !number || !anchor) return null
  first.content = first.content.slice(match[0].length)
  return { anchor, heading: number, level: PARAGRAPH_LEVEL }
}

/** `基本案情` stays readable in an address; punctuation goes, blanks become hyphens. */
export function slug(heading: string): string {
  const kept = heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replace(/[^\p{L}\p{N}-]/gu, '')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
  return kept || 'section'
}

/** A repeated anchor gets `~2`, `~3`, …; `~` never occurs in an anchor otherwise made. */
function unique(anchor: string, used: Map<string, number>): string {
  const times = (used.get(anchor) ?? 0) + 1
  used.set(anchor, times)
  return times === 1 ? anchor : `${anchor}~${times}`
}
