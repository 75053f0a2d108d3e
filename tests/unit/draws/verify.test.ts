// Two implementations, written apart, replay the same records and find the same forgeries.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitmentOf, drawLot, listDigestOf, listHashOf, seedOf } from '../../../server/draws/lot.ts'
import type { DrawRecord } from '../../../server/draws/record.ts'
import { verifyRecord } from '../../../server/draws/verify.ts'
import { recordFrom, VECTOR, type Recipe } from './draws-of-records.ts'

const VERIFIER = 'tests/verify_draw.py'
const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.warn('SKIPPED: python3 is not here, so draws are not replayed by the second implementation')

let directory: string
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'draws-'))))
afterAll(() => rmSync(directory, { recursive: true }))

/** What the Python program says of each; one process for all. */
function askPython(records: readonly unknown[]): boolean[] {
  const folder = mkdtempSync(join(directory, 'records-'))
  const list = records.map((record, i) => {
    const file = join(folder, `${String(i).padStart(6, '0')}.json`)
    writeFileSync(file, JSON.stringify(record))
    return file
  })
  const answers: boolean[] = []
  for (let at = 0; at < list.length; at += 500) {
    const { stdout, stderr } = spawnSync('python3', [VERIFIER, ...list.slice(at, at + 500)], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    const lines = stdout.trim().split('\n')
    if (stderr || lines.length !== Math.min(500, list.length - at)) throw new Error(stderr || `${lines.length} answers`)
    answers.push(...lines.map((line) => (JSON.parse(line) as { agrees: boolean }).agrees))
  }
  return answers
}

/** Small and large, with and without strata, nonces, public value and list. */
const RECIPES: Recipe[] = Array.from({ length: 120 }, (_, i) => ({
  seed: `record ${i}`,
  people: 5 + ((i * 7) % 60),
  size: 1 + (i % 4),
  alternates: i % 2,
  level: i % 3 ? 'strict' : 'qualified',
  strata: i % 4 === 0 ? [] : [{ type: '法律', atLeast: 1 }, ...(i % 4 > 1 ? [{ type: '技术', atLeast: 1 }] : [])].slice(0, 1 + (i % 4)),
  values: i % 5 === 0 ? {} : { applicant: i % 5 === 1 ? null : `the applicant’s 随机数 ${i}`, respondent: `"respondent" \\ ${i} 𠮷 é`, ...(i % 2 && { supervisor: `the supervisor ${i}` }) },
  publicValue: i % 3 === 0 ? null : `${3_000 + i}.5`,
  sealed: i % 6 === 5,
}))

describe('replay', () => {
  const records = RECIPES.map(recordFrom)

  test('every record agrees with itself', () => {
    for (const record of records) {
      const { agrees, findings } = verifyRecord(record)
      expect(findings.filter((finding) => finding.agrees === false)).toEqual([])
      expect(agrees).toBe(true)
    }
    expect(new Set(records.map(({ result }) => JSON.stringify(result))).size).toBeGreaterThan(60)
  })

  test.skipIf(!hasPython)('the Python program recomputes every one of them alike', () => {
    expect(askPython(records).filter((agrees) => !agrees)).toEqual([])
  })

  test('the vector: twelve ids, three selected, two alternates', () => {
    const vector = JSON.parse(readFileSync('tests/unit/draws/vector.json', 'utf8')) as DrawRecord
    expect(verifyRecord(vector).agrees).toBe(true)
    expect(recordFrom(VECTOR)).toEqual(vector)
    expect(vector.list!.entries.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, i) => `exp-${String(i + 1).padStart(3, '0')}`))
    expect(vector.ids).toEqual({ selected: ['exp-007', 'exp-005', 'exp-003'], alternates: ['exp-001', 'exp-009'] })
    if (hasPython) expect(askPython([vector, { ...vector, size: 2 }])).toEqual([true, false])
  })

  test('the program for the command line says what does not agree and ends with 1', () => {
    const run = (record: unknown) => {
      const file = join(directory, 'one.json')
      writeFileSync(file, JSON.stringify(record))
      return spawnSync('node', ['--import', 'tsx', 'server/draws/main.ts', file], { encoding: 'utf8' })
    }
    const fine = run(records[1])
    expect([fine.status, fine.stderr]).toEqual([0, ''])
    expect(fine.stdout).toContain('核验通过')
    const forged = run({ ...records[1], result: { ...records[1]!.result, selected: records[1]!.result!.selected.map((n) => n + 1) } })
    expect(forged.status).toBe(1)
    expect(forged.stdout).toMatch(/不符\tresult\t重新抽取的结果不同/)
    expect(run('nothing').status).toBe(1)
    expect(run({ ...records[1], state: 'COLLECTING', secret: null, seed: null, result: null, ids: null }).stdout).toContain('还没有揭示')
  })

  test('warns of a draw that rests on the service alone', () => {
    expect(verifyRecord(recordFrom({ seed: 'alone', people: 9, size: 2, alternates: 1 })).warnings[0]).toContain('只来自系统的密值')
    expect(verifyRecord(recordFrom({ seed: 'one', people: 9, size: 2, alternates: 1, values: { applicant: 'a nonce of sixteen' } })).warnings[0]).toContain('supervisor')
  })
})

type Path = (string | number)[]
const leafAt = (record: unknown, path: Path): unknown => path.reduce((at, step) => (at as Record<string | number, unknown>)[step], record)
const leavesOf = (value: unknown, path: Path = []): Path[] => (value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...path, name])) : [path])

function withLeaf(record: DrawRecord, path: Path, change: (leaf: unknown) => unknown): unknown {
  const copy = structuredClone(record) as unknown
  let at = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as typeof at
  const last = path.at(-1)!
  at[last] = change(at[last])
  return copy
}

/** Every change of one bit: of each sign of a text (in its code unit), of each number. */
function* bitsOf(leaf: unknown): Generator {
  if (typeof leaf === 'number') for (let bit = 0; bit < 17; bit++) yield leaf ^ (1 << bit)
  if (typeof leaf !== 'string') return
  for (let i = 0; i < leaf.length; i++) for (let bit = 0; bit < 16; bit++) yield leaf.slice(0, i) + String.fromCharCode(leaf.charCodeAt(i) ^ (1 << bit)) + leaf.slice(i + 1)
}

describe('forgery', () => {
  const record = recordFrom({ ...VECTOR, level: 'qualified', people: 12, strata: [{ type: '法律', atLeast: 1 }] })
  const leaves = leavesOf(record).filter(([first]) => first !== 'account')

  test('every change of a single bit is found, by both', () => {
    const forged: unknown[] = []
    for (const path of leaves) for (const bit of bitsOf(leafAt(record, path))) forged.push(withLeaf(record, path, () => bit))
    expect(forged.length).toBeGreaterThan(15_000)
    expect(forged.filter((one) => verifyRecord(one).agrees)).toEqual([])
    // One in thirteen for the slower of the two: every leaf is among them.
    if (hasPython) expect(askPython(forged.filter((_, i) => i % 13 === 0)).filter(Boolean)).toEqual([])
    console.log(`${forged.length} records with one bit changed, all found`)
  }, 300_000)

  test('so is every leaf that was taken away, and every list that lost, gained or swapped an item', () => {
    const forged: unknown[] = leaves.map((path) => withLeaf(record, path, () => undefined))
    forged.push(...leaves.filter((path) => leafAt(record, path) !== null).map((path) => withLeaf(record, path, () => null)))
    const lists: Path[] = [['list', 'entries'], ['list', 'belowCut'], ['list', 'excluded'], ['list', 'parties'], ['nonces'], ['terms', 'strata'], ['terms', 'parties'], ['result', 'selected'], ['result', 'alternates'], ['ids', 'selected'], ['ids', 'alternates']]
    for (const path of lists) {
      const change = (how: (items: unknown[]) => unknown[]) => forged.push(withLeaf(record, path, (items) => how(items as unknown[])))
      const { length } = leafAt(record, path) as unknown[]
      if (length === 0) continue
      change((items) => items.slice(1))
      change((items) => [...items, items[0]])
      if (length > 1 && path[0] !== 'nonces') change(([first, second, ...rest]) => [second, first, ...rest])
    }
    const accepted = forged.filter((one) => verifyRecord(one).agrees)
    expect(accepted).toEqual([])
    if (hasPython) expect(askPython(forged).filter(Boolean)).toEqual([])
  }, 120_000)

  test('a rule broken before the commitment is found although every hash agrees', () => {
    // Made by somebody who controls the service: hashes and result are right, the list is not.
    const crooked = (change: (record: DrawRecord) => void): DrawRecord => {
      const made = structuredClone(record)
      change(made)
      return rehash(made)
    }
    const cases: DrawRecord[] = [
      crooked(({ list }) => void (list!.entries[0]!.gate = [{ rule: 'C4', result: 'exclude' }])),
      crooked(({ list }) => void (list!.excluded[0]!.gate = [])),
      crooked(({ terms }) => void (terms.strata[0]!.numbers = terms.strata[0]!.numbers.slice(1))),
      crooked(({ terms }) => void (terms.eligible += 1)),
      crooked(({ list }) => void (list!.entries = list!.entries.toReversed())),
    ]
    if (record.list!.belowCut.length) cases.push(crooked(({ terms }) => void (terms.level = 'strict')), crooked(({ list }) => void (list!.belowCut[0]!.score = 1_000)))
    expect(cases).toHaveLength(7)
    for (const one of cases) expect(verifyRecord(one).findings.filter(({ agrees }) => agrees === false).map(({ step }) => step)).toEqual(['list'])
    if (hasPython) expect(askPython(cases)).toEqual(cases.map(() => false))
  })
})

/** All hashes, the seed, the result and the ids made anew over whatever the record says. */
function rehash(record: DrawRecord): DrawRecord {
  const listDigest = listDigestOf(record.list)
  const listHash = listHashOf(record.terms, listDigest)
  const commitment = commitmentOf({ ...record, listHash, secret: record.secret! })
  const seed = seedOf({ commitment, secret: record.secret!, nonces: record.terms.parties.map((party) => ({ party, value: record.nonces.find((nonce) => nonce.party === party)?.value ?? '' })), publicValue: record.publicValue ?? '' })
  const result = drawLot(seed, { ...record, ...record.terms })
  const named = (numbers: number[]) => numbers.map((number) => record.list!.entries[number - 1]!.id)
  return { ...record, listDigest, listHash, commitment, seed, result, ids: { selected: named(result.selected), alternates: named(result.alternates) } }
}
