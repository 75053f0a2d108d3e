// What of experts gets into the index, stays there through a synchronisation, and leaves it with the person.
import { pino } from 'pino'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createEmbeddedEngine, mintId, toExpertDocument, type ListedExpert } from '../../../indexer/index.ts'
import { SYSTEM, VISITOR, type Actor } from '../../../server/access/access.ts'
import { applyAsExpert } from '../../../server/experts/experts.ts'
import { importExperts } from '../../../server/experts/import.ts'
import { onConsentChanged } from '../../../server/experts/listing.ts'
import { loadListed, loadPool } from '../../../server/experts/pool.ts'
import { createRefresher } from '../../../server/library/refresh.ts'
import { eraseAccount } from '../../../server/privacy/erasure.ts'
import { applyOutbox } from '../../../server/search/outbox.ts'
import { caseFile, contentFolder } from '../../support/content-folder.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { makeOrganisation } from '../../support/people.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})

const { signal } = new AbortController()
const search = { filters: {}, sort: 'relevance', group: 'document', offset: 0, limit: 10, facets: ['kind'] } as const

async function importLines(...values: object[]) {
  async function* lines() {
    for (const [i, value] of values.entries()) yield await Promise.resolve({ line: i + 1, value })
  }
  return importExperts({ prisma: database.prisma, applyOutbox: () => Promise.resolve() }, SYSTEM, lines())
}

async function account(): Promise<Actor> {
  const id = mintId()
  await database.prisma.user.create({ data: { id, name: '某人', email: `${id}@example.cn` } })
  return { ...VISITOR, kind: 'person', id, userId: id }
}

describe('toExpertDocument', () => {
  const expert: ListedExpert = { id: 'bcdfghjkmn', name: '张三', types: ['legal'], fields: ['secret/technical'], industries: ['C39'], services: ['consultation'], languages: ['zh', 'en'], jurisdictions: ['CN'], region: '440703', employer: null, biography: null, since: '2026-11-24', isExample: true, works: [{ id: 'w2', title: '题', text: '文', year: 2020 }] }

  test('a field, an industry and a region count for what is above them', () => {
    expect(toExpertDocument(expert).facets).toEqual({ kind: ['expert'], expert_type: ['legal'], field: ['secret', 'secret/technical'], service: ['consultation'], industry: ['C39', 'C'], language: ['zh-CN', 'en'], jurisdiction: ['CN'], region: ['440703', '440700', '440000'], trust: ['example'] })
  })

  test('each work is a section; the digest follows every change', () => {
    expect(toExpertDocument(expert).sections.map(({ anchor, heading }) => [anchor, heading])).toEqual([['profile', ''], ['work-w2', '题']])
    const changed = toExpertDocument({ ...expert, works: [{ ...expert.works[0]!, text: '另一段' }] })
    expect(changed.digest).not.toBe(toExpertDocument(expert).digest)
    expect(toExpertDocument({ ...expert }).digest).toBe(toExpertDocument(expert).digest)
  })
})

describe('a synchronisation', () => {
  test('keeps listed experts beside the content, and brings them when they are missing', async () => {
    await importLines({ externalId: 's1', name: '同步', documents: [{ title: '钙钛矿封装' }] })
    const engine = await createEmbeddedEngine({ directory: null })
    const refresher = await createRefresher({ directory: contentFolder({ 'cases/a.md': caseFile() }), engine, database, log: pino({ level: 'silent' }), others: () => loadListed({ prisma: database.prisma }) })
    onTestFinished(() => refresher.close())
    await refresher.refresh()
    const titles = async () => (await engine.search({ ...search, text: '钙钛矿封装' })).items.map(({ title }) => title)
    expect(await titles()).toEqual(['同步'])
    await applyOutbox({ prisma: database.prisma, engine, signal })
    expect(await refresher.refresh()).toMatchObject({ put: 0, dropped: 0, rebuilt: false })
    expect(await titles()).toEqual(['同步'])
  })

  test('what was applied while it ran is applied once more', async () => {
    const engine = await createEmbeddedEngine({ directory: null })
    const id = (await importLines({ externalId: 's2', name: '撤回', documents: [{ title: '锂金属负极' }] })).lines[0]!.id!
    // Removed after the synchronisation has read the roster, and before it has sent it.
    const others = async () => {
      const before = await loadListed({ prisma: database.prisma })
      await database.prisma.expert.update({ where: { id }, data: { state: 'SUSPENDED', version: { increment: 1 } } })
      await database.prisma.outbox.create({ data: { action: 'DROP', documentId: id } })
      await applyOutbox({ prisma: database.prisma, engine, signal })
      return before
    }
    const refresher = await createRefresher({ directory: contentFolder({ 'cases/a.md': caseFile() }), engine, database, log: pino({ level: 'silent' }), others })
    onTestFinished(() => refresher.close())
    await refresher.refresh()
    await applyOutbox({ prisma: database.prisma, engine, signal })
    expect((await engine.search({ ...search, text: '锂金属负极' })).items.filter((hit) => hit.id === id)).toEqual([])
  })
})

describe('an erased account', () => {
  test('leaves no words of the expert, in the registry or in the index; moves stay', async () => {
    const actor = await account()
    const id = (await importLines({ externalId: 'e1', name: '王五', biography: '简介', employer: '某校', relations: [{ kind: 'kin', organisation: '某公司' }], documents: [{ title: '石英谐振器' }] })).lines[0]!.id!
    await database.prisma.expert.update({ where: { id }, data: { userId: actor.userId, version: { increment: 1 } } })
    await eraseAccount({ prisma: database.prisma, onConsentChanged }, { ...actor, grants: [] }, actor.userId!)
    const left = await database.prisma.expert.findUniqueOrThrow({ where: { id }, include: { documents: true, relations: true, moves: true } })
    expect(left).toMatchObject({ name: '已注销', externalId: null, userId: null, biography: null, employerName: null, state: 'REMOVED', documents: [], relations: [] })
    expect(left.moves.at(-1)).toMatchObject({ to: 'REMOVED' })
    expect(await database.prisma.outbox.findFirst({ where: { documentId: id }, orderBy: { id: 'desc' } })).toMatchObject({ action: 'DROP', payload: null })
    expect((await loadPool({ prisma: database.prisma }, '2026-11-24')).some((expert) => expert.id === id)).toBe(false)
  })
})

describe('a nomination', () => {
  test('is made for an organisation to which one belongs, and waits for the bureau', async () => {
    const actor = await account()
    const organisationId = await makeOrganisation({ database, url: '' })
    const body = { name: '被推荐人', confidential: true as const, nominatedBy: organisationId }
    await expect(applyAsExpert({ prisma: database.prisma }, actor, body)).rejects.toMatchObject({ code: 'not-allowed' })
    const { id } = await applyAsExpert({ prisma: database.prisma }, { ...actor, grants: [{ role: 'enterprise', organisationId }] }, body)
    expect(await database.prisma.expert.findUnique({ where: { id } })).toMatchObject({ state: 'APPLIED', userId: null, nominatedBy: organisationId, confidentialAt: null })
  })
})
