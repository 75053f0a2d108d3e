// Whatever is done to a chain of entries is found, and the first wrong entry is named.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GENESIS, hashOf, START, storable, verifyChain, type ChainEntry } from '../../../server/audit/chain.ts'
import { canonicalJson } from '../../../server/canonical-json.ts'

const fields = fc.record({
  at: fc.date({ min: new Date('2024-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
  actorKind: fc.constantFrom('person', 'key', 'visitor', 'system'),
  actorId: fc.option(fc.string()),
  action: fc.constantFrom('key:create', 'key:revoke', 'session:open'),
  subjectKind: fc.constantFrom('key', 'user'),
  subjectId: fc.option(fc.string()),
  outcome: fc.constantFrom('DONE', 'DENIED', 'FAILED'),
  detail: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map(storable),
  requestId: fc.option(fc.uuid()),
})

const chain = (least: number) =>
  fc.array(fields, { minLength: least, maxLength: 12 }).map((all) => {
    const entries: ChainEntry[] = []
    for (const given of all) {
      const unhashed = { ...given, seq: BigInt(entries.length + 1), previousHash: entries.at(-1)?.hash ?? GENESIS }
      entries.push({ ...unhashed, hash: hashOf(unhashed) })
    }
    return entries
  })

const headOf = (entries: readonly ChainEntry[]) => ({ seq: entries.at(-1)?.seq ?? 0n, hash: entries.at(-1)?.hash ?? GENESIS })
const at = (entries: readonly ChainEntry[], pick: number): number => pick % entries.length

/** Each changes one field into something else. */
const EDITS: { [Name in keyof ChainEntry]: (entry: ChainEntry) => ChainEntry[Name] } = {
  seq: ({ seq }) => seq + 1n,
  at: (entry) => new Date(entry.at.getTime() + 1),
  actorKind: ({ actorKind }) => `${actorKind}s`,
  actorId: ({ actorId }) => (actorId === null ? '' : null),
  action: () => 'key:use',
  subjectKind: () => 'draw',
  subjectId: ({ subjectId }) => `${subjectId ?? ''} `,
  outcome: ({ outcome }) => (outcome === 'DONE' ? 'FAILED' : 'DONE'),
  detail: ({ detail }) => ({ was: detail }),
  requestId: ({ requestId }) => (requestId === null ? 'null' : null),
  previousHash: ({ previousHash }) => previousHash.replace(/^./, (sign) => (sign === 'f' ? '0' : 'f')),
  hash: ({ hash }) => hash.replace(/.$/, (sign) => (sign === 'f' ? '0' : 'f')),
}

describe('a chain as it was written', () => {
  test('is in order, and so is the empty one', async () => {
    await fc.assert(
      fc.asyncProperty(chain(0), async (entries) => {
        expect(await verifyChain(entries)).toEqual({ count: entries.length, head: headOf(entries), broken: null })
        expect(await verifyChain(entries, headOf(entries))).toMatchObject({ broken: null })
      }),
    )
  })

  test('may have grown since its head was noted', async () => {
    await fc.assert(
      fc.asyncProperty(chain(1), fc.nat(), async (entries, pick) => {
        expect(await verifyChain(entries, headOf(entries.slice(0, at(entries, pick))))).toMatchObject({ count: entries.length, broken: null })
      }),
    )
  })
})

describe('what was done to it is found:', () => {
  test.each(Object.keys(EDITS) as (keyof ChainEntry)[])('one edit of %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(chain(1), fc.nat(), async (entries, pick) => {
        const index = at(entries, pick)
        const edited = entries.with(index, { ...entries[index]!, [name]: EDITS[name](entries[index]!) })
        const { count, broken } = await verifyChain(edited)
        expect({ count, seq: broken?.seq }).toEqual({ count: index, seq: BigInt(index + 1) })
      }),
      { numRuns: 40 },
    )
  })

  test('an edit whose hash was made to fit: the next entry no longer follows, or the noted head differs', async () => {
    await fc.assert(
      fc.asyncProperty(chain(1), fc.nat(), async (entries, pick) => {
        const index = at(entries, pick)
        const forged = { ...entries[index]!, action: 'key:use' }
        const edited = entries.with(index, { ...forged, hash: hashOf(forged) })
        const { broken } = await verifyChain(edited, headOf(entries))
        expect(broken).toEqual(index === entries.length - 1 ? { seq: BigInt(index + 1), why: 'head-differs' } : { seq: BigInt(index + 2), why: 'unlinked' })
      }),
    )
  })

  test('everything from one entry on written anew: against the noted head', async () => {
    await fc.assert(
      fc.asyncProperty(chain(1), fc.nat(), async (entries, pick) => {
        const kept = entries.slice(0, at(entries, pick))
        const anew = [...kept]
        for (const entry of entries.slice(kept.length)) {
          const forged = { ...entry, action: 'key:use', previousHash: anew.at(-1)?.hash ?? GENESIS }
          anew.push({ ...forged, hash: hashOf(forged) })
        }
        expect((await verifyChain(anew)).broken).toBeNull()
        expect((await verifyChain(anew, headOf(entries))).broken).toEqual({ seq: BigInt(entries.length), why: 'head-differs' })
      }),
    )
  })

  test('one row deleted, the last one too when the head is known', async () => {
    await fc.assert(
      fc.asyncProperty(chain(1), fc.nat(), async (entries, pick) => {
        const index = at(entries, pick)
        const { broken } = await verifyChain(entries.toSpliced(index, 1), headOf(entries))
        expect(broken).toEqual({ seq: BigInt(index + 1), why: 'missing' })
      }),
    )
  })

  test('one row deleted and the later ones moved up', async () => {
    await fc.assert(
      fc.asyncProperty(chain(2), fc.nat(), async (entries, pick) => {
        const index = pick % (entries.length - 1)
        const moved = entries.toSpliced(index, 1).map((entry, n) => ({ ...entry, seq: BigInt(n + 1) }))
        expect((await verifyChain(moved)).broken).toEqual({ seq: BigInt(index + 1), why: 'edited' })
      }),
    )
  })

  test('two rows swapped, with and without their numbers', async () => {
    await fc.assert(
      fc.asyncProperty(chain(2), fc.nat(), fc.nat(), async (entries, one, other) => {
        const [a, b] = [at(entries, one), at(entries, other)].toSorted((x, y) => x - y) as [number, number]
        fc.pre(a !== b)
        const swapped = entries.with(a, entries[b]!).with(b, entries[a]!)
        expect((await verifyChain(swapped)).broken).toEqual({ seq: BigInt(a + 1), why: 'missing' })
        const renumbered = swapped.map((entry, n) => ({ ...entry, seq: BigInt(n + 1) }))
        expect((await verifyChain(renumbered)).broken?.seq).toBe(BigInt(a + 1))
      }),
    )
  })

  test('one row put in', async () => {
    await fc.assert(
      fc.asyncProperty(chain(1), fc.nat(), async (entries, pick) => {
        const index = at(entries, pick)
        const { broken } = await verifyChain(entries.toSpliced(index, 0, { ...entries[index]!, action: 'key:use' }))
        expect(broken).toEqual({ seq: BigInt(index + 1), why: 'edited' })
        expect((await verifyChain(entries.toSpliced(index, 0, entries[index]!))).broken).toEqual({ seq: BigInt(index + 1), why: 'misplaced' })
      }),
    )
  })

  test('a head of an empty chain that is not its beginning', async () => {
    expect((await verifyChain([], { seq: 0n, hash: 'f'.repeat(64) })).broken).toEqual({ seq: 0n, why: 'head-differs' })
    expect((await verifyChain([], START)).broken).toBeNull()
  })
})

describe('canonical JSON', () => {
  // The example of RFC 8785, section 3.2.2 and 3.2.3.
  test('sorts names by UTF-16 code units and writes numbers as ECMAScript does', () => {
    const given = '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
    expect(canonicalJson(JSON.parse(given))).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
    expect(Object.values(JSON.parse(canonicalJson(names)) as object).length).toBe(7)
    expect(canonicalJson(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}')
  })

  test('differs for any two values that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b)
        fc.pre(same || !isDeepStrictEqualJson(a, b))
        expect(canonicalJson(a) === canonicalJson(b)).toBe(same)
      }),
    )
  })
})

/** Equal but for the order of names, and for -0, which JSON does not know. */
function isDeepStrictEqualJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b
  const [x, y] = [Object.entries(a), Object.entries(b)]
  return Array.isArray(a) === Array.isArray(b) && x.length === y.length && x.every(([name, value]) => Object.hasOwn(b, name) && isDeepStrictEqualJson(value, (b as Record<string, unknown>)[name]))
}
