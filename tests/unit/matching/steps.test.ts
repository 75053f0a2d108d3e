// A snapshot built in turns is the one built at once, and others have their turn meanwhile.
import { describe, expect, test } from 'vitest'
import { buildSnapshot } from '../../../server/matching/matching.ts'
import { snapshotSteps, withFacts } from '../../../server/matching/snapshot.ts'
import { finish, finishInTurns, mapSteps } from '../../../server/matching/steps.ts'
import { document, expert } from './example-pool.ts'

const POOL = Array.from({ length: 30 }, (_, i) => expert(`x${i}`, { documents: Array.from({ length: 3 }, (__, k) => document(`${i}-${k}`, `第${i}种涂层工艺的第${k}次鉴定，名单${(i * 7 + k) % 11}号`)) }))

describe('a calculation in steps', () => {
  test('gives the same snapshot in turns as at once', async () => {
    const [once, inTurns] = [buildSnapshot(POOL), await finishInTurns(snapshotSteps(POOL), 0)]
    expect(inTurns).toEqual({ ...once, textAt: expect.any(Function) as unknown })
    expect(finish(withFacts(once, POOL)).id).toBe(once.id)
  })

  test('lets others have their turn between the steps', async () => {
    let turns = 0
    const count = setInterval(() => turns++, 0)
    const seen = await finishInTurns(mapSteps(Array.from({ length: 200 }), () => {
      const until = performance.now() + 1
      while (performance.now() < until);
      return turns
    }), 0)
    clearInterval(count)
    expect(seen.at(-1)).toBeGreaterThan(seen[0]!)
  })

  test('throws what a step throws', async () => {
    const failing = () => mapSteps([1, 2], (n) => {
      if (n === 2) throw new Error('two')
    })
    await expect(finishInTurns(failing(), 0)).rejects.toThrow('two')
    expect(() => finish(failing())).toThrow('two')
  })
})
