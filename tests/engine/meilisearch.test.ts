// What only Meilisearch can get wrong: keys, tasks, half-finished rebuilds, settings, the moment of the swap, exact counts.
import { beforeAll, describe, expect, test } from 'vitest'
import { FACETS } from '../../indexer/documents/schema.ts'
import type { Engine } from '../../indexer/engine/engine.ts'
import { createMeilisearchEngine } from '../../indexer/engine/meilisearch.ts'
import { SECTION_SETTINGS } from '../../indexer/engine/meilisearch-settings.ts'
import { EngineFailed } from '../../indexer/errors.ts'
import { DICTIONARY, STOP_WORDS, SYNONYMS } from '../../indexer/vocabulary.ts'
import { useMeilisearch } from './use-meilisearch.ts'
import { document, documents, idOf, query } from './example-documents.ts'

const { server, keep, open } = await useMeilisearch()

describe.skipIf(!server)('meilisearch engine', () => {
  describe('settings', () => {
    let engine: Engine
    const indexName = server?.indexName() ?? ''
    const patch = async (settings: unknown) => {
      await server!.request('PATCH', `/indexes/${indexName}/settings`, settings)
      await expect.poll(async () => ((await server!.request('GET', `/tasks?indexUids=${indexName}&statuses=enqueued,processing`)) as { total: number }).total, { timeout: 20_000 }).toBe(0)
    }
    beforeAll(async () => {
      engine = await open({ indexName })
      await engine.rebuild(documents(3))
    }, 30_000)

    test('follow the vocabulary and the facets', () => {
      expect(SECTION_SETTINGS.searchableAttributes?.[0]).toBe('text')
      expect(SECTION_SETTINGS.dictionary).toEqual(expect.arrayContaining([...DICTIONARY].map((word) => word.toLowerCase())))
      expect(SECTION_SETTINGS.stopWords).toHaveLength(STOP_WORDS.size)
      for (const [word, ...others] of SYNONYMS) expect(SECTION_SETTINGS.synonyms?.[word!]).toEqual(expect.arrayContaining(others))
      expect(JSON.stringify(SECTION_SETTINGS.filterableAttributes)).toContain(FACETS.map((facet) => `"facets.${facet}"`).join(','))
    })

    test('are on the server as they should be, so that nothing has to be rebuilt', async () => {
      const state = await engine.state()
      expect(state.fingerprint).toBe(engine.fingerprint)
      expect(state.digests).toEqual(new Map(documents(3).map(({ id, digest }) => [id, digest])))
    })

    test('changed by hand ask for a rebuild, which puts them right', async () => {
      await patch({ stopWords: ['的'] })
      expect((await engine.state()).fingerprint).toContain('stopWords')
      await engine.rebuild(documents(3))
      expect((await engine.state()).fingerprint).toBe(engine.fingerprint)
    }, 30_000)
  })

  describe('keys', () => {
    test('a search key is enough to search, and says what is missing when asked to write', async () => {
      const indexName = server!.indexName()
      await (await open({ indexName })).rebuild(documents(3))
      const reader = keep(await createMeilisearchEngine({ url: server!.url, searchKey: server!.searchKey, indexName }))
      expect((await reader.search(query('客户名单'))).total).toBe(3)
      expect((await reader.state()).digests.size).toBe(3)
      const writing = reader.put(documents(1))
      await expect(writing).rejects.toBeInstanceOf(EngineFailed)
      await expect(writing).rejects.toThrow(/MEILI_ADMIN_KEY/)
    }, 30_000)

    test('a wrong key is a failure that says which settings to look at', async () => {
      const engine = await open({ searchKey: 'wrong', adminKey: 'wrong' })
      const searching = engine.search(query('客户'))
      await expect(searching).rejects.toBeInstanceOf(EngineFailed)
      await expect(searching).rejects.toThrow(/MEILI_SEARCH_KEY/)
      await expect(engine.rebuild(documents(1))).rejects.toThrow(/MEILI_ADMIN_KEY/)
    })
  })

  describe('tasks', () => {
    test('a document that the server refuses fails with its message, and stays to be sent', async () => {
      const engine = await open()
      await engine.rebuild(documents(2))
      const bad = { ...document(5), id: 'not a key!' }
      const writing = engine.put([bad])
      await expect(writing).rejects.toBeInstanceOf(EngineFailed)
      await expect(writing).rejects.toThrow(/identifier/)
      expect((await engine.state()).digests.has(bad.id)).toBe(false)
      await expect(engine.rebuild([document(1), bad])).rejects.toBeInstanceOf(EngineFailed)
      expect((await engine.search(query('客户名单'))).total).toBe(2)
    }, 30_000)

    test('what was put can be found at once, without the sections it no longer has', async () => {
      const engine = await open()
      await engine.put([document(1, { sections: 3 }), document(2)])
      expect((await engine.search(query('客户名单', { group: 'section' }))).total).toBe(5)
      await engine.put([document(1, { sections: 1, version: 2, words: '石墨烯配方' })])
      expect((await engine.search(query('客户名单', { group: 'section' }))).total).toBe(2)
      expect((await engine.search(query('石墨烯'))).items.map(({ id }) => id)).toEqual([idOf(1)])
      await engine.drop([idOf(1)])
      expect((await engine.search(query('石墨烯'))).total).toBe(0)
      expect([...(await engine.state()).digests.keys()]).toEqual([idOf(2)])
    }, 60_000)
  })

  describe('rebuild', () => {
    const indexes = async (name: string) => ((await server!.request('GET', '/indexes?limit=1000')) as { results: { uid: string }[] }).results.map(({ uid }) => uid).filter((uid) => uid.startsWith(name)).toSorted()

    test('aborted, it leaves the old index as it was and nothing beside it', async () => {
      const indexName = server!.indexName()
      const engine = await open({ indexName })
      await engine.rebuild(documents(4))
      const controller = new AbortController()
      function* aborting() {
        for (let n = 0; n < 2000; n++) {
          if (n === 1200) controller.abort()
          yield document(n, { words: '新的内容' })
        }
      }
      await expect(engine.rebuild(aborting(), { signal: controller.signal })).rejects.toThrow()
      expect((await engine.search(query('客户名单'))).total).toBe(4)
      expect((await engine.search(query('新的内容'))).query.terms.length).toBeGreaterThan(0)
      expect(await indexes(indexName)).toEqual([indexName, `${indexName}-catalogue`])
    }, 60_000)

    test('killed half-way, what it left is not taken over by the next one', async () => {
      const indexName = server!.indexName()
      await server!.request('POST', '/indexes', { uid: `${indexName}-next`, primaryKey: 'other' })
      await server!.request('POST', `/indexes/${indexName}-next/documents`, [{ other: 1, text: '客户名单' }])
      const engine = await open({ indexName })
      await engine.rebuild(documents(4))
      expect((await engine.search(query('客户名单'))).total).toBe(4)
      expect(await indexes(indexName)).toEqual([indexName, `${indexName}-catalogue`])
    }, 30_000)

    test('has no empty window: a searcher never sees fewer than 95 % of the hits', async () => {
      const indexName = server!.indexName()
      const engine = await open({ indexName })
      await engine.rebuild(documents(100))
      const reader = await open({ indexName })
      let least = Infinity
      let searches = 0
      let done = false
      const watching = (async () => {
        while (!done) {
          const { total, items } = await reader.search(query('客户名单'))
          least = Math.min(least, total, items.length * 10)
          searches++
        }
      })()
      await engine.rebuild(documents(100, { version: 2 }))
      await engine.put(documents(20, { version: 3 }))
      done = true
      await watching
      expect(searches).toBeGreaterThan(10)
      expect(least).toBeGreaterThanOrEqual(95)
    }, 60_000)
  })

  describe('counts', () => {
    test('each value shows as many documents or sections as are left when it is chosen too', async () => {
      const engine = await open()
      await engine.rebuild(Array.from({ length: 30 }, (_, n) => document(n, { sections: (n % 4) + 1 })))
      for (const group of ['document', 'section'] as const) {
        for (const text of ['', '客户名单']) {
          const chosen = await engine.search(query(text, { group, filters: { kind: ['law'] }, facets: ['kind', 'tag'] }))
          for (const { value, count } of chosen.facets.tag!) expect((await engine.search(query(text, { group, filters: { kind: ['law'], tag: [value] }, limit: 0 }))).total).toBe(count)
          for (const { value, count } of chosen.facets.kind!) expect((await engine.search(query(text, { group, filters: { kind: [value] }, limit: 0 }))).total).toBe(count)
        }
      }
    }, 60_000)

    test('every page up to the last has its hits, each once, also behind the ranked ones', async () => {
      const engine = await open({ poolSize: 10 })
      await engine.rebuild(documents(60))
      for (const sort of ['relevance', 'date', '-date'] as const) {
        const seen: string[] = []
        for (let offset = 0; offset < 60; offset += 7) seen.push(...(await engine.search(query('客户名单', { sort, offset, limit: 7 }))).items.map(({ id }) => id))
        expect(seen).toHaveLength(60)
        expect(new Set(seen).size).toBe(60)
      }
    }, 60_000)

    test('quotes, brackets and operators in filters and text are text', async () => {
      const engine = await open()
      await engine.rebuild(documents(3))
      for (const nasty of ['"] OR kind = "law', '\\', "a' OR 1=1", '-客户 NOT "', '"', '   ', '<script>', '\u0000']) {
        expect((await engine.search(query('', { filters: { tag: [nasty] } }))).total).toBe(0)
        expect((await engine.search(query(nasty))).total).toBeLessThanOrEqual(3)
      }
    }, 30_000)
  })
})
