// A sealed word is found nowhere; and the search for it does find one that was left lying about.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createEmbeddedEngine, loadLibrary, sync, type Engine } from '../../../indexer/index.ts'
import { VISITOR, type Actor } from '../../../server/access/access.ts'
import { recordAudit } from '../../../server/audit/audit.ts'
import { queueMail } from '../../../server/mail/mail.ts'
import { exportOwnData } from '../../../server/privacy/own-data.ts'
import { rotateSealed } from '../../../server/sealing/rotate.ts'
import { createSealing, readSealed } from '../../../server/sealing/sealing.ts'
import { canaryWord, keepLog, sealCanary, traces } from '../../support/canary.ts'
import { caseFile, contentFolder } from '../../support/content-folder.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let engine: Engine
beforeAll(async () => {
  database = await testDatabase()
  engine = await createEmbeddedEngine({ directory: null })
})
afterAll(() => engine.close())
beforeEach(() => database.prisma.sealedField.deleteMany())

const key = randomBytes(32)
const sealing = createSealing({ keys: new Map([['k1', key]]), current: 'k1' })
const index = async (body: string) => sync({ library: await loadLibrary(contentFolder({ 'cases/a.md': caseFile({}, body) }), { git: false }), engine })

describe('a sealed canary', () => {
  test('is in no table, log line, mail, search hit or error, before and after its key is changed', async () => {
    const { prisma } = database
    const { log, lines } = keepLog()
    await index('## 基本案情\n\n图纸被带走。\n')
    const { word, place, refusals } = await sealCanary({ prisma, sealing, log })
    await prisma.$transaction((tx) => queueMail(tx, { to: 'officer@example.cn', subject: '有新的求助', text: '请登录后查看。' }))
    await recordAudit(prisma, { actor: VISITOR, action: 'canary:seal', subject: { kind: place.subjectKind, id: place.subjectId }, outcome: 'DONE', detail: { field: place.field } })
    expect(lines).toHaveLength(refusals.length)
    expect(await traces(word, { prisma, engine, lines, texts: refusals })).toEqual([])

    const both = createSealing({ keys: new Map([['k2', randomBytes(32)], ['k1', key]]), current: 'k2' })
    const report = (message: string) => log.info(message)
    await rotateSealed({ prisma, sealing: both, signal: new AbortController().signal, report })
    await rotateSealed({ prisma, sealing, signal: new AbortController().signal, report })
    expect(lines.at(-2)).toContain('k2')
    expect(await readSealed(prisma, both, place)).toContain(word)
    expect(await traces(word, { prisma, engine, lines, texts: refusals })).toEqual([])
  })

  test('that is about a person is in that person’s own export, and nowhere else', async () => {
    const { prisma } = database
    const { log, lines } = keepLog()
    await prisma.user.create({ data: { id: 'bcdfghjkmn', name: '张三', email: 'zhang@example.cn' } })
    const { word, place } = await sealCanary({ prisma, sealing, log })
    const own = { ...place, subjectKind: 'account', subjectId: 'bcdfghjkmn' }
    await prisma.sealedField.create({ data: { id: 'own', ...own, ...sealing.seal(own, word) } })
    const person: Actor = { ...VISITOR, kind: 'person', id: 'bcdfghjkmn', userId: 'bcdfghjkmn', sessionId: 's' }
    const texts: string[] = []
    for await (const piece of await exportOwnData({ prisma, sealing }, person)) texts.push(piece)
    expect(texts.join('')).toContain(word)
    expect(await traces(word, { prisma, engine, lines })).toEqual([])
  })
})

describe('the search for it', () => {
  test('finds a word that was left in a table, whatever its writing', async () => {
    const { prisma } = database
    const word = canaryWord()
    const leave = async (text: string): Promise<string[]> => {
      const { id } = await prisma.mail.create({ data: { recipient: 'a@example.cn', subject: 's', text } })
      const found = await traces(word, { prisma })
      await prisma.mail.delete({ where: { id } })
      return found
    }
    const writings = [word, word.toUpperCase(), encodeURIComponent(`配方${word}`), Buffer.from(`配方${word}`).toString('hex'), ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${word}之后`).toString('base64'))]
    for (const writing of writings) expect(await leave(writing)).toEqual(['table mail'])
    expect(await leave(word.slice(0, -1))).toEqual([])

    await prisma.sealedField.create({ data: { id: 'x', subjectKind: 'a', subjectId: 'b', field: 'c', keyId: 'k', sealed: Uint8Array.from(Buffer.from(word)) } })
    expect(await traces(word, { prisma })).toEqual(['table sealed_field'])
  })

  test('finds it in a log line, a text and the index', async () => {
    const { prisma } = database
    const word = canaryWord()
    const { log, lines } = keepLog()
    log.debug({ body: { facts: `配方 ${word}` } }, 'request')
    await index(`## 基本案情\n\n图纸 ${word} 被带走。\n`)
    expect(await traces(word, { prisma, engine, lines, texts: ['nothing', `Error: ${word}`] })).toEqual(['log', 'text 2', 'search'])
  })
})
