// Changes to the embedded engine: answers as after a fresh build, small files, and what another process or a damaged disk does to them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import fc from 'fast-check'
import type { SearchDocument } from '../../indexer/documents/schema.ts'
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import type { Engine } from '../../indexer/engine/engine.ts'
import { ask, corpus } from './contract.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'index-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const QUERIES = ['', '客户名单 保密', '示例市源代码管理条例', '第二条', '员工跳槽带走图纸。公司能否要求赔偿？', 'confidentail', 'GB/T 1001', '“讨论配方”', '新增内容', '竞']

const answers = (engine: Engine) =>
  Promise.all([
    ...QUERIES.map((text) => engine.search(ask(text, { limit: 100, facets: ['kind', 'cause', 'region', 'year'], group: 'section', typing: text === '竞' }))),
    engine.suggest('源代码', 8),
    engine.similar(corpus()[4]!.id, 5),
  ])

async function fresh(documents: Iterable<SearchDocument>): Promise<Engine> {
  const engine = await createEmbeddedEngine({ directory: null })
  await engine.rebuild(documents)
  return engine
}

describe('put and drop', () => {
  test('in any order answer exactly, scores included, as a fresh build does', async () => {
    const documents = corpus().slice(0, 24)
    const step = fc.record({ drop: fc.boolean(), ats: fc.uniqueArray(fc.nat(documents.length - 1), { minLength: 1, maxLength: 4 }), version: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const wanted = new Map(documents.slice(0, 16).map((document) => [document.id, document]))
        const engine = await fresh(wanted.values())
        for (const { drop, ats, version } of steps) {
          const changed = ats.map((at): SearchDocument => {
            const document = documents[at]!
            const [first, ...others] = document.sections
            return { ...document, digest: `${document.digest}/${version}`, sections: [{ ...first!, text: `${first!.text}${'新增内容'.repeat(version)}` }, ...others.slice(version > 2 ? 1 : 0)] }
          })
          if (drop) for (const { id } of changed) wanted.delete(id)
          else for (const document of changed) wanted.set(document.id, document)
          await (drop ? engine.drop(changed.map(({ id }) => id)) : engine.put(changed))
        }
        expect(await answers(engine)).toEqual(await answers(await fresh(wanted.values())))
      }),
      { numRuns: 40 },
    )
  })

  test('a document about something else takes no hit away', async () => {
    const engine = await fresh(corpus())
    const before = await engine.search(ask('客户名单', { limit: 100 }))
    await engine.put([{ ...corpus()[0]!, id: 'zzzzzzzz', title: '食堂菜单', otherTitles: [], summary: '', numbers: [], sections: [{ anchor: 'a', heading: '', path: [], text: '今日供应青菜豆腐。' }] }])
    const after = await engine.search(ask('客户名单', { limit: 100 }))
    expect(new Set(after.items.map(({ id }) => id))).toEqual(new Set(before.items.map(({ id }) => id)))
  })

  test('at the same time are done one after the other, and none is lost', async () => {
    const engine = await fresh(corpus().slice(0, 10))
    await Promise.all([engine.put([corpus()[20]!]), engine.rebuild(corpus().slice(0, 12)), engine.put([corpus()[30]!]), engine.drop([corpus()[0]!.id]), engine.put([corpus()[40]!])])
    const { digests } = await engine.state()
    expect([...digests.keys()].sort()).toEqual([...corpus().slice(1, 12), corpus()[30]!, corpus()[40]!].map(({ id }) => id).sort())
  })
})

describe('files', () => {
  const main = (directory: string) => join(directory, 'library.index')
  const changes = (directory: string) => join(directory, 'library.changes')

  test('a small change leaves the large file alone, and both are opened together', async () => {
    const directory = folder()
    const engine = await createEmbeddedEngine({ directory })
    await engine.rebuild(corpus())
    const { ino } = statSync(main(directory))
    await engine.put([{ ...corpus()[7]!, title: '焕然一新', digest: 'new' }])
    await engine.drop([corpus()[8]!.id])
    expect(statSync(main(directory)).ino).toBe(ino)
    expect(statSync(changes(directory)).size).toBeLessThan(statSync(main(directory)).size / 4)
    const opened = await createEmbeddedEngine({ directory })
    expect(await answers(opened)).toEqual(await answers(engine))
    expect((await opened.state()).digests).toEqual((await engine.state()).digests)
  })

  test('when much has changed, all is put into one file again', async () => {
    const directory = folder()
    const engine = await createEmbeddedEngine({ directory })
    await engine.rebuild(corpus())
    for (const document of corpus().slice(0, 20)) await engine.put([{ ...document, digest: 'new' }])
    const opened = await createEmbeddedEngine({ directory })
    expect((await opened.state()).digests).toEqual((await engine.state()).digests)
    expect(await answers(opened)).toEqual(await answers(await fresh(corpus())))
  })

  test('damaged changes are not served: the state shows what has to be sent again', async () => {
    const directory = folder()
    const engine = await createEmbeddedEngine({ directory })
    await engine.rebuild(corpus())
    await engine.put([{ ...corpus()[7]!, title: '焕然一新', digest: 'new' }])
    const sound = readFileSync(changes(directory))
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length * 8 - 1), async (bit) => {
        const damaged = Buffer.from(sound)
        damaged[bit >> 3]! ^= 1 << (bit & 7)
        writeFileSync(changes(directory), damaged)
        const opened = await createEmbeddedEngine({ directory })
        expect((await opened.state()).digests.get(corpus()[7]!.id)).toBe('digest-7')
        expect((await opened.search(ask('焕然一新'))).total).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  test('changes of another snapshot are not applied', async () => {
    const directory = folder()
    const engine = await createEmbeddedEngine({ directory })
    await engine.rebuild(corpus())
    await engine.drop([corpus()[7]!.id])
    const old = readFileSync(changes(directory))
    await engine.rebuild(corpus().slice(0, 30))
    writeFileSync(changes(directory), old)
    expect((await (await createEmbeddedEngine({ directory })).state()).digests.size).toBe(30)
  })

  test('changes by another process are noticed', async () => {
    const directory = folder()
    const server = await createEmbeddedEngine({ directory })
    await server.rebuild(corpus())
    const command = await createEmbeddedEngine({ directory })
    await command.put([{ ...corpus()[7]!, title: '焕然一新', digest: 'new' }])
    expect(await server.refresh()).toBe(true)
    expect((await server.search(ask('焕然一新'))).items[0]?.id).toBe(corpus()[7]!.id)
    expect(await server.refresh()).toBe(false)
  })

  test('a file that cannot be written is a failure with a name; what is in memory stays, and nothing half-written', async () => {
    const directory = folder()
    const engine = await createEmbeddedEngine({ directory })
    await engine.rebuild(corpus())
    mkdirSync(changes(directory))
    await expect(engine.put([{ ...corpus()[7]!, title: '焕然一新' }])).rejects.toMatchObject({ code: 'engine-failed' })
    expect((await engine.search(ask('焕然一新'))).items[0]?.id).toBe(corpus()[7]!.id)
    expect(readdirSync(directory).sort()).toEqual(['library.changes', 'library.index'])
  })

  test('where no folder can be made the engine says that it is not available', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    await expect(createEmbeddedEngine({ directory: join(file, 'inside') })).rejects.toMatchObject({ code: 'engine-unavailable' })
  })

  test('a closed engine says so', async () => {
    const engine = await fresh(corpus())
    await engine.close()
    await expect(engine.search(ask('客户'))).rejects.toMatchObject({ code: 'engine-unavailable' })
  })
})
