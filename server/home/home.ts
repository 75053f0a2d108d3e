// What stands on the front page: the newest of every kind and the consultations that close soonest. Pure.
import { CONTENT_KINDS, newestFirst, type ContentDocument, type Kind, type Library } from '../../indexer/index.ts'

export interface Home {
  total: number
  newest: { kind: Kind; documents: ContentDocument[] }[]
  consultations: Consulting[]
}

/** A draft that is open to comment: under way here, or told of by a document. */
export interface Consulting {
  title: string
  href: string
  /** Closing day. */
  to: string
}

const NEWEST = 3
const CONSULTATIONS = 5

/** `running` are the consultations held here; a document that tells of the same draft is left out. */
export function homeOf({ documents }: Pick<Library, 'documents'>, today: string, running: readonly Consulting[] = []): Home {
  const all = [...documents.values()]
  const newest = CONTENT_KINDS.map((kind) => ({
    kind,
    documents: all
      .filter((document) => document.kind === kind)
      .sort(newestFirst)
      .slice(0, NEWEST),
  }))
  const told = all.flatMap((document) => {
    const { frontMatter: data } = document
    const open = data.kind === 'standard' && data.status === 'consulting' && data.consultation && data.consultation.from <= today && data.consultation.to >= today
    const here = running.some(({ title }) => document.title.startsWith(title))
    return open && !here ? [{ title: document.title, href: `/documents/${document.id}`, to: data.consultation!.to }] : []
  })
  const consultations = [...running, ...told].toSorted((a, b) => (a.to < b.to ? -1 : 1))
  return { total: all.length, newest, consultations: consultations.slice(0, CONSULTATIONS) }
}
