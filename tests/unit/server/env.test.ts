import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SCHEMA, readEnvironment } from '../../../server/env.ts'

describe('readEnvironment', () => {
  test('everything has a default', () => {
    expect(readEnvironment({})).toMatchObject({ server: { port: 3000, host: '127.0.0.1' }, content: { directory: 'content', watch: true }, meilisearch: { url: undefined } })
  })

  test('all problems are told at once', () => {
    expect(() => readEnvironment({ PORT: 'abc', MEILI_URL: 'nowhere', LOG_LEVEL: 'loud' })).toThrow(/PORT[\s\S]*MEILI_URL[\s\S]*LOG_LEVEL/)
  })

  test.each([['-1'], ['65536']])('port %s is refused', (PORT) => expect(() => readEnvironment({ PORT })).toThrow(/PORT/))

  test('empty values count as absent', () => expect(readEnvironment({ PORT: '', DATABASE_URL: '' }).database.url).toBeUndefined())

  test('is frozen', () => expect(() => Object.assign(readEnvironment({}).server, { port: 1 })).toThrow(TypeError))
})

describe('.env.example', () => {
  test('names exactly the keys there are, each with its line of doc', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n')
    const keys = lines.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? [])
    expect(keys).toEqual(Object.keys(SCHEMA.shape))
    for (const [key, schema] of Object.entries(SCHEMA.shape)) expect(lines[lines.findIndex((line) => line.startsWith(`${key}=`)) - 1], key).toBe(`# ${schema.description}`)
  })
})
