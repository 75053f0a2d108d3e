// The real application over a small fixed content folder, with an engine that a test can switch off.
import { fileURLToPath } from 'node:url'
import { EngineUnavailable, type Engine } from '../../indexer/index.ts'
import { startApp, type RunningApp } from './app.ts'

export interface Site extends RunningApp {
  /** From now on the engine cannot be reached, or can again. */
  breakEngine: (broken: boolean) => void
}

export const FIXTURES = fileURLToPath(new URL('../fixtures/pages/', import.meta.url))

export async function openSite({ content = FIXTURES, today = '2026-11-24' } = {}): Promise<Site> {
  let broken = false
  const unlessBroken = <T>(work: () => Promise<T>): Promise<T> => (broken ? Promise.reject(new EngineUnavailable('switched off by a test')) : work())
  const wrap = (engine: Engine): Engine => ({
    name: engine.name,
    fingerprint: engine.fingerprint,
    search: (query) => unlessBroken(() => engine.search(query)),
    suggest: (text, limit) => unlessBroken(() => engine.suggest(text, limit)),
    similar: (id, limit) => unlessBroken(() => engine.similar(id, limit)),
    state: () => unlessBroken(() => engine.state()),
    isReady: () => unlessBroken(() => engine.isReady()),
    put: (...given) => engine.put(...given),
    drop: (ids) => engine.drop(ids),
    rebuild: (...given) => engine.rebuild(...given),
    close: () => engine.close(),
  })
  const app = await startApp({ content, today, wrap })
  return { ...app, breakEngine: (state) => void (broken = state) }
}
