// Relevance figures of an engine on the development data; the tests assert them, and `npm run quality` prints them.
import type { Engine, SearchQuery } from '../../indexer/engine/engine.ts'
import type { Library } from '../../indexer/content/library.ts'
import type { Question } from '../support/shared-data.ts'
import { seeded } from '../support/spellings.ts'

const ask = (text: string, limit: number, group: SearchQuery['group']): SearchQuery => ({ text, filters: {}, sort: 'relevance', group, offset: 0, limit, facets: [] })

/** Share of questions with a judged article among the first ten sections. */
export async function hitAt10(engine: Engine, questions: readonly Question[]): Promise<number> {
  let hits = 0
  for (const { question, gold } of questions) {
    const { items } = await engine.search(ask(question, 10, 'section'))
    if (items.some(({ id, sections }) => gold.includes(`${id}#${sections[0]!.anchor}`))) hits++
  }
  return hits / questions.length
}

/** Titles that only one document has, letters and digits compared: two documents of one name cannot both come first. */
function uniquelyTitled(library: Library) {
  const bare = (title: string) => title.replace(/[^\p{L}\p{N}]/gu, '')
  const times = new Map<string, number>()
  for (const { title } of library.documents.values()) times.set(bare(title), (times.get(bare(title)) ?? 0) + 1)
  return [...library.documents.values()].filter(({ title }) => times.get(bare(title)) === 1)
}

/** Share of 200 seeded «title 第X条» whose first section is the article itself. */
export async function knownItems(engine: Engine, library: Library): Promise<number> {
  const random = seeded(42)
  const documents = uniquelyTitled(library).filter(({ sections }) => sections.some(({ anchor }) => /^art-\d+$/.test(anchor)))
  let right = 0
  for (let i = 0; i < 200; i++) {
    const document = documents[Math.floor(random() * documents.length)]!
    const articles = document.sections.filter(({ anchor }) => /^art-\d+$/.test(anchor))
    const { anchor, heading } = articles[Math.floor(random() * articles.length)]!
    const written = random() < 0.5 ? heading : `第${anchor.slice(4)}条`
    const { items } = await engine.search(ask(`${document.title}${random() < 0.5 ? ' ' : ''}${written}`, 1, 'section'))
    if (items[0]?.id === document.id && items[0].sections[0]?.anchor === anchor) right++
  }
  return right / 200
}

/** Titles that do not bring their document first. */
export async function missedTitles(engine: Engine, library: Library): Promise<string[]> {
  const missed: string[] = []
  for (const { id, title } of uniquelyTitled(library)) {
    const { items } = await engine.search(ask(title, 1, 'document'))
    if (items[0]?.id !== id) missed.push(title)
  }
  return missed
}
