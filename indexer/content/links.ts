// Relative links between content files: resolved to site addresses for readers, and checked for authors.
import { posix } from 'node:path'
import type { ContentDocument } from './document.ts'
import { parseMarkdown, relativeLinks } from './markdown.ts'
import type { ContentProblem, ReadFile } from './read.ts'

export class LinkResolver {
  readonly #idOfFile: ReadonlyMap<string, string>
  /** Files that exist but are themselves at fault; a link to one is no second problem. */
  readonly #faulty: ReadonlySet<string>

  constructor(files: readonly ReadFile[], problems: readonly ContentProblem[]) {
    this.#idOfFile = new Map(files.map(({ document }) => [document.file, document.id]))
    this.#faulty = new Set(problems.map(({ file }) => file))
  }

  /** `../standards/x.md#cl-5.2` as seen from `file` → `/documents/<id>#cl-5.2`; null when no such file was read. */
  resolve(file: string, href: string): string | null {
    const { path, fragment } = parts(file, href)
    if (path === file && href.startsWith('#')) return href
    const id = this.#idOfFile.get(path)
    return id ? `/documents/${id}${fragment ? `#${fragment}` : ''}` : null
  }

  /** Links that lead to no file or no anchor, at their lines. */
  check(files: readonly ReadFile[], documents: ReadonlyMap<string, ContentDocument>): ContentProblem[] {
    const problems: ContentProblem[] = []
    for (const { document, parsed } of files) {
      if (!document.body.includes('](')) continue
      for (const { href, line } of relativeLinks(parseMarkdown(document.body))) {
        const { path, fragment } = parts(document.file, href)
        const target = documents.get(this.#idOfFile.get(path) ?? '')
        const at = { file: document.file, line: parsed.bodyLine + line, field: '链接' }
        if (!this.#idOfFile.has(path)) {
          if (!this.#faulty.has(path)) problems.push({ ...at, rule: `${href} 指向的文件不存在` })
        } else if (target && fragment && !target.sections.some(({ anchor }) => anchor === fragment)) problems.push({ ...at, rule: `${href}：${path} 里没有 #${fragment}` })
      }
    }
    return problems
  }
}

function parts(file: string, href: string): { path: string; fragment: string } {
  const [path = '', fragment = ''] = href.split('#')
  return { path: path ? posix.normalize(posix.join(posix.dirname(file), decode(path))) : file, fragment: decode(fragment) }
}

/** markdown-it percent-encodes Chinese file names and anchors. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
