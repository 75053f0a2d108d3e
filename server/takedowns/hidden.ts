// A library and an engine as they are seen once some documents are taken down. Pure.
import type { Citation, Engine, Hit, Library, Suggestion, Withdrawn } from '../../indexer/index.ts'

export interface Tombstone {
  /** `YYYY-MM-DD` in Shanghai. */
  date: string
  /** Shown to everybody. */
  reason: string
}

/** By the document's id. */
export type TakenDown = ReadonlyMap<string, Tombstone>

/** Taken-down documents are withdrawn: no list, citation or version leads to them, and their addresses lead to the reason. */
export function withoutTakenDown(library: Library, takenDown: TakenDown): Library {
  if (!takenDown.size) return library
  const documents = new Map([...library.documents].filter(([id]) => !takenDown.has(id)))
  const withdrawn = new Map(library.withdrawn)
  for (const [id, { date, reason }] of takenDown) {
    const document = library.documents.get(id)
    // Its title may be the very thing that had to go.
    if (document) withdrawn.set(id, { id, kind: document.kind, title: id, date, reason } satisfies Withdrawn)
  }
  return {
    ...library,
    documents,
    withdrawn,
    citations: (id) => (takenDown.has(id) ? [] : library.citations(id).map((citation) => withoutTarget(citation, takenDown))),
    citedBy: (id) => (takenDown.has(id) ? [] : library.citedBy(id).filter((citing) => !takenDown.has(citing.id))),
    versions: async (id) => (takenDown.has(id) ? [] : library.versions(id)),
    versionSections: async (id, version) => (takenDown.has(id) ? null : library.versionSections(id, version)),
  }
}

/** What is cited stays written, as a number that the library does not hold. */
function withoutTarget(citation: Citation, takenDown: TakenDown): Citation {
  const { target, candidates, ...written } = citation
  if (target) return takenDown.has(target.id) ? { ...written, state: 'FOUND' } : citation
  const left = candidates?.filter((id) => !takenDown.has(id))
  if (!left || left.length === candidates?.length) return citation
  const [only] = left
  if (!only) return { ...written, state: 'FOUND' }
  return left.length === 1 ? { ...written, state: 'RESOLVED', target: { id: only } } : { ...written, candidates: left }
}

/** Between a decision and the moment when every index has dropped the document, its hits are left out of the answers. */
export function engineWithout(engine: Engine, takenDown: () => TakenDown): Engine {
  const isShown = ({ id }: Pick<Hit, 'id'>): boolean => !takenDown().has(id)
  const leadsOn = ({ url }: Suggestion): boolean => !url || !takenDown().has(url.split('/').at(-1)!)
  return {
    name: engine.name,
    fingerprint: engine.fingerprint,
    search: async (query) => {
      const result = await engine.search(query)
      const items = result.items.filter(isShown)
      return { ...result, items, total: result.total - (result.items.length - items.length) }
    },
    suggest: async (text, limit) => (await engine.suggest(text, limit)).filter(leadsOn),
    similar: async (id, limit) => (await engine.similar(id, limit)).filter(isShown),
    state: () => engine.state(),
    isReady: () => engine.isReady(),
    put: (documents, report) => engine.put(documents, report),
    drop: (ids) => engine.drop(ids),
    rebuild: (documents, options) => engine.rebuild(documents, options),
    close: () => engine.close(),
  }
}
