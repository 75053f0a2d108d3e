import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import fc from 'fast-check'
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import { ask, corpus, engineContract } from './contract.ts'

engineContract('embedded', () => createEmbeddedEngine({ directory: null }))

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'index-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe('snapshot', () => {
  test('is opened again with the same answers', async () => {
    const directory = folder()
    const first = await createEmbeddedEngine({ directory })
    await first.rebuild(corpus())
    const before = await first.search(ask('客户名单 保密', { facets: ['kind', 'year'] }))
    const second = await createEmbeddedEngine({ directory })
    expect(await second.search(ask('客户名单 保密', { facets: ['kind', 'year'] }))).toEqual(before)
    expect((await second.state()).fingerprint).toBe(second.fingerprint)
  })

  test('with any bit changed is never served', async () => {
    const directory = folder()
    await (await createEmbeddedEngine({ directory })).rebuild(corpus().slice(0, 6))
    const file = join(directory, 'library.index')
    const sound = readFileSync(file)
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length * 8 - 1), async (bit) => {
        const damaged = Buffer.from(sound)
        damaged[bit >> 3]! ^= 1 << (bit & 7)
        writeFileSync(file, damaged)
        const engine = await createEmbeddedEngine({ directory })
        expect((await engine.state()).fingerprint).toBeNull()
      }),
      { numRuns: 60 },
    )
  })

  test('cut short is never served', async () => {
    const directory = folder()
    await (await createEmbeddedEngine({ directory })).rebuild(corpus().slice(0, 6))
    const file = join(directory, 'library.index')
    const sound = readFileSync(file)
    for (const length of [0, 5, 40, sound.length >> 1, sound.length - 1]) {
      writeFileSync(file, sound.subarray(0, length))
      expect((await (await createEmbeddedEngine({ directory })).state()).fingerprint).toBeNull()
    }
  })

  test('replaced by another process is noticed', async () => {
    const directory = folder()
    const server = await createEmbeddedEngine({ directory })
    await server.rebuild(corpus().slice(0, 6))
    expect(await server.refresh()).toBe(false)
    await (await createEmbeddedEngine({ directory })).rebuild(corpus().slice(0, 9))
    expect(await server.refresh()).toBe(true)
    expect((await server.search(ask('', { limit: 0 }))).total).toBe(9)
  })
})

describe('incremental changes', () => {
  test('put and drop in any order hold exactly what a fresh build holds', async () => {
    const documents = corpus().slice(0, 12)
    const step = fc.record({ drop: fc.boolean(), at: fc.nat(documents.length - 1), version: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const engine = await createEmbeddedEngine({ directory: null })
        const wanted = new Map<string, string>()
        for (const { drop, at, version } of steps) {
          const document = { ...documents[at]!, title: `标题${version}`, digest: `v${version}` }
          if (drop) wanted.delete(document.id)
          else wanted.set(document.id, document.digest)
          await (drop ? engine.drop([document.id]) : engine.put([document]))
        }
        expect((await engine.state()).digests).toEqual(wanted)
        const { items } = await engine.search(ask('', { limit: 100 }))
        expect(items.map(({ id }) => id).sort()).toEqual([...wanted.keys()].sort())
      }),
      { numRuns: 40 },
    )
  })

  test('a search during a rebuild never sees a half', async () => {
    const engine = await createEmbeddedEngine({ directory: null })
    const documents = corpus()
    await engine.rebuild(documents)
    async function* slowly() {
      for (const document of documents) {
        await new Promise((resolve) => setImmediate(resolve))
        yield document
      }
    }
    let running = true
    const rebuild = engine.rebuild(slowly()).then(() => (running = false))
    while (running) {
      expect((await engine.search(ask('', { limit: 0 }))).total).toBe(documents.length)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await rebuild
  })
})

describe('words', () => {
  test('parts of longer words are found (the reported failures of Chinese segmentation)', async () => {
    const engine = await createEmbeddedEngine({ directory: null })
    const texts = ['南京市长江大桥', '个体工商户登记', '中华人民共和国国务院', '自行开发研制', '上海交通大学医学院附属仁济医院', '人工智能算法工程师']
    await engine.rebuild(texts.map((text, i) => ({ ...corpus()[i]!, title: '某', summary: '', otherTitles: [], numbers: [], sections: [{ anchor: 'a', heading: '', path: [], text }] })))
    for (const [part, text] of [['长江', 0], ['大桥', 0], ['工商', 1], ['体工商', 1], ['国务院', 2], ['研制', 3], ['交大', null], ['仁济', 4], ['算法', 5], ['工程师', 5]] as const) {
      const { items } = await engine.search(ask(part))
      expect(items[0]?.sections[0]?.snippet ?? null, part).toBe(text === null ? null : texts[text])
    }
  })

  test('what is being typed matches as a prefix', async () => {
    const engine = await createEmbeddedEngine({ directory: null })
    await engine.rebuild(corpus())
    expect((await engine.search(ask('confid'))).total).toBe(0)
    expect((await engine.search(ask('confid', { typing: true }))).total).toBe(60)
  })

  test('one wrong letter in a Latin word is mended and said', async () => {
    const engine = await createEmbeddedEngine({ directory: null })
    await engine.rebuild(corpus())
    const { total, query } = await engine.search(ask('confidentail'))
    expect(total).toBe(60)
    expect(query).toMatchObject({ correctedFrom: 'confidentail', terms: ['confidential'] })
  })
})
