// The citation graph: every number and article in the text, resolved against the library, failures included (features C10).
import { setImmediate as breathe } from 'node:timers/promises'
import type { Citation, CitedBy, ContentDocument } from './document.ts'
import { articleAnchor, findIdentifiers, normaliseIdentifier } from './identifiers.ts'

export interface CitationGraph {
  outgoing: Map<string, Citation[]>
  incoming: Map<string, CitedBy[]>
}

interface Names {
  byNumber: Map<string, string[]>
  byLaw: Map<string, ContentDocument[]>
  /** Anchors of each document that is ever cited by place. */
  anchors(id: string): Set<string>
}

/** Made document by document: in one go when somebody asks, or beforehand with pauses for others. */
export class CitationBuilder {
  readonly #names: Names
  readonly #left: Iterator<ContentDocument>
  readonly #graph: CitationGraph = { outgoing: new Map(), incoming: new Map() }
  #isDone = false

  constructor(documents: ReadonlyMap<string, ContentDocument>) {
    this.#names = collectNames(documents)
    this.#left = documents.values()
  }

  get isDone(): boolean {
    return this.#isDone
  }

  finish(): CitationGraph {
    while (!this.#isDone) this.#step()
    return this.#graph
  }

  async prepare(signal?: AbortSignal): Promise<void> {
    let rested = performance.now()
    while (!this.#isDone && !signal?.aborted) {
      this.#step()
      if (performance.now() - rested < 10) continue
      await breathe()
      rested = performance.now()
    }
  }

  #step(): void {
    const { value: document, done } = this.#left.next()
    if (done) return void (this.#isDone = true)
    const { outgoing, incoming } = this.#graph
    const found = citationsOf(document, this.#names)
    if (found.length) outgoing.set(document.id, found)
    for (const { target, anchor } of found) {
      if (!target || target.id === document.id) continue
      const list = incoming.get(target.id) ?? []
      const entry = list.find(({ id }) => id === document.id)
      if (!entry) list.push({ id: document.id, anchors: [anchor] })
      else if (!entry.anchors.includes(anchor)) entry.anchors.push(anchor)
      incoming.set(target.id, list)
    }
  }
}

function collectNames(documents: ReadonlyMap<string, ContentDocument>): Names {
  const byNumber = new Map<string, string[]>()
  const byLaw = new Map<string, ContentDocument[]>()
  const anchorSets = new Map<string, Set<string>>()
  for (const document of documents.values()) {
    for (const number of numbersOf(document)) {
      const value = normaliseIdentifier(number)
      if (value) byNumber.set(value, [...(byNumber.get(value) ?? []), document.id])
    }
    if (document.frontMatter.kind !== 'law') continue
    for (const name of new Set([document.title, ...document.frontMatter.formerly].map(lawName))) byLaw.set(name, [...(byLaw.get(name) ?? []), document])
  }
  return {
    byNumber,
    byLaw,
    anchors: (id) => {
      let set = anchorSets.get(id)
      if (!set) anchorSets.set(id, (set = new Set(documents.get(id)?.sections.map(({ anchor }) => anchor))))
      return set
    },
  }
}

/** Numbers that name the document itself. */
export function numbersOf({ frontMatter }: Pick<ContentDocument, 'frontMatter'>): string[] {
  if (frontMatter.kind === 'law') return frontMatter.document_number ? [frontMatter.document_number] : []
  return 'number' in frontMatter ? frontMatter.number : []
}

/** 《中华人民共和国反不正当竞争法》（2019年修正） and 反不正当竞争法 are one name. */
export const lawName = (title: string): string =>
  title
    .normalize('NFKC')
    .replace(/[《》〈〉\s]/g, '')
    .replace(/\([^()]*\)$/, '')
    .replace(/^中华人民共和国/, '')

function citationsOf(document: ContentDocument, names: Names): Citation[] {
  const seen = new Map<string, Citation>()
  const own = new Set(numbersOf(document).map((number) => normaliseIdentifier(number)))
  const add = (citation: Citation) => {
    const key = `${citation.type}\0${citation.label}\0${citation.target?.id ?? ''}`
    if (!seen.has(key)) seen.set(key, citation)
  }
  for (const { anchor, text } of document.sections) {
    for (const found of findIdentifiers(text)) {
      if (own.has(found.value)) continue
      if (found.type !== 'article') add({ label: found.label, type: found.type, anchor, ...resolveNumber(found.value, names) })
      else if (found.law) add({ label: found.label, type: 'article', anchor, ...resolveArticle(found.law, found.article, document, names) })
    }
  }
  const { frontMatter } = document
  if (frontMatter.kind === 'case') {
    for (const { law, article, as_of } of frontMatter.statutes) {
      const number = article?.replace(/^第|条$/g, '')
      add({ label: `《${law}》${number ? `第${number}条` : ''}`, type: 'article', anchor: document.sections[0]?.anchor ?? 'intro', ...resolveArticle(law, number?.replace('之', '-'), document, names, as_of) })
    }
  }
  for (const reference of [...frontMatter.cites, ...relationsOf(document)]) {
    const value = normaliseIdentifier(reference)
    add({ label: reference, type: 'link', anchor: document.sections[0]?.anchor ?? 'intro', ...(value ? resolveNumber(value, names) : resolveName(reference, names)) })
  }
  return [...seen.values()]
}

function relationsOf({ frontMatter }: ContentDocument): string[] {
  if (frontMatter.kind === 'standard') return [...frontMatter.replaces, ...frontMatter.replaced_by, ...frontMatter.adopts]
  return frontMatter.kind === 'law' ? [...frontMatter.replaces, ...frontMatter.replaced_by] : []
}

type Resolution = Pick<Citation, 'state' | 'target' | 'candidates'>

function resolveNumber(value: string, names: Names): Resolution {
  const ids = names.byNumber.get(value) ?? []
  if (ids.length > 1) return { state: 'FAILED_AMBIGUOUS', candidates: ids }
  return ids[0] ? { state: 'RESOLVED', target: { id: ids[0] } } : { state: 'FOUND' }
}

function resolveName(name: string, names: Names): Resolution {
  const laws = names.byLaw.get(lawName(name)) ?? []
  if (laws.length > 1) return { state: 'FAILED_AMBIGUOUS', candidates: laws.map(({ id }) => id) }
  return laws[0] ? { state: 'RESOLVED', target: { id: laws[0].id } } : { state: 'FOUND' }
}

/** Of several texts of one law, the one in force on the day in question is meant: the stated day, or the citing document's own. */
function resolveArticle(law: string, article: string | undefined, citing: ContentDocument, names: Names, day = citing.date): Resolution {
  const texts = names.byLaw.get(lawName(law)) ?? []
  if (!texts.length) return { state: 'FOUND' }
  const valid = texts.length === 1 ? texts : texts.filter((text) => inForceOn(text, day))
  if (valid.length !== 1) return { state: 'FAILED_AMBIGUOUS', candidates: texts.map(({ id }) => id) }
  const [{ id }] = valid as [ContentDocument]
  if (!article) return { state: 'RESOLVED', target: { id } }
  const anchor = articleAnchor(article)
  if (anchor && names.anchors(id).has(anchor)) return { state: 'RESOLVED', target: { id, anchor } }
  return { state: 'FAILED', target: { id } }
}

function inForceOn({ frontMatter, date }: ContentDocument, day: string): boolean {
  if (frontMatter.kind !== 'law') return false
  return (frontMatter.effective_from ?? date) <= day && (frontMatter.effective_to ?? '9999-12-31') >= day
}
