// What every engine must do, whichever it is: one suite, run on each.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine, SearchQuery } from '../../indexer/engine/engine.ts'
import type { Facet, FacetValues, SearchDocument } from '../../indexer/documents/schema.ts'
import { makeNumber, respell, seeded } from '../support/spellings.ts'

export const ask = (text: string, changes: Partial<SearchQuery> = {}): SearchQuery => ({ text, filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: 10, facets: [], ...changes })

const TOPICS = ['客户名单', '源代码', '配方', '竞业限制', '保密协议', '反向工程', '图纸', '投标']
const CAUSES = ['technical_secret', 'business_secret', 'crime', 'penalty']
const REGIONS = ['440700', '440703', '310000']

/** A small corpus with every trait the suite asks about; document i is about two topics. */
export function corpus(): SearchDocument[] {
  return Array.from({ length: 60 }, (_, i): SearchDocument => {
    const id = `bcd${String(i).padStart(5, '2').replace(/[01]/g, 'x')}${'bcdfghjkmn'[i % 10]}${'pqrstvwxyz'[(i / 10) | 0]}`
    const kind = (['case', 'standard', 'law'] as const)[i % 3]!
    const [first, second] = [TOPICS[i % TOPICS.length]!, TOPICS[(i * 3 + 1) % TOPICS.length]!]
    return {
      id,
      kind,
      title: kind === 'law' ? `示例市${first}管理条例第${i}号` : `关于${first}的${kind === 'case' ? '案例' : '规范'}之${i}`,
      otherTitles: kind === 'standard' ? [`Specification ${i} for secrets`] : [],
      url: `/documents/${id}`,
      date: `20${10 + (i % 15)}-0${1 + (i % 9)}-15`,
      summary: `${first}与${second}`,
      numbers: [makeNumber(i)],
      body: '示例机关',
      facets: { kind: [kind], cause: [CAUSES[i % 4]!], region: REGIONS.slice(0, 1 + (i % 3)), year: [`20${10 + (i % 15)}`] },
      prior: 1,
      sections: [
        { anchor: kind === 'law' ? 'art-1' : '甲', heading: kind === 'law' ? '第一条' : '甲', path: ['总则'], text: `本节讨论${first}，企业应当对${first}采取保密措施。第${i}号。` },
        { anchor: kind === 'law' ? 'art-2' : '乙', heading: kind === 'law' ? '第二条' : '乙', path: ['分则'], text: `本节讨论${second}以及经典案例。The plaintiff sued over confidential drawings ${i}.` },
      ],
      digest: `digest-${i}`,
    }
  })
}

/** Runs the suite; `open` gives an empty engine. */
export function engineContract(name: string, open: () => Promise<Engine>): void {
  describe(`engine contract: ${name}`, () => {
    const documents = corpus()
    let engine: Engine

    beforeAll(async () => {
      engine = await open()
      await engine.rebuild(documents)
    })
    afterAll(() => engine.close())

    test('knows what it holds', async () => {
      expect(await engine.isReady()).toBe(true)
      const { fingerprint, digests } = await engine.state()
      expect(fingerprint).toBe(engine.fingerprint)
      expect(digests.size).toBe(documents.length)
      expect(digests.get(documents[7]!.id)).toBe('digest-7')
    })

    test('finds a word, says where, and marks it', async () => {
      const { items, total } = await engine.search(ask('源代码'))
      expect(total).toBeGreaterThan(0)
      const [section] = items[0]!.sections
      expect(section!.highlights.map(([from, to]) => section!.snippet.slice(from, to))).toContain('源代码')
      expect(section!.snippet).not.toContain('<')
    })

    test('a document is one item with its sections; a section is one item alone', async () => {
      const grouped = await engine.search(ask('保密措施', { limit: 100 }))
      expect(new Set(grouped.items.map(({ id }) => id)).size).toBe(grouped.items.length)
      expect(grouped.items).toHaveLength(grouped.total)
      const sections = await engine.search(ask('保密措施', { group: 'section', limit: 100 }))
      expect(sections.items.every((item) => item.sections.length === 1)).toBe(true)
      expect(new Set(sections.items.map((item) => `${item.id}#${item.sections[0]!.anchor}`)).size).toBe(sections.items.length)
      expect(sections.total).toBeGreaterThanOrEqual(grouped.total)
    })

    test('300 spellings of numbers find their document first', async () => {
      const random = seeded(5)
      for (let i = 0; i < 300; i++) {
        const document = documents[i % documents.length]!
        const written = respell(document.numbers[0]!, random)
        const { items } = await engine.search(ask(written, { limit: 1 }))
        expect(items[0]?.id, written).toBe(document.id)
      }
    })

    test('a number that nobody has finds nothing', async () => {
      expect((await engine.search(ask('GB/T 987654—1999'))).total).toBe(0)
    })

    test('exact titles come first', async () => {
      for (const { title, id } of documents) expect((await engine.search(ask(title, { limit: 1 }))).items[0]?.id, title).toBe(id)
    })

    test('title and article open the right section', async () => {
      const law = documents[2]!
      const { items } = await engine.search(ask(`${law.title}第二条`, { group: 'section', limit: 1 }))
      expect([items[0]?.id, items[0]?.sections[0]?.anchor]).toEqual([law.id, 'art-2'])
    })

    test('no match by sound', async () => {
      expect((await engine.search(ask('景点'))).total).toBe(0)
    })

    test('quoted words must stand together', async () => {
      expect((await engine.search(ask('“讨论客户名单”'))).total).toBeGreaterThan(0)
      expect((await engine.search(ask('“客户名单讨论”'))).total).toBe(0)
    })

    test('an empty query lists everything, newest first', async () => {
      const { items, total } = await engine.search(ask('', { limit: 100 }))
      expect(total).toBe(documents.length)
      const dates = items.map(({ date }) => date)
      expect(dates).toEqual([...dates].sort().reverse())
    })

    test('dates bound inclusively and sort both ways', async () => {
      const { items } = await engine.search(ask('', { from: '2012-03-15', to: '2014-12-31', sort: 'date', limit: 100 }))
      expect(items.length).toBeGreaterThan(0)
      expect(items.every(({ date }) => date >= '2012-03-15' && date <= '2014-12-31')).toBe(true)
      expect(items.map(({ date }) => date)).toEqual(items.map(({ date }) => date).sort())
    })

    test('pages neither repeat nor lose a hit', async () => {
      const whole = await engine.search(ask('保密措施', { limit: 60 }))
      const pages = await Promise.all([0, 20, 40].map((offset) => engine.search(ask('保密措施', { offset, limit: 20 }))))
      expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(whole.items.map(({ id }) => id))
    })

    test('the count beside a facet value is the number of hits after the click', async () => {
      const random = seeded(11)
      const facets: Facet[] = ['kind', 'cause', 'region', 'year']
      const texts = ['', '客户名单', '保密措施', '源代码 图纸']
      for (let round = 0; round < 40; round++) {
        const filters: FacetValues = {}
        for (const facet of facets) {
          const values = [...new Set(documents.flatMap((document) => document.facets[facet] ?? []))]
          if (random() < 0.4) filters[facet] = values.filter(() => random() < 0.4)
        }
        const text = texts[round % texts.length]!
        const group = round % 2 ? 'section' : 'document'
        const before = await engine.search(ask(text, { filters, facets, group, limit: 0 }))
        const facet = facets[round % facets.length]!
        for (const { value, count } of (before.facets[facet] ?? []).slice(0, 3)) {
          const after = await engine.search(ask(text, { filters: { ...filters, [facet]: [value] }, group, limit: 0 }))
          expect(after.total, JSON.stringify({ text, filters, facet, value, group })).toBe(count)
        }
      }
    })

    test('bad input is a calm answer', async () => {
      for (const text of ['x'.repeat(10_000), '保密'.repeat(5_000), '"', '“', '\0', '((((', '-', '<script>alert(1)</script>', '\ud800', '🙂'.repeat(50)]) {
        const { items } = await engine.search(ask(text))
        expect(Array.isArray(items)).toBe(true)
      }
      expect((await engine.search(ask('', { filters: { kind: ['nothing'] } }))).total).toBe(0)
    })

    test('type-ahead offers titles and numbers', async () => {
      const suggestions = await engine.suggest('关于源代码', 5)
      expect(suggestions[0]).toMatchObject({ type: 'document' })
      expect(suggestions.length).toBeLessThanOrEqual(5)
    })

    test('similar documents are other documents', async () => {
      const { id } = documents[1]!
      const similar = await engine.similar(id, 5)
      expect(similar.length).toBeGreaterThan(0)
      expect(similar.map((hit) => hit.id)).not.toContain(id)
    })

    test('put replaces, drop removes, and counts follow', async () => {
      const changed: SearchDocument = { ...documents[0]!, title: '全新的标题焕然一新', digest: 'changed' }
      await engine.put([changed])
      expect((await engine.search(ask('焕然一新'))).items[0]?.id).toBe(changed.id)
      expect((await engine.search(ask('', { limit: 0 }))).total).toBe(documents.length)
      expect((await engine.state()).digests.get(changed.id)).toBe('changed')
      await engine.drop([changed.id])
      expect((await engine.search(ask('', { limit: 0 }))).total).toBe(documents.length - 1)
      expect((await engine.search(ask('焕然一新'))).items.map(({ id }) => id)).not.toContain(changed.id)
      await engine.put([documents[0]!])
      expect((await engine.search(ask('', { limit: 0 }))).total).toBe(documents.length)
    })

    test('an aborted rebuild leaves the old index as it was', async () => {
      const stop = new AbortController()
      function* some() {
        yield documents[0]!
        stop.abort()
        yield documents[1]!
      }
      await expect(engine.rebuild(some(), { signal: stop.signal })).rejects.toThrow()
      expect((await engine.search(ask('', { limit: 0 }))).total).toBe(documents.length)
    })
  })
}
