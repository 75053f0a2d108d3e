// The one markdown-it: raw HTML off, Chinese emphasis mended, wide tables reachable by keyboard, links within the library resolved.
import MarkdownIt, { type Env, type Token } from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'

export type { Token }

/** What a page needs to know while it is rendered; passed to markdown-it as its environment. */
export interface RenderEnvironment extends Env {
  /** Site address of a relative link, or null when it leads nowhere. */
  resolveLink?: (href: string) => string | null
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: false }).use(cjkFriendly)
markdown.disable('image')

markdown.renderer.rules.table_open = () => '<div class="table" tabindex="0" role="region" aria-label="表格"><table>\n'
markdown.renderer.rules.table_close = () => '</table></div>\n'
markdown.renderer.rules.link_open = (tokens, index, options, environment, self) => {
  const token = tokens[index]!
  const href = String(token.attrGet('href') ?? '')
  if (/^https?:/i.test(href)) token.attrSet('rel', 'noopener noreferrer')
  else if (!href.startsWith('#') && !/^mailto:/i.test(href)) token.attrSet('href', (environment as RenderEnvironment | undefined)?.resolveLink?.(href) ?? '#')
  return self.renderToken(tokens, index, options)
}

export const parseMarkdown = (body: string): Token[] => markdown.parse(body, {})

export const renderTokens = (tokens: Token[], environment: RenderEnvironment = {}): string => markdown.renderer.render(tokens, markdown.options, environment)

/** Relative links with the line (from 0) of the block in which they stand. */
export function relativeLinks(tokens: readonly Token[]): { href: string; line: number }[] {
  return tokens.flatMap((token) =>
    (token.children ?? [])
      .filter((child) => child.type === 'link_open')
      .map((child) => ({ href: String(child.attrGet('href') ?? ''), line: token.map?.[0] ?? 0 }))
      .filter(({ href }) => !/^(https?:|mailto:)/i.test(href)),
  )
}

/** Text as read aloud: no markup; cells of a row parted by a blank, blocks by a line break. */
export function plainText(tokens: readonly Token[]): string {
  let text = ''
  for (const token of tokens) {
    if (token.type === 'inline') text += inlineText(token.children ?? [])
    else if (token.type === 'fence' || token.type === 'code_block') text += token.content
    else if (token.type === 'td_close' || token.type === 'th_close') text += ' '
    else if (token.block && token.nesting === -1 && !/^(thead|tbody|table)_/.test(token.type)) text += '\n'
  }
  return text.replace(/[ \t]+\n/g, '\n').replace(/\n{2,}/g, '\n').trim()
}

export function inlineText(children: readonly Token[]): string {
  let text = ''
  for (const child of children) {
    if (child.type === 'text' || child.type === 'code_inline') text += child.content
    else if (child.type === 'softbreak' || child.type === 'hardbreak') text += '\n'
  }
  return text.replace(/(?<=\p{Script=Han}|[，。；：、）])\n(?=\p{Script=Han}|[（《“])/gu, '')
}
