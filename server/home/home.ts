// What stands on the front page: the newest of every kind and the consultations that close soonest. Pure.
import { CONTENT_KINDS, newestFirst, type ContentDocument, type Kind, type Library } from '../../indexer/index.ts'

export interface Home {
  total: number
  newest: { kind: Kind; documents: ContentDocument[] }[]
  consultations: { document: ContentDocument; to: string }[]
}

const NEWEST = 3
const CONSULTATIONS = 5

export function homeOf({ documents }: Pick<Library, 'documents'>, today: string): Home {
  const all = [...documents.values()]
  const newest = CONTENT_KINDS.map((kind) => ({
    kind,
    documents: all
      .filter((document) => document.kind === kind)
      .sort(newestFirst)
      .slice(0, NEWEST),
  }))
  const consultations = all.flatMap((document) => {
    const { frontMatter: data } = document
    const open = data.kind === 'standard' && data.status === 'consulting' && data.consultation && data.consultation.from <= today && data.consultation.to >= today
    return open ? [{ document, to: data.consultation!.to }] : []
  })
  consultations.sort((a, b) => (a.to < b.to ? -1 : 1))
  return { total: all.length, newest, consultations: consultations.slice(0, CONSULTATIONS) }
}
