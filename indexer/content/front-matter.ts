// One file into front matter (plain strings, lists, maps) and Markdown body, with the line of every field; nothing in it is ever executed.
import matter from 'gray-matter'
import { LineCounter, isNode, parseDocument, type Document } from 'yaml'

export interface ParsedFile {
  /** Strings, lists and maps only: `001`, dates and `yes` stay as the author typed them. */
  raw: unknown
  body: string
  /** Line of the file on which the body's first line stands, from 1. */
  bodyLine: number
  /** Line of a field, or of its nearest ancestor that exists. */
  lineOf: (path: readonly (string | number)[]) => number
}

export class Unreadable extends Error {
  readonly line: number
  constructor(rule: string, line = 1) {
    super(rule)
    this.name = 'Unreadable'
    this.line = line
  }
}

export const MAX_BYTES = 4 * 1024 * 1024

/** Decodes strictly: a wrong encoding is an error, not a page full of replacement characters. */
export function decode(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new Unreadable('含有 NUL 字节：不是文本文件，或存成了 UTF-16；请另存为 UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  } catch {
    throw new Unreadable('不是 UTF-8 编码（可能是 GBK）；请另存为 UTF-8')
  }
}

export function parseFile(source: string): ParsedFile {
  const [first = ''] = source.split('\n', 1)
  if (first.trimEnd() !== '---') throw new Unreadable(first.startsWith('---') ? `资料头只能是 YAML，第一行应为 ---，不能是 ${JSON.stringify(first.slice(0, 40))}` : '文件应以 --- 开头的资料头开始')
  let document: Document | undefined
  const lines = new LineCounter()
  const refuse = () => {
    throw new Unreadable('资料头只能是 YAML')
  }
  const yaml = {
    parse: (text: string): object => {
      document = parseDocument(text, { schema: 'failsafe', uniqueKeys: true, lineCounter: lines, maxAliasCount: 0 } as object)
      return {}
    },
    stringify: refuse,
  }
  const engine = { parse: refuse, stringify: refuse }
  // An options object of our own at each call keeps gray-matter from sharing one cached result between calls.
  const { content } = matter(source, { language: 'yaml', engines: { yaml, js: engine, javascript: engine, json: engine, toml: engine, coffee: engine } })
  if (!document) throw new Unreadable('资料头是空的')
  const parsed = document
  const [problem] = parsed.errors
  if (problem) throw new Unreadable(`YAML 有误：${problem.message.split('\n')[0]}`, problem.linePos?.[0].line ?? 1)
  if (!/\n---[ \t]*(\n|$)/.test(source)) throw new Unreadable('资料头没有以单独一行 --- 结束')
  const bodyLine = source.slice(0, source.length - content.length).split('\n').length
  return {
    raw: toPlain(parsed),
    body: content,
    bodyLine,
    lineOf: (path) => lineOf(parsed, lines, path),
  }
}

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    throw new Unreadable('YAML 有误：资料头里不用 & 和 * 引用')
  }
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 2
}
