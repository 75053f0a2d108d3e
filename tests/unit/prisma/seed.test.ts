// The demonstration registry: invented people only, lines that the import takes as they are, and texts that do not repeat one another.
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXPERT_TYPE, INDUSTRIES, JURISDICTION, REGION, SERVICE } from '../../../indexer/index.ts'
import { DEMO_EXPERT_FILES, readDemoExperts, type DemoExpertLine } from '../../../prisma/seed.ts'
import { readLine } from '../../../server/experts/reading.ts'
import { RELATION_KINDS } from '../../../server/matching/model.ts'
import { usccProblem } from '../../../server/organisations/uscc.ts'
import { temporaryFolder } from './places.ts'

const AREAS = [
  'appraisal',
  'enforcement',
  'law',
  'management',
  'overseas',
  'security',
  'standards',
  'technology',
  'valuation',
]

const experts: DemoExpertLine[] = []
for await (const line of readDemoExperts()) experts.push(line)
const works = experts.flatMap(({ documents }) => documents)
const relations = experts.flatMap((expert) => expert.relations)
const organisations = [...experts.map(({ employer }) => employer), ...relations.map(({ organisation }) => organisation)]
const strangers = (values: readonly string[], known: readonly string[]): string[] =>
  values.filter((value) => !known.includes(value))

/** As long as a sentence must be before its repetition counts. */
const SENTENCE = 20
const sentencesOf = (text: string): string[] =>
  text
    .split(/[。！？；!?;]|\.(?=\s|$)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= SENTENCE)

describe('the demonstration registry', () => {
  test('has one file a subject area and at least 60 experts', () => {
    expect(DEMO_EXPERT_FILES.map((path) => basename(path))).toEqual(AREAS.map((area) => `experts-${area}.ndjson`))
    expect(experts.length).toBeGreaterThanOrEqual(60)
  })

  test('names nobody twice, neither people nor works', () => {
    for (const ids of [
      experts.map(({ externalId }) => externalId),
      experts.map(({ name }) => name),
      works.map(({ externalId }) => externalId),
      works.map(({ title }) => title),
    ]) {
      expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    }
  })

  test('is marked as invented in every line, name and organisation', () => {
    expect(new Set(experts.map(({ example }) => example))).toEqual(new Set([true]))
    expect([...experts, ...organisations].map(({ name }) => name).filter((name) => !name.startsWith('示例'))).toEqual(
      [],
    )
  })

  test('is taken by the import without a remark', () => {
    expect(experts.map((line) => readLine(line)).filter(({ line, problems }) => !line || problems.length)).toEqual([])
  })
})

describe('reading', () => {
  test('tells file and line of what is no JSON', async () => {
    const path = join(temporaryFolder(), 'broken.ndjson')
    writeFileSync(path, `${JSON.stringify(experts[0])}\n\n{"externalId":\n`)
    const read: DemoExpertLine[] = []
    await expect(async () => {
      for await (const line of readDemoExperts([path])) read.push(line)
    }).rejects.toThrow(`${path}:3 不是一行 JSON`)
    expect(read).toEqual([experts[0]])
  })
})

describe('codes', () => {
  test('are those of the register', () => {
    expect(
      strangers(
        experts.flatMap(({ types }) => types),
        Object.keys(EXPERT_TYPE),
      ),
    ).toEqual([])
    expect(
      strangers(
        experts.flatMap(({ services }) => services),
        Object.keys(SERVICE),
      ),
    ).toEqual([])
    expect(
      strangers(
        experts.flatMap(({ industries }) => industries),
        Object.keys(INDUSTRIES).filter((code) => code.length === 3),
      ),
    ).toEqual([])
    expect(
      strangers(
        experts.flatMap(({ jurisdictions }) => jurisdictions),
        Object.keys(JURISDICTION),
      ),
    ).toEqual([])
    expect(
      strangers(
        experts.map(({ region }) => region),
        Object.keys(REGION).filter((code) => code.startsWith('4407')),
      ),
    ).toEqual([])
    expect(
      strangers(
        relations.map(({ kind }) => kind),
        RELATION_KINDS,
      ),
    ).toEqual([])
    expect(
      strangers(
        works.map(({ kind }) => kind),
        ['publication', 'case', 'standard', 'opinion', 'patent', 'other'],
      ),
    ).toEqual([])
  })

  test('cover every type of expert and service, 30 divisions of industry and the forums abroad', () => {
    expect(new Set(experts.flatMap(({ types }) => types)).size).toBe(Object.keys(EXPERT_TYPE).length)
    expect(new Set(experts.flatMap(({ services }) => services)).size).toBe(Object.keys(SERVICE).length)
    expect(new Set(experts.flatMap(({ industries }) => industries)).size).toBeGreaterThanOrEqual(30)
    expect(experts.flatMap(({ jurisdictions }) => jurisdictions)).toEqual(
      expect.arrayContaining(['US', 'EU', 'DE', 'JP', 'KR', 'VN']),
    )
  })

  test('credit codes pass the check digit, and one organisation has one code', () => {
    const codes = organisations.flatMap(({ name, uscc }) => (uscc ? [{ name, uscc }] : []))
    expect(codes.length).toBeGreaterThan(20)
    expect(
      codes.filter(({ uscc }) => usccProblem(uscc) !== null || !/^(91|31|12)440[07]00M[ABD]5?DEMA/.test(uscc)),
    ).toEqual([])
    const owners = new Map(codes.map(({ name, uscc }) => [uscc, name]))
    const codeOf = new Map(codes.map(({ name, uscc }) => [name, uscc]))
    expect(
      organisations.filter(({ name, uscc }) => codeOf.get(name) !== uscc || (uscc && owners.get(uscc) !== name)),
    ).toEqual([])
  })
})

describe('ties', () => {
  test.each(['示例江新材料有限公司', '示例海达电机有限公司'])(
    'to %s lie inside and outside of three years',
    (party) => {
      const ends = relations
        .filter(({ organisation }) => organisation.name === party)
        .map(({ to }) => to ?? '9999-12-31')
      expect(ends.some((day) => day > '2024-12-31')).toBe(true)
      expect(ends.some((day) => day < '2023-01-01')).toBe(true)
    },
  )
})

describe('works', () => {
  test('have substance: 100 characters or more, and 5 works for most experts, 2 for the thin ones', () => {
    expect(works.filter(({ text }) => text.length < 100)).toEqual([])
    const thin = experts.filter(({ documents }) => documents.length < 5)
    expect(new Set(thin.map(({ documents }) => documents.length))).toEqual(new Set([2]))
    expect(thin.length).toBeGreaterThanOrEqual(3)
    expect(thin.length).toBeLessThan(experts.length / 10)
  })

  test('repeat no sentence', () => {
    const sentences = works.flatMap(({ text }) => sentencesOf(text))
    expect(sentences.length).toBeGreaterThan(works.length * 2)
    const seen = new Set<string>()
    expect(sentences.filter((sentence) => seen.has(sentence) || !seen.add(sentence))).toEqual([])
  })
})
