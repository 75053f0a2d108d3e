import { beforeAll, describe, expect, test } from 'vitest'
import type { Prisma, StandardProject } from '../../../prisma/client.ts'
import { moveProjectWithin } from '../../../server/drafting/moves.ts'
import { advanceStandards } from '../../../server/publication/advance.ts'
import { followMove, publishWithin } from '../../../server/publication/republish.ts'
import { makeApproving, makeAssociation } from '../../support/approving.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let organisationId: string
beforeAll(async () => {
  database = await testDatabase()
  organisationId = await makeAssociation(database, { code: 'SLYP' })
})

let sequence = 0
/** Published on 2026-11-01, in force from the day on. */
async function makePublished(implementationOn: string, changes: Partial<StandardProject> = {}): Promise<StandardProject> {
  const { prisma } = database
  const { id } = await makeApproving(database, { organisationId, state: changes.state ?? 'published', ...(changes.predecessorId && { predecessorId: changes.predecessorId }) })
  const data: Prisma.StandardProjectUncheckedUpdateInput = { number: `T/SLYP ${String(++sequence).padStart(4, '0')}—2026`, publishedOn: '2026-11-01', implementationOn, revalidateBy: '2031-11-01', lastMoveOn: '2026-11-01', ...(changes as Prisma.StandardProjectUncheckedUpdateInput) }
  const project = await prisma.standardProject.update({ where: { id }, data })
  await prisma.$transaction((tx) => publishWithin(tx, project, '2026-11-01'))
  return project
}
const stateOf = async ({ id }: StandardProject) => (await database.prisma.standardProject.findUniqueOrThrow({ where: { id } })).state
const fileOf = async ({ number }: StandardProject) => (await database.prisma.publishedFile.findUniqueOrThrow({ where: { path: `standards/t-slyp-${number!.slice(7, 11)}-2026.md` } })).text

describe('advanceStandards', () => {
  test('brings a standard into force on its day, not the day before, and once only', async () => {
    const project = await makePublished('2026-12-01')
    expect(await fileOf(project)).toContain('status: "upcoming"')
    expect((await advanceStandards(database, '2026-11-30')).inForce).toBe(0)
    expect(await stateOf(project)).toBe('published')
    expect(await advanceStandards(database, '2026-12-01')).toEqual({ inForce: 1, replaced: 0, reminded: 0, refused: 0 })
    expect([await stateOf(project), (await fileOf(project)).includes('status: "in-force"')]).toEqual(['in_force', true])
    expect(await advanceStandards(database, '2026-12-01')).toEqual({ inForce: 0, replaced: 0, reminded: 0, refused: 0 })
    expect(await database.prisma.standardEvent.count({ where: { projectId: project.id, deed: 'enter_force' } })).toBe(1)
  })

  test('two processes at once do it once', async () => {
    const project = await makePublished('2026-12-02')
    await Promise.all([advanceStandards(database, '2026-12-02'), advanceStandards(database, '2026-12-02')])
    expect(await database.prisma.standardEvent.count({ where: { projectId: project.id, deed: 'enter_force' } })).toBe(1)
  })

  test('a clock that stands before the last move changes nothing', async () => {
    const project = await makePublished('2026-11-05', { lastMoveOn: '2026-12-31' })
    expect(await advanceStandards(database, '2026-12-03')).toMatchObject({ inForce: 0, refused: 1 })
    expect(await stateOf(project)).toBe('published')
    await database.prisma.standardProject.update({ where: { id: project.id }, data: { lastMoveOn: '2026-11-05' } })
    expect((await advanceStandards(database, '2026-12-03')).inForce).toBe(1)
  })

  test('a revision that comes into force replaces what it revises, with links both ways', async () => {
    const old = await makePublished('2026-11-02', { state: 'revised' })
    const fresh = await makePublished('2026-12-10', { predecessorId: old.id })
    expect(await fileOf(fresh)).toContain(`replaces: ["${old.number}"]`)
    await advanceStandards(database, '2026-12-09')
    expect([await stateOf(old), (await fileOf(old)).includes('replaced_by')]).toEqual(['revised', false])
    expect(await advanceStandards(database, '2026-12-10')).toMatchObject({ inForce: 1, replaced: 1 })
    expect([await stateOf(old), await stateOf(fresh)]).toEqual(['replaced', 'in_force'])
    expect(await fileOf(old)).toContain(`replaced_by: ["${fresh.number}"]`)
    expect(await fileOf(old)).toContain('status: "replaced"')
  })

  test('says ninety days before, once, that a standard has to be looked at again', async () => {
    const project = await makePublished('2026-11-02', { state: 'in_force', revalidateBy: '2027-03-11' })
    expect((await advanceStandards(database, '2026-12-10')).reminded).toBe(0)
    expect((await advanceStandards(database, '2026-12-11')).reminded).toBe(1)
    expect((await advanceStandards(database, '2026-12-12')).reminded).toBe(0)
    expect(await database.prisma.standardEvent.count({ where: { projectId: project.id, deed: 'revalidation_due' } })).toBe(1)
  })
})

describe('followMove', () => {
  const move = async (project: StandardProject, move: 'start_revalidation' | 'confirm' | 'abolish', revalidation?: 'confirm' | 'abolish') =>
    database.prisma.$transaction(async (tx) => {
      const moved = await moveProjectWithin(tx, { projectId: project.id, move, actorId: null, today: '2028-05-01', given: { reason: '复审会议决定', ...(revalidation && { revalidation }) } })
      await followMove(tx, moved)
    })

  test('a standard that is confirmed has to be looked at again five years on, and its file says so', async () => {
    const project = await makePublished('2026-11-02', { state: 'in_force' })
    await move(project, 'start_revalidation')
    await move(project, 'confirm', 'confirm')
    expect((await database.prisma.standardProject.findUniqueOrThrow({ where: { id: project.id } })).revalidateBy).toBe('2033-05-01')
    expect(await fileOf(project)).toContain('review_by: "2033-05-01"')
  })

  test('one that is abolished is so in the library', async () => {
    const project = await makePublished('2026-11-02', { state: 'in_force' })
    await move(project, 'start_revalidation')
    await move(project, 'abolish', 'abolish')
    expect(await fileOf(project)).toContain('status: "abolished"')
  })

  test('a text that the authors keep in their own folder is left to them', async () => {
    const { prisma } = database
    const { id } = await makeApproving(database, { organisationId, state: 'in_force' })
    const project = await prisma.standardProject.update({ where: { id }, data: { number: 'T/SLYP 9001—2026', publishedOn: '2026-11-01', implementationOn: '2026-11-02' } })
    await move(project, 'start_revalidation')
    await move(project, 'abolish', 'abolish')
    expect(await prisma.publishedFile.count({ where: { path: 'standards/t-slyp-9001-2026.md' } })).toBe(0)
  })
})
