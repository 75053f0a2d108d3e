import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../../server/errors.ts'
import { assignPanels, openSolverThread, type Progress } from '../../../server/assignments/solve.ts'
import { randomInstance } from './random-instance.ts'

const small = randomInstance(1, { experts: 12, enquiries: 6, size: 3, slack: 1.4, excluded: 0 })
const large = randomInstance(2, { experts: 200, enquiries: 300, size: 3, slack: 1.01, excluded: 0.25 })

describe('assignPanels', () => {
  test('answers with a plan, and says on the way where it is', async () => {
    const heard: Progress[] = []
    const outcome = await assignPanels(small, { report: (progress) => void heard.push(progress) })
    expect(outcome).toMatchObject({ state: 'done', plan: { panels: small.enquiries.map(({ id }) => ({ enquiryId: id })) } })
    expect(heard[0]).toEqual({ state: 'queued' })
    const steps = heard.flatMap((progress) => (progress.state === 'running' ? [progress.step] : []))
    expect([...new Set(steps)]).toEqual(['start', 'floor', 'optimum', 'explain'])
  })

  test('answers with what stands in the way', async () => {
    const short = { ...small, experts: small.experts.map((expert) => ({ ...expert, cap: expert.load })) }
    const outcome = await assignPanels(short)
    expect(outcome).toMatchObject({ state: 'no_solution', message: expect.stringContaining('0 个空位') })
    expect(outcome.state === 'no_solution' && outcome.blocks.filter(({ rule }) => rule === 'seats').length).toBe(6)
  })

  test('ends the thread at its limit, with nothing half-done', async () => {
    let thread: Worker | undefined
    const outcome = await assignPanels(large, { limitMs: 1_500, openThread: (instance) => (thread = openSolverThread(instance)) })
    expect(Object.keys(outcome).toSorted()).toEqual(['message', 'seconds', 'state'])
    expect(outcome).toMatchObject({ state: 'timeout', message: expect.stringContaining('1.5 秒') })
    expect(thread!.threadId).toBe(-1)
  })

  test('stops when it is told to, with the reason', async () => {
    const stopping = new AbortController()
    let thread: Worker | undefined
    const outcome = assignPanels(large, {
      signal: stopping.signal,
      openThread: (instance) => (thread = openSolverThread(instance)),
      report: ({ state }) => state === 'running' && stopping.abort(new Error('用户取消')),
    })
    await expect(outcome).rejects.toThrow('用户取消')
    expect(thread!.threadId).toBe(-1)
    await expect(assignPanels(small, { signal: AbortSignal.abort(new Error('已经取消')) })).rejects.toThrow('已经取消')
  })

  test('says so when the thread is killed while it works', async () => {
    const outcome = await assignPanels(large, {
      openThread: (instance) => {
        const thread = openSolverThread(instance)
        thread.once('message', () => void thread.terminate())
        return thread
      },
    })
    expect(outcome).toMatchObject({ state: 'error', message: expect.stringContaining('意外结束') })
  })

  test('says so when the thread fails', async () => {
    expect(await assignPanels(small, { openThread: () => new Worker('throw new Error("boom")', { eval: true }) })).toMatchObject({
      state: 'error',
      message: expect.stringContaining('boom'),
    })
    expect(await assignPanels(small, { openThread: () => new Worker('process.exit(3)', { eval: true }) })).toMatchObject({
      state: 'error',
      message: expect.stringContaining('退出码 3'),
    })
  })

  test('works on one batch at a time; a waiting one can be taken back', async () => {
    const heard = new Set<string>()
    const run = (name: string, signal?: AbortSignal) =>
      assignPanels(small, { ...(signal && { signal }), report: ({ state }) => void heard.add(`${name} ${state}`) }).finally(() => heard.add(`${name} ended`))
    const stopping = new AbortController()
    const [first, second, third] = [run('1'), run('2', stopping.signal), run('3')]
    stopping.abort(new Error('用户取消'))
    await expect(second).rejects.toThrow('用户取消')
    expect(heard).not.toContain('1 ended')
    await Promise.all([first, third])
    expect([...heard].filter((it) => !it.startsWith('2'))).toEqual(['1 queued', '3 queued', '1 running', '1 ended', '3 running', '3 ended'])
    expect(heard).not.toContain('2 running')
  })

  test('refuses an instance that contradicts itself, before any work', async () => {
    const broken = {
      ...small,
      pairs: [...small.pairs, small.pairs[0]!, { expertId: 'nobody', enquiryId: 'q-0000', score: 5 }, { ...small.pairs[1]!, score: 1.5 }],
    }
    const refusal = assignPanels(broken, { openThread: () => expect.fail('opened a thread') })
    await expect(refusal).rejects.toThrow(InvalidInput)
    await expect(refusal).rejects.toMatchObject({
      issues: expect.arrayContaining([
        expect.objectContaining({ pointer: `#/pairs/${small.pairs.length}` }),
        expect.objectContaining({ pointer: `#/pairs/${small.pairs.length + 1}` }),
        expect.objectContaining({ pointer: `#/pairs/${small.pairs.length + 2}/score` }),
      ]),
    })
    await expect(assignPanels({ ...small, enquiries: [], pairs: [] })).rejects.toThrow(InvalidInput)
  })

  test('the thread starts wherever the service starts, by the file alone', async () => {
    const thread = openSolverThread(small)
    expect(await once(thread, 'message')).toMatchObject([{ kind: 'progress' }])
    await thread.terminate()
  })
})
