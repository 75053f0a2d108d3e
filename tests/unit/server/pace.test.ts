// Requests let in one a round, and text that cannot be stored.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPace } from '../../../server/http/pace.ts'
import { holdsNul, unstorable } from '../../../server/http/storable.ts'

describe('createPace', () => {
  test('lets all in, in the order of coming, and timers between them', async () => {
    const turn = createPace()
    const seen: (number | 'timer')[] = []
    const busy = (ms: number) => {
      const until = performance.now() + ms
      while (performance.now() < until);
    }
    const all = Promise.all(Array.from({ length: 10 }, (_, n) => turn().then(() => (seen.push(n), busy(3)))))
    const timer = setInterval(() => seen.push('timer'), 1)
    await all
    clearInterval(timer)
    expect(seen.filter((one) => one !== 'timer')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(seen.filter((one) => one === 'timer').length).toBeGreaterThanOrEqual(5)
  })

  test('goes on after a turn whose work failed', async () => {
    const turn = createPace()
    const failing = turn().then(() => {
      throw new Error('on purpose')
    })
    const next = turn().then(() => 'in')
    await expect(failing).rejects.toThrow('on purpose')
    expect(await next).toBe('in')
    expect(await turn().then(() => 'later')).toBe('later')
  })
})

describe('unstorable', () => {
  test('finds nothing exactly when all text of the body, names too, is whole and without NUL', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', '商', '\0', '\ud800', '\udc00', '😀') }))
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), text, fc.boolean(), (value, word, asName) => {
        const body: unknown = asName ? { inner: [value, { [word]: 1 }] } : { inner: [value, word] }
        const all = (one: unknown): string[] => (typeof one === 'string' ? [one] : typeof one === 'object' && one !== null ? Object.entries(one).flatMap(([name, inner]) => [name, ...all(inner)]) : [])
        const isClean = all(body).every((one) => one.isWellFormed() && !one.includes('\0'))
        expect(unstorable(body).length === 0).toBe(isClean)
      }),
    )
  })

  test('names the place, and at most 20 of them', () => {
    expect(unstorable({ a: [{ 'b/c': 'x\0' }] })).toEqual([{ pointer: '#/body/a/0/b~1c', detail: expect.stringContaining('无法保存') }])
    expect(unstorable(Array.from({ length: 1_000 }, () => '\0'))).toHaveLength(20)
    expect(unstorable(undefined)).toEqual([])
  })

  test('is not troubled by depth', () => {
    const nested = JSON.parse(`${'['.repeat(50_000)}"\\u0000"${']'.repeat(50_000)}`) as unknown
    expect(unstorable(nested)).toHaveLength(1)
  })
})

test('holdsNul looks at every parameter', () => {
  expect(holdsNul({ a: 'x', b: 'y\0' })).toBe(true)
  expect(holdsNul({ a: 'x', b: ['y'] })).toBe(false)
})
