// Meilisearch stopped, silent, emptied, or not Meilisearch at all: searches say so, and go on by themselves when it is back.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { EngineUnavailable } from '../../indexer/errors.ts'
import { useMeilisearch } from './use-meilisearch.ts'
import { documents, query } from './example-documents.ts'

const { server, open } = await useMeilisearch()

describe.skipIf(!server)('meilisearch that goes away', () => {
  test('nobody listening is unavailable, and so is someone else', async () => {
    const nobody = await open({ url: 'http://127.0.0.1:1' })
    await expect(nobody.search(query('客户'))).rejects.toBeInstanceOf(EngineUnavailable)
    await expect(nobody.rebuild(documents(1))).rejects.toBeInstanceOf(EngineUnavailable)
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const stranger = await open({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` })
    await expect(stranger.search(query('客户'))).rejects.toThrow(/not Meilisearch/)
    other.close()
  })

  test('no answer in time is unavailable', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const engine = await open({ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, timeout: 200 })
    await expect(engine.search(query('客户'))).rejects.toBeInstanceOf(EngineUnavailable)
    silent.closeAllConnections()
    silent.close()
  })

  test.skipIf(!server?.owned)('stopped it is unavailable, and started again it answers without a new engine', async () => {
    const engine = await open()
    await engine.rebuild(documents(5))
    expect((await engine.search(query('客户名单'))).total).toBe(5)
    await server!.stop()
    await expect(engine.search(query('客户名单'))).rejects.toBeInstanceOf(EngineUnavailable)
    await expect(engine.put(documents(1))).rejects.toBeInstanceOf(EngineUnavailable)
    await server!.start()
    expect((await engine.search(query('客户名单'))).total).toBe(5)
  }, 60_000)

  test('emptied it is unavailable, says what to do, and is filled by a rebuild', async () => {
    const indexName = server!.indexName()
    const engine = await open({ indexName })
    await engine.rebuild(documents(5))
    await engine.search(query('客户名单'))
    for (const uid of [indexName, `${indexName}-catalogue`]) await server!.request('DELETE', `/indexes/${uid}`)
    await expect.poll(() => engine.state().then(({ fingerprint }) => fingerprint), { timeout: 20_000 }).toBeNull()
    const searching = engine.search(query('客户名单'))
    await expect(searching).rejects.toBeInstanceOf(EngineUnavailable)
    await expect(searching).rejects.toThrow(/npm run index/)
    await engine.rebuild(documents(5))
    expect((await engine.search(query('客户名单'))).total).toBe(5)
  }, 30_000)
})
