// Sealed fields: what goes in comes out, and nothing that was changed, moved or sealed with another key opens; keys are read strictly and rotated.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { makeDevelopmentKey, openKeys, readKeys, SealingKeysInvalid } from '../../../server/sealing/keys.ts'
import { rotateSealed } from '../../../server/sealing/rotate.ts'
import { createSealing, readSealed, SealBroken, saveSealed, SealingKeyMissing, type Place, type Sealing } from '../../../server/sealing/sealing.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

const key = () => randomBytes(32)
const [oldKey, newKey] = [key(), key()]
const old = createSealing({ keys: new Map([['k1', oldKey]]), current: 'k1' })
const both = createSealing({ keys: new Map([['k2', newKey], ['k1', oldKey]]), current: 'k2' })
const onlyNew = createSealing({ keys: new Map([['k2', newKey]]), current: 'k2' })
const CANARY = '金丝雀配方第七步'
const place: Place = { subjectKind: 'enquiry', subjectId: 'bcdfghjkmn', field: 'facts' }

/** Any string whatever, halves of characters included. */
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 100 }), fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map((units) => String.fromCharCode(...units)))
const anyPlace = fc.record({ subjectKind: fc.string(), subjectId: fc.string(), field: fc.string() })

const written = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const at = (n: number): Place => ({ subjectKind: 'enquiry', subjectId: `e${n}`, field: 'facts' })

const refusal = (act: () => unknown): Error => {
  try {
    act()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('It opened')
}

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sealing-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

describe('createSealing', () => {
  test('any text comes out as it went in', () => {
    fc.assert(
      fc.property(anyText, anyPlace, (text, where) => {
        expect(old.open(where, old.seal(where, text))).toBe(text)
      }),
    )
  })

  test('the length tells steps of 64 bytes only', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect((old.seal(place, text).sealed.length - 12 - 16) % 64).toBe(0)
      }),
    )
    expect(old.seal(place, '').sealed.length).toBe(old.seal(place, '二十个汉字以内的内容看不出长短差别').sealed.length)
  })

  test('any flipped bit is refused, and the refusal names the key and no content', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.nat(), (text, n) => {
        const { keyId, sealed } = old.seal(place, `${CANARY}${text}`)
        const bit = n % (sealed.length * 8)
        sealed[bit >> 3]! ^= 1 << (bit & 7)
        const error = refusal(() => old.open(place, { keyId, sealed }))
        expect(error).toBeInstanceOf(SealBroken)
        expect(error.message).toContain('"k1"')
        expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(CANARY)
      }),
    )
  })

  test('any shortened envelope is refused', () => {
    const { keyId, sealed } = old.seal(place, CANARY)
    for (let length = 0; length < sealed.length; length++) expect(refusal(() => old.open(place, { keyId, sealed: sealed.slice(0, length) }))).toBeInstanceOf(SealBroken)
  })

  test('an envelope opens in its own place only', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, anyText, (here, there, text) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there))
        expect(refusal(() => old.open(there, old.seal(here, text)))).toBeInstanceOf(SealBroken)
      }),
    )
    // Names that run together are different places all the same.
    expect(refusal(() => old.open({ subjectKind: 'a', subjectId: 'bc', field: 'd' }, old.seal({ subjectKind: 'ab', subjectId: 'c', field: 'd' }, 'x')))).toBeInstanceOf(SealBroken)
  })

  test('another key under the same name is refused; a missing one is named', () => {
    const envelope = old.seal(place, CANARY)
    const impostor = createSealing({ keys: new Map([['k1', newKey]]), current: 'k1' })
    expect(refusal(() => impostor.open(place, envelope))).toBeInstanceOf(SealBroken)
    expect(refusal(() => both.open(place, { ...envelope, keyId: 'k2' }))).toBeInstanceOf(SealBroken)
    const missing = refusal(() => onlyNew.open(place, envelope))
    expect(missing).toBeInstanceOf(SealingKeyMissing)
    expect(missing.message).toContain('"k1"')
    expect(both.open(place, envelope)).toBe(CANARY)
    expect(() => createSealing({ keys: new Map(), current: 'k9' })).toThrow('"k9"')
  })

  test('the same text is never sealed the same way twice', () => {
    const sealed = Array.from({ length: 200 }, () => Buffer.from(old.seal(place, CANARY).sealed).toString('hex'))
    expect(new Set(sealed).size).toBe(200)
  })
})

describe('readKeys', () => {
  test('the first key is the current one', () => {
    const { keys, current } = readKeys(`k2:${written(newKey)}, k1:${written(oldKey)}`)
    expect(current).toBe('k2')
    expect([...keys.keys()]).toEqual(['k2', 'k1'])
    expect(createSealing({ keys, current }).open(place, old.seal(place, 'x'))).toBe('x')
  })

  test('says all that is wrong at once and repeats no key', () => {
    const short = written(randomBytes(16))
    const error = refusal(() => readKeys(`a:${short},b:${written(new Uint8Array(32))},nothing,c:${written(oldKey)},c:${written(newKey)},d:${written(oldKey)},e:${written(newKey).replace('=', '')},`))
    expect(error).toBeInstanceOf(SealingKeysInvalid)
    expect(error.message.split('\n')).toEqual([
      'SEALING_KEYS needs correcting:',
      expect.stringContaining('"a" is not the base64 of 32 bytes'),
      expect.stringContaining('"b" is not random'),
      expect.stringContaining('entry 3 is not of the form'),
      expect.stringContaining('"c" stands twice'),
      expect.stringContaining('"d" is the same'),
      expect.stringContaining('"e" is not the base64 of 32 bytes'),
      expect.stringContaining('entry 8 is not of the form'),
    ])
    for (const secret of [short, written(oldKey), written(newKey)]) expect(error.message).not.toContain(secret.slice(0, 12))
  })

  test('any 32 random bytes are read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        fc.pre(new Set(bytes).size >= 8)
        expect([...readKeys(`k:${written(bytes)}`).keys.get('k')!]).toEqual([...bytes])
      }),
    )
  })
})

describe('makeDevelopmentKey', () => {
  test('makes a key once, for its owner only', () => {
    const directory = join(folder(), 'data')
    const first = makeDevelopmentKey(directory)
    expect(statSync(join(directory, 'sealing.key')).mode & 0o777).toBe(0o600)
    expect(makeDevelopmentKey(directory)).toEqual(first)
    expect(first.current).toMatch(/^development-/)
    expect(readdirSync(directory)).toEqual(['sealing.key'])
  })

  test('refuses a key that others can read', () => {
    const directory = folder()
    makeDevelopmentKey(directory)
    chmodSync(join(directory, 'sealing.key'), 0o644)
    expect(() => makeDevelopmentKey(directory)).toThrow('chmod 600')
  })

  test('is never made in production', () => {
    const directory = folder()
    expect(() => openKeys({ setting: undefined, directory, production: true })).toThrow('SEALING_KEYS is not set')
    expect(readdirSync(directory)).toEqual([])
    expect(openKeys({ setting: undefined, directory, production: false }).current).toMatch(/^development-/)
    expect(openKeys({ setting: `k:${key().toString('base64')}`, directory, production: true }).current).toBe('k')
  })
})

describe('sealed fields in the database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  beforeEach(() => database.prisma.sealedField.deleteMany())

  const { signal } = new AbortController()
  const rotate = (sealing: Sealing, report: (message: string) => void = () => {}, stop: AbortSignal = signal) => rotateSealed({ prisma: database.prisma, sealing, signal: stop, report })
  const save = (sealing: Sealing, n: number, text = `${CANARY}${n}`) => saveSealed(database.prisma, sealing, at(n), text)

  test('is saved, replaced and read; a row moved to another subject does not open', async () => {
    await save(old, 1, 'first')
    await save(old, 1, '再写')
    expect(await readSealed(database.prisma, old, at(1))).toBe('再写')
    expect(await readSealed(database.prisma, old, at(2))).toBeNull()
    await database.prisma.sealedField.updateMany({ data: { subjectId: 'e2' } })
    await expect(readSealed(database.prisma, old, at(2))).rejects.toBeInstanceOf(SealBroken)
  })

  test('rotation seals all again in batches and says which keys may go', async () => {
    for (let n = 0; n < 250; n++) await save(n < 230 ? old : both, n)
    const before = await database.prisma.sealedField.findFirstOrThrow({ where: { subjectId: 'e0' } })
    const lines: string[] = []
    expect(await rotate(both, (line) => lines.push(line))).toEqual({ resealed: 230, failed: 0, stillNeeded: {} })
    expect(lines).toEqual(['100 of 230 sealed again', '200 of 230 sealed again', '230 of 230 sealed again'])
    for (let n = 0; n < 250; n++) expect(await readSealed(database.prisma, onlyNew, at(n))).toBe(`${CANARY}${n}`)
    expect((await database.prisma.sealedField.findFirstOrThrow({ where: { subjectId: 'e0' } })).updatedAt).toEqual(before.updatedAt)
    expect(await rotate(both)).toEqual({ resealed: 0, failed: 0, stillNeeded: {} })
  })

  test('stopped half-way it continues; two at once do no harm', async () => {
    for (let n = 0; n < 250; n++) await save(old, n)
    const stopping = new AbortController()
    await expect(rotate(both, () => stopping.abort(new Error('stopped')), stopping.signal)).rejects.toThrow('stopped')
    expect(await database.prisma.sealedField.count({ where: { keyId: 'k1' } })).toBe(150)
    const counts = await Promise.all([rotate(both), rotate(both)])
    expect(counts[0].resealed + counts[1].resealed).toBe(150)
    for (let n = 0; n < 250; n++) expect(await readSealed(database.prisma, onlyNew, at(n))).toBe(`${CANARY}${n}`)
  })

  test('what is saved while it runs is not overwritten with what it was', async () => {
    for (let n = 0; n < 5; n++) await save(old, n)
    const { prisma } = database
    let isChanged = false
    // Stands between reading and writing, where somebody else is faster.
    const overtaken = prisma.$extends({
      query: {
        sealedField: {
          async findMany({ args, query }) {
            const rows = await query(args)
            if (!isChanged) for (let n = 0; n < 5; n++) await save(old, n, 'newer')
            isChanged = true
            return rows
          },
        },
      },
    })
    const result = await rotateSealed({ prisma: overtaken as unknown as TestDatabase['prisma'], sealing: both, signal, report: () => {} })
    expect(result).toEqual({ resealed: 0, failed: 0, stillNeeded: { k1: 5 } })
    expect(await rotate(both)).toMatchObject({ resealed: 5 })
    for (let n = 0; n < 5; n++) expect(await readSealed(prisma, onlyNew, at(n))).toBe('newer')
  })

  test('a row whose key is missing is named and left; the others are done', async () => {
    const lost = createSealing({ keys: new Map([['k0', key()]]), current: 'k0' })
    await save(lost, 1)
    await save(old, 2)
    const lines: string[] = []
    expect(await rotate(both, (line) => lines.push(line))).toEqual({ resealed: 1, failed: 1, stillNeeded: { k0: 1 } })
    expect(lines.join('\n')).toContain('"k0" is missing from SEALING_KEYS')
    expect(lines.join('\n')).not.toContain(CANARY)
    expect(await readSealed(database.prisma, lost, at(1))).toBe(`${CANARY}1`)
  })

  test('`npm run keys:rotate` does it from the settings, records it, and fails when a row does not open', async () => {
    const run = (keys: string) => spawnSync('node_modules/.bin/tsx', ['server/sealing/main.ts'], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl, DATA_DIR: folder(), SEALING_KEYS: keys } })
    await save(old, 1)
    const failed = run(`k2:${written(newKey)}`)
    expect(failed.status).toBe(1)
    expect(failed.stderr).toContain('"k1" is missing from SEALING_KEYS')
    expect(failed.stdout).toContain('Keep these keys, rows still need them: k1 (1)')
    const done = run(`k2:${written(newKey)},k1:${written(oldKey)}`)
    expect(done.status).toBe(0)
    expect(done.stdout).toContain('1 sealed again with "k2". No row needs another key.')
    expect(await readSealed(database.prisma, onlyNew, at(1))).toBe(`${CANARY}1`)
    const entries = await database.prisma.auditEntry.findMany({ where: { action: 'sealing:rotate' }, orderBy: { seq: 'asc' } })
    expect(entries.map(({ outcome, detail }) => ({ outcome, detail }))).toEqual([
      { outcome: 'FAILED', detail: { resealed: 0, failed: 1 } },
      { outcome: 'DONE', detail: { resealed: 1, failed: 0 } },
    ])
  }, 60_000)
})
