// Small invented documents and queries for the tests on Meilisearch.
import type { SearchDocument } from '../../indexer/documents/schema.ts'
import type { SearchQuery } from '../../indexer/engine/engine.ts'

export const query = (text: string, rest: Partial<SearchQuery> = {}): SearchQuery => ({ text, filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: 10, facets: [], ...rest })

const LETTERS = 'bcdfghjkmnpqrstvwxyz'
export const idOf = (n: number): string => `dddddd${LETTERS[Math.floor(n / 20) % 20]}${LETTERS[n % 20]}`

export function document(n: number, { words = '客户名单与报价', sections = 2, version = 1 } = {}): SearchDocument {
  const kind = n % 3 === 0 ? 'law' : 'case'
  return {
    id: idOf(n),
    kind,
    title: `示例文件之${idOf(n)}`,
    otherTitles: [],
    url: `/documents/${idOf(n)}`,
    date: `2024-01-${String((n % 28) + 1).padStart(2, '0')}`,
    summary: '',
    numbers: [`（2024）粤07民终${n + 100}号`],
    body: '',
    facets: { kind: [kind], year: ['2024'], tag: n % 2 ? ['奇', '全'] : ['偶', '全'] },
    prior: 1,
    sections: Array.from({ length: sections }, (_, i) => ({ anchor: `s${i}`, heading: `第${i + 1}节`, path: [], text: `${words}，员工离职之后保密义务仍在。第${version}稿。` })),
    digest: `${n}-${sections}-${version}-${words}`,
  }
}
export const documents = (count: number, options?: Parameters<typeof document>[1]) => Array.from({ length: count }, (_, n) => document(n, options))
