// How a standard stands to others, as every hit shows it: what it replaces, what replaced it, what it adopts, how often it cites and is cited.
import { normaliseIdentifier, type ContentDocument, type Library } from '../../indexer/index.ts'

export interface Relations {
  /** Of the library, or by number alone where it is not held. */
  replaces: readonly Related[]
  replacedBy: readonly Related[]
  adopts: readonly string[]
  /** Null while the citations of a library that was just read are still being found. */
  cites: number | null
  citedBy: number | null
}

export interface Related {
  label: string
  /** Null: not in the library. */
  url: string | null
}

type Documents = Library['documents']

interface Register {
  byNumber: ReadonlyMap<string, ContentDocument>
  /** Documents that say they replace this one. */
  heirs: ReadonlyMap<string, ContentDocument[]>
}

/** One for each library that is in use; a refresh makes another. */
const registers = new WeakMap<Documents, Register>()

/** Null for what is not a standard. */
export function relationsOf(library: Library, id: string): Relations | null {
  const document = library.documents.get(id)
  if (document?.frontMatter.kind !== 'standard') return null
  const { replaces, replaced_by, adopts, status } = document.frontMatter
  const register = registerOf(library.documents)
  const related = (name: string): Related => {
    const held = library.documents.get(name) ?? register.byNumber.get(normaliseIdentifier(name) ?? name)
    return { label: held ? numberOf(held) : name, url: held ? `/documents/${held.id}` : null }
  }
  // Until it is in force, a new edition announces what it will replace and replaces nothing.
  const heirs = status === 'replaced' || status === 'abolished' ? (register.heirs.get(id) ?? []).map(numberOf) : []
  const isFound = library.isPrepared?.() ?? false
  return {
    replaces: replaces.map(related),
    replacedBy: [...new Map([...replaced_by, ...heirs].map(related).map((one) => [one.url ?? one.label, one])).values()],
    adopts,
    cites: isFound ? library.citations(id).length : null,
    citedBy: isFound ? library.citedBy(id).length : null,
  }
}

const numberOf = ({ title, frontMatter }: ContentDocument): string => (frontMatter.kind === 'standard' ? frontMatter.number[0] : undefined) ?? title

function registerOf(documents: Documents): Register {
  const known = registers.get(documents)
  if (known) return known
  const byNumber = new Map<string, ContentDocument>()
  const heirs = new Map<string, ContentDocument[]>()
  const standards = [...documents.values()].filter(({ kind }) => kind === 'standard')
  for (const document of standards) for (const number of document.frontMatter.kind === 'standard' ? document.frontMatter.number : []) byNumber.set(normaliseIdentifier(number) ?? number, document)
  for (const document of standards) {
    if (document.frontMatter.kind !== 'standard') continue
    for (const name of document.frontMatter.replaces) {
      const old = documents.get(name) ?? byNumber.get(normaliseIdentifier(name) ?? name)
      if (old) heirs.set(old.id, [...(heirs.get(old.id) ?? []), document])
    }
  }
  const register = { byNumber, heirs }
  registers.set(documents, register)
  return register
}
